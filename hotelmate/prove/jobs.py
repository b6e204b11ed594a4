"""Proof: whoever calls the jobs, and however often, everything due is done once, and what is bad stops nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from hotelmate.prove.jobs_schedulers import PgCron, Scheduler, Timer
from hotelmate.prove.jobs_stage import EACH, HOUR, MINUTELY, SLUGS, Stage, Work, jobs_stage
from hotelmate.prove.result import Progress, Result
from hotelmate.scheduler import run_due

CLAIM = "Jobs catch up after any pause, do everything once, and neither a bad booking nor a bad hotel stops the rest."
COLUMNS = ("what happens", "runs", "due", "done", "errors", "red in ops.job_health")
CALLERS = 4


@dataclass
class Account:
    """What was seen, a row for each thing that happened."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def claim(self, is_so: bool, otherwise: str) -> None:
        if not is_so:
            self.failures.append(otherwise)


@dataclass
class Look:
    """What ran and was done while somebody looked."""

    runs: int = 0
    processed: int = 0
    errors: int = 0
    done: int = 0
    red: list[str] = field(default_factory=list)


def prove(progress: Progress) -> Result:
    """Let pg_cron and the timer do it, stop them, call at once, spoil rows. Raises ClusterError, DeployError."""
    account = Account()
    with jobs_stage() as stage:
        schedulers: list[Scheduler] = [Timer(stage.cluster)]
        cron = PgCron(stage.cluster) if stage.cluster.has_pg_cron else None
        if cron is not None:
            schedulers.insert(0, cron)
        for scheduler in schedulers:
            progress(f"{scheduler.name}: its next call comes within {scheduler.longest_wait:.0f} s")
            _runs_stops_and_catches_up(stage, scheduler, account)
        progress(f"{CALLERS} callers at once, a dry run, bad rows")
        _called_at_once(stage, account)
        _tried_only(stage, account)
        _with_a_bad_hotel(stage, account)
        _with_a_bad_booking(stage, account)
    if cron is None:
        account.rows.append(("pg_cron is not installed here", 0, 0, 0, 0, ""))
    return _result(account, cron, stage.made)


def _runs_stops_and_catches_up(stage: Stage, scheduler: Scheduler, account: Account) -> None:
    name = scheduler.name
    work = stage.work()
    stage.pass_time(HOUR)
    with _looking(stage, work, account, f"{name} starts") as first:
        scheduler.start()
        _wait(stage, work, scheduler.longest_wait)
    account.claim(first.done == len(work.all), f"{name} did {first.done} of {len(work.all)}")
    account.claim(not first.red, f"{name} runs, and these are red: {first.red}")

    scheduler.stop()
    work = stage.work()
    with _looking(stage, work, account, f"{name} is stopped for an hour") as pause:
        stage.pass_time(HOUR)
        time.sleep(1)
    account.claim(pause.runs == pause.done == 0, f"{name} was stopped, and {pause.runs} jobs ran")
    account.claim(set(MINUTELY) <= set(pause.red), f"{name} was stopped, and only these are red: {pause.red}")

    with _looking(stage, work, account, f"{name} starts again") as again:
        scheduler.start()
        _wait(stage, work, scheduler.longest_wait)
    scheduler.stop()
    account.claim(again.done == len(work.all), f"{name} caught up with {again.done} of {len(work.all)}")
    account.claim(again.processed == len(work.all), f"{name} counted {again.processed} of {len(work.all)}")
    account.claim(not again.red and not again.errors, f"{name} caught up with {again.errors} errors, red: {again.red}")
    account.failures += scheduler.calls()


def _called_at_once(stage: Stage, account: Account) -> None:
    work = stage.work()
    stage.pass_time(HOUR)
    with _looking(stage, work, account, f"{CALLERS} callers at once") as look, ThreadPoolExecutor(CALLERS) as callers:
        reports = list(callers.map(run_due, [stage.jobs_url] * CALLERS))
    told = sum(report.get(job, {"done": 0})["done"] for report in reports for job in MINUTELY)
    account.claim(
        look.done == look.processed == told == len(work.all),
        f"{CALLERS} at once did {look.done}, counted {look.processed} and told {told} of {len(work.all)}",
    )
    account.claim(look.errors == 0, f"{CALLERS} at once made {look.errors} errors")


