"""A backup of a database that somebody brought along: its rows and definitions, as pg_dump sees them at one moment.

Their server's files are their own business, and so is its log: who wants to go back to any moment there uses what
archives that server.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg

from hotelmate import backup_shelf, files
from hotelmate.backup_shelf import Backup, BackupError
from hotelmate.binaries import Binaries
from hotelmate.urls import without_password

Say = Callable[[str], None]
DUMP = "hotelmate.dump"  # in the directory of a backup
COUNTS = "select clock_timestamp(), (select count(*) from hotel.hotel), (select count(*) from hotel.booking)"


def dump(binaries: Binaries, admin_url: str, shelf: Path, say: Say) -> tuple[Path, Backup]:
    """Dump a database to a shelf; where the backup lies, and what it is. Raises BackupError."""
    with psycopg.connect(admin_url, autocommit=True) as conn, backup_shelf.new_place(shelf) as place:
        began_at, hotels, bookings = conn.execute(COUNTS).fetchone() or ()
        file = place / DUMP
        say("dumping: rows and definitions, as they are at this moment")
        run(binaries, "pg_dump", admin_url, "--format", "custom", "--file", str(file))
        backup = Backup(
            kind="logical",
            major=conn.info.server_version // 10000,
            began_at=began_at,
            finished_at=backup_shelf.now(conn),
            size=file.stat().st_size,
            hotels=hotels,
            bookings=bookings,
            sha256=files.sha256_of(file),
        )
        return backup_shelf.finish(place, backup), backup


def run(binaries: Binaries, program: str, admin_url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database, the password out of sight. Raises BackupError."""
    url, password = without_password(admin_url)
    command = ("--dbname", url, "--no-password", *arguments)
    done = binaries.run(program, *command, environment=password, as_ourselves=True)
    if done.returncode:
        raise BackupError(f"{program} failed:\n{done.stderr.strip()}")
