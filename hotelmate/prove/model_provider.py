"""The provider's side of a script: its books, what it does at each step, and the events and objects that come of it."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from hotelmate.prove.hotels import call
from hotelmate.prove.model_house import Differs, Impossible
from hotelmate.prove.model_rules import Step
from hotelmate.prove.model_scene import Scene
from hotelmate.prove.payment_pages import made_page
from hotelmate.standin import stripe_checkout as checkout
from hotelmate.standin import stripe_holds as holds
from hotelmate.standin import stripe_refunds as refunds
from hotelmate.standin.stripe_books import Object
from hotelmate.standin.stripe_lists import show
from listener.sinks.stripe import WHOLE_INTENT

CARD = "pm_card_visa"
# Events that move money here; the others are delivered with the next of these.
TELLING = ("payment_intent.amount_capturable_updated", "payment_intent.succeeded", "payment_intent.canceled")


def act(step: Step, scene: Scene, api: psycopg.Connection[Any]) -> None:
    """Do what people and workers do at the provider. Raises Impossible, psycopg.Error."""
    before = len(scene.books.all("event"))
    {
        "guest_pays": _guest_pays,
        "dashboard_captures": _dashboard_captures,
        "dashboard_cancels": _dashboard_cancels,
        "worker_asks": _worker_asks,
        "bank_refuses": _bank_refuses,
    }[step["do"]](scene, step["booking"], api)
    _post(scene, scene.books.all("event")[before:])


def _post(scene: Scene, events: list[Object]) -> None:
    """Put what has happened in the post, each telling event with those around it."""
    texts: list[str] = []
    for event in events:
        texts.append(json.dumps(event))
        if event["type"] in TELLING or _is_refund(event):
            scene.events.append(texts)
            texts = []
    if texts and scene.events:
        scene.events[-1] += texts


def _is_refund(event: Object) -> bool:
    """A refund that moves money: what is only let go is one too, and has no balance transaction."""
    return event["type"] == "refund.created" and event["data"]["object"]["balance_transaction"] is not None


def _guest_pays(scene: Scene, name: int, api: psycopg.Connection[Any]) -> None:
    page = made_page(api, scene.books, scene.slug, scene.number(name))
    if page is not None:
        checkout.pay(scene.books, page["id"], CARD)


def _intent(scene: Scene, name: int) -> Object:
    """The intent of a booking. Raises Impossible."""
    number = scene.number(name)
    for intent in scene.books.all("payment_intent"):
        if intent["metadata"].get("booking_id") == number:
            return intent
    raise Impossible


def _dashboard_captures(scene: Scene, name: int, _: psycopg.Connection[Any]) -> None:
    holds.capture(scene.books, {}, _intent(scene, name)["id"])


def _dashboard_cancels(scene: Scene, name: int, _: psycopg.Connection[Any]) -> None:
    holds.cancel(scene.books, {}, _intent(scene, name)["id"])


def _claim(scene: Scene, name: int, api: psycopg.Connection[Any]) -> dict[str, Any]:
    """A command that moves money, taken as a worker takes it; questions on the way are left to others."""
    command: dict[str, Any] | None = {"kind": "VERIFY"}
    while command is not None and command["kind"] == "VERIFY":
        command = call(api, "claim_payment_command", hotel=scene.slug, booking_id=scene.number(name))
    if command is None:
        raise Differs(f"booking {name} has no command to claim, and should have one")
    return command


def _worker_asks(scene: Scene, name: int, api: psycopg.Connection[Any]) -> None:
    command = _claim(scene, name, api)
    intent = _intent(scene, name)
    is_held = intent["status"] == "requires_capture"
    said: list[Object] = []
    if command["kind"] == "CAPTURE" and is_held:
        holds.capture(scene.books, {"amount_to_capture": str(command["amount_minor"])}, intent["id"])
    elif command["kind"] == "RELEASE" and is_held:
        holds.cancel(scene.books, {}, intent["id"])
    elif command["kind"] == "REFUND":
        metadata = {"command": command["command_id"]}
        asked = {"payment_intent": intent["id"], "amount": str(command["amount_minor"]), "metadata": metadata}
        said = [refunds.create(scene.books, asked)]
    wanted = "canceled" if command["kind"] == "RELEASE" else "succeeded"
    whole = show(scene.books, intent, {"expand": WHOLE_INTENT})
    _answer(scene, command, "DONE" if intent["status"] == wanted else "REFUSED", [json.loads(whole), *said])


def _bank_refuses(scene: Scene, name: int, api: psycopg.Connection[Any]) -> None:
    _answer(scene, _claim(scene, name, api), "REFUSED", [])


def _answer(scene: Scene, command: dict[str, Any], outcome: str, objects: list[Object]) -> None:
    scene.outcomes.append(
        {
            "hotel": scene.slug,
            "command_id": command["command_id"],
            "outcome": outcome,
            "objects": json.dumps(objects),
            "error": "card_declined" if outcome == "REFUSED" else None,
        }
    )
