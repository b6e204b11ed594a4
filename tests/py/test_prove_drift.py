"""The proof of drift: it runs, and it can fail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from hotelmate.prove import drift
from hotelmate.prove.drift_house import findings, furnish
from hotelmate.prove.drift_injections import Injection
from tests.postgres import TestDatabase


@pytest.fixture
def house(database: TestDatabase) -> tuple[TestDatabase, dict[str, Any]]:
    """A healthy house and its names."""
    return database, furnish(database.url())


def injection(check: str) -> Injection:
    return next(i for i in drift.EVERY if i.check == check)


def verdict(database: TestDatabase, spoiled: Injection, names: dict[str, Any]) -> drift.Verdict:
    drift._inject(database.url(), spoiled, names)
    conn = database.connect(autocommit=True)
    rows = conn.execute("select explanation from ops.check_catalog where code = %s", [spoiled.check]).fetchall()
    return drift.judge(conn, spoiled, names, rows[0][0])


def test_every_check_is_injected_once(database: TestDatabase) -> None:
    codes = [code for (code,) in database.connect().execute("select code from ops.check_catalog").fetchall()]
    assert sorted(i.check for i in drift.EVERY) == sorted(codes)


def test_a_healthy_house_raises_no_alarm(house: tuple[TestDatabase, dict[str, Any]]) -> None:
    assert findings(house[0].connect()) == []


@pytest.mark.parametrize("check", ["stale_assignment", "inventory", "occupancy", "payment_status", "event_gap"])
def test_what_is_injected_is_found_and_dealt_with(house: tuple[TestDatabase, dict[str, Any]], check: str) -> None:
    database, names = house
    found = verdict(database, injection(check), names)
    assert (found.found, found.faults) == (1, [])
    assert found.injection.ends in found.outcome


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"sql": "select 1"}, "found []"),
        ({"entity_id": "'somebody else'"}, "found ["),
        ({"ends": "HEALED"}, "it was not corrected"),
        ({"also": frozenset()}, "other checks saw something too: audit_fold"),
    ],
)
def test_the_judge_says_no(house: tuple[TestDatabase, dict[str, Any]], wrong: dict[str, Any], fault: str) -> None:
    database, names = house
    found = verdict(database, replace(injection("occupancy"), **wrong), names)
    assert any(fault in one for one in found.faults), found.faults


def test_a_check_that_sees_nothing_is_noticed(house: tuple[TestDatabase, dict[str, Any]]) -> None:
    """As if somebody had broken the check of occupied rooms."""
    database, names = house
    owner = database.connect("owner", autocommit=True)
    [(view,)] = owner.execute("select pg_get_viewdef('app.drift_rooms'::regclass)").fetchall()
    blind = view.replace("'OCCUPIED'::hotel.room_status) <>", "'OCCUPIED'::hotel.room_status) is null and null <>", 1)
    assert blind != view
    owner.execute(f"create or replace view app.drift_rooms as {blind}".encode())
    assert verdict(database, injection("occupancy"), names).faults


def test_a_false_alarm_and_a_missing_injection_are_failures() -> None:
    alarm = {"check_code": "occupancy", "entity_id": "101"}
    result = drift._result([], [alarm], {"occupancy": "…"})
    assert not result.holds
    assert len(result.failures) == 2


def test_injections_fail_loudly(house: tuple[TestDatabase, dict[str, Any]]) -> None:
    database, names = house
    with pytest.raises(psycopg.errors.UndefinedTable):
        drift._inject(database.url(), replace(injection("occupancy"), sql="delete from hotel.nowhere"), names)
