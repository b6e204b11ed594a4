"""The judge itself: take one guard out of a database, and it must say so. One that acquits everybody proves nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.postgres import TestDatabase
from tests.py.races import actions as do
from tests.py.races import scenes
from tests.py.races.arena import Arena
from tests.py.races.crowds import CROWDS
from tests.py.races.health import drift
from tests.py.races.judge import Judge, NotAsDeclared, Verdict, judge_crowd
from tests.py.races.races import BOTH, RACES, Race

BY_NAME = {race.name: race for race in RACES}

BLIND_LOCK_BOOKING = """
    create or replace function app.lock_booking(p_hotel_id bigint, p_number text) returns hotel.booking
    language sql stable set search_path = '' as
    $$ select b from hotel.booking as b where b.hotel_id = p_hotel_id and b.number = p_number $$
"""
PARTY_WITHOUT_ITS_BOOKING = """
    create or replace function app.guard_party() returns trigger language plpgsql volatile set search_path = '' as $$
    begin
        return case when tg_op = 'DELETE' then old else new end;
    end $$
"""
CAPACITY_COUNTED_UNSEEN = """
    create or replace function app.recount_nights(p_hotel_id bigint, p_room_type_id bigint, p_from date, p_to date)
    returns void language sql volatile set search_path = '' as $$
        update hotel.inventory_night as i set capacity = app.night_capacity(p_hotel_id, p_room_type_id, i.night)
        where i.hotel_id = p_hotel_id and i.room_type_id = p_room_type_id and i.night >= p_from and i.night < p_to
    $$
"""
BOOKING_LOCKED_UNWRITTEN = """
    create or replace function app.hold_booking(p_hotel_id bigint, p_booking_id bigint) returns void
    language plpgsql volatile set search_path = '' as $$
    begin
        perform from hotel.booking as b where b.hotel_id = p_hotel_id and b.id = p_booking_id for no key update;
    end $$
"""
UNORDERED_LOCKS = """
    create or replace function app.lock_rooms(p_hotel_id bigint, p_room_id bigint, p_other_room_id bigint)
    returns hotel.room language plpgsql volatile set search_path = '' as $$
    begin
        if p_other_room_id is not null then
            perform app.lock_room(p_hotel_id, p_other_room_id);
        end if;
        return app.lock_room(p_hotel_id, p_room_id);
    end $$
"""


@dataclass(frozen=True)
class Hole:
    """A guard taken out by `sql`, the race that falls into the hole, and a word of what must be said of it."""

    sql: str
    race: str
    said: str


HOLES = {
    # The guards below it still keep the hotel sound; but not without a deadlock.
    "no lock on the booking": Hole(BLIND_LOCK_BOOKING, "cancel / check-in", "40P01"),
    "a party that does not hold its booking": Hole(
        PARTY_WITHOUT_ITS_BOOKING, "companion by hand / companion by hand", "a party larger than the booking"
    ),
    "capacity counted without the room type": Hole(
        CAPACITY_COUNTED_UNSEEN,
        "creation of the only room, new nights / room closed",
        "no serial order ends with (ok, ok)",
    ),
    "rooms locked in any order": Hole(UNORDERED_LOCKS, "move / move, into each other's room", "40P01"),
    "no exclusion of two holders": Hole(
        "alter table hotel.room_claim drop constraint one_holder_per_room_and_night",
        "assign / assign, one room",
        "expected",
    ),
    "no limit to a night": Hole(
        "alter table hotel.inventory_night drop constraint night_is_not_oversold",
        "two creations of the last room",
        "expected",
    ),
    "no audit of bookings": Hole("drop trigger note on hotel.booking", "seen / approve", "audit"),
}


def _judge(database: TestDatabase, race: Race, sql: str = "") -> Verdict:
    with Arena(database.url) as arena:
        if sql:
            arena.admin.execute(sql.encode())
        judge = Judge(arena, race)
        judge.hold("commit")
        judge.hold("commit", sealed=True)
        judge.gate("the first room")
        judge.gate("the last room")
        judge.verdict.faults += drift(arena)
        return judge.verdict


@pytest.mark.parametrize("hole", HOLES.values(), ids=list(HOLES))
def test_a_hole_is_found(database: TestDatabase, hole: Hole) -> None:
    try:
        said = "\n".join(_judge(database, BY_NAME[hole.race], hole.sql).faults)
    except NotAsDeclared as error:
        said = str(error)
    assert hole.said in said


def test_a_hole_that_only_a_snapshot_shows_is_found(database: TestDatabase) -> None:
    with Arena(database.url) as arena:
        arena.admin.execute(BOOKING_LOCKED_UNWRITTEN.encode())
        judge = Judge(arena, BY_NAME["cancel / pre-check-in link"])
        judge.hold("commit")
        assert not judge.verdict.faults
        judge.isolate("repeatable read")
    assert any("a live pre-check-in link of an ended booking" in fault for fault in judge.verdict.faults)


def test_a_race_that_is_declared_wrongly_is_not_judged(database: TestDatabase) -> None:
    race = replace(BY_NAME["approve / decline"], one_first=BOTH)
    with pytest.raises(NotAsDeclared, match="DECISION_PENDING"):
        _judge(database, race)


def test_two_that_never_meet_are_told(database: TestDatabase) -> None:
    race = Race("two guests", scenes.two_assigned, do.check_in("Ann"), do.check_in("Bob"), BOTH, BOTH)
    assert any("never met" in fault for fault in _judge(database, race).faults)


def test_a_sound_database_is_acquitted(database: TestDatabase) -> None:
    verdict = _judge(database, BY_NAME["approve / decline"])
    assert (verdict.meetings, verdict.faults) == (8, [])
    assert verdict.waited >= 4


def test_a_crowd_that_loses_too_little_is_told(database: TestDatabase) -> None:
    [creations] = [crowd for crowd in CROWDS if crowd.name == "creations of the last rooms"]
    with Arena(database.url) as arena:
        verdict = judge_crowd(arena, replace(creations, wins=4, losers=frozenset()))
    assert [fault for fault in verdict.faults if "3 succeeded, not 4" in fault]
    assert [fault for fault in verdict.faults if "which is no answer" in fault]
