"""The local Pusher refuses what the real one refuses."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import httpx
import pusher
import pytest
from pusher.errors import PusherBadAuth, PusherBadRequest, PusherBadStatus
from websockets.sync.client import ClientConnection, connect

from hotelmate.standin.pusher_rules import Credentials
from tests.py.relay_world import KEY, SECRET, Client, StandIn, eventually, needs_node

CREDENTIALS = Credentials("1", KEY, SECRET)


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


def sender(standin: StandIn, **changes: Any) -> pusher.Pusher:
    who = {"app_id": "1", "key": KEY, "secret": SECRET} | changes
    return pusher.Pusher(**who, host="127.0.0.1", port=standin.port, ssl=False)


class Socket:
    """A client that speaks the protocol by hand."""

    def __init__(self, standin: StandIn, key: str = KEY) -> None:
        url = f"ws://127.0.0.1:{standin.port}/app/{key}?protocol=7"
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(connect(url, proxy=None))
        self.hello = self.hear()
        self.id: str = self.hello["data"].get("socket_id", "")

    def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=5))
        if isinstance(message.get("data"), str):
            message["data"] = json.loads(message["data"])
        return message

    def say(self, event: str, data: object, **more: str) -> None:
        self.socket.send(json.dumps({"event": event, "data": data, **more}))

    def subscribe(self, channel: str, member: dict[str, Any] | None = None, signed_by: str = SECRET) -> dict[str, Any]:
        channel_data = json.dumps(member) if member else None
        text = ":".join([self.id, channel, *([channel_data] if channel_data else [])])
        auth = f"{KEY}:{Credentials('1', KEY, signed_by).sign(text)}"
        self.say("pusher:subscribe", {"channel": channel, "auth": auth, "channel_data": channel_data})
        return self.hear()

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def sockets(standin: StandIn) -> Iterator[list[Socket]]:
    made = [Socket(standin), Socket(standin)]
    yield made
    for socket in made:
        socket.close()


def test_an_unknown_key_is_turned_away(standin: StandIn) -> None:
    stranger = Socket(standin, "another")
    assert (stranger.hello["event"], stranger.hello["data"]["code"]) == ("pusher:error", 4001)
    stranger.close()


def test_requests_need_our_signature(standin: StandIn) -> None:
    assert sender(standin).trigger("c", "n", {"a": 1}) == {}
    with pytest.raises(PusherBadAuth, match="Invalid signature"):
        sender(standin, secret="wrong").trigger("c", "n", {})
    with pytest.raises(PusherBadAuth, match="auth_key"):
        sender(standin, key="wrong").trigger("c", "n", {})
    with pytest.raises(PusherBadStatus, match="404"):
        sender(standin, app_id="2").trigger("c", "n", {})


def test_an_altered_or_stale_request_is_refused(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sender(standin)._pusher_client
    request = client.trigger.make_request("c", "n", {"amount": 1})
    altered = request.body.replace(b"1", b"2", 1)
    assert hashlib.md5(altered).hexdigest() != request.query_params["body_md5"]
    answer = httpx.post(request.url, content=altered, trust_env=False)
    assert (answer.status_code, answer.text) == (401, "Invalid body_md5")

    monkeypatch.setattr("pusher.http.time", SimpleNamespace(time=lambda: time.time() - 700))
    with pytest.raises(PusherBadAuth, match="Timestamp"):
        client.trigger("c", "n", {})


def test_limits_are_the_real_ones(standin: StandIn) -> None:
    client = sender(standin)
    at_limit = {"channel": "c", "name": "n", "data": "x" * 10240}
    assert client.trigger_batch([at_limit] * 10, already_encoded=True) == {}
    with pytest.raises(PusherBadStatus, match="413"):
        client.trigger_batch([{**at_limit, "data": "é" * 5121}], already_encoded=True)
    with pytest.raises(PusherBadRequest, match="1 to 10"):
        client.trigger_batch([at_limit] * 11, already_encoded=True)
    with pytest.raises(PusherBadRequest, match="channel name"):
        client.trigger_batch([at_limit, {**at_limit, "channel": "no spaces"}], already_encoded=True)
    with pytest.raises(PusherBadRequest, match="name"):
        client.trigger_batch([{**at_limit, "name": "n" * 201}], already_encoded=True)


def test_a_refused_batch_publishes_nothing(standin: StandIn, sockets: list[Socket]) -> None:
    listener, _ = sockets
    listener.subscribe("c")
    good, bad = {"channel": "c", "name": "n", "data": "1"}, {"channel": "no spaces", "name": "n", "data": "1"}
    with pytest.raises(PusherBadRequest):
        sender(standin).trigger_batch([good, bad], already_encoded=True)
    sender(standin).trigger("c", "after", {})
    assert listener.hear()["event"] == "after"


def test_private_channels_need_a_signature_over_socket_and_channel(sockets: list[Socket]) -> None:
    listener, _ = sockets
    refused = listener.subscribe("private-c", signed_by="wrong")
    assert (refused["event"], refused["data"]["status"]) == ("pusher:subscription_error", 401)
    assert listener.subscribe("private-c")["event"] == "pusher_internal:subscription_succeeded"


def test_presence_names_each_user_once(standin: StandIn, sockets: list[Socket]) -> None:
    first, second = sockets
    channel = "presence-desk"
    anna, ben = {"user_id": "anna", "user_info": {"name": "Anna"}}, {"user_id": "ben"}
    assert first.subscribe(channel, anna)["data"]["presence"]["count"] == 1
    joined = second.subscribe(channel, ben)["data"]["presence"]
    assert (joined["ids"], joined["hash"]["anna"]) == (["anna", "ben"], {"name": "Anna"})
    added = first.hear()
    assert (added["event"], added["data"]) == ("pusher_internal:member_added", ben)
    assert sender(standin).users_info(channel) == {"users": [{"id": "anna"}, {"id": "ben"}]}

    again = Socket(standin)
    again.subscribe(channel, ben)  # a second window of the same user is no news
    again.close()
    second.say("pusher:unsubscribe", {"channel": channel})
    removed = first.hear()
    assert (removed["event"], removed["data"]) == ("pusher_internal:member_removed", {"user_id": "ben"})


def test_client_events_reach_the_others_of_a_private_channel(sockets: list[Socket]) -> None:
    first, second = sockets
    first.say("client-typing", {"by": "anna"}, channel="private-c")
    assert first.hear()["data"]["code"] == 4301  # not subscribed
    first.subscribe("private-c")
    second.subscribe("private-c")
    first.say("client-typing", {"by": "anna"}, channel="private-c")
    heard = second.hear()
    assert (heard["event"], heard["channel"], heard["data"]) == ("client-typing", "private-c", {"by": "anna"})
    first.say("pusher:ping", {})
    assert first.hear()["event"] == "pusher:pong"  # and not its own event


def test_a_sender_is_spared_its_own_event_and_channels_can_be_asked(standin: StandIn, sockets: list[Socket]) -> None:
    first, second = sockets
    first.subscribe("c")
    second.subscribe("c")
    client = sender(standin)
    client.trigger("c", "mine", {}, socket_id=first.id)
    client.trigger("c", "everybody", {})
    assert first.hear()["event"] == "everybody"
    assert [second.hear()["event"], second.hear()["event"]] == ["mine", "everybody"]
    assert client.channels_info("c") == {"channels": {"c": {}}}
    assert client.channel_info("c") == {"occupied": True, "subscription_count": 2}
    first.close()
    second.close()
    eventually(lambda: client.channels_info() == {"channels": {}})


@needs_node
def test_the_real_client_hears_what_the_real_library_sends(standin: StandIn) -> None:
    channels = ["public", "private-one", "presence-two"]
    with Client(standin.port, channels) as client:
        for channel in channels:
            sender(standin).trigger(channel, "hello", {"to": channel})
        eventually(lambda: len([m for m in client.received if m["name"] == "hello"]) == 3)
    assert [m["data"]["to"] for m in client.received if m["name"] == "hello"] == channels
