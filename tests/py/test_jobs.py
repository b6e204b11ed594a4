"""`call jobs.run_due()`: what every scheduler calls."""

from __future__ import annotations

import concurrent.futures
from typing import Any

import psycopg

from hotelmate.scheduler import run_due

# Refuses one booking where only a commit looks.
_REFUSE_AT_COMMIT = """
    create function app.refuse_one() returns trigger language plpgsql set search_path = '' as $$
    begin
        if new.number = '{bad}' and new.status = 'CANCELLED_DRAFT' then raise exception 'not this one'; end if;
        return null;
    end;
    $$;
    create constraint trigger refuse_one after update on hotel.booking deferrable initially deferred
    for each row execute function app.refuse_one();
"""


def _hotel(owner: psycopg.Connection[Any], slug: str) -> int:
    row = owner.execute("select app.create_hotel(%s, %s)", [slug, slug.title()]).fetchone()
    assert row is not None
    hotel_id: int = row[0]
    owner.execute("commit")
    owner.execute(
        "insert into hotel.room_type (hotel_id, code, name, starting_price_minor) values (%s, 'DBL', 'Double', 10000)",
        [hotel_id],
    )
    owner.execute(
        "insert into hotel.room (hotel_id, room_number, room_type_id) "
        "select %s, 101, id from hotel.room_type where hotel_id = %s",
        [hotel_id, hotel_id],
    )
    owner.execute("commit")
    owner.execute(
        "select api.create_booking(%s, 'DBL', current_date + 3, current_date + 4, "
        "'A', 'B', 'a@guests.example', '1', 'SELF')",
        [slug],
    )
    owner.execute("commit")
    return hotel_id


def _more_holds(owner: psycopg.Connection[Any], slug: str, count: int) -> list[str]:
    """Further holds at a hotel, each for a night of its own; their numbers."""
    numbers = []
    for night in range(10, 10 + count):
        row = owner.execute(
            "select api.create_booking(%s, 'DBL', current_date + %s, current_date + %s, "
            "'A', 'B', 'a@guests.example', '1', 'SELF') -> 'data' ->> 'booking_id'",
            [slug, night, night + 1],
        ).fetchone()
        assert row is not None
        numbers.append(row[0])
        owner.execute("commit")
    return numbers


def _let_holds_end(owner: psycopg.Connection[Any], hotel_id: int) -> None:
    owner.execute("update hotel.booking set expires_at = now() - interval '1 minute' where hotel_id = %s", [hotel_id])
    owner.execute("commit")


def test_one_hotel_s_trouble_stops_no_other(database: Any) -> None:
    """A lapsed hold that cannot be written is counted; the hotel after it is served, and job_health says so."""
    with database.connect("owner", autocommit=False) as owner, database.connect("jobs", autocommit=True) as jobs:
        broken, healthy = _hotel(owner, "anchor"), _hotel(owner, "beacon")
        _let_holds_end(owner, broken)
        _let_holds_end(owner, healthy)
        owner.execute(
            "alter table hotel.booking add constraint nothing_lapses_at_anchor "
            f"check (hotel_id <> {broken} or status <> 'CANCELLED_DRAFT') not valid"
        )
        owner.execute("commit")

        jobs.execute("call jobs.run_due()")

        statuses = dict(owner.execute("select hotel_id, status::text from hotel.booking").fetchall())
        assert statuses == {broken: "PENDING_PAYMENT", healthy: "CANCELLED_DRAFT"}
        run = owner.execute("select processed, failed, error from hotel.job_run where job = 'lapse_holds'").fetchone()
        assert run is not None and run[:2] == (1, 1)
        assert "nothing_lapses_at_anchor" in run[2]
        health = dict(owner.execute("select job, is_healthy from ops.job_health").fetchall())
        assert {job for job, is_healthy in health.items() if not is_healthy} == {"lapse_holds"}


def test_one_booking_s_trouble_stops_no_other(database: Any) -> None:
    """Where a batch fails, its bookings are done one by one; also when it is the commit that would have refused."""
    with database.connect("owner", autocommit=False) as owner, database.connect("jobs", autocommit=True) as jobs:
        hotel = _hotel(owner, "anchor")
        bad, *good = _more_holds(owner, "anchor", 4)
        _let_holds_end(owner, hotel)
        owner.execute(_REFUSE_AT_COMMIT.replace("{bad}", bad).encode())
        owner.execute("commit")

        [report] = jobs.execute("call jobs.run_due()").fetchone()
        assert (report["lapse_holds"]["done"], report["lapse_holds"]["failed"]) == (1 + len(good), 1)
        assert report["lapse_holds"]["errors"] == [f"anchor, {bad}: not this one (P0001)"]
        statuses = dict(owner.execute("select number, status::text from hotel.booking").fetchall())
        assert {number for number, status in statuses.items() if status != "CANCELLED_DRAFT"} == {bad}
        run = owner.execute("select processed, failed, error from hotel.job_run where job = 'lapse_holds'").fetchone()
        assert run == (1 + len(good), 1, f"anchor, {bad}: not this one (P0001)")


def test_more_than_a_batch_is_done_in_one_run(database: Any) -> None:
    with database.connect("owner", autocommit=False) as owner, database.connect("jobs", autocommit=True) as jobs:
        hotel = _hotel(owner, "anchor")
        _more_holds(owner, "anchor", 450)
        _let_holds_end(owner, hotel)
        [report] = jobs.execute("call jobs.run_due()").fetchone()
        assert report["lapse_holds"] == {"done": 451, "failed": 0, "errors": []}


