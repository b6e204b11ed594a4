"""What an answer of Stripe's means to us, and whether a report is Stripe's at all: said here and nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import stripe

from listener.sinks import Refused, Unavailable
from listener.sinks.money import Object

CONFLICT = 409  # the same is being asked under the same key at this moment


class InvalidSignature(Exception):
    """Stripe did not write this."""


class KeyInUse(Unavailable):
    """The same is being asked under the same key at this moment."""


async def answer_of(call: Awaitable[Any], kind: str) -> Object:
    """The JSON of an accepting answer. Raises Unavailable or Refused, without key, URL or body."""
    try:
        answer = (await call).last_response.data
    except stripe.StripeError as error:
        raise _meaning(error) from None
    if not isinstance(answer, dict) or answer.get("object") != kind:
        raise Unavailable("the answer is not Stripe's")
    return dict(answer)


def _meaning(error: stripe.StripeError) -> Unavailable | Refused:
    """Refused: Stripe understood and says no, now and for ever. Everything else may be different next time."""
    code = getattr(error.error, "code", None) or type(error).__name__
    match error:
        case stripe.CardError() | stripe.InvalidRequestError() | stripe.IdempotencyError():
            return Refused(f"{code}: {error.user_message}")
        case stripe.AuthenticationError() | stripe.PermissionError():
            return Unavailable(f"HTTP {error.http_status}", is_ours=True)  # the message holds a part of the key
        case stripe.APIConnectionError():
            return Unavailable(str(error.user_message))
        case stripe.APIError() if error.http_status == CONFLICT:
            return KeyInUse("the same request is under way")
    return Unavailable(f"HTTP {error.http_status}")


def verify_signature(body: bytes, header: str | None, secret: str) -> str:
    """The text of what Stripe reports, after checking that Stripe wrote it just now. Raises InvalidSignature."""
    if header is not None and not header.isascii():
        raise InvalidSignature  # the library would raise TypeError
    try:
        text = body.decode()
        stripe.WebhookSignature.verify_header(text, header, secret, stripe.Webhook.DEFAULT_TOLERANCE)
    except (UnicodeDecodeError, stripe.SignatureVerificationError) as error:
        raise InvalidSignature from error
    return text
