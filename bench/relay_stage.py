"""Where the relay is measured: a Pusher near by, a listener that comes and goes, a subscriber."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.far_pusher import FarPusher
from bench.ground import run_sql
from bench.pgbench import BenchError
from bench.place import HOTELS
from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY
from hotelmate.prove.relay_stage import APP_ID, KEY, at_pusher, served
from hotelmate.server import listen_on
from hotelmate.standin import pusher
from hotelmate.urls import as_role

BEHIND = (
    "select coalesce(sum(l.event_seq - c.delivered_seq), 0) from hotel.log_head as l "
    "inner join hotel.relay_cursor as c on l.hotel_id = c.hotel_id"
)
CAUGHT_UP = (
    "update hotel.relay_cursor as c set delivered_seq = l.event_seq, delivered_at = l.last_at from hotel.log_head as l "
    "where c.hotel_id = l.hotel_id and c.delivered_seq < l.event_seq"
)
CHANNELS = (
    "select replace(replace(r.channel, '{slug}', h.slug), '{hotel_id}', h.hotel_id::text) from hotel.hotel as h "
    "cross join hotel.event_route as r where r.event_type = 'room_updated' and r.audience = 'STAFF'"
)


@dataclass(frozen=True)
class NearPusher:
    """The stand-in, and where it is."""

    port: int
    secret: str


@contextmanager
def local_pusher() -> Iterator[NearPusher]:
    """A stand-in that answers."""
    secret, bound = secrets.token_hex(16), listen_on(0)
    with served((pusher.create_app(APP_ID, KEY, secret), bound)):
        yield NearPusher(bound.getsockname()[1], secret)


class Relay:
    """The listener, or its absence, before the release at `admin_url`."""

    def __init__(self, admin_url: str, to: NearPusher | FarPusher, directory: Path) -> None:
        self._admin = psycopg.connect(admin_url, autocommit=True)
        self._url = admin_url
        self._log = directory / "listener.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = without_settings(
            HOTELMATE_LISTENER_URL=as_role(admin_url, "listener"),
            MAIL_FOLDER=str(directory / "letters"),
            **at_pusher(to.port, to.secret),
        )

    def start(self) -> None:
        """Return when it delivers; nothing to do if it does. BenchError."""
        if self._process is not None:
            return
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "listener"], cwd=REPOSITORY, env=self._environment, stderr=log
            )
        deadline = time.monotonic() + 30
        while '"leading"' not in self._log.read_text():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"the listener does not deliver: {self._log.read_text()[-500:]}")
            time.sleep(0.005)

    def stop(self) -> None:
        """Return when nobody delivers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    def close(self) -> None:
        self.stop()
        self._admin.close()

    def behind(self) -> int:
        """How many events wait."""
        row = self._admin.execute(BEHIND).fetchone()
        assert row
        return int(row[0])

    def forget(self) -> None:
        """Take every event for delivered. Nobody delivers meanwhile."""
        self._admin.execute(CAUGHT_UP)

    def pile_up(self, events: int, hotels: int) -> None:
        """That many events that nobody has delivered, at so many hotels, fifty or one."""
        first = 1 if hotels == HOTELS else HOTELS + 1
        run_sql(self._url, "backlog.sql", first=first, last=first + hotels - 1, each=events // hotels)

    def drained(self, within: float) -> float:
        """Seconds until nothing waits. BenchError when something still does after `within`."""
        started = time.monotonic()
        while self.behind():
            if time.monotonic() - started > within:
                raise BenchError(f"{self.behind()} events still wait after {within:.0f} s")
            time.sleep(0.01)
        return time.monotonic() - started

    def channels(self) -> list[str]:
        """Those on which rooms are announced."""
        return [channel for (channel,) in self._admin.execute(CHANNELS).fetchall()]


class Subscriber:
    """Hears channels in a thread of its own; `latencies` in ms since the time that each event carries."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.latencies: list[float] = []
        self.events: set[str] = set()
        self._subscribed = threading.Semaphore(0)

    def subscribe(self, channels: list[str]) -> None:
        """Return when it hears them all. BenchError."""
        for channel in channels:
            self._socket.send(json.dumps({"event": "pusher:subscribe", "data": {"channel": channel}}))
        for _ in channels:
            if not self._subscribed.acquire(timeout=10):
                raise BenchError("the stand-in does not subscribe")

    def hear(self) -> None:
        """Until the connection is closed."""
        with suppress(ConnectionClosed):
            for line in self._socket:
                self._enter(json.loads(line), time.time())

    def _enter(self, message: dict[str, Any], now: float) -> None:
        if message["event"] == "pusher_internal:subscription_succeeded":
            self._subscribed.release()
        elif not message["event"].startswith("pusher"):
            meta = json.loads(message["data"])["meta"]
            self.events.add(meta["event_id"])
            self.latencies.append(1000 * (now - datetime.fromisoformat(meta["ts"]).timestamp()))


@contextmanager
def subscriber(to: NearPusher, channels: list[str]) -> Iterator[Subscriber]:
    """One who hears these channels."""
    address = f"ws://127.0.0.1:{to.port}/app/{KEY}?protocol=7&client=bench&version=1"
    with connect(address, proxy=None) as socket:
        one = Subscriber(socket)
        thread = threading.Thread(target=one.hear, name="subscriber")
        thread.start()
        try:
            one.subscribe(channels)
            yield one
        finally:
            socket.close()
            thread.join(10)
