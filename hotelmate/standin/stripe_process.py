"""The local Stripe as a process of its own: what crash tests and proofs start."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from hotelmate.server import server
from hotelmate.standin.stripe import create_app
from hotelmate.standin.stripe_remote import Remote

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY, WEBHOOK_SECRET = "sk_test_local", "whsec_local"


class StripeProcess:
    """A local Stripe in a process of its own; `remote` is the hand on it. Ends with its block."""

    def __init__(self, webhook_url: str | None = None, *, seed: int | None = None) -> None:
        command = [sys.executable, "-m", "hotelmate.standin.stripe_process", "--watch-stdin"]
        command += ["--webhook-url", webhook_url] if webhook_url else []
        command += ["--seed", str(seed)] if seed is not None else []
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(f"the local Stripe did not start: exit status {self.process.wait()}")
        self.remote = Remote(self.address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.remote.close()
        self.process.terminate()
        self.process.communicate(timeout=10)


async def serve(arguments: argparse.Namespace) -> None:
    """Serve on loopback until told to stop; the address is the first line of the output."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", arguments.port))
    address = f"http://127.0.0.1:{bound.getsockname()[1]}"
    app = create_app(
        arguments.secret_key, arguments.webhook_secret, arguments.webhook_url, address=address, seed=arguments.seed
    )
    bound.listen()
    print(address, flush=True)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if arguments.watch_stdin:  # a parent that is killed closes it: no orphan stays
        loop.add_reader(sys.stdin, stop.set)
    await server(app).serve_until(stop, bound)


def main() -> None:
    parser = argparse.ArgumentParser(description="A local Stripe on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--secret-key", default=SECRET_KEY)
    parser.add_argument("--webhook-secret", default=WEBHOOK_SECRET)
    parser.add_argument("--webhook-url")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--watch-stdin", action="store_true", help="end when the standard input closes")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
