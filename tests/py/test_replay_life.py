"""Real bookings, lived through a real database: each as it was, the flawed ones refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hotelmate.replay.hotel import TIMEZONE
from hotelmate.replay.plan import schedule
from hotelmate.replay.rows import Outcome, Row, read
from hotelmate.replay.run import Report, Watcher, replay
from hotelmate.replay.verdict import Verdict
from tests.postgres import TestDatabase, TestServer

EXCERPT = Path(__file__).parents[1] / "data" / "resort_hotel_excerpt.csv"
STATUS = {Outcome.STAYED: "COMPLETED", Outcome.CANCELLED: "CANCELLED", Outcome.NO_SHOW: "NO_SHOW"}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read(EXCERPT)


@pytest.fixture(scope="module")
def played(server: TestServer, template: str, rows: list[Row]) -> Iterator[tuple[Report, TestDatabase]]:
    """The excerpt, replayed once for this module, and the database it happened in."""
    server.create_database("replayed", template)
    database = TestDatabase(server, "replayed")
    try:
        yield replay(database.url(), rows, 3, Watcher()), database
    finally:
        database.close()


@pytest.fixture
def ask(played: tuple[Report, TestDatabase]) -> Any:
    """Ask the replayed database as its owner."""
    connection = played[1].connect("owner", autocommit=True)
    return lambda query, *arguments: connection.execute(query, arguments).fetchall()


def sound(row: Row) -> bool:
    """Whether a row of the excerpt breaks no rule: the test's own words for the three that are broken there."""
    return row.arrival < row.departure and row.adults > 0 and row.total_minor >= 0


def test_the_excerpt_comes_out_as_it_was(played: tuple[Report, TestDatabase]) -> None:
    report, _ = played
    assert report.rows == 495
    assert report.refused == {
        "booking_has_a_night": 49,
        "booking_has_an_adult": 9,
        "booking_total_is_not_negative": 1,
    }
    assert report.bookings == {"CANCELLED": 140, "COMPLETED": 264, "NO_SHOW": 32}
    assert report.transitions == 2905
    assert (report.drift_rows, report.audit_ok, report.event_gaps, report.double_booked_nights) == (0, True, 0, 0)
    assert report.holds


def test_transitions_are_those_that_the_lives_are_made_of(played: tuple[Report, TestDatabase], rows: list[Row]) -> None:
    def transitions(row: Row) -> int:
        """Pending payment, pending approval and confirmed, unless paid later or free; the end; a room's turnaround."""
        made = 1 if row.pays_at_property else 2 if row.total_minor == 0 else 3
        return made + 1 + (5 if row.outcome is Outcome.STAYED else 0)

    assert played[0].transitions == sum(transitions(row) for row in rows if sound(row))


def test_every_booking_lived_its_own_life(ask: Any, rows: list[Row]) -> None:
    lived = ask(
        """
        select
            substr(q.last_name, 5)::int, b.status::text, t.code, b.created_at at time zone %s,
            b.adults, b.children, b.total_minor, b.terms::text, b.cancellation_policy ->> 'template_type',
            coalesce(b.checked_out_at, b.cancelled_at, b.no_show_at) at time zone %s,
            b.checked_in_at at time zone %s, rt.code
        from hotel.booking as b
        inner join hotel.room_type as t on b.room_type_id = t.id
        inner join hotel.person as q on b.booker_person_id = q.id
        left join hotel.room_claim as c on b.id = c.booking_id
        left join hotel.room as r on c.room_id = r.id
        left join hotel.room_type as rt on r.room_type_id = rt.id
        order by 1
        """,
        *[TIMEZONE] * 3,
    )
    stayed = Outcome.STAYED
    assert [
        (line, status, code, created.date(), *facts, ended.date(), arrived and arrived.date(), room)
        for line, status, code, created, *facts, ended, arrived, room in lived
    ] == [
        (
            row.line,
            STATUS[row.outcome],
            row.reserved_type,
            row.created,
            row.adults,
            row.children,
            row.total_minor,
            "PAY_AT_PROPERTY" if row.pays_at_property else "PREPAID",
            row.policy,
            row.ended,
            row.arrival if row.outcome is stayed else None,
            row.assigned_type if row.outcome is stayed else None,
        )
        for row in rows
        if sound(row)
    ]


