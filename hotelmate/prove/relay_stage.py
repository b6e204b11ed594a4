"""Where `prove relay` happens: a private PostgreSQL, the API, a stand-in for Pusher, the listener as a process that can
be killed, and the real pusher-js listening. Everything on this machine, everything gone at the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from api.app import create_app
from api.config import Settings
from hotelmate.cluster import DATABASE
from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY
from hotelmate.prove.ground import released_server
from hotelmate.prove.relay_judge import Heard
from hotelmate.server import listen_on, server
from hotelmate.standin import pusher
from hotelmate.urls import as_role
from listener.settings import PusherSettings

CLIENT = Path(__file__).with_name("pusher_js") / "client.mjs"
APP_ID, KEY = "1", "local"
LONGEST_LINE = 1 << 20  # bytes of one message as the client prints it


class StageError(Exception):
    """A part of the stage did not come up, or ended by itself."""


def find_node() -> str | None:
    """The program that runs pusher-js."""
    return shutil.which("node") or shutil.which("nodejs")


@dataclass(frozen=True)
class Stage:
    """Addresses of a running stage. `faults` lets the stand-in misbehave."""

    admin_url: str
    api_url: str
    pusher_port: int
    secret: str
    faults: pusher.Faults


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage with a release and no hotel; neither listener nor client yet. From the main thread only."""
    with ExitStack() as undo:
        cluster = undo.enter_context(released_server(DATABASE))
        faults, secret = pusher.Faults(), secrets.token_hex(16)
        http, events = listen_on(0), listen_on(0)
        undo.enter_context(
            served(
                (create_app(Settings(cluster.url("api"), pusher=PusherSettings(APP_ID, KEY, secret))), http),
                (pusher.create_app(APP_ID, KEY, secret, faults), events),
            )
        )
        api_url = f"http://127.0.0.1:{http.getsockname()[1]}"
        yield Stage(cluster.url(), api_url, events.getsockname()[1], secret, faults)


@contextmanager
def served(*applications: tuple[Any, socket.socket]) -> Iterator[None]:
    """Serve applications on bound sockets from a thread; they answer when this yields. PartEnded, StageError."""
    loop, stop = uvloop.new_event_loop(), asyncio.Event()
    servers = [server(application, log_level="error") for application, _ in applications]
    thread = threading.Thread(target=loop.run_forever, name="servers")
    thread.start()
    serving = [
        asyncio.run_coroutine_threadsafe(one.serve_until(stop, bound), loop)
        for one, (_, bound) in zip(servers, applications, strict=True)
    ]
    try:
        deadline = time.monotonic() + 15
        while not all(one.started for one in servers):
            for future in serving:
                if future.done():
                    future.result()
            if time.monotonic() > deadline:
                raise StageError("the servers do not start")
            time.sleep(0.01)
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        try:
            for future in serving:
                future.result(10)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


def at_pusher(port: int, secret: str) -> dict[str, str]:
    """The settings of a listener that delivers to a stand-in here."""
    return {
        "PUSHER_APP_ID": APP_ID,
        "PUSHER_KEY": KEY,
        "PUSHER_SECRET": secret,
        "PUSHER_HOST": "127.0.0.1",
        "PUSHER_PORT": str(port),
        "PUSHER_SSL": "0",
    }


class Listener:
    """`python -m listener`, killed and started again as often as one likes. `environment` outweighs what is usual."""

    def __init__(self, stage: Stage, **environment: str) -> None:
        self.stage = stage
        self._letters = tempfile.TemporaryDirectory(prefix="hotelmate-letters-")
        self.environment = without_settings(
            HOTELMATE_LISTENER_URL=as_role(stage.admin_url, "listener"),
            MAIL_FOLDER=self._letters.name,
            **at_pusher(stage.pusher_port, stage.secret),
        )
        self.environment |= environment
        self._process: asyncio.subprocess.Process | None = None
        self._log: list[str] = []

    async def start(self) -> None:
        """Return when it delivers. StageError."""
        self._process = await asyncio.create_subprocess_exec(
            *with_us(sys.executable, "-m", "listener"),
            cwd=REPOSITORY,
            env=self.environment,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await asyncio.wait_for(self._until_it_leads(), 30)
        except TimeoutError:
            raise StageError("the listener does not take the lead") from None

    async def _until_it_leads(self) -> None:
        assert self._process
        assert self._process.stderr
        said = []
        async for line in self._process.stderr:
            said.append(line.decode())
            if line.startswith(b"{") and json.loads(line)["event"] == "leading":
                self._reading = asyncio.create_task(self._read(self._process.stderr))
                return
        raise StageError(f"the listener ended: {''.join(said)[-500:]}")

    async def _read(self, log: asyncio.StreamReader) -> None:
        """Its log is a pipe: unread, it would block the listener."""
        async for line in log:
            self._log.append(line.decode())

    async def kill(self) -> None:
        """SIGKILL, as a power cut: it has no say in it."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, as an operator. StageError when it does not end in good order."""
        code = await self._end(signal.SIGTERM)
        if code:
            raise StageError(f"the listener ended with {code}: {''.join(self._log)[-500:]}")

    async def _end(self, number: signal.Signals) -> int:
        """Send a signal; the exit code."""
        assert self._process
        if self._process.returncode is not None:
            raise StageError(f"the listener ended by itself: {''.join(self._log)[-500:]}")
        self._process.send_signal(number)
        code = await asyncio.wait_for(self._process.wait(), 10)
        await self._reading
        return code

    async def clean_up(self) -> None:
        """End whatever still runs. Idempotent."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._letters.cleanup()


@asynccontextmanager
async def listener_of(stage: Stage) -> AsyncIterator[Listener]:
    """A listener that delivers."""
    listener = Listener(stage)
    try:
        await listener.start()
        yield listener
    finally:
        await listener.clean_up()


@asynccontextmanager
async def client_of(
    stage: Stage, node: str, channels: Sequence[str], auth: tuple[str, str] | None = None
) -> AsyncIterator[list[Heard]]:
    """pusher-js, subscribed to channels; yields what it hears, growing, in the order of arrival. StageError.

    `auth` is the address and the header with which it asks for private channels; without, it signs them itself.
    """
    asks = dict(zip(("AUTH_ENDPOINT", "AUTH_HEADER"), auth, strict=True)) if auth else {"PUSHER_SECRET": stage.secret}
    process = await asyncio.create_subprocess_exec(
        *with_us(node, str(CLIENT), "127.0.0.1", str(stage.pusher_port), KEY, *channels),
        env={**os.environ, **asks},
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    assert process.stdout
    heard: list[Heard] = []
    try:
        async with asyncio.timeout(30):
            first = json.loads(await process.stdout.readline() or b'{"error": "it ended"}')
        if not first.get("ready"):
            raise StageError(f"the client is not subscribed: {first}")
        reading = asyncio.create_task(_hear(process.stdout, heard))
        yield heard
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    await reading


async def _hear(lines: asyncio.StreamReader, heard: list[Heard]) -> None:
    async for line in lines:
        heard.append(Heard.of(json.loads(line)))


def with_us(*command: str) -> tuple[str, ...]:
    """The command, killed by the kernel when we die, where there is a program to ask for that."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL", "--", *command) if setpriv else command


async def until(holds: Callable[[], object], within: float, look_every: float = 0.002) -> bool:
    """Wait until something is so; False when it is not within that many seconds."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(look_every)
    return True
