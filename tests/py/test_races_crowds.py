"""Many connections at once."""

from __future__ import annotations

import pytest

from tests.postgres import TestDatabase
from tests.py.races.arena import Arena
from tests.py.races.crowds import CROWDS, Crowd
from tests.py.races.judge import judge_crowd


@pytest.mark.parametrize("crowd", CROWDS, ids=lambda crowd: crowd.name)
def test_a_crowd_leaves_a_sound_hotel(database: TestDatabase, crowd: Crowd) -> None:
    with Arena(database.url) as arena:
        verdict = judge_crowd(arena, crowd)
    assert not verdict.faults, "\n".join(verdict.faults)
