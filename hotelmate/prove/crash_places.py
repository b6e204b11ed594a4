"""Where bookings stand before `prove crash` lets somebody die: made through the functions, while nothing does."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from hotelmate.prove.crash_stage import Stage
from hotelmate.prove.hotels import GUEST, Hotel, call, value
from hotelmate.prove.house import days_gone_by
from hotelmate.prove.payment_pages import keep_page, wanted_page
from listener.sinks.money import SessionRequest
from listener.sinks.stripe import StripeSink

NIGHTS = 2


@dataclass
class Booking:
    """A booking as its guest and the staff know it; `page` is the provider's id of the page to pay on."""

    hotel: Hotel
    number: str
    guest_token: str = ""
    page: str = ""

    @property
    def staff(self) -> dict[str, Any]:
        return {"hotel": self.hotel.slug, "booking_id": self.number, "token": self.hotel.token}


def held(stage: Stage, hotel: int = 0) -> Booking:
    """It waits for its payment."""
    place = stage.hotels[hotel]
    arrival = value(stage.owner, "select hotel.local_date(hotel.clock(), 'Europe/Dublin')") + timedelta(days=1)
    answer = call(
        *(stage.sql, "create_booking"),
        hotel=place.slug,
        room_type_code="DBL",
        check_in=arrival,
        check_out=arrival + timedelta(days=NIGHTS),
        **GUEST,
    )["data"]
    return Booking(place, answer["booking_id"], answer["guest_token"])


def held_at_once(stage: Stage) -> Booking:
    """The same at a hotel that confirms what is paid."""
    return held(stage, hotel=1)


def with_page(stage: Stage, booking: Booking) -> Booking:
    """Its page to pay on is open."""
    request = msgspec.convert(wanted_page(stage.sql, booking.hotel.slug, booking.number), type=SessionRequest)
    page = asyncio.run(_made(stage, request))
    keep_page(stage.sql, booking.hotel.slug, request.session, page)
    booking.page = page["id"]
    return booking


async def _made(stage: Stage, request: SessionRequest) -> dict[str, Any]:
    async with StripeSink(stage.settings) as sink:
        return await sink.create_checkout_session(request)


def paying(stage: Stage) -> Booking:
    """Its guest is at the page to pay on."""
    return with_page(stage, held(stage))


def paying_at_once(stage: Stage) -> Booking:
    """The same at a hotel that confirms what is paid."""
    return with_page(stage, held_at_once(stage))


def requested(stage: Stage, hotel: int = 0) -> Booking:
    """Its payment is authorised, staff are to decide."""
    return _told(stage, with_page(stage, held(stage, hotel)))


def confirmed(stage: Stage) -> Booking:
    """Its payment was captured."""
    return _told(stage, with_page(stage, held(stage, hotel=1)))


def half_charged(stage: Stage) -> Booking:
    """Confirmed and captured at a hotel that charges half for a late cancellation."""
    booking = requested(stage)
    call(stage.sql, "approve_booking", **booking.staff)
    asyncio.run(_settled(stage, booking))
    return booking


async def _settled(stage: Stage, booking: Booking) -> None:
    async with StripeSink(stage.settings) as sink:
        await stage.cashier(sink).settle(booking.hotel.slug, booking.number)


def not_arrived(stage: Stage) -> Booking:
    """Two days have passed since the guest should have come."""
    booking = half_charged(stage)
    _days_ago(stage, booking)
    return booking


def undecided(stage: Stage) -> Booking:
    """A request whose day has passed, and the time to decide it; at a hotel of its own, for the job looks at all."""
    booking = requested(stage, hotel=2)
    _days_ago(stage, booking)
    stage.pass_time(timedelta(hours=1))
    return booking


def in_house(stage: Stage) -> Booking:
    """The guest has arrived and stays two nights more."""
    booking = confirmed(stage)
    _days_ago(stage, booking, 1)
    rooms = call(stage.sql, "list_available_rooms", **booking.staff)["available_rooms"]
    call(stage.sql, "assign_room", **booking.staff, room_id=rooms[0]["id"])
    call(stage.sql, "check_in", **booking.staff, override_reason="A proof runs at any hour")
    return booking


def abandoned(stage: Stage) -> Booking:
    """The guest gave up; the page is still open."""
    booking = with_page(stage, held(stage))
    call(
        *(stage.sql, "abandon_booking"),
        hotel=booking.hotel.slug,
        booking_id=booking.number,
        guest_token=booking.guest_token,
    )
    return booking


def _days_ago(stage: Stage, booking: Booking, days: int = 3) -> None:
    with days_gone_by(stage.owner):
        stage.owner.execute(
            "update hotel.booking set check_in = check_in - %s where number = %s", [days, booking.number]
        )


def _told(stage: Stage, booking: Booking) -> Booking:
    """The guest pays, and every event of it has been processed."""
    for event in paid(stage, booking):
        call(stage.sql, "receive_provider_event", payload=json.dumps(event))
        call(stage.sql, "process_provider_event", event_id=event["id"])
    return booking


def paid(stage: Stage, booking: Booking) -> list[dict[str, Any]]:
    """The guest pays; the events of that, oldest first."""
    known = {event["id"] for event in stage.newest_events()}
    stage.remote.pay(booking.page)
    return [event for event in reversed(stage.newest_events()) if event["id"] not in known]
