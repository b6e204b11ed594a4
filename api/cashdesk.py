"""The API's side of money: pages to pay on, what a decision queued carried out right after it, the provider's reports.

Nothing but the pages depends on it. What is not done here, because the provider is slow or this process ends, the
listener does. No connection to the database is held while the provider is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import msgspec
import psycopg
import structlog
from litestar import Request
from psycopg_pool import PoolTimeout, TooManyRequests

from api.database import Database
from api.errors import BAD_SIGNATURE, PAYMENTS_OFF, PROVIDER_AWAY, PROVIDER_REFUSED
from api.problems import Refused
from listener import sinks
from listener.cashier import Cashier, Recorded, as_json
from listener.inbox import process_event
from listener.settings import StripeSettings
from listener.sinks.money import SessionRequest
from listener.sinks.stripe import StripeSink
from listener.sinks.stripe_answers import InvalidSignature, verify_signature
from listener.tasks import cancelled

BUSY = (psycopg.Error, PoolTimeout, TooManyRequests)

log = structlog.get_logger("api.cashdesk")
T = TypeVar("T")


class _Received(msgspec.Struct):
    event_id: str
    status: Literal["received", "already_processed"]


class _Checked(msgspec.Struct):
    payment_status: Literal["paid", "authorized", "unpaid"]


class CashDesk:
    """Without a provider it settles nothing and nobody can pay. Its methods raise Refused, and what Database raises."""

    def __init__(self, database: Database, provider: StripeSink | None, settings: StripeSettings | None) -> None:
        self._database = database
        self._provider = provider
        self._cashier = Cashier(database.call, provider) if provider else None
        self._secret = settings.webhook_secret if settings else None
        self._patience = (
            settings.timeout if settings else 0.0
        )  # seconds a client waits for a decision to be carried out
        self._under_way: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Give up what is under way."""
        await cancelled(*self._under_way)

    # --- carrying out ---

    def settle_soon(self, hotel: str, booking_id: str) -> None:
        """Carry out what was decided about a booking, and do not wait for it."""
        if self._cashier is not None:
            self._begin(self._settle(self._cashier, hotel, booking_id))

    async def settle(self, hotel: str, booking_id: str) -> list[Recorded]:
        """Carry it out and say what came of it; nothing when that takes longer than a client waits. It goes on then."""
        if self._cashier is None:
            return []
        settling = self._begin(self._settle(self._cashier, hotel, booking_id))
        await asyncio.wait({settling}, timeout=self._patience)
        return settling.result() if settling.done() else []

    async def _settle(self, cashier: Cashier, hotel: str, booking_id: str) -> list[Recorded]:
        try:
            return await cashier.settle(hotel, booking_id)
        except BUSY as error:
            log.warning("left to the listener", booking=booking_id, error=type(error).__name__)
            return []

    # --- paying ---

    async def open_page(self, hotel: str, request: SessionRequest) -> bytes:
        """Have the provider make a page to pay on; the session, open."""
        if self._provider is None:
            raise Refused(PAYMENTS_OFF)
        try:
            page = await self._provider.create_checkout_session(request)
        except sinks.Unavailable as outage:
            log.warning("no page to pay on", reason=outage.reason)
            raise Refused(PROVIDER_AWAY) from None
        except sinks.Refused as refused:
            log.warning("no page to pay on", reason=refused.reason)
            raise Refused(PROVIDER_REFUSED) from None
        return await self._database.call(
            "keep_payment_session",
            hotel=hotel,
            session=request.session,
            reference=page["id"],
            payment_url=page["url"],
            expires_at=datetime.fromtimestamp(page["expires_at"], UTC),
        )

    async def verify(self, hotel: str, booking_id: str, session_id: str) -> bytes:
        """How a session stands; the provider is asked when it has not reported a payment yet."""
        which = {"hotel": hotel, "booking_id": booking_id, "session_id": session_id}
        answer = await self._database.read("verify_payment", **which)
        if self._provider is None or msgspec.json.decode(answer, type=_Checked).payment_status != "unpaid":
            return answer
        try:
            paid = await self._provider.paid_on(session_id)
        except (sinks.Unavailable, sinks.Refused) as error:
            log.warning("payment not verified", booking=booking_id, reason=error.reason)
            return answer
        try:
            await self._database.call("record_provider_objects", hotel=hotel, objects=as_json([paid]))
        except psycopg.OperationalError:
            raise
        except psycopg.DatabaseError as error:  # what cannot be entered is no fault of the guest's, who only asks
            log.warning("payment not verified", booking=booking_id, reason=error.sqlstate)
            return answer
        return await self._database.read("verify_payment", **which)

    # --- listening ---

    async def receive(self, body: bytes, signature: str | None) -> bool:
        """Store a report of the provider and go through it soon; False when it came before."""
        if self._secret is None:
            raise Refused(PAYMENTS_OFF)
        try:
            payload = verify_signature(body, signature, self._secret)
        except InvalidSignature:
            raise Refused(BAD_SIGNATURE) from None
        received = msgspec.json.decode(
            await self._database.call("receive_provider_event", payload=payload), type=_Received
        )
        is_new = received.status == "received"
        if is_new:
            self._begin(self._process(received.event_id))
        return is_new

    async def _process(self, event_id: str) -> None:
        try:
            await process_event(self._database.call, event_id)
        except BUSY as error:
            log.warning("left to the listener", event=event_id, error=type(error).__name__)

    def _begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("defect", exc_info=error)


def provide_cashdesk(request: Request[Any, Any, Any]) -> CashDesk:
    """The cash desk of the application."""
    desk: CashDesk = request.app.state.cashdesk
    return desk
