"""Proof: whoever meets whom at whatever point, the hotel ends as if they had come one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hotelmate.cluster import Cluster
from hotelmate.prove.ground import copied_database, released_server
from hotelmate.prove.result import Progress, Result
from tests.py.races.arena import Arena
from tests.py.races.crowds import CROWDS, Crowd, evening
from tests.py.races.health import drift
from tests.py.races.judge import GATES, SNAPSHOT_LEVELS, Judge, NotAsDeclared, Verdict, judge_crowd
from tests.py.races.races import RACES, Race

CLAIM = "Every race ends in exactly one of its serial orders, and a loser is told why."
COLUMNS = ("race", "meetings", "waited", "one won", "two won", "both", "neither", "wrong")
ARENA = "arena"


def prove(progress: Progress, rounds: int = 10) -> Result:
    """Run every race through every kind of meeting, `rounds` times freely; then the crowds, `rounds` evenings of them.

    Raises ClusterError, DeployError.
    """
    verdicts: list[Verdict] = []
    crowds = [*CROWDS, *(evening(100 + number) for number in range(rounds))]
    with released_server() as cluster:
        for race in RACES:
            with _arena(cluster) as arena:
                verdicts.append(_judge(arena, race, rounds))
            progress(f"{race.name}: {verdicts[-1].meetings} meetings, {len(verdicts[-1].faults)} wrong")
        of_crowds = []
        for crowd in crowds:
            with _arena(cluster) as arena:
                of_crowds.append(judge_crowd(arena, crowd))
            progress(f"{crowd.name}: {of_crowds[-1].meetings} actions, {len(of_crowds[-1].faults)} wrong")
    return _result(verdicts, of_crowds, crowds, rounds)


def _judge(arena: Arena, race: Race, rounds: int) -> Verdict:
    try:
        judge = Judge(arena, race)
    except NotAsDeclared as error:
        return Verdict(race.name, faults=[str(error)])
    judge.hold("commit")
    judge.hold("rollback")
    judge.hold("commit", sealed=True)
    for gate in GATES:
        judge.gate(gate)
    for isolation in SNAPSHOT_LEVELS:
        judge.isolate(isolation)
    judge.run_free(rounds)
    judge.verdict.faults += drift(arena)
    return judge.verdict


def _result(verdicts: list[Verdict], of_crowds: list[Verdict], crowds: list[Crowd], rounds: int) -> Result:
    rows: list[tuple[object, ...]] = [
        (
            v.race,
            v.meetings,
            v.waited,
            v.endings[True, False],
            v.endings[False, True],
            v.endings[True, True],
            v.endings[False, False],
            len(v.faults),
        )
        for v in (*verdicts, *of_crowds)
    ]
    figures: dict[str, object] = {
        "races": len(verdicts),
        "orders": 2,
        "rounds": rounds,
        "meetings": sum(v.meetings for v in verdicts),
        "waited": sum(v.waited for v in verdicts),
        "winners": sum(times * sum(won) for v in verdicts for won, times in v.endings.items()),
        "losers": sum(times * (2 - sum(won)) for v in verdicts for won, times in v.endings.items()),
        "crowds": len(of_crowds),
        "most_connections": max(len(crowd.rows) for crowd in crowds),
        "crowd_actions": sum(v.meetings for v in of_crowds),
        "wrong": sum(len(v.faults) for v in (*verdicts, *of_crowds)),
    }
    failures = [f"{v.race}, {fault}" for v in (*verdicts, *of_crowds) for fault in v.faults]
    return Result(CLAIM, COLUMNS, rows, figures, failures)


@contextmanager
def _arena(cluster: Cluster) -> Iterator[Arena]:
    """An arena in a database of its own."""
    with copied_database(cluster, ARENA), Arena(lambda role: cluster.url(role, ARENA)) as arena:
        yield arena
