"""One line per request that says what happened and to whom, and nothing anywhere that opens a door.

The API and the listener run as processes of their own, on a server of their own; every operation is driven with secrets
that can be recognised, and then everything the three of them wrote is read.
"""

from __future__ import annotations

import itertools
import json
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from hotelmate.cluster import Cluster
from hotelmate.paths import REPOSITORY
from hotelmate.prove.ground import RELEASE, released_server
from hotelmate.prove.house import HOTEL, OTHER_HOTEL, House
from hotelmate.prove.operations import operations
from hotelmate.prove.target import Operation, Target
from tests.processes import open_directory
from tests.py.stack_world import environment

DATABASE_PASSWORD = "hidden-database-password"
STRIPE_KEY = "sk_test_hiddenstripekey0123456789"
STRIPE_SIGNS = "whsec_hiddenwebhooksecret01234"
PUSHER_SECRET = "hidden-pusher-secret"
SMTP_PASSWORD = "hidden-smtp-password"
WRONG_TOKEN = "hidden-wrong-token"
IN_A_BODY = "hidden-in-a-body"
IN_A_QUERY = "hidden-in-a-query"
IN_A_PATH = "hidden-in-a-path"
IN_A_HEADER = "hidden in a header"
PATIENCE = 30.0


@dataclass
class Written:
    """What everybody wrote, and what must not be in it."""

    api: str = ""
    listener: str = ""
    postgres: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, int, dict[str, Any], str]] = field(default_factory=list)  # operation, status, body, id

    def lines(self, text: str) -> list[dict[str, Any]]:
        """Each line is an object."""
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def process(command: str, directory: Path, more: dict[str, str]) -> Iterator[Path]:
    """`./hotel …` until the block ends; the file that it writes to."""
    log = directory / f"{command.split(maxsplit=1)[0]}.log"
    with log.open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "hotelmate", *command.split()],
            cwd=REPOSITORY,
            env=environment(directory) | more,
            stdout=out,
            stderr=out,
        )
        try:
            yield log
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(20) == 0, log.read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port


def with_password(url: str) -> str:
    return f"{url}&password={DATABASE_PASSWORD}"


def outside(cluster: Cluster) -> dict[str, str]:
    """The environment of both: nobody outside answers, and everything there is a secret of."""
    nobody = free_port()
    return {
        "HOTELMATE_API_URL": with_password(cluster.url("api", database=RELEASE)),
        "HOTELMATE_LISTENER_URL": with_password(cluster.url("listener", database=RELEASE)),
        "HOTELMATE_API_LIMITS": "wrong_token=100000,guest_address=100000,guest_token=100000,hold=100000",
        "STRIPE_SECRET_KEY": STRIPE_KEY,
        "STRIPE_WEBHOOK_SECRET": STRIPE_SIGNS,
        "STRIPE_API_BASE": f"http://127.0.0.1:{nobody}",
        "PUSHER_APP_ID": "1",
        "PUSHER_KEY": "local",
        "PUSHER_SECRET": PUSHER_SECRET,
        "PUSHER_HOST": "127.0.0.1",
        "PUSHER_PORT": str(nobody),
        "PUSHER_SSL": "0",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(nobody),
        "SMTP_USERNAME": "us",
        "SMTP_PASSWORD": SMTP_PASSWORD,
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "hotel@hotel.example",
        "HOTELMATE_GUEST_URL": "https://guests.example",
    }


def marked(operation: Operation) -> Iterator[dict[str, Any]]:
    """The accepted body with a marker in one text after another: some are refused by the shape, some by a rule."""
    for name, value in (operation.body or {}).items():
        if isinstance(value, str):
            yield {**(operation.body or {}), name: IN_A_BODY}


class Caller:
    """Asks, and remembers what was asked."""

    def __init__(self, client: httpx.Client, house: House, written: Written) -> None:
        self._client = client
        self._house = house
        self._written = written
        self._ids = itertools.count(1)

    def ask(self, name: str, method: str, path: str, **more: Any) -> httpx.Response:
        request_id = f"request-{next(self._ids):06}"
        headers = {"X-Request-ID": request_id, **(more.pop("headers", None) or {})}
        response = self._client.request(method, path, headers=headers, **more)
        body = response.json() if "json" in response.headers.get("content-type", "") else {}
        self._written.requests.append((name, response.status_code, body, request_id))
        return response

    def every_operation(self, target: Target) -> None:
        for operation in operations(self._house):
            path = target.path(operation)
            good = {
                "Authorization": f"Token {self._house.tokens['manager']}",
                "Idempotency-Key": f"key-{operation.name}",
            }
            wrong = {"Authorization": f"Token {WRONG_TOKEN}", "X-Guest-Token": WRONG_TOKEN}
            for body in marked(operation):
                self.ask(operation.name, operation.method, path, headers=good, json=body)
            query = {"token": IN_A_QUERY, "q": IN_A_QUERY, "email": IN_A_QUERY}
            self.ask(operation.name, operation.method, path, headers=wrong, json=operation.body, params=query)
            self.ask(operation.name, operation.method, path, headers=good, json=operation.body)

    def decide_about_money(self) -> None:
        """The provider is away: the decision waits, here and at the listener."""
        path = f"/api/staff/hotel/{HOTEL}/room-bookings/{self._house.requested()}/approve/"
        good = {"Authorization": f"Token {self._house.tokens['manager']}"}
        assert self.ask("approve_booking", "POST", path, headers=good).status_code == 202

    def odd_ways(self) -> None:
        """What belongs to no operation, or does not belong there."""
        self.ask("none", "GET", f"/api/guest/{IN_A_PATH}/?token={IN_A_QUERY}")
        self.ask("get_booking", "GET", f"/api/staff/hotel/{HOTEL}/room-bookings/{IN_A_PATH}/")
        self.ask("is_alive", "GET", "/health/live", headers={"X-Request-ID": IN_A_HEADER, "Cookie": IN_A_HEADER})
        webhook = "/api/public/hotel/room-bookings/stripe-webhook/"
        for secret in (STRIPE_SIGNS, "whsec_another"):
            payload = json.dumps(
                {"id": "evt_1", "object": "event", "type": IN_A_BODY, "data": {"object": {"id": IN_A_BODY}}}
            )
            signature = stripe.WebhookSignature.generate_signature_header(payload, secret)
            self.ask(
                "receive_provider_event", "POST", webhook, content=payload, headers={"Stripe-Signature": signature}
            )


