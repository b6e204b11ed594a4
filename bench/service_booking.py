"""`approve_booking` as a service layer has it, of a paid request: the same rules, counts, letter and log as ours."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import Cursor
from psycopg.rows import dict_row

from bench.service_log import Change, Doing, Event, write_log
from bench.service_payloads import Loaded, booking_payload, guest_payload
from bench.service_rules import Caller, RefusedError, Row, rules_of, who

BOOKING = """
select
    b.*, t.code as room_type_code, t.name as room_type_name, t.max_occupancy,
    k.first_name, k.last_name, k.company, k.email, k.phone,
    x.precheckin_submitted_at, x.special_requests, x.internal_notes,
    l.approval_cutoff_day_offset, l.approval_cutoff_time, l.standard_checkout_time, l.late_checkout_grace_minutes
from hotel.booking as b
inner join hotel.room_type as t on b.hotel_id = t.hotel_id and b.room_type_id = t.id
inner join hotel.person as k on b.hotel_id = k.hotel_id and b.booker_person_id = k.id
inner join hotel.hotel_policy as l on b.hotel_id = l.hotel_id
left join hotel.booking_text as x on b.hotel_id = x.hotel_id and b.id = x.booking_id
where b.hotel_id = %s and b.number = %s
for no key update of b
"""
PENDING_DECISIONS = """
select id from hotel.payment_command
where hotel_id = %s and booking_id = %s and status = 'PENDING' and decision is not null
"""
PARTY = """
select m.id, m.role, m.is_staying, m.created_at, p.first_name, p.last_name, p.email, p.phone
from hotel.party_member as m
inner join hotel.person as p on m.hotel_id = p.hotel_id and m.person_id = p.id
where m.hotel_id = %s and m.booking_id = %s
order by m.id
"""
CLAIM = """
select c.*, r.room_number, r.room_status, r.is_active, r.is_out_of_order, r.room_type_id, t.name as type_name
from hotel.room_claim as c
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
where c.hotel_id = %s and c.booking_id = %s and c.is_open
"""
PAYMENT = """
select provider, reference, session_reference from hotel.payment
where hotel_id = %s and booking_id = %s
order by id desc
limit 1
"""
SAVE = """
update hotel.booking
set status = %s, decision_at = %s, decision_by = %s, decision_by_staff_id = %s, updated_at = %s
where hotel_id = %s and id = %s
"""
SELL = """
update hotel.inventory_night set held = held - 1, sold = sold + 1
where hotel_id = %s and room_type_id = %s and night >= %s and night < %s
"""
LETTER = "insert into hotel.mail (hotel_id, booking_id, kind) values (%s, %s, 'CONFIRMATION') on conflict do nothing"
FIELDS = ["status", "decision_at", "decision_by"]
DOING = Doing("approve_booking", "FRONT_DESK", None)


def approve_booking(conn: psycopg.Connection[Any], slug: str, number: str, token: str) -> Row:
    """Confirm a paid request; the answer is ours. RefusedError; ValueError when it is not paid."""
    rules = rules_of(conn)
    with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        caller = who(cursor, rules, slug, token)
        caller.require("booking.override.supervise")
        booking = cursor.execute(BOOKING, [caller.hotel_id, number], prepare=True).fetchone()
        if booking is None:
            raise RefusedError("BOOKING_NOT_FOUND")
        if booking["status"] == "CONFIRMED":
            return _answer(booking, "Booking is already confirmed")
        _require_approvable(cursor, caller, booking)
        return _answer(_approve(cursor, caller, booking), "Booking approved")


def _require_approvable(cursor: Cursor[Row], caller: Caller, booking: Row) -> None:
    if (booking["status"], DOING.action) not in caller.rules.booking:
        raise RefusedError("BOOKING_EXPIRED" if booking["status"] == "EXPIRED" else "INVALID_STATUS")
    if cursor.execute(PENDING_DECISIONS, [caller.hotel_id, booking["id"]], prepare=True).fetchone():
        raise RefusedError("DECISION_PENDING")
    if booking["paid_at"] is None and booking["total_minor"] > 0:
        raise ValueError("a capture would have to be asked for")


def _approve(cursor: Cursor[Row], caller: Caller, old: Row) -> Row:
    listed = caller.rules.booking[old["status"], DOING.action]
    of_booking = [caller.hotel_id, old["id"]]
    decided = {"decision_at": caller.now, "decision_by_staff_id": caller.staff_id, "decision_by": caller.actor}
    columns = {"status": "CONFIRMED", **decided}
    new = {**old, **columns, "updated_at": caller.now}
    loaded = Loaded(
        caller.hotel,
        new,
        cursor.execute(PARTY, of_booking, prepare=True).fetchall(),
        cursor.execute(CLAIM, of_booking, prepare=True).fetchone(),
        cursor.execute(PAYMENT, of_booking, prepare=True).fetchone(),
        caller.now,
    )
    _require_consistent(loaded)
    saved = [new["status"], new["decision_at"], new["decision_by"], new["decision_by_staff_id"], new["updated_at"]]
    cursor.execute(SAVE, [*saved, *of_booking], prepare=True)
    cursor.execute(SELL, [caller.hotel_id, old["room_type_id"], old["check_in"], old["check_out"]], prepare=True)
    cursor.execute(LETTER, of_booking, prepare=True)
    event = Event(
        listed["event_type"],
        "booking",
        old["id"],
        FIELDS,
        booking_payload(loaded),
        booking_number=old["number"],
        guest_type=listed["guest_event_type"],
        guest_payload=guest_payload(loaded),
    )
    write_log(cursor, caller, DOING, [Change("booking", old["id"], old["status"], new["status"], columns)], event)
    return new


def _require_consistent(loaded: Loaded) -> None:
    """What must hold of a booking and its party together. RefusedError."""
    persons = loaded.booking["adults"] + loaded.booking["children"]
    if sum(member["role"] == "PRIMARY" for member in loaded.party) != 1:
        raise RefusedError("booking_has_one_primary_guest")
    if loaded.staying > persons:
        raise RefusedError("party_is_within_the_booking")
    if persons > loaded.booking["max_occupancy"]:
        raise RefusedError("party_fits_the_room_type")


def _answer(booking: Row, message: str) -> Row:
    told = ("status", "paid_at", "decision_at", "decline_reason_code", "decline_reason_note")
    return {
        "status": "approved", "booking_id": booking["number"], "message": message,
        "reason_code": booking["decline_reason_code"], "reason_note": booking["decline_reason_note"],
        "booking": {"booking_id": booking["number"], **{key: booking[key] for key in told}},
    }  # fmt: skip
