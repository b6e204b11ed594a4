"""`./hotel` before there is anything: what it says on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hotelmate.binaries import PostgresNotFound, find
from hotelmate.paths import REPOSITORY
from hotelmate.unprivileged import popen_arguments
from tests.processes import open_directory

NEEDED_BY_THE_SCRIPT = ("bash", "cat", "cut", "dirname", "flock", "id", "ls", "readlink", "rm", "sed", "sort", "tail")


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A checkout in which nothing is set up."""
    with open_directory() as directory:
        shutil.copy(REPOSITORY / "hotel", directory)
        yield directory


def run(checkout: Path, *arguments: str, programs: Path | None = None, **popen: Any) -> tuple[int, str]:
    """Exit code and all that the command says, with no program but those in a directory."""
    path = str(programs) if programs else os.environ["PATH"]
    done = subprocess.run(
        [str(checkout / "hotel"), *arguments],
        env={"PATH": path, "HOTELMATE_NO_APT": "1"},
        capture_output=True,
        text=True,
        check=False,
        **popen,
    )
    return done.returncode, done.stdout + done.stderr


def test_without_python_it_names_the_package(checkout: Path) -> None:
    programs = checkout / "programs"
    programs.mkdir()
    for name in NEEDED_BY_THE_SCRIPT:
        (programs / name).symlink_to(shutil.which(name) or name)
    code, said = run(checkout, "up", programs=programs)
    assert (code, said) == (
        1,
        "hotel: Python 3.11 or later is needed; on Debian and Ubuntu: apt-get install python3-venv\n",
    )


@contextmanager
def closed(checkout: Path) -> Iterator[None]:
    """Nobody but root writes into it meanwhile."""
    checkout.chmod(0o555)
    yield
    checkout.chmod(0o755)


def test_in_a_strangers_checkout_it_says_what_to_do(checkout: Path) -> None:
    with closed(checkout):
        code, said = run(checkout, "up", **popen_arguments())
    assert code == 1
    assert said.startswith(f"hotel: {checkout} is not set up, and not yours to write")


def test_a_strangers_checkout_that_is_set_up_serves_everybody(checkout: Path) -> None:
    """Root sets it up in /opt, operators use it."""
    made = checkout / ".venv" / "bin"
    made.mkdir(parents=True)
    (made.parent / "installed-requirements.lock").touch()
    (made / "python").write_text('#!/bin/sh\necho "python $*"\n')
    (made / "python").chmod(0o755)
    with closed(checkout):
        code, said = run(checkout, "psql", "-l", **popen_arguments())
    assert (code, said) == (0, "python -m hotelmate psql -l\n")


def postgres_that_wants(directory: Path, library_path: Path) -> Path:
    """A directory of programs like the wheel's: they start only where they find their libraries."""
    programs = directory / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    postgres = programs / "postgres"
    script = f'[ "$LD_LIBRARY_PATH" = {library_path} ] && echo "postgres (PostgreSQL) 18.1"'
    postgres.write_text(f"#!/bin/sh\n{script}\n")
    postgres.chmod(0o755)
    return programs


def test_the_wheels_programs_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data of one PostgreSQL opens again after another was installed."""
    programs = postgres_that_wants(tmp_path / "installation", tmp_path / "installation" / "lib")
    monkeypatch.setenv("HOTELMATE_PG_BIN", str(programs))
    found = find.__wrapped__()
    assert (found.directory, found.major) == (programs, 18)
    assert found.environment == {"LD_LIBRARY_PATH": str(tmp_path / "installation" / "lib")}


def test_programs_that_do_not_start_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = postgres_that_wants(tmp_path / "installation", tmp_path / "elsewhere")
    monkeypatch.setenv("HOTELMATE_PG_BIN", str(programs))
    with pytest.raises(PostgresNotFound, match="HOTELMATE_PG_BIN"):
        find.__wrapped__()
