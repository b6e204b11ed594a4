"""Contradictions as nobody could make them: past every trigger, and where a constraint still holds, without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["HEALED", "ASKED", "CASE_OPENED", "REPORTED"]

BEHIND = "set session_replication_role = replica;"
# The guards of the log fire for replicas too.
UNGUARDED = "alter table hotel.{0} disable trigger all;"
BOOKING = "(select id from hotel.booking where number = %({0})s)"


@dataclass(frozen=True)
class Injection:
    """One contradiction. `entity_id` is an SQL expression for what ops.drift must name; `ends` is what must become of
    it; `also`: other checks that see the same injury (audit_fold sees whatever the log does not know)."""

    check: str
    what: str
    sql: str
    entity_id: str
    ends: Ending = "CASE_OPENED"
    also: frozenset[str] = frozenset({"audit_fold"})


def _without(table: str, constraint: str) -> str:
    return f"alter table hotel.{table} drop constraint {constraint};"


INJECTIONS = (
    Injection(
        "occupancy",
        "a room is occupied by nobody",
        BEHIND + "update hotel.room set room_status = 'OCCUPIED' where id = %(free_room)s",
        "%(free_door)s::text",
    ),
    Injection(
        "room_not_occupied",
        "a guest is in a room that is ready for the next",
        BEHIND + "update hotel.room set room_status = 'READY_FOR_GUEST' where id = %(guest_room)s",
        "%(guest_door)s::text",
    ),
    Injection(
        "room_conflict",
        "one room is held twice on a night",
        _without("room_claim", "one_holder_per_room_and_night")
        + BEHIND
        + f"update hotel.room_claim set room_id = %(guest_room)s where booking_id = {BOOKING.format('coming')}",
        "%(coming)s",
    ),
    Injection(
        "stale_assignment",
        "a cancelled booking holds a room",
        BEHIND
        + "insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay) select hotel_id, %(free_room)s, "
        "'ASSIGNMENT', id, daterange(check_in, check_out) from hotel.booking where number = %(cancelled)s",
        "%(cancelled)s",
        "HEALED",
    ),
    Injection(
        "stay_without_room",
        "a guest has arrived in no room",
        BEHIND + "update hotel.booking set checked_in_at = hotel.clock() where number = %(coming)s",
        "%(coming)s",
    ),
    Injection(
        "claim_nights",
        "a room is held longer than was booked",
        BEHIND
        + "update hotel.room_claim set stay = daterange(lower(stay), upper(stay) + 3) "
        + f"where booking_id = {BOOKING.format('coming')}",
        "%(coming)s",
    ),
    Injection(
        "unsuitable_room",
        "a room of another type is held without a reason",
        BEHIND + f"update hotel.room_claim set room_id = %(single_room)s where booking_id = {BOOKING.format('coming')}",
        "%(coming)s",
    ),
    Injection(
        "room_flags",
        "a flag does not follow its room's status",
        "alter table hotel.room alter column is_out_of_order drop expression;"
        + BEHIND
        + "update hotel.room set is_out_of_order = true where id = %(free_room)s",
        "%(free_door)s::text",
    ),
    Injection(
        "unlisted_transition",
        "a room took a step that no row lists",
        "alter table hotel.room disable trigger guard;"
        "update hotel.room set room_status = 'CLEANING_IN_PROGRESS' where id = %(free_room)s",
        "%(free_room)s::text",
        also=frozenset(),
    ),
    Injection(
        "booking_facts",
        "a confirmed booking says when it expired",
        _without("booking", "expired_says_when_and_why")
        + BEHIND
        + "update hotel.booking set expired_at = hotel.clock() where number = %(coming)s",
        "%(coming)s",
    ),
    Injection(
        "booking_number",
        "a booking carries another hotel's number",
        BEHIND + "update hotel.booking set number = 'BK-OTHER-2026-0099' where number = %(coming)s",
        "'BK-OTHER-2026-0099'",
    ),
    Injection(
        "number_counter",
        "the counter is behind the numbers",
        BEHIND + "update hotel.number_counter set last_number = 1 where hotel_id = %(hotel)s",
        "%(year)s::text",
        "HEALED",
        frozenset(),
    ),
    Injection(
        "party",
        "a party has no primary guest",
        BEHIND + f"update hotel.party_member set role = 'COMPANION' where booking_id = {BOOKING.format('coming')}",
        "%(coming)s",
    ),
    Injection(
        "guest_after_departure",
        "a guest who has left is in a room",
        BEHIND
        + f"update hotel.in_house_guest set room_id = %(free_room)s where booking_id = {BOOKING.format('departed')}",
        "%(departed)s",
        "HEALED",
        frozenset(),
    ),
    Injection(
        "guest_in_wrong_room",
        "a guest is in a room that nobody stays in",
        BEHIND
        + f"update hotel.in_house_guest set room_id = %(free_room)s where booking_id = {BOOKING.format('guest')}",
        f"(select id::text from hotel.in_house_guest where booking_id = {BOOKING.format('guest')})",
    ),
    Injection(
        "token_after_departure",
        "the link of a cancelled booking still opens it",
        BEHIND
        + "update hotel.guest_token set status = 'ACTIVE', revoked_at = null "
        + f"where booking_id = {BOOKING.format('cancelled')}",
        "%(cancelled)s",
        "HEALED",
        frozenset(),
    ),
    Injection(
        "foreign_row",
        "a member of a party is nobody",
        BEHIND + f"update hotel.party_member set person_id = 999999 where booking_id = {BOOKING.format('coming')}",
        f"(select id::text from hotel.party_member where booking_id = {BOOKING.format('coming')})",
    ),
    Injection(
        "inventory",
        "a night is sold once too often",
        BEHIND + "update hotel.inventory_night as i set sold = sold + 1 from hotel.booking as b "
        "where b.number = %(coming)s and i.room_type_id = b.room_type_id and i.night = b.check_in",
        "(select 'DBL ' || check_in from hotel.booking where number = %(coming)s)",
        "HEALED",
        frozenset(),
    ),
)
