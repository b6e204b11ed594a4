"""Runs a race and says what is wrong with how it ended.

A race is played on fresh hotels that are alike: in some the two act one after the other, which shows how the serial
orders end; in the others they meet. Whatever the meeting, the hotel must end in exactly what one of the serial orders
ended in, rows, audit trail and events, and each actor must have had the answer it has there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, product

from tests.py.races.actions import Script, raw
from tests.py.races.arena import Arena
from tests.py.races.crowds import Crowd
from tests.py.races.health import contradictions, drift
from tests.py.races.meetings import Meeting, Outcome, free, gated, held, perform, stale
from tests.py.races.races import Race
from tests.py.races.stage import Stage, build
from tests.py.races.state import LOGS, Rows, difference, state_of

# What somebody else may hold while the two come: rows of one table, locked as a writer locks them. One row lets an
# actor that takes several get half-way.
TABLES = ("booking", "room", "room_type", "number_counter", "inventory_night", "payment", "log_head")
HOLD = "select * from hotel.{} where hotel_id = %(hotel)s order by 1, 2 {} for no key update"
GATES = {f"every {table}": HOLD.format(table, "") for table in TABLES} | {
    f"{which} {table}": HOLD.format(table, f"{'desc' if which == 'the last' else 'asc'} limit 1")
    for table in ("booking", "room")
    for which in ("the first", "the last")
}
SNAPSHOT_LEVELS = ("repeatable read", "serializable")
ON_SNAPSHOTS: tuple[Callable[..., Meeting], ...] = (stale, held)
REFUSALS = ("RVSTT", "23505", "23514", "23P01")  # a rule, a state, or a named constraint
TRY_AGAIN = "40001"  # what an isolation level above READ COMMITTED answers to a loser


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


@dataclass
class Verdict:
    """What was seen of one race, over all its meetings. `endings` counts (one won, two won)."""

    race: str
    meetings: int = 0
    waited: int = 0
    endings: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Judge:
    """Judges one race in an arena: `verdict` grows with each meeting.

    Raises NotAsDeclared when the serial orders are not what the race says.
    """

    def __init__(self, arena: Arena, race: Race) -> None:
        self.arena = arena
        self.race = race
        self.verdict = Verdict(race.name)
        self._serial = [self._in_turn(turned=False), self._in_turn(turned=True)]
        self._alone = {"one": self._by_itself(turned=False), "two": self._by_itself(turned=True)}

    def hold(self, how: str, *, sealed: bool = False) -> None:
        """Both orders: the first holds what it did until the second waits for it; then it commits or rolls back."""
        for turned in (False, True):
            stage, first, second = self._actors(turned)
            meeting = held(self.arena, first, second, how, sealed=sealed)
            undone = how == "rollback" and meeting.met
            faults = self._judge(stage, meeting, turned, undone="first" if undone else "")
            if meeting.met and self.race.waits[turned] and not meeting.waited:
                faults.append("the second did not wait: they never met")
            self._note(stage, f"{_name(turned)} {'sealed' if sealed else 'held'}, {how}", meeting, faults)

    def gate(self, name: str) -> None:
        """Both orders: somebody else holds rows until both have come as far as they can."""
        keeper = raw(GATES[name])
        for turned in (False, True):
            stage, first, second = self._actors(turned)
            meeting = gated(self.arena, keeper(stage), first, second)
            faults = self._judge(stage, meeting, turned)
            self._note(stage, f"{_name(turned)} first, {name} held by another", meeting, faults)

    def isolate(self, isolation: str) -> None:
        """Both orders, on snapshots: the second looked before the first came, or comes while the first holds.

        The first is on a snapshot, too, or as everybody is: whom PostgreSQL tells of nobody else's reads.
        """
        for turned, meet, other in product((False, True), ON_SNAPSHOTS, (isolation, "read committed")):
            stage, first, second = self._actors(turned)
            meeting = meet(self.arena, first.under(other), second.under(isolation), "commit")
            faults = self._judge(stage, meeting, turned, undone=_loser(meeting))
            self._note(stage, f"{_name(turned)} first, {meet.__name__}, {isolation} after {other}", meeting, faults)

    def run_free(self, rounds: int) -> None:
        """Both start at one moment, as often as that; they take turns in being started first."""
        for number in range(rounds):
            turned = bool(number % 2)
            stage, first, second = self._actors(turned)
            [[one], [two]] = free(self.arena, [[first], [second]])
            meeting = Meeting(one, two)
            self._note(stage, f"free, round {number + 1}", meeting, self._judge(stage, meeting, turned))

    def _judge(self, stage: Stage, meeting: Meeting, turned: bool, undone: str = "") -> list[str]:
        """What is wrong with a meeting. `undone`: the first or the second must have left nothing."""
        ending = self._ending(stage, meeting, turned)
        self.verdict.endings[ending.winners] += 1
        if undone:
            survivor = "two" if (undone == "first") != turned else "one"
            gap = self._gap(self._alone[survivor], ending.rows)
            faults = self._nameless([ending.one if survivor == "one" else ending.two])
            return [*faults, "what was undone has left something:" + _lines(gap)] if gap else faults
        return [*self._nameless((ending.one, ending.two)), *self._not_serial(ending)]

    def _not_serial(self, ending: Ending) -> list[str]:
        orders = [order for order in self._serial if order.winners == ending.winners]
        if not orders:
            return [f"no serial order ends with ({ending.one.code}, {ending.two.code})"]
        gaps = [self._gap(order.rows, ending.rows) for order in orders]
        return [] if not all(gaps) else ["the hotel is as no serial order leaves it:" + _lines(min(gaps, key=len))]

    def _gap(self, expected: Rows, found: Rows) -> list[str]:
        compared = {table: rows for table, rows in expected.items() if not (self.race.phantom and table in LOGS)}
        return difference(compared, found)

    def _nameless(self, outcomes: Iterable[Outcome]) -> list[str]:
        expected = {outcome.code for order in self._serial for outcome in (order.one, order.two)}
        return [
            f"refused by {outcome.sqlstate} {outcome.code}, which is no answer"
            for outcome in outcomes
            if not outcome.ok and outcome.sqlstate not in REFUSALS and outcome.code not in expected
        ]

    def _note(self, stage: Stage, where: str, meeting: Meeting, faults: list[str]) -> None:
        self.verdict.meetings += 1
        self.verdict.waited += meeting.waited
        self.arena.labels[stage.slug] = f"{self.race.name}, {where}"
        self.verdict.faults += [f"{where}: {fault}" for fault in (*faults, *contradictions(self.arena, stage))]

    def _actors(self, turned: bool) -> tuple[Stage, Script, Script]:
        """A fresh hotel, and who acts first and second there."""
        stage = build(self.arena, self.race.scene, self.race.rooms)
        one, two = self.race.one(stage), self.race.two(stage)
        return (stage, two, one) if turned else (stage, one, two)

    def _ending(self, stage: Stage, meeting: Meeting, turned: bool) -> Ending:
        if self.race.settle is not None and not (outcome := self._act(self.race.settle(stage))).ok:
            raise NotAsDeclared(f"{self.race.name}: settling ended with {outcome}")
        one, two = (meeting.second, meeting.first) if turned else (meeting.first, meeting.second)
        return Ending(one, two, state_of(self.arena, stage))

    def _in_turn(self, *, turned: bool) -> Ending:
        stage, first, second = self._actors(turned)
        ending = self._ending(stage, Meeting(self._act(first), self._act(second)), turned)
        declared = self.race.two_first if turned else self.race.one_first
        found = (ending.one.code, ending.two.code)
        ill = contradictions(self.arena, stage)
        if found != declared or ill:
            raise NotAsDeclared(f"{self.race.name}, {_name(turned)} first: expected {declared}, found {found} {ill}")
        return ending

    def _by_itself(self, *, turned: bool) -> Rows:
        stage, first, _ = self._actors(turned)
        outcome = self._act(first)
        return self._ending(stage, Meeting(outcome, outcome), turned).rows

    def _act(self, script: Script) -> Outcome:
        with self.arena.connection(script.role) as conn:
            return perform(conn, script)


def judge_crowd(arena: Arena, crowd: Crowd) -> Verdict:
    """Let a crowd loose in a fresh hotel. `meetings` counts actions; `endings` counts those that won and lost."""
    verdict = Verdict(crowd.name)
    stage = build(arena, crowd.scene, crowd.rooms)
    outcomes = list(chain(*free(arena, [[action(stage) for action in row] for row in crowd.rows])))
    verdict.meetings = len(outcomes)
    verdict.endings.update((outcome.ok, False) for outcome in outcomes)

    won = sum(outcome.ok for outcome in outcomes)
    if crowd.wins is not None and won != crowd.wins:
        verdict.faults.append(f"{won} succeeded, not {crowd.wins}")
    for outcome, times in Counter(outcome for outcome in outcomes if not outcome.ok).items():
        if not _may_lose(crowd, outcome):
            verdict.faults.append(f"{times} refused by {outcome.sqlstate} {outcome.code}, which is no answer")
    if crowd.count is not None and (found := crowd.count(arena, stage)) != crowd.found:
        verdict.faults.append(f"afterwards there was {found!r}, not {crowd.found!r}")
    verdict.faults += contradictions(arena, stage)
    verdict.faults += drift(arena)
    return verdict


def _may_lose(crowd: Crowd, outcome: Outcome) -> bool:
    if crowd.losers is not None:
        return outcome.code in crowd.losers
    return outcome.sqlstate.startswith("RV") or outcome.sqlstate in REFUSALS


def _loser(meeting: Meeting) -> str:
    """Which of the two a snapshot made fail; empty when none did, or both."""
    lost = [
        not outcome.ok and outcome.sqlstate in (TRY_AGAIN, *REFUSALS) for outcome in (meeting.first, meeting.second)
    ]
    return {(True, False): "first", (False, True): "second"}.get((lost[0], lost[1]), "")


def _name(turned: bool) -> str:
    return "two" if turned else "one"


def _lines(gap: list[str]) -> str:
    return "".join(f"\n    {line}" for line in gap)
