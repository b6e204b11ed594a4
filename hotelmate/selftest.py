"""`hotel test`: everything that can say no, in one command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from hotelmate.paths import REPOSITORY

BIN = Path(sys.executable).parent
SQL_DIRECTORIES = ("db", "tests/sql")
# A deploy runs in one transaction with its own lock_timeout; identifiers are bigint where they can grow.
SQUAWK_EXCLUDES = (
    "prefer-robust-stmts",
    "require-concurrent-index-creation",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "require-lock-timeout",
    "require-statement-timeout",
    "ban-create-domain-with-constraint",
)
# What builds an empty database has nothing to scan and nobody to block.
SQUAWK_EXCLUDES_WHEN_EMPTY = (*SQUAWK_EXCLUDES, "constraint-missing-not-valid", "adding-foreign-key-constraint")


class Step(NamedTuple):
    name: str
    command: list[str]


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--lint-only", is_flag=True, help="Only what reads the files; no database.")
@click.option("--no-lint", is_flag=True, help="Only pytest.")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def command(lint_only: bool, no_lint: bool, pytest_arguments: tuple[str, ...]) -> None:
    """Lint, types and every test; arguments go to pytest: ./hotel test -k approve"""
    steps = [*([] if no_lint else _lint()), *([] if lint_only else [_pytest(pytest_arguments)])]
    failed = [step.name for step in steps if not _passes(step)]
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")
    click.echo("All good.")


def _lint() -> Iterator[Step]:
    yield Step("ruff", _module("ruff", "check", "."))
    yield Step("ruff format", _module("ruff", "format", "--check", "."))
    yield Step("mypy", _module("mypy"))
    yield Step(
        "sqlfluff",
        _module("sqlfluff", "lint", "--processes", "0", "--disable-progress-bar", *SQL_DIRECTORIES),
    )
    migrations = sorted(REPOSITORY.glob("db/migrations/*.sql"))
    building = [*sorted(REPOSITORY.glob("db/schema/*.sql")), *migrations[:1]]
    yield _squawk("squawk structure", SQUAWK_EXCLUDES_WHEN_EMPTY, building)
    if migrations[1:]:
        yield _squawk("squawk migrations", SQUAWK_EXCLUDES, migrations[1:])


def _squawk(name: str, excludes: Sequence[str], files: Iterable[Path]) -> Step:
    paths = [str(file) for file in files]
    return Step(name, [str(BIN / "squawk"), "--assume-in-transaction", "--exclude", ",".join(excludes), *paths])


def _pytest(arguments: tuple[str, ...]) -> Step:
    return Step("pytest", _module("pytest", *arguments))


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def _passes(step: Step) -> bool:
    """Run a step from the repository's root; its output is shown as it comes for pytest, else only when it fails."""
    click.echo(f"{step.name} …")
    started = time.monotonic()
    quiet = step.name != "pytest"
    # mypy takes what it finds through PYTHONPATH for somebody else's.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(step.command, cwd=REPOSITORY, env=environment, capture_output=quiet, text=True, check=False)
    passed = done.returncode == 0
    if quiet and not passed:
        click.echo(done.stdout + done.stderr)
    click.echo(f"{step.name} {'ok' if passed else 'FAILED'} ({time.monotonic() - started:.1f} s)")
    return passed
