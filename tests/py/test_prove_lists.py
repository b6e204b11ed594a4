"""`hotel prove lists`: what it shows, and that it would show the contrary."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotelmate.prove import lists, lists_rules
from hotelmate.prove.lists_rows import Row, rows_of
from hotelmate.prove.lists_rules import Filters, in_order, is_in_bucket, passes

DUBLIN = ZoneInfo("Europe/Dublin")
DAY = date(2026, 3, 29)
ROWS = rows_of("DUBLIN", DUBLIN, DAY, 400, seed=1)


def say_nothing(_: str) -> None:
    """Nobody looks."""


def small() -> Any:
    return lists.prove(say_nothing, bookings=60, pages=2, every=23, large=2000)


def test_the_rows_are_of_every_kind() -> None:
    assert {row.status for row in ROWS} == set(lists_rules.OF_STATUS.values()) | {
        *("PENDING_PAYMENT", "DECLINED", "CANCELLED_DRAFT", "CONFIRMED")
    }
    assert any(row.is_in_house for row in ROWS)
    assert any(row.earlier_room for row in ROWS)
    midnight = datetime(2026, 3, 29, tzinfo=UTC)
    assert {abs((row.created_at - midnight).total_seconds()) for row in ROWS} >= {0, 1}


def test_the_rules_by_hand() -> None:
    row = next(row for row in ROWS if row.is_in_house)
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    leaves: Filters = {"date_from": str(row.check_out), "date_to": str(row.check_out)}
    assert is_in_bucket(row, "departures", leaves, noon, DUBLIN)
    assert not is_in_bucket(row, "arrivals", {}, noon, DUBLIN)
    assert passes(row, {"room_number": str(row.room), "q": row.email}, noon)
    assert not passes(row, {"room_number": "99999"}, noon)
    assert in_order(ROWS[:3], "-booking_id") == [row.number for row in reversed(ROWS[:3])]


def test_the_lists_are_what_their_filters_say() -> None:
    result = small()
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    assert figures["lists_compared"] > 500
    assert figures["rows_compared"] > 500
    assert figures["pages"] > 20


def test_a_wrong_rule_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    def sees_everything(row: Row, filters: Filters, now: datetime) -> bool:
        return passes(row, filters, now) or row.status == "CANCELLED_DRAFT"

    monkeypatch.setattr(lists, "passes", sees_everything)
    assert len(small().failures) > 10
