"""`call jobs.run_due()`: what every scheduler calls."""

from __future__ import annotations

from typing import Any

import psycopg


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
        assert health == {
            "expire_approvals": True,
            "flag_overstays": True,
            "forget_answers": True,
            "lapse_holds": False,
            "maintain_log": True,
        }


def test_what_ran_is_not_due_again(database: Any) -> None:
    with database.connect("owner", autocommit=True) as owner, database.connect("jobs", autocommit=True) as jobs:
        jobs.execute("call jobs.run_due()")
        jobs.execute("call jobs.run_due()")
        runs = owner.execute("select job, count(*) from hotel.job_run group by job").fetchall()
        assert dict(runs) == {
            "expire_approvals": 1,
            "flag_overstays": 1,
            "forget_answers": 1,
            "lapse_holds": 1,
            "maintain_log": 1,
        }


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
