"""docs/runbook.md is true: every statement on it runs as written, as an operator, and shows what it says it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from hotelmate.paths import REPOSITORY
from hotelmate.prove.ground import MovingClock, owner_of
from hotelmate.seed import seed
from tests.postgres import TestDatabase, TestServer

PAGE = (REPOSITORY / "docs" / "runbook.md").read_text()
HOTEL = "harbour-view"
DAY = date(2026, 6, 9)  # the page's; it is 13:30 in Dublin
# What shows nothing on a good day.
EMPTY = ("ops.rebuild", "ops.dead_letters", "ops.provider_dead_letters")


def statements() -> list[str]:
    """Every statement of the page, in order, without its comments."""
    blocks = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    bare = "\n".join(re.sub(r"--.*$", "", block, flags=re.MULTILINE) for block in blocks)
    return [statement.strip() for statement in bare.split(";") if statement.strip()]


class Desk:
    """The demo hotel's front desk, by its manager's token."""

    def __init__(self, url: str) -> None:
        self.owner = owner_of(url)
        self.clock = MovingClock.install(self.owner)
        self.at(DAY - timedelta(days=1))
        self.token = seed(url).token

    def at(self, day: date) -> None:
        """Half past one of a day, in Dublin."""
        wanted = datetime(day.year, day.month, day.day, 12, 30, tzinfo=UTC)
        self.clock.set_ahead(self.owner, wanted - datetime.now(UTC))

    def call(self, function: str, **arguments: Any) -> Any:
        named = {"hotel": HOTEL} | arguments
        call = ", ".join(f"p_{name} => %({name})s" for name in named)
        [(answer,)] = self.owner.execute(f"select api.{function}({call})".encode(), named).fetchall()
        return answer

    def staff(self, function: str, **arguments: Any) -> Any:
        return self.call(function, token=self.token, **arguments)

    def stay(self, day: date, nights: int) -> dict[str, Any]:
        guest = {f"primary_{name}": "x@y.ie" for name in ("first_name", "last_name", "email", "phone")}
        return guest | {"room_type_code": "DBL", "check_in": day, "check_out": day + timedelta(days=nights)}

    def books(self, day: date, nights: int = 2, room: int | None = None) -> str:
        """A booking that pays at the property, in a room."""
        number = str(self.staff("create_staff_booking", **self.stay(day, nights))["booking_id"])
        if room is not None:
            self.staff("assign_room", booking_id=number, room_id=self.room(room))
        return number

    def arrives(self, number: str) -> None:
        self.staff("check_in", booking_id=number)

    def requests(self, day: date) -> str:
        """A guest's booking, its money authorised."""
        data = self.call("create_booking", booker_type="SELF", **self.stay(day, 2))["data"]
        self.owner.execute(
            "select app.record_payment_movement(%s, %s, 'AUTHORIZED', %s, 'm', total_minor) from hotel.booking "
            "where number = %s",
            [HOTEL, data["booking_id"], f"pi_{data['booking_id']}", data["booking_id"]],
        )
        return str(data["booking_id"])

    def room(self, door: int) -> int:
        [(room,)] = self.owner.execute("select ops.room_id(%s, %s)", [HOTEL, door]).fetchall()
        return int(room)


def live(desk: Desk) -> None:
    """Two days of the hotel, with the page's numbers."""
    desk.books(DAY)
    desk.arrives(desk.books(DAY - timedelta(days=1), nights=3, room=103))
    half = desk.books(DAY, room=106)
    desk.staff("decline_booking", booking_id=desk.requests(DAY + timedelta(days=9)))
    desk.books(DAY, room=104)
    desk.arrives(desk.books(DAY - timedelta(days=1), nights=1, room=104))
    assert half == "BK-HARBOURV-2026-0003"
    desk.at(DAY)
    desk.requests(DAY + timedelta(days=1))
    cancelled = desk.books(DAY + timedelta(days=20))
    assert cancelled == "BK-HARBOURV-2026-0008"
    desk.staff("record_property_payment", booking_id=cancelled, amount_minor=5000)
    desk.staff("cancel_booking", booking_id=cancelled)
    desk.staff("report_discrepancies", counts=Jsonb([{"room_number": 107, "persons": 1}]))


