"""`hotel jobs`: the jobs run once, tried only, or run again and again by a process that ends when it is told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hotelmate.cli import main


def hotel(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["jobs", *arguments])


@pytest.fixture(autouse=True)
def this_database(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", database.url(None))
    monkeypatch.delenv("HOTELMATE_JOBS_URL", raising=False)


def test_once_says_what_was_done(database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("select app.create_hotel('anchor', 'Anchor')")
    first = hotel("--once")
    assert first.exit_code == 0, first.output
    assert "lapse_holds" in first.output
    assert hotel("--once").output == "Nothing is due.\n"


def test_a_dry_run_tries_every_job(database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("select app.create_hotel('anchor', 'Anchor')")
        hotel("--once")
        report = json.loads(hotel("--dry-run", "--json").output)
        rows = owner.execute("select array_agg(job order by job) from hotel.job").fetchone()
    assert rows is not None
    assert sorted(report) == rows[0]
    assert "would do" in hotel("--dry-run").output


def test_a_job_that_fails_is_told_by_the_exit_code(database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("select app.create_hotel('anchor', 'Anchor')")
        owner.execute("alter table hotel.reconciliation add constraint never check (false) not valid")
    result = hotel("--once")
    assert result.exit_code == 1
    assert "anchor: new row for relation" in result.output


def test_without_a_database_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", "postgresql://nobody@/nowhere?host=/nonexistent")
    result = hotel("--once")
    assert result.exit_code == 1
    assert "Error:" in result.output


def test_again_and_again_until_it_is_told_to_end(database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("select app.create_hotel('anchor', 'Anchor')")
        process = subprocess.Popen([sys.executable, "-m", "hotelmate", "jobs"], stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 30
            while owner.execute("select from hotel.job_run where finished_at is not null").fetchone() is None:
                assert time.monotonic() < deadline, "no job ran"
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()
            process.wait()
