"""`hotel prove client`: that it holds, and that it can fail."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from hotelmate.prove.client import prove
from hotelmate.prove.client_contract import IN_PLACE_OF, Promise, entries, promises
from hotelmate.prove.relay_judge import Heard
from hotelmate.prove.relay_stage import find_node

GOOD = {
    "category": "room_booking",
    "type": "booking_confirmed",
    "event_type": "booking_confirmed",
    "payload": {
        "id": 7,
        "booking_id": "BK-X-2026-0001",
        "status": "CONFIRMED",
        "guest_name": "Ann Guest",
        "confirmed_at": "2026-06-10T12:00:00+00:00",
        "changed_fields": ["status"],
    },
    "meta": {
        "event_id": "6f1d1c1e-0000-4000-8000-000000000000",
        "hotel_slug": "harbour",
        "ts": "2026-06-10T12:00:00.000000Z",
        "scope": {"booking_id": "BK-X-2026-0001"},
        "seq": 1,
    },
}


def promise(event: str) -> Promise:
    return next(p for p in promises() if p.event == event and p.channel == "{slug}.room-bookings")


def held(body: dict[str, Any], name: str = "booking_confirmed") -> list[str]:
    expected = promise("booking_confirmed")
    expected.hold(Heard("harbour.room-bookings", name, body, 0.0))
    return expected.failures


def changed(path: str, value: object) -> dict[str, Any]:
    """The good message with one thing wrong; "gone" takes it out."""
    body = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    place: Any = body
    for step in way:
        place = place[step]
    if value == "gone":
        del place[last]
    else:
        place[last] = value
    return body


@pytest.mark.skipif(find_node() is None, reason="pusher-js runs in node, which is not installed")
def test_it_holds() -> None:
    result = prove(lambda _: None)
    assert result.failures == []
    assert result.figures["events"] == len(promises())
    assert result.figures["checks"] > 1000  # type: ignore[operator]


def test_the_good_message_is_good() -> None:
    assert held(GOOD) == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("payload.guest_name", "gone", "payload.guest_name is missing"),
        ("payload.guest_name", " ", "payload.guest_name is ' '"),
        ("payload.guest_name", None, "payload.guest_name is null"),
        ("payload.id", "7", "payload.id is '7'"),
        ("payload.confirmed_at", "2026-06-10T12:00:00", "payload.confirmed_at is"),
        ("meta.event_id", "gone", "meta.event_id is missing"),
        ("meta.seq", "gone", "its meta has"),
        ("type", "booking_updated", "it is called"),
        ("category", "rooms", "it is called"),
        ("meta.scope", {"booking_id": "BK-Y"}, "its scope"),
        ("payload.changed_fields", ["total_minor"], "changed_fields names ['total_minor']"),
    ],
)
def test_what_is_wrong_is_told(path: str, value: object, told: str) -> None:
    assert any(told in failure for failure in held(changed(path, value)))


def test_another_name_at_the_provider_is_told() -> None:
    assert any("by the provider booking_done" in failure for failure in held(GOOD, "booking_done"))


def test_everything_on_the_list_is_promised_or_said_to_be_sent_otherwise() -> None:
    listed = {(e["channel"], e["event"]) for e in entries() if e["delivery"] == "envelope"}
    assert listed == {(p.channel, p.event) for p in promises()} | set(IN_PLACE_OF)
