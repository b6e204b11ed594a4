"""Callers in Python: so many processes, each with a connection. What a driver costs is part of what they measure.

`one_call` asks our function; `service_layer` is a backend that has the same rule itself, in as few round trips as it
can.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bench import pgbench
from bench.pgbench import BenchError, Run

DIRTY, CLEANING = "CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS"
LISTED = {(DIRTY, CLEANING), (CLEANING, DIRTY)}
HOTELS = 50
Turn = Callable[[psycopg.Connection[Any], int, int, str], None]


def one_call(conn: psycopg.Connection[Any], hotel: int, room: int, to_status: str) -> None:
    """Turn a room over by one call. Raises psycopg.Error."""
    conn.execute(
        "select api.set_room_status(p_hotel => %s, p_room_id => %s, p_to_status => %s, p_token => %s)",
        [f"bench-{hotel}", room, to_status, f"token-{hotel}"],
        prepare=True,
    ).fetchone()


def service_layer(conn: psycopg.Connection[Any], hotel: int, room: int, to_status: str) -> None:
    """The same in seven round trips: begin, who, lock, change, audit, event, commit. ValueError, LookupError."""
    with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        caller = cursor.execute(
            "select s.*, h.* from staff_token as t inner join staff as s on t.staff_id = s.id "
            "inner join hotel as h on s.hotel_id = h.id "
            "where t.key = %s and h.slug = %s and s.is_active and t.revoked_at is null",
            [f"token-{hotel}", f"bench-{hotel}"],
            prepare=True,
        ).fetchone()
        if caller is None:
            raise LookupError("unknown token")
        row = cursor.execute("select * from room where id = %s for update", [room], prepare=True).fetchone()
        if row is None:
            raise LookupError("unknown room")
        if (row["room_status"], to_status) not in LISTED:
            raise ValueError(f"{row['room_status']} to {to_status}")
        cursor.execute(
            "update room set room_status = %s, updated_at = now() where id = %s", [to_status, room], prepare=True
        )
        cursor.execute(
            "insert into audit (hotel_id, entity, entity_id, action, actor, from_status, to_status, changes) "
            "values (%s, 'room', %s, 'set_room_status', %s, %s, %s, %s)",
            [
                hotel,
                room,
                f"{caller['first_name']} {caller['last_name']}",
                row["room_status"],
                to_status,
                json.dumps({"room_status": to_status}),
            ],
            prepare=True,
        )
        payload = {"room_number": row["room_number"], "room_status": to_status, "is_active": row["is_active"]}
        cursor.execute(
            "insert into event (hotel_id, event_type, payload) values (%s, 'room_updated', %s)",
            [hotel, json.dumps(payload)],
            prepare=True,
        )


@dataclass(frozen=True)
class Order:
    """What a caller does next: turn rooms over at `url`, for so many seconds after so many to warm up."""

    turn: Turn
    url: str
    warm_up: int
    seconds: int


class Callers:
    """Processes that stay, so that their beginning is never measured."""

    def __init__(self, size: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._ends: list[Connection] = []
        self._processes = []
        for client in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(client, theirs), daemon=True)
            process.start()
            theirs.close()  # so that its death is heard
            self._ends.append(ours)
            self._processes.append(process)

    def run(self, turn: Turn, url: str, clients: int, seconds: int) -> Run:
        """Rooms of fifty hotels turned over by so many of them. BenchError."""
        for end in self._ends[:clients]:
            end.send(Order(turn, url, pgbench.WARM_UP, seconds))
        latencies: list[float] = []
        done, spent = 0, 0.0
        for end in self._ends[:clients]:
            try:
                answer = end.recv()
            except EOFError:
                raise BenchError("a caller died") from None
            if isinstance(answer, str):
                raise BenchError(answer)
            latencies += answer[0]
            done += answer[1]
            spent += answer[2]
        latencies.sort()
        return Run(len(latencies) / seconds, latencies, {turn.__name__: latencies}, done, spent)

    def close(self) -> None:
        for end in self._ends:
            with suppress(BrokenPipeError):
                end.send(None)
        for process in self._processes:
            process.join()


@contextmanager
def callers(size: int) -> Iterator[Callers]:
    """So many callers, gone at the end."""
    crew = Callers(size)
    try:
        yield crew
    finally:
        crew.close()


def _serve(client: int, end: Connection) -> None:
    while (order := end.recv()) is not None:
        try:
            before = time.process_time()
            latencies, done = _carry_out(client, order)
            end.send((latencies, done, time.process_time() - before))
        except (psycopg.Error, LookupError, ValueError) as error:
            end.send(f"{type(error).__name__}: {error}")


def _carry_out(client: int, order: Order) -> tuple[list[float], int]:
    """Latencies in ms of what was done in the time that counts, and how much was done in all."""
    latencies: list[float] = []
    with psycopg.connect(order.url, autocommit=True) as conn:
        begins = time.monotonic() + order.warm_up
        ends = begins + order.seconds
        for n in count():
            hotel, pass_ = 1 + (n + 3 * client) % HOTELS, n // HOTELS
            room = hotel * 100_000 + client * 4 + pass_ % 4
            started = time.monotonic()
            if started >= ends:
                return latencies, n
            order.turn(conn, hotel, room, DIRTY if (pass_ // 4) % 2 else CLEANING)
            ended = time.monotonic()
            if begins <= ended < ends:
                latencies.append(1000 * (ended - started))
    raise AssertionError("unreachable")
