"""The real Stripe library against the local Stripe, over HTTP: what the real one does with money, it does."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
from litestar.testing import TestClient

from hotelmate.standin.stripe import create_app
from hotelmate.standin.stripe_process import ROOT, SECRET_KEY, WEBHOOK_SECRET, StripeProcess
from hotelmate.standin.stripe_remote import Remote
from tests.py.relay_world import eventually

DAY = 86400
MONEY = ["latest_charge.balance_transaction"]


class Receiver:
    """A webhook of ours: believes only what is signed, and answers what a test wants."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.answers: list[int] = []  # statuses of the next deliveries; then 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                stripe.Webhook.construct_event(body, self.headers["stripe-signature"], WEBHOOK_SECRET)
                receiver.events.append(json.loads(body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="webhook")
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"

    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


@pytest.fixture(scope="module")
def process() -> Iterator[StripeProcess]:
    with StripeProcess(seed=7) as process:
        yield process


@pytest.fixture
def remote(process: StripeProcess) -> Iterator[Remote]:
    yield process.remote
    process.remote.reset()


@pytest.fixture
def client(process: StripeProcess, remote: Remote) -> stripe.StripeClient:
    return library(process)


@pytest.fixture
def receiver(remote: Remote) -> Iterator[Receiver]:
    receiver = Receiver()
    remote.deliver(url=receiver.url, retry_after=0.05)
    yield receiver
    remote.reset()
    receiver.close()


def library(process: StripeProcess, key: str = SECRET_KEY, **more: Any) -> stripe.StripeClient:
    return stripe.StripeClient(key, base_addresses={"api": process.address}, max_network_retries=0, **more)


def intent(client: stripe.StripeClient, key: str | None = None, **values: Any) -> stripe.PaymentIntent:
    """A confirmed intent of 250.00, held."""
    params: Any = {
        "amount": 25000,
        "currency": "EUR",
        "capture_method": "manual",
        "payment_method": "pm_card_visa",
        "confirm": True,
    } | values
    return client.v1.payment_intents.create(params, {"idempotency_key": key} if key else {})


def session(client: stripe.StripeClient, capture_method: str = "manual", **values: Any) -> stripe.checkout.Session:
    price = {"currency": "eur", "unit_amount": 12500, "product_data": {"name": "Two nights"}}
    params: Any = {
        "mode": "payment",
        "line_items": [{"quantity": 2, "price_data": price}],
        "payment_intent_data": {"capture_method": capture_method, "metadata": {"booking_id": "BK-1"}},
        "metadata": {"booking_id": "BK-1", "hotel_slug": "sea"},
        "customer_email": "guest@example.com",
        "success_url": "http://127.0.0.1:1/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:1/back",
    } | values
    return client.v1.checkout.sessions.create(params)


def charge_of(client: stripe.StripeClient, name: str) -> stripe.Charge:
    charge = client.v1.payment_intents.retrieve(name, {"expand": ["latest_charge"]}).latest_charge
    assert isinstance(charge, stripe.Charge)
    return charge


def kinds(remote: Remote) -> list[str]:
    return [event["type"] for event in remote.events()]


def sums(remote: Remote, name: str) -> tuple[int, int, int]:
    """Captured, released, refunded."""
    [found] = [i for i in remote.books()["intents"] if i["id"] == name]
    return found["captured"], found["released"], found["refunded"]


# Who asks, and what


@pytest.mark.parametrize("key", ["sk_test_another", "sk_live_local", "not-a-key"])
def test_another_key_is_turned_away(process: StripeProcess, remote: Remote, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key") as caught:
        intent(library(process, key))
    assert caught.value.http_status == 401
    assert caught.value.request_id
    assert remote.books()["intents"] == []


def test_no_key_at_all_is_turned_away(process: StripeProcess) -> None:
    answer = httpx.get(f"{process.address}/v1/payment_intents", trust_env=False)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "invalid_request_error")


@pytest.mark.parametrize(
    ("values", "param"),
    [
        ({"amont": 1}, "amont"),
        ({"payment_intent_data": {"capture_metod": "manual"}}, "payment_intent_data[capture_metod]"),
        ({"line_items": [{"price_data": {"unit_amuont": 1}}]}, "line_items[0][price_data][unit_amuont]"),
    ],
)
def test_parameters_that_stripe_does_not_have_are_refused(
    client: stripe.StripeClient, values: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        session(client, **values)
    assert (caught.value.code, caught.value.param) == ("parameter_unknown", param)


@pytest.mark.parametrize(
    ("values", "code", "param"),
    [
        ({"amount": 49}, "amount_too_small", "amount"),
        ({"amount": "12.5"}, "parameter_invalid_integer", "amount"),
        ({"amount": None}, "parameter_missing", "amount"),
        ({"currency": "euro"}, None, "currency"),
        ({"capture_method": "later"}, None, "capture_method"),
        ({"payment_method": "pm_card_unknown"}, "resource_missing", "payment_method"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata"),
    ],
)
def test_an_intent_that_makes_no_sense_leaves_nothing(
    client: stripe.StripeClient, remote: Remote, values: dict[str, Any], code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        intent(client, **values)
    assert (caught.value.http_status, caught.value.code, caught.value.param) == (400, code, param)
    assert remote.books()["intents"] == []


def test_unknown_addresses_and_ids_are_404(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        client.v1.customers.list()
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent") as caught:
        client.v1.payment_intents.retrieve("pi_nobodys")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": "pi_nobodys"})
    assert (caught.value.http_status, caught.value.param) == (400, "payment_intent")


def test_the_async_client_is_served_too(process: StripeProcess, remote: Remote) -> None:
    async def life() -> stripe.Refund:
        client = library(process, http_client=stripe.HTTPXClient())
        params: Any = {"amount": 9900, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
        made = await client.v1.payment_intents.create_async(params | {"capture_method": "manual"})
        await client.v1.payment_intents.capture_async(made.id)
        return await client.v1.refunds.create_async({"payment_intent": made.id, "amount": 900})

    refund = asyncio.run(life())
    assert (refund.status, sums(remote, str(refund.payment_intent))) == ("succeeded", (9900, 0, 900))


# Intents


def test_a_manual_intent_is_held_then_captured(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client, metadata={"booking_id": "BK-1"})
    assert (held.status, held.amount_capturable, held.amount_received) == ("requires_capture", 25000, 0)
    charge = charge_of(client, held.id)
    assert (charge.captured, charge.paid, charge.metadata.to_dict()) == (False, True, {"booking_id": "BK-1"})
    assert charge.balance_transaction is None
    details = charge.payment_method_details
    assert details
    assert details.card
    assert abs((details.card.capture_before or 0) - time.time() - 7 * DAY) < 60

    taken = client.v1.payment_intents.capture(held.id, {"expand": MONEY})
    assert (taken.status, taken.amount_capturable, taken.amount_received) == ("succeeded", 0, 25000)
    assert isinstance(taken.latest_charge, stripe.Charge)
    entry = taken.latest_charge.balance_transaction
    assert isinstance(entry, stripe.BalanceTransaction)
    assert (entry.amount, entry.net, entry.type) == (25000, 25000 - 400, "charge")
    assert client.v1.balance_transactions.retrieve(entry.id).source == charge.id
    assert sums(remote, held.id) == (25000, 0, 0)
    assert kinds(remote) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
    ]


def test_the_rest_of_a_partial_capture_is_let_go_as_a_refund_without_balance(
    client: stripe.StripeClient, remote: Remote
) -> None:
    held = intent(client)
    taken = client.v1.payment_intents.capture(held.id, {"amount_to_capture": 20000})
    assert taken.amount_received == 20000
    charge = charge_of(client, held.id)
    assert (charge.amount_captured, charge.amount_refunded, charge.refunded) == (20000, 5000, False)
    [reversal] = client.v1.refunds.list({"payment_intent": held.id}).data
    assert (reversal.amount, reversal.balance_transaction) == (5000, None)
    assert sums(remote, held.id) == (20000, 5000, 0)
    client.v1.refunds.create({"payment_intent": held.id})
    assert sums(remote, held.id) == (20000, 5000, 20000)


def test_an_automatic_intent_is_taken_at_once(client: stripe.StripeClient, remote: Remote) -> None:
    paid = intent(client, capture_method="automatic", expand=MONEY)
    assert (paid.status, paid.amount_received) == ("succeeded", 25000)
    assert isinstance(paid.latest_charge, stripe.Charge)
    assert isinstance(paid.latest_charge.balance_transaction, stripe.BalanceTransaction)
    assert kinds(remote) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def test_without_a_capture_method_the_balance_transaction_comes_later(
    client: stripe.StripeClient, remote: Remote
) -> None:
    paid = intent(client, capture_method=None)
    assert (paid.capture_method, paid.status) == ("automatic_async", "succeeded")
    eventually(lambda: kinds(remote)[-1] == "charge.updated")
    assert isinstance(charge_of(client, paid.id).balance_transaction, str)


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_a_declined_card_leaves_an_intent_that_another_card_can_pay(
    client: stripe.StripeClient, remote: Remote, card: str, code: str, decline_code: str
) -> None:
    with pytest.raises(stripe.CardError) as caught:
        intent(client, payment_method=card)
    assert (caught.value.http_status, caught.value.code) == (402, code)
    assert caught.value.error
    assert caught.value.error.decline_code == decline_code
    failed = caught.value.error.payment_intent
    assert failed
    assert (failed.status, failed.last_payment_error and failed.last_payment_error.code) == (
        "requires_payment_method",
        code,
    )
    charge = charge_of(client, failed.id)
    assert (charge.status, charge.failure_code, charge.id) == ("failed", code, caught.value.error.charge)
    assert kinds(remote)[1:] == ["charge.failed", "payment_intent.payment_failed"]

    paid = client.v1.payment_intents.confirm(failed.id, {"payment_method": "pm_card_visa"})
    assert (paid.status, paid.last_payment_error) == ("requires_capture", None)
    assert paid.latest_charge != charge.id


def test_an_intent_waits_for_its_card_and_its_confirmation(client: stripe.StripeClient) -> None:
    waiting = intent(client, payment_method=None, confirm=None)
    assert waiting.status == "requires_payment_method"
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        client.v1.payment_intents.confirm(waiting.id)
    chosen = intent(client, confirm=None)
    assert chosen.status == "requires_confirmation"
    assert client.v1.payment_intents.confirm(chosen.id).status == "requires_capture"


def test_no_more_than_what_is_held_is_captured_and_only_once(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.capture(held.id, {"amount_to_capture": 25001})
    assert (caught.value.code, caught.value.param) == ("amount_too_large", "amount_to_capture")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(held.id, {"amount_to_capture": 0})
    client.v1.payment_intents.capture(held.id)
    with pytest.raises(stripe.InvalidRequestError, match="already been captured") as caught:
        client.v1.payment_intents.capture(held.id)
    assert caught.value.code == "payment_intent_unexpected_state"
    assert caught.value.error
    assert caught.value.error.payment_intent
    assert caught.value.error.payment_intent.status == "succeeded"
    assert sums(remote, held.id) == (25000, 0, 0)


def test_cancelling_lets_the_money_go(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client)
    ended = client.v1.payment_intents.cancel(held.id, {"cancellation_reason": "requested_by_customer"})
    assert (ended.status, ended.amount_capturable) == ("canceled", 0)
    assert (ended.cancellation_reason, bool(ended.canceled_at)) == ("requested_by_customer", True)
    charge = charge_of(client, held.id)
    assert (charge.captured, charge.refunded, charge.amount_refunded) == (False, True, 25000)
    assert kinds(remote)[3:] == ["refund.created", "charge.refunded", "payment_intent.canceled"]
    assert sums(remote, held.id) == (0, 25000, 0)
    for again in (client.v1.payment_intents.cancel, client.v1.payment_intents.capture):
        with pytest.raises(stripe.InvalidRequestError, match="status of canceled") as caught:
            again(held.id)
        assert caught.value.code == "payment_intent_unexpected_state"
    assert sums(remote, held.id) == (0, 25000, 0)


def test_what_is_taken_cannot_be_cancelled(client: stripe.StripeClient) -> None:
    paid = intent(client, capture_method="automatic")
    with pytest.raises(stripe.InvalidRequestError, match="status of succeeded") as caught:
        client.v1.payment_intents.cancel(paid.id)
    assert caught.value.code == "payment_intent_unexpected_state"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(intent(client).id, {"cancellation_reason": "abandoned", "expand": ["nothing"]})
    unpaid = intent(client, payment_method=None, confirm=None)
    assert client.v1.payment_intents.cancel(unpaid.id).status == "canceled"


def test_a_capture_finds_the_authorisation_lapsed(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client)
    remote.set_clock(7 * DAY - 30)
    assert client.v1.payment_intents.retrieve(held.id).status == "requires_capture"
    remote.set_clock(7 * DAY + 5)
    with pytest.raises(stripe.InvalidRequestError, match="authorization has expired") as caught:
        client.v1.payment_intents.capture(held.id)
    assert caught.value.code == "charge_expired_for_capture"
    ended = client.v1.payment_intents.retrieve(held.id)
    assert (ended.status, ended.cancellation_reason) == ("canceled", "automatic")
    assert sums(remote, held.id) == (0, 25000, 0)


def test_an_authorisation_lapses_by_itself(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client)
    remote.set_clock(8 * DAY)
    assert client.v1.payment_intents.retrieve(held.id).cancellation_reason == "automatic"
    assert kinds(remote)[3:] == ["refund.created", "charge.expired", "payment_intent.canceled"]
    [reversal] = client.v1.refunds.list({"payment_intent": held.id}).data
    assert reversal.reason == "expired_uncaptured_charge"


def test_the_clock_can_be_anybodys() -> None:
    now = 1_900_000_000
    with TestClient(create_app(SECRET_KEY, WEBHOOK_SECRET, clock=lambda: now)) as client:
        form = {"amount": "5000", "currency": "eur", "capture_method": "manual", "confirm": "true"}
        answer = client.post(
            "/v1/payment_intents",
            data=form | {"payment_method": "pm_card_visa", "expand[0]": "latest_charge"},
            headers={"authorization": f"Bearer {SECRET_KEY}"},
        ).json()
    card = answer["latest_charge"]["payment_method_details"]["card"]
    assert (answer["created"], card["capture_before"]) == (now, now + 7 * DAY)


def test_a_bank_may_say_no_at_the_capture(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client)
    remote.fault(kind="payment_intent.capture", answer="card_declined")
    for _ in range(2):  # the key keeps the refusal
        with pytest.raises(stripe.CardError) as caught:
            client.v1.payment_intents.capture(held.id, options={"idempotency_key": "first"})
        assert caught.value.code == "card_declined"
    assert client.v1.payment_intents.retrieve(held.id).status == "requires_capture"
    assert client.v1.payment_intents.capture(held.id, options={"idempotency_key": "second"}).status == "succeeded"


def test_objects_look_as_the_library_describes_them(client: stripe.StripeClient, remote: Remote) -> None:
    outcome = remote.pay(session(client, "automatic").id)
    name = outcome["intent"]["id"]
    client.v1.refunds.create({"payment_intent": name, "amount": 100})
    dispute = client.v1.disputes.retrieve(remote.open_dispute(name)["id"])
    charge = client.v1.charges.retrieve(outcome["intent"]["latest_charge"], {"expand": ["balance_transaction"]})
    [refund] = client.v1.refunds.list({"payment_intent": name}).data
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    found: list[stripe.StripeObject] = [charge, refund, dispute, charge.balance_transaction]
    found += [client.v1.payment_intents.retrieve(name), client.v1.checkout.sessions.retrieve(outcome["session"]["id"])]
    found += [client.v1.events.list({"limit": 1}).data[0], *dispute.balance_transactions]
    for one in found:
        unknown = one.to_dict().keys() - type(one).__annotations__.keys()
        assert not unknown, type(one)
        assert type(one) is not stripe.StripeObject


def test_only_what_is_an_object_can_be_expanded(client: stripe.StripeClient) -> None:
    held = intent(client)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.payment_intents.retrieve(held.id, {"expand": ["amount_details.fee"]})
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.payment_intents.retrieve(held.id, {"expand": ["status"]})
    assert charge_of(client, held.id).to_dict().get("refunds") is None
    shown = client.v1.charges.retrieve(str(held.latest_charge), {"expand": ["refunds", "payment_intent"]})
    assert shown.to_dict()["refunds"]["data"] == []
    assert isinstance(shown.payment_intent, stripe.PaymentIntent)


# Checkout


def test_a_session_is_paid_at_its_page(client: stripe.StripeClient, remote: Remote) -> None:
    made = session(client, "automatic")
    assert (made.amount_total, made.status, made.payment_status) == (25000, "open", "unpaid")
    assert made.payment_intent is None
    assert made.url
    assert made.id.startswith("cs_test_")
    page = httpx.get(made.url, trust_env=False)
    assert page.status_code == 200
    for words in ("Two nights", "250.00 EUR", "Decline the card", "http://127.0.0.1:1/back"):
        assert words in page.text

    declined = httpx.post(made.url, data={"card": "pm_card_chargeDeclined"}, trust_env=False)
    assert (declined.status_code, "Your card was declined." in declined.text) == (200, True)
    assert client.v1.checkout.sessions.retrieve(made.id).status == "open"
    paid = httpx.post(made.url, data={"card": "pm_card_visa"}, trust_env=False)
    assert paid.status_code == 303
    assert paid.headers["location"] == f"http://127.0.0.1:1/paid?session={made.id}"

    done = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["payment_intent.latest_charge"]})
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert isinstance(done.payment_intent, stripe.PaymentIntent)
    assert done.payment_intent.metadata.to_dict() == {"booking_id": "BK-1"}
    assert done.customer_details
    assert done.customer_details.email == "guest@example.com"
    assert kinds(remote) == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    over = httpx.post(made.url, data={"card": "pm_card_visa"}, trust_env=False)
    assert (over.status_code, "complete" in over.text) == (200, True)
    assert sums(remote, done.payment_intent.id) == (25000, 0, 0)


def test_a_page_shows_names_as_text(client: stripe.StripeClient) -> None:
    price = {"currency": "jpy", "unit_amount": 9000, "product_data": {"name": "<script>alert(1)</script>"}}
    made = session(client, line_items=[{"quantity": 1, "price_data": price}])
    assert made.url
    text = httpx.get(made.url, trust_env=False).text
    assert ("&lt;script&gt;" in text, "<script>" in text, "9,000 JPY" in text) == (True, False, True)


def test_a_manual_session_is_unpaid_until_the_capture(client: stripe.StripeClient, remote: Remote) -> None:
    made = session(client)
    outcome = remote.pay(made.id)
    assert (outcome["paid"], outcome["intent"]["status"]) == (True, "requires_capture")
    assert (outcome["session"]["status"], outcome["session"]["payment_status"]) == ("complete", "unpaid")
    [completed] = client.v1.events.list({"type": "checkout.session.completed"}).data
    client.v1.payment_intents.capture(outcome["intent"]["id"])
    assert client.v1.checkout.sessions.retrieve(made.id).payment_status == "paid"
    assert completed.data.object["payment_status"] == "unpaid"
    [found] = client.v1.checkout.sessions.list({"payment_intent": outcome["intent"]["id"]}).data
    assert found.id == made.id


def test_a_session_with_a_declined_card_can_be_paid_again(client: stripe.StripeClient, remote: Remote) -> None:
    made = session(client)
    first = remote.pay(made.id, "pm_card_chargeDeclinedInsufficientFunds")
    assert (first["paid"], first["error"]["decline_code"]) == (False, "insufficient_funds")
    second = remote.pay(made.id)
    assert (second["paid"], second["intent"]["id"]) == (True, first["intent"]["id"])
    with pytest.raises(httpx.HTTPStatusError):
        remote.pay(made.id)


@pytest.mark.parametrize(
    ("values", "param", "words"),
    [
        ({"expires_at": int(time.time()) + 20 * 60}, "expires_at", "at least 30 minutes"),
        ({"expires_at": int(time.time()) + 25 * 3600}, "expires_at", "less than 24 hours"),
        ({"success_url": "paid.html"}, "success_url", "Not a valid URL"),
        ({"success_url": None}, "success_url", "Missing required param"),
        ({"line_items": None}, "line_items", "Missing required param"),
        ({"mode": "subscription"}, "mode", "mode payment only"),
        ({"ui_mode": "embedded_page"}, "ui_mode", "hosted pages only"),
        ({"allow_promotion_codes": True}, "allow_promotion_codes", "would change"),
        ({"payment_intent_data": {"capture_method": "later"}}, "capture_method", "must be one of"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(
    client: stripe.StripeClient, remote: Remote, values: dict[str, Any], param: str, words: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=words) as caught:
        session(client, **values)
    assert caught.value.param == param
    assert remote.books()["sessions"] == []


def test_a_session_expires_when_told_or_in_time(client: stripe.StripeClient, remote: Remote) -> None:
    told, forgotten = session(client), session(client, expires_at=int(time.time()) + 1800)
    remote.pay(forgotten.id, "pm_card_chargeDeclined")
    assert client.v1.checkout.sessions.expire(told.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        client.v1.checkout.sessions.expire(told.id)
    assert client.v1.checkout.sessions.retrieve(forgotten.id).status == "open"
    remote.set_clock(1801)
    late = client.v1.checkout.sessions.retrieve(forgotten.id, {"expand": ["payment_intent"]})
    assert (late.status, late.url) == ("expired", None)
    assert isinstance(late.payment_intent, stripe.PaymentIntent)
    assert (late.payment_intent.status, late.payment_intent.cancellation_reason) == ("canceled", "automatic")
    for name in (told.id, forgotten.id):
        with pytest.raises(httpx.HTTPStatusError):
            remote.pay(name)
    assert kinds(remote).count("checkout.session.expired") == 2


# Refunds and disputes


def test_refunds_give_back_no_more_than_was_taken(client: stripe.StripeClient, remote: Remote) -> None:
    paid = intent(client, capture_method="automatic")
    params: Any = {"payment_intent": paid.id, "amount": 10000, "reason": "requested_by_customer"}
    first = client.v1.refunds.create(params | {"metadata": {"booking_id": "BK-1"}})
    assert (first.status, first.amount, first.reason) == ("succeeded", 10000, "requested_by_customer")
    assert first.metadata
    assert first.metadata.to_dict() == {"booking_id": "BK-1"}
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as caught:
        client.v1.refunds.create({"payment_intent": paid.id, "amount": 15001})
    assert (caught.value.code, caught.value.param) == (None, "amount")
    rest = client.v1.refunds.create({"charge": str(paid.latest_charge)})
    assert (rest.amount, rest.payment_intent) == (15000, paid.id)
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded") as caught:
        client.v1.refunds.create({"payment_intent": paid.id})
    assert caught.value.code == "charge_already_refunded"
    assert client.v1.refunds.retrieve(first.id, {"expand": ["balance_transaction"]}).balance_transaction
    listed = client.v1.refunds.list({"payment_intent": paid.id}).data
    assert [r.id for r in listed] == [rest.id, first.id]
    charge = charge_of(client, paid.id)
    assert (charge.refunded, charge.amount_refunded) == (True, 25000)
    assert kinds(remote)[3:] == ["refund.created", "charge.refunded", "refund.updated"] * 2
    assert sums(remote, paid.id) == (25000, 0, 25000)


def test_an_event_of_a_refund_says_what_was_before(client: stripe.StripeClient, remote: Remote) -> None:
    paid = intent(client, capture_method="automatic")
    client.v1.refunds.create({"payment_intent": paid.id, "amount": 1}, {"idempotency_key": "one"})
    [event] = client.v1.events.list({"type": "charge.refunded"}).data
    assert event.to_dict()["data"]["previous_attributes"] == {"amount_refunded": 0}
    assert event.api_version == "2026-10-28.endive"
    assert event.request
    assert (event.request.idempotency_key, (event.request.id or "").startswith("req_")) == ("one", True)


def test_what_is_not_captured_cannot_be_refunded(client: stripe.StripeClient) -> None:
    for unpaid in (intent(client), intent(client, payment_method=None, confirm=None)):
        with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
            client.v1.refunds.create({"payment_intent": unpaid.id})
    with pytest.raises(stripe.InvalidRequestError, match="One of the following"):
        client.v1.refunds.create({"amount": 100})


def test_a_disputed_charge_is_refunded_only_when_the_dispute_is_won(
    client: stripe.StripeClient, remote: Remote
) -> None:
    won, lost = (intent(client, capture_method="automatic").id for _ in range(2))
    disputes = {name: remote.open_dispute(name)["id"] for name in (won, lost)}
    for name in (won, lost):
        with pytest.raises(stripe.InvalidRequestError, match="charged back") as caught:
            client.v1.refunds.create({"payment_intent": name})
        assert caught.value.code == "charge_disputed"
        assert charge_of(client, name).disputed
    [listed] = client.v1.disputes.list({"payment_intent": won}).data
    assert (listed.id, listed.status, listed.amount) == (disputes[won], "needs_response", 25000)
    remote.close_dispute(disputes[won], "won")
    remote.close_dispute(disputes[lost], "lost")
    assert client.v1.disputes.retrieve(disputes[lost]).status == "lost"
    assert client.v1.refunds.create({"payment_intent": won}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        client.v1.refunds.create({"payment_intent": lost})
    with pytest.raises(httpx.HTTPStatusError):
        remote.close_dispute(disputes[won], "lost")
    assert kinds(remote).count("charge.dispute.created") == 2
    assert kinds(remote).count("charge.dispute.closed") == 2
    books = {i["id"]: (i["disputed"], i["reinstated"]) for i in remote.books()["intents"]}
    assert books == {won: (25000, 25000), lost: (25000, 0)}


# Idempotency keys


def test_a_key_answers_again_what_it_did(client: stripe.StripeClient, remote: Remote) -> None:
    first, again = intent(client, "k"), intent(client, "k")
    assert first.to_dict() == again.to_dict()
    assert first.last_response
    assert again.last_response
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    for _ in range(3):
        taken = client.v1.payment_intents.capture(first.id, options={"idempotency_key": "c"})
        assert taken.status == "succeeded"
    books = remote.books()
    assert books["executed"] == {"payment_intent.create": 1, "payment_intent.capture": 1}
    assert [(k["key"], k["replays"]) for k in books["keys"]] == [("k", 1), ("c", 2)]
    assert books["intents"][0]["keys"] == ["k", "c"]
    assert sums(remote, first.id) == (25000, 0, 0)


def test_a_key_is_for_one_request_only(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client, "k")
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        intent(client, "k", amount=26000)
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.payment_intents.capture(held.id, options={"idempotency_key": "k"})
    with pytest.raises(stripe.InvalidRequestError, match="255"):
        intent(client, "k" * 256)
    assert len(remote.books()["intents"]) == 1


def test_a_key_keeps_what_was_refused_by_the_state_but_not_nonsense(
    client: stripe.StripeClient, remote: Remote
) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            intent(client, "declined", payment_method="pm_card_chargeDeclined")
    assert len(remote.books()["intents"]) == 1
    with pytest.raises(stripe.InvalidRequestError):
        intent(client, "nonsense", amount=1)
    assert intent(client, "nonsense").status == "requires_capture"


def test_a_key_is_forgotten_after_a_day(client: stripe.StripeClient, remote: Remote) -> None:
    first = intent(client, "k")
    remote.set_clock(DAY + 60)
    assert intent(client, "k").id != first.id


def test_a_key_in_use_is_409(process: StripeProcess, client: stripe.StripeClient, remote: Remote) -> None:
    remote.fault(kind="payment_intent.create", answer="slow", seconds=1.0)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(intent, library(process), "k")
        eventually(lambda: remote.faults()[0]["hits"] == 1)
        with pytest.raises(stripe.StripeError) as caught:
            intent(client, "k")
        assert caught.value.http_status == 409
        assert caught.value.error
        assert caught.value.error.code == "idempotency_key_in_use"
        assert intent(client, "k" if slow.result() else "").id == slow.result().id


# Webhooks and events


def test_every_event_arrives_signed(client: stripe.StripeClient, remote: Remote, receiver: Receiver) -> None:
    remote.deliver(parallel=1)
    made = session(client, "automatic")
    remote.pay(made.id)
    remote.until_quiet()
    assert receiver.kinds() == kinds(remote)
    completed = receiver.events[-1]
    assert completed["data"]["object"]["metadata"] == {"booking_id": "BK-1", "hotel_slug": "sea"}
    assert client.v1.events.retrieve(completed["id"]).pending_webhooks == 0
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(json.dumps(completed), "t=1,v1=00", WEBHOOK_SECRET)


def test_an_event_comes_again_until_it_is_taken(
    client: stripe.StripeClient, remote: Remote, receiver: Receiver
) -> None:
    receiver.answers += [500, 400, 302]
    intent(client, payment_method=None, confirm=None)
    remote.until_quiet()
    assert receiver.kinds() == ["payment_intent.created"] * 4
    assert [a["status"] for a in remote.deliveries()["attempts"]] == [500, 400, 302, 200]
    remote.deliver(attempts=2)
    receiver.answers += [500, 500]
    intent(client, payment_method=None, confirm=None)
    remote.until_quiet()
    assert len(remote.deliveries()["given_up"]) == 1
    assert remote.resend() == 1
    remote.until_quiet()
    assert len({event["id"] for event in receiver.events}) == 2
    assert len(remote.deliveries()["taken"]) == 2


def test_events_wait_for_a_webhook_that_is_away(client: stripe.StripeClient, remote: Remote) -> None:
    remote.deliver(url="http://127.0.0.1:1/nobody", retry_after=0.05, retry_most=0.1)
    intent(client)
    eventually(lambda: len(remote.deliveries()["attempts"]) > 6)
    assert {a["status"] for a in remote.deliveries()["attempts"]} == {None}
    receiver = Receiver()
    remote.deliver(url=receiver.url)
    remote.until_quiet()
    assert sorted(receiver.kinds()) == sorted(kinds(remote))
    receiver.close()


def test_events_may_come_twice(client: stripe.StripeClient, remote: Remote, receiver: Receiver) -> None:
    remote.deliver(twice=1.0)
    intent(client)
    remote.until_quiet()
    assert sorted(receiver.kinds()) == sorted(kinds(remote) * 2)
    assert len({event["id"] for event in receiver.events}) == 3


def test_events_may_get_lost_and_be_sent_again(client: stripe.StripeClient, remote: Remote, receiver: Receiver) -> None:
    remote.deliver(drop=1.0)
    held = intent(client)
    remote.until_quiet()
    assert (receiver.events, len(remote.deliveries()["dropped"])) == ([], 3)
    assert [e.type for e in client.v1.events.list().data] == list(reversed(kinds(remote)))
    [first, *_] = remote.events()
    assert remote.resend([first["id"]]) == 1
    remote.until_quiet()
    assert [event["data"]["object"]["id"] for event in receiver.events] == [held.id]


def test_events_may_come_late_and_in_any_order(client: stripe.StripeClient, remote: Remote, receiver: Receiver) -> None:
    remote.deliver(late=0.3, shuffle=0.3)
    begun = time.monotonic()
    for _ in range(6):
        intent(client, capture_method="automatic")
    assert time.monotonic() - begun < 5
    remote.until_quiet()
    assert sorted(receiver.kinds()) == sorted(kinds(remote))
    assert receiver.kinds() != kinds(remote)
    assert remote.deliveries()["attempts"][0]["number"] == 1


def test_deliveries_can_be_held_back(client: stripe.StripeClient, remote: Remote, receiver: Receiver) -> None:
    remote.deliver(paused=True)
    intent(client)
    with pytest.raises(TimeoutError):
        remote.until_quiet(0.3)
    assert receiver.events == []
    remote.deliver(paused=False)
    remote.until_quiet()
    assert len(receiver.events) == 3


def test_nonsense_is_not_taken_for_a_manner_or_a_fault(remote: Remote) -> None:
    manners: list[dict[str, Any]] = [{"twice": 2}, {"late": -1}, {"lateness": 1}, {"url": "somewhere"}]
    for manner in manners:
        with pytest.raises(httpx.HTTPStatusError):
            remote.deliver(**manner)
    faults: list[dict[str, Any]] = [
        {"answer": "418"},
        {"when": "during"},
        {"times": 0},
        {"answer": "card_declined", "when": "after"},
    ]
    for fault in faults:
        with pytest.raises(httpx.HTTPStatusError):
            remote.fault(**fault)
    assert remote.faults() == []


def test_events_are_listed_in_pages(client: stripe.StripeClient, remote: Remote) -> None:
    for _ in range(5):
        intent(client)
    page = client.v1.events.list({"limit": 4})
    assert (len(page.data), page.has_more) == (4, True)
    assert [e.id for e in page.auto_paging_iter()] == [e["id"] for e in reversed(remote.events())]
    before = client.v1.events.list({"limit": 2, "ending_before": page.data[3].id})
    assert ([e.id for e in before.data], before.has_more) == ([page.data[1].id, page.data[2].id], True)
    two: Any = {"types": ["charge.succeeded", "payment_intent.created"]}
    assert len(client.v1.events.list(two).data) == 10
    assert client.v1.events.list({"created": {"gt": int(time.time()) + 60}}).data == []
    assert len(client.v1.events.list({"created": {"gte": int(time.time()) - 60}, "limit": 100}).data) == 15
    with pytest.raises(stripe.InvalidRequestError, match="cannot filter"):
        client.v1.events.list({"delivery_success": False})
    with pytest.raises(stripe.InvalidRequestError, match="at most 100"):
        client.v1.events.list({"limit": 101})


# Faults


@pytest.mark.parametrize(
    "trouble",
    [
        ("500", stripe.APIError, 500),
        ("503", stripe.APIError, 503),
        ("429", stripe.RateLimitError, 429),
        ("lock_timeout", stripe.RateLimitError, 429),
        ("reset", stripe.APIConnectionError, None),
        ("timeout", stripe.APIConnectionError, None),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_trouble_before_the_work_does_nothing_and_after_it_hides_it(
    client: stripe.StripeClient, remote: Remote, trouble: tuple[str, type[stripe.StripeError], int | None], when: str
) -> None:
    answer, error, status = trouble
    held = intent(client)
    remote.fault(kind="payment_intent.capture", answer=answer, when=when, seconds=0.2)
    with pytest.raises(error) as caught:
        client.v1.payment_intents.capture(held.id, options={"idempotency_key": "c"})
    assert caught.value.http_status == status
    assert sums(remote, held.id) == ((25000, 0, 0) if when == "after" else (0, 0, 0))

    taken = client.v1.payment_intents.capture(held.id, options={"idempotency_key": "c"})
    assert taken.status == "succeeded"
    assert taken.last_response
    assert ("Idempotent-Replayed" in taken.last_response.headers) == (when == "after")
    assert remote.books()["executed"]["payment_intent.capture"] == 1


def test_a_caller_that_gave_up_may_still_be_served(process: StripeProcess, remote: Remote) -> None:
    held = intent(library(process))
    hasty = library(process, http_client=stripe.RequestsClient(timeout=0.2))
    remote.fault(kind="payment_intent.capture", answer="slow", seconds=0.6)
    with pytest.raises(stripe.APIConnectionError):
        hasty.v1.payment_intents.capture(held.id, options={"idempotency_key": "c"})
    assert sums(remote, held.id) == (0, 0, 0)
    eventually(lambda: sums(remote, held.id) == (25000, 0, 0))


def test_a_server_error_after_the_work_may_stick_to_its_key(client: stripe.StripeClient, remote: Remote) -> None:
    held = intent(client)
    remote.fault(kind="payment_intent.capture", answer="500", when="after", sticky=True)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.capture(held.id, options={"idempotency_key": "c"})
    assert client.v1.payment_intents.retrieve(held.id).status == "succeeded"


def test_trouble_meets_the_calls_it_is_set_for(client: stripe.StripeClient, remote: Remote) -> None:
    remote.fault(kind="refund.*", answer="500", times=None)
    paid = intent(client, capture_method="automatic")
    for _ in range(3):
        with pytest.raises(stripe.APIError):
            client.v1.refunds.create({"payment_intent": paid.id})
    assert remote.faults()[0]["hits"] == 3
    remote.clear_faults()
    assert client.v1.refunds.create({"payment_intent": paid.id}).status == "succeeded"

    remote.fault(kind="*", answer="503", share=0.5, times=None)
    failed = 0
    for _ in range(60):
        try:
            client.v1.payment_intents.retrieve(paid.id)
        except stripe.APIError:
            failed += 1
    assert 10 < failed < 50


# For judges, and as a process


def test_the_books_tell_what_was_done(client: stripe.StripeClient, remote: Remote) -> None:
    made = session(client)
    name = remote.pay(made.id)["intent"]["id"]
    client.v1.payment_intents.capture(name, {"amount_to_capture": 20000}, {"idempotency_key": "c"})
    client.v1.refunds.create({"payment_intent": name, "amount": 7000}, {"idempotency_key": "r"})
    other = intent(client, "i")
    client.v1.payment_intents.cancel(other.id, options={"idempotency_key": "x"})
    books = remote.books()
    first, second = books["intents"]
    assert (first["id"], first["session"], first["metadata"]) == (name, made.id, {"booking_id": "BK-1"})
    assert (first["captured"], first["released"], first["refunded"]) == (20000, 5000, 7000)
    assert first["times"] == {
        "authorized": 1, "captured": 1, "released": 1, "refunded": 1, "disputed": 0, "reinstated": 0
    }  # fmt: skip
    assert (second["status"], second["released"], second["keys"]) == ("canceled", 25000, ["i", "x"])
    assert [(m["kind"], m["amount"], m["key"]) for m in books["moves"]] == [
        ("authorized", 25000, None),
        ("captured", 20000, "c"),
        ("released", 5000, "c"),
        ("refunded", 7000, "r"),
        ("authorized", 25000, "i"),
        ("released", 25000, "x"),
    ]
    assert books["calls"]["refund.create 200"] == 1
    assert [s["id"] for s in books["sessions"]] == [made.id]


def test_it_ends_with_whoever_started_it() -> None:
    program = (
        "import time; from hotelmate.standin.stripe_process import StripeProcess; "
        "started = StripeProcess(); print(started.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    os.kill(child, 0)
    parent.send_signal(signal.SIGKILL)
    parent.communicate(timeout=10)
    try:
        eventually(lambda: not alive(child))
    finally:
        if alive(child):
            os.kill(child, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
