"""What staff, and an operator, do about money in `prove money`."""

from __future__ import annotations

from datetime import timedelta

from hotelmate.prove.hotels import GUEST, call
from hotelmate.prove.money_player import Booking, Player


class Staff(Player):
    """The front desk and its manager."""

    async def staff_books(self) -> None:
        hotel = self.chance.choice(self.stage.hotels)
        arrival = self._today()
        answer = call(
            *(self.stage.api, "create_staff_booking"),
            hotel=hotel.slug,
            room_type_code="DBL",
            check_in=arrival,
            check_out=arrival + timedelta(days=2),
            token=hotel.token,
            terms=self.chance.choice(["PREPAID", "PAY_AT_PROPERTY"]),
            total_minor=self.chance.choice([None, 0, 9999, 30001]),
            **GUEST,
        )
        self.bookings.append(Booking(hotel, answer["booking_id"]))

    async def staff_approves(self) -> None:
        await self._decide("approve_booking", "PENDING_APPROVAL")

    async def staff_declines(self) -> None:
        await self._decide("decline_booking", "PENDING_APPROVAL")

    async def staff_cancels(self) -> None:
        await self._decide("cancel_booking", "PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED", "MISSED")

    async def staff_marks_no_show(self) -> None:
        await self._decide("mark_no_show", "MISSED")

    async def staff_amends_the_price(self) -> None:
        booking = self._any("PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED")
        call(self.stage.api, "amend_booking", **booking.staff, total_minor=self.chance.choice([5000, 15000, 40000]))
        await self._settle(booking)

    async def staff_takes_money(self) -> None:
        booking = self._any("CONFIRMED", "IN_HOUSE", "CANCELLED", "NO_SHOW", "COMPLETED")
        amount = self.chance.choice([100, 5000, 10900, 21800])
        call(self.stage.api, "record_property_payment", **booking.staff, amount_minor=amount)
        await self._settle(booking)

    async def staff_gives_money_back(self) -> None:
        booking = self._any("CONFIRMED", "CANCELLED", "NO_SHOW", "COMPLETED")
        amount = self.chance.choice([100, 5000, 10900, 21800])
        call(self.stage.api, "record_property_refund", **booking.staff, amount_minor=amount)

    async def staff_checks_in(self) -> None:
        booking = self._any("CONFIRMED")
        rooms = call(self.stage.api, "list_available_rooms", **booking.staff)["available_rooms"]
        if rooms:
            call(self.stage.api, "assign_room", **booking.staff, room_id=rooms[0]["id"])
        call(self.stage.api, "check_in", **booking.staff, override_reason="A proof runs at any hour")

    async def staff_extends(self) -> None:
        booking = self._any("IN_HOUSE")
        call(self.stage.api, "extend_stay", **booking.staff, add_nights=1)

    async def staff_checks_out(self) -> None:
        booking = self._any("IN_HOUSE")
        note = self.chance.choice([None, "Settled by the company"])
        call(self.stage.api, "check_out", **booking.staff, open_balance_note=note)
        await self._settle(booking)

    async def operator_cancels(self) -> None:
        booking = self._any("PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED")
        call(
            *(self.stage.operator, "cancel_booking"),
            hotel=booking.hotel.slug,
            booking_id=booking.number,
            note="Asked by telephone",
        )

    async def _decide(self, function: str, *statuses: str) -> None:
        booking = self._any(*statuses)
        call(self.stage.api, function, **booking.staff)
        await self._settle(booking)
