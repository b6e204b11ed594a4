"""Every database role at every lock by its number that our code takes: one that got it would make others wait."""

from __future__ import annotations

from typing import Any

import psycopg

from hotelmate.prove.house import HOTEL
from hotelmate.prove.tenancy_roles import CALLS
from hotelmate.prove.tenancy_stage import Part, World

FUNCTIONS = (
    "select p.proname::text, p.pronargs from pg_proc as p "
    "where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory_(xact_)?lock' order by 1, 2"
)
# Of the hotels' logs, of the relay's bell and lead.
KEYS = (
    "select hotel.log_lock_key(h.hotel_id) from hotel.hotel as h "
    "union all select hotel.relay_bell_key() union all select hotel.relay_leader_key()"
)


def locks(world: World) -> Part:
    """Each role, each function that takes a lock by number, each key; meanwhile the desk must go on."""
    part = Part("a role at a lock by its number, every function × every key")
    numbers = {role: world.house.confirmed() for role in CALLS}
    with psycopg.connect(world.url) as admin:
        functions = admin.execute(FUNCTIONS).fetchall()
        keys = [key for (key,) in admin.execute(KEYS)]
    for role, number in numbers.items():
        with world.connect(role) as login:
            for name, arguments in functions:
                for key in keys:
                    # Two numbers are other locks than one: none of ours, and no more anybody's business.
                    given = key if arguments == 1 else f"{key >> 32}, {key % 2**31}"
                    state = _outcome(login, f"select {name}({given})")
                    part.judge(state == "42501", state, f"{role}: {name}({given})")
            state = _desk(world, number)
            part.judge(state == "done", state, f"{role} holds what it got, and the desk waits")
    return part


def _desk(world: World, number: str) -> str:
    """What becomes of a change by staff that waits for nobody longer than a second."""
    with world.connect("hotelmate_api") as desk:
        desk.execute("set lock_timeout = '1s'")
        token = world.house.tokens["manager"]
        return _outcome(desk, "select api.mark_booking_seen(%s, %s, p_token => %s)", HOTEL, number, token)


def _outcome(conn: psycopg.Connection[Any], statement: str, *parameters: object) -> str:
    """The SQLSTATE with which it is refused, or "done"."""
    try:
        conn.execute(statement.encode(), parameters)
    except psycopg.Error as error:
        return str(error.sqlstate)
    return "done"
