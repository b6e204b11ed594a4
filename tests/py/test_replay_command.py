"""`hotel replay` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from hotelmate.replay import command
from hotelmate.replay.command import table
from hotelmate.replay.plan import RoomType
from hotelmate.replay.run import Report
from hotelmate.urls import in_database
from tests.postgres import TestServer

EXCERPT = Path(__file__).parents[1] / "data" / "resort_hotel_excerpt.csv"


@pytest.fixture
def brought(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """A server somebody brought along."""
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", server.url())
    return server.url()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def replay_databases(url: str) -> list[str]:
    with psycopg.connect(url) as conn:
        return [
            name
            for (name,) in conn.execute("select datname from pg_database where datname like 'hotelmate\\_replay\\_%'")
        ]


def test_answers_in_json_and_leaves_no_database(brought: str) -> None:
    done = run(str(EXCERPT), "--rows", "12", "--connections", "2", "--json")
    answer = json.loads(done.stdout)

    assert done.exit_code == 0
    assert answer["rows"] == 12
    assert answer["refused"] == {"booking_has_a_night": 2}
    assert sum(answer["bookings"].values()) == 10
    assert isinstance(answer["transitions_per_second"], float)
    assert [answer[key] for key in ("drift_rows", "audit_ok", "event_gaps", "double_booked_nights")] == [0, True, 0, 0]
    assert replay_databases(brought) == []


def test_a_kept_database_stays_and_its_url_is_printed(brought: str) -> None:
    done = run(str(EXCERPT), "--rows", "3", "--keep")
    (name,) = replay_databases(brought)
    try:
        url = done.stderr.split("Kept: ")[1].split()[0]
        assert url == in_database(brought, name)
        with psycopg.connect(url) as conn:
            assert conn.execute("select count(*) from hotel.booking").fetchone() == (1,)
    finally:
        with psycopg.connect(brought, autocommit=True) as conn:
            conn.execute(f'drop database "{name}"')


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n")
    done = run(str(path))
    assert done.exit_code == 1
    assert "line 2: KeyError 'arrival_date_year'" in done.stderr


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n")
    done = run(str(path))
    assert (done.exit_code, "holds no booking" in done.stderr) == (1, True)


def test_the_table_shows_every_figure() -> None:
    report = Report(
        rows=40060,
        refused={"booking_has_a_night": 384},
        bookings={"COMPLETED": 28555},
        transitions=1234567,
        seconds=98.7,
        transitions_per_second=12508.3,
        drift_rows=1,
        audit_ok=False,
        event_gaps=2,
        double_booked_nights=3,
        room_types=[RoomType("A", 75, 55, 94)],
    )
    assert not report.holds
    assert table(report).splitlines() == [
        "type  rooms  persons  overbooking limit",
        "----  -----  -------  -----------------",
        "A        75       55                 94",
        "",
        "figure                      value",
        "----------------------  ---------",
        "rows                       40,060",
        "refused                       384",
        "  booking_has_a_night         384",
        "bookings                   28,555",
        "  COMPLETED                28,555",
        "transitions             1,234,567",
        "seconds                     98.70",
        "transitions per second  12,508.30",
        "drift rows                      1",
        "audit chain is valid           no",
        "event gaps                      2",
        "double-booked nights            3",
    ]
