"""A script played twice: in the model, and in a hotel of a database. The first difference is what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, permutations, product
from typing import Any

import psycopg

from hotelmate.prove import model_provider as provider
from hotelmate.prove.model_calls import Script, script
from hotelmate.prove.model_health import faults
from hotelmate.prove.model_house import Differs, House, Impossible
from hotelmate.prove.model_look import differences, look
from hotelmate.prove.model_meeting import DEFECT, Outcome, family_of, overlapping, say, say_at_once, set_time
from hotelmate.prove.model_rules import JOBS, PROVIDER, TIME, Step, apply, tried
from hotelmate.prove.model_scene import Scene, open_scene
from tests.py.races.arena import Arena

AT_PROVIDER = set(PROVIDER) - {"event_arrives", "outcome_arrives"}
LISTENER = Script("listener", [[("select api.process_provider_event()", {})]])


@dataclass
class Tally:
    """What was played so far."""

    scripts: int = 0
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    impossible: Counter[str] = field(default_factory=Counter)
    families: Counter[int] = field(default_factory=Counter)
    batches: int = 0
    overlapped: int = 0
    waited: int = 0
    orders: int = 0
    checks: int = 0

    def tried(self, do: str) -> int:
        """How often somebody tried this, whatever came of it."""
        return self.accepted[do] + self.refused[do]

    def note(self, do: str, family: int | None) -> None:
        (self.accepted if family is None else self.refused)[do] += 1
        self.families[family or 200] += 1


@dataclass
class Stage:
    """Where scripts are played: an arena, and another hotel's manager, who has no business in any of them."""

    arena: Arena
    foreign_token: str = ""
    tally: Tally = field(default_factory=Tally)

    def play(self, play: dict[str, Any]) -> None:
        """Play a script, {"policy", "readiness", "steps"}, in a fresh hotel. Raises Differs."""
        house = House(policy=play["policy"], readiness=play["readiness"])
        scene = open_scene(self.arena, house, self.foreign_token)
        self.tally.scripts += 1
        for nth, step in enumerate(play["steps"]):
            try:
                house = (
                    _batch(house, scene, step, self.tally)
                    if "at_once" in step
                    else _one(house, scene, step, self.tally)
                )
            except Differs as error:
                told = Differs(f"step {nth}, {step}: {error}")
                told.at = nth
                raise told from None
            scene.now = house.now
        _must_be_sound(scene, self.tally)


def _one(house: House, scene: Scene, step: Step, tally: Tally) -> House:
    """A step by itself: the answer and the hotel must be the model's."""
    do = step["do"]
    try:
        after, family, answer = tried(house, step)
    except Impossible:
        tally.impossible[do] += 1
        return house
    scene.now = after.now
    outcome = (
        Outcome() if do == TIME else _at_provider(scene, step) if do in AT_PROVIDER else say(scene, script(step, scene))
    )
    tally.note(do, outcome.family)
    if outcome.family != family:
        raise Differs(_unlike(family, outcome))
    if do in JOBS and outcome.answer != answer:
        raise Differs(f"acted on {outcome.answer}, not on {answer}")
    _remember(scene, step, outcome)
    if do in PROVIDER or do == TIME:
        _drain(scene)
    _must_be(after, scene)
    return after


def _unlike(family: int | None, outcome: Outcome) -> str:
    expected = "accepted" if family is None else f"refused with {family}"
    return f"should be {expected}, was {outcome.family or 'accepted'} {outcome.message}"


def _at_provider(scene: Scene, step: Step) -> Outcome:
    with scene.arena.connection("api") as conn:
        set_time(conn, scene)
        try:
            provider.act(step, scene, conn)
        except psycopg.Error as error:
            return Outcome(family_of(error), message=f"{error.sqlstate} {error}")
    return Outcome()


def _remember(scene: Scene, step: Step, outcome: Outcome) -> None:
    """Numbers and tokens that an answer gave."""
    if step["do"] == "raw_import" and outcome.family is None:
        scene.numbers[step["name"]] = outcome.answer
    if outcome.family is not None or not isinstance(outcome.answer, dict):
        return
    answer = outcome.answer
    if step["do"] == "create_booking":
        scene.numbers[step["name"]] = answer["data"]["booking_id"]
        scene.tokens[step["name"]] = answer["data"]["guest_token"]
    elif step["do"] == "create_staff_booking":
        scene.numbers[step["name"]] = answer["booking_id"]
    elif step["do"] == "block_room":
        scene.blocks[step["name"]] = answer["id"]
    elif step["do"] == "check_in" and answer["guest_token"]:
        scene.tokens[step["booking"]] = answer["guest_token"]


def _drain(scene: Scene) -> None:
    """The listener reads what is due in the inbox."""
    while (outcome := say(scene, LISTENER)).answer is not None:
        pass
    if outcome.family is not None:
        raise Differs(f"the listener was answered {outcome.message}")


