"""Two connections, every pair of actions that can meet: the hotel ends as after one of the two serial orders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import TestServer
from tests.py.races import actions as do
from tests.py.races import scenes
from tests.py.races.arena import Arena
from tests.py.races.health import drift
from tests.py.races.judge import SNAPSHOT_LEVELS, TRY_AGAIN, Judge
from tests.py.races.meetings import stale
from tests.py.races.races import INVENTORY, OTHER_SIDES, PARTIES, RACES, RAW_STAYS, Race
from tests.py.races.stage import build

# The rows that let an actor which takes several locks get half-way; `./hotel prove races` tries every gate.
GATES = ("the first room", "the first booking", "the last booking", "every inventory_night")


@pytest.fixture(scope="module")
def arena(server: TestServer, template: str) -> Iterator[Arena]:
    """One database for all races: each runs in hotels of its own."""
    server.create_database("races", template)
    with Arena(lambda role: server.url("races", role)) as arena:
        yield arena
    server.drop_database("races")


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_ends_in_one_of_the_serial_orders(arena: Arena, race: Race) -> None:
    judge = Judge(arena, race)
    judge.hold("commit")
    judge.hold("rollback")
    judge.hold("commit", sealed=True)
    for gate in GATES:
        judge.gate(gate)
    judge.run_free(rounds=2)
    assert not judge.verdict.faults, "\n".join(judge.verdict.faults)


@pytest.mark.parametrize("race", [*PARTIES, *RAW_STAYS, *INVENTORY, *OTHER_SIDES], ids=lambda race: race.name)
def test_a_snapshot_hides_nothing(arena: Arena, race: Race) -> None:
    """Nobody acts on what is no longer so (write skew); nothing of the one who tried stays behind."""
    judge = Judge(arena, race)
    for isolation in SNAPSHOT_LEVELS:
        judge.isolate(isolation)
    assert not judge.verdict.faults, "\n".join(judge.verdict.faults)


@pytest.mark.parametrize("isolation", SNAPSHOT_LEVELS)
def test_who_looked_too_early_is_told_to_try_again(arena: Arena, isolation: str) -> None:
    """Though the two have nothing in common but the hotel's log."""
    stage = build(arena, scenes.stay_and_booking)
    first, second = do.see("Bob")(stage), do.mark_maintenance(103)(stage).under(isolation)
    meeting = stale(arena, first, second)
    assert (meeting.first.code, meeting.second.sqlstate) == ("ok", TRY_AGAIN)


def test_the_database_itself_finds_nothing_in_all_those_hotels(arena: Arena) -> None:
    found = drift(arena)
    assert not found, "\n".join(found)


def test_every_race_has_a_name_of_its_own() -> None:
    names = [race.name for race in RACES]
    assert len(set(names)) == len(names)
