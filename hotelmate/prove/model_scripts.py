"""Random scripts for Hypothesis to draw and to shrink.

What is drawn are small numbers; `compose` makes a script of them with the model's help, so that most of what is tried
can be done. A script is plain data and stands for itself: without the numbers, without Hypothesis.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from hypothesis import strategies as st

from hotelmate.prove.model_house import LIVE, House, Impossible
from hotelmate.prove.model_meeting import MEETINGS
from hotelmate.prove.model_people import EVERYBODY, REASONED
from hotelmate.prove.model_rules import MEETING, STAFF, TIME, Step, tried
from hotelmate.prove.model_steps import EVERY_STEP, candidates

Play = dict[str, Any]
POLICIES, READINESS = ("REQUEST", "INSTANT"), ("AT_ASSIGNMENT", "AT_CHECK_IN")
# How often each kind of step is drawn, where not once.
OFTEN = {
    "guest_pays": 5, "event_arrives": 8, "outcome_arrives": 6, "worker_asks": 8, "approve_booking": 5,
    "assign_room": 8, "check_in": 10, "check_out": 6, "move_room": 5, "extend_stay": 4, "swap_rooms": 4,
    "undo_check_in": 3, "record_property_payment": 4, "record_property_refund": 3, "set_room_status": 3,
    "start_cleaning": 3, "inspect_room": 3, "mark_cleaned": 3, "complete_maintenance": 2, "raw_arrival": 2,
    "raw_departure": 2, "update_companions": 2, "amend_booking": 3, TIME: 4,
}  # fmt: skip
KINDS = [do for do in EVERY_STEP for _ in range(OFTEN.get(do, 1))]
MEETING_KINDS = [do for do in KINDS if do in MEETING]
NEW = ("create_staff_booking", "create_staff_booking", "create_booking")
STRIDE, TRIES = 17, 20  # from a kind of which there is no step to the next
FEW = 2  # bookings; with no more, every other step makes one
LUCKY = 8  # of ten steps are such as the model would accept
STRANGERS = 2  # of ten are taken by anybody


_STAY = {"kind": "DBL", "start": 0, "adults": 1, "named": 1}
_ARRIVAL: list[Step] = [
    {"do": "create_staff_booking", "who": "desk", "name": 901, "nights": 2, "terms": "PAY_AT_PROPERTY", **_STAY},
    {"do": "assign_room", "who": "desk", "booking": 901, "room": 101},
    {"do": "create_staff_booking", "who": "desk", "name": 902, "nights": 1, "terms": "PAY_AT_PROPERTY", **_STAY},
    {"do": "assign_room", "who": "desk", "booking": 902, "room": 102},
]
_IN_HOUSE: list[Step] = [*_ARRIVAL, {"do": "check_in", "who": "desk", "booking": 901}]
_REQUEST: list[Step] = [
    {"do": "create_booking", "name": 903, "nights": 2, **_STAY},
    {"do": "guest_pays", "booking": 903},
    {"do": "event_arrives", "event": 0},
]
_DECIDED: list[Step] = [*_REQUEST, {"do": "approve_booking", "who": "manager", "booking": 903}]
_PAID: list[Step] = [*_DECIDED, {"do": "worker_asks", "booking": 903}, {"do": "outcome_arrives", "outcome": 0}]
# What a script may begin with, so that not each has to find its way there.
BEGINNINGS: tuple[list[Step], ...] = ([], _ARRIVAL, _IN_HOUSE, _REQUEST, _DECIDED, _PAID, [*_PAID, *_IN_HOUSE])


class Drawn(NamedTuple):
    """The numbers of a step: what, whether it may well be refused, which one, and by whom."""

    kind: int
    luck: int
    pick: int
    who: int


class Numbers(NamedTuple):
    """The numbers of a script: which hotel, how it begins, then steps, alone or at once with the number of a gate."""

    policy: int
    readiness: int
    beginning: int
    steps: list[Drawn | tuple[list[Drawn], int]]


def _drawn(kinds: int) -> st.SearchStrategy[Drawn]:
    return st.builds(Drawn, st.integers(0, kinds - 1), st.integers(0, 9), st.integers(0, 99), st.integers(0, 99))


def numbers(most_steps: int = 48) -> st.SearchStrategy[Numbers]:
    """The numbers of scripts of up to so many steps, a quarter of them batches of two to four at once."""
    alone = _drawn(len(KINDS))
    batch = st.tuples(st.lists(_drawn(len(MEETING_KINDS)), min_size=2, max_size=4), st.integers(0, len(MEETINGS) - 1))
    # A list of lists: that is how Hypothesis draws long ones and can still cut them to one step.
    part = st.lists(st.one_of(alone, alone, alone, batch), max_size=most_steps // 4)
    parts = st.lists(part, max_size=4).map(lambda some: list(chain.from_iterable(some)))
    return st.builds(Numbers, st.integers(0, 1), st.integers(0, 1), st.integers(0, len(BEGINNINGS) - 1), parts)


def compose(drawn: Numbers) -> Play:
    """The script that these numbers stand for."""
    policy, readiness, beginning, rest = drawn
    house = House(policy=POLICIES[policy], readiness=READINESS[readiness])
    steps: list[Step] = list(BEGINNINGS[beginning])
    house = _after(house, steps)
    for name, one in enumerate(rest):
        if isinstance(one, Drawn):
            live = sum(b.status in LIVE for b in house.bookings.values())
            is_few = live <= FEW and one.pick % 2 == 0
            kinds = NEW if is_few or not house.bookings else KINDS
            step = _step(kinds, house, name, one)
            house = _after(house, [step])
        else:
            each, gate = one
            met = [_step(MEETING_KINDS, house, name * 10 + 1000 + n, its) for n, its in enumerate(each)]
            step = {"at_once": _about_one_thing(met, house), "gate": MEETINGS[gate]}
            house = _after(house, step["at_once"])
        steps.append(step)
    return {"policy": house.policy, "readiness": house.readiness, "steps": steps}


def _step(kinds: Sequence[str], house: House, name: int, drawn: Drawn) -> Step:
    """A step of the drawn kind, or of the next one of which there is any; mostly one that changes something."""
    is_lucky = drawn.luck < LUCKY
    for nth in range(TRIES):
        steps = _steps(kinds[(drawn.kind + nth * STRIDE) % len(kinds)], house, name, drawn.who)
        first = (drawn.pick * 100 + drawn.who) % max(len(steps), 1)
        for step in (*steps[first:], *steps[:first]):
            if not is_lucky or _changes(house, step):
                return step
    return {"do": "lapse_holds"}


def _steps(do: str, house: House, name: int, who: int) -> list[Step]:
    """Every step of a kind, by the manager or somebody else."""
    if do not in STAFF:
        return candidates(do, house, name)
    somebody = EVERYBODY[who % len(EVERYBODY)] if who < STRANGERS * 10 else "manager"
    if somebody == "mute" and do in REASONED:
        somebody = "operator"
    return [step | {"who": somebody} for step in candidates(do, house, name)]


def _changes(house: House, step: Step) -> bool:
    try:
        after, family, _ = tried(house, step)
    except Impossible:
        return False
    return family is None and after != house


def _about_one_thing(steps: list[Step], house: House) -> list[Step]:
    """Steps that meet: about the first one's booking and room, where there are such."""
    first = steps[0]
    shared: Step = {key: first[key] for key in ("booking", "room") if key in first}
    return [first, *({key: shared.get(key, value) for key, value in step.items()} for step in steps[1:])]


def _after(house: House, steps: list[Step]) -> House:
    """As good a guess as any of how the house is then."""
    for step in steps:
        try:
            house, _, _ = tried(house, step)
        except Impossible:
            continue
    return house
