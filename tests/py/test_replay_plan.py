"""What a replay derives from the file before its first call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hotelmate.replay.plan import HalfDay, RoomType, Step, room_types, schedule
from hotelmate.replay.rows import Outcome, Row

ARRIVAL = date(2016, 3, 26)
STAY = Row(
    line=2,
    reserved_type="A",
    assigned_type="A",
    created=date(2016, 3, 16),
    arrival=ARRIVAL,
    departure=ARRIVAL + timedelta(days=3),
    adults=2,
    children=0,
    total_minor=15000,
    pays_at_property=False,
    policy="FLEXIBLE",
    outcome=Outcome.STAYED,
    ended=ARRIVAL + timedelta(days=3),
)


def life(row: Row) -> list[tuple[str, str, list[Step]]]:
    """(day, half, steps) of one row."""
    return [
        (f"{half_day.day:%d}", "pm" if half_day.is_afternoon else "am", steps)
        for half_day, visits in schedule([row]).items()
        for _, steps in visits
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            STAY,
            [("16", "pm", [Step.BOOK]), ("26", "pm", [Step.ARRIVE]), ("29", "am", [Step.DEPART])],
            id="a stay",
        ),
        pytest.param(
            replace(STAY, created=ARRIVAL, ended=ARRIVAL),
            [("26", "pm", [Step.BOOK, Step.ARRIVE, Step.DEPART])],
            id="booked, arrived and left on one day",
        ),
        pytest.param(
            replace(STAY, ended=ARRIVAL + timedelta(days=1)),
            [("16", "pm", [Step.BOOK]), ("26", "pm", [Step.ARRIVE]), ("27", "am", [Step.DEPART])],
            id="left early",
        ),
        pytest.param(
            replace(STAY, ended=ARRIVAL + timedelta(days=5)),
            [
                ("16", "pm", [Step.BOOK]),
                ("26", "pm", [Step.ARRIVE]),
                ("29", "am", [Step.EXTEND]),
                ("31", "am", [Step.DEPART]),
            ],
            id="stayed longer",
        ),
        pytest.param(
            replace(STAY, outcome=Outcome.CANCELLED, ended=STAY.created),
            [("16", "pm", [Step.BOOK, Step.CANCEL])],
            id="cancelled on the day of booking",
        ),
        pytest.param(
            replace(STAY, outcome=Outcome.NO_SHOW, ended=ARRIVAL + timedelta(days=1)),
            [("16", "pm", [Step.BOOK]), ("27", "am", [Step.NO_SHOW])],
            id="did not come",
        ),
    ],
)
def test_a_life_in_half_days(row: Row, expected: list[tuple[str, str, list[Step]]]) -> None:
    assert life(row) == expected


def test_half_days_come_in_order_and_bookings_in_that_of_the_file() -> None:
    first, second = replace(STAY, line=2), replace(STAY, line=3, created=date(2016, 1, 1))
    days = schedule([first, second])

    assert list(days) == sorted(days)
    assert [row.line for row, _ in days[HalfDay(ARRIVAL, True)]] == [2, 3]
    assert HalfDay(ARRIVAL, False) < HalfDay(ARRIVAL, True) < HalfDay(ARRIVAL + timedelta(days=1), False)


def test_rooms_are_the_most_in_use_on_one_night_by_the_type_really_given() -> None:
    moved = replace(STAY, reserved_type="A", assigned_type="B", adults=4)
    next_guest = replace(STAY, arrival=STAY.ended, departure=STAY.ended + timedelta(days=1), ended=STAY.ended)
    assert room_types([STAY, STAY, moved, next_guest]) == [
        RoomType("A", rooms=2, max_occupancy=4, overbooking=1),
        RoomType("B", rooms=1, max_occupancy=4, overbooking=0),
    ]


def test_who_left_on_the_day_of_arrival_used_a_room_and_who_booked_no_night_did_not() -> None:
    hours = replace(STAY, ended=ARRIVAL)
    nothing = replace(STAY, departure=ARRIVAL, ended=ARRIVAL)
    assert [of.rooms for of in room_types([hours])] == [1]
    assert [of.rooms for of in room_types([nothing])] == [0]


def test_a_type_nobody_moved_into_has_no_rooms_and_is_sold_as_overbooking() -> None:
    gone = replace(STAY, reserved_type="L", assigned_type="A")
    assert RoomType("L", rooms=0, max_occupancy=2, overbooking=1) in room_types([gone])


def test_a_cancelled_booking_makes_room_for_the_next_one_but_not_within_its_half_day() -> None:
    cancelled = replace(STAY, outcome=Outcome.CANCELLED, ended=date(2016, 3, 20))
    later = replace(STAY, created=date(2016, 3, 21))
    same_day = replace(STAY, created=date(2016, 3, 20))
    assert [of.overbooking for of in room_types([cancelled, later])] == [0]
    assert [of.overbooking for of in room_types([cancelled, same_day])] == [1]


def test_an_early_departure_gives_its_nights_back_and_an_extension_takes_more() -> None:
    week = replace(STAY, departure=ARRIVAL + timedelta(days=7), ended=ARRIVAL + timedelta(days=2))
    spontaneous = replace(
        STAY,
        created=ARRIVAL + timedelta(days=2),
        arrival=ARRIVAL + timedelta(days=2),
        departure=ARRIVAL + timedelta(days=4),
        ended=ARRIVAL + timedelta(days=4),
    )
    extended = replace(STAY, departure=ARRIVAL + timedelta(days=1), ended=ARRIVAL + timedelta(days=3))
    assert [of.overbooking for of in room_types([week, spontaneous])] == [0]
    assert [(of.rooms, of.overbooking) for of in room_types([extended, spontaneous])] == [(2, 0)]
