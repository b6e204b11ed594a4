"""`hotel check`: asks the database everything, and its exit code says what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotelmate.cli import main
from tests.postgres import TestDatabase

HOTEL = """
    select app.create_hotel('grand-plaza', 'Grand Plaza');
    insert into hotel.room_type (hotel_id, code, name) select hotel_id, 'DBL', 'Double' from hotel.hotel;
    insert into hotel.room (hotel_id, room_number, room_type_id)
    select t.hotel_id, n, t.id from hotel.room_type as t, generate_series(101, 125) as n;
    update hotel.relay_cursor as c set delivered_seq = h.event_seq
    from hotel.log_head as h where c.hotel_id = h.hotel_id;
"""


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.fixture
def sound(database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> TestDatabase:
    """A database with a hotel, everything delivered, every job run; `hotel check` looks at it."""
    conn = database.connect(autocommit=True)
    conn.execute(HOTEL)
    conn.execute("call jobs.run_due()")
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", database.url())
    return database


def _spoil(database: TestDatabase, statement: str) -> None:
    """Change a row past every trigger, as only a superuser who takes the guards off can."""
    conn = database.connect(autocommit=True)
    conn.execute("alter table hotel.log_head disable trigger all")
    conn.execute("set session_replication_role = replica")
    conn.execute(statement.encode())


def test_all_well(sound: TestDatabase) -> None:
    done = check()
    assert done.exit_code == 0, done.output
    assert "All well in 1 hotel." in done.output


def test_every_check_of_the_catalog_is_shown(sound: TestDatabase) -> None:
    catalog = sound.connect().execute("select code, title from ops.check_catalog").fetchall()
    assert len(catalog) > 10
    shown = check().output
    assert [code for code, title in catalog if code not in shown or title not in shown] == []
    assert [c["code"] for c in json.loads(check("--json").stdout)["checks"]] == [code for code, _ in catalog]


def test_a_contradiction_is_named_with_what_it_means(sound: TestDatabase) -> None:
    _spoil(sound, "update hotel.room set room_status = 'OCCUPIED' where room_number = 104")
    done = check()
    assert done.exit_code == 1
    assert "A room is OCCUPIED exactly when one stay is in house in it" in done.output
    assert "grand-plaza" in done.output
    found = json.loads(check("--json").stdout)
    assert {f["check_code"] for f in found["findings"]} == {"occupancy", "audit_fold"}
    assert found["rows"] == len(found["findings"])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("update hotel.log_head set event_seq = event_seq + 1", "event_gap"),
        ("update hotel.log_head set audit_hash = sha256('')", "audit_chain"),
        ("update hotel.job_run set started_at = '2020-01-01', finished_at = '2020-01-01'", "job_not_running"),
    ],
)
def test_the_log_and_the_jobs_are_watched(sound: TestDatabase, spoil: str, code: str) -> None:
    _spoil(sound, spoil)
    done = check("--json")
    assert done.exit_code == 1
    assert code in {finding["check_code"] for finding in json.loads(done.stdout)["findings"]}


def test_many_findings_are_counted_and_some_are_shown(sound: TestDatabase) -> None:
    _spoil(sound, "update hotel.room set room_status = 'OCCUPIED'")
    assert "… and 5 more" in check().output
    counts = {c["code"]: c["rows"] for c in json.loads(check("--json").stdout)["checks"]}
    assert counts["occupancy"] == 25


def test_an_unreachable_database_is_two(sound: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", f"{sound.url()}&dbname=nowhere")
    done = check()
    assert done.exit_code == 2
    assert "cannot be reached" in done.stderr
    assert done.stdout == ""


def test_a_database_without_hotelmate_is_two(empty_database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", empty_database.url())
    done = check()
    assert done.exit_code == 2
    assert "./hotel migrate" in done.stderr


def test_no_database_at_all_is_two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOTELMATE_DATABASE_URL", "HOTELMATE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOTELMATE_DATA", str(tmp_path))
    done = check()
    assert done.exit_code == 2
    assert "./hotel up" in done.stderr


def test_a_login_that_may_not_ask_is_two(sound: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_ADMIN_URL", sound.url("api"))
    done = check()
    assert done.exit_code == 2
    assert "may not ask" in done.stderr
