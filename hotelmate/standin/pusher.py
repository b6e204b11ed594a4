"""A Pusher Channels of one's own: the WebSocket protocol (version 7) and the signed HTTP API, for one application.

Serves development and tests on one machine; it keeps everything in memory. Not here: cache channels, webhooks,
end-to-end encryption (such channels pass as private ones).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from litestar import Litestar, Request, Response, WebSocket, get, post
from litestar.exceptions import WebSocketDisconnect
from litestar.handlers import websocket
from litestar.params import FromPath

from hotelmate.standin.pusher_faults import Faults
from hotelmate.standin.pusher_hub import ACTIVITY_TIMEOUT, Client, Hub, frame
from hotelmate.standin.pusher_rules import Credentials, Event, Refused, read_batch, read_events

__all__ = ["Faults", "create_app"]


def create_app(app_id: str, key: str, secret: str, faults: Faults | None = None) -> Litestar:
    """The ASGI application. `faults` lets a test disturb it; nothing reachable over HTTP can."""
    hub = Hub(Credentials(app_id, key, secret))
    handlers: list[Any] = [_socket(hub), *_publishing(hub, faults or Faults()), *_asking(hub)]
    return Litestar(handlers, openapi_config=None, logging_config=None, exception_handlers={Refused: _refusal})


def _refusal(_: Request, refused: Refused) -> Response[str]:
    return Response(refused.reason, status_code=refused.status, media_type="text/plain")


async def _checked(hub: Hub, request: Request, app_id: str) -> bytes:
    """The body of a request that our application signed. Raises Refused."""
    if app_id != hub.credentials.app_id:
        raise Refused(404, "Unknown app_id")
    body = await request.body()
    hub.credentials.check_request(request.method, request.url.path, dict(request.query_params), body)
    return body


def _socket(hub: Hub) -> Any:
    @websocket("/app/{key:str}")
    async def connect(socket: WebSocket, key: FromPath[str]) -> None:
        await socket.accept()
        if key != hub.credentials.key:
            await socket.send_text(frame("pusher:error", {"code": 4001, "message": "App key not in this cluster"}))
            await socket.close(code=4001)
            return
        client = Client()
        hello = {"socket_id": client.socket_id, "activity_timeout": ACTIVITY_TIMEOUT}
        client.send("pusher:connection_established", hello)
        sending = asyncio.create_task(_send(socket, client))
        try:
            await _receive(socket, hub, client)
        finally:
            hub.drop(client)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    return connect


async def _send(socket: WebSocket, client: Client) -> None:
    while True:
        await socket.send_text(await client.outbox.get())


async def _receive(socket: WebSocket, hub: Hub, client: Client) -> None:
    while True:
        try:
            message = json.loads(await socket.receive_text())
        except WebSocketDisconnect:
            return
        except ValueError:
            message = None
        if isinstance(message, dict):
            hub.receive(client, message)
        else:
            client.send("pusher:error", {"code": 4200, "message": "A message is a JSON object"})


def _publishing(hub: Hub, faults: Faults) -> list[Any]:
    async def accept(request: Request, app_id: str, read: Callable[[bytes], list[Event]]) -> Response[Any]:
        async with faults.visit():
            if faults.takes_refusal():
                return Response(faults.body, status_code=faults.status, media_type="text/plain")
            events = read(await _checked(hub, request, app_id))
            faults.largest_batch = max(faults.largest_batch, len(events))
            for event in events:
                hub.publish(event)
        if faults.takes_loss():
            return Response(b"", status_code=faults.status, media_type="text/plain")
        return Response({}, status_code=200)

    @post("/apps/{app_id:str}/events")
    async def events(request: Request, app_id: FromPath[str]) -> Response[Any]:
        return await accept(request, app_id, read_events)

    @post("/apps/{app_id:str}/batch_events")
    async def batch_events(request: Request, app_id: FromPath[str]) -> Response[Any]:
        return await accept(request, app_id, read_batch)

    return [events, batch_events]


def _asking(hub: Hub) -> list[Any]:
    @get("/apps/{app_id:str}/channels")
    async def channels(request: Request, app_id: FromPath[str]) -> dict[str, Any]:
        await _checked(hub, request, app_id)
        prefix = request.query_params.get("filter_by_prefix", "")
        return {"channels": {name: {} for name in hub.channels if name.startswith(prefix)}}

    @get("/apps/{app_id:str}/channels/{channel:str}")
    async def channel(request: Request, app_id: FromPath[str], channel: FromPath[str]) -> dict[str, Any]:
        await _checked(hub, request, app_id)
        clients = hub.channels.get(channel, [])
        answer: dict[str, Any] = {"occupied": bool(clients), "subscription_count": len(clients)}
        if channel.startswith("presence-"):
            answer["user_count"] = len(hub.user_ids(channel))
        return answer

    @get("/apps/{app_id:str}/channels/{channel:str}/users")
    async def users(request: Request, app_id: FromPath[str], channel: FromPath[str]) -> dict[str, Any]:
        await _checked(hub, request, app_id)
        if not channel.startswith("presence-"):
            raise Refused(400, "Users are listed for presence channels only")
        return {"users": [{"id": user_id} for user_id in hub.user_ids(channel)]}

    return [channels, channel, users]
