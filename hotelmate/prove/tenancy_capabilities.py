"""Each role of staff without each capability: every function says so by name, before it looks at anything else."""

from __future__ import annotations

from collections import defaultdict

import psycopg
from psycopg import sql

from hotelmate.prove.house import HOTEL
from hotelmate.prove.openapi_parts import OTHER_WAYS
from hotelmate.prove.tenancy_arguments import functions
from hotelmate.prove.tenancy_stage import Part, World, changed

# Who one is, everybody may ask; what a change of a room needs depends on the room.
ASKS_LATER = {"get_me", "set_room_status"}


def each_role(world: World) -> Part:
    """Every function of staff by every role: refused by name where the role grants nothing for it."""
    part = Part("a role without the capability, every function, SQL")
    tokens = _one_of_each_role(world)
    grants: dict[str, set[str]] = defaultdict(set)
    for role, capability in _owner_rows(world, "select role, capability from hotel.role_capability"):
        grants[role].add(capability)
    before = world.rows()
    with world.connect("hotelmate_api") as conn:
        for name, arguments in functions(conn):
            if "p_token" not in arguments:
                continue
            call = _call_with_nothing(name, [a for a, (_, has_default) in arguments.items() if not has_default])
            told = {role: _refusal(conn, call, token) for role, token in tokens.items()}
            needed = {code.split(":")[1] for code in told.values() if code.startswith("CAPABILITY_MISSING")}
            if not needed and name not in ASKS_LATER:
                part.failures.append(f"{part.name}: {name} is refused to nobody")
            for role, code in told.items():
                if needed and not grants[role] & (needed | OTHER_WAYS.get(name, set())):
                    part.judge(code.startswith("CAPABILITY_MISSING"), code.split(":")[0], f"{name} by {role}")
                elif len(needed) == 1 and code.startswith("CAPABILITY_MISSING"):
                    part.failures.append(f"{part.name}: {name} refused {role}, which has {needed}")
    rows = changed(before, world)
    if rows:
        part.failures.append(f"{part.name}: {rows} rows changed")
    return part


def _one_of_each_role(world: World) -> dict[str, str]:
    """Raw tokens of people who are one thing and nothing else."""
    tokens = {}
    column = {"ACCESS_LEVEL": "access_level", "ROLE": "role", "DEPARTMENT": "department"}
    for role, kind in _owner_rows(world, "select role, kind from hotel.role order by role"):
        world.house.run(
            f"insert into hotel.staff (hotel_id, email, first_name, last_name, {column[kind]}) "
            "values (%s, %s, 'A', 'B', %s)",
            world.house.hotel_id,
            f"only-{role}",
            role,
        )
        token = world.house.value(
            "select app.issue_staff_token(s.hotel_id, s.id, 'x') from hotel.staff as s where s.email = %s",
            f"only-{role}",
        )
        tokens[role] = str(token)
    world.issued |= set(tokens.values())
    return tokens


def _owner_rows(world: World, query: str) -> list[tuple[str, str]]:
    with psycopg.connect(world.url) as conn:
        return conn.execute(query.encode()).fetchall()


def _call_with_nothing(name: str, needed: list[str]) -> sql.Composed:
    """What it would do is of no matter: whoever may not do it is told so before anything is looked at."""
    nothing = [sql.SQL("{} => null").format(sql.Identifier(a)) for a in needed if a not in ("p_hotel", "p_token")]
    named = [sql.SQL("p_hotel => {}").format(sql.Literal(HOTEL)), sql.SQL("p_token => %(token)s"), *nothing]
    return sql.SQL("select api.{}({})").format(sql.Identifier(name), sql.SQL(", ").join(named))


def _refusal(conn: psycopg.Connection[object], call: sql.Composed, token: str) -> str:
    """CODE, or CODE:capability; always taken back."""
    with conn.transaction(force_rollback=True):
        try:
            with conn.transaction():
                conn.execute(call, {"token": token})
        except psycopg.Error as error:
            detail = error.diag.message_detail or error.sqlstate or ""
            return detail.replace('CAPABILITY_MISSING {"capability": "', "CAPABILITY_MISSING:").removesuffix('"}')
    return "allowed"
