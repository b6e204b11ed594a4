"""`hotel prove model`: the kept scripts, a few random ones, and that it would show a broken rule, in few steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from hotelmate.prove import model
from hotelmate.prove.model_bookings import create
from hotelmate.prove.model_house import Differs, House, Refused
from hotelmate.prove.model_play import Stage
from hotelmate.prove.model_search import Found, Search, shorter
from hotelmate.prove.model_stage import open_stage
from hotelmate.prove.result import Result
from tests.postgres import TestServer

_numbers = count(1)

# What is broken, the kept script that shows it, and a word of what must be said about it.
BROKEN = {
    "two may hold one room": (
        "they_all_come_at_once",
        "alter table hotel.room_claim drop constraint one_holder_per_room_and_night",
        "no order of these ends so|should be refused with 409, was accepted",
    ),
    "the expiry job acts on what it saw before it waited": (
        "approvals_meet_the_expiry_job",
        "create or replace function app.take_due(p_job text, p_hotel_id bigint, p_limit int, p_only bigint) "
        "returns bigint[] language plpgsql set search_path = '' as $$ begin return array(select b.id "
        "from hotel.booking as b where b.hotel_id = p_hotel_id "
        "and b.id = any(jobs.candidates(p_job, p_hotel_id, p_only)) and app.is_due(p_job, b)); end; $$",
        "no order of these ends so",
    ),
    "an expired request may be approved": (
        "a_request_and_its_ends",
        "alter table hotel.booking_transition drop constraint terminal_is_for_ever; "
        "alter table hotel.booking drop constraint expired_says_when_and_why; "
        "insert into hotel.booking_transition (from_status, to_status, action, source, event_type) "
        "values ('EXPIRED', 'CONFIRMED', 'approve_booking', 'FRONT_DESK', 'booking_confirmed')",
        "should be refused with 409, was accepted",
    ),
    "nothing is checked at commit": (
        "what_is_typed_by_hand",
        "create or replace function app.check_touched(p_hotel_id bigint, p_notes hotel.log_pending[]) returns void "
        "language plpgsql stable set search_path = '' as $$ begin end; $$",
        "should be refused with 409, was accepted",
    ),
    "an ended booking keeps its money": (
        "a_request_and_its_ends",
        "create or replace function app.queue_money_back(p_hotel_id bigint, p_booking_id bigint) returns void "
        "language plpgsql set search_path = '' as $$ begin end; $$",
        "commands is .*, not |P4 an ended booking",
    ),
}


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


@contextmanager
def place(server: TestServer, template: str, spoil: str = "") -> Iterator[Stage]:
    name = f"model_{next(_numbers)}"
    server.create_database(name, template)
    try:
        with open_stage(lambda role: server.url(name, role), spoil) as stage:
            yield stage
    finally:
        server.drop_database(name)


@pytest.fixture(scope="module")
def played(server: TestServer, template: str) -> Iterator[Result]:
    with place(server, template) as stage:
        yield model.prove_in(stage, say_nothing, seconds=6, seed=7)


def test_every_hotel_is_as_the_model_says(played: Result) -> None:
    assert played.failures == []
    figures: dict[str, Any] = played.figures
    assert figures["scripts"] > figures["kept_scripts"] > 5
    assert figures["batches"] >= figures["overlapping"] > 5
    assert figures["waited_for_a_lock"] > 5
    assert figures["checks"] > figures["batches"]
    assert figures["accepted"] > 200
    assert {"400", "401", "403", "404", "409"} == set(figures["refused"])


def test_every_listed_change_of_status_is_made(played: Result) -> None:
    for machine in ("booking", "room"):
        made, listed = str(played.figures[f"{machine}_transitions"]).split(" of ")
        assert int(made) == int(listed) > 20


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_rule_is_found_and_made_short(server: TestServer, template: str, what: str) -> None:
    script, spoil, told = BROKEN[what]
    play = model.kept()[script]
    with place(server, template, spoil) as stage:
        with pytest.raises(Differs, match=told):
            stage.play(play)
        found = Search(stage, tries=80).shortened(Found(play, told))
    assert len(found.play["steps"]) <= 5, found
    assert re.search(told, found.message)


def test_random_scripts_find_it_too(server: TestServer, template: str) -> None:
    _, spoil, alone = BROKEN["nothing is checked at commit"]
    with place(server, template, spoil) as stage:
        found = Search(stage, until=float("inf"), tries=40).run(3, 60)
    assert found is not None  # how short it gets is a matter of tries, and shown above
    assert re.search(f"{alone}|no order of these ends so", found.message), found  # alone, or among others
    with place(server, template) as stage:
        stage.play(found.play)  # the same script where the rule stands: it was this rule that was missed


def test_a_script_is_shortened_by_every_way_there_is() -> None:
    one, two, three = {"do": "one"}, {"do": "two"}, {"do": "three"}
    found = [play["steps"] for play in shorter({"steps": [one, {"at_once": [two, three], "gate": "free"}]})]
    assert found == [[one], [{"at_once": [two, three], "gate": "free"}], [one, two, three]]


def test_the_model_sells_no_night_twice() -> None:
    house = House()
    for name in (1, 2, 3):
        create(house, name, kind="DBL", start=0, nights=2, terms="PAY_AT_PROPERTY")
    with pytest.raises(Refused, match="409"):
        create(house.copy(), 4, kind="DBL", start=1, nights=1)
    create(house, 4, kind="DBL", start=2, nights=1)
