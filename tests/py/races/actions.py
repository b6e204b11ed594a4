"""What actors do: one call of a public function as the API makes it, or raw statements in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.py.races.stage import PRICE, TODAY, TOKEN, Booking, GuestToken, HouseGuest, Room, Stage

Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Script:
    """Statements of one transaction, ready to be sent by a connection of `role`."""

    role: str
    statements: tuple[Statement, ...]
    isolation: str = "read committed"

    def under(self, isolation: str) -> Script:
        """The same at another isolation level."""
        return replace(self, isolation=isolation)


Action = Callable[[Stage], Script]


def api(function: str, **arguments: Any) -> Action:
    """A call by the manager: hotel and token are filled in, stand-ins resolved."""
    return _call("api", f"api.{function}", {"p_token": TOKEN, **arguments})


def guest(function: str, **arguments: Any) -> Action:
    """A call without staff."""
    return _call("api", f"api.{function}", arguments)


def raw(*statements: str, **arguments: Any) -> Action:
    """Statements typed by the owner of the tables; %(hotel)s is the hotel's id."""

    def script(stage: Stage) -> Script:
        values = {"hotel": stage.hotel_id, **{name: stage.resolve(value) for name, value in arguments.items()}}
        return Script("owner", tuple((statement, values) for statement in statements))

    return script


def job(function: str) -> Action:
    """A job's turn at this hotel."""
    return lambda stage: Script("jobs", ((f"select jobs.{function}(%(hotel)s)", {"hotel": stage.hotel_id}),))


def _call(role: str, function: str, arguments: dict[str, Any]) -> Action:
    def script(stage: Stage) -> Script:
        values = {"p_hotel": stage.slug, **{name: stage.resolve(value) for name, value in arguments.items()}}
        named = ", ".join(f"{name} => %({name})s" for name in values)
        return Script(role, ((f"select {function}({named})", values),))

    return script


def approve(name: str) -> Action:
    return api("approve_booking", p_booking_id=Booking(name))


def decline(name: str) -> Action:
    return api("decline_booking", p_booking_id=Booking(name), p_reason_code="FULL")


def cancel(name: str) -> Action:
    return api("cancel_booking", p_booking_id=Booking(name))


def cancel_own(name: str) -> Action:
    return guest("cancel_own_booking", p_booking_id=Booking(name), p_guest_token=GuestToken(name))


def abandon(name: str) -> Action:
    return guest("abandon_booking", p_booking_id=Booking(name), p_guest_token=GuestToken(name))


def expire() -> Action:
    return job("expire_approvals")


def lapse() -> Action:
    return job("lapse_holds")


def flag() -> Action:
    return job("flag_overstays")


def verify() -> Action:
    return job("verify_payments")


def no_show(name: str) -> Action:
    return api("mark_no_show", p_booking_id=Booking(name))


def see(name: str) -> Action:
    return api("mark_booking_seen", p_booking_id=Booking(name))


def assign(name: str, room: int) -> Action:
    return api("assign_room", p_booking_id=Booking(name), p_room_id=Room(room))


def upgrade(name: str, room: int) -> Action:
    """A room of another type than was booked."""
    return api("assign_room", p_booking_id=Booking(name), p_room_id=Room(room), p_upgrade_reason="regular guest")


def unassign(name: str) -> Action:
    return api("unassign_room", p_booking_id=Booking(name))


def check_in(name: str) -> Action:
    return api("check_in", p_booking_id=Booking(name))


def check_in_late(name: str) -> Action:
    """A supervisor lets a guest in outside the window."""
    return api("check_in", p_booking_id=Booking(name), p_override_reason="was expected")


def undo_check_in(name: str) -> Action:
    return api("undo_check_in", p_booking_id=Booking(name), p_reason="wrong guest")


def check_out(name: str) -> Action:
    return api("check_out", p_booking_id=Booking(name))


def check_out_rooms(*rooms: int) -> Action:
    return api("check_out_rooms", p_room_ids=[Room(room) for room in rooms])


def move(name: str, room: int) -> Action:
    return api("move_room", p_booking_id=Booking(name), p_to_room_id=Room(room), p_reason="noise")


def swap(one: str, other: str) -> Action:
    return api("swap_rooms", p_booking_id=Booking(one), p_other_booking_id=Booking(other), p_reason="they asked for it")


def extend(name: str, nights: int) -> Action:
    return api("extend_stay", p_booking_id=Booking(name), p_add_nights=nights)


