"""The service layer that ours is measured against keeps the same rules: both say, write and refuse the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from bench.service_booking import approve_booking
from bench.service_log import digest
from bench.service_room import GUESTS, ROOM, room_payload, set_room_status
from bench.service_rules import RefusedError, as_json, rules_of, who
from bench.transition_stage import fill, make_plain
from tests.postgres import TestDatabase, TestServer

# What must differ: who is logged in, random ids, the time of the call, and the hash, which is over all of them.
OF_EACH_OWN = {"at", "hash", "database_role", "event_id"}
NOW = "the time of the call"
MORE_STAFF = """
with waiter as (
    insert into hotel.staff (hotel_id, id, email, first_name, last_name, role, department)
    overriding system value
    values (1, 900, 'w@example.org', 'Wim', 'O''Waiter', 'waiter', 'food_beverage') returning hotel_id, id
)

insert into hotel.staff_token (hotel_id, staff_id, token_hash, label)
select w.hotel_id, w.id, hotel.token_hash('waiter'), 'test' from waiter as w
"""
WALK_IN = """
insert into hotel.in_house_guest (hotel_id, person_id, room_id, guest_type, id_pin, check_in_date, check_out_date)
select 1, p.id, 100004, 'WALKIN', '1234', '2026-01-01', '2026-01-02' from hotel.person as p where p.hotel_id = 1 limit 1
"""
TURNOVER = """
insert into hotel.housekeeping_task (hotel_id, room_id, task_type, status) values (1, 100001, 'TURNOVER', 'OPEN')
"""
CANCELLED = """
update hotel.booking
set status = 'CANCELLED', cancelled_at = now(), cancellation_reason = 'x', cancellation_fee_minor = 0
where hotel_id = 1 and number = 'BK-B1-2026-1000003'
"""
ARRIVAL = "select api.check_in(p_hotel => 'bench-1', p_booking_id => 'BK-B1-2026-2000000', p_token => 'token-1')"
DECIDING = """
insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency, decision)
select p.hotel_id, p.id, p.booking_id, 'REFUND', 1, p.currency, 'cancel_booking'
from hotel.payment as p
inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
where b.number = 'BK-B1-2026-1000004'
"""
# Of whoever keeps the rules in the database.
BY_ITSELF = {
    "code": "select nspname from pg_namespace where nspname in ('api', 'app', 'ops', 'jobs', 'relay')",
    "triggers": "select tgname from pg_trigger where not tgisinternal",
    "checks": "select conname from pg_constraint where connamespace = 'hotel'::regnamespace and contype = 'c' and "
    "conrelid <> 0",
    "clock": "select adrelid from pg_attrdef where pg_get_expr(adbin, adrelid) ~ 'clock'",
    "row level security": "select oid from pg_class where relrowsecurity or relforcerowsecurity",
    "months of the log": "select oid from pg_class where relnamespace = 'hotel'::regnamespace and relispartition",
}
KEYS = """
select c.oid::regclass::text as of, k.conname, pg_get_constraintdef(k.oid) as says
from pg_class as c
inner join pg_constraint as k on c.oid = k.conrelid
where
    c.relnamespace = 'hotel'::regnamespace and c.relname !~ '^(audit|event)(_|$)' and k.contype in ('p', 'u', 'f', 'x')
