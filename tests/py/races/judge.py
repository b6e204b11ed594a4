"""Runs a race and says what is wrong with how it ended.

A race is played on fresh hotels that are alike: in some the two act one after the other, which shows how the serial
orders end; in the others they meet. Whatever the meeting, the hotel must end in exactly what one of the serial orders
ended in, rows, audit trail and events, and each actor must have had the answer it has there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.py.races.actions import Script, raw, under
from tests.py.races.arena import Arena
from tests.py.races.health import contradictions
from tests.py.races.meetings import OK, Meeting, Outcome, free, gated, held, perform, stale
from tests.py.races.races import Race
from tests.py.races.stage import Stage, build
from tests.py.races.state import Rows, difference, state_of

# One row of each kind that both may want, or all of them; locked as a writer locks them.
GATES = {
    table: f"select from hotel.{table} where hotel_id = %(hotel)s order by 1 for no key update"
    for table in ("booking", "room", "room_type", "number_counter", "inventory_night", "payment", "log_head")
}
REFUSALS = ("RVSTT", "23505", "23514", "23P01")  # a rule, a state, or a named constraint
RETRY = ("40001", "40P01")


class NotAsDeclared(AssertionError):
    """A serial order does not end as the race says: there is nothing to judge a meeting by."""


@dataclass(frozen=True)
class Ending:
    """How one run ended: the outcomes of one and two, and all rows of the hotel."""

    one: Outcome
    two: Outcome
    rows: Rows

    @property
    def winners(self) -> tuple[bool, bool]:
        return (self.one.ok, self.two.ok)


@dataclass(frozen=True)
class Serial:
    """How the serial orders of a race end, and what each of the two leaves behind when it is alone."""

    one_first: Ending
    two_first: Ending
    one_alone: Rows
    two_alone: Rows

    @property
    def codes(self) -> set[str]:
        """Every code with which somebody ends in a serial order."""
        return {outcome.code for ending in (self.one_first, self.two_first) for outcome in (ending.one, ending.two)}


@dataclass
class Verdict:
    """What was seen of one race, over all meetings judged."""

    race: str
    meetings: int = 0
    waited: int = 0
    endings: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, where: str, ending: Ending, faults: list[str]) -> None:
        self.meetings += 1
        self.endings[ending.winners] += 1
        self.faults += [f"{self.race}, {where}: {fault}" for fault in faults]


class Judge:
    """Judges one race in an arena. Raises NotAsDeclared when its serial orders are not what the race says."""

    def __init__(self, arena: Arena, race: Race) -> None:
        self.arena = arena
        self.race = race
        self.verdict = Verdict(race.name)
        self.serial = self._serial()

    def hold(self, how: str, *, sealed: bool = False) -> None:
        """Both orders: the first holds what it did until the second waits for it; then it commits or rolls back."""
        for turned in (False, True):
            where = f"{'two' if turned else 'one'} {'sealed' if sealed else 'held'}, then {how}"
            stage, first, second = self._actors(turned)
            meeting = held(self.arena, first, second, how, sealed=sealed)
            ending = self._ending(stage, meeting, turned)
            if how == "rollback" and meeting.first.code == "rolled back":
                faults = self._as_if_alone(ending, alone_is_one=turned)
            else:
                faults = self._serially(ending)
            if self.race.waits and not meeting.waited:
                faults.append("nobody waited: they did not meet")
            self._add(where, stage, ending, faults, waited=meeting.waited)

    def gate(self, table: str) -> None:
        """Both orders: somebody else holds the rows of a table until both have come as far as they can."""
        keeper = raw(GATES[table])
        for turned in (False, True):
            stage, first, second = self._actors(turned)
            meeting = gated(self.arena, keeper(stage), first, second)
            ending = self._ending(stage, meeting, turned)
            where = f"{'two' if turned else 'one'} first at the gate of {table}"
            self._add(where, stage, ending, self._serially(ending), waited=meeting.waited)

    def late(self, isolation: str) -> None:
        """Both orders: the second decides on a snapshot from before the first. Its commit must notice, or not matter."""
        for turned in (False, True):
            stage, first, second = self._actors(turned)
            meeting = stale(self.arena, first, under(isolation, lambda _, s=second: s)(stage))
            ending = self._ending(stage, meeting, turned)
            if meeting.second.sqlstate in RETRY:
                faults = self._as_if_alone(ending, alone_is_one=not turned)
            else:
                faults = self._serially(ending)
            self._add(f"{'one' if turned else 'two'} on an old snapshot, {isolation}", stage, ending, faults)

    def isolated(self, isolation: str) -> None:
        """Both orders, both at an isolation level; the second's snapshot is older than the first's commit."""
        for turned in (False, True):
            stage, first, second = self._actors(turned)
            one, two = (under(isolation, lambda _, s=script: s)(stage) for script in (first, second))
            meeting = held(self.arena, one, two, "commit")
            ending = self._ending(stage, meeting, turned)
            if meeting.second.sqlstate in RETRY:
                faults = self._as_if_alone(ending, alone_is_one=not turned)
            else:
                faults = self._serially(ending)
            self._add(f"{'two' if turned else 'one'} held, both {isolation}", stage, ending, faults, meeting.waited)

    def run_free(self, rounds: int) -> None:
        """Both start at one moment, as often as that."""
        for number in range(rounds):
            stage, first, second = self._actors(bool(number % 2))
            [[one], [two]] = free(self.arena, [[first], [second]])
            ending = self._ending(stage, Meeting(one, two), bool(number % 2))
            self._add(f"free round {number + 1}", stage, ending, self._serially(ending))

    def _serially(self, ending: Ending) -> list[str]:
        """Faults of a run that must equal one of the two serial orders."""
        faults = [self._loser(outcome) for outcome in (ending.one, ending.two)]
        gaps = [
            difference(order.rows, ending.rows)
            for order in (self.serial.one_first, self.serial.two_first)
            if order.winners == ending.winners
        ]
        if not gaps:
            faults.append(f"no serial order ends with ({ending.one.code}, {ending.two.code})")
        elif all(gaps):
            faults.append("the hotel is as no serial order leaves it:\n    " + "\n    ".join(min(gaps, key=len)))
        return [fault for fault in faults if fault]

    def _as_if_alone(self, ending: Ending, *, alone_is_one: bool) -> list[str]:
        """Faults of a run in which one of the two was undone and must have left nothing."""
        gap = difference(self.serial.one_alone if alone_is_one else self.serial.two_alone, ending.rows)
        return ["what was undone has left something:\n    " + "\n    ".join(gap)] if gap else []

    def _loser(self, outcome: Outcome) -> str:
        if outcome.ok or outcome.sqlstate in REFUSALS or outcome.code in self.serial.codes:
            return ""
        return f"refused by {outcome.sqlstate} {outcome.code}, which is no answer"

    def _actors(self, turned: bool) -> tuple[Stage, Script, Script]:
        stage = build(self.arena, self.race.scene, self.race.rooms)
        one, two = self.race.one(stage), self.race.two(stage)
        return (stage, two, one) if turned else (stage, one, two)

    def _ending(self, stage: Stage, meeting: Meeting, turned: bool) -> Ending:
        self._settle(stage)
        one, two = (meeting.second, meeting.first) if turned else (meeting.first, meeting.second)
        return Ending(one, two, state_of(self.arena, stage))

    def _settle(self, stage: Stage) -> None:
        if self.race.settle is not None and not (outcome := self._act(self.race.settle(stage))).ok:
            raise NotAsDeclared(f"{self.race.name}: settling ended with {outcome}")

    def _act(self, script: Script) -> Outcome:
        with self.arena.connection(script.role) as conn:
            return perform(conn, script)

    def _add(self, where: str, stage: Stage, ending: Ending, faults: list[str], waited: bool = False) -> None:
        self.verdict.waited += waited
        self.verdict.add(where, ending, [*faults, *contradictions(self.arena, stage)])

    def _serial(self) -> Serial:
        endings = []
        for turned, declared in ((False, self.race.one_first), (True, self.race.two_first)):
            stage, first, second = self._actors(turned)
            ending = self._ending(stage, Meeting(self._act(first), self._act(second)), turned)
            found = (ending.one.code, ending.two.code)
            wrong = contradictions(self.arena, stage)
            if found != declared or wrong:
                order = "two, one" if turned else "one, two"
                raise NotAsDeclared(f"{self.race.name}, {order}: expected {declared}, found {found} {wrong}")
            endings.append(ending)
        return Serial(endings[0], endings[1], self._alone(turned=False), self._alone(turned=True))

    def _alone(self, *, turned: bool) -> Rows:
        stage, first, _ = self._actors(turned)
        meeting = Meeting(self._act(first), OK)
        return self._ending(stage, meeting, turned).rows
