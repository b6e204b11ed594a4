"""What becomes of payments, as the provider sees it: each life is a guest's page and, step by step, all that follows.

The steps of different lives are taken in turn, so that their events lie between each other as on a busy day.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hotelmate.prove.webhooks_world import Page, World
from hotelmate.standin import stripe_checkout as checkout
from hotelmate.standin import stripe_holds as holds
from hotelmate.standin import stripe_intents as intents
from hotelmate.standin import stripe_refunds as refunds
from hotelmate.standin import stripe_sessions as sessions
from hotelmate.standin.stripe_books import Books
from hotelmate.standin.stripe_errors import Refused

OVER = object()
GOOD, BAD = "pm_card_visa", "pm_card_chargeDeclined"
Steps = Iterator[None]
RUSH = 900  # seconds in which everybody tries a card; pages are open for half an hour


@dataclass(frozen=True)
class Recording:
    """Events in the order in which they happened, as the provider sends them; how many payments led which life."""

    events: list[str]
    lives: dict[str, int]
    foreign: dict[str, str]  # events that name a booking, hotel or page they have nothing to do with: id → type
    intents: list[dict[str, Any]]  # ours, in the provider's own books


@dataclass
class Provider:
    """The other side, acted by hand."""

    books: Books
    chance: random.Random
    foreign: dict[str, str] = field(default_factory=dict)
    foreign_intents: set[str] = field(default_factory=set)

    def intent(self, page: Page) -> str:
        """The id of a page's payment intent; there is one once a card was tried."""
        return str(self.books.find("checkout.session", page.session)["payment_intent"])

    def pay(self, page: Page, card: str = GOOD) -> None:
        try:
            checkout.pay(self.books, page.session, card)
        except Refused:
            if card == GOOD:
                raise

    # --- lives: everything after the page was opened ---

    def paid(self, page: Page) -> Steps:
        self.pay(page)
        yield

    def declined_first(self, page: Page) -> Steps:
        for _ in range(self.chance.randint(1, 3)):
            self.pay(page, BAD)
            self.books.ahead += 1
        yield from self.paid(page)

    def expired(self, page: Page) -> Steps:
        yield
        sessions.expire(self.books, {}, page.session)

    def declined_and_expired(self, page: Page) -> Steps:
        self.pay(page, BAD)
        yield
        sessions.expire(self.books, {}, page.session)

    def captured(self, page: Page) -> Steps:
        yield from self.declined_first(page) if self.chance.random() < 0.3 else self.paid(page)
        holds.capture(self.books, {}, self.intent(page))

    def partly_captured(self, page: Page) -> Steps:
        yield from self.paid(page)
        held = self.books.find("payment_intent", self.intent(page))["amount_capturable"]
        holds.capture(self.books, {"amount_to_capture": str(self.chance.randint(1, held - 1))}, self.intent(page))

    def cancelled(self, page: Page) -> Steps:
        yield from self.paid(page)
        holds.cancel(self.books, {}, self.intent(page))

    def lapsed(self, page: Page) -> Steps:
        yield from self.paid(page)
        holds.lapse(self.books, self.books.find("payment_intent", self.intent(page)))

    def refunded_in_parts(self, page: Page) -> Steps:
        yield from self._taken(page)
        taken = self.books.find("payment_intent", self.intent(page))["amount_received"]
        for part in self._parts(taken):
            yield
            refunds.create(self.books, {"payment_intent": self.intent(page), "amount": str(part)})

    def disputed(self, page: Page) -> Steps:
        yield from self._taken(page)
        yield
        dispute = refunds.open_dispute(self.books, self.intent(page))
        yield
        refunds.close_dispute(self.books, dispute["id"], self.chance.choice(["won", "lost"]))

    def disputed_and_refunded(self, page: Page) -> Steps:
        yield from self._taken(page)
        yield
        dispute = refunds.open_dispute(self.books, self.intent(page), 1000)
        yield
        refunds.close_dispute(self.books, dispute["id"], "won")
        yield
        refunds.create(self.books, {"payment_intent": self.intent(page), "amount": "777"})

    def not_ours(self, page: Page) -> Steps:
        """Somebody else's payment that claims to be for a booking of ours."""
        ours = self.books.find("checkout.session", page.session)
        wrong: dict[str, Any] = self.chance.choice(
            [
                {"hotel_slug": "north-pier" if ours["metadata"]["hotel_slug"] != "north-pier" else "quiet-cove"},
                {"hotel_slug": "no-such-hotel"},
                {"booking_id": "BK-NOBODY-2026-0001"},
                {"session": "00000000-0000-4000-8000-000000000000"},
            ]
        )
        form = {"amount": str(ours["amount_total"]), "currency": "eur", "payment_method": GOOD, "confirm": "true"}
        before = len(self.books.all("event"))
        made = intents.create(self.books, form | {"metadata": ours["metadata"] | wrong, "capture_method": "manual"})
        self.foreign |= {event["id"]: event["type"] for event in self.books.all("event")[before:]}
        self.foreign_intents.add(made["id"])
        yield

    def _taken(self, page: Page) -> Steps:
        """Paid, and captured if that is a step of its own."""
        yield from self.paid(page)
        if self.books.find("payment_intent", self.intent(page))["status"] == "requires_capture":
            holds.capture(self.books, {}, self.intent(page))

    def _parts(self, amount: int) -> list[int]:
        """An amount in up to three parts; now and then not all of it."""
        first = self.chance.randint(1, amount - 2)
        second = self.chance.randint(1, amount - first - 1)
        parts = [first, second, amount - first - second]
        return parts if self.chance.random() < 0.7 else parts[:2]