order by 1, 2
"""


class Both:
    """Our database, and the same rows in plain tables."""

    def __init__(self, ours: TestDatabase, theirs: TestDatabase) -> None:
        self.ours = ours.connect("api", autocommit=True, row_factory=dict_row)
        self.theirs = theirs.connect(autocommit=True)
        self.tables = (
            ours.connect(autocommit=True, row_factory=dict_row),
            theirs.connect(autocommit=True, row_factory=dict_row),
        )

    def rows(self, query: str) -> list[list[dict[str, Any]]]:
        """Of ours and of theirs."""
        return [conn.execute(query.encode()).fetchall() for conn in self.tables]

    def rows_of_ours(self, query: str) -> list[dict[str, Any]]:
        """Of views that the others have not."""
        return self.tables[0].execute(query.encode()).fetchall()

    def log(self, table: str) -> list[list[dict[str, Any]]]:
        """The log of hotel 1, of ours and of theirs."""
        return self.rows(f"select * from hotel.{table} where hotel_id = 1 order by seq")


@pytest.fixture(scope="module")
def both(server: TestServer, template: str) -> Iterator[Both]:
    """Two hotels and one more at both."""
    server.create_database("bench_ours", template)
    ours = TestDatabase(server, "bench_ours")
    fill(ours.url(), 5, 5)
    with psycopg.connect(ours.url()) as conn:
        conn.execute("set local session_replication_role = replica")
        for statement in (MORE_STAFF, WALK_IN, TURNOVER, CANCELLED, DECIDING):
            conn.execute(statement.encode())
    with psycopg.connect(ours.url("api")) as conn:
        conn.execute(ARRIVAL.encode())
    server.create_database("bench_theirs", "bench_ours")
    theirs = TestDatabase(server, "bench_theirs")
    make_plain(theirs.url())
    try:
        yield Both(ours, theirs)
    finally:
        ours.close()
        theirs.close()


def test_their_tables_have_nothing_that_happens_by_itself(both: Both) -> None:
    """Nor anything that refuses a value; what finds a row, or ties it to another, they have."""
    for what, query in BY_ITSELF.items():
        ours, theirs = both.rows(query)
        assert (len(ours) > 0, theirs) == (True, []), what
    ours, theirs = both.rows(KEYS)
    assert ours == theirs != []


def same(since: datetime) -> Callable[[Any], Any]:
    """A value without what must differ: times of the call become NOW, JSON text becomes what it says, keys in order."""

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: of(inner) for key, inner in value.items() if key not in OF_EACH_OWN}
        if isinstance(value, list):
            return [of(inner) for inner in value]
        if isinstance(value, str) and value.startswith("{"):
            said = json.loads(value)
            return list(said), of(said)
        moment = as_time(value)
        return value if moment is None else NOW if moment >= since else moment

    return of


def as_time(value: Any) -> datetime | None:
    """The instant that a value is or says, if it is one."""
    if isinstance(value, str) and len(value) > 10:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo else None


def our_answer(both: Both, room: int, to_status: str, *, token: str, source: str, note: str) -> Any:
    row = both.ours.execute(
        "select api.set_room_status(p_hotel => %s, p_room_id => %s, p_to_status => %s, p_source => %s, p_note => %s, "
        "p_token => %s) as said",
        ["bench-1", room, to_status, source, note, token],
    ).fetchone()
    assert row
    return row["said"]


def unchanged(both: Both) -> list[Any]:
    return [both.log("audit"), both.log("event"), both.rows("select * from hotel.log_head order by hotel_id")]


ROUND = [
    ("CLEANING_IN_PROGRESS", "HOUSEKEEPING", "the guest's \\ 'wet' floor\nè troppo"),
    ("CHECKOUT_DIRTY", "HOUSEKEEPING", ""),
    ("CHECKOUT_DIRTY", "HOUSEKEEPING", "the same again"),
    ("CLEANED_UNINSPECTED", "MANAGER_OVERRIDE", "in a hurry"),
    ("MAINTENANCE_REQUIRED", "HOUSEKEEPING", "the lamp"),
    ("OUT_OF_ORDER", "FRONT_DESK", ""),
    ("READY_FOR_GUEST", "MANAGER_OVERRIDE", "mended"),
]


@pytest.mark.parametrize("room", [100_000, 100_001])
def test_a_room_goes_round_by_both_and_both_write_the_same(both: Both, room: int) -> None:
    """The turnover of the second is somebody's task."""
    alike = same(since=datetime.now(UTC))
    for to_status, source, note in ROUND:
        before = [len(rows) for rows in (*both.log("audit"), *both.log("event"))]
        told = our_answer(both, room, to_status, token="token-1", source=source, note=note)
        answered = set_room_status(both.theirs, "bench-1", room, to_status, "token-1", source=source, note=note)
        assert alike(told) == alike(answered)
        written = [rows[n:] for rows, n in zip((*both.log("audit"), *both.log("event")), before, strict=True)]
        assert alike(written[0]) == alike(written[1])
        assert alike(written[2]) == alike(written[3])
        assert bool(written[0]) == bool(written[2]) == (note != "the same again")
        rooms = both.rows(f"select * from hotel.room where hotel_id = 1 and id = {room}")
        assert alike(rooms[0]) == alike(rooms[1])
    tasks = both.rows(f"select * from hotel.housekeeping_task where hotel_id = 1 and room_id = {room}")
    assert alike(tasks[0]) == alike(tasks[1])
    assert {task["status"] for task in tasks[1]} <= {"DONE"}


def test_an_occupied_room_is_shown_as_ours_shows_it(both: Both) -> None:
    """Neither changes its status, so no call says so."""
    (shown,) = both.rows_of_ours("select row_to_json(r)::text as said from app.room_view as r where r.id = 101000")
    with both.theirs.cursor(row_factory=dict_row) as cursor:
        caller = who(cursor, rules_of(both.theirs), "bench-1", "token-1")
        room = cursor.execute(ROOM, [1, 101_000]).fetchone()
        assert room
        made = as_json(room_payload(caller, room, cursor.execute(GUESTS, [1, 101_000]).fetchall()))
    alike = same(since=datetime.now(UTC))
    assert alike(made) == alike(shown["said"])
    assert json.loads(made)["current_occupancy"] == 1


def test_the_chain_of_the_service_layer_is_ours(both: Both) -> None:
    for to_status, note in (("CLEANING_IN_PROGRESS", "it's \\ me"), ("CHECKOUT_DIRTY", "")):
        our_answer(both, 100_002, to_status, token="token-1", source="HOUSEKEEPING", note=note)
        set_room_status(both.theirs, "bench-1", 100_002, to_status, "token-1", note=note)
    rows, events = both.log("audit")[1], both.log("event")[1]
    (head,) = both.rows("select * from hotel.log_head where hotel_id = 1")[1]
    previous = b""
    for row in rows:
        values = [*row.values()]
        query = f"select hotel.audit_digest(%s, row({', '.join(['%s'] * len(values))})::hotel.audit) as hash"
        made = both.tables[0].execute(query.encode(), [previous, *values]).fetchone()
        assert made == {"hash": row["hash"]}
        assert digest(previous, values[:-1]) == row["hash"]
        previous = row["hash"]
    assert (head["audit_seq"], head["audit_hash"], head["event_seq"]) == (len(rows), previous, len(events))
    for numbered in (rows, events):
        assert [row["seq"] for row in numbered] == list(range(1, len(numbered) + 1))


