"""Paying: the page a guest pays on, what came of it, and what the provider reports by itself."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from api.bodies import OpenPaymentSession
from api.caller import Guest
from api.cashdesk import CashDesk, provide_cashdesk
from api.config import MAX_EVENT_BYTES
from api.limits import OPT, PAYER
from api.operations import Answer, act, read
from api.payment_answers import PaymentCheck, PaymentSession
from listener.sinks.money import SessionRequest

SessionId = Annotated[str, QueryParameter(max_length=255, description="The provider's id of the page.")]


class _Opened(msgspec.Struct):
    """A session as the database has it; `request` is what the provider is still to be asked for."""

    status: str
    session_id: str | None
    payment_url: str | None
    amount: str
    currency: str
    message: str
    request: SessionRequest | None = None


@act("/room-bookings/{booking_id:str}/payment/session/", opt={OPT: PAYER})
async def open_payment_session(
    guest: NamedDependency[Guest],
    cashdesk: NamedDependency[CashDesk],
    hotel_slug: FromPath[str],
    booking_id: FromPath[str],
    data: JSONBody[OpenPaymentSession],
) -> Answer[PaymentSession]:
    """Open the page on which a booking, or the extension of a stay, is paid for; the same page while it is open."""
    return await _open(guest, cashdesk, hotel_slug, booking_id, data)


@act("/room-bookings/{booking_id:str}/payment/", include_in_schema=False, opt={OPT: PAYER})
async def open_payment_session_at_the_older_address(
    guest: NamedDependency[Guest],
    cashdesk: NamedDependency[CashDesk],
    hotel_slug: FromPath[str],
    booking_id: FromPath[str],
    data: JSONBody[OpenPaymentSession],
) -> Answer[PaymentSession]:
    """The same, at the address older pages know."""
    return await _open(guest, cashdesk, hotel_slug, booking_id, data)


@read("/room-bookings/{booking_id:str}/payment/verify/")
async def verify_payment(
    cashdesk: NamedDependency[CashDesk], hotel_slug: FromPath[str], booking_id: FromPath[str], session_id: SessionId
) -> Answer[PaymentCheck]:
    """Say whether a booking has been paid on a page of its own; what the guest comes back to asks it."""
    return Answer(await cashdesk.verify(hotel_slug, booking_id, session_id))


@post(
    "/api/public/hotel/room-bookings/stripe-webhook/",
    status_code=200,
    include_in_schema=False,
    request_max_body_size=MAX_EVENT_BYTES,
    dependencies={"cashdesk": Provide(provide_cashdesk, sync_to_thread=False)},
)
async def receive_provider_event(
    request: Request[Any, Any, Any], cashdesk: NamedDependency[CashDesk]
) -> dict[str, str]:
    """Store what the provider reports, once; it is gone through after the answer."""
    is_new = await cashdesk.receive(await request.body(), request.headers.get("stripe-signature"))
    return {"status": "success" if is_new else "already_processed"}


async def _open(
    guest: Guest, cashdesk: CashDesk, hotel: str, booking_id: str, data: OpenPaymentSession
) -> Answer[PaymentSession]:
    answer = await guest.call("open_payment_session", data, booking_id=booking_id)
    opened = msgspec.json.decode(answer, type=_Opened)
    if opened.request is not None:
        opened = msgspec.json.decode(await cashdesk.open_page(hotel, opened.request), type=_Opened)
    shown = msgspec.structs.asdict(opened)
    del shown["request"]
    return Answer(msgspec.json.encode(shown))


HANDLERS = [open_payment_session, verify_payment]
OLDER_HANDLERS = [open_payment_session_at_the_older_address]
PROVIDER_HANDLERS = [receive_provider_event]
