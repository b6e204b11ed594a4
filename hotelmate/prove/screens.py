"""Proof: the existing client's screens work. What each of them asks for is asked, and every field it reads is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx

from api.app import create_app
from api.config import Settings
from hotelmate.board_scene import Scene
from hotelmate.prove.ground import RELEASE, released_server
from hotelmate.prove.relay_stage import served
from hotelmate.prove.result import Progress, Result
from hotelmate.prove.screens_text import screens
from hotelmate.prove.screens_walk import Seen, Walk
from hotelmate.server import listen_on
from hotelmate.standin import stripe
from hotelmate.supervisor import WEBHOOK_PATH
from listener.settings import StripeSettings

CLAIM = "Every screen of the existing client gets every field it reads, of the right kind, from the requests it makes."
COLUMNS = ("screen", "requests", "fields", "checked", "with a value")
# Of what is not built (surveys), or what no guest here has: the client lives with null.
NEVER_FILLED = (
    "survey_",
    "promo",
    "photo",
    "payload",
    "applied_promo",
    "note",
    "session",
    "company",
    "disabled_reason",
)


def prove(progress: Progress) -> Result:
    """Walk through every screen of a hotel at midday. Raises ClusterError, DeployError."""
    with house() as walk:
        seen = []
        for screen in (*screens("guest"), *screens("staff")):
            seen.append(walk.through(screen))
            progress(f"{screen.name}: {seen[-1].requests} requests, {seen[-1].checks} fields read")
    return report(seen)


@contextmanager
def house() -> Iterator[Walk]:
    """A hotel at midday behind the API, with a payment provider, and the names of what is in it."""
    with released_server() as cluster:
        scene = Scene.arranged(cluster.url(database=RELEASE))
        http, pages = listen_on(0), listen_on(0)
        address, provider = (f"http://127.0.0.1:{bound.getsockname()[1]}" for bound in (http, pages))
        account = StripeSettings("sk_test_screens", "whsec_screens", provider)
        api = create_app(Settings(cluster.url("api", database=RELEASE), stripe=account))
        bank = stripe.create_app(
            account.secret_key, "whsec_screens", address + WEBHOOK_PATH, address=provider, clock=scene.time
        )
        with served((api, http), (bank, pages)), httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            yield Walk(client, scene.hotel, scene.token, names_of(scene))
        scene.close()


def names_of(scene: Scene) -> dict[str, Any]:
    """What the screens look at, by the names their requests use."""
    month = scene.today + timedelta(days=30)
    paid = scene.request("Nina Castell", "DBL", scene.today, 2)
    scene.money(paid, "CAPTURED")
    elsewhere, cancelled = (scene.book("Hugo Blanc", "DBL", month, 2) for _ in range(2))
    scene.staff("cancel_booking", booking_id=cancelled, reason="Phoned")
    moved = scene.number_of("Elif Yıldız")
    scene.staff("move_room", booking_id=moved, to_room_id=scene.room_id(305), reason="Noise")
    leaving = scene.number_of("Tomás Ferreira")
    scene.staff("record_property_payment", booking_id=leaving, amount_minor=scene.total_of(leaving))
    expected, couple = scene.number_of("Anna Kowalska"), scene.number_of("David Cohen")
    scene.staff("check_in", booking_id=couple)
    ruben = scene.number_of("Ruben Janssens")
    return {
        "hotel": scene.hotel,
        "in_a_month": month.isoformat(),
        "two_days_later": (month + timedelta(days=2)).isoformat(),
        "unseen": scene.number_of("Charlotte Dubois"),
        "paid": paid,
        "elsewhere": elsewhere,
        "cancelled": cancelled,
        "expired": scene.expired("Paul Vidal"),
        "moved": moved,
        "departed": scene.number_of("Rosa Delgado"),
        "expected": expected,
        "couple": couple,
        "tomorrow": (scene.today + timedelta(days=1)).isoformat(),
        "filled_in": ruben,
        "filled_in_token": scene.guest_token("Ruben Janssens"),
        "total": f"{scene.total_of(expected) / 100:.2f}",
        "incomplete": scene.number_of("Fatima El Amrani"),
        "overstayer": scene.number_of("Mei Tanaka"),
        "blocking": scene.number_of("Henrik Møller"),
        "door": 108,
        "leaving_room": scene.room_id(107),
        "dirty": 103,
        "dirty_id": scene.room_id(103),
        "link": scene.precheckin_link(ruben),
        "in_house_token": scene.guest_token("Grace Murphy"),
    }


def _leaf(name: str) -> str:
    """A field by its own name: what one answer cannot have a value for, another has."""
    return name.rpartition(".")[2]


def report(seen: list[Seen]) -> Result:
    """The table: a row per screen; what never had a value anywhere was not shown to work."""
    asked = {_leaf(name) for one in seen for name in one.asked}
    filled = {_leaf(name) for one in seen for name in one.filled}
    never = sorted(name for name in asked - filled if not name.startswith(NEVER_FILLED))
    rows: list[tuple[object, ...]] = [
        (one.screen.name, one.requests, len(one.asked), one.checks, len(one.filled)) for one in seen
    ]
    failures = [failure for one in seen for failure in one.failures]
    failures += [f"{name} had no value in any answer: nothing was shown of it" for name in never]
    figures: dict[str, object] = {
        "screens": len(seen),
        "requests": sum(one.requests for one in seen),
        "screens × fields": sum(len(one.asked) for one in seen),
        "fields read": sum(one.checks for one in seen),
    }
    rows.append(("all", figures["requests"], figures["screens × fields"], figures["fields read"], ""))
    return Result(CLAIM, COLUMNS, rows, figures, failures)
