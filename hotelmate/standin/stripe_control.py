"""The hand that tests and proofs have in the local Stripe: /_standin/… over HTTP, JSON in and out, 400 for nonsense.

POST   /_standin/pay              {"session": "cs_…", "card": "pm_card_visa"} -> {"paid", "session", "intent", "error"}
POST   /_standin/disputes         {"payment_intent": "pi_…", "amount"?, "reason"?} -> the dispute
POST   /_standin/disputes/close   {"dispute": "du_…", "status": "won" | "lost"} -> the dispute
POST   /_standin/clock            {"ahead": seconds} -> {"now"}; what lapses by then lapses at once
GET    /_standin/faults           every fault with its hits
POST   /_standin/faults           the fields of stripe_faults.Fault -> the fault
DELETE /_standin/faults
GET    /_standin/webhooks         manner, attempts, what is under way
POST   /_standin/webhooks         fields of stripe_manner.Manner that change -> the same
POST   /_standin/webhooks/resend  {"events": ["evt_…"] | null} -> {"sent"}; null: all that were never taken
GET    /_standin/books            intents with their sums, sessions, moves, keys, calls: for judges
GET    /_standin/events           every event, oldest first
POST   /_standin/reset            empty books, no faults, webhooks as at the start
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import msgspec
from litestar import Request, Response, Router
from litestar.handlers import delete, get, post

from hotelmate.standin import stripe_checkout as checkout
from hotelmate.standin import stripe_refunds as refunds
from hotelmate.standin.stripe_books import Object
from hotelmate.standin.stripe_errors import Refused
from hotelmate.standin.stripe_house import House


def control(house: House) -> Router:
    """The control addresses. They are for whoever may reach the port: keep it on loopback."""
    handlers = [*_guest(house), *_bank(house), *_trouble(house), *_deliveries(house), *_reading(house)]
    refusals: dict[int | type[Exception], Any] = dict.fromkeys((ValueError, TypeError, KeyError), _nonsense)
    return Router("/_standin", route_handlers=handlers, exception_handlers=refusals)


def _nonsense(_: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """A control request that names what is not there."""
    return Response({"error": {"message": f"{type(error).__name__}: {error}"}}, status_code=400)


async def _said(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The JSON object of a request's body; an empty body is an empty object. Raises ValueError."""
    body = await request.body()
    said = msgspec.json.decode(body) if body else {}
    if not isinstance(said, dict):
        raise ValueError("The body is a JSON object")
    return said


def _guest(house: House) -> list[Any]:
    @post("/pay", status_code=200)
    async def pay(request: Request[Any, Any, Any]) -> Object:
        said = await _said(request)
        error = None
        try:
            checkout.pay(house.books, said["session"], said.get("card", "pm_card_visa"))
        except Refused as refused:
            if refused.status != 402:
                raise
            error = refused.error
        session = house.books.find("checkout.session", said["session"])
        intent = house.books.find("payment_intent", session["payment_intent"])
        return {"paid": error is None, "session": session, "intent": intent, "error": error}

    return [pay]


def _bank(house: House) -> list[Any]:
    @post("/disputes", status_code=200)
    async def open_dispute(request: Request[Any, Any, Any]) -> Object:
        said = await _said(request)
        reason = said.get("reason", "fraudulent")
        return refunds.open_dispute(house.books, said["payment_intent"], said.get("amount"), reason)

    @post("/disputes/close", status_code=200)
    async def close_dispute(request: Request[Any, Any, Any]) -> Object:
        said = await _said(request)
        return refunds.close_dispute(house.books, said["dispute"], said["status"])

    @post("/clock", status_code=200)
    async def clock(request: Request[Any, Any, Any]) -> Object:
        house.books.ahead = float((await _said(request))["ahead"])
        house.sweep()
        return {"now": house.books.now()}

    return [open_dispute, close_dispute, clock]


def _trouble(house: House) -> list[Any]:
    @get("/faults")
    async def listed() -> list[Object]:
        return house.faults.listed()

    @post("/faults", status_code=200)
    async def add(request: Request[Any, Any, Any]) -> Object:
        return asdict(house.faults.set(**await _said(request)))

    @delete("/faults")
    async def clear() -> None:
        house.faults.clear()

    return [listed, add, clear]


def _deliveries(house: House) -> list[Any]:
    @get("/webhooks")
    async def state() -> Object:
        return house.webhooks.state()

    @post("/webhooks", status_code=200)
    async def behave(request: Request[Any, Any, Any]) -> Object:
        await house.webhooks.behave(**await _said(request))
        return house.webhooks.state()

    @post("/webhooks/resend", status_code=200)
    async def resend(request: Request[Any, Any, Any]) -> Object:
        names = (await _said(request)).get("events")
        if names is None:
            events = [event for event in house.books.all("event") if event["id"] not in house.webhooks.taken]
        else:
            events = [house.books.find("event", name) for name in names]
        for event in events:
            house.webhooks.send(event, surely=True)
        return {"sent": len(events)}

    return [state, behave, resend]


def _reading(house: House) -> list[Any]:
    @get("/books")
    async def books() -> Object:
        calls = Counter(f"{call.kind} {call.status}{' replayed' * call.replayed}" for call in house.desk.log)
        executed = Counter(call.kind for call in house.desk.log if call.executed)
        return {**house.books.summary(), "keys": house.desk.keys.listed(), "calls": calls, "executed": executed}

    @get("/events")
    async def events() -> list[Object]:
        return house.books.all("event")

    @post("/reset", status_code=204)
    async def reset() -> None:
        await house.reset()

    return [books, events, reset]
