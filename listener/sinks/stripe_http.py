"""How the Stripe library reaches Stripe from here: one pool of connections, one limit of time for a whole request.

The library's own clients limit each read rather than the request, and know nothing of addresses on this machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import stripe

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Transport(stripe.HTTPClient):
    """The library's backend. What goes wrong on the way is APIConnectionError, whose text names neither URL nor key."""

    name = "httpx"

    def __init__(self, base: str | None, timeout: float) -> None:
        super().__init__()
        self._seconds = timeout
        self._client = httpx.AsyncClient(
            timeout=None,  # ours is around the whole
            trust_env=base is None or httpx.URL(base).host not in LOOPBACK,  # a proxy leads out of this machine
        )

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Body, status and headers of the answer. Raises stripe.APIConnectionError."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._client.request(method, url, headers=dict(headers), content=post_data or None)
        except TimeoutError:
            raise _lost("no answer in time") from None
        except httpx.HTTPError as error:
            raise _lost(type(error).__name__) from None
        return answer.content, answer.status_code, answer.headers

    async def close_async(self) -> None:
        await self._client.aclose()


def _lost(reason: str) -> stripe.APIConnectionError:
    error: stripe.APIConnectionError = stripe.APIConnectionError(reason)  # type: ignore[no-untyped-call]
    return error
