"""What a login could make others wait with: a lock by its number, which it does not get; a transaction left open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from db.apply import Report, apply
from db.dump import dump_schema
from hotelmate.prove.house import HOTEL, House
from tests.postgres import TestDatabase

LOGINS = ("api", "listener", "operator", "jobs")
KEYS = "select unnest(array[hotel.log_lock_key(%s), hotel.relay_bell_key(), hotel.relay_leader_key()])"
HOLDS_LOG = (
    "select true from pg_locks as l where l.locktype = 'advisory' and l.granted and l.pid = %s "
    "and l.classid::bigint << 32 | l.objid::bigint = hotel.log_lock_key(%s)"
)
OPEN = "select object from ops.security_findings where code = 'LOCKS_BY_NUMBER'"


@pytest.fixture
def house(database: TestDatabase) -> Iterator[House]:
    house = House(database.url())
    yield house
    house.close()


def staff_call(database: TestDatabase, house: House, number: str, patience: str = "1s") -> None:
    """What the front desk does all day; it waits for a lock no longer than `patience`. Raises LockNotAvailable."""
    with database.connect("api", autocommit=True, options=f"-c lock_timeout={patience}") as desk:
        desk.execute("select api.mark_booking_seen(%s, %s, p_token => %s)", [HOTEL, number, house.tokens["manager"]])


def attempt(login: psycopg.Connection[Any], key: int) -> str | None:
    """The SQLSTATE with which a lock is refused."""
    try:
        login.execute("select pg_advisory_lock(%s)", [key])
    except psycopg.Error as error:
        return error.sqlstate
    return None


def test_who_holds_a_hotels_lock_makes_its_commits_wait(database: TestDatabase, house: House) -> None:
    """Why it matters: the attack of the other tests, by the one who may."""
    number = house.confirmed()
    holder = database.connect(autocommit=True)
    holder.execute("select pg_advisory_lock(hotel.log_lock_key(%s))", [house.hotel_id])
    with pytest.raises(psycopg.errors.LockNotAvailable):
        staff_call(database, house, number)


@pytest.mark.parametrize("role", LOGINS)
def test_no_login_makes_them_wait(database: TestDatabase, house: House, role: str) -> None:
    number = house.confirmed()
    keys = [key for (key,) in database.connect().execute(KEYS, [house.hotel_id])]
    login = database.connect(role, autocommit=True)
    refusals = [attempt(login, key) for key in keys]
    staff_call(database, house, number)
    assert refusals == ["42501"] * len(keys)


def test_a_deploy_takes_the_right_away_where_it_is(database: TestDatabase) -> None:
    """From a database of an earlier release, or one where somebody gave it back."""
    with database.connect(autocommit=True) as admin:
        admin.execute("grant execute on function pg_advisory_lock(bigint), pg_try_advisory_lock(bigint) to public")
        admin.execute("revoke execute on function pg_advisory_xact_lock(bigint) from hotelmate_owner")
        assert len(admin.execute(OPEN).fetchall()) == 2
        admin.execute("set role hotelmate_owner")
        admin.execute("update hotel.code_version set sha256 = repeat('0', 64)")
    assert apply(database.url(), progress=lambda _: None) == Report(code_loaded=True)
    with database.connect("owner") as owner:
        assert owner.execute(OPEN).fetchall() == []
        owner.execute("select pg_advisory_xact_lock(1)")


def test_a_dump_carries_it(database: TestDatabase) -> None:
    dump = dump_schema(database.url())
    assert "REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;" in dump
    assert "GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO hotelmate_owner;" in dump


@pytest.mark.parametrize(
    ("role", "patience"), [*((program, "30s") for program in ("api", "listener", "jobs")), ("operator", "10min")]
)
def test_a_transaction_left_open_ends_with_its_session(database: TestDatabase, role: str, patience: str) -> None:
    login = database.connect(role, autocommit=True)
    assert login.execute("show idle_in_transaction_session_timeout").fetchone() == (patience,)


def test_till_then_it_can_keep_a_hotels_log(database: TestDatabase, house: House) -> None:
    """By having its own checks made early; with a shorter time here than a deploy sets."""
    mine, other = house.confirmed(), house.confirmed()
    login = database.connect("api", options="-c idle_in_transaction_session_timeout=500ms")
    seen = "select api.mark_booking_seen(%s, %s, p_token => %s)"
    login.execute(seen, [HOTEL, mine, house.tokens["manager"]])
    login.execute("set constraints all immediate")
    assert house.value(HOLDS_LOG, login.info.backend_pid, house.hotel_id) is True
    staff_call(database, house, other, patience="20s")
    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        login.execute("select 1")
