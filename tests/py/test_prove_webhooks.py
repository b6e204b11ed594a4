"""`hotel prove webhooks`: what it shows, and that it would show the contrary."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hotelmate.cluster import Cluster
from hotelmate.prove import webhooks
from hotelmate.prove.ground import copied_database, owner_of
from hotelmate.prove.webhooks_deliver import Plan, differences
from hotelmate.prove.webhooks_lives import AUTOMATIC, MANUAL

EVERY_LIFE = 42  # payments that are enough for each life to be led


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


def test_one_row_more_or_less_is_a_difference() -> None:
    ledger = Counter({("BK-1", "CAPTURED", 100): 1, ("BK-1", "REFUNDED", 50): 1})
    assert differences({"ledger": ledger}, {"ledger": ledger.copy()}) == []
    assert differences({"ledger": ledger}, {"ledger": ledger + ledger}) == [
        'ledger ["BK-1", "CAPTURED", 100] is there instead or too often',
        'ledger ["BK-1", "REFUNDED", 50] is there instead or too often',
    ]
    assert len(differences({"ledger": ledger}, {"ledger": Counter({("BK-1", "CAPTURED", 99): 1})})) == 3


def test_the_same_events_are_delivered_as_often_as_planned() -> None:
    order = Plan("x", times=3, is_shuffled=True).order(["a", "b", "c"], random.Random(1))
    assert Counter(order) == {"a": 3, "b": 3, "c": 3}
    assert order != ["a", "b", "c"] * 3
    assert Plan("x", is_reversed=True).order(["a", "b", "c"], random.Random(1)) == ["c", "b", "a"]


def test_whatever_order_events_come_in_the_ledger_is_the_same() -> None:
    result = webhooks.prove(say_nothing, payments=EVERY_LIFE, rounds=1, workers=4, seed=3)
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    assert figures["lives"].keys() == MANUAL.keys() | AUTOMATIC.keys()
    assert figures["deliveries"] == 6 * figures["events"]
    assert min(figures["put_off"], figures["repeats_refused"], figures["kept_for_people"]) > 0
    assert figures["ledger_entries"] > 2 * EVERY_LIFE


def test_believing_what_came_too_early_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def credulous_copy(cluster: Cluster, name: str) -> Iterator[None]:
        """A copy in which an event that comes before what it follows on counts as done."""
        with copied_database(cluster, name):
            with owner_of(cluster.url(database=name)) as owner:
                owner.execute(
                    "create or replace function app.put_off_event(p_event hotel.provider_inbox, p_code text, "
                    "p_message text) returns hotel.provider_inbox language plpgsql set search_path = '' as $$ begin "
                    "update hotel.provider_inbox as w set status = 'PROCESSED', processed_at = hotel.clock() "
                    "where w.event_id = p_event.event_id returning w.* into p_event; return p_event; end; $$"
                )
            yield

    monkeypatch.setattr(webhooks, "copied_database", credulous_copy)
    result = webhooks.prove(say_nothing, payments=EVERY_LIFE, rounds=0, workers=2, seed=3)
    assert any(failure.startswith("backwards, once: ledger") for failure in result.failures)
    assert result.figures["differences"] != 0


def test_a_lost_event_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    bring = Plan.order
    monkeypatch.setattr(
        *(Plan, "order"),
        lambda plan, events, chance: [e for e in bring(plan, events, chance) if '"payment_intent.succeeded"' not in e],
    )
    result = webhooks.prove(say_nothing, payments=EVERY_LIFE, rounds=0, workers=2, seed=3)
    assert any("in the ledger" in failure and "at the provider" in failure for failure in result.failures)
