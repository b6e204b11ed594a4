"""Paying over HTTP: pages, what comes of them, decisions about the money, and what the provider reports."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
import structlog

from hotelmate.prove.house import HOTEL
from listener.settings import StripeSettings
from tests.postgres import TestServer
from tests.py.api_world import api_over, refused
from tests.py.relay_world import eventually
from tests.py.stripe_world import Front, World, front, local_only, stripe_world

pytestmark = local_only  # guests pay in every test here, and webhooks reach no test of a real account
TOTAL = 21800


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with stripe_world(timeout=2.0) as world:
        yield world


@pytest.fixture(scope="module")
def desk(server: TestServer, template: str, world: World) -> Iterator[Front]:
    with front(server, template, "payments_api", world) as desk:
        yield desk


@pytest.fixture(autouse=True)
def calm(world: World) -> Iterator[None]:
    """No test leaves its faults to the next one."""
    yield
    world.remote.clear_faults()


# --- pages to pay on ---


@pytest.mark.parametrize("path", ["payment/session/", "payment/"])
def test_open_a_page_and_get_the_same_again(desk: Front, path: str) -> None:
    number, _ = desk.house.held()
    first, again = desk.open(number, path).json(), desk.open(number, path).json()
    assert (first["status"], first["amount"], first["currency"]) == ("created", "218.00", "EUR")
    assert first["payment_url"].startswith(desk.world.settings.api_base or "")
    assert (again["status"], again["session_id"]) == ("existing", first["session_id"])
    assert again.keys() == first.keys() == {"status", "session_id", "payment_url", "amount", "currency", "message"}


def test_open_a_page_with_a_key(desk: Front) -> None:
    number, _ = desk.house.held()
    body = {"success_url": "https://a.example/", "cancel_url": "https://a.example/"}
    path, key = f"room-bookings/{number}/payment/session/", {"Idempotency-Key": f"pay {number}"}
    first, again = (desk.api.guest(path, body, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    other = desk.api.guest(path, body | {"cancel_url": "https://b.example/"}, headers=key)
    refused(other, 409, "IDEMPOTENCY_KEY_REUSED")


def test_open_a_page_when_there_is_nothing_to_pay(desk: Front) -> None:
    number, _ = desk.requested()
    answer = desk.open(number).json()
    assert (answer["status"], answer["session_id"], answer["payment_url"]) == ("paid", None, None)


def test_open_a_page_refuses(desk: Front) -> None:
    number, _ = desk.house.held()
    path = f"room-bookings/{number}/payment/session/"
    good = {"success_url": "https://a.example/", "cancel_url": "https://a.example/"}
    for field in good:
        problem = refused(desk.api.guest(path, good | {field: "javascript:alert(1)"}), 400, "VALIDATION_ERROR")
        assert problem["field"] == field
        refused(desk.api.guest(path, {k: v for k, v in good.items() if k != field}), 400, "VALIDATION_ERROR")
    refused(desk.api.guest("room-bookings/BK-NONE-2026-0001/payment/session/", good), 404, "BOOKING_NOT_FOUND")
    refused(desk.api.guest(path, good, hotel="sea-view"), 404, "BOOKING_NOT_FOUND")
    refused(desk.open(desk.house.expired()), 409, "INVALID_STATUS")
    desk.house.run("update hotel.booking set expires_at = hotel.clock() where number = %s", number)
    refused(desk.open(number), 409, "HOLD_HAS_ENDED")


def test_a_page_when_stripe_is_away_can_be_asked_for_again(desk: Front) -> None:
    number, _ = desk.house.held()
    desk.world.remote.fault(kind="session.create", answer="reset", when="after")
    response = desk.open(number)
    refused(response, 502, "PROVIDER_AWAY")
    assert response.headers["retry-after"] == "1"
    assert desk.open(number).json()["status"] == "created"
    assert len([s for s in desk.world.remote.books()["sessions"] if s["metadata"]["booking_id"] == number]) == 1


def test_a_page_that_stripe_refuses(desk: Front) -> None:
    number, _ = desk.house.held()
    body = {"success_url": "https://a.example/not an address", "cancel_url": "https://a.example/"}
    refused(desk.api.guest(f"room-bookings/{number}/payment/session/", body), 402, "PROVIDER_REFUSED")


def test_no_connection_is_held_while_stripe_is_asked(server: TestServer, template: str, world: World) -> None:
    """One connection in the pool: what else comes is answered although Stripe takes its time."""
    with front(server, template, "payments_one", world, connections=1, patience=0.3) as desk:
        number, _ = desk.house.held()
        world.remote.fault(kind="session.create", answer="slow", seconds=1.5)
        with ThreadPoolExecutor() as elsewhere:
            opening = elsewhere.submit(desk.open, number)
            eventually(lambda: world.remote.faults()[-1]["hits"])
            assert desk.api.staff("GET", f"room-bookings/{number}/").status_code == 200
            assert not opening.done()
            assert opening.result().json()["status"] == "created"


def test_without_a_provider_nobody_pays(server: TestServer, template: str) -> None:
    with api_over(server, template, "payments_off") as api:
        desk = Front(api, World(StripeSettings("sk_test_none"), None))
        number, _ = api.house.held()
        refused(desk.open(number), 503, "PAYMENTS_OFF")
        refused(desk.report("{}"), 503, "PAYMENTS_OFF")
        request = api.house.requested()
        assert api.booking(request, "approve").status_code == 202


# --- what came of a page ---


def test_verify_before_and_after_paying_without_a_report(desk: Front) -> None:
    """The guest comes back before Stripe has told us: then Stripe is asked."""
    number, _ = desk.house.held()
    session = desk.open(number).json()["session_id"]
    before = desk.verify(number, session).json()
    assert (before["payment_status"], before["booking_status"]) == ("unpaid", "PENDING_PAYMENT")
    desk.world.remote.pay(session)
    after = desk.verify(number, session).json()
    assert (after["payment_status"], after["booking_status"]) == ("authorized", "PENDING_APPROVAL")
    assert (after["amount_total"], after["currency"], after["booking_id"]) == ("218.00", "EUR", number)
    assert after["customer_email"] == "ann@example.org"
    desk.deliver()
    eventually(lambda: desk.ledger(number) == [["AUTHORIZED", TOTAL]], what="the report adds nothing")


def test_verify_when_stripe_is_away_says_what_is_known(desk: Front) -> None:
    number, _ = desk.house.held()
    session = desk.open(number).json()["session_id"]
    desk.world.remote.pay(session)
    desk.world.remote.fault(kind="session.retrieve", answer="500")
    assert desk.verify(number, session).json()["payment_status"] == "unpaid"
    assert desk.verify(number, session).json()["payment_status"] == "authorized"


def test_verify_answers_when_stripe_says_what_cannot_be(desk: Front) -> None:
    """What disagrees with our page is not entered; the guest, who only asks, is told what is known."""
    number, _ = desk.house.held()
    session = desk.open(number).json()["session_id"]
    desk.world.remote.pay(session)
    desk.house.run("alter table hotel.payment_session disable trigger guard_final")  # it keeps its price, but for this
    price = "update hotel.payment_session set amount_minor = amount_minor + %s where reference = %s returning 1"
    desk.house.value(price, 1, session)
    answer = desk.verify(number, session)
    assert (answer.status_code, answer.json().get("payment_status")) == (200, "unpaid"), answer.text
    assert desk.ledger(number) == []
    desk.house.value(price, -1, session)
    assert desk.verify(number, session).json()["payment_status"] == "authorized"


def test_verify_refuses(desk: Front) -> None:
    number, _ = desk.house.held()
    other, _ = desk.house.held()
    session = desk.open(other).json()["session_id"]
    refused(desk.verify(number, session), 404, "SESSION_NOT_FOUND")
    refused(desk.verify(number, "cs_test_none"), 404, "SESSION_NOT_FOUND")
    response = desk.api.client.get(f"/api/public/hotel/{HOTEL}/room-bookings/{number}/payment/verify/")
    assert "session_id" in refused(response, 400, "VALIDATION_ERROR")["reason"]


# --- decisions ---


@pytest.mark.parametrize("name", ["approve", "confirm"])
def test_approve_captures_at_once(desk: Front, name: str) -> None:
    number, intent = desk.requested()
    response = desk.api.booking(number, name)
    answer = response.json()
    assert (response.status_code, answer["status"], answer["booking"]["status"]) == (200, "approved", "CONFIRMED")
    assert answer["booking"]["paid_at"]
    assert answer["booking"]["decision_at"]
    assert desk.moves(intent)["captured"] == TOTAL
    assert desk.ledger(number) == [["AUTHORIZED", TOTAL], ["CAPTURED", TOTAL]]
    again = desk.api.booking(number, name)
    assert (again.status_code, again.json()["status"]) == (200, "approved")


def test_approve_with_a_key_answers_the_same_again(desk: Front) -> None:
    number, intent = desk.requested()
    key = {"headers": {"Idempotency-Key": f"approve {number}"}}
    first, again = (desk.api.booking(number, "approve", **key) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert desk.moves(intent)["times"]["captured"] == 1


def test_approve_refused_by_the_bank_leaves_the_request(desk: Front) -> None:
    number, _ = desk.requested()
    desk.world.remote.fault(kind="payment_intent.capture", answer="card_declined")
    problem = refused(desk.api.booking(number, "approve"), 402, "PAYMENT_FAILED")
    assert problem["message"] == "Your card was declined."
    booking = desk.api.staff("GET", f"room-bookings/{number}/").json()
    assert (booking["status"], booking["decision_at"], booking["paid_at"]) == ("PENDING_APPROVAL", None, None)
    assert booking["payment_failed_at"]
    assert desk.api.booking(number, "approve").status_code == 200, "another try may succeed"


@pytest.mark.parametrize("when", ["before", "after"])
def test_approve_while_stripe_is_away_is_202(desk: Front, when: str) -> None:
    number, _ = desk.requested()
    desk.world.remote.fault(kind="payment_intent.capture", answer="500", when=when)
    response = desk.api.booking(number, "approve")
    assert (response.status_code, response.json()["status"]) == (202, "capturing")
    refused(desk.api.booking(number, "decline"), 409, "DECISION_PENDING")
    assert desk.commands(number) == [["CAPTURE", "PENDING", 1]]


def test_approve_does_not_wait_longer_than_a_client_would(desk: Front) -> None:
    number, _ = desk.requested()
    desk.world.remote.fault(kind="payment_intent.capture", answer="timeout", seconds=10)
    begun = time.monotonic()
    assert desk.api.booking(number, "approve").status_code == 202
    assert time.monotonic() - begun < 3.5
    error = (
        "select c.last_error from hotel.payment_command as c join hotel.booking as b on b.id = c.booking_id "
        "where b.number = %s and c.kind = 'CAPTURE'"
    )
    eventually(lambda: desk.house.value(error, number) == "no answer in time", what="it went on after the answer")


def test_decline_releases_after_the_answer(desk: Front) -> None:
    number, intent = desk.requested()
    assert desk.api.booking(number, "decline").json()["status"] == "declined"
    eventually(lambda: desk.moves(intent)["released"] == TOTAL)
    eventually(lambda: desk.ledger(number) == [["AUTHORIZED", TOTAL], ["RELEASED", TOTAL]])
    assert desk.commands(number) == [["RELEASE", "SUCCEEDED", 1]]


def test_cancel_by_staff_refunds_what_was_captured(desk: Front) -> None:
    number, intent = desk.requested(**desk.house.stay(begins_in=30))
    desk.api.booking(number, "approve")
    assert desk.api.booking(number, "cancel").json()["booking"]["status"] == "CANCELLED"
    eventually(lambda: desk.moves(intent)["refunded"] == TOTAL)
    eventually(lambda: desk.ledger(number)[-1] == ["REFUNDED", TOTAL])


def test_withdraw_by_the_guest_releases(desk: Front) -> None:
    number, token = desk.house.held()
    intent = desk.pays(number)["intent"]["id"]
    desk.deliver()
    eventually(lambda: desk.status(number) == "PENDING_APPROVAL")
    assert desk.api.guest(f"room-bookings/{number}/cancel/", {"token": token}).status_code == 200
    eventually(lambda: desk.moves(intent)["released"] == TOTAL)


def test_what_cancelling_would_cost_is_what_it_costs(desk: Front) -> None:
    number, token = desk.house.held(**desk.house.stay(begins_in=30))
    desk.pays(number)
    desk.deliver()
    eventually(lambda: desk.status(number) == "PENDING_APPROVAL")
    desk.api.booking(number, "approve")
    by_staff = desk.api.staff("GET", f"room-bookings/{number}/cancel/").json()
    public = f"/api/public/hotel/{HOTEL}/room-bookings/{number}/cancel/"
    by_guest = desk.api.client.get(public, params={"token": token}).json()
    older = f"/api/public/hotels/{HOTEL}/booking/status/{number}/"
    assert by_guest == by_staff == desk.api.client.get(older, params={"token": token}).json()
    assert by_guest["can_cancel"] is True
    refused(desk.api.client.get(public), 401, "TOKEN_REQUIRED")
    refused(desk.api.client.get(public, params={"token": "f" * 64}), 401, "INVALID_TOKEN")
    costs = desk.api.booking(number, "cancel").json()["cancellation"]
    preview = by_guest["cancellation_preview"]
    assert (preview["fee_amount"], preview["refund_amount"]) == (costs["cancellation_fee"], costs["refund_amount"])
    after = desk.api.staff("GET", f"room-bookings/{number}/cancel/").json()
    assert (after["can_cancel"], after["cancellation_preview"]) == (False, None)


def test_no_show_gives_back_what_it_does_not_cost(desk: Front) -> None:
    number, intent = desk.requested()
    desk.api.booking(number, "approve")
    desk.house.arrived_days_ago(number, 3)
    answer = desk.api.booking(number, "no-show").json()["booking"]
    fee = round(float(answer["no_show_fee"] or 0) * 100)
    eventually(lambda: desk.moves(intent)["refunded"] == TOTAL - fee)


def test_paying_for_a_hold_that_was_given_up_brings_the_money_back(desk: Front) -> None:
    number, token = desk.house.held()
    session = desk.open(number).json()["session_id"]
    desk.api.guest(f"room-bookings/{number}/abandon/", {"token": token})
    intent = desk.world.remote.pay(session)["intent"]["id"]
    desk.deliver()
    eventually(lambda: desk.ledger(number) == [["AUTHORIZED", TOTAL]], what=str(desk.inbox()))
    assert desk.status(number) == "CANCELLED_DRAFT", "nothing revives it"
    assert [kind for kind, *_ in desk.commands(number)] == ["RELEASE"], "and the listener releases it"
    assert desk.moves(intent)["captured"] == 0


def test_a_database_lost_after_the_decision_is_no_error(desk: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decision is committed: 503 would say that it is not."""
    number, _ = desk.requested()
    call = desk.api.client.app.state.database.call

    async def lost(function: str, /, **arguments: Any) -> bytes:
        if function == "record_payment_outcome":
            raise psycopg.OperationalError("the connection is lost")
        answer: bytes = await call(function, **arguments)
        return answer

    monkeypatch.setattr(desk.api.client.app.state.cashdesk._cashier, "_call", lost)
    assert desk.api.booking(number, "approve").status_code == 202
    desk.deliver()
    eventually(lambda: desk.status(number) == "CONFIRMED", what="Stripe's own report ends it")


