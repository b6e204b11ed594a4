"""`hotel prove money`: what it shows, and that it would show the contrary."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from hotelmate.cluster import Cluster
from hotelmate.prove import money, money_stage
from hotelmate.prove.ground import copy_database, owner_of
from hotelmate.prove.money_actions import ACTIONS
from hotelmate.prove.money_rules import ALWAYS, against_books, broken
from tests.postgres import TestDatabase


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


def books(**sums: int) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("authorized", "captured", "released", "refunded", "disputed", "reinstated"), 0)
    return [{"id": "pi_1", "capture_method": "manual"} | nothing | sums]


def test_a_cent_that_the_provider_does_not_know_is_found() -> None:
    ours = {"pi_1": Counter(authorized=100, captured=100)}
    assert against_books(ours, books(authorized=100, captured=100)) == []
    assert len(against_books(ours, books(authorized=100, captured=99))) == 1
    assert len(against_books(ours, books(authorized=100, captured=99), is_at_rest=False)) == 1
    assert len(against_books(ours, [])) == 1


def test_what_the_ledger_does_not_know_yet_is_found_at_rest_only() -> None:
    ours = {"pi_1": Counter(authorized=100)}
    told = books(authorized=100, captured=100)
    assert against_books(ours, told, is_at_rest=False) == []
    assert against_books(ours, told) == ["pi_1: captured 0 in the ledger, 100 at the provider"]


def test_the_rules_trust_no_sum_that_is_kept(database: TestDatabase) -> None:
    with owner_of(database.url()) as owner:
        assert broken(owner, ALWAYS) == []


def test_money_is_where_it_belongs() -> None:
    result = money.prove(say_nothing, sequences=1, steps=150, races=2, seed=12)
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    assert figures["looks"] == 150
    assert min(figures["actions"], figures["bookings"], figures["ledger_entries"], figures["commands"]) > 10
    assert [row[0] for row in result.rows[: len(ACTIONS)]] == [a.__name__.replace("_", " ") for _, a in ACTIONS]
    assert figures["races"]["10 approve at once"] == {"CONFIRMED": 2}


def test_keeping_what_has_to_go_back_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def copy_greedy(cluster: Cluster, name: str) -> None:
        """A copy in which nothing is ever given back."""
        copy_database(cluster, name)
        with owner_of(cluster.url(database=name)) as owner:
            owner.execute(
                "create or replace function app.queue_money_back(p_hotel_id bigint, p_booking_id bigint) "
                "returns void language plpgsql set search_path = '' as $$ begin end; $$"
            )

    monkeypatch.setattr(money_stage, "copy_database", copy_greedy)
    result = money.prove(say_nothing, sequences=1, steps=150, races=0, seed=12)
    assert any("P4 an ended booking lets go of what it holds" in failure for failure in result.failures)
