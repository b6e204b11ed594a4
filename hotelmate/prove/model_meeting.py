"""Steps said to the database: one at a time, or several at once on connections of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import psycopg

from api.errors import CONSTRAINTS, OWN_STATES
from hotelmate.prove.model_calls import Script
from hotelmate.prove.model_house import Differs
from hotelmate.prove.model_scene import Scene
from tests.py.races.arena import PATIENCE

DEFECT = 500
FAMILIES = {"42501": 403}  # a table that is not one's own
# Rows that somebody else holds until everybody has come as far as they can: then they are all there at one moment.
GATES = {
    "booking": "select from hotel.booking where hotel_id = %s order by id for no key update",
    "room": "select from hotel.room where hotel_id = %s order by id for no key update",
    "log": "select from hotel.log_head where hotel_id = %s for no key update",
}
FREE = "free"
MEETINGS = (FREE, *GATES)
_times: WeakKeyDictionary[psycopg.Connection[Any], datetime] = WeakKeyDictionary()  # that sessions live in


@dataclass
class Outcome:
    """How a step ended: the family of its refusal (null: accepted), what it answered, and when it was under way."""

    family: int | None = None
    answer: Any = None
    message: str = ""
    began: float = 0.0
    ended: float = 0.0


def say(scene: Scene, script: Script) -> Outcome:
    """One after the other."""
    with scene.arena.connection(script.role) as conn:
        set_time(conn, scene)
        return _perform(conn, script)


def say_at_once(scene: Scene, scripts: Sequence[Script], gate: str) -> tuple[list[Outcome], int]:
    """All of them, each on its own connection; how many waited for a lock at one moment."""
    start = threading.Barrier(len(scripts))

    def go(conn: psycopg.Connection[Any], script: Script) -> Outcome:
        start.wait(PATIENCE)
        return _perform(conn, script)

    with ExitStack() as stack:
        actors = [stack.enter_context(scene.arena.connection(script.role)) for script in scripts]
        for conn in actors:
            set_time(conn, scene)
        keeper = stack.enter_context(scene.arena.connection("owner"))
        if gate in GATES:
            keeper.execute("begin")
            keeper.execute(GATES[gate].encode(), [scene.hotel_id])
        try:
            work = [scene.arena.start(go, conn, script) for conn, script in zip(actors, scripts, strict=True)]
            waiting = _most_waiting(scene, actors, work)
        finally:
            if gate in GATES:
                keeper.execute("commit")
        return [future.result(PATIENCE) for future in work], waiting


def _most_waiting(scene: Scene, actors: Sequence[psycopg.Connection[Any]], work: Sequence[Future[Outcome]]) -> int:
    """Look until everybody waits or has ended; how many waited at one look."""
    pids = [conn.info.backend_pid for conn in actors]
    most, patience = 0, time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        waiting: int = scene.value(
            "select count(*) from pg_stat_activity where pid = any(%s) and wait_event_type = 'Lock'", pids
        )
        most = max(most, waiting)
        if waiting + sum(future.done() for future in work) >= len(work):
            return most
    raise Differs("somebody neither waits for a lock nor ends")


def set_time(conn: psycopg.Connection[Any], scene: Scene) -> None:
    """The scene's time, for everything this session does from now on."""
    if _times.get(conn) != scene.at():
        conn.execute("select set_config('race.clock', %s, false)", [scene.at().isoformat()])
        _times[conn] = scene.at()


def _perform(conn: psycopg.Connection[Any], script: Script) -> Outcome:
    outcome = Outcome(began=time.monotonic())
    for transaction in script.transactions:
        try:
            with conn.transaction():
                for statement, arguments in transaction:
                    cursor = conn.execute(statement.encode(), arguments)
                    row = cursor.fetchone() if cursor.description else None
                    outcome.answer = row[0] if row else None
        except psycopg.Error as error:
            outcome.family, outcome.message = family_of(error), f"{error.sqlstate} {error}"
            break
    outcome.ended = time.monotonic()
    return outcome


def family_of(error: psycopg.Error) -> int:
    """The HTTP status that the API would answer; for a statement typed by hand, what a constraint of its name means."""
    state = error.sqlstate or ""
    if state in OWN_STATES or state in FAMILIES:
        return (OWN_STATES | FAMILIES)[state]
    if error.diag.constraint_name in CONSTRAINTS:
        return CONSTRAINTS[error.diag.constraint_name].status
    return 409 if state.startswith("23") else DEFECT


def overlapping(outcomes: Sequence[Outcome]) -> int:
    """How many were under way at one moment, at most."""
    return max(sum(one.began <= other.began <= one.ended for one in outcomes) for other in outcomes)
