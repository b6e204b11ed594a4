"""The world a relay works in, for its tests: hotels with events, a Pusher, listener processes, clients."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from hotelmate.environment import without_settings
from hotelmate.prove.relay_stage import at_pusher
from hotelmate.server import server
from hotelmate.standin.pusher import Faults, create_app
from tests.postgres import TestDatabase

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "hotelmate" / "prove" / "pusher_js" / "client.mjs"
NODE = shutil.which("node") or shutil.which("nodejs")
KEY, SECRET = "local", "not-a-secret"

needs_node = pytest.mark.skipif(NODE is None, reason="node runs the real pusher-js; it is not installed")


def eventually(holds: Callable[[], object], within: float = 15.0, what: str = "") -> None:
    """Wait until `holds()` is true; AssertionError after `within` seconds."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"not within {within} s: {what or holds}"
        time.sleep(0.01)


class Hotels:
    """Hotels and their events, written as the commit-time trigger does it but without bookings behind them."""

    def __init__(self, database: TestDatabase) -> None:
        self._connection = database.connect(autocommit=True)
        self._watch = database.connect(autocommit=True)  # sees what is so now, also while the other is in a transaction
        self._connection.execute("set session_replication_role = replica")
        self.open_log()

    def open_log(self) -> None:
        """Let us write events and their head by hand, until the next deploy: else only a commit writes them."""
        for table in ("hotel.event", "hotel.event_rest", "hotel.log_head"):
            self._connection.execute(f"alter table {table} disable trigger sealed_only")

    def add(self, slug: str, visibility: str = "PUBLIC") -> int:
        """A hotel; its id."""
        row = self._connection.execute(
            "insert into hotel.hotel (slug, name, number_prefix, confirmation_prefix) "
            "values (%(slug)s, %(slug)s, upper(replace(%(slug)s, '-', '')), 'XXX') returning hotel_id",
            {"slug": slug},
        ).fetchone()
        assert row
        self._connection.execute(
            "insert into hotel.hotel_policy (hotel_id, realtime_visibility) values (%s, %s)", [row[0], visibility]
        )
        self._connection.execute("insert into hotel.log_head (hotel_id) values (%s) on conflict do nothing", [row[0]])
        return int(row[0])

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        with self._connection.transaction():
            yield

    def emit(self, hotel_id: int, event_type: str = "booking_updated", *, ring: bool = True, **columns: Any) -> None:
        """Write an event and, as a commit does, ring the bell if the relay sleeps."""
        event = {
            "payload": json.dumps({"sent": time.time() * 1000}),
            "booking_number": "BK-TEST-2026-0001",
            "room_number": None,
            "guest_type": None,
            "guest_payload": None,
        } | columns
        with self._connection.transaction():
            self._connection.execute(
                """
                with head as (
                    update hotel.log_head
                    set event_seq = event_seq + 1, last_at = greatest(last_at, clock_timestamp())
                    where hotel_id = %(hotel_id)s
                    returning hotel_id, event_seq, last_at
                )
                insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, booking_number, room_number,
                                         payload, guest_type, guest_payload)
                select h.hotel_id, h.event_seq, h.last_at, %(event_type)s, 'booking', 1, %(booking_number)s,
                       %(room_number)s, %(payload)s, %(guest_type)s, %(guest_payload)s
                from head as h
                """,
                {"hotel_id": hotel_id, "event_type": event_type} | event,
            )
            if ring:
                self._connection.execute("select app.ring_relay()")

    def undelivered(self) -> int:
        """Events that no mark covers yet."""
        return self._number(
            "select coalesce(sum(h.event_seq - coalesce(c.delivered_seq, 0)), 0) "
            "from hotel.log_head h left join hotel.relay_cursor c using (hotel_id)"
        )

    def dead_letters(self) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            "select hotel_id, seq, channel, error from hotel.dead_letter order by hotel_id, seq, channel"
        ).fetchall()

    def sessions(self, name: str) -> int:
        """Sessions of that application name."""
        return self._number("select count(*) from pg_stat_activity where application_name = %s", name)

    def end_sessions(self, name: str) -> None:
        self._connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s", [name]
        )

    def sleeps(self) -> bool:
        """Whether a relay has armed the bell, and a commit would ring."""
        return bool(
            self._number(
                "select count(*) from pg_stat_activity where application_name = 'hotelmate relay bell' "
                "and state = 'idle' and query like '%%relay.fall_asleep%%'"
            )
        )

    def _number(self, query: str, *parameters: Any) -> int:
        row = self._watch.execute(query.encode(), parameters).fetchone()
        assert row
        return int(row[0])


class StandIn:
    """The local Pusher in a thread, with its faults at hand."""

    def __init__(self) -> None:
        self.faults = Faults()
        # The protocol is spelt out because asyncio turns Nagle's algorithm off (40 ms a call) only where it is.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._serve, name="pusher")

    def _serve(self) -> None:
        app = create_app("1", KEY, SECRET, self.faults)
        self._loop.run_until_complete(server(app, log_level="error").serve_until(self._stop, self._socket))
        self._loop.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the stand-in does not stop"


class Listener:
    """A listener process."""

    def __init__(self, database: TestDatabase, pusher_port: int, secret: str = SECRET) -> None:
        self._letters = tempfile.TemporaryDirectory(prefix="hm-letters-")
        environment = without_settings(
            HOTELMATE_LISTENER_URL=database.url("listener"),
            MAIL_FOLDER=self._letters.name,
            **at_pusher(pusher_port, secret),
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "listener"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
        )
        self.log: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, name="listener log")
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(json.loads(line) if line.startswith("{") else {"event": line.rstrip()})

    def said(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.log if line["event"] == event]

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self._end()

    def stop(self) -> float:
        """As an operator would; seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0, self.log
        self._end()
        return time.monotonic() - begun

    def _end(self) -> None:
        self.process.wait(10)
        self._reader.join(10)
        assert self.process.stderr
        self.process.stderr.close()
        self._letters.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


@dataclass
class Client:
    """pusher-js in node: what it received, in the order of arrival."""

    port: int
    channels: list[str]
    received: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        assert NODE
        self.process = subprocess.Popen(
            [NODE, str(CLIENT), "127.0.0.1", str(self.port), KEY, *self.channels],
            env={**os.environ, "PUSHER_SECRET": SECRET},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, name="client")
        self._reader.start()
        assert self._ready.wait(15), f"not subscribed: {self.received}"
        return self

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("ready"):
                self._ready.set()
            else:
                self.received.append(message)

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)
        self._reader.join(10)
        assert self.process.stdout
        self.process.stdout.close()

    def has_received(self, number: int) -> bool:
        return len(self.received) == number

    def seqs(self, channel: str) -> list[int]:
        """Sequence numbers on a channel as they arrived, repeats included."""
        return [m["data"]["meta"]["seq"] for m in list(self.received) if m["channel"] == channel]

    def first_seqs(self, channel: str) -> list[int]:
        """The same after what every consumer does: dropping an event_id it has seen."""
        seen: dict[str, int] = {}
        for m in list(self.received):
            if m["channel"] == channel:
                seen.setdefault(m["data"]["meta"]["event_id"], m["data"]["meta"]["seq"])
        return list(seen.values())


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
