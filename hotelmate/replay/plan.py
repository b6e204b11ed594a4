"""What follows from the file before the first call: how large the hotel is, and what happens in which half-day.

A day has two halves. In the morning guests depart and housekeeping turns their rooms around, no-shows of the night
before are marked, and stays that go on are extended. In the afternoon bookings are made and cancelled, and guests
arrive; who leaves on the day of arrival leaves in the afternoon too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from hotelmate.replay.rows import Outcome, Row


class Step(Enum):
    """Something that happens to a booking."""

    BOOK = "book"
    CANCEL = "cancel"
    NO_SHOW = "no_show"
    ARRIVE = "arrive"
    EXTEND = "extend"
    DEPART = "depart"


@dataclass(frozen=True, order=True, slots=True)
class HalfDay:
    """A morning or an afternoon."""

    day: date
    is_afternoon: bool


Visit = tuple[Row, list[Step]]  # what happens to one booking within a half-day, in order


def schedule(rows: Iterable[Row]) -> dict[HalfDay, list[Visit]]:
    """Every half-day in which something happens, in order; its bookings in the order of the file."""
    days: dict[HalfDay, dict[int, Visit]] = defaultdict(dict)
    for row in rows:
        for half_day, step in _life(row):
            days[half_day].setdefault(row.line, (row, []))[1].append(step)
    return {half_day: list(days[half_day].values()) for half_day in sorted(days)}


def _life(row: Row) -> Iterator[tuple[HalfDay, Step]]:
    yield HalfDay(row.created, True), Step.BOOK
    if row.outcome is Outcome.CANCELLED:
        yield HalfDay(row.ended, True), Step.CANCEL
    elif row.outcome is Outcome.NO_SHOW:
        yield HalfDay(row.ended, False), Step.NO_SHOW
    else:
        yield HalfDay(row.arrival, True), Step.ARRIVE
        if row.arrival < row.departure < row.ended:
            yield HalfDay(row.departure, False), Step.EXTEND
        yield HalfDay(row.ended, row.ended == row.arrival), Step.DEPART


@dataclass(frozen=True, slots=True)
class RoomType:
    """One type of the hotel: `rooms` were in use at most on one night, `overbooking` more than those were sold."""

    code: str
    rooms: int
    max_occupancy: int
    overbooking: int


def room_types(rows: list[Row]) -> list[RoomType]:
    """The types named in the file, by code: just large enough for what happened."""
    parties: Counter[str] = Counter()
    for row in rows:
        for code in (row.reserved_type, row.assigned_type):
            parties[code] = max(parties[code], row.party)
    in_use = _most_in_use(rows)
    sold = _most_sold(rows)
    return [
        RoomType(code, in_use[code], max(parties[code], 1), max(sold[code] - in_use[code], 0))
        for code in sorted(parties)
    ]


def _most_in_use(rows: Iterable[Row]) -> Counter[str]:
    """Rooms by assigned type in the fullest night; who left on the day of arrival counts for that night as well."""
    used: Counter[tuple[str, date]] = Counter()
    for row in rows:
        if row.outcome is Outcome.STAYED and row.departure > row.arrival:
            used.update(
                (row.assigned_type, night) for night in _nights(row.arrival, max(row.ended, _next(row.arrival)))
            )
    return _maxima(used)


def _most_sold(rows: Iterable[Row]) -> Counter[str]:
    """Bookings by reserved type alive at one time for one night; within a half-day, new ones before ended ones."""
    changes: list[tuple[HalfDay, int, Row, date, date]] = []
    for row in rows:
        changes.append((HalfDay(row.created, True), 1, row, row.arrival, row.departure))
        if row.outcome is not Outcome.STAYED:
            changes.append((HalfDay(row.ended, row.outcome is Outcome.CANCELLED), -1, row, row.arrival, row.departure))
        elif row.ended > row.departure > row.arrival:
            changes.append((HalfDay(row.departure, False), 1, row, row.departure, row.ended))
        else:
            changes.append((HalfDay(row.ended, row.ended == row.arrival), -1, row, row.ended, row.departure))
    changes.sort(key=lambda change: (change[0], -change[1]))

    alive: Counter[tuple[str, date]] = Counter()
    most: Counter[tuple[str, date]] = Counter()
    for _, change, row, start, end in changes:
        for night in _nights(start, end):
            key = (row.reserved_type, night)
            alive[key] += change
            most[key] = max(most[key], alive[key])
    return _maxima(most)


def _maxima(counts: Counter[tuple[str, date]]) -> Counter[str]:
    most: Counter[str] = Counter()
    for (code, _), count in counts.items():
        most[code] = max(most[code], count)
    return most


def _nights(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range((end - start).days))


def _next(day: date) -> date:
    return day + timedelta(days=1)
