"""`hotel prove faults`: what it shows, and that it would show the contrary."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest

from hotelmate.cluster import Cluster
from hotelmate.prove import faults
from hotelmate.prove.faults_desks import Acknowledged, Journal
from hotelmate.prove.faults_ground import Fault, Scene
from hotelmate.prove.faults_judge import judge_effects, judge_events
from hotelmate.prove.faults_processes import Server, keeping
from hotelmate.prove.faults_wire import wire_to
from hotelmate.prove.ground import owner_of, released_server
from hotelmate.prove.hotels import GUEST, Hotel, call, open_hotel
from hotelmate.prove.relay_judge import Expected
from tests.postgres import TestDatabase
from tests.processes import open_directory
from tests.py.relay_world import needs_node


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


def books(url: str, hotel: Hotel, mark: str, key: str | None) -> dict[str, Any]:
    """A booking of a mark's guest, under a key or without one."""
    fields = {
        **GUEST,
        "primary_email": mark,
        "room_type_code": "DBL",
        "check_in": "2030-06-03",
        "check_out": "2030-06-04",
    }
    with psycopg.connect(url, autocommit=True) as session:
        if key is None:
            answer = call(session, "create_staff_booking", hotel=hotel.slug, token=hotel.token, **fields)
        else:
            arguments = psycopg.types.json.Jsonb({f"p_{name}": value for name, value in fields.items()})
            who = {"hotel": hotel.slug, "caller_token": hotel.token, "key": key}
            answer = call(session, "call_once", **who, function="create_staff_booking", arguments=arguments)
    return dict(answer)


def test_what_is_acknowledged_and_not_there_is_found_out(database: TestDatabase) -> None:
    mark, function = "desk-x-1@guests.example", "create_staff_booking"
    key = f"{mark} {function}"
    with owner_of(database.url()) as owner:
        hotel = open_hotel(owner, "pier", rooms=3)
    answer = books(database.url("api"), hotel, mark, key)
    told = Acknowledged("pier", mark, key, function, answer)
    effects = judge_effects(database.url(), Journal([mark], [told]))
    assert [f for f in effects.failures if not f.startswith("contradiction: undelivered_event")] == []
    assert (effects.lost, effects.twice) == (0, 0)

    other = Acknowledged("pier", mark, f"{mark} cancel_booking", "cancel_booking", answer)
    wrong = Acknowledged("pier", mark, key, function, {**answer, "booking_id": "BK-PIER-2030-9999"})
    assert judge_effects(database.url(), Journal([mark], [told, other, wrong])).lost == 2


def test_an_effect_without_its_key_and_a_second_one_are_found_out(database: TestDatabase) -> None:
    mark = "desk-x-1@guests.example"
    with owner_of(database.url()) as owner:
        hotel = open_hotel(owner, "pier", rooms=3)
    books(database.url("api"), hotel, mark, None)
    assert f"half done: create_staff_booking for {mark}" in judge_effects(database.url(), Journal([mark])).failures
    books(database.url("api"), hotel, mark, f"{mark} create_staff_booking")
    assert judge_effects(database.url(), Journal([mark])).twice == 1


def test_a_burial_that_should_not_be_is_found_out(database: TestDatabase) -> None:
    with owner_of(database.url()) as owner:
        hotel = open_hotel(owner, "pier", rooms=3)
        owner.execute(
            "insert into hotel.dead_letter (hotel_id, seq, channel, error, at) values (%s, 1, 'pier.rooms', '', now())",
            [hotel.hotel_id],
        )
    poisoned = Expected("pier", 2, "id", "pier.rooms", "x", {"payload": "POISON"}, 0.0)
    verdict, buried = judge_events(database.url(), [poisoned], [], ["pier.rooms"], "POISON")
    assert buried == 1
    assert verdict.failures == [
        "event 1 of pier was buried for pier.rooms",
        "event 2 of pier was not buried for pier.rooms",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere pgrep comes with the system")
def test_the_servers_processes_are_known_to_a_small_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with (
        open_directory() as directory,
        Cluster(directory / "stack") as cluster,
        keeping(cluster) as server,
        psycopg.connect(cluster.url()) as conn,
    ):
        assert conn.info.backend_pid in server.children()


def test_a_wire_cuts_before_midway_and_after() -> None:
    """What the other end has heard by then, and that this one gets no answer."""

    async def speak() -> None:
        heard: list[bytes] = []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(1000):
                heard.append(data)
                writer.write(b"Z\x00\x00\x00\x05I")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server, wire_to(server.sockets[0].getsockname()[1]) as wire:
            for when, arrives in (("before", b""), ("midway", b"desk-1"), ("after", b"desk-1234567")):
                heard.clear()
                wire.when, wire.cut_next = when, 1  # type: ignore[assignment]
                reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
                writer.write(b"desk-1234567")
                with suppress(ConnectionResetError):
                    assert await reader.read(1000) == b""
                writer.close()
                await asyncio.sleep(0.05)
                assert b"".join(heard) == arrives
            assert wire.cuts == 3

    asyncio.run(speak())


@needs_node
def test_a_killed_server_and_cut_requests_lose_nothing() -> None:
    result = faults.prove(say_nothing, only="kill,cuts", rounds=1)
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    assert (figures["times"], figures["survived"]) == (2, 2)
    assert (figures["lost"], figures["twice"], figures["half_done"], figures["untold"]) == (0, 0, 0, 0)
    assert figures["unanswered"] > 0, "nobody was left without an answer"
    assert figures["by_fault"]["cuts"]["cut_after"] >= 4
    assert figures["messages"] > figures["acknowledged"] > 20


@needs_node
def test_a_server_that_acknowledges_before_it_writes_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who writes for it falls asleep, and what everybody is told from then on is in memory alone."""
    strike, kill = faults._strike, Server.kill

    async def with_the_writer_asleep(fault: Fault, stage: Scene, times: int, outcome: faults.Outcome) -> None:
        writer = stage.ask("select pid from pg_stat_activity where backend_type = 'walwriter'")
        os.kill(writer, signal.SIGSTOP)
        try:
            await strike(fault, stage, times, outcome)
        finally:
            with suppress(ProcessLookupError):  # it was killed with all the others
                os.kill(writer, signal.SIGCONT)

    monkeypatch.setattr(faults, "released_server", careless_server)
    monkeypatch.setattr(faults, "_strike", with_the_writer_asleep)
    monkeypatch.setattr(Server, "kill", lambda server, *, with_children: kill(server, with_children=True))
    result = faults.prove(say_nothing, only="kill", rounds=1)
    figures: dict[str, Any] = result.figures
    assert figures["lost"] > 0, result.failures
    assert any("was acknowledged, and no such answer is stored" in failure for failure in result.failures)


@contextmanager
def careless_server() -> Iterator[Cluster]:
    """It answers at once and writes later."""
    with released_server() as cluster:
        with psycopg.connect(cluster.url(), autocommit=True) as admin:
            admin.execute("alter system set synchronous_commit = off")
            admin.execute("select pg_reload_conf()")
        yield cluster


def test_a_fault_nobody_knows_is_named() -> None:
    result = faults.prove(say_nothing, only="kill,earthquake")
    assert [failure.split(":")[0] for failure in result.failures] == ["there is no fault earthquake"]
    assert not result.rows
