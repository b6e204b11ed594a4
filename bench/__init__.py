"""`hotel bench`: how fast it is, beside something else that is measured in the same run.

Each bench is a module of this package with a function `measure(progress, rounds, seconds, …) -> Result`. Its further
parameters are options of the command.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

import click

from hotelmate.prove import AS_JSON, _parameters
from hotelmate.prove.result import Result
from hotelmate.prove.table import text_table

BENCHES = {
    "transition": "One change of state: our functions, pgbench's TPC-B and the same rules in a service layer.",
    "api": "Requests over kept-alive HTTP, beside the bare functions.",
    "relay": "From commit to a subscriber: how late, how many, and what it costs those who write.",
    "growth": "The same operations at ten thousand bookings, a hundred thousand and a million.",
    "replay": "A real hotel's years, from a file, as fast as they will go.",
}


class Benches(click.Group):
    """Benches as commands, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(BENCHES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in BENCHES:
            return None
        measure = importlib.import_module(f"{__name__}.{name}").measure
        return click.Command(
            name,
            callback=lambda as_json, **options: _run(name, as_json, options),
            params=[*_parameters(measure), AS_JSON],
            help=importlib.import_module(f"{__name__}.{name}").__doc__,
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the benches without importing any."""
        with formatter.section("Benches"):
            formatter.write_dl(list(BENCHES.items()))


@click.command(cls=Benches, invoke_without_command=True, subcommand_metavar="NAME [OPTIONS]")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Measure, side by side and in turns. Exit code 1 when a target is missed."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _run(name: str, as_json: bool, options: dict[str, object]) -> None:
    started = time.monotonic()
    measure = importlib.import_module(f"{__name__}.{name}").measure
    result: Result = measure(lambda line: click.echo(f"· {line}", err=True), **options)
    seconds = time.monotonic() - started
    if as_json:
        click.echo(json.dumps(_figures(name, result, seconds), indent=2))
    else:
        _print(name, result, seconds)
    if not result.holds:
        sys.exit(1)


def _figures(name: str, result: Result, seconds: float) -> dict[str, object]:
    return {
        "bench": name,
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
    missed = len(result.failures)
    verdict, colour = ("TARGETS MET", "green") if result.holds else (f"{missed} MISSED", "red")
    click.secho(f"\n{verdict} ({seconds:.0f} s)", fg=colour, bold=True)
