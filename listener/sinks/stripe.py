"""Stripe: captures, releases, refunds, pages to pay on.

The library's own retries are off: a command that is not done comes again, from the database, under the same key.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, Self

import stripe

from listener.settings import StripeSettings
from listener.sinks import Refused, Unavailable
from listener.sinks.money import Command, Object, Outcome, SessionRequest
from listener.sinks.stripe_answers import KeyInUse, answer_of
from listener.sinks.stripe_http import Transport

WHOLE_INTENT = ["latest_charge.balance_transaction"]  # when it was authorised, and when captured
COMMAND = "command"  # the metadata of a refund by which we know it again
PAGE = 100


class StripeSink:
    """Use as an async context manager: it owns connections."""

    def __init__(self, settings: StripeSettings) -> None:
        self._settings = settings

    async def __aenter__(self) -> Self:
        base = self._settings.api_base
        self._transport = Transport(base, self._settings.timeout)
        self._v1 = stripe.StripeClient(
            self._settings.secret_key,
            base_addresses={"api": base} if base else {},
            http_client=self._transport,
            max_network_retries=0,
        ).v1
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.close_async()

    # --- commands ---

    async def execute(self, command: Command) -> Outcome:
        """Carry out a command, under its id as key. Every failure is an outcome."""
        try:
            return await self._executed(command)
        except Unavailable as outage:
            return Outcome("LATER", (), outage.reason, outage.is_ours)

    async def _executed(self, command: Command) -> Outcome:
        act: Callable[[Command], Awaitable[list[Object]]] = {
            "CAPTURE": self._capture,
            "RELEASE": self._release,
            "REFUND": self._refund,
            "VERIFY": self._verify,
        }[command.kind]
        try:
            return Outcome("DONE", await act(command))
        except Refused as refused:
            return Outcome("REFUSED", await self._whatever_is_known(command), refused.reason)

    async def _capture(self, command: Command) -> list[Object]:
        if earlier := await self._earlier_move(command, "succeeded"):
            return [earlier]
        asked: Any = {"amount_to_capture": command.amount_minor, "expand": WHOLE_INTENT}
        intents = self._v1.payment_intents
        call = intents.capture_async(command.payment_reference, asked, {"idempotency_key": command.command_id})
        return [await answer_of(call, "payment_intent")]

    async def _release(self, command: Command) -> list[Object]:
        if earlier := await self._earlier_move(command, "canceled"):
            return [earlier]
        intents = self._v1.payment_intents
        call = intents.cancel_async(
            command.payment_reference, {"expand": WHOLE_INTENT}, {"idempotency_key": command.command_id}
        )
        return [await answer_of(call, "payment_intent")]

    async def _earlier_move(self, command: Command, status: str) -> Object | None:
        """An error that Stripe made after the work is what its key answers for a day: a second try looks first."""
        intent = await self._intent(command.payment_reference) if command.attempts > 1 else None
        return intent if intent is not None and intent["status"] == status else None

    async def _refund(self, command: Command) -> list[Object]:
        """Stripe forgets keys after a day, and an outage may last longer: a second try looks for the first one's."""
        refund = await self._earlier_refund(command) if command.attempts > 1 else None
        if refund is None:
            asked: Any = {
                "payment_intent": command.payment_reference,
                "amount": command.amount_minor,
                "metadata": {**command.metadata, COMMAND: command.command_id},
            }
            call = self._v1.refunds.create_async(asked, {"idempotency_key": command.command_id})
            refund = await answer_of(call, "refund")
        return [await self._intent(command.payment_reference), refund]

    async def _earlier_refund(self, command: Command) -> Object | None:
        refunds = await self._all(self._v1.refunds.list_async, command.payment_reference)
        return next((r for r in refunds if (r.get("metadata") or {}).get(COMMAND) == command.command_id), None)

    async def _verify(self, command: Command) -> list[Object]:
        """Everything Stripe knows of a payment: the intent, its refunds, its disputes."""
        intent, refunds, disputes = await asyncio.gather(
            self._intent(command.payment_reference),
            self._all(self._v1.refunds.list_async, command.payment_reference),
            self._all(self._v1.disputes.list_async, command.payment_reference),
        )
        return [intent, *refunds, *disputes]

    async def _whatever_is_known(self, command: Command) -> list[Object]:
        """The same; nothing when Stripe knows no such payment."""
        try:
            return await self._verify(command)
        except Refused:
            return []

    async def _intent(self, reference: str) -> Object:
        call = self._v1.payment_intents.retrieve_async(reference, {"expand": WHOLE_INTENT})
        return await answer_of(call, "payment_intent")

    async def _all(self, list_async: Callable[..., Awaitable[Any]], payment_reference: str) -> list[Object]:
        """Every page of a list."""
        found: list[Object] = []
        while True:
            after = {"starting_after": found[-1]["id"]} if found else {}
            asked = {"payment_intent": payment_reference, "limit": PAGE, **after}
            page = await answer_of(list_async(asked), "list")
            found += page["data"]
            if not page["has_more"]:
                return found

    async def reports_since(self, at: datetime) -> AsyncIterator[Object]:
        """Every event since then that Stripe still has (a month's), newest first. Raises Unavailable or Refused."""
        asked: Any = {"created": {"gte": int(at.timestamp())}, "limit": PAGE}
        while True:
            page = await answer_of(self._v1.events.list_async(asked), "list")
            for event in page["data"]:
                yield event
            if not page["has_more"]:
                return
            asked["starting_after"] = page["data"][-1]["id"]

    # --- pages to pay on ---

    async def create_checkout_session(self, request: SessionRequest) -> Object:
        """The page to pay on, the same one for the same request. Raises Unavailable or Refused."""
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await self._created(request)
        except TimeoutError:
            raise Unavailable("no answer in time") from None

    async def _created(self, request: SessionRequest) -> Object:
        while True:
            call = self._v1.checkout.sessions.create_async(_session(request), {"idempotency_key": request.session})
            try:
                return await answer_of(call, "checkout.session")
            except KeyInUse:
                await asyncio.sleep(0.1)  # somebody pressed the button twice; the other request is about to be done

    async def paid_on(self, reference: str) -> Object:
        """The payment intent of a page, or the page while nobody has tried to pay. Raises Unavailable or Refused."""
        asked: Any = {"expand": [f"payment_intent.{path}" for path in WHOLE_INTENT]}
        session = await answer_of(self._v1.checkout.sessions.retrieve_async(reference, asked), "checkout.session")
        intent = session.get("payment_intent")
        return intent if isinstance(intent, dict) else session


def _session(request: SessionRequest) -> Any:
    """What Stripe is asked for: one line, paid by card."""
    price = {
        "currency": request.currency.lower(),
        "unit_amount": request.amount_minor,
        "product_data": {"name": request.description},
    }
    return {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "line_items": [{"quantity": 1, "price_data": price}],
        "payment_intent_data": {
            "capture_method": request.capture_method.lower(),
            "description": request.description,
            "metadata": request.metadata,
        },
        "metadata": request.metadata,
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        **({"customer_email": request.customer_email} if request.customer_email else {}),
    }
