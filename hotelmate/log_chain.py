"""The arithmetic of the log: its chain, the states it folds to, and what is signed of it. Asks no database.

The database computes the same (hotel.audit_digest, app.hash_states, app.snapshot_text). Whoever verifies does not ask
it: its owner could have it say anything. Rows come as text under UTC, as COPY writes them: each value a string or None.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

COLUMNS = (
    *("hotel_id", "seq", "at", "entity", "entity_id", "operation", "from_status", "to_status"),
    *("action", "actor", "staff_id", "database_role", "source", "note", "changes", "hash"),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = tuple[str | None, ...]


class ChainError(Exception):
    """A log, or what vouches for it, is not what it was; the message says where."""


@dataclass(frozen=True)
class Snapshot:
    """A row of hotel.log_snapshot. Hashes, keys and signatures are hexadecimal, `upto` is ISO 8601 in UTC."""

    hotel_id: int
    slug: str
    upto: str
    audit_seq: int
    audit_hash: str
    event_seq: int
    events: int
    state_hash: str
    previous_signature: str | None
    public_key: str
    signature: str

    @property
    def statement(self) -> str:
        """What was signed."""
        return "\n".join(
            [
                "hotelmate log snapshot 1",
                f"hotel {self.slug}",
                f"upto {self.upto}",
                f"audit {self.audit_seq} {self.audit_hash}",
                f"events {self.event_seq} {self.events}",
                f"state {self.state_hash}",
                f"previous {self.previous_signature or 'none'}",
            ]
        )


def quoted(text: str | None) -> str:
    """A text as PostgreSQL's quote_nullable writes it."""
    if text is None:
        return "NULL"
    doubled = text.replace("'", "''")
    return "E'" + doubled.replace("\\", "\\\\") + "'" if "\\" in text else f"'{doubled}'"


def digest(previous: bytes, row: Row) -> bytes:
    """The hash of an audit row (COLUMNS) behind the one that has this hash."""
    hotel_id, seq, at, entity, entity_id, operation, before, after, *rest = row
    action, actor, staff_id, database_role, source, note, changes, _ = rest
    parts = (
        *(hotel_id, seq, _epoch(at), quoted(entity), quoted(entity_id), operation, quoted(before), quoted(after)),
        *(quoted(action), quoted(actor), quoted(staff_id), quoted(database_role), source, quoted(note), changes),
    )
    return hashlib.sha256(previous + "\x1f".join(part for part in parts if part is not None).encode()).digest()


def _epoch(at: str | None) -> str:
    """Seconds since 1970, with six decimals. ValueError."""
    microseconds = (datetime.fromisoformat(at or "") - EPOCH) // timedelta(microseconds=1)
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def state_hash(states: Iterable[Row]) -> str:
    """Hash over (entity, entity_id, state), which come in the order of their bytes."""
    reached = b""
    for entity, entity_id, state in states:
        reached = hashlib.sha256(reached + f"{quoted(entity)}\x1f{quoted(entity_id)}\x1f{state}".encode()).digest()
    return reached.hex()


def follow(rows: Iterable[Row], snapshots: list[Snapshot]) -> tuple[int, str, int]:
    """Follow one hotel's audit rows, in order, from its beginning or the snapshot that they go on from.

    Last number and hash, and how many rows there were; without rows, those of the newest snapshot. Raises ChainError.
    """
    ends = {s.audit_seq: s.audit_hash for s in snapshots}
    reached, previous, count = max(ends, default=0), b"", 0
    previous = bytes.fromhex(ends.get(reached, ""))
    for row in rows:
        seq, said = int(row[1] or 0), bytes.fromhex((row[15] or "")[2:])
        if count == 0:
            reached = seq - 1
            previous = bytes.fromhex(ends.get(reached, ""))
            if reached and reached not in ends:
                raise ChainError(f"before audit row {seq} one is missing")
        if seq != reached + 1:
            raise ChainError(f"before audit row {seq} one is missing")
        if digest(previous, row) != said:
            raise ChainError(f"audit row {seq}, or the hash before it, was altered")
        reached, previous, count = seq, said, count + 1
        if ends.get(reached, said.hex()) != said.hex():
            raise ChainError(f"the snapshot does not carry the hash of audit row {seq}")
    return reached, previous.hex(), count
