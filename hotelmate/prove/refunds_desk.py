"""The hotels of `prove refunds`, and what they really charge: bookings made, paid and ended through the functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count

import psycopg

from hotelmate.prove.ground import set_time
from hotelmate.prove.hotels import GUEST, OwnerConnection, call, open_hotel, publish, value
from hotelmate.prove.refunds_cases import POLICIES, Case, Place
from hotelmate.prove.refunds_rules import HOUR

TOO_EARLY = "NO_SHOW_TOO_EARLY"
AT_DESK = "AT_DESK"  # where money goes back that the provider is not asked for
BOOKED_BEFORE = 60 * 24 * HOUR  # check-in


@dataclass(frozen=True)
class Seen:
    """What ending a booking was said to cost and what it did cost.

    `preview` is (fee, money back, rule) as shown, None where nobody asks beforehand (a no-show). `told` is the same of
    the answer, without the rule. `fee` is the booking's own in minor units, None when the end was `refused`, with that
    code. `back` is what goes back at the desk and what the provider is now asked to do: [(kind, minor units)].
    """

    preview: tuple[str, str, str] | None
    told: tuple[str, str] | None
    fee: int | None
    back: list[tuple[str, int]]
    refused: str | None = None


class Desk:
    """A hotel at a place, with every policy, through a connection of the owner whose time it sets."""

    def __init__(self, owner: OwnerConnection, place: Place) -> None:
        self._conn = owner
        self._payments = count(1)
        set_time(owner, place.stay(1, 1).begins - BOOKED_BEFORE - timedelta(days=1))
        self._hotel = open_hotel(
            *(owner, place.slug),
            rooms=1,
            zone=place.zone,
            check_in_time=place.check_in_time,
            approval_policy="INSTANT",
        )
        for policy in POLICIES:
            if policy is not None:
                publish(owner, self._hotel, policy)

    def try_out(self, case: Case) -> Seen:
        """Book, pay, ask what it would cost, end it, look at what it did cost."""
        set_time(self._conn, case.stay.begins - BOOKED_BEFORE)
        number = self._book(case)
        guest_token = self._guest_token(number) if case.by_guest else None
        set_time(self._conn, case.at)
        preview = None if case.ends_by == "no_show" else self._preview(number, guest_token)
        try:
            told = self._end(case, number, guest_token)
        except psycopg.Error as error:
            code = (error.diag.message_detail or str(error)).split()[0]
            seen = Seen(preview, None, None, self._money_back(number), code)
            self._staff("cancel_booking", number)  # there is one room
            return seen
        fee = value(
            self._conn,
            "select coalesce(cancellation_fee_minor, no_show_fee_minor) from hotel.booking where number = %s",
            number,
        )
        return Seen(preview, told, fee, self._money_back(number))

    def _book(self, case: Case) -> str:
        waits = case.ends_by == "withdraw"
        prepaid = waits or (case.is_paid and not case.at_desk)
        with self._conn.transaction():
            answer = call(
                *(self._conn, "create_staff_booking"),
                hotel=self._hotel.slug,
                room_type_code="DBL",
                check_in=case.stay.check_in,
                check_out=case.stay.check_in + timedelta(days=case.stay.nights),
                **GUEST,
                terms="PREPAID" if prepaid else "PAY_AT_PROPERTY",
                total_minor=case.stay.total,
                cancellation_policy=case.policy.code if case.policy else None,
                token=self._hotel.token,
            )
            number = str(answer["booking_id"])
            if prepaid and case.stay.total:
                value(
                    self._conn,
                    "select app.record_payment_movement(%s, %s, %s::hotel.ledger_kind, %s, %s, %s, %s)",
                    *(self._hotel.slug, number, "AUTHORIZED" if waits else "CAPTURED"),
                    *(f"pi_{next(self._payments)}", "m_1", case.stay.total, "MANUAL" if waits else "AUTOMATIC"),
                )
            elif case.at_desk and case.stay.total:
                self._staff("record_property_payment", number, amount_minor=case.stay.total)
        return number

    def _guest_token(self, number: str) -> str:
        query = "select app.issue_guest_token(b) from hotel.booking as b where b.number = %s"
        return str(value(self._conn, query, number))

    def _preview(self, number: str, guest_token: str | None) -> tuple[str, str, str]:
        if guest_token:
            answer = self._guest("preview_own_cancellation", number, guest_token)
        else:
            answer = self._staff("preview_cancellation", number)
        shown = answer["cancellation_preview"]
        return shown["fee_amount"], shown["refund_amount"], shown["applied_rule"]

    def _end(self, case: Case, number: str, guest_token: str | None) -> tuple[str, str] | None:
        if case.ends_by == "no_show":
            self._staff("mark_no_show", number)
            return None
        if guest_token:
            answer = self._guest("cancel_own_booking", number, guest_token)
        else:
            answer = self._staff("cancel_booking", number)
        told = answer["cancellation"]
        return told["cancellation_fee"], told["refund_amount"]

    def _staff(self, function: str, number: str, **more: int) -> dict[str, dict[str, str]]:
        answer: dict[str, dict[str, str]] = call(
            self._conn, function, hotel=self._hotel.slug, booking_id=number, token=self._hotel.token, **more
        )
        return answer

    def _guest(self, function: str, number: str, guest_token: str) -> dict[str, dict[str, str]]:
        answer: dict[str, dict[str, str]] = call(
            self._conn, function, hotel=self._hotel.slug, booking_id=number, guest_token=guest_token
        )
        return answer

    def _money_back(self, number: str) -> list[tuple[str, int]]:
        owed = int(Decimal(self._staff("get_booking", number)["payment"]["refund_due_at_desk"]) * 100)
        asked = self._conn.execute(
            "select c.kind::text, c.amount_minor from hotel.payment_command as c "
            "inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id "
            "where b.number = %s and c.status = 'PENDING' order by c.kind",
            [number],
        ).fetchall()
        return [*([(AT_DESK, owed)] if owed else []), *asked]
