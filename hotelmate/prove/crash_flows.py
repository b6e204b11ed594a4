"""The ways money goes, each from where it starts to where it must end, whoever dies on the way.

A flow of the API is driven over HTTP by people who try again when there is no answer. A flow of the listener begins
with what the API or a job has committed and nobody has carried out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hotelmate.prove.crash_places import (
    Booking,
    abandoned,
    half_charged,
    held,
    held_at_once,
    in_house,
    not_arrived,
    paid,
    paying,
    paying_at_once,
    requested,
    undecided,
)
from hotelmate.prove.crash_stage import Stage
from hotelmate.prove.hotels import call, value
from hotelmate.prove.payment_pages import PAGES

REASONABLE = (200, 201, 202, 409)  # 409: the first attempt has done it


class NotDone(Exception):
    """A step was not answered as it should be; the message is the answer."""


@dataclass(frozen=True)
class End:
    """Where a booking must end: its status and, of each of its payments at the provider, what was moved once at most.

    Amounts are shares of the payment: 1 is all of it.
    """

    status: str
    captured: float = 0
    released: float = 0
    refunded: float = 0


Prepare = Callable[[Stage], Booking]
Step = Callable[[Stage, Booking], None]


@dataclass(frozen=True)
class Flow:
    """`prepare` makes the booking while nothing dies; each of `steps` may be tried again. `is_heard`: whether the
    provider's events reach the API meanwhile. Where they do not, what was asked for must do."""

    name: str
    part: str  # "api" or "listener": which dies
    prepare: Prepare
    steps: tuple[Step, ...]
    end: End
    is_heard: bool = False


# --- what people do over HTTP ---


def post(stage: Stage, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Raises httpx.TransportError when the API dies, NotDone for an answer nobody expects."""
    answer = stage.client.post(path, json=body, headers=headers)
    if answer.status_code not in REASONABLE:
        raise NotDone(f"{path} answered {answer.status_code}: {answer.text}")
    found: dict[str, Any] = answer.json()
    return found


def by_staff(action: str, **body: Any) -> Step:
    """Something that staff do with a booking."""

    def act(stage: Stage, booking: Booking) -> None:
        path = f"/api/staff/hotel/{booking.hotel.slug}/room-bookings/{booking.number}/{action}/"
        once = {"Idempotency-Key": f"{action}-{booking.number}"}
        post(stage, path, body, {"Authorization": f"Token {booking.hotel.token}", **once})

    return act


def withdraw(stage: Stage, booking: Booking) -> None:
    path = f"/api/public/hotel/{booking.hotel.slug}/room-bookings/{booking.number}/cancel/"
    post(stage, path, {"token": booking.guest_token, "reason": "Plans changed"})


def open_page(stage: Stage, booking: Booking) -> None:
    path = f"/api/public/hotel/{booking.hotel.slug}/room-bookings/{booking.number}/payment/session/"
    booking.page = post(stage, path, PAGES)["session_id"] or booking.page


def pay(stage: Stage, booking: Booking) -> None:
    """At the provider's page: what is paid there is paid, whoever dies here."""
    stage.remote.pay(booking.page)


def come_back(stage: Stage, booking: Booking) -> None:
    """To the page after paying, which asks whether the money has arrived."""
    path = f"/api/public/hotel/{booking.hotel.slug}/room-bookings/{booking.number}/payment/verify/"
    answer = stage.client.get(path, params={"session_id": booking.page})
    if answer.status_code != 200:
        raise NotDone(f"{path} answered {answer.status_code}: {answer.text}")


# --- what is committed and waits for the listener ---


def by_sql(function: str) -> Step:
    """Staff's decision, by an API that dies right after its commit."""
    return lambda stage, booking: call(stage.sql, function, **booking.staff) and None


def withdraw_by_sql(stage: Stage, booking: Booking) -> None:
    call(
        *(stage.sql, "cancel_own_booking"),
        hotel=booking.hotel.slug,
        booking_id=booking.number,
        guest_token=booking.guest_token,
    )


def by_job(stage: Stage, booking: Booking) -> None:
    value(stage.jobs, "select jobs.expire_approvals(%s)", booking.hotel.hotel_id)


def pay_and_store(*kinds: str) -> Step:
    """The guest pays; events of these types (all without any) are stored and not gone through."""

    def act(stage: Stage, booking: Booking) -> None:
        for event in paid(stage, booking):
            if not kinds or event["type"] in kinds:
                call(stage.sql, "receive_provider_event", payload=json.dumps(event))

    return act


PAID, WAITING = End("CONFIRMED", captured=1), End("PENDING_APPROVAL")
FLOWS = (
    Flow("pay", "api", held, (open_page, pay), WAITING, is_heard=True),
    Flow("pay at once", "api", held_at_once, (open_page, pay), PAID, is_heard=True),
    Flow("come back", "api", paying, (pay, come_back), WAITING),
    Flow("approve", "api", requested, (by_staff("approve"),), PAID),
    Flow("decline", "api", requested, (by_staff("decline", reason_code="NO_ROOM"),), End("DECLINED", released=1)),
    Flow("withdraw", "api", requested, (withdraw,), End("CANCELLED", released=1)),
    Flow("cancel", "api", half_charged, (by_staff("cancel"),), End("CANCELLED", captured=1, refunded=0.5)),
    Flow("no-show", "api", not_arrived, (by_staff("no-show"),), End("NO_SHOW", captured=1, refunded=0.5)),
    Flow("extend", "api", in_house, (by_staff("overstay/extend", add_nights=2), open_page, pay), PAID, is_heard=True),
    Flow("approve", "listener", requested, (by_sql("approve_booking"),), PAID),
    Flow("decline", "listener", requested, (by_sql("decline_booking"),), End("DECLINED", released=1)),
    Flow("withdraw", "listener", requested, (withdraw_by_sql,), End("CANCELLED", released=1)),
    Flow("cancel", "listener", half_charged, (by_sql("cancel_booking"),), End("CANCELLED", captured=1, refunded=0.5)),
    Flow("no-show", "listener", not_arrived, (by_sql("mark_no_show"),), End("NO_SHOW", captured=1, refunded=0.5)),
    Flow("expire", "listener", undecided, (by_job,), End("EXPIRED", released=1)),
    Flow("pay", "listener", paying, (pay_and_store(),), WAITING),
    Flow("pay at once", "listener", paying_at_once, (pay_and_store(),), PAID),
    Flow("pay too late", "listener", abandoned, (pay_and_store(),), End("CANCELLED_DRAFT", released=1)),
    Flow("pay, half told", "listener", paying, (pay_and_store("checkout.session.completed"),), WAITING),
)
