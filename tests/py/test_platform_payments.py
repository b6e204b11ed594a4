"""Payments of `./hotel up` without a Stripe account: guests pay on this machine, and a restart forgets nothing."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from tests.processes import is_quick, open_directory
from tests.py.relay_world import eventually
from tests.py.stack_world import Stack

HOTEL = "harbour-view"
COMMAND = "./hotel up --port 18950"


@pytest.fixture
def data() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory / "stack"


class Visit:
    """Over HTTP to a running stack, with the token of its greeting."""

    def __init__(self, data: Path, greeting: str) -> None:
        state = json.loads((data / "stack.json").read_text())
        token = re.search(r"token +(\w+)", greeting)
        assert token
        assert f"http://127.0.0.1:{state['stripe_port']} " in greeting
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{state['http_port']}",
            headers={"Authorization": f"Token {token[1]}"},
            trust_env=False,
            timeout=30,
        )

    def book(self) -> str:
        """A guest books; the number."""
        arrival = date.today() + timedelta(days=20)
        body = {
            "room_type_code": "DBL",
            "check_in": arrival.isoformat(),
            "check_out": (arrival + timedelta(days=2)).isoformat(),
            "primary_first_name": "Ann",
            "primary_last_name": "Guest",
            "primary_email": "ann@example.org",
            "primary_phone": "1",
            "booker_type": "SELF",
        }
        answer = self.client.post(f"/api/public/hotel/{HOTEL}/bookings/", json=body).raise_for_status()
        return str(answer.json()["data"]["booking_id"])

    def pay(self, number: str) -> None:
        """The guest pays, and closes the browser before it comes back."""
        body = {"success_url": "https://a.example/", "cancel_url": "https://a.example/"}
        path = f"/api/public/hotel/{HOTEL}/room-bookings/{number}/payment/session/"
        page = self.client.post(path, json=body).raise_for_status().json()
        paid = httpx.post(page["payment_url"], data={"card": "pm_card_visa"}, trust_env=False)
        assert paid.status_code == 303

    def status(self, number: str) -> str:
        answer = self.client.get(f"/api/staff/hotel/{HOTEL}/room-bookings/{number}/").raise_for_status()
        return str(answer.json()["status"])

    def approve(self, number: str) -> httpx.Response:
        return self.client.post(f"/api/staff/hotel/{HOTEL}/room-bookings/{number}/approve/")


def test_what_was_paid_before_a_restart_is_charged_after_it(data: Path) -> None:
    with Stack(data, COMMAND) as up:
        first = Visit(data, up.wait_until_ready())
        number = first.book()
        first.pay(number)
        eventually(lambda: first.status(number) == "PENDING_APPROVAL", what="Stripe reports by itself")
        assert is_quick(up.end(signal.SIGTERM)[0], up.start, within=3)
    with Stack(data, COMMAND) as up:
        second = Visit(data, up.wait_until_ready())
        response = second.approve(number)
        assert (response.status_code, response.json()["status"]) == (200, "approved"), response.text
        assert second.status(number) == "CONFIRMED"
