"""The ways in which actors meet: each puts them at a chosen point, and waits until PostgreSQL says they are there."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Barrier

import psycopg

from tests.py.races.actions import Script
from tests.py.races.arena import PATIENCE, Arena, Connection


@dataclass(frozen=True)
class Outcome:
    """How an actor ended.

    `code` is 'ok', the constraint that refused, or the machine-readable code of the refusal; else the SQLSTATE.
    """

    code: str = "ok"
    sqlstate: str = "00000"

    @property
    def ok(self) -> bool:
        return self.code == "ok"


OK = Outcome()
ROLLED_BACK = Outcome("rolled back", "")


@dataclass(frozen=True)
class Meeting:
    """How both ended, in the order in which they started.

    `met`: the first was not refused before the second came. `waited`: the second ran into a lock.
    """

    first: Outcome
    second: Outcome
    met: bool = True
    waited: bool = False


def perform(conn: Connection, script: Script) -> Outcome:
    """A whole transaction, from begin to commit; a refusal rolls it back."""
    refusal = play(conn, script)
    return refusal if refusal is not None else end(conn, "commit")


def play(conn: Connection, script: Script) -> Outcome | None:
    """Everything but the commit; the refusal if there was one."""
    conn.execute(f"begin isolation level {script.isolation}".encode())
    for statement, arguments in script.statements:
        refusal = _try(conn, statement, arguments)
        if refusal is not None:
            return refusal
    return None


def end(conn: Connection, how: str) -> Outcome:
    """Commit or roll back what was played."""
    if how == "rollback":
        conn.execute("rollback")
        return ROLLED_BACK
    return _try(conn, "commit", None) or OK


def held(arena: Arena, first: Script, second: Script, how: str, *, sealed: bool = False) -> Meeting:
    """The first has done everything and holds its locks; the second runs into them; then the first ends (`how`).

    `sealed`: the first has also done what is done at commit, and holds the head of the hotel's log.
    """
    with arena.connection(first.role) as one, arena.connection(second.role) as two:
        ending = play(one, first)
        if ending is None and sealed:
            ending = _try(one, "set constraints all immediate", None)
        met = ending is None
        work = arena.start(perform, two, second)
        waited = arena.waits(two, work)
        if ending is None:
            ending = end(one, how)
        return Meeting(ending, work.result(PATIENCE), met, waited)


def gated(arena: Arena, gate: Script, first: Script, second: Script) -> Meeting:
    """Somebody else holds rows that both will want. Each goes as far as it comes; then the gate opens."""
    with (
        arena.connection(gate.role) as keeper,
        arena.connection(first.role) as one,
        arena.connection(second.role) as two,
    ):
        if (refusal := play(keeper, gate)) is not None:
            raise AssertionError(f"the gate could not be closed: {refusal}")
        first_work = arena.start(perform, one, first)
        arena.waits(one, first_work)
        second_work = arena.start(perform, two, second)
        waited = arena.waits(two, second_work)
        end(keeper, "commit")
        return Meeting(first_work.result(PATIENCE), second_work.result(PATIENCE), waited=waited)


def stale(arena: Arena, first: Script, second: Script, how: str = "commit") -> Meeting:
    """The second has looked at the hotel before the first came; it acts, on what it saw, after the first has gone.

    `second` should be REPEATABLE READ or SERIALIZABLE: under READ COMMITTED it looks again.
    """
    with arena.connection(first.role) as one, arena.connection(second.role) as two:
        play(two, Script(second.role, (("select 1", {}),), second.isolation))
        ending = play(one, first) or end(one, how)
        for statement, arguments in second.statements:
            refusal = _try(two, statement, arguments)
            if refusal is not None:
                return Meeting(ending, refusal)
        return Meeting(ending, end(two, "commit"))


def free(arena: Arena, scripts: Sequence[Sequence[Script]]) -> list[list[Outcome]]:
    """Everybody starts at one moment and runs freely; each actor does its scripts one after the other."""
    barrier = Barrier(len(scripts))
    work: list[Future[list[Outcome]]] = [arena.start(_perform_all, arena, own, barrier) for own in scripts]
    return [future.result(PATIENCE * 3) for future in work]


def _perform_all(arena: Arena, scripts: Sequence[Script], barrier: Barrier) -> list[Outcome]:
    outcomes = []
    for number, script in enumerate(scripts):
        with arena.connection(script.role) as conn:
            if number == 0:
                barrier.wait(PATIENCE)
            outcomes.append(perform(conn, script))
    return outcomes


def _try(conn: Connection, statement: str, arguments: dict[str, object] | None) -> Outcome | None:
    try:
        conn.execute(statement.encode(), arguments)
    except psycopg.Error as error:
        conn.execute("rollback")
        return _outcome(error)
    return None


def _outcome(error: psycopg.Error) -> Outcome:
    sqlstate = error.sqlstate
    if sqlstate is None:
        raise error  # the connection itself is gone
    detail = (error.diag.message_detail or "") if sqlstate.startswith("RV") else ""
    return Outcome(error.diag.constraint_name or detail.partition(" ")[0] or sqlstate, sqlstate)