def test_a_defect_beside_the_answer_is_logged(desk: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(desk.api.client.app.state.cashdesk._provider, "execute", broken)
    number, _ = desk.requested()
    with structlog.testing.capture_logs() as logs:
        assert desk.api.booking(number, "decline").status_code == 200
        eventually(lambda: [line for line in logs if isinstance(line.get("exc_info"), ZeroDivisionError)])


# --- other ways to pay ---


def test_an_instant_hotel_takes_the_money_and_confirms(desk: Front) -> None:
    desk.house.run("update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = %s", desk.house.hotel_id)
    try:
        number, _ = desk.house.held()
        session = desk.open(number).json()["session_id"]
        intent = desk.world.remote.pay(session)["intent"]["id"]
        checked = desk.verify(number, session).json()
    finally:
        desk.house.run("update hotel.hotel_policy set approval_policy = 'REQUEST'")
    assert (checked["payment_status"], checked["booking_status"]) == ("paid", "CONFIRMED")
    assert desk.moves(intent)["captured"] == TOTAL


def test_an_extension_is_paid_for_on_a_page_of_its_own(desk: Front) -> None:
    number, _ = desk.house.in_house()
    extended = desk.api.booking(number, "overstay/extend", {"add_nights": 1}).json()
    assert extended["payment"] == {
        "payment_required": True,
        "payment_intent_id": None,
        "session_id": None,
        "payment_url": None,
    }
    page = desk.open(number).json()
    assert (page["status"], page["amount"]) == ("created", extended["pricing"]["amount_delta"])
    desk.world.remote.pay(page["session_id"])
    desk.deliver()
    status = (
        "select x.status::text from hotel.booking_extension as x inner join hotel.booking as b on b.id = x.booking_id "
        "where b.number = %s"
    )
    eventually(lambda: desk.house.value(status, number) == "CONFIRMED", what=str(desk.inbox()))
    refused(desk.open(number), 409, "INVALID_STATUS")
    total = desk.api.staff("GET", f"room-bookings/{number}/").json()["total_amount"]
    assert float(total) == 218.00 + float(page["amount"])


def test_a_declined_card_may_be_followed_by_another(desk: Front) -> None:
    number, _ = desk.house.held()
    page = desk.open(number).json()
    assert not desk.world.remote.pay(page["session_id"], "pm_card_chargeDeclined")["paid"]
    desk.deliver()
    eventually(lambda: desk.ledger(number) == [["FAILED", TOTAL]], what=str(desk.inbox()))
    assert desk.status(number) == "PENDING_PAYMENT"
    assert desk.open(number).json()["session_id"] == page["session_id"]
    desk.world.remote.pay(page["session_id"])
    desk.deliver()
    eventually(lambda: desk.status(number) == "PENDING_APPROVAL", what=str(desk.inbox()))


# --- what Stripe reports ---


def event(**fields: Any) -> str:
    return json.dumps({"id": f"evt_{time.monotonic_ns()}", "object": "event", "type": "customer.created"} | fields)


def test_a_report_is_stored_once_and_gone_through(desk: Front) -> None:
    body = event()
    assert desk.report(body).json() == {"status": "success"}
    eventually(lambda: desk.report(body).json() == {"status": "already_processed"})
    name = json.loads(body)["id"]
    assert desk.house.value("select count(*) from hotel.provider_inbox where event_id = %s", name) == 1
    assert desk.house.value("select payload from hotel.provider_inbox where event_id = %s", name) == body


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t=1,v1=é", "nonsense", "t=9999999999,v1=00"])
def test_what_stripe_did_not_sign_is_refused_and_not_stored(desk: Front, signature: str) -> None:
    before = desk.house.rows()
    refused(desk.report(event(), signature), 400, "BAD_SIGNATURE")
    assert desk.house.rows() == before


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '"evt_1"',
        "{}",
        '{"id": 1, "type": "x"}',
        '{"id": "", "type": "x"}',
        '{"id": "evt_x"}',
        '{"id": "evt_x", "type": ""}',
        '{"id": "evt_x", "type": "x", "data": "\\u0000"}',
        '{"id": "a b", "type": "x"}',
    ],
)
def test_a_malformed_report_is_refused_and_not_stored(desk: Front, body: str) -> None:
    before = desk.house.rows()
    response = desk.report(body)
    assert response.status_code == 400, response.text
    assert response.json()["code"] in ("VALIDATION_ERROR", "BAD_VALUE")
    assert desk.house.rows() == before