def amend(name: str, **changes: Any) -> Action:
    return api("amend_booking", p_booking_id=Booking(name), **{f"p_{key}": value for key, value in changes.items()})


def companions(name: str, *first_names: str) -> Action:
    people = "[" + ", ".join(f'{{"first_name": "{n}", "last_name": "Guest"}}' for n in first_names) + "]"
    return api("update_companions", p_booking_id=Booking(name), p_companions=people)


def correct_name(name: str, first_name: str) -> Action:
    """The desk corrects the name of somebody who is or was in the house."""
    return api("update_house_guest", p_guest_id=HouseGuest(name), p_first_name=first_name)


def visit(name: str, room: int) -> Action:
    """Somebody without a booking joins those who stay in a room."""
    return api(
        "create_house_guest",
        p_room_number=room,
        p_first_name=name,
        p_last_name="Guest",
        p_check_out_date=TODAY + timedelta(2),
    )


def leave(name: str) -> Action:
    """Somebody without a booking has left."""
    return api("remove_house_guest", p_guest_id=HouseGuest(name))


def count_guests(room: int, persons: int) -> Action:
    """Housekeeping says how many people are in a room. Room numbers are what they count by."""
    return api("report_discrepancies", p_counts=json.dumps([{"room_number": room, "persons": persons}]))


def erase(name: str) -> Action:
    """A guest who has left asks to be forgotten."""
    return api("erase_guest", p_booking_ids=[Booking(name)])


def pay_at_desk(name: str, amount_minor: int, reference: str) -> Action:
    return api(
        "record_property_payment", p_booking_id=Booking(name), p_amount_minor=amount_minor, p_reference=reference
    )


def refund_at_desk(name: str, amount_minor: int, reference: str) -> Action:
    return api("record_property_refund", p_booking_id=Booking(name), p_amount_minor=amount_minor, p_reference=reference)


def create(guest_name: str, *, arrives: int = 0, nights: int = 2) -> Action:
    """A guest books a room; `arrives` in days from today."""
    return guest("create_booking", **_booking(guest_name, arrives, nights))


def create_once(key: str, guest_name: str) -> Action:
    """The same with an Idempotency-Key."""
    arguments = json.dumps(_booking(guest_name, 0, 2), default=str)
    return guest("call_once", p_caller_token=None, p_key=key, p_function="create_booking", p_arguments=arguments)


def _booking(guest_name: str, arrives: int, nights: int) -> dict[str, Any]:
    return {
        "p_room_type_code": "DBL",
        "p_check_in": TODAY + timedelta(arrives),
        "p_check_out": TODAY + timedelta(arrives + nights),
        "p_primary_first_name": guest_name,
        "p_primary_last_name": "Guest",
        "p_primary_email": "g@example.org",
        "p_primary_phone": "1",
        "p_booker_type": "SELF",
    }


def provider_says(kind: str, name: str, *, nights: int = 2) -> Action:
    """The payment provider reports the whole amount of a booking as authorised, captured, released, …"""
    return _call(
        "owner",
        "app.record_payment_movement",
        {
            "p_booking_id": Booking(name),
            "p_kind": kind,
            "p_payment_reference": f"pi_{name}",
            "p_movement_reference": f"{kind.lower()}_{name}",
            "p_amount_minor": PRICE * nights,
        },
    )


def capture_refused(name: str) -> Action:
    """The provider refuses the capture that an approval waits for."""
    return raw(
        "select api.record_payment_outcome(h.slug, c.id, 'REFUSED', '[]', 'card_declined') "
        "from hotel.payment_command as c join hotel.hotel as h on h.hotel_id = c.hotel_id "
        "join hotel.booking as b on b.hotel_id = c.hotel_id and b.id = c.booking_id "
        "where c.hotel_id = %(hotel)s and b.number = %(booking)s and c.decision is not null and c.status = 'PENDING'",
        booking=Booking(name),
    )


def start_cleaning(room: int) -> Action:
    return api("start_cleaning", p_room_number=room)


def mark_cleaned(room: int) -> Action:
    return api("mark_cleaned", p_room_number=room)


def inspect(room: int, *, passed: bool) -> Action:
    return api("inspect_room", p_room_number=room, p_passed=passed)


def mark_maintenance(room: int) -> Action:
    return api("mark_maintenance", p_room_number=room)


def block(room: int, *, nights: int = 2) -> Action:
    return raw(
        "insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason) "
        f"values (%(hotel)s, %(room)s, %(today)s, %(today)s::date + {nights}, 'painting')",
        room=Room(room),
        today=TODAY,
    )


