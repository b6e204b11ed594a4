"""The local Stripe knows at its second start what it knew when it was stopped."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import stripe

from hotelmate.prove.relay_stage import served
from hotelmate.server import listen_on
from hotelmate.standin.stripe import create_app
from hotelmate.standin.stripe_remote import Remote
from tests.py.relay_world import eventually


class Open:
    """A running local Stripe."""

    def __init__(self, address: str) -> None:
        self.remote = Remote(address)
        self.v1 = stripe.StripeClient("sk_test_x", base_addresses={"api": address}).v1

    def intent(self, key: str | None = None) -> stripe.PaymentIntent:
        return self.v1.payment_intents.create(
            {
                "amount": 5000,
                "currency": "eur",
                "capture_method": "manual",
                "payment_method": "pm_card_visa",
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                "confirm": True,
            },
            {"idempotency_key": key} if key else {},
        )

    def session(self) -> stripe.checkout.Session:
        price = {"currency": "eur", "unit_amount": 700, "product_data": {"name": "A night"}}
        asked: Any = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_intent_data": {"metadata": {"booking_id": "B1"}},
            "success_url": "https://a.example/",
        }
        return self.v1.checkout.sessions.create(asked)


@contextmanager
def opened(memory: Path, webhook_url: str | None = None) -> Iterator[Open]:
    bound = listen_on(0)
    address = f"http://127.0.0.1:{bound.getsockname()[1]}"
    with served((create_app("sk_test_x", "whsec_x", webhook_url, address=address, memory=memory), bound)):
        here = Open(address)
        yield here
        here.remote.close()


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "stripe.json"


def test_payments_pages_and_keys_outlive_a_stop(memory: Path) -> None:
    with opened(memory) as first:
        intent, session = first.intent("the key"), first.session()
        books = first.remote.books()
    with opened(memory) as second:
        assert second.remote.books()["intents"] == books["intents"]
        assert second.intent("the key").id == intent.id, "a replay"
        assert second.v1.payment_intents.capture(intent.id).status == "succeeded"
        paid = second.remote.pay(session.id)
        assert paid["paid"] and paid["intent"]["metadata"] == {"booking_id": "B1"}
        moved = second.remote.books()
    with opened(memory) as third:
        assert third.remote.books()["intents"] == moved["intents"]
        assert third.remote.books()["moves"] == moved["moves"]


def test_a_report_that_nobody_took_is_made_again(memory: Path) -> None:
    with socket.socket() as taken_by_nobody:
        taken_by_nobody.bind(("127.0.0.1", 0))
        with opened(memory, f"http://127.0.0.1:{taken_by_nobody.getsockname()[1]}/") as first:
            first.intent()
            events = [event["id"] for event in first.remote.events()]
    with opened(memory, "http://127.0.0.1:9/") as second:
        eventually(lambda: {a["event"] for a in second.remote.deliveries()["attempts"]} >= set(events))


def test_reports_that_were_taken_are_forgotten(memory: Path) -> None:
    with opened(memory) as first:
        first.intent()
        assert first.remote.events()
    with opened(memory) as second:
        assert second.remote.events() == []
