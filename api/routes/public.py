"""What anybody may ask a hotel: what is free, what it costs, what cancelling would cost."""

from __future__ import annotations

from datetime import date

from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from api.caller import Guest, Reader
from api.guest_answers import Availability, PolicyOfHotel, Quote
from api.guest_bodies import QuoteStay
from api.limits import ANYBODY, OPT
from api.operations import Answer, act, read


@read("/availability/", opt={OPT: ANYBODY})
async def get_availability(
    guest_reader: NamedDependency[Reader],
    check_in: FromQuery[date | None] = None,
    check_out: FromQuery[date | None] = None,
    adults: FromQuery[int] = 2,
    children: FromQuery[int] = 0,
) -> Answer[Availability]:
    """List the room types with what is left of each; requests and dated blocks are taken."""
    return Answer(
        await guest_reader.read(
            "get_availability", check_in=check_in, check_out=check_out, adults=adults, children=children
        )
    )


@act("/pricing/quote/", opt={OPT: ANYBODY})
async def quote_stay(guest: NamedDependency[Guest], data: JSONBody[QuoteStay]) -> Answer[Quote]:
    """Say what a stay would cost."""
    return Answer(await guest.call("quote_stay", data))


@read("/cancellation-policy/", opt={OPT: ANYBODY})
async def get_cancellation_policy(guest_reader: NamedDependency[Reader]) -> Answer[PolicyOfHotel]:
    """Show the policy a booking is made under."""
    return Answer(await guest_reader.read("get_cancellation_policy"))


HANDLERS = [get_availability, quote_stay, get_cancellation_policy]
OLDER_HANDLERS = [get_cancellation_policy]
BOOKING_HANDLERS = [get_availability, quote_stay]
