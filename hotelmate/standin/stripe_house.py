"""Everything that one local Stripe is made of, and what happens in it by itself."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from hotelmate.standin import stripe_charges as charges
from hotelmate.standin import stripe_holds as holds
from hotelmate.standin import stripe_money as money
from hotelmate.standin import stripe_sessions as sessions
from hotelmate.standin.stripe_books import Books
from hotelmate.standin.stripe_calls import Desk
from hotelmate.standin.stripe_faults import Faults
from hotelmate.standin.stripe_manner import Manner
from hotelmate.standin.stripe_webhooks import Webhooks

TICK = 0.5  # seconds
GRACE = 60  # seconds after which a lapsed authorisation is cancelled; till then only a capture finds out


@dataclass
class House:
    """One local Stripe. `secret_key` is what callers show, `webhook_secret` what events are signed with."""

    secret_key: str
    webhook_secret: str
    address: str  # of the application, without a slash at its end
    webhook_url: str | None = None
    clock: Callable[[], float] = time.time
    seed: int | None = None

    def __post_init__(self) -> None:
        self.webhooks = Webhooks(self.webhook_secret, Manner(url=self.webhook_url), random.Random(self.seed))
        self.faults = Faults(chance=random.Random(self.seed))
        self.open_books()

    def open_books(self) -> None:
        """Start with nothing in the books."""
        self.books = Books(clock=self.clock, tell=self.webhooks.send)
        self.desk = Desk(self.secret_key, self.books, self.faults, f"{self.address}/c/pay/")

    async def reset(self) -> None:
        """As it was at the start."""
        self.webhooks.forget()
        self.faults.clear()
        self.open_books()
        await self.webhooks.behave(**asdict(Manner(url=self.webhook_url)))

    def sweep(self) -> None:
        """What time does: sessions expire, authorisations lapse, captured money reaches the balance."""
        books, now = self.books, self.books.now()
        for name in sorted(books.open_sessions):
            session = books.objects[name]
            if now >= session["expires_at"]:
                sessions.end(books, session)
        for name in sorted(books.holds):
            intent = books.objects[name]
            if now >= (charges.held_until(books.objects[intent["latest_charge"]]) or now) + GRACE:
                holds.lapse(books, intent)
        for name in sorted(books.unsettled):
            charge = books.objects[name]
            money.settle(books, charge)
            books.emit("charge.updated", charge, {"balance_transaction": None})

    async def tick(self) -> None:
        """Sweep for as long as the application runs."""
        while True:
            await asyncio.sleep(TICK)
            self.sweep()
