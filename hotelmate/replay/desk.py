"""One caller: what happens to a booking, step by step, each call a transaction of its own.

Staff call the public functions as the role of the HTTP API, with their own tokens. The payment provider is played by
answering every payment command at once and in full, through the function its webhooks end in. Nothing asks first: what
may not be is refused by the database.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import psycopg

from hotelmate.replay.caller import Caller
from hotelmate.replay.hotel import SLUG, Hotel, Room
from hotelmate.replay.plan import Step
from hotelmate.replay.rows import Row

CREATE = """
select api.create_staff_booking(
    p_hotel => $1, p_token => $2, p_room_type_code => $3, p_check_in => $4, p_check_out => $5,
    p_primary_first_name => 'Guest', p_primary_last_name => $6, p_primary_email => 'guest@hotel.example',
    p_primary_phone => '+351', p_adults => $7, p_children => $8, p_terms => $9, p_total_minor => $10,
    p_cancellation_policy => $11, p_party => $12
)"""
APPROVE = "select api.approve_booking(p_hotel => $1, p_token => $2, p_booking_id => $3)"
CANCEL = """
select api.cancel_booking(p_hotel => $1, p_token => $2, p_booking_id => $3, p_reason => 'Cancelled by the guest')"""
NO_SHOW = "select api.mark_no_show(p_hotel => $1, p_token => $2, p_booking_id => $3)"
ASSIGN = """
select api.assign_room(p_hotel => $1, p_token => $2, p_booking_id => $3, p_room_id => $4, p_upgrade_reason => $5)"""
CHECK_IN = "select api.check_in(p_hotel => $1, p_token => $2, p_booking_id => $3)"
EXTEND = "select api.extend_stay(p_hotel => $1, p_token => $2, p_booking_id => $3, p_new_checkout_date => $4)"
SETTLE = """
select api.record_property_payment(p_hotel => $1, p_token => $2, p_booking_id => $3, p_amount_minor => $4)"""
CHECK_OUT = "select api.check_out(p_hotel => $1, p_token => $2, p_booking_id => $3)"
START_CLEANING = "select api.start_cleaning(p_hotel => $1, p_token => $2, p_room_number => $3)"
MARK_CLEANED = "select api.mark_cleaned(p_hotel => $1, p_token => $2, p_room_number => $3)"
INSPECT = "select api.inspect_room(p_hotel => $1, p_token => $2, p_room_number => $3, p_passed => true)"

AUTHORIZE = """
select app.record_payment_movement(
    p_hotel => $1, p_booking_id => $2, p_kind => 'AUTHORIZED', p_payment_reference => 'pi_' || $2,
    p_movement_reference => 'pi_' || $2, p_amount_minor => $3
)"""
ANSWER_COMMANDS = """
select
    app.record_payment_movement(
        p_hotel => $1, p_booking_id => b.number,
        p_kind => case c.kind
            when 'CAPTURE' then 'CAPTURED' when 'RELEASE' then 'RELEASED' else 'REFUNDED'
        end::hotel.ledger_kind,
        p_payment_reference => p.reference, p_movement_reference => c.id::text, p_amount_minor => c.amount_minor
    )
from hotel.booking as b
inner join hotel.payment_command as c on b.hotel_id = c.hotel_id and b.id = c.booking_id
inner join hotel.payment as p on c.hotel_id = p.hotel_id and c.payment_id = p.id
where b.hotel_id = $2 and b.number = $3 and c.status = 'PENDING' and c.kind <> 'VERIFY'
"""


@dataclass(slots=True)
class Stay:
    """What the world knows of a booking once it is made: its number, and the room it is in."""

    number: str
    room: Room | None = None


class Refusals:
    """Rows that broke a rule, by its name; a refused row's further life does not happen."""

    def __init__(self) -> None:
        self.by_rule: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, error: psycopg.Error) -> None:
        """Count a refusal. Whatever is no refusal of a rule is raised again."""
        state = error.sqlstate or ""
        if not state.startswith(("RV", "23")):
            raise error
        rule = error.diag.constraint_name or (error.diag.message_detail or state).split(maxsplit=1)[0]
        with self._lock:
            self.by_rule[rule] += 1


