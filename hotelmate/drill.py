"""`hotel drill`: how long a backup and a restore take here, and what is lost with the machine."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import click
import psycopg

from hotelmate.backup_physical import back_up
from hotelmate.backup_shelf import BackupError
from hotelmate.binaries import PostgresNotFound, find
from hotelmate.cluster import ClusterError
from hotelmate.drill_life import Desk, Life, life
from hotelmate.prove.table import text_table
from hotelmate.restore import restore
from hotelmate.restore_physical import Wanted

Say = Callable[[str], None]


@dataclass(frozen=True)
class Figures:
    """Of one drill. Times in seconds; `rpo` is how old the oldest lost booking was when the server was killed."""

    bookings: int
    megabytes: float
    backup: float
    after_backup: int  # bookings acknowledged from the backup's beginning to the kill
    restore: float
    entry: float
    kept: int
    lost: int
    rpo: float
    archived_and_lost: int
    contradictions: int


@click.command()
@click.option(
    "--bookings", type=click.IntRange(min=1), default=5_000, show_default=True, help="So many before the backup."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Of life between the backup and the kill.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(bookings: int, seconds: float, as_json: bool) -> None:
    """Take bookings, back up meanwhile, kill -9, lose the data, restore, count: on a private server.

    Exit code 1 when a booking is lost whose log was in the archive, or when the check finds anything.
    """
    try:
        figures = drill(bookings, seconds, lambda line: click.echo(line, err=True))
    except (BackupError, ClusterError, PostgresNotFound) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(asdict(figures), indent=2) if as_json else _told(figures))
    if figures.archived_and_lost or figures.contradictions:
        raise click.ClickException("what was archived is not all there, or contradicts itself")


def drill(bookings: int, seconds: float, say: Say) -> Figures:
    """One drill. Raises BackupError, ClusterError. From the main thread only: it starts servers."""
    with life() as living:
        say(f"taking {bookings:,} bookings")
        desk = living.desk
        fill(living, desk, bookings)
        with desk:
            begun = time.monotonic()
            path, backup = back_up(find(), living.cluster.url(), living.shelf, say)
            took = time.monotonic() - begun
            time.sleep(seconds)
            killed_at = time.time()
            living.lose()
        archived = living.archived()
        say(f"killed, and its files are gone; {len(desk.promises):,} bookings were taken since the backup began")
        outcome = restore(Wanted(path, backup, living.home, living.archive), "a drill", say)
        living.again()
        there = living.numbers()
        lost = [promise for promise in desk.promises if promise.number not in there]
        return Figures(
            bookings=bookings,
            megabytes=round(backup.size / 1e6, 1),
            backup=round(took, 2),
            after_backup=len(desk.promises),
            restore=round(outcome.recovery_seconds, 2),
            entry=round(outcome.entry_seconds, 2),
            kept=len(desk.promises) - len(lost),
            lost=len(lost),
            rpo=round(killed_at - min((promise.at for promise in lost), default=killed_at), 2),
            archived_and_lost=sum(promise.log <= archived for promise in lost),
            contradictions=outcome.contradictions,
        )


def fill(living: Life, desk: Desk, bookings: int) -> None:
    """So many bookings, taken before anything else happens."""
    with psycopg.connect(living.cluster.url("api"), autocommit=True) as session:
        for _ in range(bookings):
            desk.take(session)


def _told(figures: Figures) -> str:
    columns = ("bookings", "MB", "backup s", "restore s", "look s", "taken since", "kept", "lost", "oldest lost, s")
    row = (
        *(figures.bookings, figures.megabytes, figures.backup, figures.restore, figures.entry, figures.after_backup),
        *(figures.kept, figures.lost, figures.rpo),
    )
    return text_table(columns, [row])