def test_a_refused_row_leaves_nothing_behind(ask: Any, rows: list[Row]) -> None:
    assert ask("select count(*) from hotel.person") == [(sum(row.party for row in rows if sound(row)),)]
    # A refused booking gives its number back.
    gaps = """
        select n.year
        from hotel.number_counter as n
        where n.last_number <> (
            select count(*) from hotel.booking as b where b.number like 'BK-%%-' || n.year || '-%%'
        )
    """
    assert ask(gaps) == []
    assert ask("select count(*) from hotel.number_counter") == [
        (len({row.created.year for row in rows if sound(row)}),)
    ]


def test_all_money_is_answered_for(ask: Any) -> None:
    assert ask("select count(*) from hotel.payment_command where status <> 'SUCCEEDED'") == [(0,)]
    assert ask("select count(*) from hotel.payment where authorized_minor <> captured_minor + released_minor") == [(0,)]
    kept = """
        select count(*)
        from hotel.booking as b
        where
            coalesce(
                (select sum(p.captured_minor - p.refunded_minor) from hotel.payment as p where p.booking_id = b.id), 0
            ) <> case
                when b.status = 'COMPLETED' then b.total_minor
                when b.terms = 'PAY_AT_PROPERTY' then 0
                else coalesce(b.cancellation_fee_minor, b.no_show_fee_minor)
            end
    """
    assert ask(kept) == [(0,)]
    kinds = dict(ask("select kind::text, count(*) from hotel.ledger_entry group by 1"))
    assert kinds.keys() == {"AUTHORIZED", "CAPTURED", "REFUNDED"}


def test_in_the_end_every_room_is_ready_and_nobody_is_in(ask: Any) -> None:
    assert ask("select distinct room_status::text from hotel.room") == [("READY_FOR_GUEST",)]
    assert ask("select count(*) from hotel.room_claim where is_open") == [(0,)]
    assert ask("select count(*) from hotel.in_house_guest where room_id is not null") == [(0,)]


def test_the_log_is_in_the_order_of_the_simulated_time(ask: Any, rows: list[Row]) -> None:
    backwards = "select count(*) from (select at < lag(at) over (order by seq) as back from hotel.{}) as x where back"
    assert ask(backwards.format("audit")) == ask(backwards.format("event")) == [(0,)]
    days = schedule(rows)
    times = ask("select distinct at at time zone %s from hotel.audit", TIMEZONE)
    assert {(at.date(), at.hour) for (at,) in times} <= {(d.day, 16 if d.is_afternoon else 10) for d in days}


def test_only_the_owner_moves_the_simulated_clock(played: tuple[Report, TestDatabase]) -> None:
    for role in ("api", "listener", "operator", "jobs"):
        connection = played[1].connect(role, autocommit=True)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update simulation.clock set at = now()")


def test_production_has_no_clock_to_move(database: TestDatabase) -> None:
    connection = database.connect(autocommit=True)
    assert connection.execute("select hotel.clock() = now(), to_regnamespace('simulation')").fetchone() == (True, None)


STAY = Row(
    line=2,
    reserved_type="A",
    assigned_type="A",
    created=date(2016, 3, 16),
    arrival=date(2016, 3, 26),
    departure=date(2016, 3, 29),
    adults=2,
    children=1,
    total_minor=15000,
    pays_at_property=False,
    policy="FLEXIBLE",
    outcome=Outcome.STAYED,
    ended=date(2016, 3, 29),
)