def test_a_huge_report_is_refused(desk: Front) -> None:
    refused(desk.report(event(data="x" * 300_000)), 413, "BODY_TOO_LARGE")
    assert desk.report(event(data="x" * 200_000)).status_code == 200


def paid_report(desk: Front, number: str) -> dict[str, Any]:
    """Stripe's report that a booking's payment is authorised, not delivered yet."""
    intent = desk.pays(number)["intent"]["id"]
    reports = [e for e in desk.world.remote.events() if e["data"]["object"]["id"] == intent]
    return next(e for e in reports if e["type"] == "payment_intent.amount_capturable_updated")


@pytest.mark.parametrize(
    "metadata",
    [
        {"hotel_slug": "sea-view"},
        {"booking_id": "BK-NONE-2026-0001"},
        {"session": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_a_report_that_does_not_agree_with_its_page_changes_nothing(desk: Front, metadata: dict[str, str]) -> None:
    number, _ = desk.house.held()
    report = paid_report(desk, number)
    report["data"]["object"]["metadata"] |= metadata
    report["id"] += "_forged"
    assert desk.report(json.dumps(report)).status_code == 200
    status = "select status || ' ' || error from hotel.provider_inbox where event_id = %s"
    eventually(lambda: desk.house.value(status, report["id"]))
    assert desk.ledger(number) == []
    assert desk.status(number) == "PENDING_PAYMENT"


def test_a_report_in_another_currency_changes_nothing(desk: Front) -> None:
    number, _ = desk.house.held()
    report = paid_report(desk, number)
    report["data"]["object"]["currency"] = "usd"
    report["id"] += "_forged"
    desk.report(json.dumps(report))
    eventually(lambda: desk.house.value("select error from hotel.provider_inbox where event_id = %s", report["id"]))
    assert desk.ledger(number) == []


def test_reports_of_other_business_at_the_same_account_are_kept_and_left_alone(desk: Front) -> None:
    foreign = {"id": "pi_other", "object": "payment_intent", "status": "succeeded", "amount": 5, "metadata": {}}
    body = event(type="payment_intent.succeeded", data={"object": foreign}, created=int(time.time()))
    name = json.loads(body)["id"]
    desk.report(body)
    status = "select status::text from hotel.provider_inbox where event_id = %s"
    eventually(lambda: desk.house.value(status, name) == "PROCESSED", what=str(desk.inbox()))


def test_no_secret_is_logged(desk: Front) -> None:
    with structlog.testing.capture_logs() as logs:
        number, _ = desk.requested()
        desk.api.booking(number, "approve")
        desk.report(event(), "t=1,v1=00")
    text = repr(logs)
    assert desk.world.settings.secret_key not in text
    assert str(desk.world.settings.webhook_secret) not in text
