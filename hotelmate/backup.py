"""`hotel backup`: copy the stack's PostgreSQL while it works, or dump the database that somebody brought."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click
import psycopg

from hotelmate import backup_logical, backup_physical, backup_shelf
from hotelmate.backup_shelf import Backup, BackupError, usual_shelf
from hotelmate.binaries import PostgresNotFound, find
from hotelmate.stack import NoStack, running, url_for


@click.command()
@click.option("--to", "shelf", type=click.Path(path_type=Path), help="Directory that holds the backups.")
@click.option("--keep", type=click.IntRange(min=1), help="Keep so many; older ones go, and the log only they need.")
def command(shelf: Path | None, keep: int | None) -> None:
    """Back up while everything runs: nothing waits for it.

    The stack of ./hotel up is copied file by file, with the log that makes the copy whole, and verified. With
    ./hotel up --archive, ./hotel restore carries it on to any later moment. A database named by HOTELMATE_DATABASE_URL
    is dumped with pg_dump: as it was at the beginning, and no later.
    """
    shelf = (shelf or usual_shelf()).resolve()
    begun = time.monotonic()
    try:
        path, backup = make(shelf)
        click.echo(_report(path, backup, time.monotonic() - begun))
        if keep is not None:
            for gone in backup_shelf.forget_older(shelf, keep, backup):
                click.echo(f"removed {gone}")
            backup_physical.forget_log(find(), shelf, backup)
        trouble = backup_physical.archiver_trouble(url_for("admin")) if backup.physical else None
    except (BackupError, NoStack, PostgresNotFound) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {str(error).strip()}") from error
    if trouble:
        raise click.ClickException(f"The backup is whole, but what comes after it is not: {trouble}.")


def make(shelf: Path) -> tuple[Path, Backup]:
    """Back up what `url_for` means, by the way that fits it."""
    if os.environ.get("HOTELMATE_DATABASE_URL"):
        return backup_logical.dump(find(), url_for("admin"), shelf, click.echo)
    state = running()
    if state is None:
        raise NoStack("No stack runs here. Start one with ./hotel up, or set HOTELMATE_DATABASE_URL.")
    return backup_physical.back_up(find(), state.admin_url, shelf, click.echo)


def _report(path: Path, backup: Backup, seconds: float) -> str:
    lines = [
        f"backup    {path}",
        f"  made      {backup.size / 1e6:,.1f} MB in {seconds:.1f} s, verified; {backup.kind}, "
        f"PostgreSQL {backup.major}",
        f"  holds     {backup.bookings:,} bookings of {backup.hotels:,} hotels when it began, {backup.began_at}",
    ]
    if backup.physical:
        lines += [
            f"  log       {backup.physical.start_lsn} to {backup.physical.stop_lsn}, finished {backup.finished_at}",
            f"  later     {_later(backup)}",
        ]
    lines += ["Restore it with", f"  ./hotel restore {path}"]
    return "\n".join(lines)


def _later(backup: Backup) -> str:
    if backup.physical is None or backup.physical.archive is None:
        return "nothing: no log is archived (./hotel up --archive DIR)"
    return f"any moment since, from the log in {backup.physical.archive}"
