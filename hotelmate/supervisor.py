"""`hotel up`: the whole stack in one process, with PostgreSQL as its only child.

PostgreSQL first, then the release, then the rest side by side: the API, the listener, a stand-in for Pusher, the job
timer, and a watch on PostgreSQL. They stand and fall together.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import uvloop

from db.apply import apply
from hotelmate import stack
from hotelmate.cluster import Cluster
from hotelmate.paths import stack_home
from hotelmate.scheduler import schedule_with_pg_cron, tick
from hotelmate.seed import Seeded, seed
from hotelmate.server import PartEnded, listen_on, server
from hotelmate.state import Home, State

HEALTH_PATH = "/health/ready"
SECONDS_TO_BECOME_READY = 30.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """What `hotel up` was asked for."""

    port: int = 8000
    pusher_port: int = 6001
    demo: bool = False
    fresh: bool = False


def run(options: Options, say: Say) -> None:
    """Run the stack until SIGINT or SIGTERM. Raises AlreadyRunning, ClusterError, DeployError, ExceptionGroup."""
    home = Home(stack_home())
    with ExitStack() as undo:
        home.hold()
        undo.callback(home.release)
        database = _database(home, options, say, undo)
        report = apply(stack.url_for("admin"), progress=say)
        if not report.changed:
            say("database: up to date")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_Stack(home, database, options, say).run())
        say("Stopped.")


def _database(home: Home, options: Options, say: Say, undo: ExitStack) -> Cluster | None:
    """Start the private PostgreSQL and publish its URLs; None when somebody brought their own."""
    if os.environ.get("HOTELMATE_DATABASE_URL"):
        stack.publish(None)
        say("database: the one in HOTELMATE_DATABASE_URL")
        return None
    cluster = Cluster(home.directory)
    if options.fresh and cluster.data.exists():
        shutil.rmtree(cluster.data)
        say(f"database: {cluster.data} removed")
    undo.callback(cluster.stop)
    cluster.start()
    stack.publish(cluster.url())
    cron = "with" if cluster.has_pg_cron else "without"
    say(f"database: PostgreSQL {cluster.binaries.major} {cron} pg_cron, data in {cluster.data}")
    return cluster


class _Stack:
    """What runs side by side once the database is at this release."""

    def __init__(self, home: Home, cluster: Cluster | None, options: Options, say: Say) -> None:
        self.home = home
        self.cluster = cluster
        self.options = options
        self.say = say
        self.stop = asyncio.Event()

    async def run(self) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # our own health check is no news
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop.set)
        seeded = seed(stack.url_for("admin"))
        pusher_socket = self._stand_in_for_pusher()
        http_socket = listen_on(self.options.port)
        state = State(
            pid=os.getpid(),
            admin_url=stack.url_for("admin"),
            http_port=http_socket.getsockname()[1],
            pusher_port=pusher_socket.getsockname()[1] if pusher_socket else None,
        )
        try:
            async with asyncio.TaskGroup() as tasks:
                for part in self._parts(http_socket, pusher_socket):
                    tasks.create_task(part)
                if await self._ready(state):
                    self.home.write(state)
                    self._greet(state, seeded)
                    if self.options.demo:
                        from hotelmate import demo

                        tasks.create_task(demo.run(state, seeded, self.stop))
        except asyncio.CancelledError:
            self.stop.set()
            raise

    def _parts(self, http: socket.socket, pusher: socket.socket | None) -> list[Coroutine[Any, Any, None]]:
        import listener
        from api.app import create_app

        parts = [
            server(create_app()).serve_until(self.stop, http),
            listener.run(listener.Settings.from_environment(), self.stop),
        ]
        if pusher is not None:
            from hotelmate.standin import pusher as standin

            application = standin.create_app(
                os.environ["PUSHER_APP_ID"], os.environ["PUSHER_KEY"], os.environ["PUSHER_SECRET"]
            )
            parts.append(server(application).serve_until(self.stop, pusher))
        if self.cluster is not None:
            parts.append(self._watch_database(self.cluster))
        if not schedule_with_pg_cron(stack.url_for("admin"), stack.url_for("jobs")):
            parts.append(tick(stack.url_for("jobs"), self.stop))
        return parts

    def _stand_in_for_pusher(self) -> socket.socket | None:
        """Without a Pusher account, describe the stand-in to everybody who reads PUSHER_*; None with one."""
        if os.environ.get("PUSHER_APP_ID"):
            return None
        bound = listen_on(self.options.pusher_port)
        os.environ |= {
            "PUSHER_APP_ID": "1",
            "PUSHER_KEY": "local",
            "PUSHER_SECRET": secrets.token_hex(16),
            "PUSHER_HOST": "127.0.0.1",
            "PUSHER_PORT": str(bound.getsockname()[1]),
            "PUSHER_SSL": "0",
        }
        return bound

    async def _watch_database(self, cluster: Cluster) -> None:
        while not self.stop.is_set():
            if cluster.died():
                raise PartEnded(f"PostgreSQL ended by itself:\n{cluster.last_words()}")
            await asyncio.sleep(0.25)

    async def _ready(self, state: State) -> bool:
        """Wait until the API answers; False when told to stop before. PartEnded after half a minute."""
        deadline = time.monotonic() + SECONDS_TO_BECOME_READY
        async with httpx.AsyncClient(base_url=state.api_url or "", trust_env=False) as client:
            while not self.stop.is_set():
                try:
                    if (await client.get(HEALTH_PATH)).is_success:
                        return True
                except httpx.TransportError:
                    pass
                if time.monotonic() > deadline:
                    raise PartEnded(f"the API did not become healthy: {state.api_url}{HEALTH_PATH}")
                await asyncio.sleep(0.05)
        return False

    def _greet(self, state: State, seeded: Seeded) -> None:
        lines = [
            "",
            "HotelMate is ready.",
            f"  API       {state.api_url}   (documentation: {state.api_url}/schema)",
            f"  token     {seeded.token}",
            f"  try       {seeded.curl(state.api_url)}",
            "  database  ./hotel psql",
        ]
        if state.pusher_port:
            lines.append(f"  events    ws://127.0.0.1:{state.pusher_port}/app/{os.environ['PUSHER_KEY']}")
        self.say("\n".join([*lines, "Ctrl-C stops it; the data stays.", ""]))
