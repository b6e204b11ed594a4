"""What guests do about money in `prove money`."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec

from hotelmate.prove.hotels import GUEST, call
from hotelmate.prove.money_player import Booking, Impossible, Player
from hotelmate.prove.payment_pages import keep_page, wanted_page
from listener.sinks import Refused, Unavailable
from listener.sinks.money import SessionRequest

DECLINED = "pm_card_chargeDeclined"


class Guests(Player):
    """Guests, and their cards."""

    async def guest_books(self) -> None:
        hotel = self.chance.choice(self.stage.hotels)
        arrival = self._today() + timedelta(days=self.chance.choice([0, 1, 2, 5]))
        answer = call(
            *(self.stage.api, "create_booking"),
            hotel=hotel.slug,
            room_type_code="DBL",
            check_in=arrival,
            check_out=arrival + timedelta(days=self.chance.randint(1, 3)),
            **GUEST,
        )["data"]
        self.bookings.append(Booking(hotel, answer["booking_id"], answer["guest_token"]))

    async def guest_opens_the_page(self) -> None:
        await self._open_page(self._any("PENDING_PAYMENT", "IN_HOUSE"))

    async def guest_books_and_pays(self) -> None:
        await self.guest_books()
        await self._open_page(self.bookings[-1])
        if self.bookings[-1].pages:
            self.stage.remote.pay(self.bookings[-1].pages[-1])

    async def _open_page(self, booking: Booking) -> None:
        wanted = wanted_page(self.stage.api, booking.hotel.slug, booking.number)
        if wanted is None:
            return
        request = msgspec.convert(wanted, type=SessionRequest)
        try:
            page = await self.stage.sink.create_checkout_session(request)
        except (Unavailable, Refused):
            return  # the guest is told to try again
        booking.pages.append(page["id"])
        if self.chance.random() < 0.1:
            return  # the API dies before it has kept the page
        keep_page(self.stage.api, booking.hotel.slug, request.session, page)

    async def guest_pays(self) -> None:
        self.stage.remote.pay(self._page())

    async def guest_is_declined(self) -> None:
        self.stage.remote.pay(self._page(), DECLINED)

    async def guest_comes_back(self) -> None:
        """The client asks whether the payment has arrived, as the page after paying does."""
        booking = self._any()
        if not booking.pages:
            raise Impossible
        try:
            paid = await self.stage.sink.paid_on(booking.pages[-1])
        except (Unavailable, Refused):
            return
        call(self.stage.api, "record_provider_objects", hotel=booking.hotel.slug, objects=json.dumps([paid]))

    async def guest_abandons(self) -> None:
        booking = self._any("PENDING_PAYMENT")
        call(self.stage.api, "abandon_booking", **booking.guest)

    async def guest_cancels(self) -> None:
        booking = self._any("PENDING_APPROVAL", "CONFIRMED")
        call(self.stage.api, "cancel_own_booking", **booking.guest)
        await self._settle(booking)

    def _page(self) -> str:
        pages = [page for booking in self.bookings for page in booking.pages]
        if not pages:
            raise Impossible
        return pages[-1 - min(int(self.chance.expovariate(0.5)), len(pages) - 1)]
