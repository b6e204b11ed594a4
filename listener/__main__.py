"""`python -m listener`: the listener as a process of its own, set up by its environment."""

from __future__ import annotations

import asyncio
import signal
import sys

import uvloop

from listener import Settings, logs, run
from listener.settings import SettingsError


async def _main(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await run(settings, stop)


def main() -> None:
    """Listen until told to stop. Raises SettingsError."""
    logs.configure()
    uvloop.run(_main(Settings.from_environment()))


if __name__ == "__main__":
    try:
        main()
    except SettingsError as error:
        sys.exit(str(error))
