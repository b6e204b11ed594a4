"""Rules over several rows against actors who work on snapshots, under REPEATABLE READ and SERIALIZABLE.

Nobody can act on what is no longer so (write skew), and nothing of the one who tried stays behind.
"""

from __future__ import annotations

import pytest

from tests.postgres import TestDatabase
from tests.py.races.arena import Arena
from tests.py.races.judge import SNAPSHOT_LEVELS, Judge
from tests.py.races.races import INVENTORY, PARTIES, RAW_STAYS, Race


@pytest.mark.parametrize("race", [*PARTIES, *RAW_STAYS, *INVENTORY], ids=lambda race: race.name)
def test_a_snapshot_hides_nothing(database: TestDatabase, race: Race) -> None:
    with Arena(database.url) as arena:
        judge = Judge(arena, race)
        for isolation in SNAPSHOT_LEVELS:
            judge.isolate(isolation)
        verdict = judge.conclude()
    assert not verdict.faults, "\n".join(verdict.faults)
