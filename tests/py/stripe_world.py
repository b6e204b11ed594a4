"""A Stripe for tests: the local one, or with STRIPE_SECRET_KEY=sk_test_… the real one where that will do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import stripe

from hotelmate.prove.house import HOTEL
from hotelmate.standin.stripe_process import SECRET_KEY, WEBHOOK_SECRET, StripeProcess
from hotelmate.standin.stripe_remote import Remote
from listener.settings import StripeSettings
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over
from tests.py.relay_world import eventually

REAL_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
IS_REAL = REAL_KEY.startswith("sk_test_")
local_only = pytest.mark.skipif(IS_REAL, reason="real Stripe neither fails on demand nor has guests who pay")


class World:
    """Whom the adapter talks to, and the guests, who talk to it as well."""

    def __init__(self, settings: StripeSettings, remote: Remote | None) -> None:
        self.settings = settings
        self._remote = remote
        base = settings.api_base
        self._v1 = stripe.StripeClient(settings.secret_key, base_addresses={"api": base} if base else {}).v1

    @property
    def is_local(self) -> bool:
        return self._remote is not None

    @property
    def remote(self) -> Remote:
        """The hand on the local Stripe."""
        assert self._remote is not None, "mark the test local_only"
        return self._remote

    def authorized(self, amount: int = 21800, capture_method: str = "manual", card: str = "pm_card_visa") -> str:
        """A payment intent that a guest has just confirmed; its id."""
        asked: Any = {
            "amount": amount,
            "currency": "eur",
            "capture_method": capture_method,
            "payment_method": card,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "confirm": True,
        }
        return str(self._v1.payment_intents.create(asked).id)

    def captured(self, amount: int = 21800) -> str:
        return self.authorized(amount, "automatic")

    def intent(self, reference: str) -> Any:
        return self._v1.payment_intents.retrieve(reference, {"expand": ["latest_charge"]})

    def refunds(self, reference: str) -> list[Any]:
        return list(self._v1.refunds.list({"payment_intent": reference}).data)


@contextmanager
def stripe_world(webhook_url: str | None = None, timeout: float = 8.0) -> Iterator[World]:
    """A world; the local one is a process of its own."""
    if IS_REAL:
        yield World(StripeSettings(REAL_KEY, WEBHOOK_SECRET, timeout=30.0), None)
        return
    with StripeProcess(webhook_url, seed=1) as process:
        yield World(StripeSettings(SECRET_KEY, WEBHOOK_SECRET, process.address, timeout), process.remote)


class Front:
    """An API that takes payments, and what a guest and Stripe do at it."""

    def __init__(self, api: Api, world: World) -> None:
        self.api = api
        self.world = world
        self.house = api.house
        self._delivered = {event["id"] for event in world.remote.events()} if world.is_local else set()

    def open(self, number: str, path: str = "payment/session/") -> httpx.Response:
        """Ask for the page to pay on."""
        body = {"success_url": "https://hotel.example/paid", "cancel_url": "https://hotel.example/back"}
        return self.api.guest(f"room-bookings/{number}/{path}", body)

    def verify(self, number: str, session: str) -> httpx.Response:
        path = f"/api/public/hotel/{HOTEL}/room-bookings/{number}/payment/verify/"
        return self.api.client.get(path, params={"session_id": session})

    def pays(self, number: str, card: str = "pm_card_visa") -> dict[str, Any]:
        """A guest goes to the page and pays; Stripe has not told anybody yet. See Remote.pay."""
        return self.world.remote.pay(self.open(number).json()["session_id"], card)

    def requested(self, **fields: Any) -> tuple[str, str]:
        """A booking that waits for approval, its money blocked on a card; its number and the payment intent."""
        number, _ = self.house.held(**fields)
        intent = self.pays(number)["intent"]["id"]
        self.deliver()
        eventually(lambda: self.status(number) == "PENDING_APPROVAL", what=str(self.inbox()))
        return number, intent

    def deliver(self) -> int:
        """Post what Stripe has to tell since the last time; how many reports."""
        events = [event for event in self.world.remote.events() if event["id"] not in self._delivered]
        for event in events:
            answer = self.report(json.dumps(event))
            assert answer.status_code == 200, answer.text
            self._delivered.add(event["id"])
        return len(events)

    def report(self, body: str, signature: str | None = None) -> httpx.Response:
        """Post a report, signed by Stripe unless a signature is given."""
        if signature is None:
            signature = stripe.WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET)
        return self.api.client.post(
            "/api/public/hotel/room-bookings/stripe-webhook/",
            content=body.encode(),
            headers={
                b"Stripe-Signature": signature.encode("latin-1"),
                b"Content-Type": b"application/json; charset=utf-8",
            },
        )

    def status(self, number: str) -> Any:
        return self.house.value("select status::text from hotel.booking where number = %s", number)

    def ledger(self, number: str) -> list[list[Any]]:
        """[kind, minor units] of a booking's entries, oldest first."""
        query = (
            "select coalesce(jsonb_agg(jsonb_build_array(e.kind, e.amount_minor) order by e.id), '[]') "
            "from hotel.ledger_entry as e inner join hotel.booking as b on e.booking_id = b.id where b.number = %s"
        )
        entries: list[list[Any]] = self.house.value(query, number)
        return entries

    def commands(self, number: str) -> list[list[Any]]:
        """[kind, status, attempts] of what was decided about a booking's money, oldest first; not mere questions."""
        query = (
            "select coalesce(jsonb_agg(jsonb_build_array(c.kind, c.status, c.attempts) order by c.created_at), '[]') "
            "from hotel.payment_command as c inner join hotel.booking as b on c.booking_id = b.id "
            "where b.number = %s and c.kind <> 'VERIFY'"
        )
        commands: list[list[Any]] = self.house.value(query, number)
        return commands

    def inbox(self) -> Any:
        """{status: reports} of the inbox, and the errors in it."""
        return self.house.value(
            "select jsonb_build_object('errors', jsonb_agg(w.error) filter (where w.error is not null), "
            "'events', jsonb_object_agg(w.event_id, w.event_type || ' ' || w.status)) from hotel.provider_inbox as w"
        )

    def moves(self, intent: str) -> dict[str, Any]:
        """What Stripe's own books say of an intent: sums, and how often each move was made."""
        return next(one for one in self.world.remote.books()["intents"] if one["id"] == intent)


@contextmanager
def front(server: TestServer, template: str, name: str, world: World, **settings: Any) -> Iterator[Front]:
    """An API before a database of its own, with this Stripe."""
    with api_over(server, template, name, stripe=world.settings, **settings) as api:
        yield Front(api, world)
