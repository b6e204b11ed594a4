"""Two things asyncio leaves to its users."""

from __future__ import annotations

import asyncio
from typing import Any


async def wait_for_any(*tasks: asyncio.Task[Any], within: float | None = None) -> None:
    """Wait until one of the tasks is done, or for `within` seconds. Cancels and raises nothing."""
    await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended, however they do: for tasks whose outcome no longer matters."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