@pytest.fixture(scope="module")
def written() -> Iterator[Written]:
    written = Written()
    with ExitStack() as undo:
        cluster = undo.enter_context(released_server())
        directory = undo.enter_context(open_directory())
        house = House(cluster.url(database=RELEASE))
        undo.callback(house.close)
        target = Target.of(house)
        port = free_port()
        with ExitStack() as running:
            api_log = running.enter_context(process(f"api --port {port}", directory, outside(cluster)))
            listener_log = running.enter_context(process("listen", directory, outside(cluster)))
            client = running.enter_context(
                httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE)
            )
            wait_until_it_lives(client, api_log)
            caller = Caller(client, house, written)
            caller.decide_about_money()
            caller.every_operation(target)
            caller.odd_ways()
            house.run("reset role")
            ours = "starts_with(application_name, 'hotelmate')"
            house.run(f"select pg_terminate_backend(pid) from pg_stat_activity where {ours}")
            for _ in range(12):
                caller.ask(
                    "list_bookings", "GET", f"/api/staff/hotel/{HOTEL}/room-bookings/", params={"token": IN_A_QUERY}
                )
            for said in ("payment command later", "letter delayed", '"worker":"inbox"', '"worker":"relay"'):
                wait_for(listener_log, said)
        written.api, written.listener = api_log.read_text(), listener_log.read_text()
        written.postgres = cluster.log.read_text()
        written.secrets = secrets_of(house, target)
    yield written


def secrets_of(house: House, target: Target) -> dict[str, str]:
    named = {
        name: value
        for name, value in globals().items()
        if isinstance(value, str) and value.startswith(("hidden", "sk_", "whsec_"))
    }
    tokens = {f"token of {name}": token for name, token in house.tokens.items()}
    return named | tokens | {"guest token": target.guest_token, "pre-check-in link": target.precheckin}


def wait_until_it_lives(client: httpx.Client, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if client.get("/health/live").is_success:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def wait_for(log: Path, said: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while said not in log.read_text():
        assert time.monotonic() < deadline, f"{said} was never said:\n{log.read_text()}"
        time.sleep(0.05)


def test_no_secret_is_written_anywhere(written: Written) -> None:
    for where in ("api", "listener", "postgres"):
        text = getattr(written, where)
        assert len(text) > 1000, f"{where} wrote nothing to look at"
        for name, secret in written.secrets.items():
            found = [line for line in text.splitlines() if secret in line]
            assert not found, f"{name} in the log of {where}: {found[0]}"


def test_one_line_per_request(written: Written) -> None:
    lines = {line["request_id"]: line for line in written.lines(written.api) if line["event"] == "request"}
    assert len(written.requests) > 400
    for name, status, body, request_id in written.requests:
        if name == "is_alive":
            continue  # its id was no id
        line = lines.pop(request_id)
        assert (line["operation"], line["status"]) == (name, status)
        assert line["ms"] >= 0
        assert line["address"] == "127.0.0.1"
        assert line.get("code") == (body.get("code") if status >= 400 else None), (line, body)
    assert all(line["operation"] in ("is_ready", "is_alive") for line in lines.values())


def test_a_line_says_the_hotel_the_booking_and_the_rule(written: Written) -> None:
    lines = [line for line in written.lines(written.api) if line["event"] == "request"]
    states = Counter(line["sqlstate"][:2] for line in lines if line.get("sqlstate"))
    assert states["RV"] > 100
    for line in lines:
        if line.get("code") in ("TOKEN_REQUIRED", "INVALID_TOKEN", "BOOKING_NOT_FOUND"):
            assert line["sqlstate"].startswith("RV"), line
    booked = [line for line in lines if line["operation"] == "approve_booking"]
    assert booked
    assert all(line["hotel"] == HOTEL and line["booking"].startswith("BK-") for line in booked)


def test_what_a_request_set_going_carries_its_id(written: Written) -> None:
    """The money of a decision is seen to after the answer: its lines are the request's."""
    lines = [line for line in written.lines(written.api) if line["event"].startswith("payment command")]
    assert lines
    asked = {request_id for *_, request_id in written.requests}
    for line in lines:
        assert line["request_id"] in asked
        assert (line["hotel"], line["booking"][:3], line["logger"]) == (HOTEL, "BK-", "listener.cashier")


def test_the_listener_says_whose_money_and_whose_letter(written: Written) -> None:
    lines = written.lines(written.listener)
    about = [line for line in lines if line["event"] in ("payment command later", "letter delayed")]
    assert {line["event"] for line in about} == {"payment command later", "letter delayed"}
    for line in about:
        assert line["hotel"] in (HOTEL, OTHER_HOTEL), line
        assert line["booking"].startswith("BK-"), line
    lost = [line for line in lines if line["event"] == "database lost"]
    assert {line["worker"] for line in lost} >= {"relay", "inbox"}
    assert all(line["sqlstate"] == "57P01" for line in lost if line.get("sqlstate"))
