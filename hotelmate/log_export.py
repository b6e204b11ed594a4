"""Months that were put away leave the database: as COPY writes them, compressed, with all that it takes to verify them.

Of events goes what names nobody (app.erased_event): an erasure does not reach a file. Of the audit everything goes; it
names people by id.
"""

from __future__ import annotations

import gzip
import heapq
import itertools
import json
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from hotelmate import files
from hotelmate.log_chain import COLUMNS, ChainError, Row, Snapshot, follow
from hotelmate.log_verify import check_signatures, snapshots_of

FACTS = "archive.json"
SUMS = "SHA256SUMS"
EVENT_COLUMNS = (
    *("hotel_id", "seq", "at", "event_id", "event_type", "entity", "entity_id", "booking_number", "room_number"),
    *("changed_fields", "payload", "guest_type", "guest_payload"),
)
AUDIT = sql.SQL("copy (select {columns} from archive.{table} order by hotel_id, seq) to stdout")
EVENTS = sql.SQL(
    "copy (select {columns} from (select (app.erased_event(row(e.*)::hotel.event)).* from archive.{table} as e) as x "
    "order by hotel_id, seq) to stdout"
)
ESCAPE = re.compile(r"\\(.)")
MEANINGS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

# What reading comes to when somebody else wrote, or a disk did: no JSON, other fields, no gzip, no rows.
UNREADABLE = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, IndexError)

Say = Callable[[str], None]


class ExportError(Exception):
    """An export could not be made or used; the message says why."""


def export(url: str, directory: Path, say: Say) -> dict[str, int]:
    """Write what is in the archive into a new directory, verify that, and drop the tables; rows of each.

    Nothing is dropped that is not on disk and verified. Raises ExportError, ChainError, psycopg.Error.
    """
    with psycopg.connect(url) as conn:
        # Nothing comes in between: what is dropped is what was written.
        conn.execute("lock table hotel.log_snapshot in share row exclusive mode")
        conn.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local bytea_output = 'hex'")
        rows = conn.execute("select unnest(app.archived_tables())").fetchall()
        names = [name for (name,) in rows]
        if not names:
            return {}
        counts = _write(conn, directory, names, say)
        verify(directory, None)
        of_audit = sum(count for name, count in counts.items() if name.startswith("audit"))
        conn.execute("select ops.drop_archived_log(%s, %s, %s)", [names, of_audit, sum(counts.values()) - of_audit])
    return counts


def _write(conn: psycopg.Connection, directory: Path, names: list[str], say: Say) -> dict[str, int]:
    try:
        directory.mkdir(parents=True, mode=0o700)
        return _fill(conn, directory, names, say)
    except FileExistsError as error:
        raise ExportError(f"{directory} is there already. Name another directory.") from error
    except OSError as error:
        raise ExportError(f"{directory} cannot be written: {error.strerror}. Nothing was dropped.") from error


def _fill(conn: psycopg.Connection, directory: Path, names: list[str], say: Say) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = _write_table(conn, directory / f"{name}.copy.gz", name)
        say(f"  {name}: {counts[name]:,} rows")
    facts = {
        "tables": counts,
        "columns": {"audit": COLUMNS, "event": EVENT_COLUMNS},
        "snapshots": [asdict(s) for s in snapshots_of(conn)],
    }
    files.keep(directory / FACTS, json.dumps(facts, indent=2).encode())
    written = sorted([*directory.glob("*.copy.gz"), directory / FACTS])
    files.keep(directory / SUMS, "".join(f"{files.sha256_of(file)}  {file.name}\n" for file in written).encode())
    files.sync(directory)
    return counts


def _write_table(conn: psycopg.Connection, path: Path, name: str) -> int:
    query, columns = (AUDIT, COLUMNS) if name.startswith("audit") else (EVENTS, EVENT_COLUMNS)
    filled = query.format(columns=sql.SQL(", ").join(map(sql.Identifier, columns)), table=sql.Identifier(name))
    with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed, conn.cursor() as cursor:
        with cursor.copy(filled) as copy:
            for block in copy:
                packed.write(block)
        packed.close()
        file.flush()
        os.fsync(file.fileno())
        return cursor.rowcount


