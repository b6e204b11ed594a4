"""PostgreSQL killed, stopped, frozen; its sessions ended; a second session in everybody's way."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import suppress
from typing import Any

import psycopg

from hotelmate.prove.faults_ground import Fault, Scene, written_at

FROZEN = 3.0  # seconds
AWAY = 1.0  # seconds, at least, that nobody starts it again
HELD = 2.5  # seconds
SESSIONS = """
select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
and application_name like %s
"""
HEAD = "select from hotel.log_head where hotel_id = %s for update"


async def kill_server(scene: Scene, nth: int) -> None:
    """SIGKILL: the postmaster alone, and every other time all of its processes, as in a power cut."""
    scene.server.kill(with_children=nth % 2 == 1)
    await asyncio.sleep(random.uniform(0, AWAY))
    failed = await scene.server.start()
    if failed:
        scene.notes.append(f"start {nth + 1} needed {failed + 1} attempts")


async def kill_backend(scene: Scene, nth: int) -> None:
    """SIGKILL to one session: the server ends all the others and recovers by itself."""
    pids = [pid for (pid,) in _query(scene, SESSIONS, "hotelmate api" if nth % 2 == 0 else "hotelmate%")]
    os.kill(random.choice(pids), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        await asyncio.sleep(0.02)
        with suppress(psycopg.OperationalError):
            _query(scene, "select 1")
            return


async def end_sessions(scene: Scene, nth: int) -> None:
    """pg_terminate_backend, one after the other, for each session of the API and of the listener."""
    for who in ("hotelmate api", "hotelmate relay", "hotelmate relay bell", "%"):
        for (pid,) in _query(scene, SESSIONS, who):
            _query(scene, "select pg_terminate_backend(%s)", pid)
            await asyncio.sleep(random.uniform(0, 0.02))


async def stop_server(scene: Scene, nth: int) -> None:
    """Stopped fast, and started after a moment in which nothing answers."""
    await scene.server.keep(scene.server.cluster.stop)
    await asyncio.sleep(random.uniform(0, AWAY))
    await scene.server.start()


async def stop_for_long(scene: Scene, nth: int) -> None:
    """Stopped for so long that whoever waits longer each time is still waiting when it is back."""
    await scene.server.keep(scene.server.cluster.stop)
    await asyncio.sleep(8)
    await scene.server.start()


async def freeze_server(scene: Scene, nth: int) -> None:
    """SIGSTOP to every process of the server, and SIGCONT some seconds later."""
    assert scene.server.cluster.pid
    everybody = [scene.server.cluster.pid, *scene.server.children()]
    for number in (signal.SIGSTOP, signal.SIGCONT):
        for pid in everybody:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if number == signal.SIGSTOP:
            await asyncio.sleep(FROZEN)


async def hold_things_up(scene: Scene, nth: int) -> None:
    """A snapshot kept open in an idle transaction, and a booking locked by somebody who went for coffee."""
    heard, begun = len(scene.heard), time.time()
    with psycopg.connect(scene.url) as reader, psycopg.connect(scene.url) as writer:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("select pg_current_xact_id(), count(*) from hotel.event")
        row = writer.execute(
            "select number from hotel.booking where status = 'CONFIRMED' order by random() limit 1 for update"
        ).fetchone()
        await asyncio.sleep(HELD)
        dead = _query(scene, "select pg_stat_get_dead_tuples('hotel.relay_cursor'::regclass)")[0][0]
    late = [message.at - written for message in scene.heard[heard:] if (written := written_at(message)) >= begun]
    if row is None or not late:
        scene.failures.append("nothing was held up: no booking, or no event meanwhile")
        return
    scene.most("slowest_message_ms", round(1000 * max(late)))
    scene.most("dead_rows_of_the_cursor", int(str(dead)))


async def exhaust_pool(scene: Scene, nth: int) -> None:
    """One row locked for longer than a request waits for a connection, with few connections and many desks."""
    busy = scene.desks.journal.busy
    with psycopg.connect(scene.url) as blocker:
        blocker.execute(HEAD, [scene.places[0].hotel.hotel_id])
        await asyncio.sleep(6.5)
        held = len(_query(scene, SESSIONS, "hotelmate api"))
        blocker.rollback()
    told = scene.desks.journal.busy - busy
    scene.add("told_to_come_back", told)
    scene.most("connections_of_the_api", held)
    if held > FEW:
        scene.failures.append(f"leaked: the API has {held} connections")
    if not told:
        scene.failures.append("exhausted: nobody was told to come back later")


def _query(scene: Scene, query: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(scene.url, autocommit=True, connect_timeout=5) as conn:
        cursor = conn.execute(query.encode(), values)
        return cursor.fetchall()


FEW = 3  # connections
FAULTS = (
    Fault("kill", "PostgreSQL: SIGKILL", kill_server),
    Fault("backend", "one of its sessions: SIGKILL", kill_backend),
    Fault("sessions", "every session ended", end_sessions),
    Fault("stop", "stopped fast, started again", stop_server),
    Fault("outage", "stopped for 8 s", stop_for_long, most=1),
    Fault("freeze", "SIGSTOP for 3 s", freeze_server),
    Fault("holdup", "old snapshot and a locked booking, 2.5 s", hold_things_up),
    Fault("pool", "pool of 3 exhausted, 6.5 s", exhaust_pool, most=2, options={"connections": FEW, "desks": 8}),
)
