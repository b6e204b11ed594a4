"""Many at once: as many connections as there are people at work, all starting at one moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.py.races import actions as do
from tests.py.races import scenes
from tests.py.races.actions import Action
from tests.py.races.arena import Arena
from tests.py.races.races import OVERSOLD, TAKEN, TOO_MANY
from tests.py.races.scenes import Scene
from tests.py.races.stage import Stage

CONNECTIONS = 16
BOOKINGS_EACH = 50
STEPS_EACH = 25

Count = Callable[[Arena, Stage], object]


@dataclass(frozen=True)
class Crowd:
    """Who does what, one after the other, on a connection each; a row of actions per connection.

    `wins`: how many of all actions succeed, or None when that is open; `losers`: codes the others may end with, or None
    when any rule, state or constraint with a name will do. `count` looks at the hotel afterwards and must find `found`.
    """

    name: str
    scene: Scene
    rows: Sequence[Sequence[Action]]
    wins: int | None
    losers: frozenset[str] | None = frozenset()
    rooms: int = 3
    count: Count | None = None
    found: object = None


def _value(query: str) -> Count:
    def count(arena: Arena, stage: Stage) -> object:
        row = arena.admin.execute(query.encode(), {"hotel": stage.hotel_id}).fetchone()
        return row[0] if row else None

    return count


def _each(action: Action) -> list[list[Action]]:
    return [[action] for _ in range(CONNECTIONS)]


def _all_want_a_room(stage: Stage) -> None:
    for number in range(CONNECTIONS):
        stage.book(f"Guest {number}")


def _no_limit(stage: Stage) -> None:
    stage.sql("update hotel.room_type set overbooking_limit = 1000 where hotel_id = %(hotel)s")


GUESTS = ("Ann", "Bob", "Cat", "Dan", "Eve", "Fay")
DOORS = tuple(range(101, 109))


def _full_evening(stage: Stage) -> None:
    """Three guests in house, three with a room for tonight, two rooms free, requests to decide."""
    for name, room in zip(GUESTS[:3], DOORS, strict=False):
        stage.stay(name, room)
    for name, room in zip(GUESTS[3:], DOORS[3:], strict=False):
        stage.book(name)
        stage.assign(name, room)
    stage.request("Gus")
    stage.hold("Hal", lapsed=True)


def _anything(seed: int) -> list[list[Action]]:
    """For each connection a row of whatever people do on such an evening; the same for the same seed."""
    dice = random.Random(seed)

    def guest() -> str:
        return dice.choice(GUESTS)

    def door() -> int:
        return dice.choice(DOORS)

    choices: list[Callable[[], Action]] = [
        lambda: do.assign(guest(), door()),
        lambda: do.move(guest(), door()),
        lambda: do.swap(*dice.sample(GUESTS, 2)),
        lambda: do.check_in(guest()),
        lambda: do.check_out(guest()),
        lambda: do.undo_check_in(guest()),
        lambda: do.unassign(guest()),
        lambda: do.cancel(guest()),
        lambda: do.extend(guest(), 1),
        lambda: do.amend(guest(), check_out="2031-05-17"),
        lambda: do.check_out_rooms(*sorted(dice.sample(DOORS, 3))),
        lambda: do.mark_maintenance(door()),
        lambda: do.start_cleaning(door()),
        lambda: do.mark_cleaned(door()),
        lambda: do.inspect(door(), passed=True),
        lambda: do.block(door()),
        lambda: do.create("Ian"),
        lambda: do.approve("Gus"),
        lambda: do.decline("Gus"),
        lambda: do.provider_says("CAPTURED", "Gus"),
        lambda: do.provider_says("AUTHORIZED", "Hal"),
        lambda: do.cancel_own("Hal"),
        do.expire,
        do.lapse,
        do.flag,
    ]
    return [[dice.choice(choices)() for _ in range(STEPS_EACH)] for _ in range(CONNECTIONS)]


def evening(seed: int) -> Crowd:
    """Everybody does anything."""
    return Crowd(f"everything at once, seed {seed}", _full_evening, _anything(seed), None, None, rooms=len(DOORS))


CROWDS = [
    Crowd(
        "numbers",
        _no_limit,
        [[do.create(f"Guest {n}")] * BOOKINGS_EACH for n in range(CONNECTIONS)],
        CONNECTIONS * BOOKINGS_EACH,
        rooms=1,
        # Unique, from one, without a gap.
        count=_value(
            "select array_agg(n order by n) = array(select generate_series(1, 800)) from ("
            "select split_part(number, '-', 4)::int as n from hotel.booking where hotel_id = %(hotel)s) as b"
        ),
        found=True,
    ),
    Crowd(
        "approvals",
        scenes.request,
        _each(do.approve("Ann")),
        1,
        frozenset({"DECISION_PENDING"}),
        count=_value("select count(*) from hotel.payment_command where hotel_id = %(hotel)s and kind = 'CAPTURE'"),
        found=1,
    ),
    Crowd(
        "repetitions of one request",
        scenes.empty,
        _each(do.create_once("key", "Ann")),
        CONNECTIONS,
        count=_value("select count(*) from hotel.booking where hotel_id = %(hotel)s"),
        found=1,
    ),
    Crowd(
        "check-ins of one booking",
        scenes.arrival,
        _each(do.check_in("Ann")),
        CONNECTIONS,
        count=_value(
            "select count(*) from hotel.event where hotel_id = %(hotel)s and event_type = 'booking_checked_in'"
        ),
        found=1,
    ),
    Crowd(
        "creations of the last rooms",
        scenes.empty,
        [[do.create(f"Guest {n}")] for n in range(CONNECTIONS)],
        3,
        frozenset({OVERSOLD}),
        count=_value("select max(held) from hotel.inventory_night where hotel_id = %(hotel)s"),
        found=3,
    ),
    Crowd(
        "assignments of one room",
        _all_want_a_room,
        [[do.assign(f"Guest {n}", 101)] for n in range(CONNECTIONS)],
        1,
        frozenset({TAKEN}),
        rooms=CONNECTIONS,
        count=_value("select count(*) from hotel.room_claim where hotel_id = %(hotel)s and is_open"),
        found=1,
    ),
    Crowd(
        "companions by hand",
        scenes.three,
        [[do.add_companion("Ann", f"Guest {n}")] for n in range(CONNECTIONS)],
        2,
        frozenset({TOO_MANY}),
        count=_value("select count(*) from hotel.party_member where hotel_id = %(hotel)s"),
        found=3,
    ),
    Crowd(
        "swaps in a ring",
        scenes.three_assigned,
        [[do.swap(*pair)] * 10 for pair in (("Ann", "Bob"), ("Bob", "Cat"), ("Cat", "Ann"), ("Bob", "Ann"))],
        40,
        count=_value("select count(*) from hotel.room_claim where hotel_id = %(hotel)s and is_open"),
        found=3,
    ),
    Crowd(
        "reports of one capture",
        scenes.capturing,
        _each(do.provider_says("CAPTURED", "Ann")),
        CONNECTIONS,
        count=_value("select count(*) from hotel.ledger_entry where hotel_id = %(hotel)s and kind = 'CAPTURED'"),
        found=1,
    ),
    Crowd(
        "first viewers",
        scenes.request,
        _each(do.see("Ann")),
        CONNECTIONS,
        count=_value("select count(*) from hotel.audit where hotel_id = %(hotel)s and action = 'mark_booking_seen'"),
        found=1,
    ),
    evening(1),
    evening(2),
]
