"""What the provider does by itself in `prove money`, and what people do at its own pages: in any order, and badly."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx

from hotelmate.prove.hotels import call
from hotelmate.prove.money_player import Impossible, Player
from hotelmate.prove.money_stage import Stage

CALLS = ("payment_intent.capture", "payment_intent.cancel", "payment_intent.*", "refund.*", "session.create", "*")
ANSWERS = ("500", "503", "429", "timeout", "reset", "lock_timeout")


class Provider(Player):
    """Events, outages, the dashboard, the guests' banks."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        super().__init__(stage, chance)
        self._delivered: set[str] = set()

    async def events_arrive(self) -> None:
        """Some of all that were never delivered, in any order, and now and then one again."""
        events = self.stage.remote.events()
        new = [event for event in events if event["id"] not in self._delivered]
        some = self.chance.sample(new, min(len(new), self.chance.randint(1, 6)))
        again = self.chance.sample(events, min(len(events), self.chance.choice([0, 0, 2])))
        for event in [*some, *again]:
            self._delivered.add(event["id"])
            call(self.stage.api, "receive_provider_event", payload=json.dumps(event))
            if self.chance.random() < 0.8:
                call(self.stage.api, "process_provider_event", event_id=event["id"])

    async def provider_fails(self) -> None:
        kind, answer = self.chance.choice(CALLS), self.chance.choice(ANSWERS)
        how = {"when": self.chance.choice(["before", "after"]), "sticky": self.chance.random() < 0.3}
        self.stage.remote.fault(kind=kind, answer=answer, times=self.chance.randint(1, 3), seconds=0.01, **how)

    async def bank_refuses_a_capture(self) -> None:
        self.stage.remote.fault(kind="payment_intent.capture", answer="card_declined", times=1)

    async def provider_recovers(self) -> None:
        self.stage.remote.clear_faults()

    async def dashboard_captures(self) -> None:
        amount = self.chance.choice([{}, {}, {"amount_to_capture": "5000"}])
        self._dashboard("POST", f"payment_intents/{self._intent()}/capture", amount)

    async def dashboard_cancels(self) -> None:
        self._dashboard("POST", f"payment_intents/{self._intent()}/cancel")

    async def dashboard_refunds(self) -> None:
        amount = self.chance.choice([{}, {"amount": "700"}])
        self._dashboard("POST", "refunds", {"payment_intent": self._intent()} | amount)

    async def dispute_opens(self) -> None:
        """About all that is left of a payment, or a part of it."""
        intents = {intent["id"]: intent["captured"] - intent["refunded"] for intent in self._intents()}
        disputable = [name for name, left in intents.items() if left > 0]
        if not disputable:
            raise Impossible
        name = self.chance.choice(disputable)
        self.stage.remote.open_dispute(name, self.chance.choice([intents[name], min(intents[name], 3000)]))

    async def dispute_ends(self) -> None:
        found = self._dashboard("GET", "disputes?limit=100")["data"]
        undecided = [dispute["id"] for dispute in found if dispute["status"] not in ("won", "lost")]
        if not undecided:
            raise Impossible
        self.stage.remote.close_dispute(self.chance.choice(undecided), self.chance.choice(["won", "lost"]))

    def _dashboard(self, method: str, path: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        """Somebody at the provider's own pages, who gives up when they are down."""
        try:
            answer = self.stage.dashboard.request(method, f"/v1/{path}", data=form)
        except httpx.TransportError:
            raise Impossible from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Impossible
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def _intents(self) -> list[dict[str, Any]]:
        """Every payment in the provider's books."""
        intents: list[dict[str, Any]] = self.stage.remote.books()["intents"]
        if not intents:
            raise Impossible
        return intents

    def _intent(self) -> str:
        return str(self.chance.choice(self._intents())["id"])
