"""The adapter to Stripe: what it asks, and what it makes of every kind of answer.

Where marked so, only the local Stripe can give that answer. The rest runs against real Stripe in test mode as well
(STRIPE_SECRET_KEY=sk_test_…).
"""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
import stripe
import structlog

from listener.settings import StripeSettings
from listener.sinks import Refused, Unavailable
from listener.sinks.money import Command, Outcome, SessionRequest
from listener.sinks.stripe import StripeSink
from listener.sinks.stripe_answers import InvalidSignature, verify_signature
from tests.py.stripe_world import World, local_only, stripe_world

T = TypeVar("T")
FAULTS = [
    ({"answer": "500"}, "HTTP 500"),
    ({"answer": "502"}, "HTTP 502"),
    ({"answer": "503"}, "HTTP 503"),
    ({"answer": "429"}, "HTTP 429"),
    ({"answer": "lock_timeout"}, "HTTP 429"),
    ({"answer": "timeout"}, "no answer in time"),
    ({"answer": "reset"}, "RemoteProtocolError"),
]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with stripe_world(timeout=1.0) as world:
        yield world


@pytest.fixture(autouse=True)
def calm(world: World) -> Iterator[None]:
    """No test leaves its faults to the next one."""
    yield
    if world.settings.api_base:
        world.remote.clear_faults()


def command(kind: Any, reference: str, amount: int = 21800, attempts: int = 1, **more: Any) -> Command:
    fields: dict[str, Any] = {
        "hotel": "grand-plaza",
        "command_id": str(uuid.uuid4()),
        "booking_id": "BK-GRANDPLA-2026-0001",
        "currency": "EUR",
        "metadata": {"hotel_slug": "grand-plaza", "booking_id": "BK-GRANDPLA-2026-0001"},
    }
    return Command(kind=kind, payment_reference=reference, amount_minor=amount, attempts=attempts, **fields | more)


def request(**more: Any) -> SessionRequest:
    fields: dict[str, Any] = {
        "session": str(uuid.uuid4()),
        "amount_minor": 21800,
        "currency": "EUR",
        "capture_method": "MANUAL",
        "description": "Grand Plaza, 2 nights",
        "customer_email": "ann@example.org",
        "metadata": {"hotel_slug": "grand-plaza", "booking_id": "BK-GRANDPLA-2026-0001", "session": "s"},
        "success_url": "https://hotel.example/paid?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://hotel.example/back",
        "expires_at": datetime.now(UTC) + timedelta(minutes=40),
    }
    return SessionRequest(**fields | more)


def with_sink(settings: StripeSettings, act: Callable[[StripeSink], Awaitable[T]]) -> T:
    async def acted() -> T:
        async with StripeSink(settings) as sink:
            return await act(sink)

    return asyncio.run(acted())


def execute(world: World, *commands: Command) -> list[Outcome]:
    """Outcomes of commands, one after the other."""

    async def act(sink: StripeSink) -> list[Outcome]:
        return [await sink.execute(one) for one in commands]

    return with_sink(world.settings, act)


# --- what is done ---


def test_capture(world: World) -> None:
    reference = world.authorized()
    (outcome,) = execute(world, command("CAPTURE", reference))
    (intent,) = outcome.objects
    assert (outcome.outcome, intent["id"], intent["status"], intent["amount_received"]) == (
        "DONE",
        reference,
        "succeeded",
        21800,
    )
    assert intent["latest_charge"]["created"], "expanded: the ledger takes its times from it"


def test_capture_of_a_part_lets_go_of_the_rest(world: World) -> None:
    reference = world.authorized()
    (outcome,) = execute(world, command("CAPTURE", reference, 10000))
    assert outcome.objects[0]["amount_received"] == 10000
    assert outcome.objects[0]["amount_capturable"] == 0


def test_release(world: World) -> None:
    reference = world.authorized()
    (outcome,) = execute(world, command("RELEASE", reference))
    assert (outcome.outcome, outcome.objects[0]["status"]) == ("DONE", "canceled")


def test_refund_says_which_command_it_is(world: World) -> None:
    reference = world.captured()
    asked = command("REFUND", reference, 5000)
    (outcome,) = execute(world, asked)
    intent, refund = outcome.objects
    assert (outcome.outcome, intent["id"], refund["amount"]) == ("DONE", reference, 5000)
    assert refund["metadata"] == asked.metadata | {"command": asked.command_id}


