"""Pusher answering in every wrong way, or not at all; and the events piling up meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from hotelmate.prove.faults_desks import Desk
from hotelmate.prove.faults_doors import SqlDoor
from hotelmate.prove.faults_ground import Fault, Scene, poisoned
from hotelmate.prove.relay_stage import Listener, StageError, until
from hotelmate.urls import as_role

FOR_EVER = 1 << 30  # requests
SHORT, LONG = 1.0, 6.0  # seconds; the listener gives a request up after five
PILE = 2000  # events
WRITERS = 4
OUTBOX = """
select sum(pg_total_relation_size(t.relid))::bigint from pg_partition_tree('hotel.event') as t where t.isleaf
"""
WRITTEN = "select sum(event_seq)::int from hotel.log_head"
BEHIND = """
select coalesce(sum(l.event_seq - coalesce(c.delivered_seq, 0)), 0)::int
from hotel.log_head as l left join hotel.relay_cursor as c on l.hotel_id = c.hotel_id
"""


def _answers(status: int, body: bytes = b"") -> Callable[[Scene], Awaitable[None]]:
    async def act(scene: Scene) -> None:
        scene.pusher.fail(FOR_EVER, status, body)
        await asyncio.sleep(SHORT)

    return act


async def _loses_answers(scene: Scene) -> None:
    scene.pusher.lose_answers(FOR_EVER)
    await asyncio.sleep(SHORT)


async def _is_slow(scene: Scene) -> None:
    scene.pusher.delay = 0.4
    await asyncio.sleep(2 * SHORT)


async def _never_answers(scene: Scene) -> None:
    scene.pusher.distance = 60.0
    await asyncio.sleep(LONG)


async def _refuses_connections(scene: Scene) -> None:
    await scene.sink.disconnect()
    await asyncio.sleep(SHORT)
    await scene.sink.connect()


async def _cuts_connections(scene: Scene) -> None:
    for _ in range(10):
        scene.sink.cut()
        await asyncio.sleep(SHORT / 10)


async def _babbles(scene: Scene) -> None:
    scene.sink.babble = bytes(random.randrange(256) for _ in range(200))
    scene.sink.cut()
    await asyncio.sleep(SHORT)


async def _speaks_no_tls(scene: Scene) -> None:
    """A listener that was told to use TLS, where there is none; then one that was not."""
    await scene.listener.stop()
    wrong = Listener(replace(scene.stage, pusher_port=scene.sink.port), PUSHER_SSL="1")
    try:
        await wrong.start()
        await asyncio.sleep(SHORT)
    finally:
        await wrong.clean_up()
    await scene.listener.start()


async def _finds_one_too_large(scene: Scene) -> None:
    await asyncio.to_thread(poisoned, scene)
    refused = scene.gate.refused
    if not await until(lambda: scene.gate.refused > refused, 20):
        scene.failures.append("unrefused: the message that is too large never came")


MOODS: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    _answers(500),
    _answers(503),
    _answers(429),
    _answers(400),  # to everything, as an outage may
    _answers(401),
    _answers(302),
    _answers(200, b"<html>Welcome</html>"),
    _loses_answers,
    _is_slow,
    _never_answers,
    _refuses_connections,
    _cuts_connections,
    _babbles,
    _speaks_no_tls,
    _finds_one_too_large,
)


async def upset_pusher(scene: Scene, nth: int) -> None:
    """One mood after another; after each it is well again, and what waited must come."""
    await MOODS[nth % len(MOODS)](scene)
    scene.pusher.clear()
    scene.sink.babble = None
    mended = time.monotonic()
    seen = scene.ask(WRITTEN)
    delivered = "select sum(coalesce(delivered_seq, 0))::int >= %s from hotel.relay_cursor"
    if not await until(lambda: scene.ask(delivered, seen), 30, look_every=0.05):
        scene.failures.append(f"untold: what was written in mood {nth % len(MOODS)} is not delivered 30 s after it")
    scene.most("slowest_delivery_after_an_outage_ms", round(1000 * (time.monotonic() - mended)))


async def pile_up(scene: Scene, nth: int) -> None:
    """The sink refuses connections until thousands of events wait; nobody who writes may notice."""
    rate_before = await _rate(scene, 2.0)
    await scene.sink.disconnect()
    bytes_before, events_before = scene.ask(OUTBOX), scene.ask(WRITTEN)
    more = [asyncio.create_task(_write(scene, n)) for n in range(WRITERS)]
    rate = await _rate(scene, 2.0)
    grown = await until(lambda: scene.ask(BEHIND) >= PILE, 120, look_every=0.2)
    for task in more:
        task.cancel()
    await asyncio.gather(*more, return_exceptions=True)
    if not grown:
        raise StageError(f"no {PILE} events in two minutes")
    waiting, size = scene.ask(BEHIND), scene.ask(OUTBOX)
    scene.figures |= {
        "events_waiting": waiting,
        "outbox_bytes": size - bytes_before,
        "bytes_per_event": round((size - bytes_before) / (scene.ask(WRITTEN) - events_before)),
        "written_per_second_before": rate_before,
        "written_per_second_meanwhile": rate,
    }
    begun, delivered = time.monotonic(), scene.ask("select sum(delivered_seq)::int from hotel.relay_cursor")
    await scene.sink.connect()
    if not await until(lambda: scene.ask(BEHIND) < 50, 120, look_every=0.05):
        scene.failures.append("behind: the relay does not catch up in two minutes")
    took = time.monotonic() - begun
    caught_up = scene.ask("select sum(delivered_seq)::int from hotel.relay_cursor") - delivered
    scene.figures |= {"milliseconds_to_catch_up": round(1000 * took), "delivered_per_second": round(caught_up / took)}
    scene.figures["outbox_bytes_after"] = scene.ask(OUTBOX) - bytes_before
    if rate < rate_before / 3:
        scene.failures.append(f"stopped: {rate} events a second were written without the sink, {rate_before} with it")


async def _rate(scene: Scene, seconds: float) -> int:
    """Events written in a second."""
    before: int = scene.ask(WRITTEN)
    await asyncio.sleep(seconds)
    return int((scene.ask(WRITTEN) - before) / seconds)


async def _write(scene: Scene, number: int) -> None:
    """One more desk without a pause, until it is cancelled."""
    door = SqlDoor(as_role(scene.url, "api"))
    desk = Desk(f"more-{number}", scene.places[number % len(scene.places)], door, scene.desks.journal, pause=0)
    try:
        await desk.work(asyncio.Event())
    finally:
        await door.close()


FAULTS = (
    Fault("sink", f"Pusher in {len(MOODS)} wrong moods", upset_pusher, each=len(MOODS), most=1),
    Fault("backlog", f"Pusher away for {PILE:,} events", pile_up, most=1),
)
