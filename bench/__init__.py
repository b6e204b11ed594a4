"""`hotel bench`: how fast it is, beside something else that is measured in the same run.

Each bench is a module of this package with a function `measure(progress, rounds, seconds, …) -> Result`. Its further
parameters are options of the command.
"""

from __future__ import annotations

import importlib

import click

from hotelmate.prove.report import AS_JSON, BENCH, finish, parameters, run

BENCHES = {
    "transition": "One change of state: our functions, pgbench's TPC-B and service layers in Python.",
    "parts": "What each promise costs: a change of state, and the same with one part of it taken out.",
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
        module = importlib.import_module(f"{__name__}.{name}")
        return click.Command(
            name,
            callback=lambda as_json, **options: finish([run(name, module.measure, **options)], BENCH, as_json),
            params=[*parameters(module.measure), AS_JSON],
            help=module.__doc__,
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