def test_verify_brings_the_intent_and_all_its_refunds(world: World) -> None:
    reference = world.captured()
    execute(world, *(command("REFUND", reference, 100) for _ in range(3)))
    (outcome,) = execute(world, command("VERIFY", reference, 0))
    assert [o["object"] for o in outcome.objects] == ["payment_intent", "refund", "refund", "refund"]


@local_only
def test_verify_brings_disputes(world: World) -> None:
    reference = world.captured()
    world.remote.open_dispute(reference)
    (outcome,) = execute(world, command("VERIFY", reference, 0))
    assert [o["object"] for o in outcome.objects] == ["payment_intent", "dispute"]


def test_every_page_of_a_list_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listener.sinks.stripe.PAGE", 2)
    reference = world.captured()
    execute(world, *(command("REFUND", reference, 100) for _ in range(5)))
    (outcome,) = execute(world, command("VERIFY", reference, 0))
    assert len({o["id"] for o in outcome.objects}) == 6


# --- the same twice ---


@pytest.mark.parametrize("kind", ["CAPTURE", "RELEASE"])
def test_the_same_command_twice_moves_money_once(world: World, kind: str) -> None:
    asked = command(kind, world.authorized())
    first, again = execute(world, asked, asked)
    assert first.outcome == again.outcome == "DONE"
    assert first.objects[0]["id"] == again.objects[0]["id"]


def test_the_same_refund_twice_is_one_refund(world: World) -> None:
    asked = command("REFUND", world.captured(), 5000)
    first, again = execute(world, asked, asked)
    assert first.objects[1]["id"] == again.objects[1]["id"]
    assert len(world.refunds(asked.payment_reference)) == 1


def test_a_refund_is_found_again_when_its_key_is_forgotten(world: World) -> None:
    """A key lasts a day. The second attempt looks for the refund rather than trust it."""
    asked = command("REFUND", world.captured(), 5000)
    execute(world, asked)
    forgotten = command("REFUND", asked.payment_reference, 5000, attempts=2)
    found = execute(world, msgspec.structs.replace(forgotten, command_id=asked.command_id))[0]
    assert found.outcome == "DONE"
    assert len(world.refunds(asked.payment_reference)) == 1


@local_only
def test_an_answer_that_was_lost_is_asked_for_again(world: World) -> None:
    for kind, reference in [
        ("CAPTURE", world.authorized()),
        ("RELEASE", world.authorized()),
        ("REFUND", world.captured()),
    ]:
        world.remote.fault(kind="*", answer="reset", when="after")
        asked = command(kind, reference, 5000)
        first, again = execute(world, asked, msgspec.structs.replace(asked, attempts=2))
        assert (first.outcome, again.outcome) == ("LATER", "DONE"), kind
    assert len(world.refunds(reference)) == 1


@local_only
@pytest.mark.parametrize(("kind", "status"), [("CAPTURE", "succeeded"), ("RELEASE", "canceled")])
def test_an_error_that_its_key_repeats_is_seen_through(world: World, kind: str, status: str) -> None:
    """Stripe did the work, then failed, and answers the same key with that failure for a day."""
    asked = command(kind, world.authorized())
    world.remote.fault(kind="payment_intent.*", answer="500", when="after", sticky=True)
    first, again = execute(world, asked, msgspec.structs.replace(asked, attempts=2))
    assert (first.outcome, again.outcome) == ("LATER", "DONE")
    assert again.objects[0]["status"] == status


# --- refused for good: the objects say how things stand instead ---


def test_a_capture_of_what_is_captured(world: World) -> None:
    reference = world.authorized()
    _, other = execute(world, command("CAPTURE", reference), command("CAPTURE", reference))
    assert other.outcome == "REFUSED"
    assert other.error and other.error.startswith("payment_intent_unexpected_state: ")
    assert other.objects[0]["status"] == "succeeded"


def test_a_release_of_what_is_captured(world: World) -> None:
    reference = world.authorized()
    _, release = execute(world, command("CAPTURE", reference), command("RELEASE", reference))
    assert release.outcome == "REFUSED"
    assert release.objects[0]["status"] == "succeeded"


def test_more_than_there_is(world: World) -> None:
    captured = world.captured()
    over, refund = execute(world, command("CAPTURE", world.authorized(), 21801), command("REFUND", captured, 21801))
    assert (over.outcome, refund.outcome) == ("REFUSED", "REFUSED")
    assert over.error and over.error.startswith("amount_too_large: ")
    assert over.objects[0]["status"] == "requires_capture"
    assert [o["object"] for o in refund.objects] == ["payment_intent"]


