"""What the events of `prove webhooks` are about: hotels, and bookings whose payment pages are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from hotelmate.prove.ground import MovingClock
from hotelmate.prove.hotels import GUEST, Hotel, OwnerConnection, call, open_hotel, value
from hotelmate.prove.payment_pages import made_page
from hotelmate.standin.stripe_books import Books

EARLIER = timedelta(days=20)  # bookings are made so long before their events are delivered
NIGHTS = 2


@dataclass(frozen=True)
class Page:
    """An open payment page: the provider's id of it, and our booking's number."""

    session: str
    booking: str


@dataclass(frozen=True)
class World:
    """Two hotels, one that approves requests and one that confirms at once, in a database and at the provider."""

    owner: OwnerConnection
    api: psycopg.Connection[Any]  # as the API's role
    books: Books
    clock: MovingClock
    on_request: Hotel
    at_once: Hotel

    def booked(self, hotel: Hotel) -> tuple[str, str]:
        """A booking that waits for its payment; its number and its guest's token."""
        answer = call(
            *(self.api, "create_booking"),
            hotel=hotel.slug,
            room_type_code="DBL",
            **self._stay(),
            **GUEST,
        )
        return answer["data"]["booking_id"], answer["data"]["guest_token"]

    def page(self, hotel: Hotel, booking: str) -> Page:
        """A booking's payment page, made as the API makes it."""
        page = made_page(self.api, self.books, hotel.slug, booking)
        assert page is not None  # nobody has opened one before
        return Page(page["id"], booking)

    def abandoned(self, hotel: Hotel) -> Page:
        """The page of a booking that its guest gave up: what is paid there comes too late."""
        booking, token = self.booked(hotel)
        page = self.page(hotel, booking)
        call(self.api, "abandon_booking", hotel=hotel.slug, booking_id=booking, guest_token=token)
        return page

    def extended(self, hotel: Hotel) -> Page:
        """The page for two more nights of a guest who is in the house."""
        staff = {"hotel": hotel.slug, "token": hotel.token}
        booking = call(self.api, "create_staff_booking", **staff, room_type_code="DBL", **self._stay(0), **GUEST)
        number = booking["booking_id"]
        rooms = call(self.api, "list_available_rooms", **staff, booking_id=number)["available_rooms"]
        call(self.api, "assign_room", **staff, booking_id=number, room_id=rooms[0]["id"])
        call(self.api, "check_in", **staff, booking_id=number, override_reason="A proof runs at any hour")
        call(self.api, "extend_stay", **staff, booking_id=number, add_nights=2)
        return self.page(hotel, number)

    def _stay(self, begins_in: int = 40) -> dict[str, Any]:
        arrival = value(self.owner, "select hotel.local_date(hotel.clock(), 'Europe/Dublin')")
        arrival += timedelta(days=begins_in)
        return {"check_in": arrival, "check_out": arrival + timedelta(days=NIGHTS)}


def open_world(owner: OwnerConnection, api: psycopg.Connection[Any], rooms: int) -> World:
    """The hotels in an empty release, `EARLIER` than now, with a provider of the same time."""
    clock = MovingClock.install(owner, -EARLIER)
    on_request = open_hotel(owner, "quiet-cove", rooms=rooms)
    at_once = open_hotel(owner, "north-pier", rooms=rooms, approval_policy="INSTANT")
    return World(owner, api, Books(clock=clock.time), clock, on_request, at_once)