def spoil(database: TestDatabase) -> None:
    """What the page repairs: a room occupied by nobody, a note behind the log's back, half an arrival."""
    with psycopg.connect(database.url()) as conn:
        conn.execute("set session_replication_role = replica")
        conn.execute("update hotel.room set room_status = 'OCCUPIED' where room_number = 301")
        conn.execute("update hotel.room set turnover_notes = 'by hand' where room_number = 302")
        conn.execute("update hotel.booking set checked_in_at = hotel.clock() where number = 'BK-HARBOURV-2026-0003'")


@pytest.fixture(scope="module")
def hotel(server: TestServer, template: str) -> Iterator[TestDatabase]:
    server.create_database("runbook", template)
    database = TestDatabase(server, "runbook")
    try:
        desk = Desk(database.url())
        live(desk)
        desk.owner.close()
        spoil(database)
        yield database
    finally:
        database.close()


def test_the_page_runs_as_written(hotel: TestDatabase) -> None:
    """In one session after another's manner: each statement its own transaction, nothing but an operator's rights."""
    conn = hotel.connect("operator", autocommit=True)
    shown = {}
    for statement in statements():
        try:
            cursor = conn.execute(statement.encode())
        except psycopg.Error as error:
            pytest.fail(f"{statement}\n{error}")
        shown[statement] = cursor.fetchall()
    silent = [s for s, rows in shown.items() if not rows and not any(name in s for name in EMPTY)]
    assert silent == []
    assert next(rows for s, rows in shown.items() if "verify_audit" in s)[0][3] is None
    assert next(rows for s, rows in shown.items() if "who_was_in" in s)[0][0] == "BK-HARBOURV-2026-0002"
    outcomes = {row[4] for s, rows in shown.items() if "ops.reconcile" in s for row in rows}
    assert outcomes == {"WOULD_OPEN_CASE", "CASE_OPENED"}

    # No listener runs here: events and a command wait.
    left = {code for (code,) in conn.execute("select check_code from ops.drift where hotel is not null")}
    assert left == {"undelivered_event", "stuck_command"}, "what the page repairs is repaired"


def test_every_view_is_on_the_page(hotel: TestDatabase) -> None:
    views = hotel.connect().execute(
        "select relname::text from pg_class where relnamespace = 'ops'::regnamespace and relkind = 'v'"
    )
    assert [view for (view,) in views if f"ops.{view}" not in PAGE and view != "check_catalog"] == []


def test_jobs_by_hand(hotel: TestDatabase) -> None:
    assert "./hotel psql --role jobs -c 'call jobs.run_due()'" in PAGE
    hotel.connect("jobs", autocommit=True).execute("call jobs.run_due()")


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 132


def psql(database: TestDatabase, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hotelmate", "psql", *arguments],
        input=text,
        cwd=REPOSITORY,
        env={**os.environ, "HOTELMATE_DATABASE_URL": database.url()},
        capture_output=True,
        text=True,
        check=True,
    )


def test_psql_knows_the_hotel_and_the_role(hotel: TestDatabase) -> None:
    said = psql(
        hotel, "select :'hotels', :'role', current_user, current_setting('timezone');\n\\echo :PROMPT1\n", "-At"
    )
    assert said.stderr == ""
    assert said.stdout.splitlines() == [
        "harbour-view|operator|hotelmate_operator|Europe/Dublin",
        "%:hotels: as %:role:%R%x%# ",
    ]


@pytest.mark.parametrize("role", ["api", "jobs", "listener", "owner", "admin"])
def test_psql_opens_for_every_role(hotel: TestDatabase, role: str) -> None:
    said = psql(hotel, "select :'role';", "--role", role, "-At")
    assert (said.stderr, said.stdout) == ("", f"{role}\n")


def test_psql_reads_its_users_own_settings(hotel: TestDatabase, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "psqlrc"
    own.write_text("\\set mine yes\n")
    monkeypatch.setenv("PSQLRC", str(own))
    assert psql(hotel, "select :'mine';", "-At").stdout == "yes\n"
