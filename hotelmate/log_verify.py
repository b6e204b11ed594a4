"""Whether the log of a live database follows from what was signed of it, by the verifier's own arithmetic and key."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from hotelmate.log_chain import COLUMNS, ChainError, Row, Snapshot, follow, state_hash
from hotelmate.log_keys import is_signed

SNAPSHOTS = """
    select
        s.hotel_id, s.slug, to_char(s.upto at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as upto, s.audit_seq,
        encode(s.audit_hash, 'hex') as audit_hash, s.event_seq, s.events, encode(s.state_hash, 'hex') as state_hash,
        encode(s.previous_signature, 'hex') as previous_signature, encode(s.public_key, 'hex') as public_key,
        encode(s.signature, 'hex') as signature
    from hotel.log_snapshot as s
    order by s.hotel_id, s.upto
"""
HEADS = """
    select h.slug, h.hotel_id, l.audit_seq, encode(l.audit_hash, 'hex') as audit_hash
    from hotel.hotel as h inner join hotel.log_head as l on h.hotel_id = l.hotel_id
    order by h.slug
"""
ROWS = """
    select {columns}
    from (
        select l.* from hotel.audit as l where l.hotel_id = {hotel}
        union all
        select o.* from archive.audit as o where o.hotel_id = {hotel}
    ) as a
    order by a.seq
"""
STATES = """
    select s.entity, s.entity_id, s.state from hotel.log_snapshot_state as s where s.hotel_id = {hotel}
    order by s.entity collate "C", s.entity_id collate "C"
"""


@dataclass(frozen=True)
class Head:
    """The head of a hotel's log: how many audit rows there are, and the last one's hash in hexadecimal."""

    slug: str
    hotel_id: int
    audit_seq: int
    audit_hash: str


@dataclass(frozen=True)
class Verdict:
    """What there is of a hotel: signed snapshots, and audit rows that follow; `problem` is null when all is well."""

    hotel: str
    snapshots: int
    audit_rows: int
    problem: str | None


def verify(url: str, keys: Sequence[bytes], receipts: Sequence[dict[str, str]] = ()) -> list[Verdict]:
    """Every hotel of the database at an administrator's URL, on one snapshot of it. Raises psycopg.Error.

    `receipts`: statements by hotel that were signed before, and must be there still: who can remove a snapshot can
    have a log begin anew.
    """
    with psycopg.connect(url, connect_timeout=10) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        conn.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local bytea_output = 'hex'")
        snapshots = snapshots_of(conn)
        with conn.cursor(row_factory=class_row(Head)) as cursor:
            heads = cursor.execute(HEADS).fetchall()
        verdicts = [_verdict(conn, keys, [s for s in snapshots if s.hotel_id == head.hotel_id], head) for head in heads]
    kept = {(s.slug, s.statement) for s in snapshots}
    gone = {hotel for receipt in receipts for hotel, statement in receipt.items() if (hotel, statement) not in kept}
    missing = "a snapshot that was signed is here no more"
    verdicts = [replace(v, problem=v.problem or missing) if v.hotel in gone else v for v in verdicts]
    return verdicts + [Verdict(hotel, 0, 0, missing) for hotel in sorted(gone - {head.slug for head in heads})]


def receipt(path: Path, keys: Sequence[bytes]) -> dict[str, str]:
    """The statements by hotel that a putting away said it signed. Raises ChainError when it did not."""
    try:
        hotels = json.loads(path.read_text())["hotels"]
        signed = {found["hotel"]: (found["statement"], bytes.fromhex(found["signature"])) for found in hotels}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ChainError(f"{path} is no receipt of ./hotel archive --before … --json") from error
    for statement, signature in signed.values():
        if not any(is_signed(statement, signature, key) for key in keys):
            raise ChainError(f"{path} was not signed with this key, or was altered")
    return {hotel: statement for hotel, (statement, _) in signed.items()}


def snapshots_of(conn: psycopg.Connection) -> list[Snapshot]:
    """All that there are, each hotel's oldest first."""
    with conn.cursor(row_factory=class_row(Snapshot)) as cursor:
        return cursor.execute(SNAPSHOTS).fetchall()


def _verdict(conn: psycopg.Connection, keys: Sequence[bytes], snapshots: list[Snapshot], head: Head) -> Verdict:
    count, problem = 0, None
    try:
        check_signatures(snapshots, keys)
        with closing(_read(conn, ROWS, head.hotel_id)) as rows:
            reached, last, count = follow(rows, snapshots)
        if (reached, last) != (head.audit_seq, head.audit_hash):
            raise ChainError(f"the head counts {head.audit_seq} audit rows, and is not where row {reached} ends")
        if snapshots and state_hash(_read(conn, STATES, head.hotel_id)) != snapshots[-1].state_hash:
            raise ChainError("the states of the snapshot were altered")
    except ChainError as error:
        problem = str(error)
    return Verdict(head.slug, len(snapshots), count, problem)


def check_signatures(snapshots: Sequence[Snapshot], keys: Sequence[bytes]) -> None:
    """Raise ChainError where a hotel's snapshot is not signed with one of the keys, or not over the one before."""
    previous = None
    for snapshot in snapshots:
        if snapshot.previous_signature != previous:
            raise ChainError(f"the snapshot of {snapshot.upto} is not signed over the one before it")
        if not any(is_signed(snapshot.statement, bytes.fromhex(snapshot.signature), key) for key in keys):
            raise ChainError(f"the snapshot of {snapshot.upto} was not signed with this key, or was altered")
        previous = snapshot.signature


def _read(conn: psycopg.Connection, query: LiteralString, hotel: int) -> Generator[Row, None, None]:
    columns = sql.SQL(", ").join(sql.SQL("a.{}::text").format(sql.Identifier(column)) for column in COLUMNS)
    with conn.cursor("log") as cursor:
        cursor.itersize = 10_000
        yield from cursor.execute(sql.SQL(query).format(columns=columns, hotel=sql.Literal(hotel)))
