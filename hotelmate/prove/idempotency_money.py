"""The part of `prove idempotency` in which a payment provider has the last word: what a repetition is answered, and
that the provider moved the money once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from hotelmate.cluster import Cluster
from hotelmate.prove.house import HOTEL
from hotelmate.prove.idempotency_desk import Desk, Group, Reply, desk
from hotelmate.prove.idempotency_parts import AT_ONCE
from hotelmate.prove.money_stage import through
from hotelmate.prove.target import PUBLIC_BASE, STAFF_BASE, Sent
from hotelmate.standin.stripe_process import SECRET_KEY, WEBHOOK_SECRET, StripeProcess
from hotelmate.standin.stripe_remote import Remote
from listener.cashier import Cashier
from listener.settings import StripeSettings
from listener.sinks.stripe import StripeSink

NAME = "money"
WEBHOOK = "/api/public/hotel/room-bookings/stripe-webhook/"
PATIENCE, SOON = 2.0, 20.0  # seconds: of a client with the provider, and of this proof with what follows
PAGES = {"success_url": "https://a.ie/", "cancel_url": "https://a.ie/"}


class Till:
    """A desk that takes payments, and both sides of the provider."""

    def __init__(self, place: Desk, remote: Remote, group: Group, listener_url: str, settings: StripeSettings) -> None:
        self.desk, self.remote, self.group = place, remote, group
        self._listener_url, self._settings = listener_url, settings

    def staff(self, number: str, action: str, body: dict[str, Any] | None, key: str | None) -> Reply:
        """A manager does something with a booking."""
        path = STAFF_BASE.format(hotel=HOTEL) + f"room-bookings/{number}/{action}/"
        return self._ask(path, body, key, {"Authorization": f"Token {self.desk.house.tokens['manager']}"})

    def guest(self, number: str, action: str, body: dict[str, Any], key: str | None) -> Reply:
        """Its guest does."""
        return self._ask(PUBLIC_BASE.format(hotel=HOTEL) + f"room-bookings/{number}/{action}/", body, key, {})

    def requested(self) -> tuple[str, str]:
        """A booking that waits for approval, its money blocked; its number and the provider's intent."""
        number, _ = self.desk.house.held()
        return number, self.paid(number, self.guest(number, "payment/session", PAGES, None))

    def confirmed(self) -> tuple[str, str]:
        """The same, approved and captured."""
        number, intent = self.requested()
        self.staff(number, "approve", None, None)
        eventually(lambda: self.status(number) == "CONFIRMED", f"{number} is not confirmed")
        return number, intent

    def paid(self, number: str, page: Reply) -> str:
        """The guest pays on a page; the intent, once the booking has heard of it."""
        intent = str(self.remote.pay(page.body["session_id"])["intent"]["id"])
        heard = "select exists (select from hotel.payment where reference = %s and authorized_minor > 0)"
        eventually(lambda: bool(self.desk.house.value(heard, intent)), f"{number} has not heard of its payment")
        return intent

    def status(self, number: str) -> str:
        return str(self.desk.house.value("select status::text from hotel.booking where number = %s", number))

    def times(self, intent: str, kind: str) -> int:
        """How often the provider has moved the money of an intent this way."""
        found = next(one for one in self.remote.books()["intents"] if one["id"] == intent)
        return int(found["times"].get(kind, 0))

    def work(self) -> None:
        """The listener does what is due."""
        self.desk.house.run("update hotel.payment_command set next_attempt_at = hotel.clock() where status = 'PENDING'")
        asyncio.run(self._work())

    async def _work(self) -> None:
        with psycopg.connect(self._listener_url, autocommit=True) as session:
            async with StripeSink(self._settings) as sink:
                cashier = Cashier(through(session), sink)
                while command := await cashier.claim():
                    await cashier.record(command, await cashier.execute(command))

    def _ask(self, path: str, body: dict[str, Any] | None, key: str | None, headers: dict[str, str]) -> Reply:
        content = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        return self.desk.ask(self.group, Sent("POST", path, headers | kind, content), key)


def money(cluster: Cluster, groups: dict[str, Group]) -> None:
    """Every way in which money goes, repeated and at once."""
    with till(cluster, groups) as place:
        for case in (
            a_page, an_approval, a_refused_approval, an_approval_while_away, an_approval_long_over,
            a_decline, a_cancellation, a_guests_cancellation, an_extension,
        ):  # fmt: skip
            place.remote.clear_faults()
            place.group.judge("repeated", case.__name__.replace("_", " "), list(case(place)))


# --- each yields what is wrong ---


def a_page(till: Till) -> Iterator[str]:
    """One page at the provider, before and after it was paid."""
    number, _ = till.desk.house.held()
    pages = crowd(lambda: till.guest(number, "payment/session", PAGES, "page"))
    sessions = {page.body.get("session_id") for page in pages}
    if len(sessions) != 1 or any(page.status != 200 for page in pages):
        yield f"{[page.refusal for page in pages]}: pages {sessions}"
    till.paid(number, pages[0])
    later = till.guest(number, "payment/session", PAGES, "page")
    if later.status != 200 or later.body["session_id"] not in sessions:
        yield f"after it was paid: {later}"


def an_approval(till: Till) -> Iterator[str]:
    """One capture; whoever comes while it is under way hears 202, later all hear 200."""
    number, intent = till.requested()
    replies = crowd(lambda: till.staff(number, "approve", None, "approve"))
    if not {got.status for got in replies} <= {200, 202} or 200 not in {got.status for got in replies}:
        yield f"answered {[got.refusal for got in replies]}"
    later = [till.staff(number, "approve", None, "approve") for _ in range(2)]
    if later[0] != later[1] or later[0].status != 200 or later[0].body["status"] != "approved":
        yield f"afterwards {later}"
    if till.times(intent, "captured") != 1:
        yield f"captured {till.times(intent, 'captured')} times"


