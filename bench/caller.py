"""Callers in Python: so many processes, each with a connection. What a driver costs is part of what they measure."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection

import psycopg
from psycopg import pq

from bench import pgbench
from bench.pgbench import BenchError, Run
from bench.place import Place
from bench.service_rules import RefusedError
from bench.turns import Turn


@dataclass(frozen=True)
class Order:
    """What a caller does next: turns at `url`, one of so many clients, for so many seconds after so many to warm up."""

    turn: Turn
    url: str
    clients: int
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
        """Turns of so many of them, over fifty hotels. BenchError."""
        for end in self._ends[:clients]:
            end.send(Order(turn, url, clients, pgbench.WARM_UP, seconds))
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
        except (psycopg.Error, RefusedError, LookupError, ValueError) as error:
            end.send(f"{type(error).__name__}: {error}")


def _carry_out(client: int, order: Order) -> tuple[list[float], int]:
    """Latencies in ms of what was done in the time that counts, and how much was done in all."""
    latencies: list[float] = []
    with psycopg.connect(order.url, autocommit=True) as conn:
        begins = time.monotonic() + order.warm_up
        ends = begins + order.seconds
        for n in count():
            started = time.monotonic()
            if started >= ends:
                return latencies, n
            order.turn(conn, Place(client, order.clients, n))
            ended = time.monotonic()
            if begins <= ended < ends:
                latencies.append(1000 * (ended - started))
    raise AssertionError("unreachable")


def round_trips(turn: Turn, url: str) -> int:
    """How often a turn waits for the server, counted on the wire once everything is prepared."""
    with psycopg.connect(url, autocommit=True) as conn, tempfile.TemporaryFile("r") as seen:
        for n in range(2):
            turn(conn, Place(0, 1, n))
        conn.pgconn.trace(seen.fileno())
        conn.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
        turn(conn, Place(0, 1, 2))
        conn.pgconn.untrace()
        seen.seek(0)
        return sum(line.startswith("B") and "ReadyForQuery" in line for line in seen)
