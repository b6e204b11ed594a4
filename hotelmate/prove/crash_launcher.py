"""The API and the listener in processes that die, by SIGKILL and by themselves, at a point told beforehand.

A point is the moment before or after a transaction of theirs, or before or after a call to the payment provider. The
classes they are made of are exchanged here, in a process of the proof's own; the product knows nothing of it.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import re
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import api.app
import api.database
import listener.functions
import listener.sinks.stripe
import listener.sinks.stripe_http
from api.config import Settings
from hotelmate.prove.quiet import hush
from hotelmate.server import listen_on, server
from listener.inbox import Inbox
from listener.payments import Pace, Payments
from listener.settings import StripeSettings

POLLS = ("claim_payment_command", "process_provider_event")
PR_SET_PDEATHSIG = 1
OFTEN = 0.02  # seconds between looks of a listener


class Fuse:
    """Counts points; at the `at`th it tells which one it is and dies. None: it never does."""

    def __init__(self, at: int | None, wire: Connection) -> None:
        self._at = at
        self._wire = wire
        self._passed = 0

    def burn(self, point: str) -> None:
        self._passed += 1
        if self._passed == self._at:
            self._wire.send(point)
            os.kill(os.getpid(), signal.SIGKILL)


def run_api(settings: Settings, port: int, at: int | None, wire: Connection) -> None:
    """The API on a port of 127.0.0.1, until it dies."""
    fuse = _begin(at, wire)

    class Database(api.database.Database):
        async def call(self, function: str, /, **arguments: object) -> bytes:
            fuse.burn(f"before {function}")
            answer = await super().call(function, **arguments)
            if not _is_nothing(function, answer):
                fuse.burn(f"after {function}")
            return answer

    api.app.Database = Database  # type: ignore[attr-defined]
    serving = server(api.app.create_app(settings), log_level="critical")
    asyncio.run(serving.serve_until(asyncio.Event(), listen_on(port)))


def run_listener(url: str, settings: StripeSettings, at: int | None, wire: Connection) -> None:
    """What the listener does about money, until it dies."""
    fuse = _begin(at, wire)

    class Functions(listener.functions.Functions):
        async def call(self, function: str, /, **arguments: object) -> bytes:
            if function not in POLLS:  # of looking for work there is no end
                fuse.burn(f"before {function}")
            answer = await super().call(function, **arguments)
            if not _is_nothing(function, answer):
                fuse.burn(f"after {function}")
            return answer

    listener.functions.Functions = Functions  # type: ignore[misc]
    asyncio.run(_work(url, settings))


async def _work(url: str, settings: StripeSettings) -> None:
    stop = asyncio.Event()
    async with listener.sinks.stripe.StripeSink(settings) as sink, asyncio.TaskGroup() as workers:
        workers.create_task(Inbox(url, poll=OFTEN).run(stop))
        workers.create_task(Payments(url, sink, Pace(poll=OFTEN)).run(stop))


def _begin(at: int | None, wire: Connection) -> Fuse:
    """Calls to the provider burn the fuse; the process ends with its parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    hush()
    fuse = Fuse(at, wire)

    class Transport(listener.sinks.stripe_http.Transport):
        async def request_async(
            self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
        ) -> tuple[bytes, int, Mapping[str, str]]:
            address = url.partition("/v1/")[2].partition("?")[0]
            called = f"{method.upper()} {re.sub('(pi|cs|re)_[A-Za-z0-9_]+', '…', address)}"
            fuse.burn(f"before {called}")
            answer = await super().request_async(method, url, headers, post_data)
            fuse.burn(f"after {called}")
            return answer

    listener.sinks.stripe.Transport = Transport  # type: ignore[attr-defined]
    return fuse


def _is_nothing(function: str, answer: bytes) -> bool:
    """Whether there was no work to be found."""
    return function in POLLS and answer == b"null"
