"""What the proof says beside the replay's own report: what bounded it, and in which ways it fell short."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from hotelmate.prove.replay import failures
from hotelmate.replay.bounds import Sampler
from hotelmate.replay.run import Report
from tests.postgres import TestDatabase, TestServer

WHOLE = Report(
    rows=3,
    refused={"booking_has_a_night": 1},
    bookings={"COMPLETED": 1, "NO_SHOW": 1},
    transitions=13,
    seconds=0.01,
    transitions_per_second=1300.0,
    drift_rows=0,
    audit_ok=True,
    event_gaps=0,
    double_booked_nights=0,
    room_types=[],
)


def test_a_whole_report_falls_short_of_nothing() -> None:
    assert list(failures(WHOLE)) == []


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (replace(WHOLE, drift_rows=2), "ops.drift shows 2 contradictions"),
        (replace(WHOLE, audit_ok=False), "the audit chain is broken"),
        (replace(WHOLE, event_gaps=4), "4 event numbers are missing, doubled or beyond the head"),
        (replace(WHOLE, double_booked_nights=1), "1 nights are double-booked"),
        (replace(WHOLE, rows=4), "bookings and refusals do not add up to the rows"),
        (replace(WHOLE, bookings={"COMPLETED": 1, "CONFIRMED": 1}), "1 bookings are still CONFIRMED"),
        (replace(WHOLE, transitions_per_second=999.9), "999.9 transitions per second are fewer than 1,000"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_shortfall_is_a_sentence(broken: Report, sentence: str) -> None:
    assert list(failures(broken)) == [sentence]


def test_the_sampler_tells_a_row_lock_from_work(server: TestServer, database: TestDatabase) -> None:
    holder, waiter = (database.connect(autocommit=True) for _ in range(2))
    holder.execute("create table shelf (n int); insert into shelf values (1)")

    sampler = Sampler(server.url(), database.name)
    sampler.start()
    with holder.transaction():
        holder.execute("update shelf set n = 2")
        waiting = threading.Thread(target=waiter.execute, args=["update shelf set n = 3"])
        waiting.start()
        time.sleep(1)  # what is sampled is time spent
    waiting.join()
    holder.execute("select from generate_series(1, 10) as n, pg_sleep(0.1)")  # a wait of no kind of ours
    sampler.stop()

    assert sampler.waits.keys() >= {"row", "other"}
    assert sampler.waits["row"] > 0.3
    assert sum(sampler.waits.values()) == pytest.approx(1)
    assert 0 <= sampler.driver < 1
    assert sampler.busy is None or 0 <= sampler.busy <= 1  # two quiet seconds may be less than one tick


def test_the_sampler_counts_what_its_database_commits(server: TestServer, database: TestDatabase) -> None:
    writer = database.connect(autocommit=True)
    writer.execute("create table shelf (n int)")
    writer.execute("select pg_stat_force_next_flush()")
    sampler = Sampler(server.url(), database.name)
    sampler.start()
    for _ in range(50):
        writer.execute("insert into shelf values (1)")
    writer.execute("select pg_stat_force_next_flush()")
    time.sleep(0.2)  # one sample at least
    sampler.stop()
    assert 50 <= sampler.commits <= 52
