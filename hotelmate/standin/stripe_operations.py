"""The calls that the local Stripe knows: address, the parameters each takes, and what it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import stripe.params as takes
from stripe.params import checkout as checkout_takes

from hotelmate.standin import stripe_holds as holds
from hotelmate.standin import stripe_intents as intents
from hotelmate.standin import stripe_lists as lists
from hotelmate.standin import stripe_refunds as refunds
from hotelmate.standin import stripe_sessions as sessions
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_form import Form


@dataclass(frozen=True)
class Operation:
    """One call. `kind` is its name in faults and in the log; `takes` the library's own type of its parameters."""

    kind: str
    method: str
    pattern: str  # of the path; {id} is an object's
    takes: Any
    perform: Callable[..., Object]  # (books, form), or (books, form, id)

    def match(self, method: str, path: str) -> re.Match[str] | None:
        pattern = self.pattern.replace("{id}", r"(?P<id>[A-Za-z0-9_]+)")
        return re.fullmatch(pattern, path) if method == self.method else None


def operations(page: str) -> list[Operation]:
    """Every call; `page` is the address of the checkout pages."""
    return [*_intents(), *_sessions(page), *_refunds(), *_reading()]


def _intents() -> list[Operation]:
    at = "/v1/payment_intents"
    return [
        Operation("payment_intent.create", "POST", at, takes.PaymentIntentCreateParams, intents.create),
        Operation("payment_intent.list", "GET", at, takes.PaymentIntentListParams, _list("payment_intent", at)),
        Operation(
            "payment_intent.retrieve", "GET", f"{at}/{{id}}", takes.PaymentIntentRetrieveParams, intents.retrieve
        ),
        Operation(
            "payment_intent.confirm", "POST", f"{at}/{{id}}/confirm", takes.PaymentIntentConfirmParams, intents.confirm
        ),
        Operation(
            "payment_intent.capture", "POST", f"{at}/{{id}}/capture", takes.PaymentIntentCaptureParams, holds.capture
        ),
        Operation(
            "payment_intent.cancel", "POST", f"{at}/{{id}}/cancel", takes.PaymentIntentCancelParams, holds.cancel
        ),
    ]


def _sessions(page: str) -> list[Operation]:
    at, t = "/v1/checkout/sessions", checkout_takes
    create = partial(sessions.create, page=page)
    return [
        Operation("session.create", "POST", at, t.SessionCreateParams, create),
        Operation(
            "session.list", "GET", at, t.SessionListParams, _list("checkout.session", at, "payment_intent", "status")
        ),
        Operation("session.retrieve", "GET", f"{at}/{{id}}", t.SessionRetrieveParams, sessions.retrieve),
        Operation("session.expire", "POST", f"{at}/{{id}}/expire", t.SessionExpireParams, sessions.expire),
    ]


def _refunds() -> list[Operation]:
    at, disputes = "/v1/refunds", "/v1/disputes"
    of = ("payment_intent", "charge")
    return [
        Operation("refund.create", "POST", at, takes.RefundCreateParams, refunds.create),
        Operation("refund.list", "GET", at, takes.RefundListParams, _list("refund", at, *of)),
        Operation("refund.retrieve", "GET", f"{at}/{{id}}", takes.RefundRetrieveParams, _find("refund")),
        Operation("dispute.list", "GET", disputes, takes.DisputeListParams, _list("dispute", disputes, *of)),
        Operation("dispute.retrieve", "GET", f"{disputes}/{{id}}", takes.DisputeRetrieveParams, _find("dispute")),
    ]


def _reading() -> list[Operation]:
    charges, events, balance = "/v1/charges", "/v1/events", "/v1/balance_transactions"
    kind = "balance_transaction"
    return [
        Operation("charge.list", "GET", charges, takes.ChargeListParams, _list("charge", charges, "payment_intent")),
        Operation("charge.retrieve", "GET", f"{charges}/{{id}}", takes.ChargeRetrieveParams, _find("charge")),
        Operation(f"{kind}.retrieve", "GET", f"{balance}/{{id}}", takes.BalanceTransactionRetrieveParams, _find(kind)),
        Operation("event.list", "GET", events, takes.EventListParams, _list("event", events, "type", "types")),
        Operation("event.retrieve", "GET", f"{events}/{{id}}", takes.EventRetrieveParams, _find("event")),
    ]


def _find(kind: str) -> Callable[[Books, Form, str], Object]:
    return lambda books, form, name: books.find(kind, name)


def _list(kind: str, url: str, *filters: str) -> Callable[[Books, Form], Object]:
    return partial(lists.page, kind=kind, url=url, filters=filters)
