"""Several callers at once, and the barrier between half-days."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from hotelmate.replay.desk import Desk
from hotelmate.replay.plan import Visit


class Crew:
    """One thread for each desk. A booking's steps within a half-day are one thread's, so they stay in order."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        self._desks = list(desks)
        self._threads = ThreadPoolExecutor(len(self._desks), "replay")

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown()

    def work(self, visits: Iterable[Visit]) -> None:
        """Let all this happen, in any order among bookings, and return when it has. Raises the first error."""
        todo: queue.SimpleQueue[Visit] = queue.SimpleQueue()
        for visit in visits:
            todo.put(visit)

        def serve(desk: Desk) -> None:
            while True:
                try:
                    row, steps = todo.get_nowait()
                except queue.Empty:
                    return
                desk.live(row, steps)

        for finished in [self._threads.submit(serve, desk) for desk in self._desks[: max(todo.qsize(), 1)]]:
            finished.result()
