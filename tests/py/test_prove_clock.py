"""`hotel prove clock`: it expects what is written, and it would see a deadline that is a second off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from hotelmate.prove import clock, clock_rules
from hotelmate.prove.clock import Boundary, Seen
from hotelmate.prove.clock_cases import USUAL, ZONES, hotels
from hotelmate.prove.clock_desk import Desk, opened_before
from hotelmate.prove.clock_rules import MINUTE, SECOND, Night, Times
from hotelmate.prove.ground import install_session_clock

NIGHT = Night("Europe/Berlin", USUAL, date(2027, 3, 27))  # the clocks change at the end of it


def test_the_changes_of_the_clocks_are_found() -> None:
    assert clock_rules.changes("Europe/Dublin", 2027) == [
        ("spring", date(2027, 3, 28), time(1, 30)),
        ("autumn", date(2027, 10, 31), time(1, 30)),
    ]
    assert [name for name, _, _ in clock_rules.changes("Australia/Sydney", 2027)] == ["autumn", "spring"]
    assert clock_rules.changes("Australia/Lord_Howe", 2027)[1][2] == time(2, 15)  # half an hour is skipped
    assert clock_rules.changes("Asia/Kathmandu", 2027) == []


def test_the_cases_are_what_they_are_called() -> None:
    cases = list(hotels())
    assert {zone for zone, _, _ in cases} == set(ZONES)
    assert len(ZONES) >= 5
    walls = clock.changed_walls([night for _, _, nights in cases for night in nights])
    assert walls["skipped"] > 10
    assert walls["shown_twice"] > 10


def test_a_night_in_which_the_clocks_change() -> None:
    assert NIGHT.closes == datetime(2027, 3, 28, 1, tzinfo=UTC)  # 02:00 is never shown: it is 03:00
    assert NIGHT.checkout == datetime(2027, 3, 28, 9, tzinfo=UTC)
    assert NIGHT.opens == datetime(2027, 3, 27, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds_past", "expected"),
    [
        (0, ("OK", 0)),
        (1, ("GRACE", 0)),
        (1800, ("GRACE", 0)),
        (1801, ("OVERDUE", 0)),
        (1800 + 121 * 60, ("CRITICAL", 121)),
    ],
)
def test_overstays_as_they_are_written(seconds_past: int, expected: tuple[str, int]) -> None:
    assert clock_rules.overstay(NIGHT, NIGHT.checkout + timedelta(seconds=seconds_past))[:2] == expected


@pytest.mark.parametrize(
    ("seconds_left", "expected"),
    [(660, ("OK", 0)), (659, ("DUE_SOON", 0)), (0, ("DUE_SOON", 0)), (-1, ("OVERDUE", 0)), (-3660, ("CRITICAL", 61))],
)
def test_approvals_as_they_are_written(seconds_left: int, expected: tuple[str, int]) -> None:
    deadline = datetime(2027, 1, 1, tzinfo=UTC)
    assert clock_rules.approval_risk(deadline, deadline - timedelta(seconds=seconds_left)) == expected


def test_a_request_expires_with_the_later_of_cutoff_and_deadline() -> None:
    late = NIGHT.cutoff + 20 * MINUTE
    assert clock_rules.expiry(NIGHT, late, None, late) == "waits"
    assert clock_rules.expiry(NIGHT, late, None, late + SECOND) == "APPROVAL_TIMEOUT"
    assert clock_rules.expiry(NIGHT, late, NIGHT.cutoff, NIGHT.cutoff + SECOND) == "AUTHORIZATION_LAPSED"


@pytest.fixture
def desk(database: Any) -> Desk:
    owner = database.connect("owner", autocommit=True)
    install_session_clock(owner)
    return Desk(owner, "inn", NIGHT.zone, NIGHT.times, opened_before([NIGHT]))


def differences(desk: Desk, wanted: set[str]) -> dict[str, list[str]]:
    found = {}
    for boundary in clock.boundaries(desk, NIGHT):
        if boundary.name in wanted:
            found[boundary.name] = list(clock.look(boundary, NIGHT, Seen()))
    return found


def test_one_night_is_as_written(desk: Desk) -> None:
    everything = differences(desk, {boundary.name for boundary in clock.boundaries(desk, NIGHT)})
    assert len(everything) == 14
    assert not any(everything.values()), everything


def test_a_deadline_that_is_a_second_off_is_seen(desk: Desk, database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner:
        for function, names in [
            ("check_in_opens_at", "date, hotel.hotel_policy, text"),
            ("late_arrival_ends_at", "date, hotel.hotel_policy, text"),
            ("checkout_deadline_at", "date, time, text"),
        ]:
            [source] = owner.execute(
                f"select pg_get_functiondef('app.{function}({names})'::regprocedure)".encode()
            ).fetchone()
            [body] = owner.execute(
                f"select pg_get_function_sqlbody('app.{function}({names})'::regprocedure)".encode()
            ).fetchone()
            owner.execute(source.replace(body, f"{body} + interval '1 second'").encode())
    wrong = differences(desk, {"check-in opens", "check-in closes", "no-show", "check-out time", "grace ends"})
    assert {name: len(sentences) for name, sentences in wrong.items()} == {
        "check-in opens": 1,
        "check-in closes": 1,
        "no-show": 1,
        "check-out time": 2,
        "grace ends": 1,
    }


def test_a_boundary_at_which_nothing_changes_shows_nothing() -> None:
    seen = {"asleep": Seen()}
    flat = Boundary("asleep", NIGHT.checkout, lambda _: "same", lambda _: "same")
    assert list(clock.look(flat, NIGHT, seen["asleep"])) == []
    result = clock._result(seen, [NIGHT], [])
    assert any("nothing changes there" in failure for failure in result.failures)


def test_minutes_are_part_of_what_is_compared() -> None:
    wrong = Boundary("late", NIGHT.checkout, lambda _: ("OVERDUE", 3), lambda _: ("OVERDUE", 4))
    assert len(list(clock.look(wrong, NIGHT, Seen()))) == 3
    assert Times("usual") == USUAL
