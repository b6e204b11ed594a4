"""An operator of one hotel at the other: through every function that takes a hotel, and in every view and table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from hotelmate.prove.house import OTHER_HOTEL
from hotelmate.prove.tenancy_hostile import OPERATOR
from hotelmate.prove.tenancy_roles import SCHEMAS, Function, count_changes
from hotelmate.prove.tenancy_stage import MARK, Part, World


def elsewhere(world: World) -> Part:
    """An operator of one hotel at another: through every function that takes a hotel, with that one's own ids."""
    part = Part("an operator at a hotel that is not listed, every function")
    before = world.rows()
    with psycopg.connect(world.url) as admin:
        signatures = admin.execute(
            "select n.nspname || '.' || p.proname, p.proargnames::text[], p.pronargs, p.pronargdefaults, "
            "array(select format_type(t, null) from unnest(p.proargtypes::oid[]) as t) "
            "from pg_proc as p inner join pg_namespace as n on p.pronamespace = n.oid "
            "where n.nspname in ('ops', 'api') and 'p_hotel' = any(p.proargnames) "
            "and (n.nspname = 'ops' or 'p_token' = any(p.proargnames)) order by 1"
        ).fetchall()
    with world.connect(OPERATOR) as conn:
        for name, names, count, defaults, types in signatures:
            if not Function(name, "").is_of(OPERATOR):
                continue
            given = dict(zip(names[:count], types, strict=False))
            call = _call_there(
                world,
                name,
                {a: k for n, (a, k) in enumerate(given.items()) if n < count - defaults or a in ("p_hotel", "p_note")},
            )
            _try_there(conn, part, call, name)
    count_changes(part, before, world)
    return part


def _call_there(world: World, name: str, arguments: dict[str, str]) -> sql.Composed:
    theirs: dict[str, Callable[[], object]] = {
        "p_hotel": lambda: OTHER_HOTEL,
        "p_booking_id": lambda: world.foreign["booking"],
        "p_room_number": lambda: 901,
        "p_room_id": lambda: world.foreign["room"],
        "p_entity": lambda: "booking",
        "p_entity_id": lambda: world.foreign["booking"],
    }
    plain = {"text": "a test", "timestamp with time zone": "2031-01-01", "boolean": "true", "date": "2031-01-01"}
    named = [
        sql.SQL("{} => {}::{}").format(
            sql.Identifier(a), sql.Literal(theirs[a]() if a in theirs else plain.get(kind)), sql.SQL(kind)
        )
        for a, kind in arguments.items()
        if a != "p_token"
    ]
    if "p_token" in arguments:
        named.append(sql.Composed([sql.SQL("p_token => null")]))
    return sql.SQL("select * from {}({}) as answer").format(sql.Identifier(*name.split(".")), sql.SQL(", ").join(named))


def _try_there(conn: psycopg.Connection[Any], part: Part, call: sql.Composed, name: str) -> None:
    try:
        rows = conn.execute(call).fetchall()
    except psycopg.Error as error:
        code = (error.diag.message_detail or error.sqlstate or "").split(" ")[0]
        part.judge((error.sqlstate or "").startswith("RV"), code, f"{name} {error.diag.message_primary}")
        part.shows_nothing_foreign(str(error), name)
    else:
        part.judge(all(row[0] is None for row in rows), "nothing of that hotel", f"{name} answered {str(rows)[:80]}")


def views(world: World) -> Part:
    """What an operator of one hotel is shown by every view: nothing of the other, however it is asked."""
    part = Part("another hotel's rows, every view and table × every way to ask, operator")
    ways: tuple[LiteralString, ...] = (
        "select v::text from {v} as v",
        "select v::text from {v} as v where v::text like '%%' || {mark} || '%%'",
        "select query_to_xml({text}, true, false, '')::text",
        "declare look cursor for select v::text from {v} as v; fetch all from look",
        "explain (analyze, verbose, costs off) select * from {v} as v",
        "select v::text from {v} as v where 1 / (case when v::text like '%%' || {mark} || '%%' then 0 else 1 end) = 1",
    )
    with world.connect(OPERATOR) as conn:
        for name in _readable(conn):
            for way in ways:
                _look(conn, part, way, name)
        with psycopg.connect(world.url) as admin:
            there = [name for name in _readable(conn) if _mark_is_in(admin, name)]
        if len(there) < 8:
            part.failures.append(f"{part.name}: the other hotel is only in {there}: nothing to be seen anyway")
        seen = conn.execute("select count(*), count(distinct hotel_id) from hotel.booking").fetchone()
        part.judge(seen is not None and seen[0] > 0 and seen[1] == 1, str(seen), "the operator sees the own bookings")
    return part


def _readable(conn: psycopg.Connection[Any]) -> Iterator[str]:
    rows = conn.execute(
        "select format('%%I.%%I', n.nspname, c.relname) from pg_class as c inner join pg_namespace as n "
        "on c.relnamespace = n.oid where n.nspname = any(%s) and c.relkind in ('r', 'p', 'v') "
        "and has_table_privilege(c.oid, 'select') order by 1",
        [list(SCHEMAS)],
    ).fetchall()
    yield from (name for (name,) in rows)


def _mark_is_in(admin: psycopg.Connection[Any], name: str) -> bool:
    """Whether an administrator finds the other hotel's mark there."""
    statement = sql.SQL("select coalesce(bool_or(v::text like {}), false) from {} as v")
    row = admin.execute(statement.format(sql.Literal(f"%{MARK}%"), sql.Identifier(*name.split(".")))).fetchone()
    return bool(row and row[0])


def _look(conn: psycopg.Connection[Any], part: Part, way: LiteralString, name: str) -> None:
    relation = sql.Identifier(*name.split("."))
    statement = sql.SQL(way.replace("%%", "%")).format(
        v=relation, mark=sql.Literal(MARK), text=sql.Literal(f"select * from {name}")
    )
    what = way.partition("{")[0].strip() + f" {name}"
    shown = ""
    try:
        with conn.transaction(force_rollback=True):
            cursor = conn.execute(statement)
            while cursor.nextset():
                pass
            shown = str(cursor.fetchall()) if cursor.description else ""
    except psycopg.Error as error:
        # 22012: the guarded row would have been divided by before it was filtered.
        part.judge(error.sqlstate != "22012", str(error.sqlstate), what)
        return
    part.judge(MARK not in shown, "the other hotel's mark" if MARK in shown else "nothing of the other", what)
