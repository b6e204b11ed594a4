"""`hotel restore`: a backup becomes the stack's database again, as of now or of a moment, and is looked through."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click
import psycopg

from db.apply import DeployError, apply
from hotelmate import backup_shelf, check, restore_logical
from hotelmate.archive import Archive, ArchiveError
from hotelmate.backup_shelf import BackupError
from hotelmate.binaries import PostgresNotFound, find
from hotelmate.cluster import ClusterError
from hotelmate.paths import stack_home
from hotelmate.restore_physical import Say, Wanted, recovered
from hotelmate.restored import Restored, enter
from hotelmate.stack import NoStack, url_for
from hotelmate.state import AlreadyRunning, Home, NoHome

# What waits for the stack to run again; nothing of it is wrong with the data.
AT_REST = {"job_not_running", "undelivered_event", "stuck_command", "unprocessed_webhook"}

REFUSALS = (AlreadyRunning, ArchiveError, BackupError, ClusterError, DeployError, NoHome, NoStack, PostgresNotFound)


@dataclass(frozen=True)
class Outcome:
    """What a restore came to: where (None: in a database of somebody's), seconds of its parts, what the check found."""

    home: Path | None
    restored: Restored
    recovery_seconds: float
    entry_seconds: float
    report: check.Report

    @property
    def contradictions(self) -> int:
        return sum(finding.check_code not in AT_REST for finding in self.report.findings)


class Moment(click.ParamType):
    """A time with its zone."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time like 2026-06-09T14:00+01:00", param, ctx)
        if at.tzinfo is None:
            self.fail(
                f"{value!r} could be any of many moments: say its zone, as in {value}+01:00 or {value}Z", param, ctx
            )
        return at


@click.command()
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--to", "until", type=Moment(), help="Up to this moment, and all that was committed at it.")
@click.option("--timeline", type=click.IntRange(min=1), help="The life to follow; the newest, else. 1 is the first.")
@click.option("--latest", is_flag=True, help="All that is in the backup and the archive: the default.")
@click.option("--archive", type=click.Path(path_type=Path), help="Where the log is now; else where the backup says.")
@click.option("--into", type=click.Path(path_type=Path), help="Another directory: a copy beside the stack's own data.")
@click.option("--replace", "put_aside", is_flag=True, help="Put what is there aside. Nothing is deleted.")
@click.option("--note", default="restored with ./hotel restore", show_default=True, help="Why; it stands in the audit.")
def command(
    *,
    backup: Path,
    until: datetime | None,
    timeline: int | None,
    latest: bool,
    archive: Path | None,
    into: Path | None,
    put_aside: bool,
    note: str,
) -> None:
    """Restore BACKUP, check it, and leave it for ./hotel up. Exit code 1 when it failed or the check found something.

    A dump goes into the empty database of HOTELMATE_DATABASE_URL.
    """
    if until is not None and latest:
        raise click.UsageError("--to and --latest exclude each other.")
    if not note.strip():
        raise click.UsageError("Say why: --note stands in the audit.")
    try:
        if os.environ.get("HOTELMATE_DATABASE_URL"):
            if until or timeline or archive or into or put_aside:
                raise BackupError("A dump is of one moment and goes into an empty database: no option changes that.")
            outcome = load(backup.resolve(), note, click.echo)
        else:
            wanted = replace(
                _wanted(backup.resolve(), archive, into), until=until, timeline=timeline, put_aside=put_aside
            )
            outcome = restore(wanted, note, click.echo)
    except REFUSALS as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {str(error).strip()}") from error
    click.echo(_told(outcome))
    sys.exit(1 if outcome.contradictions else 0)


def _wanted(path: Path, archive: Path | None, into: Path | None) -> Wanted:
    backup = backup_shelf.read(path)
    known = backup.physical.archive if backup.physical else None
    place = archive or (Path(known) if known else None)
    home = (into or stack_home()).resolve()
    return Wanted(path, backup, home, Archive(place) if place else None, is_copy=into is not None)


def load(path: Path, note: str, say: Say) -> Outcome:
    """Restore a dump into the database that somebody brought along. Raises BackupError, DeployError."""
    begun = time.monotonic()
    backup, url = backup_shelf.read(path), url_for("admin")
    restore_logical.load(find(), path, backup, url, say)
    return _looked_through(url, backup.began_at, note, time.monotonic() - begun, say)


def restore(wanted: Wanted, note: str, say: Say) -> Outcome:
    """Restore a physical backup and enter into it that this was done. Raises BackupError, AlreadyRunning, and others.

    From the main thread only: it starts servers.
    """
    begun = time.monotonic()
    home = Home(wanted.home)
    home.hold()
    try:
        with recovered(find(), wanted, say) as (server, reached):
            took = time.monotonic() - begun
            return replace(_looked_through(server.url(), reached, note, took, say), home=wanted.home)
    finally:
        home.release()


def _looked_through(url: str, reached: datetime, note: str, took: float, say: Say) -> Outcome:
    """Bring a restored database to this release, enter that it was restored, and ask it for contradictions."""
    begun = time.monotonic()
    apply(url, progress=say)
    restored = enter(url, reached, note)
    return Outcome(None, restored, took, time.monotonic() - begun, check.ask(url))


def _told(outcome: Outcome) -> str:
    restored, report = outcome.restored, outcome.report
    waiting = len(report.findings) - outcome.contradictions
    lines = [
        f"restored  {outcome.home or 'the database of HOTELMATE_DATABASE_URL'}, as of {restored.at}",
        f"  holds     {restored.bookings:,} bookings of {restored.hotels:,} hotels",
        f"  took      {outcome.recovery_seconds:.1f} s to recover, {outcome.entry_seconds:.1f} s to look through",
        f"  check     {outcome.contradictions} contradictions; {waiting} things wait for the stack to run",
        f"  money     the provider will be asked about {restored.payments_asked:,} payments before any is moved",
    ]
    if outcome.contradictions:
        lines += ["", check.as_text(report)]
    lines += ["What comes next is in docs/backup.md. Go on with", f"  {_next(outcome.home)}"]
    return "\n".join(lines)


def _next(home: Path | None) -> str:
    if home is None or home == stack_home():
        return "./hotel up"
    return f"HOTELMATE_DATA={home} ./hotel up"
