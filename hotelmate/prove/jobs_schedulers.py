"""The two that call the jobs by themselves, each started and stopped as often as one likes."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Protocol

import psycopg

from hotelmate.cluster import Cluster
from hotelmate.scheduler import JOB_NAME, schedule_with_pg_cron, tick


class Scheduler(Protocol):
    """Something that calls the jobs. `longest_wait` is how many seconds its next call may take to come."""

    name: str
    longest_wait: float

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def calls(self) -> list[str]:
        """What went wrong with its own calls, as sentences."""
        ...


class PgCron:
    """pg_cron, which calls every minute, on the minute."""

    name = "pg_cron"
    longest_wait = 90.0

    def __init__(self, cluster: Cluster) -> None:
        self._admin_url = cluster.url()
        self._jobs_url = cluster.url("jobs")
        self.ticks = 0

    def start(self) -> None:
        assert schedule_with_pg_cron(self._admin_url, self._jobs_url)

    def stop(self) -> None:
        with psycopg.connect(self._jobs_url, autocommit=True) as conn:
            conn.execute("select cron.unschedule(%s)", [JOB_NAME])

    def calls(self) -> list[str]:
        """pg_cron's own record of its ticks: each as the jobs' role, each a success."""
        with psycopg.connect(self._admin_url, autocommit=True) as conn:
            rows: list[Any] = conn.execute(
                "select username, status, return_message from cron.job_run_details order by runid"
            ).fetchall()
        self.ticks = len(rows)
        return [
            f"pg_cron ran the jobs as {user}: {status}, {message}"
            for user, status, message in rows
            if (user, status) != ("hotelmate_jobs", "succeeded")
        ]


class Timer:
    """The timer of `hotel up`, in a thread of its own."""

    name = "the timer"
    longest_wait = 20.0

    def __init__(self, cluster: Cluster) -> None:
        self._jobs_url = cluster.url("jobs")

    def start(self) -> None:
        self._ended: Exception | None = None
        started = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(started),), daemon=True)
        self._thread.start()
        started.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def calls(self) -> list[str]:
        return []  # what it logs is what ops.job_health shows

    async def _run(self, started: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        started.set()
        await tick(self._jobs_url, self._stop, seconds=0.2)
