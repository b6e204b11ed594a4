"""`hotel import`: the mapping, the command, and the proof of both on a small dirty database."""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from hotelmate.cli import main
from hotelmate.legacy import page
from hotelmate.legacy.loading import Loading, refusal_of
from hotelmate.legacy.mapping import FINDINGS, TABLES
from hotelmate.legacy.report import Report
from hotelmate.legacy.source import BadSource, Source
from hotelmate.prove import legacy_import
from hotelmate.prove.invariants import INVARIANTS
from hotelmate.prove.legacy_import_faults import FAULTS
from hotelmate.prove.legacy_import_house import open_hotel
from hotelmate.prove.legacy_import_world import BOOKINGS, PARTY, Fate, World
from tests.postgres import TestDatabase, TestServer

FUNCTIONS = Path(__file__).resolve().parents[2] / "db" / "functions" / "85_import"
ROOMS = "rooms_room"


@pytest.fixture
def old_url(server: TestServer) -> Iterator[str]:
    """URL of an empty database for the old system."""
    server.create_database("old_system")
    yield server.url("old_system")
    server.drop_database("old_system")


def small_world() -> World:
    """One hotel with one room, a booking in order and one that no rule lets in."""
    world = World(7, datetime.now(UTC))
    hotel = open_hotel(world, "harbour-view")
    for number in range(101, 104):
        world.room(hotel, "DBL", number)
    for _ in range(2):
        world.booking(hotel, "DBL", world.today)
    world.rows[BOOKINGS][1]["adults"] = 0
    return world


def imported(database: TestDatabase, url: str, *, dry_run: bool = False) -> Report:
    with psycopg.connect(url) as old, psycopg.connect(database.url("owner"), autocommit=True) as owner:
        return Loading(owner, Source(old), name="old", dry_run=dry_run).run(lambda *_: None)


def counted(database: TestDatabase, table: str) -> int:
    row = database.connect("owner").execute(f"select count(*) from hotel.{table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def totals(report: Report) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (_, outcome), rows in report.outcomes.items():
        counts[outcome] += rows
    return counts


# --- the mapping ---


def test_the_mapping_and_the_sql_types_name_the_same_columns(database: TestDatabase) -> None:
    conn = database.connect()
    for table in TABLES:
        if table.row_type is not None:
            found = conn.execute(
                "select attname::text from pg_attribute where attrelid = to_regclass(%s) and attnum > 0",
                [f"app.{table.row_type}"],
            ).fetchall()
            assert {name for (name,) in found} == {*table.takes, *table.looks_up}, table.name


def test_every_finding_has_its_words() -> None:
    text = "".join(path.read_text() for path in FUNCTIONS.rglob("*.sql"))
    assert set(re.findall(r"import_finding\(\s*[\w.]+, '(\w+)'", text)) == set(FINDINGS)


def test_every_table_is_imported_or_said_to_have_no_place(database: TestDatabase) -> None:
    kinds = (FUNCTIONS / "import_row.sql").read_text()
    for table in TABLES:
        assert (f"when '{table.name}' then" in kinds) != table.becomes.startswith("nothing")


def test_the_page_is_current() -> None:
    assert page.PAGE.read_text() == page.page(), "python -m hotelmate.legacy.page"


# --- one import ---


def test_a_refused_row_is_kept_whole_and_stops_nothing(database: TestDatabase, old_url: str) -> None:
    world = small_world()
    world.write(old_url)
    report = imported(database, old_url)
    assert report.balanced
    assert report.refusals == {(BOOKINGS, "booking_has_an_adult"): 1, (PARTY, "IMPORT_PARENT_MISSING"): 1}
    assert counted(database, "booking") == 1
    refused = world.rows[BOOKINGS][1]
    kept = (
        database.connect("owner")
        .execute(
            "select original from hotel.import_reject where source_table = %s and source_key = %s",
            [BOOKINGS, str(refused["id"])],
        )
        .fetchone()
    )
    assert kept is not None
    assert {name: kept[0][name] for name in ("booking_id", "adults", "primary_email")} == {
        name: refused[name] for name in ("booking_id", "adults", "primary_email")
    }


def test_a_second_import_adds_nothing_until_the_old_row_is_corrected(database: TestDatabase, old_url: str) -> None:
    small_world().write(old_url)
    first = totals(imported(database, old_url))
    again = imported(database, old_url)
    assert totals(again) == {"ALREADY": first["IMPORTED"] + first["CORRECTED"], "REFUSED": first["REFUSED"]}
    with psycopg.connect(old_url, autocommit=True) as old:
        old.execute("update hotel_roombooking set adults = 1 where adults = 0")
        old.execute("update rooms_room set turnover_notes = 'Window' where room_number = 101")
    third = imported(database, old_url)
    assert third.outcomes[BOOKINGS, "IMPORTED"] == third.outcomes[PARTY, "IMPORTED"] == 1
    assert third.outcomes[ROOMS, "CHANGED_SINCE"] == 1
    assert (counted(database, "booking"), counted(database, "import_reject")) == (2, 0)


def test_a_rehearsal_says_the_same_and_keeps_nothing(database: TestDatabase, old_url: str) -> None:
    small_world().write(old_url)
    rehearsal = imported(database, old_url, dry_run=True)
    for table in ("hotel", "booking", "import_row", "import_reject", "audit", "event"):
        assert counted(database, table) == 0, table
    report = imported(database, old_url)
    assert (rehearsal.outcomes, rehearsal.refusals) == (report.outcomes, report.refusals)


def test_trouble_is_no_refusal(database: TestDatabase) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable) as caught:
        database.connect().execute("select from nowhere")
    with pytest.raises(psycopg.errors.UndefinedTable):
        refusal_of(caught.value)


