"""Where races are run: a deployed database whose clock stands still, and connections that stay open between runs."""

from __future__ import annotations

import itertools
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg

Connection = psycopg.Connection[Any]
T = TypeVar("T")

# Half past ten in the evening: guests may arrive, requests for today may expire, yesterday's guest may be a no-show.
NOW = "2031-05-14 22:30:00+00"
PATIENCE = 20.0  # seconds until something that does not end is a failure
MOST_ACTORS = 20

# A scene may play at another hour than the race that follows it: a session can set its own.
STANDING_CLOCK = f"""
    create or replace function hotel.clock() returns timestamptz language sql stable parallel safe
    return coalesce(nullif(current_setting('race.clock', true), ''), '{NOW}')::timestamptz
"""
# Asking for every zone's name costs more than the rest of a hotel, and here there is but one.
ONE_TIMEZONE = """
    create or replace function hotel.is_timezone(p_name text) returns boolean language sql stable parallel safe
    return p_name = 'UTC'
"""


class Stuck(AssertionError):
    """An actor neither finished nor waited for a lock."""


class Arena:
    """One database. `url` gives its libpq URL as a caller of hotelmate.urls.ROLES, or for None as the administrator."""

    def __init__(self, url: Callable[[str | None], str]) -> None:
        self._url = url
        self._idle: dict[str | None, list[Connection]] = defaultdict(list)
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(MOST_ACTORS, "actor")
        self._numbers = itertools.count(1)
        self.labels: dict[str, str] = {}  # hotel → what was run there, for whoever finds something in it later
        self.admin = self._connect(None)
        self.admin.execute("set role hotelmate_owner")
        self.admin.execute(STANDING_CLOCK)
        self.admin.execute(ONE_TIMEZONE)
        self.admin.execute("reset role")

    def __enter__(self) -> Arena:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()
        for conn in itertools.chain([self.admin], *self._idle.values()):
            conn.close()

    def next_slug(self) -> str:
        """A hotel nobody has yet; its first eight letters are its own, too."""
        return f"r{next(self._numbers):07}"

    @contextmanager
    def connection(self, role: str | None) -> Iterator[Connection]:
        """An autocommit connection of that role, for one actor at a time."""
        with self._lock:
            conn = self._idle[role].pop() if self._idle[role] else None
        conn = conn or self._connect(role)
        try:
            yield conn
        except BaseException:
            conn.close()
            raise
        with self._lock:
            self._idle[role].append(conn)

    def start(self, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Do something on a thread of its own."""
        return self._threads.submit(work, *arguments)

    def waits(self, conn: Connection, work: Future[Any]) -> bool:
        """Return as soon as the actor on `conn` waits for a lock (true) or has finished (false). Stuck if neither."""
        pid = conn.info.backend_pid
        for _ in range(int(PATIENCE / 0.001)):
            row = self.admin.execute("select wait_event_type from pg_stat_activity where pid = %s", [pid]).fetchone()
            if row == ("Lock",):
                return True
            try:
                work.exception(timeout=0.001)
            except NotYet:
                continue
            return False
        raise Stuck(f"process {pid} neither waits for a lock nor ends")

    def _connect(self, role: str | None) -> Connection:
        # Nothing here may hang the test run: a lock that is never given is an error, and is reported as one.
        conn = psycopg.connect(self._url(role), autocommit=True)
        conn.execute(f"set statement_timeout = '{int(PATIENCE)}s'")
        return conn
