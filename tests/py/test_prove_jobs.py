"""`hotel prove jobs`: its parts, and that it would see what falls short. The whole waits two minutes for pg_cron."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hotelmate.prove import jobs
from hotelmate.prove.jobs import Account
from hotelmate.prove.jobs_schedulers import Timer
from hotelmate.prove.jobs_stage import EACH, HOUR, SLUGS, Stage, jobs_stage
from hotelmate.scheduler import run_due


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with jobs_stage() as stage:
        yield stage


def test_the_timer_stops_and_catches_up(stage: Stage) -> None:
    account = Account()
    jobs._runs_stops_and_catches_up(stage, Timer(stage.cluster), account)
    assert account.failures == []
    due = 3 * EACH * len(SLUGS)
    assert [row[2:5] for row in account.rows] == [(due, due, 0), (due, 0, 0), (due, due, 0)]


def test_everything_is_done_once_and_nothing_by_a_dry_run(stage: Stage) -> None:
    account = Account()
    jobs._called_at_once(stage, account)
    jobs._tried_only(stage, account)
    assert account.failures == []


def test_what_is_bad_stops_nothing_else(stage: Stage) -> None:
    account = Account()
    jobs._with_a_bad_hotel(stage, account)
    jobs._with_a_bad_booking(stage, account)
    assert account.failures == []


def test_a_job_that_gives_up_at_the_first_error_is_seen(stage: Stage) -> None:
    """As if a batch that fails were not done booking by booking."""
    find = "select pg_get_functiondef('jobs.candidates(text, bigint, bigint)'::regprocedure)"
    row = stage.owner.execute(find).fetchone()
    assert row is not None
    source: str = row[0]
    stage.owner.execute(source.replace("c.job = p_job", "false").encode())
    try:
        account = Account()
        jobs._with_a_bad_booking(stage, account)
    finally:
        stage.owner.execute(source.encode())
    assert any("bad rows" in failure for failure in account.failures)


def test_a_scheduler_that_does_not_run_is_seen(stage: Stage) -> None:
    class Asleep:
        name, longest_wait = "nobody", 0.5

        def start(self) -> None: ...

        def stop(self) -> None: ...

        def calls(self) -> list[str]:
            return []

    account = Account()
    jobs._runs_stops_and_catches_up(stage, Asleep(), account)
    assert f"nobody did 0 of {3 * EACH * len(SLUGS)}" in account.failures


def test_a_guest_is_flagged_and_nothing_else(stage: Stage) -> None:
    work = stage.work()
    stage.pass_time(HOUR)
    guests = work.numbers[SLUGS[0]][:EACH]
    before = _stays(stage, guests)
    run_due(stage.jobs_url)
    assert stage.done(guests) == EACH
    assert _stays(stage, guests) == before


def _stays(stage: Stage, numbers: list[str]) -> Any:
    return stage.owner.execute(
        "select number, status, checked_out_at, total_minor, paid_at from hotel.booking "
        "where number = any(%s) order by 1",
        [numbers],
    ).fetchall()