def a_refused_approval(till: Till) -> Iterator[str]:
    """What the bank refused stays refused under its key; another key may try again."""
    number, intent = till.requested()
    till.remote.fault(kind="payment_intent.capture", answer="card_declined")
    replies = [till.staff(number, "approve", None, "declined") for _ in range(3)]
    if {got.refusal for got in replies} != {(402, "PAYMENT_FAILED")}:
        yield f"answered {[got.refusal for got in replies]}"
    if till.status(number) != "PENDING_APPROVAL":
        yield f"the booking is {till.status(number)}"
    tried = till.staff(number, "approve", None, "declined, then not")
    if tried.status != 200 or till.times(intent, "captured") != 1:
        yield f"another try got {tried.refusal}, captured {till.times(intent, 'captured')} times"


def an_approval_while_away(till: Till) -> Iterator[str]:
    """202 while the provider is away, and 200 under the same key once the listener has got through."""
    number, intent = till.requested()
    till.remote.fault(kind="payment_intent.capture", answer="503", times=1000)
    replies = [till.staff(number, "approve", None, "away") for _ in range(2)]
    if [got.status for got in replies] != [202, 202] or replies[0] != replies[1]:
        yield f"answered {replies}"
    till.remote.clear_faults()
    till.work()
    later = till.staff(number, "approve", None, "away")
    if (later.status, till.times(intent, "captured")) != (200, 1):
        yield f"afterwards {later.refusal}, captured {till.times(intent, 'captured')} times"


def an_approval_long_over(till: Till) -> Iterator[str]:
    """What was approved was approved, whatever has become of the booking since."""
    number, _ = till.requested()
    first = till.staff(number, "approve", None, "over")
    till.staff(number, "cancel", {"reason": "ill"}, None)
    later = till.staff(number, "approve", None, "over")
    if (first.status, later.status, later.body.get("status")) != (200, 200, first.body.get("status")):
        yield f"answered {first.status}, and once it was cancelled {later.status} {later.body.get('status')}"


def a_decline(till: Till) -> Iterator[str]:
    number, intent = till.requested()
    yield from once(
        till, lambda: till.staff(number, "decline", {"reason_code": "OTHER"}, "decline"), intent, "released"
    )


def a_cancellation(till: Till) -> Iterator[str]:
    number, intent = till.confirmed()
    yield from once(till, lambda: till.staff(number, "cancel", {"reason": "ill"}, "cancel"), intent, "refunded")


def a_guests_cancellation(till: Till) -> Iterator[str]:
    number, token = till.desk.house.held()
    intent = till.paid(number, till.guest(number, "payment/session", PAGES, None))
    yield from once(till, lambda: till.guest(number, "cancel", {"token": token}, "leave"), intent, "released")


def an_extension(till: Till) -> Iterator[str]:
    """One extension, one page for it, one capture."""
    number, _ = till.desk.house.in_house()
    replies = crowd(lambda: till.staff(number, "overstay/extend", {"add_nights": 1}, "extend"))
    pages = crowd(lambda: till.guest(number, "payment/session", PAGES, "extension"))
    if any(got != replies[0] or got.status != 200 for got in replies):
        yield f"answered {[got.refusal for got in replies]}"
    if len({page.body.get("session_id") for page in pages}) != 1:
        yield f"pages {[page.refusal for page in pages]}"
    intent = till.paid(number, pages[0])
    count = (
        "select count(*) from hotel.booking_extension as x "
        "inner join hotel.booking as b on x.booking_id = b.id where b.number = %s"
    )
    if (extensions := till.desk.house.value(count, number)) != 1 or till.times(intent, "captured") != 1:
        yield f"{extensions} extensions, captured {till.times(intent, 'captured')} times"


# --- and what they are made of ---


def once(till: Till, ask: Callable[[], Reply], intent: str, kind: str) -> Iterator[str]:
    """Ten at once and one later are answered the same, and the money moves once."""
    replies = [*crowd(ask), ask()]
    if any(got != replies[0] or got.status != 200 for got in replies):
        yield f"answered {[got.refusal for got in replies]}"
    eventually(lambda: till.times(intent, kind) > 0, f"{intent} is never {kind}")
    till.remote.until_quiet()
    if till.times(intent, kind) != 1:
        yield f"{kind} {till.times(intent, kind)} times"


def crowd(ask: Callable[[], Reply]) -> list[Reply]:
    """Ten who ask at once."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda _: ask(), range(AT_ONCE)))


def eventually(is_so: Callable[[], bool], otherwise: str) -> None:
    """Wait for what follows by itself. TimeoutError."""
    deadline = time.monotonic() + SOON
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.02)


@contextmanager
def till(cluster: Cluster, groups: dict[str, Group]) -> Iterator[Till]:
    """A till with a local Stripe that reports to its API."""
    with StripeProcess(seed=1) as process:
        settings = StripeSettings(SECRET_KEY, WEBHOOK_SECRET, process.address, PATIENCE)
        with desk(cluster, NAME, groups, stripe=settings) as place:
            url = str(place.client.base_url.join(WEBHOOK))
            process.remote.deliver(url=url, retry_after=0.05, retry_most=0.2, attempts=200)
            group = groups.setdefault("payments", Group("payments"))
            yield Till(place, process.remote, group, cluster.url("listener", NAME), settings)