def test_one_import_of_a_source_at_a_time(database: TestDatabase, old_url: str) -> None:
    small_world().write(old_url)
    database.connect("owner", autocommit=True).execute("select app.begin_import('old')")
    with pytest.raises(psycopg.DatabaseError) as caught:
        imported(database, old_url)
    assert caught.value.diag.message_detail == "IMPORT_IS_RUNNING"


def test_the_old_database_is_not_written(old_url: str) -> None:
    small_world().write(old_url)
    with psycopg.connect(old_url) as old:
        Source(old)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            old.execute("delete from hotel_roombooking")


def test_a_database_of_another_shape_is_refused_by_name(old_url: str) -> None:
    small_world().write(old_url)
    with psycopg.connect(old_url) as old:
        old.execute("alter table hotel_roombooking drop column paid_at")
        old.execute("drop table guests_guest")
        old.commit()
        with pytest.raises(BadSource) as caught:
            Source(old)
    assert "hotel_roombooking.paid_at" in str(caught.value)
    assert "guests_guest.id_pin" in str(caught.value)


# --- the command ---


def hotel(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", "legacy", *arguments])


@pytest.fixture
def target(database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> TestDatabase:
    """The database that the command writes to."""
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", database.url())
    return database


def test_the_command_reports_row_by_row(target: TestDatabase, old_url: str, tmp_path: Path) -> None:
    world = small_world()
    world.rows[ROOMS][0]["is_out_of_order"] = True
    world.write(old_url)
    file = tmp_path / "report.jsonl"
    done = hotel("--from", old_url, "--json", "--report", str(file))
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    rooms = next(line for line in figures["tables"] if line["table"] == ROOMS)
    assert (rooms["rows"], rooms["imported"], rooms["corrected"], rooms["refused"]) == (3, 2, 1, 0)
    assert figures["balanced"] is True
    assert [(f["code"], f["rows"]) for f in figures["findings"]] == [("FLAG_AGAINST_STATUS", 1)]
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["table"], line["outcome"]) for line in lines] == [
        (ROOMS, "CORRECTED"),
        (BOOKINGS, "REFUSED"),
        (PARTY, "REFUSED"),
    ]
    assert lines[1]["original"]["primary_first_name"] == "Ann"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_command_takes_one_hotel(target: TestDatabase, old_url: str) -> None:
    world = small_world()
    other = open_hotel(world, "lakeside")
    world.booking(other, "DBL", world.today)
    world.write(old_url)
    assert "There is no hotel nowhere" in hotel("--from", old_url, "--hotel", "nowhere").output
    done = hotel("--from", old_url, "--hotel", "lakeside", "--dry-run")
    assert "nothing was kept" in done.stdout
    assert counted(target, "hotel") == 0
    done = hotel("--from", old_url, "--hotel", "lakeside")
    assert done.exit_code == 0, done.output
    slugs = target.connect("owner").execute("select array_agg(slug) from hotel.hotel").fetchone()
    assert slugs == (["lakeside"],)


def test_an_address_that_is_none_is_said(target: TestDatabase) -> None:
    done = hotel("--from", "postgresql:///nowhere?host=/nowhere")
    assert done.exit_code == 1
    assert "cannot be reached" in done.output


# --- the proof ---


def test_the_proof_holds_at_small_scale(database: TestDatabase, old_url: str) -> None:
    world = legacy_import.dirty_world(seed=3, each=1, days=20)
    world.write(old_url)
    result = legacy_import.judge(database.url(), old_url, world, lambda _: None)
    assert result.failures == []
    assert result.figures["rows"] == sum(len(world.rows[table.name]) for table in TABLES)
    assert len(result.rows) == len(FAULTS) + 1


def test_the_proof_sees_a_row_of_another_fate_and_a_lost_one() -> None:
    world = small_world()
    ann, bob = world.rows[BOOKINGS]
    world.must(BOOKINGS, ann, "REFUSED", "some_rule", fault="a fault")
    became = {
        (table.name, str(row["id"])): Fate() for table in TABLES for row in world.rows[table.name] if row is not bob
    }
    _, failures = legacy_import._compare(world, became)
    assert f"{BOOKINGS} {bob['id']} is neither imported nor refused" in failures
    assert f"{BOOKINGS} {ann['id']} (a fault): REFUSED some_rule was due, it is IMPORTED" in failures


def test_every_invariant_has_a_fault() -> None:
    """But those of what the old system did not have: payment commands, an event log, an audit chain."""
    broken = {invariant for fault in FAULTS for invariant in fault.invariant.split()}
    assert broken == set(INVARIANTS) - {"P3", "L2", "L3", "L4", "L5"}


def test_a_lost_row_does_not_balance() -> None:
    report = Report("old", "run", False, rows={"t": 2})
    report.outcomes["t", "IMPORTED"] = 1
    assert not report.balanced
    report.outcomes["t", "REFUSED"] = 1
    assert report.balanced
