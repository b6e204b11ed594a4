"""What passes between a decision about money and the provider that carries it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

Object = dict[str, Any]  # one of the provider's own objects, as it writes them


class Command(msgspec.Struct, kw_only=True, frozen=True):
    """What a decision asks of the provider, as api.claim_payment_command hands it out. Amounts in minor units."""

    hotel: str
    command_id: str
    booking_id: str
    kind: Literal["CAPTURE", "RELEASE", "REFUND", "VERIFY"]
    payment_reference: str
    amount_minor: int
    currency: str
    attempts: int
    metadata: dict[str, str] = {}


class Outcome(NamedTuple):
    """What became of a command.

    DONE: `objects` show it. REFUSED: for good, for the reason in `error`; `objects` show how things stand instead.
    LATER: the provider cannot be reached or did not answer; whether it acted is open. `is_ours`: only we can end that.
    """

    outcome: Literal["DONE", "REFUSED", "LATER"]
    objects: Sequence[Object] = ()
    error: str | None = None
    is_ours: bool = False


class SessionRequest(msgspec.Struct, kw_only=True, frozen=True):
    """A page to pay on, as api.open_payment_session wants it made. `session` is our id of it; amount in minor units."""

    session: str
    amount_minor: int
    currency: str
    capture_method: Literal["MANUAL", "AUTOMATIC"]
    description: str
    customer_email: str | None
    metadata: dict[str, str]
    success_url: str
    cancel_url: str
    expires_at: datetime


class Provider(Protocol):
    """Somebody who moves money when asked. Asked the same twice, it moves it once."""

    async def execute(self, command: Command) -> Outcome:
        """Carry out a command. Every failure is an outcome."""
