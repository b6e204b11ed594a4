"""What Pusher accepts: signatures, limits and names. No network here."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DATA_LIMIT = 10240  # bytes of one event's data
BATCH_LIMIT = 10  # events of one batch
CHANNELS_LIMIT = 100  # channels of one event
NAME_LIMIT = 200  # characters of an event's name
TIMESTAMP_TOLERANCE = 600  # seconds a request's clock may be off
CHANNEL = re.compile(r"[A-Za-z0-9_\-=@,.;]{1,164}\Z")


class Refused(Exception):
    """A request that Pusher would refuse: HTTP status and its reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Event:
    """One event for one channel; `data` is a string, whatever it holds. `exclude` is the sender's socket id."""

    channel: str
    name: str
    data: str
    exclude: str | None = None


@dataclass(frozen=True)
class Credentials:
    """An application's identity, and what its secret can check."""

    app_id: str
    key: str
    secret: str

    def sign(self, text: str) -> str:
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    def check_request(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> None:
        """Refuse a request to the HTTP API that is not signed by us, fresh and unaltered. Raises Refused(401)."""
        if query.get("auth_key") != self.key:
            raise Refused(401, "Unknown auth_key")
        try:
            age = abs(time.time() - float(query.get("auth_timestamp", "")))
        except ValueError:
            raise Refused(401, "auth_timestamp is not a number") from None
        if not age <= TIMESTAMP_TOLERANCE:
            raise Refused(401, "Timestamp expired")
        if body and query.get("body_md5") != hashlib.md5(body, usedforsecurity=False).hexdigest():
            raise Refused(401, "Invalid body_md5")
        signed = "&".join(f"{k.lower()}={v}" for k, v in sorted(query.items()) if k != "auth_signature")
        if not self._matches(f"{method}\n{path}\n{signed}", query.get("auth_signature", "")):
            raise Refused(401, "Invalid signature")

    def allows(self, auth: object, *signed: str) -> bool:
        """Whether `auth` ("key:signature") was made with our secret over the parts, joined by colons."""
        key, _, signature = auth.partition(":") if isinstance(auth, str) else ("", "", "")
        return key == self.key and self._matches(":".join(signed), signature)

    def _matches(self, text: str, signature: str) -> bool:
        return hmac.compare_digest(self.sign(text).encode(), signature.encode())


def check_channel(channel: object) -> str:
    """Raises Refused(400) for a name no channel can have."""
    if not isinstance(channel, str) or not CHANNEL.match(channel):
        raise Refused(400, f"Invalid channel name: {str(channel)[:60]!r}")
    return channel


def read_events(body: bytes) -> list[Event]:
    """Events of a POST to /events: one event for up to 100 channels."""
    message = _object(body)
    channels = message.get("channels", [message["channel"]] if "channel" in message else [])
    if not isinstance(channels, list) or not 1 <= len(channels) <= CHANNELS_LIMIT:
        raise Refused(400, f"An event needs 1 to {CHANNELS_LIMIT} channels")
    return [_event({**message, "channel": channel}) for channel in channels]


def read_batch(body: bytes) -> list[Event]:
    """Events of a POST to /batch_events. One bad event refuses the batch: nothing of it is published."""
    batch = _object(body).get("batch")
    if not isinstance(batch, list) or not 1 <= len(batch) <= BATCH_LIMIT:
        raise Refused(400, f"A batch has 1 to {BATCH_LIMIT} events")
    return [_event(message) for message in batch]


def _object(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except ValueError:
        raise Refused(400, "The body is not JSON") from None
    if not isinstance(message, dict):
        raise Refused(400, "The body is not a JSON object")
    return message


def _event(message: object) -> Event:
    if not isinstance(message, dict):
        raise Refused(400, "An event is a JSON object")
    name, data = message.get("name"), message.get("data")
    if not isinstance(name, str) or not 0 < len(name) <= NAME_LIMIT:
        raise Refused(400, f"An event's name has 1 to {NAME_LIMIT} characters")
    if not isinstance(data, str):
        raise Refused(400, "An event's data is a string")
    if len(data.encode()) > DATA_LIMIT:
        raise Refused(413, f"The data content of this event exceeds the allowed maximum ({DATA_LIMIT} bytes)")
    return Event(check_channel(message.get("channel")), name, data, message.get("socket_id"))
