"""One replay, from an empty database to the answers."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import psycopg

from hotelmate.replay.caller import Caller
from hotelmate.replay.clock import Clock, instant
from hotelmate.replay.crew import Crew
from hotelmate.replay.desk import Desk, Refusals, Stay
from hotelmate.replay.hotel import TIMEZONE, open_hotel
from hotelmate.replay.plan import HalfDay, RoomType, Visit, room_types, schedule
from hotelmate.replay.rows import Row
from hotelmate.replay.verdict import Verdict
from hotelmate.urls import as_role

FIRST_ANALYZE = 50  # visits


@dataclass(frozen=True)
class Report:
    """What a replay came to: the database's word, apart from `rows` and from `room_types`, which the file demands."""

    rows: int
    refused: dict[str, int]
    bookings: dict[str, int]
    transitions: int
    seconds: float
    transitions_per_second: float
    drift_rows: int
    audit_ok: bool
    event_gaps: int
    double_booked_nights: int
    room_types: list[RoomType]

    def figures(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)

    def lines(self) -> list[tuple[str, object]]:
        """As lines of a table: what, and how much."""
        return [
            ("rows", self.rows),
            ("refused", sum(self.refused.values())),
            *((f"  {rule}", count) for rule, count in self.refused.items()),
            ("bookings", sum(self.bookings.values())),
            *((f"  {status}", count) for status, count in self.bookings.items()),
            ("transitions", self.transitions),
            ("seconds", self.seconds),
            ("transitions per second", self.transitions_per_second),
            ("drift rows", self.drift_rows),
            ("audit chain is valid", self.audit_ok),
            ("event gaps", self.event_gaps),
            ("double-booked nights", self.double_booked_nights),
        ]

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts anything."""
        return self.audit_ok and (self.drift_rows, self.event_gaps, self.double_booked_nights) == (0, 0, 0)


class Watcher:
    """Whom a replay tells how far it is; this one does nothing with it."""

    def starts(self, types: list[RoomType], visits: int) -> None:
        """The hotel is built; so many visits are to come."""

    def lived(self, half_day: HalfDay, visits: int) -> None:
        """A half-day is over; so many bookings were visited in it."""

    def judges(self) -> None:
        """The last call is made; now the database is asked what came of it."""


def replay(admin_url: str, rows: list[Row], connections: int, watcher: Watcher) -> Report:
    """Play the rows in the empty database at `admin_url`, an administrator's, with so many callers at once.

    Raises psycopg.Error when a call fails by anything but a rule.
    """
    types, days = room_types(rows), schedule(rows)
    with ExitStack() as opened:

        def connect(role: str) -> psycopg.Connection:
            # Autocommit: one call is one round trip is one transaction.
            return opened.enter_context(psycopg.connect(as_role(admin_url, role), autocommit=True))

        owner, relay = connect("owner"), connect("listener")
        clock = Clock(owner, instant(min(days), TIMEZONE))
        hotel = open_hotel(owner, types)
        verdict = Verdict(owner, connect("operator"), hotel.id)
        # A hotel has a relay that is awake. Nobody listens to this one: it accepts every event, at the end.
        relay.execute("select relay.stay_awake(1000)")

        watcher.starts(types, sum(map(len, days.values())))
        refusals, stays = Refusals(), dict[int, Stay]()
        desks = [
            Desk(Caller(connect("api")), Caller(connect("owner")), hotel, stays, refusals) for _ in range(connections)
        ]
        seconds = _play(days, clock, Statistics(owner), desks, watcher)

        watcher.judges()
        relay.execute("select relay.mark_delivered(%s::bigint[], %s::bigint[])", [[hotel.id], [verdict.last_event()]])
        connect("jobs").execute("call jobs.run_due()")
        transitions = verdict.transitions()
        return Report(
            rows=len(rows),
            refused=dict(refusals.by_rule.most_common()),
            bookings=verdict.bookings(),
            transitions=transitions,
            seconds=round(seconds, 1),
            transitions_per_second=round(transitions / seconds, 1),
            drift_rows=verdict.drift_rows(),
            audit_ok=verdict.audit_ok(),
            event_gaps=verdict.event_gaps(),
            double_booked_nights=verdict.double_booked_nights(),
            room_types=types,
        )


class Statistics:
    """What autovacuum does for a hotel that fills in months: the planner learns of the rows before they are many.

    Years pass within minutes here, so its once a minute comes too late: sessions would keep the plans they made for
    empty tables.
    """

    def __init__(self, owner: psycopg.Connection) -> None:
        self._owner = owner
        self._due = FIRST_ANALYZE

    def after(self, visits: int) -> None:
        """Analyse whenever the `visits` done have grown fourfold: every session plans anew after it."""
        if visits >= self._due:
            self._owner.execute("analyze")
            self._due = 4 * visits


def _play(
    days: dict[HalfDay, list[Visit]], clock: Clock, statistics: Statistics, desks: list[Desk], watcher: Watcher
) -> float:
    """Live through every half-day; the seconds it took."""
    started = time.monotonic()
    done = 0
    with Crew(desks) as crew:
        for half_day, visits in days.items():
            clock.move(instant(half_day, TIMEZONE))
            crew.work(visits)
            watcher.lived(half_day, len(visits))
            done += len(visits)
            statistics.after(done)
    return time.monotonic() - started