def _tried_only(stage: Stage, account: Account) -> None:
    work = stage.work()
    stage.pass_time(HOUR)
    before = stage.everything()
    with _looking(stage, work, account, "a dry run") as look:
        report = run_due(stage.jobs_url, dry_run=True)
    would = sum(report[job]["done"] for job in MINUTELY)
    account.claim(would == len(work.all), f"a dry run tells of {would}, and {len(work.all)} are due")
    account.claim(look.done == 0 and stage.everything() == before, "a dry run changed something")
    with _looking(stage, work, account, "and the run it foretold") as real:
        run_due(stage.jobs_url)
    account.claim(real.done == would, f"the dry run told of {would}, the run did {real.done}")


def _with_a_bad_hotel(stage: Stage, account: Account) -> None:
    work = stage.work()
    bad = work.numbers[SLUGS[1]]
    stage.spoil(*bad)
    stage.pass_time(HOUR)
    with _looking(stage, work, account, f"every row of {SLUGS[1]} raises") as look:
        run_due(stage.jobs_url)
    account.claim(
        (look.done, look.errors) == (len(work.all) - len(bad), len(bad)),
        f"a bad hotel of {len(bad)} rows: {look.done} of {len(work.all)} done, {look.errors} errors",
    )
    account.claim(stage.done(bad) == 0, "something was done at the bad hotel")
    account.claim(look.red == sorted(MINUTELY), f"a hotel was bad, and these are red: {look.red}")
    _mended(stage, work, account)


def _with_a_bad_booking(stage: Stage, account: Account) -> None:
    work = stage.work()
    # One of each kind: of a hotel's guests, holds and requests.
    bad = work.numbers[SLUGS[2]][::EACH]
    stage.spoil(*bad)
    stage.pass_time(HOUR)
    with _looking(stage, work, account, f"{len(bad)} rows of {SLUGS[2]} raise") as look:
        run_due(stage.jobs_url)
    account.claim(
        (look.done, look.errors, stage.done(bad)) == (len(work.all) - len(bad), len(bad), 0),
        f"{len(bad)} bad rows: {look.done} of {len(work.all)} done, {look.errors} errors",
    )
    _mended(stage, work, account)


def _mended(stage: Stage, work: Work, account: Account) -> None:
    stage.spoil()
    stage.pass_time(HOUR)
    with _looking(stage, work, account, "and are mended") as look:
        run_due(stage.jobs_url)
    account.claim(look.done == len(work.all), f"mended, {look.done} of {len(work.all)} are done")
    account.claim(not look.red and not look.errors, f"mended, with {look.errors} errors, red: {look.red}")


@contextmanager
def _looking(stage: Stage, work: Work, account: Account, what: str) -> Iterator[Look]:
    """Look at what runs and is done in between; a row of the account."""
    look, before = Look(), stage.last_run()
    due = len(work.all) - stage.done(work.all)
    yield look
    look.runs, look.processed, look.errors = stage.runs_since(before)
    look.done, look.red = stage.done(work.all), stage.red_jobs()
    done = look.done - (len(work.all) - due)
    account.rows.append((what, look.runs, due, done, look.errors, ", ".join(look.red) or "none"))


def _wait(stage: Stage, work: Work, seconds: float) -> None:
    """Wait until everything is done and no job is red any more, but no longer than that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (stage.done(work.all) < len(work.all) or stage.red_jobs()):
        time.sleep(0.1)


def _result(account: Account, cron: PgCron | None, due: int) -> Result:
    runs, done, errors = (sum(int(str(row[n])) for row in account.rows) for n in (1, 3, 4))
    if cron is not None:
        account.claim(cron.ticks >= 2, f"pg_cron called {cron.ticks} times: two were wanted")
    return Result(
        CLAIM,
        COLUMNS,
        account.rows,
        {
            "pg_cron_ticks": cron.ticks if cron else None,
            "hotels": len(SLUGS),
            "runs": runs,
            "due": due,
            "done": done,
            "errors": errors,
        },
        account.failures,
    )
