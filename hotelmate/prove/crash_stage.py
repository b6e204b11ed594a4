"""Where `prove crash` happens: a private PostgreSQL, a local Stripe that remembers everything, and the API and the
listener as processes that are killed and started again."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from typing import Any

import httpx
import psycopg

from api.config import Settings
from hotelmate.cluster import Cluster
from hotelmate.prove import crash_launcher
from hotelmate.prove.ground import RELEASE, MovingClock, owner_of, released_server
from hotelmate.prove.hotels import Hotel, OwnerConnection, value
from hotelmate.prove.money_stage import open_hotels, through
from hotelmate.server import listen_on
from hotelmate.standin.stripe_process import SECRET_KEY, WEBHOOK_SECRET, StripeProcess
from hotelmate.standin.stripe_remote import Remote
from listener.cashier import Cashier
from listener.settings import StripeSettings
from listener.sinks.stripe import StripeSink

WEBHOOK = "/api/public/hotel/room-bookings/stripe-webhook/"
PAUSE = timedelta(minutes=7)  # longer than a command belongs to who died with it, and than anything waits
SOON = 20.0  # seconds
ROOMS = 200
NEWEST = 40  # events: more than one guest causes
# A process that has imported everything once and only forks: each start costs a tenth of a second.
PROCESSES = multiprocessing.get_context("forkserver")


class StageError(Exception):
    """A part did not come up, or nothing comes to rest."""


class Part:
    """The API or the listener, started and killed as often as one likes. `died_at` is the point of the last death."""

    def __init__(self, run: Callable[..., None], *arguments: object) -> None:
        self._run = run
        self._arguments = arguments
        self._process: BaseProcess | None = None
        self.died_at: str | None = None

    def start(self, at: int | None = None) -> None:
        """Start it; it dies at the `at`th point that it comes by."""
        self.stop()
        self.died_at = None
        self._wire, theirs = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=self._run, args=(*self._arguments, at, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def is_dead(self) -> bool:
        """Whether it has died at its point. StageError when it ended otherwise."""
        if self._process is None or self._process.is_alive():
            return False
        if self.died_at is None:
            try:
                self.died_at = str(self._wire.recv())
            except EOFError:
                raise StageError(f"a process ended by itself, with {self._process.exitcode}") from None
        return True

    def stop(self) -> None:
        """End it, whatever it does: it is to survive that."""
        if self._process is not None:
            self._process.kill()
            self._process.join(10)
            self._process = None


@dataclass
class Stage:
    """Sessions of two roles, both sides of the provider, and the processes. `client` speaks to the API."""

    owner: OwnerConnection
    sql: psycopg.Connection[Any]  # as the API's role
    jobs: psycopg.Connection[Any]
    hotels: list[Hotel]
    remote: Remote
    clock: MovingClock
    settings: StripeSettings
    api: Part
    listener: Part
    client: httpx.Client

    def start_api(self, at: int | None = None) -> None:
        """Start it and wait until it answers, or has died."""
        self.api.start(at)
        deadline = time.monotonic() + SOON
        while not self.api.is_dead:
            try:
                if self.client.get("/health/").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.01)
            if time.monotonic() > deadline:
                raise StageError("the API does not answer")

    def hear(self, is_heard: bool) -> None:
        """Whether the provider's events are delivered to the API; otherwise they are lost."""
        url = str(self.client.base_url.join(WEBHOOK)) if is_heard else None
        self.remote.deliver(url=url, retry_after=0.05, retry_most=0.2, attempts=200)

    def is_waiting(self) -> bool:
        """Whether anything about money is still to be done."""
        waiting: bool = value(
            self.owner,
            "select exists (select from hotel.payment_command where status = 'PENDING') "
            "or exists (select from hotel.provider_inbox where status <> 'PROCESSED' and next_attempt_at < 'infinity')",
        )
        return waiting or bool(self.remote.deliveries()["under_way"])

    def rest(self) -> None:
        """Wait until nothing waits, with time passing faster than it does. StageError."""
        deadline = time.monotonic() + SOON
        while self.is_waiting():
            if time.monotonic() > deadline:
                raise StageError("money never comes to rest")
            time.sleep(0.05)
            self.pass_time(PAUSE)

    def newest_events(self) -> list[dict[str, Any]]:
        """The last of the provider's events, newest first, as its API lists them."""
        key = {"Authorization": f"Bearer {self.settings.secret_key}"}
        answer = httpx.get(
            f"{self.settings.api_base}/v1/events", params={"limit": NEWEST}, headers=key, trust_env=False
        )
        found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]
        return found

    def cashier(self, sink: StripeSink) -> Cashier:
        """Somebody who carries out and does not die."""
        return Cashier(through(self.sql), sink)

    def pass_time(self, by: timedelta) -> None:
        self.clock.set_ahead(self.owner, self.clock.ahead + by)
        self.remote.set_clock(self.clock.ahead.total_seconds())


@contextmanager
def crash_stage() -> Iterator[Stage]:
    """A stage with hotels and nothing running yet. Raises ClusterError, DeployError."""
    PROCESSES.set_forkserver_preload([crash_launcher.__name__])
    with ExitStack() as undo:
        cluster = undo.enter_context(released_server())
        hotels = open_hotels(cluster, ROOMS)
        stripe = undo.enter_context(StripeProcess())
        port = _free_port()
        settings = StripeSettings(SECRET_KEY, WEBHOOK_SECRET, stripe.address)
        api_settings = Settings(_url(cluster, "api"), connections=4, stripe=settings)
        stage = Stage(
            undo.enter_context(owner_of(_url(cluster))),
            undo.enter_context(psycopg.connect(_url(cluster, "api"), autocommit=True)),
            undo.enter_context(psycopg.connect(_url(cluster, "jobs"), autocommit=True)),
            hotels,
            stripe.remote,
            MovingClock(),
            settings,
            Part(crash_launcher.run_api, api_settings, port),
            Part(crash_launcher.run_listener, _url(cluster, "listener"), settings),
            undo.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=15)),
        )
        undo.callback(stage.listener.stop)
        undo.callback(stage.api.stop)
        yield stage


def _url(cluster: Cluster, role: str | None = None) -> str:
    return cluster.url(role, RELEASE)


def _free_port() -> int:
    """A port that is free now, and stays ours by being asked for again and again."""
    with listen_on(8300) as bound:
        port: int = bound.getsockname()[1]
    return port
