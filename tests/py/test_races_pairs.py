"""Two connections, every pair of actions that can meet: the hotel ends as after one of the two serial orders."""

from __future__ import annotations

import pytest

from tests.postgres import TestDatabase
from tests.py.races.arena import Arena
from tests.py.races.judge import Judge
from tests.py.races.races import RACES, Race

# The rows that let an actor which takes several locks get half-way; `./hotel prove races` opens every gate.
GATES = ("the first room", "the first booking", "the last booking", "every inventory_night")


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_ends_in_one_of_the_serial_orders(database: TestDatabase, race: Race) -> None:
    with Arena(database.url) as arena:
        judge = Judge(arena, race)
        judge.hold("commit")
        judge.hold("rollback")
        judge.hold("commit", sealed=True)
        for gate in GATES:
            judge.gate(gate)
        judge.run_free(rounds=2)
        verdict = judge.conclude()
    assert not verdict.faults, "\n".join(verdict.faults)


def test_every_race_has_a_name_of_its_own() -> None:
    names = [race.name for race in RACES]
    assert len(set(names)) == len(names)
