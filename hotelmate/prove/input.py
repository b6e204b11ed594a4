"""Proof: bad input never yields 5xx and never changes a row. Over real HTTP, on a PostgreSQL of its own."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import uvloop

from api.app import create_app
from api.config import Settings
from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import Cluster
from hotelmate.prove.attacks import ATTACKS, Got, Outcome, Send, Sent, Target, attack, control
from hotelmate.prove.house import House
from hotelmate.prove.result import Progress, Result
from hotelmate.server import listen_on, server

CLAIM = "Bad input is refused by name: never 5xx, never a changed row."


def prove(progress: Progress) -> Result:
    """Make every attack on every operation. Raises ClusterError, DeployError."""
    with _target() as (target, send):
        failures = control(target, send)
        outcomes = []
        for name in ATTACKS:
            outcomes.append(attack(name, target, send))
            progress(f"{name}: {outcomes[-1].refused} of {outcomes[-1].tried} refused")
        failures += control(target, send)
    return _result(outcomes, failures)


def _result(outcomes: list[Outcome], failures: list[str]) -> Result:
    rows: list[tuple[object, ...]] = [(o.attack, o.tried, o.refused, o.server_errors, o.changed_rows) for o in outcomes]
    figures: dict[str, object] = {
        "attacks": len(outcomes),
        "tried": sum(o.tried for o in outcomes),
        "refused": sum(o.refused for o in outcomes),
        "server_errors": sum(o.server_errors for o in outcomes),
        "changed_rows": sum(o.changed_rows for o in outcomes),
    }
    failures += [sentence for o in outcomes for sentence in o.failures]
    failures += [f"{o.attack}: nothing was tried" for o in outcomes if not o.tried]
    return Result(CLAIM, ("attack", "tried", "refused", "5xx", "changed rows"), rows, figures, failures)


@contextmanager
def _target() -> Iterator[tuple[Target, Send]]:
    """A private server, a release, two hotels, and the API on a port of its own."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hotelmate-")))
        unprivileged.hand_over(home)
        cluster = stack.enter_context(Cluster(home / "cluster"))
        apply(cluster.url(), progress=lambda _: None)
        house = House(cluster.url())
        stack.callback(house.close)
        url = stack.enter_context(_served(Settings(cluster.url("api"))))
        client = stack.enter_context(httpx.Client(base_url=url, trust_env=False, timeout=30))

        def send(sent: Sent) -> Got:
            got = client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
            return Got(got.status_code, got.headers.get("content-type", ""))

        yield Target.of(house), send


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    """The API in a thread; yields its address once it answers."""
    bound = listen_on(8100)
    stop, loop = asyncio.Event(), uvloop.new_event_loop()
    serving = server(create_app(settings), log_level="critical").serve_until(stop, bound)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,), name="api")
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