def _must_be(house: House, scene: Scene) -> None:
    found = differences(house.snapshot(), look(scene))
    if len(house.reports) != len(scene.events) or len(house.outcomes) != len(scene.outcomes):
        found.append(f"the provider told {len(scene.events)} things, not {len(house.reports)}")
    if found:
        raise Differs("; ".join(found))


def _must_be_sound(scene: Scene, tally: Tally) -> None:
    tally.checks += 1
    if found := faults(scene):
        raise Differs("; ".join(found))


# --- several at once ---


def _batch(house: House, scene: Scene, step: Step, tally: Tally) -> House:
    """Steps at once: what comes of them must be what some order of them comes to in the model."""
    steps = [one for one in step["at_once"] if _is_possible(house, one)]
    if len(steps) < 2:
        for one in step["at_once"]:
            house = _one(house, scene, one, tally)
        return house
    outcomes, waiting = say_at_once(scene, [script(one, scene) for one in steps], step["gate"])
    tally.batches += 1
    tally.overlapped += overlapping(outcomes) > 1
    tally.waited += waiting > 0
    for one, outcome in zip(steps, outcomes, strict=True):
        tally.note(one["do"], outcome.family)
        _remember(scene, one, outcome)
        if outcome.family == DEFECT:
            raise Differs(f"{one['do']} was answered {outcome.message}")
    # A job passes over what somebody holds, and comes again.
    jobs = [one for one in steps if one["do"] in JOBS]
    for job in jobs:
        say(scene, script(job, scene))
    _drain(scene)
    steps = [_with_its_token(house, one) for one in steps]
    ending = Ending([outcome.family for outcome in outcomes], look(scene))
    after = _serial(house, steps, jobs, ending, tally)
    if after is None:
        answers = [f"{one['do']}: {outcome.family or 'accepted'}" for one, outcome in zip(steps, outcomes, strict=True)]
        raise Differs(f"no order of these ends so: {answers}; {_nearest(house, steps, jobs, ending)}")
    _must_be(after, scene)
    _must_be_sound(scene, tally)
    return after


def _with_its_token(house: House, step: Step) -> Step:
    """A guest comes with the token that was good before: an arrival at the same time brings another."""
    is_guest = step["do"] in ("abandon_booking", "cancel_own_booking") and step["booking"] in house.bookings
    return step | {"arrivals": house.bookings[step["booking"]].arrivals} if is_guest else step


def _is_possible(house: House, step: Step) -> bool:
    try:
        tried(house, step)
    except Impossible:
        return False
    return True


@dataclass(frozen=True)
class Ending:
    """How a batch ended: the family of each answer, and the hotel."""

    families: list[int | None]
    hotel: dict[str, Any]


def _serial(house: House, steps: Sequence[Step], jobs: Sequence[Step], ending: Ending, tally: Tally) -> House | None:
    """The house after an order of the steps that ends like that; none if there is no such order."""
    for told, after in _orders(house, steps, jobs):
        tally.orders += 1
        if told == ending.families and not differences(after.snapshot(), ending.hotel):
            return after
    return None


def _orders(house: House, steps: Sequence[Step], jobs: Sequence[Step]) -> Iterator[tuple[list[int | None], House]]:
    """Every order of the steps, and in it every choice of what a job passed over: the answers, and the house then."""
    skips = _passed_over(house, steps)
    for order in permutations(range(len(steps))):
        choices = [skips if steps[nth] in jobs else [None] for nth in order]
        for chosen in product(*choices):
            after = house
            told: list[int | None] = [None] * len(steps)
            for nth, skip in zip(order, chosen, strict=True):
                step = steps[nth] if skip is None else steps[nth] | {"skip": skip}
                after, told[nth], _ = tried(after, step)
            after = after.copy()
            for job in jobs:
                apply(after, job)
            yield told, after


def _passed_over(house: House, steps: Sequence[Step]) -> list[frozenset[int]]:
    """What a job may pass over: any of the bookings that the others are about, or, at a gate, all there are."""
    held = {step[key] for step in steps for key in ("booking", "other") if key in step}
    held |= {house.reports[s["event"] % len(house.reports)].booking for s in steps if s["do"] == "event_arrives"}
    held |= {house.outcomes[s["outcome"] % len(house.outcomes)][0] for s in steps if s["do"] == "outcome_arrives"}
    some = [frozenset(some) for some in chain.from_iterable(combinations(held, n) for n in range(len(held) + 1))]
    return [*some, frozenset(house.bookings)]


def _nearest(house: House, steps: Sequence[Step], jobs: Sequence[Step], ending: Ending) -> str:
    """What differs from the order that comes nearest."""
    gaps = [(told, differences(after.snapshot(), ending.hotel)) for told, after in _orders(house, steps, jobs)]
    told, gap = min(gaps, key=lambda one: len(one[1]))
    return f"nearest, with {told}: {'; '.join(gap) or 'the same hotel'}"