def close_room(room: int) -> Action:
    return raw("update hotel.room set is_active = false where hotel_id = %(hotel)s and id = %(room)s", room=Room(room))


def allow_overbooking(limit: int) -> Action:
    return raw(f"update hotel.room_type set overbooking_limit = {limit} where hotel_id = %(hotel)s")


def shrink_type(max_occupancy: int, code: str = "DBL") -> Action:
    return raw(
        f"update hotel.room_type set max_occupancy = {max_occupancy} where hotel_id = %(hotel)s and code = '{code}'"
    )


def retype_room(room: int, code: str) -> Action:
    """A room is sold as another type from now on."""
    return raw(
        "update hotel.room as r set room_type_id = t.id from hotel.room_type as t "
        f"where r.hotel_id = %(hotel)s and r.id = %(room)s and t.hotel_id = r.hotel_id and t.code = '{code}'",
        room=Room(room),
    )


def give_token(name: str) -> Action:
    """A guest's link, written straight into the tables."""
    return raw(
        "insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at) "
        "select b.hotel_id, b.id, sha256('x'), hotel.clock() + interval '1 day' from hotel.booking as b "
        "where b.hotel_id = %(hotel)s and b.number = %(booking)s",
        booking=Booking(name),
    )


def give_precheckin_link(name: str) -> Action:
    """The same of a pre-check-in link."""
    return raw(
        "select app.issue_precheckin_token(b) from hotel.booking as b "
        "where b.hotel_id = %(hotel)s and b.number = %(booking)s",
        booking=Booking(name),
    )


def begin_conversation(name: str) -> Action:
    return raw(
        "insert into hotel.conversation (hotel_id, booking_id) select b.hotel_id, b.id from hotel.booking as b "
        "where b.hotel_id = %(hotel)s and b.number = %(booking)s",
        booking=Booking(name),
    )


def say(name: str) -> Action:
    """A guest writes in the conversation of the stay."""
    return raw(
        "insert into hotel.message (hotel_id, conversation_id, from_guest, body) "
        "select c.hotel_id, c.id, true, 'hello' from hotel.conversation as c "
        "inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id "
        "where b.hotel_id = %(hotel)s and b.number = %(booking)s",
        booking=Booking(name),
    )


def add_companion(name: str, first_name: str) -> Action:
    """A companion written straight into the tables."""
    return raw(
        "with p as ("
        f"insert into hotel.person (hotel_id, first_name, last_name) values (%(hotel)s, '{first_name}', 'Raw') "
        "returning id"
        ") insert into hotel.party_member (hotel_id, booking_id, person_id, role) "
        "select %(hotel)s, b.id, p.id, 'COMPANION' from p, hotel.booking as b "
        "where b.hotel_id = %(hotel)s and b.number = %(booking)s",
        booking=Booking(name),
    )


def set_adults(name: str, adults: int) -> Action:
    return raw(
        f"update hotel.booking set adults = {adults} where hotel_id = %(hotel)s and number = %(booking)s",
        booking=Booking(name),
    )


def set_status(room: int, status: str) -> Action:
    return raw(
        f"update hotel.room set room_status = '{status}' where hotel_id = %(hotel)s and id = %(room)s", room=Room(room)
    )


def occupy_room(room: int) -> Action:
    return set_status(room, "OCCUPIED")


ARRIVE = "update hotel.booking set checked_in_at = hotel.clock() where hotel_id = %(hotel)s and number = %(booking)s"
OCCUPY = (
    "update hotel.room_claim as c set occupied_from = hotel.clock() from hotel.booking as b "
    "where c.hotel_id = %(hotel)s and b.hotel_id = c.hotel_id and b.id = c.booking_id and b.number = %(booking)s "
    "and c.is_open"
)


def occupy_claim(name: str) -> Action:
    """A check-in that forgets the room."""
    return raw(ARRIVE, OCCUPY, booking=Booking(name))


def check_in_by_hand(name: str, room: int) -> Action:
    return raw(
        ARRIVE,
        OCCUPY,
        "update hotel.room set room_status = 'OCCUPIED' where hotel_id = %(hotel)s and id = %(room)s",
        booking=Booking(name),
        room=Room(room),
    )


def add_task(room: int) -> Action:
    """Work for housekeeping, which the room announces without being touched."""
    return raw(
        "insert into hotel.housekeeping_task (hotel_id, room_id, task_type) values (%(hotel)s, %(room)s, 'INSPECTION')",
        room=Room(room),
    )
