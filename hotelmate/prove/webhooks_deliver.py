"""Events brought to a database by several workers at once, and what the database then says, in a form to compare."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg

from hotelmate.prove.ground import owner_of
from hotelmate.prove.hotels import call, value
from hotelmate.prove.money_rules import Sums, ledger_sums

Rows = Counter[tuple[Any, ...]]
WAIT = timedelta(minutes=10)  # longer than an event that was put off waits
ROUNDS = 40

# What may not depend on how events came: everything but our own ids, and when we heard of it.
EXPORTS = {
    "ledger": "select b.number, e.kind::text, p.reference, e.amount_minor, e.currency, e.reference, e.at, e.note "
    "from hotel.ledger_entry as e inner join hotel.payment as p on e.hotel_id = p.hotel_id and e.payment_id = p.id "
    "inner join hotel.booking as b on e.hotel_id = b.hotel_id and e.booking_id = b.id",
    "booking": "select number, status::text, total_minor, payment_authorized_at, payment_captured_at, paid_at, "
    "payment_failed_at, refund_processed_at, approval_deadline_at, check_out from hotel.booking",
    "payment": "select reference, provider, session_reference, capture_method, amount_minor, currency, "
    "authorized_minor, captured_minor, released_minor, refunded_minor, disputed_minor, lost_minor, capture_before "
    "from hotel.payment",
    "session": "select reference, status::text, intent_reference from hotel.payment_session",
    "extension": "select b.number, x.status::text, x.amount_delta_minor, p.reference from hotel.booking_extension as x "
    "inner join hotel.booking as b on x.hotel_id = b.hotel_id and x.booking_id = b.id "
    "left join hotel.payment as p on x.hotel_id = p.hotel_id and x.payment_id = p.id",
    # What the provider is still to do. To be asked how things stand moves nothing: how often is not compared.
    "command": "select b.number, c.kind::text, c.amount_minor, c.decision "
    "from hotel.payment_command as c inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id "
    "where c.kind <> 'VERIFY' and c.status = 'PENDING'",
    "event": "select event_id, event_type, status::text, case status when 'FAILED' then error end "
    "from hotel.provider_inbox",
}


@dataclass
class Delivered:
    """One delivery of all events: `exports` by name, and how it went."""

    exports: dict[str, Rows]
    sums: Sums
    deliveries: int
    workers: int
    repeated: int  # deliveries that were answered "already processed"
    put_off: int  # events that came before what they follow on, at least once
    deadlocks: int
    failures: list[str] = field(default_factory=list)

    @property
    def entries(self) -> int:
        return self.exports["ledger"].total()


@dataclass
class Plan:
    """How events are delivered: `times` each, in the order of `events` or shuffled, by `workers` at once."""

    name: str
    times: int = 1
    workers: int = 1
    is_shuffled: bool = False
    is_reversed: bool = False

    def order(self, events: Sequence[str], chance: random.Random) -> list[str]:
        ordered = list(events) * self.times
        if self.is_reversed:
            ordered.reverse()
        if self.is_shuffled:
            chance.shuffle(ordered)
        return ordered


def deliver(admin_url: str, api_url: str, listener_url: str, plan: Plan, events: list[str]) -> Delivered:
    """Bring events to a database and let it come to rest. `events` are in the order of their delivery."""
    with owner_of(admin_url) as owner:
        owner.execute("update proof.clock set ahead = '0'")
        repeated, failures = _bring(api_url, listener_url, plan.workers, events)
        failures += _drain(owner, listener_url)
        return Delivered(
            {name: Counter(owner.execute(query.encode()).fetchall()) for name, query in EXPORTS.items()},
            ledger_sums(owner),
            len(events),
            plan.workers,
            repeated,
            value(owner, "select count(*) from hotel.provider_inbox where attempts > 1"),
            value(owner, "select deadlocks from pg_stat_database where datname = current_database()"),
            failures,
        )


def _bring(api_url: str, listener_url: str, workers: int, events: list[str]) -> tuple[int, list[str]]:
    """Each worker receives and processes its share, as the API does; with more than one, the listener works too."""
    failures: list[str] = []
    repeated: list[int] = []
    done = threading.Event()

    def receive(mine: list[str]) -> None:
        try:
            repeated.append(_receive(api_url, mine))
        except psycopg.Error as error:
            failures.append(f"a worker was answered {error.sqlstate}: {error}")

    def work_on() -> None:
        try:
            with psycopg.connect(listener_url, autocommit=True) as session:
                while not done.is_set():
                    if call(session, "process_provider_event") is None:
                        done.wait(0.05)
        except psycopg.Error as error:
            failures.append(f"the listener was answered {error.sqlstate}: {error}")

    threads = [threading.Thread(target=receive, args=(events[n::workers],)) for n in range(workers)]
    helpers = [threading.Thread(target=work_on) for _ in range(2 if workers > 1 else 0)]
    for thread in (*threads, *helpers):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for thread in helpers:
        thread.join()
    return sum(repeated), failures


def _receive(api_url: str, events: list[str]) -> int:
    """How many were known and done already."""
    repeated = 0
    with psycopg.connect(api_url, autocommit=True) as session:
        for event in events:
            received = call(session, "receive_provider_event", payload=event)
            repeated += received["status"] == "already_processed"
            call(session, "process_provider_event", event_id=received["event_id"])
    return repeated


def _drain(owner: psycopg.Connection[Any], listener_url: str) -> list[str]:
    """Let time pass until no event waits for another; sentences about those that still do."""
    waiting = "select count(*) from hotel.provider_inbox where status <> 'PROCESSED' and next_attempt_at < 'infinity'"
    with psycopg.connect(listener_url, autocommit=True) as session:
        for _ in range(ROUNDS):
            while call(session, "process_provider_event") is not None:
                pass
            if not value(owner, waiting):
                return []
            owner.execute("update proof.clock set ahead = ahead + %s", [WAIT])
    rows = owner.execute(
        "select event_id, event_type, error from hotel.provider_inbox "
        "where status <> 'PROCESSED' and next_attempt_at < 'infinity' limit 5"
    ).fetchall()
    return [f"event {name} ({kind}) never comes to rest: {error}" for name, kind, error in rows]


def differences(expected: dict[str, Rows], got: dict[str, Rows]) -> list[str]:
    """Sentences, one for each row that is in one and not in the other."""
    sentences = []
    for name, rows in expected.items():
        sentences += [f"{name} {_shown(row)} is missing" for row in (rows - got[name]).elements()]
        sentences += [f"{name} {_shown(row)} is there instead or too often" for row in (got[name] - rows).elements()]
    return sentences


def _shown(row: tuple[Any, ...]) -> str:
    return json.dumps(row, default=str, ensure_ascii=False)
