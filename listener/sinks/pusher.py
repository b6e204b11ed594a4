"""Pusher Channels: signed batches over kept-alive connections.

The library signs; the transport is aiohttp's: many calls are in flight without a thread each, and a call given up is
really over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import aiohttp
import pusher

from listener.settings import PusherSettings
from listener.sinks import Message, Refused, Unavailable

REFUSED_FOR_ITSELF = (400, 413)
CREDENTIALS = (401, 403)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PROBE = {"channel": "relay-probe", "name": "probe", "data": "{}"}  # a channel that nobody listens to


class PusherSink:
    """Use as an async context manager: it owns connections."""

    batch_limit = 10

    def __init__(self, settings: PusherSettings) -> None:
        self._settings = settings

    async def __aenter__(self) -> Self:
        settings = self._settings
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=settings.timeout),
            trust_env=settings.host not in LOOPBACK,  # a proxy leads out of this machine, not back into it
        )
        self._client = pusher.Pusher(
            app_id=settings.app_id,
            key=settings.key,
            secret=settings.secret,
            host=settings.host,
            port=settings.port,
            ssl=settings.ssl,
            cluster=settings.cluster,
            backend=_Transport,
            session=self._session,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def publish(self, messages: Sequence[Message]) -> None:
        """See Sink. An answer that is not Pusher's is an outage: somebody else stands in between."""
        await self._send([{"channel": m.channel, "name": m.name, "data": m.data} for m in messages])

    async def prove_it_works(self) -> None:
        """See Sink. An outage may answer 400 to everything."""
        try:
            await self._send([PROBE])
        except Refused as refused:
            raise Unavailable(f"refuses even a probe: {refused.reason}") from refused

    async def _send(self, batch: list[dict[str, str]]) -> None:
        # already_encoded: the library measures an event's size in Python's memory, where one "ž" doubles it and an
        # emoji makes it four times as large. Pusher counts bytes, and so does what wrote the message.
        await self._client.trigger_batch(batch, already_encoded=True)


class _Transport:
    """The library's backend: sends a request that the library has signed."""

    def __init__(self, client: Any, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._base_url = f"{client.scheme}://{client.host}:{client.port}"

    async def send_request(self, request: Any) -> dict[str, Any]:
        """The JSON object of an accepting answer. Raises Unavailable or Refused, without the (signed) URL."""
        try:
            async with self._session.post(
                self._base_url + request.path,
                params=request.query_params,
                data=request.body,
                headers=request.headers,
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.text(errors="replace")
                if status in (200, 202):
                    return _object(await response.json(content_type=None))
        except TimeoutError:
            raise Unavailable("no answer in time") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unavailable(type(error).__name__) from None
        if status in REFUSED_FOR_ITSELF:
            raise Refused(f"HTTP {status}: {body[:200]}")
        raise Unavailable(f"HTTP {status}", is_ours=status in CREDENTIALS)


def _object(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise ValueError("the answer is not a JSON object")
    return answer
