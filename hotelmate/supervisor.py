"""`hotel up`: the whole stack in one process, with PostgreSQL as its only child.

PostgreSQL first, then the release, then the rest side by side: the API, the listener, stand-ins for Pusher and Stripe,
the job timer, and a watch on PostgreSQL. They stand and fall together.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import uvloop

from db.apply import DeployError, apply
from hotelmate import stack
from hotelmate.archive import SECONDS, Archive, ArchiveError
from hotelmate.binaries import PostgresNotFound
from hotelmate.cluster import Cluster, ClusterError
from hotelmate.paths import stack_home
from hotelmate.scheduler import schedule_with_pg_cron, tick
from hotelmate.seed import Seeded, seed
from hotelmate.server import NoPort, PartEnded, listen_on, server
from hotelmate.state import AlreadyRunning, Home, NoHome, State
from listener import logs
from listener.settings import GUESTS, SettingsError

METRICS_PORT = 9464
HEALTH_PATH = "/health/ready"
WEBHOOK_PATH = "/api/public/hotel/room-bookings/stripe-webhook/"
METRICS = ("HOTELMATE_API_METRICS", "HOTELMATE_LISTENER_METRICS")
STRIPE_MEMORY = "stripe.json"
SECONDS_TO_BECOME_READY = 30.0

# What keeps a stack from running, or ends it, and is said in a line.
REFUSALS = (
    *(AlreadyRunning, ArchiveError, ClusterError, DeployError, NoHome, PostgresNotFound),
    *(NoPort, PartEnded, SettingsError, psycopg.OperationalError, stack.NoStack),
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """What `hotel up` was asked for."""

    port: int = 8000
    pusher_port: int = 6001
    stripe_port: int = 8420
    demo: bool = False
    seed: bool = False  # the demo hotel in somebody's own PostgreSQL as well
    fresh: bool = False
    archive: Path | None = None  # where the private PostgreSQL's log goes as well


def run(options: Options, say: Say) -> None:
    """Run the stack until SIGINT or SIGTERM. Raises REFUSALS, alone or in a group."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the loop takes both: what was begun is undone
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
        if options.fresh:
            raise ClusterError("The data of your own PostgreSQL are yours to throw away: --fresh is for ours.")
        if options.archive is not None:
            raise ArchiveError("The log of your own PostgreSQL goes where its own settings say: --archive is for ours.")
        stack.publish(None)
        say("database: the one in HOTELMATE_DATABASE_URL")
        return None
    archive = Archive(options.archive) if options.archive else None
    cluster = Cluster(home.directory, archive=archive)
    if options.fresh and cluster.data.exists():
        shutil.rmtree(cluster.data)
        (home.directory / STRIPE_MEMORY).unlink(missing_ok=True)
        say(f"database: {cluster.data} removed")
    undo.callback(cluster.stop)
    cluster.start()
    stack.publish(cluster.url())
    cron = "with" if cluster.has_pg_cron else "without"
    say(f"database: PostgreSQL {cluster.binaries.major} {cron} pg_cron, data in {cluster.data}")
    for data in cluster.unused():
        say(f"database: {data} stays unused; to open it, name its PostgreSQL's programs in HOTELMATE_PG_BIN")
    if archive is not None:
        say(f"archive: the log goes to {archive} as well, at the latest after {SECONDS} s")
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
        logs.configure(for_people=True)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop.set)
        seeded = seed(stack.url_for("admin")) if self._may_seed() else None
        pusher_socket = self._stand_in_for_pusher()
        stripe_socket = self._stand_in_for_stripe()
        http_socket = self._listen()
        _choose_where_figures_are_told(http_socket)
        _choose_where_letters_lead(http_socket)
        state = State(
            pid=os.getpid(),
            admin_url=stack.url_for("admin"),
            http_port=http_socket.getsockname()[1],
            pusher_port=pusher_socket.getsockname()[1] if pusher_socket else None,
            stripe_port=stripe_socket.getsockname()[1] if stripe_socket else None,
        )
        try:
            async with asyncio.TaskGroup() as tasks:
                for part in self._parts(http_socket):
                    tasks.create_task(part)
                for part in self._stand_ins(state, pusher_socket, stripe_socket):
                    tasks.create_task(part)
                if await self._ready(state):
                    self.home.write(state)
                    self._greet(state, seeded)
                    if self.options.demo and seeded:
                        from hotelmate import demo

                        tasks.create_task(demo.run(state, seeded, self.stop))
        except asyncio.CancelledError:
            self.stop.set()
            raise

    def _may_seed(self) -> bool:
        """Nobody's own database gets a hotel unasked."""
        return self.cluster is not None or self.options.seed or self.options.demo

    def _listen(self) -> socket.socket:
        try:
            return listen_on(self.options.port)
        except NoPort as refusal:
            raise NoPort(f"{refusal} Choose another with --port.") from refusal

    def _parts(self, http: socket.socket) -> list[Coroutine[Any, Any, None]]:
        import listener
        from api.app import create_app

        api, settings = server(create_app()), listener.Settings.from_environment()
        has_cron = schedule_with_pg_cron(stack.url_for("admin"), stack.url_for("jobs"))
        parts = [api.serve_until(self.stop, http), listener.run(settings, self.stop)]
        if self.cluster is not None:
            parts.append(self._watch_database(self.cluster))
        if not has_cron:
            parts.append(tick(stack.url_for("jobs"), self.stop))
        return parts

    def _stand_ins(
        self, state: State, pusher: socket.socket | None, stripe: socket.socket | None
    ) -> list[Coroutine[Any, Any, None]]:
        """Those of the world outside that are not there."""
        from hotelmate.standin import pusher as local_pusher
        from hotelmate.standin import stripe as local_stripe

        environment, parts = os.environ, []
        if pusher is not None:
            account = (environment["PUSHER_APP_ID"], environment["PUSHER_KEY"], environment["PUSHER_SECRET"])
            parts.append(server(local_pusher.create_app(*account)).serve_until(self.stop, pusher))
        if stripe is not None:
            application = local_stripe.create_app(
                environment["STRIPE_SECRET_KEY"],
                environment["STRIPE_WEBHOOK_SECRET"],
                f"{state.api_url}{WEBHOOK_PATH}",
                address=environment["STRIPE_API_BASE"],
                memory=self.home.directory / STRIPE_MEMORY,
            )
            parts.append(server(application).serve_until(self.stop, stripe))
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

    def _stand_in_for_stripe(self) -> socket.socket | None:
        """Without a Stripe account, describe the stand-in to everybody who reads STRIPE_*; None with one."""
        if os.environ.get("STRIPE_SECRET_KEY"):
            return None
        bound = listen_on(self.options.stripe_port)
        os.environ |= {
            "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
            "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
            "STRIPE_API_BASE": f"http://127.0.0.1:{bound.getsockname()[1]}",
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

    def _greet(self, state: State, seeded: Seeded | None) -> None:
        opens = f"#hotel={seeded.hotel_slug}&token={seeded.token}" if seeded else ""
        lines = [
            "",
            "HotelMate is ready.",
            f"  board     {state.api_url}/board{opens}",
            f"  API       {state.api_url}   (documentation: {state.api_url}/schema)",
        ]
        if seeded:
            lines += [f"  token     {seeded.token}", f"  try       {seeded.curl(state.api_url)}"]
        else:
            lines.append("  hotel     yours: docs/operations.md says how one is made; --seed makes the demo hotel")
        lines.append("  database  ./hotel psql")
        if state.pusher_port:
            lines.append(f"  events    ws://127.0.0.1:{state.pusher_port}/app/{os.environ['PUSHER_KEY']}")
        if state.stripe_url:
            lines.append(f"  payments  {state.stripe_url}   (a Stripe of our own: its pages take test cards only)")
        elif not os.environ.get("STRIPE_WEBHOOK_SECRET"):
            lines.append("  payments  Stripe, whose reports nobody hears until STRIPE_WEBHOOK_SECRET is set")
        told = [f"http://{os.environ[name]}/metrics" for name in METRICS if os.environ[name]]
        if told:
            lines.append(f"  metrics   {'   '.join(told)}")
        self.say("\n".join([*lines, "Ctrl-C stops it; the data stays.", ""]))


def _choose_where_figures_are_told(http: socket.socket) -> None:
    """Free ports of this machine, unless somebody said where. And no line per request: the terminal is for people.

    They are taken later, and a stack that starts at the same time must not choose them too: so each looks elsewhere,
    by the API's port, which is its own already.
    """
    os.environ.setdefault("HOTELMATE_API_REQUEST_LOG", "off")
    first = METRICS_PORT + len(METRICS) * ((http.getsockname()[1] - Options.port) % 500)
    with ExitStack() as held:  # both at once, so that they differ
        for name in METRICS:
            if name not in os.environ:
                free = held.enter_context(listen_on(first))
                os.environ[name] = f"127.0.0.1:{free.getsockname()[1]}"


def _choose_where_letters_lead(http: socket.socket) -> None:
    """To the API, which answers what a guest's page would show; where letters leave this machine, somebody says it."""
    if not os.environ.get("SMTP_HOST"):
        os.environ.setdefault("HOTELMATE_GUEST_URL", f"http://127.0.0.1:{http.getsockname()[1]}{GUESTS}")
