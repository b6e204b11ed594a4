"""The proof of the audit log: it runs, and it can fail."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from hotelmate.prove import audit
from hotelmate.prove.audit_life import Life
from hotelmate.prove.audit_tampering import Tampering
from hotelmate.prove.house import HOTEL, House
from tests.postgres import TestDatabase


@pytest.fixture
def lived(database: TestDatabase) -> tuple[psycopg.Connection[Any], Life]:
    """A house that has lived a little, its log without its guards."""
    house = House(database.url())
    life = Life(house, seed=7)
    life.live(25)
    house.close()
    conn = database.connect(autocommit=True)
    conn.execute("alter table hotel.audit disable trigger all; alter table hotel.log_head disable trigger all")
    return conn, life


def first(life: Life, change: str, named: int = 3) -> Tampering:
    return Tampering("column", "x", f"update hotel.audit set {change} where hotel_id = {life.house.hotel_id}", (named,))


def test_the_house_lives(lived: tuple[psycopg.Connection[Any], Life]) -> None:
    conn, life = lived
    assert life.done.total() > 5
    assert life.refused.total() > 0
    assert conn.execute("select from ops.rebuild(%s)", [HOTEL]).fetchall() == []


def test_alterations_are_named_and_undone(lived: tuple[psycopg.Connection[Any], Life]) -> None:
    conn, life = lived
    assert audit.tamper(conn, first(life, "note = 'x'")) == 1
    assert audit.tamper(conn, first(life, "operation = 'MERGE'")) is None
    assert audit.tamper(conn, first(life, "note = note")) == -1


def test_every_alteration_is_tried(lived: tuple[psycopg.Connection[Any], Life]) -> None:
    conn, life = lived
    [(rows, _, problem)] = audit._verdicts(conn)
    assert problem is None
    tried = audit._all(conn, life.house.hotel_id, rows)
    assert {t.kind for t in tried} == {
        *("column", "null", "boundary", "character", "deleted", "inserted", "swapped", "hash righted", "cut", "head"),
    }
    columns = {t.what.split(",")[0] for t in tried if t.kind == "column"}
    names = conn.execute(
        "select attname::text from pg_attribute where attrelid = 'hotel.audit'::regclass and attnum > 0"
    ).fetchall()
    assert columns == {name for (name,) in names}


def test_an_alteration_that_is_not_noticed_fails_the_proof(lived: tuple[psycopg.Connection[Any], Life]) -> None:
    """As if the hash left out the note."""
    conn, life = lived
    [(definition,)] = conn.execute("select pg_get_functiondef('hotel.audit_digest'::regproc)").fetchall()
    assert "quote_nullable(p_row.note)" in definition
    conn.execute(definition.replace("quote_nullable(p_row.note)", "''").encode())
    conn.execute(
        "do $$ declare r record; begin for r in select hotel_id, seq from hotel.audit order by seq loop "
        "update hotel.audit as a set hash = hotel.audit_digest(coalesce((select p.hash from hotel.audit as p where "
        "p.hotel_id = a.hotel_id and p.seq = a.seq - 1), ''), a) where (a.hotel_id, a.seq) = (r.hotel_id, r.seq); "
        "end loop; update hotel.log_head as h set audit_hash = a.hash from hotel.audit as a "
        "where a.hotel_id = h.hotel_id and a.seq = h.audit_seq; end $$"
    )
    result = audit._result(conn, life.house.hotel_id, life, [], lambda _: None)
    assert result.figures["unnoticed"] != 0
    assert any("note" in failure for failure in result.failures)


def test_a_log_that_does_not_fold_fails_the_proof(lived: tuple[psycopg.Connection[Any], Life]) -> None:
    conn, life = lived
    result = audit._result(conn, life.house.hotel_id, life, [("room", "7")], lambda _: None)
    assert "the log does not fold to the live room 7" in result.failures
