"""What a guest's link opens: the booking's page, what the guest may do, the pre-check-in form."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.bodies import CancelOwnBooking
from api.caller import Guest, Reader, token_of_guest
from api.decision_answers import Cancellation
from api.guest_answers import GuestContext, ManagedBooking, OwnBooking, Precheckin, PrecheckinDone
from api.guest_bodies import SubmitPrecheckin
from api.limits import LINK, OPT
from api.operations import Answer, act, read

LinkToken = Annotated[
    str | None, QueryParameter(description="The token of the link; the header X-Guest-Token will do as well.")
]


@read("/room-bookings/{booking_id:str}/")
async def get_own_booking(
    request: Request[Any, Any, Any],
    guest_reader: NamedDependency[Reader],
    booking_id: FromPath[str],
    email: FromQuery[str | None] = None,
    token: LinkToken = None,
) -> Answer[OwnBooking]:
    """Show a booking to its guest, who knows its e-mail address or holds its token."""
    return Answer(
        await guest_reader.read(
            "get_own_booking", booking_id=booking_id, email=email, guest_token=token_of_guest(request, token)
        )
    )


@read("/context/", opt={OPT: LINK})
async def get_guest_context(
    request: Request[Any, Any, Any], guest_reader: NamedDependency[Reader], token: LinkToken = None
) -> Answer[GuestContext]:
    """Say which booking a link is of, and what may be done there now."""
    return Answer(await guest_reader.read("get_guest_context", guest_token=token_of_guest(request, token)))


@get("/api/guest/context/", include_in_schema=False, opt={OPT: LINK})
async def get_guest_context_anywhere(request: Request[Any, Any, Any], token: LinkToken = None) -> Answer[GuestContext]:
    """The same, for a link that does not name its hotel."""
    database = request.app.state.database
    return Answer(await database.read("get_guest_context", hotel=None, guest_token=token_of_guest(request, token)))


@read("/booking-management/", opt={OPT: LINK})
async def get_managed_booking(guest_reader: NamedDependency[Reader], token: LinkToken = None) -> Answer[ManagedBooking]:
    """Show the booking a link is of, and what cancelling it now would cost."""
    return Answer(await guest_reader.read("get_managed_booking", guest_token=token))


@act("/booking-management/cancel/")
async def cancel_managed_booking(
    guest: NamedDependency[Guest], data: JSONBody[CancelOwnBooking]
) -> Answer[Cancellation]:
    """Cancel with nothing but the link."""
    return Answer(await guest.call("cancel_managed_booking", data))


@read("/precheckin/", opt={OPT: LINK})
async def get_precheckin(guest_reader: NamedDependency[Reader], token: LinkToken = None) -> Answer[Precheckin]:
    """Show the form a pre-check-in link was issued for."""
    return Answer(await guest_reader.read("get_precheckin", guest_token=token))


@act("/precheckin/submit/")
async def submit_precheckin(guest: NamedDependency[Guest], data: JSONBody[SubmitPrecheckin]) -> Answer[PrecheckinDone]:
    """Keep a filled-in form; the link is used up."""
    return Answer(await guest.call("submit_precheckin", data))


PUBLIC_HANDLERS = [get_own_booking, get_managed_booking, cancel_managed_booking, get_precheckin, submit_precheckin]
GUEST_HANDLERS = [get_guest_context]
ANYWHERE_HANDLERS = [get_guest_context_anywhere]
