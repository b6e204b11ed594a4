"""Call the one entry point of all jobs, again and again. What is due, and what it does, the database knows."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import psycopg
import structlog

RUN_DUE = "call jobs.run_due()"
JOB_NAME = "hotelmate jobs"  # of pg_cron
SECONDS_BETWEEN_TICKS = 5.0

log = structlog.get_logger("hotelmate.scheduler")


def run_due(jobs_url: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Call the jobs once: {job: {done, failed, errors[]}} of those that were due, or of all in a dry run."""
    with psycopg.connect(jobs_url, autocommit=True) as conn:
        row = conn.execute("call jobs.run_due(p_dry_run => %s)", [dry_run]).fetchone()
    assert row
    report: dict[str, Any] = row[0]
    return report


def schedule_with_pg_cron(admin_url: str, jobs_url: str) -> bool:
    """Have pg_cron call the jobs every minute, as their own role. False where the database has no pg_cron.

    Scheduling again under the same name changes nothing.
    """
    with psycopg.connect(admin_url, autocommit=True) as conn:
        if conn.execute("select from pg_extension where extname = 'pg_cron'").fetchone() is None:
            return False
        conn.execute("grant usage on schema cron to hotelmate_jobs")
    with psycopg.connect(jobs_url, autocommit=True) as conn:
        conn.execute("select cron.schedule(%s, '* * * * *', %s)", [JOB_NAME, RUN_DUE])
    return True


async def tick(jobs_url: str, stop: asyncio.Event, seconds: float = SECONDS_BETWEEN_TICKS) -> None:
    """Call the jobs every few seconds until `stop`. A call that fails is logged and the next one made all the same."""
    while not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(jobs_url, autocommit=True) as conn:
                await conn.execute(RUN_DUE.encode())
        except psycopg.Error as error:
            log.error("jobs failed", error=type(error).__name__, sqlstate=error.sqlstate)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