def verify(directory: Path, keys: Sequence[bytes] | None) -> dict[str, int]:
    """Whether an export is whole; audit rows of each hotel, 0 where none are in it. No database is asked.

    `keys`: public keys one of which must have signed each snapshot; null: whether they are signed is not asked. Raises
    ChainError, ExportError.
    """
    try:
        return _verify(directory, keys)
    except UNREADABLE as error:
        raise ExportError(f"{directory} cannot be read as an export of a log: {error}") from error


def _verify(directory: Path, keys: Sequence[bytes] | None) -> dict[str, int]:
    facts = _read_facts(directory)
    snapshots = _by_hotel([Snapshot(**found) for found in facts["snapshots"]])
    if not snapshots:
        raise ChainError(f"no snapshot is in {directory}, and nothing else could vouch for its rows")
    if keys is not None:
        for own in snapshots.values():
            with _named(own):
                check_signatures(own, keys)
    events = _counted(directory, facts["tables"])
    tables = [_rows(directory, name) for name in facts["tables"] if name.startswith("audit")]
    merged = heapq.merge(*tables, key=lambda row: (int(row[0] or 0), int(row[1] or 0)))
    found = {own[0].slug: 0 for own in snapshots.values()}
    for hotel, rows in itertools.groupby(merged, key=lambda row: int(row[0] or 0)):
        if hotel not in snapshots:
            raise ChainError(f"no snapshot vouches for the rows of hotel {hotel}")
        own = snapshots[hotel]
        with _named(own):
            found[own[0].slug] = _follow(own, rows, events.pop(str(hotel), 0))
    if events:
        raise ChainError(f"no audit row is with the events of hotel {min(events)}")
    return found


def _by_hotel(snapshots: list[Snapshot]) -> dict[int, list[Snapshot]]:
    found: dict[int, list[Snapshot]] = {}
    for snapshot in snapshots:
        found.setdefault(snapshot.hotel_id, []).append(snapshot)
    return found


def _counted(directory: Path, tables: dict[str, int]) -> Counter[str]:
    """How many events there are of each hotel, after every table was counted."""
    events: Counter[str] = Counter()
    for name, count in tables.items():
        hotels = Counter(line.partition("\t")[0] for line in _lines(directory, name))
        if hotels.total() != count:
            raise ChainError(f"{name} has not the {count} rows that {FACTS} counts")
        if name.startswith("event"):
            events += hotels
    return events


def _follow(own: list[Snapshot], rows: Iterator[Row], events: int) -> int:
    """Follow a hotel's audit rows to the end that was signed. How many events came with them was signed, too."""
    reached, last, count = follow(rows, own)
    if (reached, last) != (own[-1].audit_seq, own[-1].audit_hash):
        raise ChainError(f"the rows end at {reached}, the snapshot at {own[-1].audit_seq}")
    before = {s.audit_seq: s.events for s in own}.get(reached - count, 0)
    if before + events != own[-1].events:
        raise ChainError(f"there are {events} events, and its snapshots count {own[-1].events - before}")
    return count


@contextmanager
def _named(own: list[Snapshot]) -> Iterator[None]:
    """Say of which hotel a ChainError is."""
    try:
        yield
    except ChainError as error:
        raise ChainError(f"{own[0].slug}: {error}") from error


def _read_facts(directory: Path) -> dict[str, Any]:
    listed = [line.split("  ", 1) for line in (directory / SUMS).read_text().splitlines()]
    sums = {name: digest for digest, name in listed}
    facts: dict[str, Any] = json.loads((directory / FACTS).read_text())
    for name in [FACTS, *(f"{table}.copy.gz" for table in facts["tables"])]:
        if not (directory / name).is_file() or sums.get(name) != files.sha256_of(directory / name):
            raise ChainError(f"{name} is not the file that {SUMS} lists")
    return facts


def _lines(directory: Path, table: str) -> Iterator[str]:
    with gzip.open(directory / f"{table}.copy.gz", "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\n")


def _rows(directory: Path, table: str) -> Iterator[Row]:
    for line in _lines(directory, table):
        yield tuple(None if value == r"\N" else ESCAPE.sub(_meant, value) for value in line.split("\t"))


def _meant(escaped: re.Match[str]) -> str:
    return MEANINGS.get(escaped[1], escaped[1])
