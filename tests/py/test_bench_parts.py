"""The bench of parts at a tiny size: each part is out of its own database and of no other; every call is a change."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from bench import contest, parts, parts_stage, pgbench
from bench.parts_stage import PARTS, WHOLE
from hotelmate.urls import in_database

LEFT = {
    "payloads": "select count(*) from hotel.event where payload <> '{}'",
    "guest payloads": "select count(*) from hotel.event where guest_payload <> '{}'",
    "audit": "select count(*) from hotel.audit where action in ('approve_booking', 'check_in', 'set_room_status')",
    "hashes": "select count(*) from hotel.audit where action = 'set_room_status' and octet_length(hash) = 32",
    "events": "select count(*) from hotel.event",
    "checks": "select count(*) from pg_constraint where connamespace = 'hotel'::regnamespace and contype = 'c'",
    "guards": "select count(*) from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid where p.proname ~ '^guard_'",
    "letters": "select count(*) from hotel.mail",
    "keys": "select count(*) from pg_constraint where connamespace = 'hotel'::regnamespace and contype <> 'c'",
}
LOG = {"payloads", "guest payloads", "audit", "hashes", "events"}
GONE = {
    "whole": set(),
    "no_payloads": {"payloads", "guest payloads"},
    "no_checks": {"checks"},
    "no_hash": {"hashes"},
    "no_log": LOG,
    "no_more": {*LOG, "checks", "guards"},
}
CHANGED = {
    "decided": "select count(*) from hotel.booking where decision_at is not null",
    "arrived": "select count(*) from hotel.booking where checked_in_at is not null",
    "turned": "select count(*) from hotel.room where room_status = 'CLEANING_IN_PROGRESS'",
}


def count(url: str, queries: dict[str, str]) -> dict[str, int]:
    """How much there is of each."""
    with psycopg.connect(url) as conn:
        return {name: int((conn.execute(query.encode()).fetchone() or (0,))[0]) for name, query in queries.items()}


def test_each_part_is_out_of_its_own_database_and_of_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgbench, "WARM_UP", 0)
    monkeypatch.setattr(parts, "CROWD", 2)
    monkeypatch.setattr(parts_stage, "PER_SECOND", 3000)
    left: dict[str, dict[str, int]] = {}
    changed: dict[str, dict[str, int]] = {}

    def hold_and_look(contestants: Any, rounds: int, admin_url: str, progress: Any) -> None:
        contest.hold(contestants, rounds, admin_url, progress)
        for part in PARTS:
            url = in_database(admin_url, part.database)
            left[part.database], changed[part.database] = count(url, LEFT), count(url, CHANGED)

    monkeypatch.setattr(parts, "hold", hold_and_look)
    result = parts.measure(lambda _: None, rounds=1, seconds=1, scale=1)

    assert {name: {what for what, n in counted.items() if n == 0} for name, counted in left.items()} == GONE
    assert len({counted["keys"] for counted in left.values()}) == 1
    del changed[WHOLE.database]  # its last turn was of rooms alone
    assert min(n for counted in changed.values() for n in counted.values()) > 0
    assert result.failures == []
    names = [*(part.name for part in PARTS), parts.BASIS, parts.WHOLE_ROOM, parts.FUNCTION]
    assert [row[0] for row in result.rows] == names
    for figure in result.figures.values():
        assert isinstance(figure, dict)
        assert figure["per_second"] > 0
    assert [result.figures[name]["times_whole"] for name in (WHOLE.name, parts.BASIS)] == [1.0, None]  # type: ignore[index]