def test_a_longer_stay_is_an_extension(database: TestDatabase) -> None:
    report = replay(database.url(), [replace(STAY, ended=date(2016, 3, 31))], 1, Watcher())
    assert (report.bookings, report.refused, report.holds) == ({"COMPLETED": 1}, {}, True)
    found = database.connect("owner").execute(
        "select b.check_out, lower(c.stay), upper(c.stay), x.old_check_out, x.new_check_out "
        "from hotel.booking as b, hotel.room_claim as c, hotel.booking_extension as x"
    )
    assert found.fetchall() == [
        (date(2016, 3, 31), date(2016, 3, 26), date(2016, 3, 31), date(2016, 3, 29), date(2016, 3, 31))
    ]


def test_a_refusal_in_mid_life_is_counted_and_seen(database: TestDatabase) -> None:
    with database.connect(autocommit=True) as admin:
        admin.execute(
            """
            create function app.spoil() returns trigger language plpgsql as $$
            begin
                raise exception using errcode = 'RVSTT', message = 'No.', detail = 'SPOILT {"x": 1}';
            end $$;
            create trigger spoil before update of checked_in_at on hotel.booking
            for each row execute function app.spoil()
            """
        )
    report = replay(database.url(), [STAY, replace(STAY, line=3, outcome=Outcome.NO_SHOW)], 1, Watcher())
    assert report.refused == {"SPOILT": 1}
    assert report.bookings == {"CONFIRMED": 1, "NO_SHOW": 1}


def test_a_failure_that_is_no_rule_is_not_counted_but_raised(database: TestDatabase) -> None:
    with database.connect(autocommit=True) as admin:
        admin.execute("revoke execute on all functions in schema api from hotelmate_api")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        replay(database.url(), [STAY], 1, Watcher())


def test_the_verdict_sees_what_is_wrong(database: TestDatabase) -> None:
    """Every question that is answered with 0 or true above, answered otherwise."""
    nights = [(STAY.arrival + timedelta(days=n), STAY.arrival + timedelta(days=n + 2)) for n in range(3)]
    rows = [
        replace(STAY, line=line, arrival=first, departure=last, ended=last) for line, (first, last) in enumerate(nights)
    ]
    replay(database.url(), rows, 1, Watcher())
    admin, owner = database.connect(autocommit=True), database.connect("owner", autocommit=True)
    operator = database.connect("operator", autocommit=True)
    (hotel,) = owner.execute("select hotel_id from hotel.hotel").fetchone() or (0,)
    verdict = Verdict(owner, operator, hotel)
    assert (verdict.drift_rows(), verdict.audit_ok(), verdict.event_gaps(), verdict.double_booked_nights()) == (
        0,
        True,
        0,
        0,
    )

    # What nobody can do in production: triggers and constraints out of the way.
    admin.execute(
        """
        alter table hotel.event disable trigger all;
        alter table hotel.event_rest disable trigger all;
        alter table hotel.audit disable trigger all;
        alter table hotel.audit_rest disable trigger all;
        alter table hotel.room_claim disable trigger all;
        delete from hotel.event where seq in (2, 5);
        update hotel.audit set actor = 'nobody' where seq = 7;
        update hotel.room_claim set room_id = (select min(room_id) from hotel.room_claim);
        """
    )
    assert verdict.event_gaps() == 2
    assert not verdict.audit_ok()
    assert verdict.double_booked_nights() == 2
    assert verdict.drift_rows() > 0


def test_outcomes_of_the_excerpt_cover_every_kind(rows: list[Row]) -> None:
    """The excerpt would prove little if it held nothing but plain stays."""
    kinds = Counter((row.outcome, row.pays_at_property, row.policy) for row in rows if sound(row))
    assert {outcome for outcome, _, _ in kinds} == set(Outcome)
    assert {policy for _, _, policy in kinds} == {"FLEXIBLE", "MODERATE", "NON_REFUNDABLE"}
    assert any(row.reserved_type != row.assigned_type for row in rows if row.outcome is Outcome.STAYED)
    assert any(row.ended == row.created == row.arrival for row in rows)
    assert any(row.ended < row.departure for row in rows if row.outcome is Outcome.STAYED)
    assert any(row.total_minor == 0 for row in rows if sound(row))
