"""`hotel prove`: attack the promises, count what happened, say whether they held.

Each proof is a module of this package with a function `prove(progress, …) -> Result`. Its further parameters are the
command's: one without a default is an argument, one with a default an option of its name.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import sys
import time
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hotelmate.prove.result import Result
from hotelmate.prove.table import text_table

# In the order in which `all` runs them. A proof whose module is not there yet is not listed.
PROOFS = {
    "invariants": "Every invariant attacked with raw SQL as the owner of the tables.",
    "transitions": "Every change of status there could be, tried: only the listed ones happen.",
    "model": "Random days of everybody against a model of the rules, alone and at once; what differs is made short.",
    "races": "Two and more connections at one thing: it ends as if they had come one after the other.",
    "input": "Bad input over HTTP: refused by name, never 5xx, never a changed row.",
    "idempotency": "Every operation again, ten times at once, and after a lost answer: done once, answered the same.",
    "tenancy": "Another hotel's ids, dead tokens, every role at every table and function: refused, and nothing shown.",
    "refunds": "What ending a booking costs, against the written rules: zones, seconds and cents.",
    "webhooks": "Payment events repeated, shuffled and at once: the same ledger as in order.",
    "money": "Guests, staff, jobs and a failing provider in any order: no money lost, taken twice or kept.",
    "crash": "kill -9 at every point of every flow of money: each booking ends right.",
    "clock": "Every deadline to the second, in six zones and through the changes of the clocks.",
    "jobs": "pg_cron and the timer stopped, caught up with, called twice at once, given a bad hotel.",
    "drift": "Every kind of contradiction made behind the rules' back: found, corrected or left to people.",
    "audit": "Every byte of the log altered: the row is named; and the log folds to the live house.",
    "openapi": "Every operation answers as the API describes it: to every role, in every state, to whatever is sent.",
    "client": "Every event the existing client knows reaches the real pusher-js with every field it reads.",
    "screens": "What each screen of the existing client asks for, asked: every field it reads is there.",
    "lists": "Every filter, bucket and order of the bookings list against Python, around every change of the clocks.",
    "relay": "Events under outages, crashes and load: none lost, none out of order.",
    "faults": "Server, network, listener, Pusher, clock and disk broken under load: nothing acknowledged is lost.",
    "import": "A dirty database of the old system comes in: each fault corrected or refused by its name.",
    "replay": "Years of a real hotel's bookings, from a file, through the public functions.",
}
# A module has its proof's name, where that is no word of Python's.
MODULES = {"import": "legacy_import"}
ALL = "all"
AS_JSON = click.Option(["--json", "as_json"], is_flag=True, help="Figures for machines.")


class Proofs(click.Group):
    """Proofs as commands, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_present(), ALL]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name == ALL:
            return click.Command(
                ALL, callback=_run_all, params=[AS_JSON], help="Run every proof that needs no argument."
            )
        if name not in _present():
            return None
        return click.Command(
            name,
            callback=lambda as_json, **arguments: _finish([(name, _run(name, **arguments))], as_json),
            params=[*_parameters(_proof(name)), AS_JSON],
            help=PROOFS[name],
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the proofs without importing any."""
        with formatter.section("Proofs"):
            formatter.write_dl(
                [*((name, PROOFS[name]) for name in _present()), (ALL, "Every proof that needs no argument.")]
            )


@click.command(cls=Proofs, invoke_without_command=True, subcommand_metavar="NAME [ARGUMENTS]")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Attack the promises and count what happened. Exit code 1 when one fell short."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _present() -> list[str]:
    return [name for name in PROOFS if importlib.util.find_spec(_module(name)) is not None]


def _module(name: str) -> str:
    return f"{__name__}.{MODULES.get(name, name)}"


def _proof(name: str) -> Callable[..., Result]:
    prove: Callable[..., Result] = importlib.import_module(_module(name)).prove
    return prove


def _parameters(prove: Callable[..., Result]) -> list[click.Parameter]:
    """The parameters of a proof after `progress`, as the command line takes them."""
    hints = typing.get_type_hints(prove)
    _, *own = inspect.signature(prove).parameters.values()
    return [_parameter(parameter, hints[parameter.name]) for parameter in own]


def _parameter(parameter: inspect.Parameter, hint: Any) -> click.Parameter:
    kinds = [kind for kind in typing.get_args(hint) or (hint,) if kind is not type(None)]
    kind = click.Path(exists=True, path_type=Path) if kinds == [Path] else kinds[0]
    if parameter.default is inspect.Parameter.empty:
        return click.Argument([parameter.name], type=kind)
    option = f"--{parameter.name.replace('_', '-')}"
    if kind is bool:
        return click.Option([option, parameter.name], is_flag=True, default=parameter.default)
    return click.Option([option, parameter.name], type=kind, default=parameter.default, show_default=True)


def _run_all(as_json: bool) -> None:
    results = []
    for name in _present():
        needed = [p.human_readable_name for p in _parameters(_proof(name)) if p.required]
        if needed:
            click.echo(f"{name}: not run, it needs {', '.join(needed)}", err=True)
        else:
            results.append((name, _run(name)))
    _finish(results, as_json)


def _run(name: str, **arguments: object) -> tuple[Result, float]:
    """The result of one proof and the seconds it took; what it is doing goes to standard error."""
    started = time.monotonic()
    result = _proof(name)(lambda line: click.echo(f"· {line}", err=True), **arguments)
    return result, time.monotonic() - started


def _finish(results: list[tuple[str, tuple[Result, float]]], as_json: bool) -> None:
    """Print, and exit with 1 when a claim does not hold."""
    if as_json:
        proofs = [_figures(name, result, seconds) for name, (result, seconds) in results]
        click.echo(json.dumps(proofs[0] if len(proofs) == 1 else proofs, indent=2))
    else:
        for name, (result, seconds) in results:
            _print(name, result, seconds)
    if not all(result.holds for _, (result, _) in results):
        sys.exit(1)


def _figures(name: str, result: Result, seconds: float) -> dict[str, object]:
    return {
        "proof": name,
        "claim": result.claim,
        "holds": result.holds,
        "seconds": round(seconds, 1),
        "figures": result.figures,
        "failures": result.failures,
    }


def _print(name: str, result: Result, seconds: float) -> None:
    click.echo(f"\n{name}: {result.claim}\n")
    click.echo(text_table(result.columns, result.rows))
    for failure in result.failures:
        click.secho(f"  ✗ {failure}", fg="red")
    verdict, colour = ("PASSED", "green") if result.holds else (f"FELL SHORT in {len(result.failures)} ways", "red")
    click.secho(f"\n{verdict} ({seconds:.0f} s)", fg=colour, bold=True)
