"""`hotel prove`: attack the promises, count what happened, say whether they held.

Each proof is a module of this package with a function `prove(progress, …) -> Result`. Its further parameters are the
command's: one without a default is an argument, one with a default an option of its name.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable

import click

from hotelmate.prove.report import AS_JSON, PROOF, finish, parameters, run
from hotelmate.prove.result import Result

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
            callback=lambda as_json, **arguments: finish([run(name, _proof(name), **arguments)], PROOF, as_json),
            params=[*parameters(_proof(name)), AS_JSON],
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


def _run_all(as_json: bool) -> None:
    reports = []
    for name in _present():
        needed = [p.human_readable_name for p in parameters(_proof(name)) if p.required]
        if needed:
            click.echo(f"{name}: not run, it needs {', '.join(needed)}", err=True)
        else:
            reports.append(run(name, _proof(name)))
    finish(reports, PROOF, as_json)
