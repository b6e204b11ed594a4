"""`hotel prove relay`: what it shows, and that it would show the contrary."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hotelmate.prove import relay
from hotelmate.prove.relay_judge import Expected, Heard, judge, stories
from hotelmate.prove.relay_stage import Listener, Stage
from hotelmate.standin.pusher import Faults
from listener import Settings
from tests.py.relay_world import needs_node

AT = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


def due(seq: int, channel: str = "pier.rooms") -> Expected:
    meta = {"event_id": f"id-{seq}", "hotel_slug": "pier", "seq": seq, "ts": AT}
    body = {"category": "rooms", "type": "room_updated", "payload": {"room_number": 7, "n": seq}, "meta": meta}
    return Expected("pier", seq, f"id-{seq}", channel, "room_updated", body, AT.timestamp())


def heard(seq: int, channel: str = "pier.rooms", **meta: Any) -> Heard:
    written = due(seq, channel)
    wire = {**written.body["meta"], "ts": AT.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "scope": {"room_number": 7}} | meta
    return Heard(channel, written.name, {**written.body, "meta": wire}, AT.timestamp() + 0.25)


DUE = [due(1), due(2), due(3)]


def test_all_of_it_in_order_is_right_also_when_some_comes_twice() -> None:
    verdict = judge(DUE, [heard(1), heard(2), heard(1), heard(2), heard(3), heard(3)])
    assert verdict.failures == []
    assert (verdict.events, verdict.expected, verdict.received, verdict.repeated) == (3, 3, 3, 3)
    assert verdict.percentile(0.5) == verdict.percentile(0.99) == 250.0


@pytest.mark.parametrize(
    ("what", "came"),
    [
        ("lost", [heard(1), heard(3)]),
        ("reordered", [heard(2), heard(1), heard(3)]),
        ("stray", [heard(1), heard(2), heard(3), heard(3, event_id="id-4")]),
        ("stray", [heard(1), heard(2), heard(3), heard(3, channel="mill.rooms")]),
        ("altered", [heard(1), heard(2), heard(3), heard(3, hotel_slug="mill")]),
        ("altered", [heard(1), heard(2), heard(3, ts="2026-06-01T12:00:00.123457Z")]),
        ("altered", [heard(1), heard(2), replace(heard(3), name="room_occupancy_updated")]),
    ],
)
def test_what_is_wrong_is_counted_once_and_named(what: str, came: list[Heard]) -> None:
    verdict = judge(DUE, came)
    assert {name: n for name in ("lost", "reordered", "stray", "altered") if (n := getattr(verdict, name))} == {what: 1}
    assert len(verdict.failures) == 1


def test_order_counts_within_a_hotel_across_its_channels() -> None:
    first, second = due(1, "pier.rooms"), due(2, "pier.room-bookings")
    late = [heard(2, second.channel), heard(1, first.channel)]
    assert judge([first, second], late).reordered == 1
    assert judge([first, replace(second, hotel="mill")], late).reordered == 0


def test_a_story_drops_repeats_and_keeps_turns() -> None:
    told = stories([heard(2), heard(1), heard(2), heard(3, channel="mill.rooms")], "pier.rooms", "room_number", "n")
    assert told == {7: [2, 1]}


def test_a_listener_that_is_tried_out_reaches_nobodys_own_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its hotels' guests are invented: nothing is sent by somebody's mail server, nor laid among their letters."""
    theirs = {
        "SMTP_HOST": "mail.example",
        "MAIL_FROM": "desk@hotel.example",
        "MAIL_FOLDER": str(tmp_path),
        "STRIPE_SECRET_KEY": "sk_live_x",
        "PUSHER_CLUSTER": "eu",
        "HOTELMATE_DATA": str(tmp_path),
        "HOTELMATE_DATABASE_URL": "postgresql://db.example/hotel",
        "HOTELMATE_LISTENER_METRICS": "0.0.0.0:9464",
    }
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    listener = Listener(Stage("postgresql://postgres@/proof?host=/tmp/x", "", 4711, "secret", Faults()))
    settings = Settings.from_environment(listener.environment)
    assert settings.database_url == "postgresql://hotelmate_listener@/proof?host=/tmp/x"
    assert (settings.pusher.host, settings.pusher.port, settings.pusher.cluster) == ("127.0.0.1", 4711, None)
    assert (settings.stripe, settings.metrics) == (None, None)
    assert settings.mail
    assert settings.mail.smtp is None
    assert settings.mail.folder not in (tmp_path, tmp_path / "mail")
    asyncio.run(listener.clean_up())
    assert not settings.mail.folder.exists()


@needs_node
def test_a_killed_listener_loses_nothing() -> None:
    result = relay.prove(say_nothing, kills=2, bookings=6)
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    assert figures["kills"] == 2
    assert figures["kills_in_a_call"] >= 1
    assert figures["received"] == figures["expected"] > figures["events"] > figures["guest_messages"] > 0
    assert figures["repeated"] > 0, "no kill hit between publishing and marking"
    assert figures["bookings"] > 6
    assert [row[0] for row in result.rows] == ["hotels opened, listener off", "undisturbed", "listener killed", "all"]


@needs_node
def test_a_relay_that_marked_before_it_published_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Listener, "start", marking_early(Listener.start))
    result = relay.prove(say_nothing, kills=1, bookings=3)
    figures: dict[str, Any] = result.figures
    assert figures["lost"] > 0
    assert figures["stories_wrong"] > 0
    assert sum("never came on" in failure for failure in result.failures) > 0


def marking_early(start: Callable[[Listener], Any]) -> Callable[[Listener], Any]:
    """A start of the listener that, when it is not the first, finds everything written meanwhile marked."""
    starts: list[Listener] = []

    async def start_late(listener: Listener) -> None:
        starts.append(listener)
        if len(starts) > 1:
            with psycopg.connect(listener.stage.admin_url) as conn:
                conn.execute(
                    "update hotel.relay_cursor as c set delivered_seq = h.event_seq, delivered_at = h.last_at "
                    "from hotel.log_head as h where c.hotel_id = h.hotel_id"
                )
        await start(listener)

    return start_late


def test_without_node_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "find_node", lambda: None)
    result = relay.prove(say_nothing)
    assert not result.holds
    assert result.rows == []
    assert "node" in result.failures[0]