def test_a_dry_run_tells_and_changes_nothing(database: Any) -> None:
    with database.connect("owner", autocommit=False) as owner, database.connect("jobs", autocommit=True) as jobs:
        hotel = _hotel(owner, "anchor")
        bad, _ = _more_holds(owner, "anchor", 2)
        _let_holds_end(owner, hotel)
        owner.execute(_REFUSE_AT_COMMIT.replace("{bad}", bad).encode())
        owner.execute("commit")
        everything = "select jsonb_agg(b order by b.id) from hotel.booking as b"
        log = "select jsonb_agg(h) from hotel.log_head as h"
        before = [owner.execute(query.encode()).fetchone() for query in (everything, log)]
        owner.execute("commit")

        [report] = jobs.execute("call jobs.run_due(p_dry_run => true)").fetchone()
        assert report["lapse_holds"] == {"done": 2, "failed": 1, "errors": [f"anchor, {bad}: not this one (P0001)"]}
        assert before == [owner.execute(query.encode()).fetchone() for query in (everything, log)]
        assert owner.execute("select count(*) from hotel.job_run").fetchone() == (0,)


def test_a_hotel_somebody_holds_is_not_waited_for_twice(database: Any) -> None:
    """Its log's head is locked by a transaction that does not end: it is put off, and the others are served."""
    with (
        database.connect("owner", autocommit=False) as owner,
        database.connect("owner", autocommit=False) as blocker,
        database.connect("jobs", autocommit=True) as jobs,
    ):
        stuck, free = _hotel(owner, "anchor"), _hotel(owner, "beacon")
        for hotel in (stuck, free):
            _let_holds_end(owner, hotel)
        blocker.execute("select from hotel.inventory_night where hotel_id = %s for update", [stuck])
        [report] = jobs.execute("call jobs.run_due()").fetchone()
        assert (report["lapse_holds"]["done"], report["lapse_holds"]["failed"]) == (1, 1)
        assert "55P03" in report["lapse_holds"]["errors"][0]
        blocker.rollback()


def test_two_callers_at_once_do_everything_once(database: Any) -> None:
    with database.connect("owner", autocommit=False) as owner:
        for slug in ("anchor", "beacon", "cedar"):
            hotel = _hotel(owner, slug)
            _more_holds(owner, slug, 30)
            _let_holds_end(owner, hotel)
        with concurrent.futures.ThreadPoolExecutor(4) as callers:
            url = database.server.url(database.name, "jobs")
            reports = [call.result() for call in [callers.submit(run_due, url) for _ in range(4)]]
        assert sum(report.get("lapse_holds", {"done": 0})["done"] for report in reports) == 93
        assert sum(counts["failed"] for report in reports for counts in report.values()) == 0
        runs = owner.execute("select job, count(*) from hotel.job_run group by job having count(*) > 1").fetchall()
        assert runs == []


def test_job_health_turns_red_when_a_job_stops(database: Any) -> None:
    with database.connect("owner", autocommit=False) as owner, database.connect("jobs", autocommit=True) as jobs:
        red = "select array_agg(job order by job) from ops.job_health where not is_healthy"
        jobs.execute("call jobs.run_due()")
        assert owner.execute(red.encode()).fetchone() == (None,)
        owner.execute(
            "update hotel.job_run set started_at = started_at - interval '1 hour', "
            "finished_at = finished_at - interval '1 hour'"
        )
        owner.execute("commit")
        assert owner.execute(red.encode()).fetchone() == (["expire_approvals", "flag_overstays", "lapse_holds"],)
        jobs.execute("call jobs.run_due()")
        assert owner.execute(red.encode()).fetchone() == (None,)


def test_what_ran_is_not_due_again(database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner, database.connect("jobs", autocommit=True) as jobs:
        jobs.execute("call jobs.run_due()")
        jobs.execute("call jobs.run_due()")
        runs = owner.execute("select job, count(*) from hotel.job_run group by job").fetchall()
        jobs_there_are = owner.execute("select job, 1 from hotel.job").fetchall()
        assert sorted(runs) == sorted(jobs_there_are)


def test_the_daily_reconciliation_sees_every_hotel_and_its_log(database: Any) -> None:
    """As the jobs' own role, which is listed for no hotel: each is reconciled in a transaction of its own."""
    with database.connect("owner", autocommit=False) as owner, database.connect("jobs", autocommit=True) as jobs:
        hotels = {_hotel(owner, "anchor"), _hotel(owner, "beacon")}
        with database.connect(autocommit=True) as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute("update hotel.room set room_status = 'OCCUPIED'")
            admin.execute("update hotel.inventory_night set held = 0")

        jobs.execute("call jobs.run_due()")

        cases = owner.execute("select hotel_id, check_code, is_healed from hotel.drift_case").fetchall()
        assert set(cases) == {
            (hotel, *case)
            for hotel in hotels
            for case in (("inventory", True), ("occupancy", False), ("audit_fold", False))
        }
        runs = owner.execute("select hotel_id, run_by, findings, healed, cases_opened from hotel.reconciliation")
        assert set(runs.fetchall()) == {(hotel, "hotelmate_jobs", 3, 1, 2) for hotel in hotels}
        run = owner.execute("select processed, failed, error from hotel.job_run where job = 'reconcile'").fetchone()
        assert run == (6, 0, None)


def test_jobs_reach_nothing_but_jobs(database: Any) -> None:
    with database.connect("jobs", autocommit=True) as jobs:
        for statement in (
            "select * from hotel.booking",
            "select app.next_number(1, 2026)",
            "select api.get_room('x', 1)",
        ):
            try:
                jobs.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            raise AssertionError(f"the jobs role may run: {statement}")
