"""The statements that somebody types past every function: as the owner of the tables, and as an operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OF_B = "where b.hotel_id = %(hotel)s and b.number = %(number)s"
BOOKING = "where hotel_id = %(hotel)s and number = %(number)s"
OPEN_CLAIM = (
    "from hotel.booking as b where c.hotel_id = %(hotel)s and b.hotel_id = c.hotel_id and b.id = c.booking_id "
    "and b.number = %(number)s and c.is_open"
)
# What goes with a status: its times and reasons.
FACTS = {
    "PENDING_PAYMENT": "expires_at = hotel.clock() + interval '15 minutes'",
    "PENDING_APPROVAL": "approval_deadline_at = hotel.clock() + interval '30 minutes'",
    "DECLINED": "decision_at = hotel.clock(), decision_by = 'sql', decline_reason_code = 'SQL'",
    "EXPIRED": "expired_at = hotel.clock(), auto_expire_reason_code = 'APPROVAL_TIMEOUT'",
    "CANCELLED": "cancelled_at = hotel.clock(), cancellation_reason = 'sql', cancellation_fee_minor = 0",
    "NO_SHOW": "no_show_at = hotel.clock(), no_show_fee_minor = 0",
    "COMPLETED": "checked_out_at = hotel.clock(), open_balance_note = 'sql'",
}
ARRIVE = f"update hotel.booking set checked_in_at = hotel.clock() {BOOKING} and checked_in_at is null"
# Who types knows what the functions know: the booking is locked before anything about it is read.
LOCK = f"select from hotel.booking {BOOKING} for no key update"
Statements = Callable[[dict[str, Any]], list[str]]


def _status(step: dict[str, Any]) -> list[str]:
    facts = "".join(f", {fact}" for fact in [FACTS.get(step["to"])] if fact)
    return [LOCK, f"update hotel.booking set status = %(to)s{facts} {BOOKING} and status <> %(to)s"]


# A booking loaded as `import` loads it, with a person, a party, and a room it was in where it is completed.
IMPORT = """
with h as (
    select h.hotel_id, h.number_prefix, h.confirmation_prefix, h.currency,
        hotel.local_date(hotel.clock(), h.timezone) as today,
        lpad(app.next_number(h.hotel_id, 2031)::text, 4, '0') as n
    from hotel.hotel as h where h.hotel_id = %(hotel)s
), p as (
    insert into hotel.person (hotel_id, first_name, last_name) values (%(hotel)s, 'Imported', 'Guest') returning id
), b as (
    insert into hotel.booking (hotel_id, number, confirmation_number, status, room_type_id, check_in, check_out, adults,
        terms, total_minor, currency, booker_person_id{columns})
    select h.hotel_id, 'BK-' || h.number_prefix || '-2031-' || h.n, h.confirmation_prefix || '-2031-' || h.n,
        %(to)s, t.id, h.today, h.today + 1, 1, 'PAY_AT_PROPERTY', 0, h.currency, p.id{values}
    from h cross join p inner join hotel.room_type as t on t.hotel_id = h.hotel_id and t.code = 'DBL'
    returning hotel_id, id, number, check_in, checked_out_at
), m as (
    insert into hotel.party_member (hotel_id, booking_id, person_id, role)
    select b.hotel_id, b.id, p.id, 'PRIMARY' from b cross join p
), c as (
    insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, is_open, closed_at, occupied_from,
        occupied_until)
    select b.hotel_id, r.id, 'ASSIGNMENT', b.id, daterange(b.check_in, b.check_in), false, hotel.clock(),
        hotel.clock(), hotel.clock()
    from b inner join hotel.room as r on r.hotel_id = b.hotel_id and r.room_number = 101
    where b.checked_out_at is not null
)
select number from b
"""
AS_IMPORT = "select app.set_context('import', 'import', null, 'IMPORT', 'a proof')"


def _import(step: dict[str, Any]) -> list[str]:
    facts = [fact.split(" = ", 1) for fact in FACTS.get(step["to"], "").split(", ") if fact]
    facts += [["checked_in_at", "hotel.clock()"]] if step["to"] == "COMPLETED" else []
    columns, values = ("".join(f", {fact[n]}" for fact in facts) for n in (0, 1))
    return [AS_IMPORT, IMPORT.format(columns=columns, values=values)]


RAW_SQL: dict[str, Statements] = {
    "raw_booking_status": _status,
    "raw_room_status": lambda _: [
        "update hotel.room set room_status = %(to)s where hotel_id = %(hotel)s and id = %(room)s"
    ],
    "raw_shift_claim": lambda _: [
        LOCK,
        f"update hotel.room_claim as c set stay = daterange(lower(c.stay) + 1, upper(c.stay) + 1) {OPEN_CLAIM}",
    ],
    "raw_new_claim": lambda _: [
        LOCK,
        "insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay) "
        "select b.hotel_id, r.id, 'ASSIGNMENT', b.id, daterange(b.check_in, b.check_out) from hotel.booking as b "
        f"inner join hotel.room as r on b.hotel_id = r.hotel_id and r.id = %(room)s {OF_B}",
    ],
    "raw_delete_claim": lambda _: [
        LOCK,
        "delete from hotel.room_claim as c using hotel.booking as b "
        f"{OPEN_CLAIM.removeprefix('from hotel.booking as b ')}",
    ],
    "raw_half_arrival": lambda _: [ARRIVE],
    "raw_arrival": lambda _: [
        LOCK,
        # Claim, room and guests only of somebody who has not arrived: in one statement, which sees what was.
        f"with b as ({ARRIVE} returning hotel_id, id), "
        "c as (update hotel.room_claim as k set occupied_from = hotel.clock() from b "
        "where k.hotel_id = b.hotel_id and k.booking_id = b.id and k.is_open "
        "returning k.hotel_id, k.booking_id, k.room_id), "
        "g as (update hotel.in_house_guest as g set room_id = c.room_id from c "
        "where g.hotel_id = c.hotel_id and g.booking_id = c.booking_id) "
        "update hotel.room as r set room_status = 'OCCUPIED' from c where r.hotel_id = c.hotel_id and r.id = c.room_id",
    ],
    "raw_departure": lambda _: [
        LOCK,
        "with b as (select b.hotel_id, b.id, c.room_id from hotel.booking as b "
        "inner join hotel.room_claim as c on b.hotel_id = c.hotel_id and b.id = c.booking_id and c.is_open "
        f"{OF_B} and b.checked_in_at is not null and b.checked_out_at is null "
        "for no key update of b), "
        "g as (update hotel.in_house_guest as g set room_id = null from b "
        "where g.hotel_id = b.hotel_id and g.booking_id = b.id), "
        "i as (update hotel.overstay_incident as i set status = 'RESOLVED', resolved_at = hotel.clock(), "
        "resolved_by = 'sql', resolution_note = 'sql' from b "
        "where i.hotel_id = b.hotel_id and i.booking_id = b.id and i.status = 'OPEN'), "
        "r as (update hotel.room as r set room_status = 'CHECKOUT_DIRTY' from b "
        "where r.hotel_id = b.hotel_id and r.id = b.room_id) "
        f"update hotel.booking as k set status = 'COMPLETED', {FACTS['COMPLETED']} from b "
        "where k.hotel_id = b.hotel_id and k.id = b.id",
    ],
    "raw_import": _import,
    "raw_invents_payment": lambda _: [
        "update hotel.booking set paid_at = hotel.clock() + interval '1 second' where hotel_id = %(hotel)s"
    ],
    "raw_rewrites_audit": lambda _: ["update hotel.audit set note = 'sql' where hotel_id = %(hotel)s"],
    "raw_cuts_events": lambda _: ["delete from hotel.event where hotel_id = %(hotel)s"],
    "raw_counts_nights": lambda _: ["update hotel.inventory_night set sold = 0, held = 0 where hotel_id = %(hotel)s"],
    "raw_deletes_booking": lambda _: ["delete from hotel.booking where hotel_id = %(hotel)s"],
    "operator_writes": lambda _: [f"update hotel.booking set status = 'CONFIRMED' {BOOKING}"],
}
