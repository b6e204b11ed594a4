"""What the desks were told and what a client heard, against the rows of the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from hotelmate.check import ask
from hotelmate.prove.faults_desks import Acknowledged, Journal
from hotelmate.prove.relay_judge import Expected, Heard, Verdict, judge

STORED = "select key, answer from hotel.idempotency"
BOOKINGS = """
select p.email, count(*) from hotel.booking as b
inner join hotel.party_member as m on b.hotel_id = m.hotel_id and b.id = m.booking_id and m.role = 'PRIMARY'
inner join hotel.person as p on m.hotel_id = p.hotel_id and m.person_id = p.id
group by p.email
"""
TASKS = "select note, count(*) from hotel.housekeeping_task group by note"
# A change of status may come once in a booking's life: these statuses are never left and come back to.
TURNS = """
select b.number, a.to_status from hotel.audit as a
inner join hotel.booking as b on a.hotel_id = b.hotel_id and a.entity_id = b.id::text
where a.entity = 'booking' and a.to_status is distinct from a.from_status and a.to_status is not null
group by b.number, a.to_status having count(*) > 1
"""
STANDS = """
select
    b.number, b.status::text, b.checked_in_at is not null, b.checked_out_at is not null,
    exists (select from hotel.room_claim as c where c.hotel_id = b.hotel_id and c.booking_id = b.id)
from hotel.booking as b
"""
CHAINS = "select hotel, first_bad_seq, problem from ops.verify_audit()"
BURIED = (
    "select h.slug, d.seq, d.channel from hotel.dead_letter as d inner join hotel.hotel as h on d.hotel_id = h.hotel_id"
)
NOT_OURS = ("job_not_running",)  # no scheduler runs here
SENTENCES = 12  # of each kind of failure


@dataclass
class Effects:
    """Counts of what the database makes of what was acknowledged."""

    lost: int = 0
    twice: int = 0
    half: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Books:
    """The rows that count, as they are in the end."""

    stored: dict[str, dict[str, Any]]
    bookings: dict[str, int]
    tasks: dict[str, int]
    stands: dict[str, tuple[str, bool, bool, bool]]

    @classmethod
    def read(cls, conn: psycopg.Connection[Any]) -> _Books:
        return cls(
            dict(conn.execute(STORED).fetchall()),
            dict(conn.execute(BOOKINGS).fetchall()),
            dict(conn.execute(TASKS).fetchall()),
            {number: tuple(rest) for number, *rest in conn.execute(STANDS).fetchall()},
        )


def judge_effects(url: str, journal: Journal) -> Effects:
    """Whether each acknowledged answer stands, each effect is there once, and nothing contradicts itself."""
    effects = Effects()
    with psycopg.connect(url) as conn:
        books = _Books.read(conn)
        turned = conn.execute(TURNS).fetchall()
        chains = conn.execute(CHAINS).fetchall()
    for done in journal.acknowledged:
        if missing := _missing(done, books):
            effects.lost += 1
            effects.failures.append(f"lost: {done.key} was acknowledged, and {missing}")
    for mark in journal.begun:
        for what, counts in (("bookings", books.bookings), ("tasks", books.tasks)):
            if counts.get(mark, 0) > 1:
                effects.twice += 1
                effects.failures.append(f"twice: {counts[mark]} {what} of {mark}")
    for number, status in turned:
        effects.twice += 1
        effects.failures.append(f"twice: {number} became {status} more than once")
    effects.failures += _half(books)
    effects.failures += [f"the log of {slug} is broken at {seq}: {problem}" for slug, seq, problem in chains if problem]
    drift = [finding for finding in ask(url).findings if finding.check_code not in NOT_OURS]
    effects.failures += [f"contradiction: {f.check_code} {f.hotel} {f.entity} {f.entity_id}" for f in drift]
    effects.half = len(effects.failures) - effects.lost - effects.twice
    return effects


def _half(books: _Books) -> list[str]:
    """Effects whose answer was not stored with them, and answers without their effect."""
    found = []
    for function, counts in (("create_staff_booking", books.bookings), ("create_task", books.tasks)):
        kept = {key.removesuffix(f" {function}") for key in books.stored if key.endswith(f" {function}")}
        made = {mark for mark in counts if mark.endswith("@guests.example")}
        found += [f"half done: {function} for {mark}" for mark in sorted(kept ^ made)]
    return found


def _missing(done: Acknowledged, books: _Books) -> str | None:
    """What is not there of what was acknowledged."""
    stored = books.stored.get(done.key)
    if stored is None:
        return "no such answer is stored"
    if _public(stored) != _public(done.answer):
        return "another answer is stored"
    if done.function == "create_task":
        return None if books.tasks.get(done.mark) else "there is no such task"
    number = stored["booking_id"] if "booking_id" in stored else done.answer.get("id", "")
    stands = books.stands.get(str(number))
    if stands is None:
        return f"there is no booking {number}"
    status, is_in, is_out, has_room = stands
    holds = {
        "create_staff_booking": bool(books.bookings.get(done.mark)),
        "cancel_booking": status == "CANCELLED",
        "assign_room": has_room,
        "check_in": is_in,
        "check_out": is_out and status == "COMPLETED",
    }
    return None if holds[done.function] else f"{number} is {status}"


def _public(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what is never stored."""
    return {name: value for name, value in answer.items() if name != "guest_token"}


def judge_events(
    url: str, expected: Sequence[Expected], heard: Sequence[Heard], channels: Collection[str], poison: str | None
) -> tuple[Verdict, int]:
    """What came of the messages for the channels that were listened to, and how many had to be buried.

    A message that names `poison` is refused by Pusher for ever: it must be buried and nothing else.
    """
    refused = [m for m in expected if poison is not None and poison in json.dumps(m.body, default=str)]
    bad = {(m.hotel, m.seq, m.channel) for m in refused}
    due = [m for m in expected if m.channel in channels and (m.hotel, m.seq, m.channel) not in bad]
    verdict = judge(due, heard)
    with psycopg.connect(url) as conn:
        buried = set(conn.execute(BURIED).fetchall())
    verdict.failures += [f"event {seq} of {hotel} was buried for {channel}" for hotel, seq, channel in buried - bad]
    verdict.failures += [f"event {seq} of {hotel} was not buried for {channel}" for hotel, seq, channel in bad - buried]
    return verdict, len(buried)


def by_kind(failures: Sequence[str]) -> list[str]:
    """The failures, of each kind no more than one reads."""
    seen: Counter[str] = Counter()
    shown = []
    for failure in failures:
        kind = failure.split(" ", 1)[0]
        seen[kind] += 1
        if seen[kind] <= SENTENCES:
            shown.append(failure)
    return shown
