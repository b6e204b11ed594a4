"""Raw tokens: after a day's life none that was ever given out is written anywhere."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from hotelmate.prove.house import HOTEL
from hotelmate.prove.tenancy_stage import Part, World

KEYED = ("create_booking", "check_in", "send_precheckin_link", "create_staff_booking", "issue_staff_token")


def secrets(world: World, log: Path | None = None) -> Part:
    """Every row of every table, statements that are shown, and the server's log, against every raw token."""
    _requests_with_a_key(world)
    _letters(world)
    part = Part("a raw token in a table, an event, an answer kept, a letter, the log")
    rows = {table: "\n".join(lines) for table, lines in world.rows().items()}
    for token in sorted(world.issued):
        where = [table for table, text in rows.items() if _is_in(token, text)]
        part.judge(not where, "nowhere", f"{token[:6]}… is in {', '.join(where)}")
    _is_not_in("pg_stat_activity", _statements(world), world, part)
    if log is not None:
        _is_not_in("the server's log", log.read_text(errors="replace"), world, part)
    hashes = [token for token in world.issued if hashlib.sha256(token.encode()).hexdigest() in "".join(rows.values())]
    if len(hashes) < len(world.issued) / 2:
        part.failures.append(
            f"{part.name}: only {len(hashes)} of {len(world.issued)} are known by their hash: a blind look"
        )
    return part


def _is_in(token: str, text: str) -> bool:
    """As itself, or as the bytes of a bytea."""
    return token in text or token.encode().hex() in text


def _is_not_in(what: str, text: str, world: World, part: Part) -> None:
    for token in sorted(world.issued):
        part.judge(not _is_in(token, text), "nowhere", f"{token[:6]}… is in {what}")


def _statements(world: World) -> str:
    with psycopg.connect(world.url) as conn:
        return "\n".join(text for (text,) in conn.execute("select query from pg_stat_activity").fetchall())


def _requests_with_a_key(world: World) -> None:
    """Answers with tokens in them, kept for a repetition."""
    for operation in world.operations:
        if operation.name in KEYED:
            parts, body = world.prepared.of(operation)
            sent = world.target.request(operation, body, **parts)
            keyed = sent._replace(headers={**sent.headers, "Idempotency-Key": str(uuid4())})
            first, again = world.send(keyed), world.send(keyed)
            assert first.is_success, first.text
            assert again.is_success, again.text


def _letters(world: World) -> None:
    """Every letter that waits is taken and sent, its link with it."""
    with world.connect("hotelmate_listener") as conn:
        while (letter := _taken(conn)) is not None:
            if letter["token"]:
                world.issued.add(letter["token"])
            hotel = letter["facts"]["hotel"]["slug"] if letter["facts"] else HOTEL
            conn.execute("select relay.record_mail(%s, %s, 'SENT')", [hotel, letter["mail_id"]])


def _taken(conn: psycopg.Connection[Any]) -> dict[str, Any] | None:
    row = conn.execute("select relay.claim_mail()").fetchone()
    letter: dict[str, Any] | None = row[0] if row else None
    return letter
