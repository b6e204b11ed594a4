"""`hotel prove crash`: what it shows, and that it would show the contrary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hotelmate.prove import crash
from hotelmate.prove.crash_flows import FLOWS, End
from hotelmate.prove.crash_stage import Stage, crash_stage


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


def only(monkeypatch: pytest.MonkeyPatch, name: str, part: str) -> None:
    """Leave one flow to be tried."""
    monkeypatch.setattr(crash, "FLOWS", [flow for flow in FLOWS if (flow.name, flow.part) == (name, part)])


def test_every_point_of_a_decision_is_one_of_death(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "decline", "listener")
    result = crash.prove(say_nothing)
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    cancel = "POST payment_intents/…/cancel"
    assert figures["points"]["decline, listener"] == [
        "after claim_payment_command",
        f"before {cancel}",
        f"after {cancel}",
        "before record_payment_outcome",
        "after record_payment_outcome",
    ]
    assert figures["bookings"] == 6
    assert figures["taken_up_again"] > 0, "nobody died with a command in hand"


def test_the_api_dies_where_a_guest_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "come back", "api")
    result = crash.prove(say_nothing)
    assert result.failures == []
    assert result.figures["crash_points"] == 4


def test_money_that_is_never_given_back_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def greedy_stage() -> Iterator[Stage]:
        with crash_stage() as stage:
            stage.owner.execute(
                "create or replace function app.queue_money_back(p_hotel_id bigint, p_booking_id bigint) "
                "returns void language plpgsql set search_path = '' as $$ begin end; $$"
            )
            yield stage

    monkeypatch.setattr(crash, "crash_stage", greedy_stage)
    only(monkeypatch, "decline", "listener")
    result = crash.prove(say_nothing)
    assert any("released 0 at the provider, not 21800" in failure for failure in result.failures)
    assert any("holds 21800" in failure for failure in result.failures)
    assert "decline, listener: was never killed" in result.failures


def test_a_booking_that_ends_otherwise_would_be_found_out() -> None:
    with crash_stage() as stage:
        [decline] = [flow for flow in FLOWS if (flow.name, flow.part) == ("decline", "listener")]
        booking = decline.prepare(stage)
        assert crash.judge(stage, End("PENDING_APPROVAL"), booking) == []
        assert crash.judge(stage, End("CONFIRMED", captured=1), booking) == [
            f"{booking.number} is PENDING_APPROVAL, not CONFIRMED",
            f"{booking.number}: captured 0 at the provider, not 21800",
        ]