def test_a_refund_of_what_is_refunded_shows_the_refund(world: World) -> None:
    reference = world.captured()
    _, again = execute(world, command("REFUND", reference), command("REFUND", reference))
    assert again.outcome == "REFUSED"
    assert [o["object"] for o in again.objects] == ["payment_intent", "refund"]


def test_a_payment_that_stripe_does_not_know(world: World) -> None:
    for kind in ("CAPTURE", "RELEASE", "REFUND", "VERIFY"):
        (outcome,) = execute(world, command(kind, "pi_nosuchintent"))
        assert (outcome.outcome, outcome.objects) == ("REFUSED", []), kind
        assert outcome.error and outcome.error.startswith("resource_missing: ")


@local_only
def test_a_card_that_is_declined_at_the_capture(world: World) -> None:
    world.remote.fault(kind="payment_intent.capture", answer="card_declined")
    (outcome,) = execute(world, command("CAPTURE", world.authorized()))
    assert outcome.outcome == "REFUSED"
    assert outcome.error and outcome.error.startswith("card_declined: ")


@local_only
def test_an_authorization_that_has_lapsed(world: World) -> None:
    reference = world.authorized()
    world.remote.set_clock(8 * 86400)
    try:
        (outcome,) = execute(world, command("CAPTURE", reference))
    finally:
        world.remote.set_clock(0)
    assert outcome.outcome == "REFUSED"


def test_a_key_that_was_used_for_something_else(world: World) -> None:
    """Another release asked otherwise under this key: what that came to is what counts."""
    asked = command("CAPTURE", world.authorized(), 10000)
    first, other = execute(world, asked, msgspec.structs.replace(asked, amount_minor=9000))
    assert (first.outcome, other.outcome) == ("DONE", "REFUSED")
    assert other.error and "idempoten" in other.error.lower()
    assert other.objects[0]["amount_received"] == 10000


# --- not now ---


@local_only
@pytest.mark.parametrize(("fault", "reason"), FAULTS)
@pytest.mark.parametrize("kind", ["CAPTURE", "REFUND"])
def test_what_may_be_different_next_time(world: World, kind: str, fault: dict[str, Any], reason: str) -> None:
    reference = world.authorized() if kind == "CAPTURE" else world.captured()
    world.remote.fault(kind="*", **fault)
    asked = command(kind, reference)
    first, again = execute(world, asked, msgspec.structs.replace(asked, attempts=2))
    assert (first.outcome, first.error, first.is_ours) == ("LATER", reason, False)
    assert again.outcome == "DONE"


@local_only
def test_a_call_that_is_still_under_way(world: World) -> None:
    """We gave up waiting; Stripe did not give up working, and refuses to begin the same again meanwhile."""
    asked = command("CAPTURE", world.authorized())
    world.remote.fault(kind="payment_intent.capture", answer="slow", seconds=1.6)

    async def act(sink: StripeSink) -> list[Outcome]:
        first, meanwhile = await sink.execute(asked), await sink.execute(asked)
        await asyncio.sleep(1.0)
        return [first, meanwhile, await sink.execute(asked)]

    first, meanwhile, later = with_sink(world.settings, act)
    assert (first.outcome, first.error) == ("LATER", "no answer in time")
    assert (meanwhile.outcome, meanwhile.error) == ("LATER", "the same request is under way")
    assert later.outcome == "DONE"


@local_only
def test_a_refusal_whose_truth_cannot_be_learnt_is_not_final(world: World) -> None:
    reference = world.authorized()
    execute(world, command("CAPTURE", reference))
    world.remote.fault(kind="payment_intent.retrieve", answer="500")
    (outcome,) = execute(world, command("CAPTURE", reference))
    assert (outcome.outcome, outcome.error) == ("LATER", "HTTP 500")


def test_nobody_listens() -> None:
    settings = StripeSettings("sk_test_x", None, f"http://127.0.0.1:{_unused_port()}")
    outcome = with_sink(settings, lambda sink: sink.execute(command("CAPTURE", "pi_1")))
    assert (outcome.outcome, outcome.error) == ("LATER", "ConnectError")