def record(world: World, payments: int, chance: random.Random) -> Callable[[], Recording]:
    """Open so many pages now; calling the result lets everything happen that becomes of them."""
    provider = Provider(world.books, chance)
    lives: list[tuple[str, Steps]] = []
    for nth in range(payments):
        kinds = MANUAL if nth % 3 else AUTOMATIC
        name = list(kinds)[nth % len(kinds)]
        hotel = world.on_request if kinds is MANUAL else world.at_once
        if name.startswith("late"):
            page = world.abandoned(hotel)
        elif name.startswith("extension"):
            page = world.extended(hotel)
        else:
            page = world.page(hotel, world.booked(hotel)[0])
        lives.append((name, kinds[name](provider, page)))
    return lambda: _play(provider, lives, chance)


def _play(provider: Provider, lives: list[tuple[str, Steps]], chance: random.Random) -> Recording:
    """Every life to its end, a random one a step at a time, seconds to minutes apart."""
    books = provider.books
    counted = Counter(name for name, _ in lives)
    running = [steps for _, steps in lives]
    chance.shuffle(running)
    for steps in list(running):  # everybody tries a card before the pages expire
        next(steps)
        books.ahead += chance.random() < RUSH / len(lives)
    while running:
        steps = chance.choice(running)
        if next(steps, OVER) is OVER:
            running.remove(steps)
        books.ahead += chance.randint(0, 300)
    events = [json.dumps(event) for event in books.all("event")]
    ours = [intent for intent in books.summary()["intents"] if intent["id"] not in provider.foreign_intents]
    return Recording(events, dict(counted), provider.foreign, ours)


MANUAL: dict[str, Callable[[Provider, Page], Steps]] = {
    "authorised": Provider.paid,
    "declined first": Provider.declined_first,
    "captured": Provider.captured,
    "captured in part": Provider.partly_captured,
    "cancelled": Provider.cancelled,
    "lapsed": Provider.lapsed,
    "refunded in parts": Provider.refunded_in_parts,
    "disputed": Provider.disputed,
    "disputed, then refunded": Provider.disputed_and_refunded,
    "expired": Provider.expired,
    "declined, then expired": Provider.declined_and_expired,
    "late, then cancelled": Provider.cancelled,
    "late": Provider.paid,
    "not ours": Provider.not_ours,
}
AUTOMATIC: dict[str, Callable[[Provider, Page], Steps]] = {
    "paid at once": Provider.paid,
    "paid at once, declined first": Provider.declined_first,
    "paid at once, refunded in parts": Provider.refunded_in_parts,
    "paid at once, disputed": Provider.disputed,
    "late at once": Provider.refunded_in_parts,
    "extension": Provider.paid,
    "extension, declined first": Provider.declined_first,
}
