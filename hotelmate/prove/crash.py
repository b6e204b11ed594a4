"""Proof: kill -9 the API or the listener at any point of any way money goes; the booking and its money end right."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from hotelmate.prove.crash_flows import FLOWS, End, Flow, NotDone
from hotelmate.prove.crash_places import Booking
from hotelmate.prove.crash_stage import Stage, StageError, crash_stage
from hotelmate.prove.hotels import value
from hotelmate.prove.money_rules import ALWAYS, AT_REST, against_books, broken, ledger_sums
from hotelmate.prove.quiet import quiet
from hotelmate.prove.result import Progress, Result

CLAIM = "Whoever dies at whatever point, each booking ends as decided and its money moves once."
COLUMNS = ("flow", "killed", "points", "bookings", "commands taken up again", "wrong")
MOST_POINTS = 100  # of a flow: more would be one that never ends
EXTENSIONS = """
select x.status::text from hotel.booking_extension as x
inner join hotel.booking as b on x.hotel_id = b.hotel_id and x.booking_id = b.id where b.number = %s
"""
TAKEN_UP_AGAIN = """
select coalesce(sum(c.attempts - 1), 0)::int from hotel.payment_command as c
inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
where b.number = %s and c.kind <> 'VERIFY' and c.attempts > 1
"""
QUIET = 0.5  # seconds in which an API that has anything left to do does it
GRACE = 0.1  # seconds from the last commit to the last point
TRIES = 5
LEFT_TO_THE_API = timedelta(seconds=3)  # a fresh command is, for less


@dataclass
class Tried:
    """What a flow came to: the point of each kill, bookings, and sentences."""

    flow: Flow
    points: list[str] = field(default_factory=list)
    bookings: int = 0
    taken_up_again: int = 0
    failures: list[str] = field(default_factory=list)


@quiet()
def prove(progress: Progress, flows: str = "") -> Result:
    """Kill at every point of every flow, or of those `flows` names (with commas). Raises ClusterError, DeployError."""
    tried = []
    with crash_stage() as stage:
        for flow in FLOWS:
            if flows and flow.name not in flows.split(","):
                continue
            tried.append(_try_all(stage, flow))
            done = tried[-1]
            progress(f"{flow.name}, {flow.part}: {len(done.points)} points, {len(done.failures)} wrong")
        final = [f"at the end: {sentence}" for sentence in broken(stage.owner, ALWAYS | AT_REST)]
        final += against_books(ledger_sums(stage.owner), stage.remote.books()["intents"])
    return _result(tried, final)


def _try_all(stage: Stage, flow: Flow) -> Tried:
    """Each point in turn, until one is never reached."""
    tried = Tried(flow)
    for at in range(1, MOST_POINTS):
        tried.bookings += 1
        try:
            if not _try(stage, flow, at, tried):
                return tried
        except (StageError, NotDone) as error:
            tried.failures.append(f"{flow.name}, {flow.part}, {_last(tried)}: {error}")
            if len(tried.failures) > TRIES:
                return tried
    tried.failures.append(f"{flow.name}, {flow.part}: has no end")
    return tried


def _try(stage: Stage, flow: Flow, at: int, tried: Tried) -> bool:
    """One booking on its way, with the `at`th point as the last of a process; False when it was never reached."""
    stage.hear(False)
    for part in (stage.api, stage.listener):
        part.stop()
    booking = flow.prepare(stage)
    stage.hear(flow.is_heard)
    died = _go(stage, flow, at, booking)
    if died:
        tried.points.append(died)
    if died and flow.is_heard:
        stage.start_api()
    stage.listener.start()
    stage.rest()
    tried.taken_up_again += value(stage.owner, TAKEN_UP_AGAIN, booking.number)
    tried.failures += [f"{flow.name}, {flow.part}, {_last(tried)}: {one}" for one in judge(stage, flow.end, booking)]
    return died is not None


def _last(tried: Tried) -> str:
    return f"killed {tried.points[-1]}" if tried.points else "not killed"


def _go(stage: Stage, flow: Flow, at: int, booking: Booking) -> str | None:
    """Take the steps; the point at which the process died, or None."""
    part = stage.api if flow.part == "api" else stage.listener
    died: str | None = None
    if part is stage.api:
        stage.start_api(at)
    for step in flow.steps:
        for _ in range(TRIES):
            try:
                step(stage, booking)
                break
            except httpx.TransportError:
                _until(lambda: stage.api.is_dead)
                died = stage.api.died_at
                stage.start_api()
        else:
            raise StageError("the API dies again and again")
    if died is None:
        if part is stage.listener:
            stage.pass_time(LEFT_TO_THE_API)
            part.start(at)
        _until(lambda: part.is_dead or not stage.is_waiting(), at_most=QUIET if part is stage.api else None)
        time.sleep(GRACE)
        died = part.died_at if part.is_dead else None
    return died


def _until(holds: Callable[[], bool], at_most: float | None = None) -> None:
    """Wait until something is so, or so long at most. StageError when it is not soon."""
    started = time.monotonic()
    while not holds():
        waited = time.monotonic() - started
        if at_most is not None and waited > at_most:
            return
        if waited > 20:
            raise StageError("nothing happens any more")
        time.sleep(0.02)


def judge(stage: Stage, end: End, booking: Booking) -> list[str]:
    """What is not as it must be: the booking, its payments at the provider, the ledger, and the rules of money."""
    status = value(stage.owner, "select status::text from hotel.booking where number = %s", booking.number)
    failures = [] if status == end.status else [f"{booking.number} is {status}, not {end.status}"]
    intents = [
        intent for intent in stage.remote.books()["intents"] if intent["metadata"].get("booking_id") == booking.number
    ]
    if not intents:
        failures.append(f"{booking.number} was never paid")
    extensions = [status for (status,) in stage.owner.execute(EXTENSIONS, [booking.number]).fetchall()]
    if extensions not in ([], ["CONFIRMED"]):
        failures.append(f"{booking.number} was extended {extensions}")
    for intent in intents:
        for kind in ("captured", "released", "refunded"):
            due = round(intent["amount"] * getattr(end, kind))
            if intent[kind] != due:
                failures.append(f"{booking.number}: {kind} {intent[kind]} at the provider, not {due}")
            if intent["times"][kind] > 1:
                failures.append(f"{booking.number}: {kind} {intent['times'][kind]} times")
    own = {intent["id"] for intent in intents}
    sums = {reference: known for reference, known in ledger_sums(stage.owner).items() if reference in own}
    return [*failures, *against_books(sums, intents), *broken(stage.owner, ALWAYS), *broken(stage.owner, AT_REST)]


def _result(tried: list[Tried], final: list[str]) -> Result:
    rows: list[tuple[object, ...]] = [
        (t.flow.name, t.flow.part, len(t.points), t.bookings, t.taken_up_again, len(t.failures)) for t in tried
    ]
    failures = [sentence for t in tried for sentence in t.failures] + final
    failures += [f"{t.flow.name}, {t.flow.part}: was never killed" for t in tried if not t.points]
    figures: dict[str, object] = {
        "flows": len(tried),
        "crash_points": sum(len(t.points) for t in tried),
        "kinds_of_points": len({(t.flow.part, point) for t in tried for point in t.points}),
        "bookings": sum(t.bookings for t in tried),
        "taken_up_again": sum(t.taken_up_again for t in tried),
        "points": {f"{t.flow.name}, {t.flow.part}": t.points for t in tried},
        "wrong": len(failures),
    }
    return Result(CLAIM, COLUMNS, rows, figures, failures)