@pytest.mark.parametrize(
    ("code", "room", "to_status", "token", "source", "note"),
    [
        ("HOTEL_ACCESS_DENIED", 100_003, "CLEANING_IN_PROGRESS", "token-2", "HOUSEKEEPING", ""),
        ("INVALID_TOKEN", 100_003, "CLEANING_IN_PROGRESS", "nobody", "HOUSEKEEPING", ""),
        ("CAPABILITY_MISSING", 100_003, "CLEANING_IN_PROGRESS", "waiter", "HOUSEKEEPING", ""),
        ("CAPABILITY_MISSING", 100_003, "CHECKOUT_DIRTY", "waiter", "HOUSEKEEPING", ""),
        ("TRANSITION_NOT_LISTED", 100_003, "OUT_OF_ORDER", "token-1", "MANAGER_OVERRIDE", "why not"),
        ("CAPABILITY_MISSING", 100_003, "CLEANED_UNINSPECTED", "waiter", "FRONT_DESK", ""),
        ("ROOM_NOT_FOUND", 200_003, "CLEANING_IN_PROGRESS", "token-1", "HOUSEKEEPING", ""),
        ("VALIDATION_ERROR", 100_003, "CLEANING_IN_PROGRESS", "token-1", "MANAGER_OVERRIDE", " "),
        ("VALIDATION_ERROR", 100_003, "CLEANING_IN_PROGRESS", "token-1", "SYSTEM", ""),
        ("guests_are_in_the_room_of_their_stay", 100_004, "CLEANING_IN_PROGRESS", "token-1", "HOUSEKEEPING", ""),
        ("room_is_occupied_by_its_stay", 100_100, "OCCUPIED", "token-1", "MANAGER_OVERRIDE", "walks in"),
    ],
)
def test_both_refuse_the_same(
    both: Both, code: str, room: int, to_status: str, *, token: str, source: str, note: str
) -> None:
    before = unchanged(both)
    with pytest.raises(psycopg.Error) as ours:
        our_answer(both, room, to_status, token=token, source=source, note=note)
    with pytest.raises(RefusedError) as theirs:
        set_room_status(both.theirs, "bench-1", room, to_status, token, source=source, note=note)
    assert (str(ours.value.diag.message_detail).split()[0], str(theirs.value)) == (code, code)
    assert unchanged(both) == before


def ours_approves(both: Both, number: str, token: str) -> Any:
    row = both.ours.execute(
        "select api.approve_booking(p_hotel => 'bench-1', p_booking_id => %s, p_token => %s) as said", [number, token]
    ).fetchone()
    assert row
    return row["said"]


def test_a_request_is_approved_by_both_and_both_write_the_same(both: Both) -> None:
    alike = same(since=datetime.now(UTC))
    for n in (1_000_000, 1_000_001, 1_000_001):
        number, before = f"BK-B1-2026-{n}", [len(rows) for rows in (*both.log("audit"), *both.log("event"))]
        told = ours_approves(both, number, "token-1")
        answered = approve_booking(both.theirs, "bench-1", number, "token-1")
        assert alike(told) == alike(answered)
        written = [rows[n:] for rows, n in zip((*both.log("audit"), *both.log("event")), before, strict=True)]
        assert alike(written[0]) == alike(written[1])
        assert alike(written[2]) == alike(written[3])
        for table in ("booking", "mail", "inventory_night"):
            rows = both.rows(f"select t.* from hotel.{table} as t where t.hotel_id = 1 order by t")
            assert alike(rows[0]) == alike(rows[1])


@pytest.mark.parametrize(
    ("code", "number", "token"),
    [
        ("HOTEL_ACCESS_DENIED", "BK-B1-2026-1000002", "token-2"),
        ("INVALID_TOKEN", "BK-B1-2026-1000002", "nobody"),
        ("CAPABILITY_MISSING", "BK-B1-2026-1000002", "waiter"),
        ("BOOKING_NOT_FOUND", "BK-B2-2026-1000002", "token-1"),
        ("INVALID_STATUS", "BK-B1-2026-1000003", "token-1"),
        ("DECISION_PENDING", "BK-B1-2026-1000004", "token-1"),
    ],
)
def test_both_refuse_the_same_approvals(both: Both, code: str, number: str, token: str) -> None:
    before = unchanged(both)
    with pytest.raises(psycopg.Error) as ours:
        ours_approves(both, number, token)
    with pytest.raises(RefusedError) as theirs:
        approve_booking(both.theirs, "bench-1", number, token)
    assert (str(ours.value.diag.message_detail).split()[0], str(theirs.value)) == (code, code)
    assert unchanged(both) == before