def test_somebody_else_answers() -> None:
    """A proxy's page is no answer of Stripe's, whatever its status."""
    for answer in (b"200 OK\r\ncontent-length: 2\r\n\r\n{}", b"404 Not Found\r\ncontent-length: 4\r\n\r\nnope"):
        outcome = asyncio.run(_answered_by(b"HTTP/1.1 " + answer))
        assert outcome.outcome == "LATER", answer


def test_wrong_credentials_are_ours_to_mend_and_not_told(world: World) -> None:
    key = "sk_test_" + "wrong" * 5
    with structlog.testing.capture_logs() as logs:
        outcome = with_sink(
            replace(world.settings, secret_key=key), lambda sink: sink.execute(command("CAPTURE", "pi_1"))
        )
    assert (outcome.outcome, outcome.error, outcome.is_ours) == ("LATER", "HTTP 401", True)
    assert key not in repr(logs)
    assert key not in repr(world.settings) and world.settings.secret_key not in repr(world.settings)


# --- pages to pay on ---


def create(world: World, *requests: SessionRequest) -> list[dict[str, Any]]:
    async def act(sink: StripeSink) -> list[dict[str, Any]]:
        return list(await asyncio.gather(*(sink.create_checkout_session(one) for one in requests)))

    return with_sink(world.settings, act)


def test_a_page(world: World) -> None:
    asked = request()
    (page,) = create(world, asked)
    assert (page["amount_total"], page["currency"], page["status"]) == (21800, "eur", "open")
    assert page["metadata"] == asked.metadata
    assert page["expires_at"] == int(asked.expires_at.timestamp())
    assert page["url"]


def test_the_same_page_twice_also_at_the_same_moment(world: World) -> None:
    asked = request()
    pages = create(world, asked, asked, asked)
    assert len({page["id"] for page in pages}) == 1


@local_only
def test_a_page_that_takes_too_long(world: World) -> None:
    world.remote.fault(kind="session.create", answer="timeout")
    with pytest.raises(Unavailable, match="no answer in time"):
        create(world, request())


def test_a_page_that_stripe_refuses(world: World) -> None:
    with pytest.raises(Refused, match="url_invalid"):
        create(world, request(success_url="not an address"))


def paid_on(world: World, reference: str) -> dict[str, Any]:
    return with_sink(world.settings, lambda sink: sink.paid_on(reference))


def test_a_page_nobody_has_paid_on(world: World) -> None:
    (page,) = create(world, request())
    session = paid_on(world, page["id"])
    assert (session["id"], session["payment_status"]) == (page["id"], "unpaid")


@local_only
@pytest.mark.parametrize(("method", "status"), [("MANUAL", "requires_capture"), ("AUTOMATIC", "succeeded")])
def test_a_page_somebody_has_paid_on(world: World, method: Any, status: str) -> None:
    asked = request(capture_method=method)
    (page,) = create(world, asked)
    world.remote.pay(page["id"])
    intent = paid_on(world, page["id"])
    assert (intent["status"], intent["metadata"]) == (status, asked.metadata)
    assert intent["latest_charge"]["created"]


def test_a_page_that_stripe_does_not_know(world: World) -> None:
    with pytest.raises(Refused, match="resource_missing"):
        paid_on(world, "cs_test_nosuchsession")


# --- what Stripe reports ---

SECRET = "whsec_test"
BODY = '{"id": "evt_1", "type": "charge.refunded"}'


def signed(body: str = BODY, secret: str = SECRET, at: int | None = None) -> str:
    header = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return str(header)


def test_a_signature() -> None:
    assert verify_signature(BODY.encode(), signed(), SECRET) == BODY


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (BODY.encode(), None),
        (BODY.encode(), ""),
        (BODY.encode(), "nonsense"),
        (BODY.encode(), "t=1,v1=é"),
        (BODY.encode(), signed(secret="whsec_other")),
        (BODY.encode(), signed(at=int(datetime.now(UTC).timestamp()) - 400)),
        (BODY.encode() + b" ", signed()),
        (b"\xff\xfe", signed()),
    ],
)
def test_what_stripe_did_not_sign(body: bytes, header: str | None) -> None:
    with pytest.raises(InvalidSignature):
        verify_signature(body, header, SECRET)


# --- helpers ---


def _unused_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


async def _answered_by(answer: bytes) -> Outcome:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with StripeSink(StripeSettings("sk_test_x", None, f"http://127.0.0.1:{port}")) as sink:
            return await sink.execute(command("CAPTURE", "pi_1"))
