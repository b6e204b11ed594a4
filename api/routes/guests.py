"""What guests do themselves: no staff token; a booking's own token where the booking exists."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.bodies import CancelOwnBooking, CreateBooking, OfGuest
from api.caller import Guest, Reader
from api.decision_answers import Abandoned, Cancellation, CancellationPreview, NewGuestBooking
from api.limits import BOOKER, OPT
from api.operations import Answer, Made, act, create_readable, read

GuestToken = Annotated[str | None, QueryParameter(description="The token of the booking's link.")]


@create_readable("/bookings/", opt={OPT: BOOKER})
async def create_booking(guest: NamedDependency[Guest], data: JSONBody[CreateBooking]) -> Answer[NewGuestBooking]:
    """Book a room; the rooms are held until `expires_at` for the payment."""
    return Made(await guest.call("create_booking", data), guest.at("room-bookings/{data[booking_id]}/"))


@act("/room-bookings/{booking_id:str}/cancel/")
async def cancel_own_booking(
    guest: NamedDependency[Guest], booking_id: FromPath[str], data: JSONBody[CancelOwnBooking]
) -> Answer[Cancellation]:
    """Cancel or withdraw one's own booking."""
    return Answer(await guest.decide("cancel_own_booking", data, booking_id=booking_id))


@read("/room-bookings/{booking_id:str}/cancel/")
async def preview_own_cancellation(
    guest_reader: NamedDependency[Reader], booking_id: FromPath[str], token: GuestToken = None
) -> Answer[CancellationPreview]:
    """Say what cancelling one's own booking now would cost."""
    return Answer(await guest_reader.read("preview_own_cancellation", booking_id=booking_id, guest_token=token))


@act("/room-bookings/{booking_id:str}/abandon/")
async def abandon_booking(
    guest: NamedDependency[Guest], booking_id: FromPath[str], data: JSONBody[OfGuest]
) -> Answer[Abandoned]:
    """Give up one's own booking before paying for it; its nights are free again at once."""
    return Answer(await guest.decide("abandon_booking", data, booking_id=booking_id))


@act("/booking/status/{booking_id:str}/", include_in_schema=False)
async def cancel_on_status_page(
    guest: NamedDependency[Guest], booking_id: FromPath[str], data: JSONBody[CancelOwnBooking]
) -> Answer[Cancellation]:
    """Cancel one's own booking, at the address older status pages know."""
    return Answer(await guest.decide("cancel_own_booking", data, booking_id=booking_id))


@read("/booking/status/{booking_id:str}/", include_in_schema=False)
async def preview_on_status_page(
    guest_reader: NamedDependency[Reader], booking_id: FromPath[str], token: GuestToken = None
) -> Answer[CancellationPreview]:
    """The same preview, at the address older status pages know."""
    return Answer(await guest_reader.read("preview_own_cancellation", booking_id=booking_id, guest_token=token))


HANDLERS = [create_booking, cancel_own_booking, preview_own_cancellation, abandon_booking]
OLDER_HANDLERS = [cancel_on_status_page, preview_on_status_page]
