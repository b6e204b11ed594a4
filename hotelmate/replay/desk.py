"""One caller: what happens to a booking, step by step, each call a transaction of its own.

Staff call the public functions as the role of the HTTP API, with their own tokens. The payment provider is played by
answering every payment command at once and in full, through the function its webhooks end in. Nothing asks first: what
may not be is refused by the database.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg.types.json import Jsonb

from hotelmate.replay.hotel import SLUG, Hotel, Room
from hotelmate.replay.plan import Step
from hotelmate.replay.rows import Row

CREATE = """
select api.create_staff_booking(
    p_hotel => %(hotel)s, p_room_type_code => %(type)s, p_check_in => %(check_in)s, p_check_out => %(check_out)s,
    p_primary_first_name => 'Guest', p_primary_last_name => %(name)s, p_primary_email => 'guest@hotel.example',
    p_primary_phone => '+351', p_adults => %(adults)s::int, p_children => %(children)s::int,
    p_terms => %(terms)s::hotel.payment_terms, p_total_minor => %(total)s::bigint, p_cancellation_policy => %(policy)s,
    p_party => %(party)s, p_token => %(token)s
)"""
APPROVE = "select api.approve_booking(p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_token => %(token)s)"
CANCEL = """
select api.cancel_booking(
    p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_reason => 'Cancelled by the guest', p_token => %(token)s
)"""
NO_SHOW = "select api.mark_no_show(p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_token => %(token)s)"
ASSIGN = """
select api.assign_room(
    p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_room_id => %(room)s::bigint, p_upgrade_reason => %(reason)s,
    p_token => %(token)s
)"""
CHECK_IN = "select api.check_in(p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_token => %(token)s)"
EXTEND = """
select api.extend_stay(
    p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_new_checkout_date => %(until)s, p_token => %(token)s
)"""
SETTLE = """
select api.record_property_payment(
    p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_amount_minor => %(total)s::bigint, p_token => %(token)s
)"""
CHECK_OUT = "select api.check_out(p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_token => %(token)s)"
START_CLEANING = "select api.start_cleaning(p_hotel => %(hotel)s, p_room_number => %(room)s::int, p_token => %(token)s)"
MARK_CLEANED = "select api.mark_cleaned(p_hotel => %(hotel)s, p_room_number => %(room)s::int, p_token => %(token)s)"
INSPECT = """
select api.inspect_room(p_hotel => %(hotel)s, p_room_number => %(room)s::int, p_passed => true, p_token => %(token)s)"""

AUTHORIZE = """
select app.record_payment_movement(
    p_hotel => %(hotel)s, p_booking_id => %(booking)s, p_kind => 'AUTHORIZED',
    p_payment_reference => 'pi_' || %(booking)s, p_movement_reference => 'pi_' || %(booking)s,
    p_amount_minor => %(total)s::bigint
)"""
ANSWER_COMMANDS = """
select
    app.record_payment_movement(
        p_hotel => %(hotel)s, p_booking_id => b.number,
        p_kind => case c.kind
            when 'CAPTURE' then 'CAPTURED' when 'RELEASE' then 'RELEASED' else 'REFUNDED'
        end::hotel.ledger_kind,
        p_payment_reference => p.reference, p_movement_reference => c.id::text, p_amount_minor => c.amount_minor
    )
from hotel.booking as b
inner join hotel.payment_command as c on b.hotel_id = c.hotel_id and b.id = c.booking_id
inner join hotel.payment as p on c.hotel_id = p.hotel_id and c.payment_id = p.id
where b.hotel_id = %(hotel_id)s and b.number = %(booking)s and c.status = 'PENDING' and c.kind <> 'VERIFY'
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
    """One pair of connections: staff's, as the API's role, and the provider's, as the owner."""

    def __init__(
        self,
        api: psycopg.Connection,
        provider: psycopg.Connection,
        hotel: Hotel,
        stays: dict[int, Stay],
        refusals: Refusals,
    ) -> None:
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
        answer = self._staff(
            "desk",
            CREATE,
            type=row.reserved_type,
            check_in=row.arrival,
            check_out=row.departure,
            name=f"No. {row.line}",
            adults=row.adults,
            children=row.children,
            terms="PAY_AT_PROPERTY" if row.pays_at_property else "PREPAID",
            total=row.total_minor,
            policy=row.policy,
            party=Jsonb(
                [{"first_name": f"Companion {n}", "last_name": f"No. {row.line}"} for n in range(1, row.party)]
            ),
        ).fetchone()
        assert answer is not None
        number, status = answer[0]["booking_id"], answer[0]["status"]
        self._stays[row.line] = Stay(number)
        if status == "PENDING_PAYMENT":
            self._provider.execute(
                AUTHORIZE, {"hotel": SLUG, "booking": number, "total": row.total_minor}, prepare=True
            )
        if status != "CONFIRMED":
            self._staff("manager", APPROVE, booking=number)
        if status == "PENDING_PAYMENT":
            self._answer_commands(number)

    def _cancel(self, row: Row) -> None:
        number = self._stays[row.line].number
        self._staff("desk", CANCEL, booking=number)
        self._answer_commands(number)

    def _mark_no_show(self, row: Row) -> None:
        number = self._stays[row.line].number
        self._staff("desk", NO_SHOW, booking=number)
        self._answer_commands(number)

    def _arrive(self, row: Row) -> None:
        stay = self._stays[row.line]
        moved = row.assigned_type != row.reserved_type
        room = self._hotel.ready[row.assigned_type].popleft()
        try:
            self._staff(
                "manager" if moved else "desk",
                ASSIGN,
                booking=stay.number,
                room=room.id,
                reason=f"Moved to type {row.assigned_type}" if moved else None,
            )
        except psycopg.Error:
            self._hotel.ready[row.assigned_type].append(room)
            raise
        stay.room = room
        self._staff("desk", CHECK_IN, booking=stay.number)

    def _extend(self, row: Row) -> None:
        self._staff("manager", EXTEND, booking=self._stays[row.line].number, until=row.ended)

    def _depart(self, row: Row) -> None:
        stay = self._stays.pop(row.line)
        room = stay.room
        assert room is not None
        if row.pays_at_property and row.total_minor > 0:
            self._staff("desk", SETTLE, booking=stay.number, total=row.total_minor)
        self._staff("desk", CHECK_OUT, booking=stay.number)
        self._staff("housekeeper", START_CLEANING, room=room.number)
        self._staff("housekeeper", MARK_CLEANED, room=room.number)
        self._staff("inspector", INSPECT, room=room.number)
        self._hotel.ready[row.assigned_type].append(room)

    def _staff(self, who: str, call: str, **arguments: object) -> psycopg.Cursor:
        return self._api.execute(call, {"hotel": SLUG, "token": self._hotel.tokens[who], **arguments}, prepare=True)

    def _answer_commands(self, booking: str) -> None:
        self._provider.execute(
            ANSWER_COMMANDS, {"hotel": SLUG, "hotel_id": self._hotel.id, "booking": booking}, prepare=True
        )
