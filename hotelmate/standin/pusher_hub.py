"""Who is connected, who listens to what, and what each hears. One event loop, no locks."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from hotelmate.standin.pusher_rules import Credentials, Event, Refused, check_channel

ACTIVITY_TIMEOUT = 120  # seconds of silence after which a client asks whether we are there


def frame(event: str, data: object = None, channel: str | None = None) -> str:
    """A protocol message: `data` travels as a JSON string inside the JSON message."""
    message: dict[str, Any] = {"event": event}
    if channel is not None:
        message["channel"] = channel
    if data is not None:
        message["data"] = data if isinstance(data, str) else json.dumps(data)
    return json.dumps(message)


@dataclass(eq=False)
class Client:
    """One WebSocket. What it is to be sent waits in `outbox`, in order; `members` is its presence by channel."""

    socket_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**9)}.{secrets.randbelow(10**9)}")
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send(self, event: str, data: object = None, channel: str | None = None) -> None:
        self.outbox.put_nowait(frame(event, data, channel))


class Hub:
    """Channels and their subscribers."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.channels: dict[str, list[Client]] = {}

    def publish(self, event: Event) -> None:
        """Give an event to a channel's subscribers, its sender apart."""
        for client in self.channels.get(event.channel, []):
            if client.socket_id != event.exclude:
                client.send(event.name, event.data, event.channel)

    def receive(self, client: Client, message: dict[str, Any]) -> None:
        """React to a message of a client. Unknown events are ignored, as the protocol asks."""
        event, data = message.get("event"), message.get("data")
        if event == "pusher:ping":
            client.send("pusher:pong", {})
        elif event == "pusher:subscribe" and isinstance(data, dict):
            self._subscribe(client, data)
        elif event == "pusher:unsubscribe" and isinstance(data, dict):
            self._leave(client, str(data.get("channel")))
        elif event == "pusher:signin" and isinstance(data, dict):
            self._sign_in(client, data)
        elif isinstance(event, str) and event.startswith("client-"):
            self._forward(client, event, message)

    def drop(self, client: Client) -> None:
        """A client is gone."""
        for channel in [name for name, clients in self.channels.items() if client in clients]:
            self._leave(client, channel)

    def user_ids(self, channel: str) -> list[str]:
        """Who is present, each user once, in order of arrival."""
        present = (client.members.get(channel) for client in self.channels.get(channel, []))
        return list(dict.fromkeys(str(member["user_id"]) for member in present if member))

    def _subscribe(self, client: Client, data: dict[str, Any]) -> None:
        channel = str(data.get("channel"))
        try:
            check_channel(channel)
            member = self._authorise(client, channel, data)
        except Refused as refused:
            error = {"type": "AuthError", "error": refused.reason, "status": refused.status}
            client.send("pusher:subscription_error", error, channel)
            return
        if client in self.channels.get(channel, []):
            client.send("pusher:error", {"code": None, "message": f"Existing subscription to channel {channel}"})
            return

        is_new = member is not None and str(member["user_id"]) not in self.user_ids(channel)
        if member is not None:
            client.members[channel] = member
        self.channels.setdefault(channel, []).append(client)
        client.send("pusher_internal:subscription_succeeded", self._presence(channel), channel)
        if is_new:
            self._announce(channel, "pusher_internal:member_added", member, client)

    def _authorise(self, client: Client, channel: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """Check a private or presence subscription; the member that joins a presence channel. Raises Refused."""
        if not channel.startswith(("private-", "presence-")):
            return None
        channel_data = data.get("channel_data")
        signed = [channel_data] if isinstance(channel_data, str) else []
        if not self.credentials.allows(data.get("auth"), client.socket_id, channel, *signed):
            raise Refused(401, f"Invalid signature for {channel}")
        if not channel.startswith("presence-"):
            return None
        try:
            member = json.loads(str(channel_data))
        except ValueError:
            member = None
        if not isinstance(member, dict) or "user_id" not in member:
            raise Refused(400, "A presence subscription needs channel_data with user_id")
        return member

    def _presence(self, channel: str) -> dict[str, Any]:
        if not channel.startswith("presence-"):
            return {}
        ids = self.user_ids(channel)
        members = [client.members[channel] for client in self.channels[channel]]
        info = {str(member["user_id"]): member.get("user_info") for member in members}
        return {"presence": {"ids": ids, "hash": info, "count": len(ids)}}

    def _announce(self, channel: str, event: str, data: object, apart_from: Client) -> None:
        for other in self.channels.get(channel, []):
            if other is not apart_from:
                other.send(event, data, channel)

    def _leave(self, client: Client, channel: str) -> None:
        clients = self.channels.get(channel, [])
        if client not in clients:
            return
        clients.remove(client)
        member = client.members.pop(channel, None)
        if member is not None and str(member["user_id"]) not in self.user_ids(channel):
            self._announce(channel, "pusher_internal:member_removed", {"user_id": member["user_id"]}, client)
        if not clients:
            del self.channels[channel]

    def _sign_in(self, client: Client, data: dict[str, Any]) -> None:
        user_data = data.get("user_data")
        if isinstance(user_data, str) and self.credentials.allows(
            data.get("auth"), client.socket_id, "", "user", "", user_data
        ):
            client.send("pusher:signin_success", {"user_data": user_data})
        else:
            client.send("pusher:error", {"code": 4009, "message": "Invalid signature in sign-in"})

    def _forward(self, client: Client, event: str, message: dict[str, Any]) -> None:
        """A client event: from a subscriber of a private or presence channel to the others on it."""
        channel = str(message.get("channel"))
        if not channel.startswith(("private-", "presence-")) or client not in self.channels.get(channel, []):
            error = {"code": 4301, "message": "Client events need a subscription to a private or presence channel"}
            client.send("pusher:error", error, channel)
            return
        data = message.get("data")
        text = data if isinstance(data, str) else json.dumps(data)
        self.publish(Event(channel, event, text, client.socket_id))
