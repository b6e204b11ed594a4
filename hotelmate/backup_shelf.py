"""Backups on disk: a directory each, with the data and `backup.json`, which says what it is. None is half there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import psycopg

from hotelmate import files, unprivileged
from hotelmate.paths import stack_home

FACTS = "backup.json"
MAKING = ".making-"  # and the process that does


class BackupError(Exception):
    """A backup could not be made or used; the message says why, and what to do."""


class Physical(msgspec.Struct, frozen=True, kw_only=True):
    """Of a copy of the server's files: whose, and the stretch of its log that makes the copy consistent.

    `archive` is the directory to which the log went on; null when it went nowhere.
    """

    system_id: int
    timeline: int
    segment_size: int
    start_lsn: str
    stop_lsn: str
    archive: str | None = None


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """What `backup.json` says. `bookings` and `hotels` are of its beginning; `size` is in bytes.

    A physical one has `physical`; a logical one, a dump of one database, has the SHA-256 of its file.
    """

    kind: Literal["physical", "logical"]
    major: int  # version of PostgreSQL
    began_at: datetime
    finished_at: datetime
    size: int
    hotels: int
    bookings: int
    physical: Physical | None = None
    sha256: str | None = None


def usual_shelf() -> Path:
    """Where backups go unless told otherwise: beside the stack's data, not in it."""
    home = stack_home()
    return home.with_name(f"{home.name}-backups")


def read(path: Path) -> Backup:
    """What a backup says of itself. Raises BackupError when there is none."""
    try:
        return msgspec.json.decode((path / FACTS).read_bytes(), type=Backup)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError(f"{path} is no backup: {error}. A whole one has a {FACTS}.") from error


def kept(shelf: Path) -> list[tuple[Path, Backup]]:
    """The whole backups on a shelf, oldest first."""
    found = [(path.parent, read(path.parent)) for path in shelf.glob(f"*/{FACTS}")]
    return sorted(found, key=lambda one: one[1].began_at)


@contextmanager
def new_place(shelf: Path) -> Iterator[Path]:
    """A directory to make a backup in; it goes away unless `finish` gives it its name."""
    shelf.mkdir(parents=True, exist_ok=True)
    for left in shelf.glob(f"{MAKING}*"):
        if not _is_running(int(left.name.removeprefix(MAKING))):
            shutil.rmtree(left)
    place = shelf / f"{MAKING}{os.getpid()}"
    unprivileged.hand_over(place)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and alive
    return True


def finish(place: Path, backup: Backup) -> Path:
    """Write down what it is and, as the last thing, give it its name: the time it began."""
    files.keep(place / FACTS, msgspec.json.format(msgspec.json.encode(backup)))
    files.sync(place)
    name = f"{backup.began_at.astimezone(UTC):%Y-%m-%dT%H%M%S.%fZ}"
    finished = place.rename(place.with_name(name))
    files.sync(finished.parent)
    return finished


def forget_older(shelf: Path, keep: int, than: Backup) -> list[Path]:
    """Remove all but the newest `keep` backups of the same kind and server; which are gone."""
    alike = [path for path, backup in kept(shelf) if _origin(backup) == _origin(than)]
    gone = alike[:-keep]
    for path in gone:
        (path / FACTS).unlink()  # from now on it is none, however far the rest gets
        shutil.rmtree(path)
    return gone


def _origin(backup: Backup) -> tuple[str, int | None]:
    return backup.kind, backup.physical.system_id if backup.physical else None


def now(conn: psycopg.Connection[Any]) -> datetime:
    """The server's time, as backups tell it."""
    [(at,)] = conn.execute("select clock_timestamp()").fetchall()
    assert isinstance(at, datetime)
    return at


def size_of(directory: Path) -> int:
    """Bytes of all files in a directory."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