class Desk:
    """Staff's connection, with the API's role, and the payment provider's, with the owner's."""

    def __init__(self, api: Caller, provider: Caller, hotel: Hotel, stays: dict[int, Stay], refusals: Refusals) -> None:
        self._api = api
        self._provider = provider
        self._hotel = hotel
        self._stays = stays  # by line; threads only ever touch the entries of their own bookings
        self._refusals = refusals
        self._steps: dict[Step, Callable[[Row], None]] = {
            Step.BOOK: self._book,
            Step.CANCEL: self._cancel,
            Step.NO_SHOW: self._mark_no_show,
            Step.ARRIVE: self._arrive,
            Step.EXTEND: self._extend,
            Step.DEPART: self._depart,
        }

    def live(self, row: Row, steps: list[Step]) -> None:
        """What happens to a booking in this half-day; nothing to one that was refused before."""
        for step in steps:
            if step is not Step.BOOK and row.line not in self._stays:
                return
            try:
                self._steps[step](row)
            except psycopg.Error as error:
                self._refusals.add(error)
                self._stays.pop(row.line, None)

    def _book(self, row: Row) -> None:
        surname = f"No. {row.line}"
        answer = self._staff(
            "desk",
            CREATE,
            row.reserved_type,
            row.arrival,
            row.departure,
            surname,
            row.adults,
            row.children,
            "PAY_AT_PROPERTY" if row.pays_at_property else "PREPAID",
            row.total_minor,
            row.policy,
            json.dumps([{"first_name": f"Companion {n}", "last_name": surname} for n in range(1, row.party)]),
        )
        booking = json.loads(answer or "")
        number, status = booking["booking_id"], booking["status"]
        self._stays[row.line] = Stay(number)
        if status == "PENDING_PAYMENT":
            self._provider(AUTHORIZE, SLUG, number, row.total_minor)
        if status != "CONFIRMED":
            self._staff("manager", APPROVE, number)
        if status == "PENDING_PAYMENT":
            self._answer_commands(number)

    def _cancel(self, row: Row) -> None:
        number = self._stays[row.line].number
        self._staff("desk", CANCEL, number)
        self._answer_commands(number)

    def _mark_no_show(self, row: Row) -> None:
        number = self._stays[row.line].number
        self._staff("desk", NO_SHOW, number)
        self._answer_commands(number)

    def _arrive(self, row: Row) -> None:
        stay = self._stays[row.line]
        room = self._hotel.ready[row.assigned_type].popleft()
        try:
            if row.assigned_type == row.reserved_type:
                self._staff("desk", ASSIGN, stay.number, room.id, "")
            else:
                self._staff("manager", ASSIGN, stay.number, room.id, f"Moved to type {row.assigned_type}")
        except psycopg.Error:
            self._hotel.ready[row.assigned_type].append(room)
            raise
        stay.room = room
        self._staff("desk", CHECK_IN, stay.number)

    def _extend(self, row: Row) -> None:
        """The added nights are paid for at the desk."""
        number = self._stays[row.line].number
        answer = json.loads(self._staff("manager", EXTEND, number, row.ended) or "")
        price = int(answer["pricing"]["amount_delta"].replace(".", ""))
        if price > 0:
            self._staff("desk", SETTLE, number, price)

    def _depart(self, row: Row) -> None:
        stay = self._stays.pop(row.line)
        room = stay.room
        assert room is not None
        if row.pays_at_property and row.total_minor > 0:
            self._staff("desk", SETTLE, stay.number, row.total_minor)
        self._staff("desk", CHECK_OUT, stay.number)
        self._staff("housekeeper", START_CLEANING, room.number)
        self._staff("housekeeper", MARK_CLEANED, room.number)
        self._staff("inspector", INSPECT, room.number)
        self._hotel.ready[row.assigned_type].append(room)

    def _staff(self, who: str, call: str, *arguments: str | int | date) -> bytes | None:
        return self._api(call, SLUG, self._hotel.tokens[who], *arguments)

    def _answer_commands(self, booking: str) -> None:
        self._provider(ANSWER_COMMANDS, SLUG, self._hotel.id, booking)
