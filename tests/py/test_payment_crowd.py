"""Everything about a booking's money at once: events thrice, outcomes, decisions. Nothing waits in a circle."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from hotelmate.prove.house import HOTEL, House
from tests.postgres import TestDatabase

BOOKINGS = 8
WORKERS = 6
NIGHT = 1_780_000_000  # seconds, as the provider counts; when is no matter here


@pytest.fixture
def house(database: TestDatabase) -> Iterator[House]:
    """A hotel with guests who may pay."""
    house = House(database.url())
    yield house
    house.close()


def events_of(house: House, number: str) -> list[dict[str, Any]]:
    """What the provider tells of a booking: authorised, captured, refunded in part, disputed."""
    house.page(number)
    row = house.value(
        "select jsonb_build_object('session', s.id, 'amount', s.amount_minor, 'page', s.reference) "
        "from hotel.payment_session as s join hotel.booking as b on b.id = s.booking_id where b.number = %s",
        number,
    )
    intent = {
        "object": "payment_intent",
        "id": f"pi_{number}",
        "amount": row["amount"],
        "currency": "eur",
        "latest_charge": f"ch_{number}",
        "metadata": {"hotel_slug": HOTEL, "booking_id": number, "session": row["session"]},
    }
    part: dict[str, Any] = {"payment_intent": intent["id"], "amount": 100, "currency": "eur", "created": NIGHT + 3}
    objects: list[tuple[str, dict[str, Any]]] = [
        (
            "payment_intent.amount_capturable_updated",
            intent | {"status": "requires_capture", "amount_capturable": row["amount"]},
        ),
        ("payment_intent.succeeded", intent | {"status": "succeeded", "amount_received": row["amount"]}),
        ("refund.created", part | {"object": "refund", "id": f"re_{number}", "status": "succeeded"}),
        ("charge.dispute.created", part | {"object": "dispute", "id": f"dp_{number}", "status": "needs_response"}),
        ("charge.dispute.closed", part | {"object": "dispute", "id": f"dp_{number}", "status": "won"}),
    ]
    return [
        {"id": f"evt_{number}_{n}", "type": kind, "created": NIGHT + n, "data": {"object": body}}
        for n, (kind, body) in enumerate(objects)
    ]


def crowd(database: TestDatabase, jobs: list[Callable[[psycopg.Connection[Any]], None]]) -> list[BaseException]:
    """Do all jobs on a few connections at once; what they raised."""
    lock, raised = threading.Lock(), list[BaseException]()
    queue = list(jobs)

    def work(conn: psycopg.Connection[Any]) -> None:
        while True:
            with lock:
                if not queue:
                    return
                job = queue.pop()
            try:
                job(conn)
            except psycopg.Error as error:
                with lock:
                    raised.append(error)

    connections = [database.connect("owner", autocommit=True) for _ in range(WORKERS)]
    threads = [threading.Thread(target=work, args=(conn,)) for conn in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_nothing_about_money_waits_in_a_circle(database: TestDatabase, house: House) -> None:
    numbers = [house.held()[0] for _ in range(BOOKINGS)]
    events = [event for number in numbers for event in events_of(house, number)]

    def deliver(event: dict[str, Any]) -> Callable[[psycopg.Connection[Any]], None]:
        def job(conn: psycopg.Connection[Any]) -> None:
            conn.execute("select api.receive_provider_event(%s)", [json.dumps(event)])
            conn.execute("select api.process_provider_event(%s)", [event["id"]])
            conn.execute("select api.process_provider_event()")

        return job

    def settle(number: str) -> Callable[[psycopg.Connection[Any]], None]:
        """The API after a decision: approve, take the command, tell that the provider is away."""

        def job(conn: psycopg.Connection[Any]) -> None:
            token = house.tokens["manager"]
            try:
                conn.execute("select api.approve_booking(%s, %s, %s)", [HOTEL, number, token])
            except psycopg.DatabaseError as error:
                if not str(error.sqlstate).startswith("RV"):
                    raise
            row = conn.execute("select api.claim_payment_command(%s, %s)", [HOTEL, number]).fetchone()
            if row and row[0]:
                conn.execute("select api.record_payment_outcome(%s, %s, 'LATER')", [HOTEL, row[0]["command_id"]])

        return job

    jobs = [*map(deliver, events * 3), *(settle(number) for number in numbers * 3)]
    random.Random(7).shuffle(jobs)
    assert crowd(database, jobs) == []

    # Who had waited in a circle would be kept here as 40P01.
    waiting = (
        "select count(*) from hotel.provider_inbox where error is not null and error !~ '^PAYMENT_EVENT_TOO_EARLY'"
    )
    assert house.value(waiting) == 0
    house.run("update hotel.provider_inbox set next_attempt_at = '-infinity' where status <> 'PROCESSED'")
    while house.value("select api.process_provider_event()"):
        pass
    assert house.value("select count(*) from hotel.provider_inbox where status <> 'PROCESSED'") == 0
    assert house.value("select count(*) from hotel.ledger_entry") == len(events)
    assert house.value("select count(*) from hotel.payment where captured_minor = amount_minor") == BOOKINGS
    assert house.value("select count(*) from app.drift_money") == 0


def test_a_booking_that_somebody_holds_stops_no_other(database: TestDatabase, house: House) -> None:
    """A person's open transaction delays the money of its own booking only, and makes no dead letter of it."""
    held, other = house.held()[0], house.held()[0]
    process = "select api.process_provider_event() ->> 'status'"
    again = (
        "update hotel.provider_inbox set attempts = 30, next_attempt_at = hotel.clock() "
        "where status = 'FAILED' and next_attempt_at < 'infinity'"
    )
    with (
        database.connect("owner") as person,
        database.connect("listener", autocommit=True, options="-c statement_timeout=10s") as worker,
    ):
        for number in (held, other):
            worker.execute("select api.receive_provider_event(%s)", [json.dumps(events_of(house, number)[0])])
        person.execute("select from hotel.booking where number = %s for update", [held])
        assert worker.execute(process).fetchone() == ("FAILED",)
        assert worker.execute(process).fetchone() == ("PROCESSED",)
        house.run(again)
        assert worker.execute(process).fetchone() == ("FAILED",)
        person.rollback()
        house.run(again)
        assert worker.execute(process).fetchone() == ("PROCESSED",)
    status = "select array_agg(distinct status::text) from hotel.booking where number in (%s, %s)"
    assert house.value(status, held, other) == ["PENDING_APPROVAL"]


def test_an_outcome_waits_for_a_held_booking_only_a_while(database: TestDatabase, house: House) -> None:
    """One session records the outcomes of all bookings: it must not stand still for one of them."""
    number = house.requested()
    house.run("select api.approve_booking(%s, %s, %s)", HOTEL, number, house.tokens["manager"])
    command = house.value("select api.claim_payment_command(%s, %s) ->> 'command_id'", HOTEL, number)
    record = "select api.record_payment_outcome(%s, %s, 'LATER')"
    with (
        database.connect("owner") as person,
        database.connect("listener", autocommit=True, options="-c statement_timeout=10s") as worker,
    ):
        person.execute("select from hotel.booking where number = %s for update", [number])
        with pytest.raises(psycopg.errors.LockNotAvailable):
            worker.execute(record, [HOTEL, command])
        person.rollback()
        worker.execute(record, [HOTEL, command])
