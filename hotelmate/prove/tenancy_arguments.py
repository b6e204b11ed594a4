"""Another hotel's ids as arguments of every function of schema api, generated from the catalog."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from hotelmate.prove.house import HOTEL
from hotelmate.prove.tenancy_ids import FIELDS, OWN_NAMES
from hotelmate.prove.tenancy_stage import MARK, Part, World, changed


def over_sql(world: World) -> Part:
    """Every function of schema api, as the API's role: each argument that names something gets the other hotel's."""
    part = Part("another hotel's id, every argument of every function, SQL")
    with world.connect("hotelmate_api") as conn:
        for name, arguments in functions(conn):
            part.failures += [
                f"{name}: does {a} name something? tenancy_ids.FIELDS must say" for a in unsaid(arguments)
            ]
            before = world.rows()
            for argument in arguments:
                if _kind(argument, name) is not None:
                    _call(world, conn, part, name, arguments=arguments, attacked=argument)
            rows = changed(before, world)
            if rows:
                part.failures.append(f"{part.name}: {name} changed {rows} rows")
    return part


Arguments = dict[str, tuple[str, bool]]  # name → (type, whether it has a default)


def functions(conn: psycopg.Connection[Any]) -> list[tuple[str, Arguments]]:
    """Every function of schema api there is, with its arguments."""
    rows = conn.execute(
        "select p.proname::text, array_agg(a.name order by a.n), "
        "array_agg(pg_catalog.format_type(a.type, null) order by a.n), "
        "array_agg(a.n > p.pronargs - p.pronargdefaults order by a.n) "
        "from pg_catalog.pg_proc as p cross join lateral unnest(p.proargnames, p.proargtypes::oid[]) "
        "with ordinality as a (name, type, n) "
        "where p.pronamespace = 'api'::regnamespace and a.n <= p.pronargs group by p.oid, p.proname order by 1"
    ).fetchall()
    return [
        (name, dict(zip(names, zip(types, defaults, strict=True), strict=True)))
        for name, names, types, defaults in rows
    ]


# Look like names of things and are none of a hotel's: they come from the provider, from the caller, or are new.
NOT_FOREIGN = {"p_event_id", "p_worker", "p_number_prefix", "p_caller_token", "p_hotel", "p_function", "p_key"}
NOT_FOREIGN |= {"p_hotels", "p_reason_code", "p_promo_code", "p_booker_type", "p_task_type", "p_command", "p_socket_id"}
NOT_FOREIGN |= {
    "p_policy",
    "p_booking_code",
    "p_command_id",
    "p_limit",
    "p_adults",
    "p_children",
    "p_add_nights",
    "p_persons",
    "p_page",
    "p_page_size",
}
NAMES_SOMETHING = re.compile(
    r"_(id|ids|numbers?|codes?|tokens?|bookings?|rooms?|staff|member|polic(y|ies)|plan|type|session|channel|reference|to)$"
)
LISTS = {"p_room_numbers", "p_companions", "p_counts", "p_bookings", "p_ranges", "p_arguments"}
ALIASES = {
    "p_token": "staff_token",
    "p_reference": "session",
    "p_number": "booking",
    "p_id": "task",
    "p_type": "room_type",
    "p_plan": "rate_plan",
    "p_staff_id": "staff",
}


def unsaid(arguments: Arguments) -> list[str]:
    """Arguments that by their name could name something, and of which nobody has said what."""
    return [
        name
        for name in arguments
        if NAMES_SOMETHING.search(name)
        and name.removeprefix("p_") not in FIELDS
        and name not in ALIASES
        and name not in NOT_FOREIGN | LISTS
    ]


def _kind(argument: str, function: str) -> str | None:
    if function in OWN_NAMES and argument in ("p_code", "p_room_number"):
        return None
    return ALIASES.get(argument) or FIELDS.get(argument.removeprefix("p_"))


def _call(
    world: World, conn: psycopg.Connection[Any], part: Part, name: str, *, arguments: Arguments, attacked: str
) -> None:
    values = {
        argument: _value(world, name, argument, kind, attacked)
        for argument, (kind, has_default) in arguments.items()
        if not has_default or argument in (attacked, "p_token", "p_hotel", "p_guest_token")
    }
    named = sql.SQL(", ").join(
        sql.SQL("{} => {}::{}").format(sql.Identifier(a), sql.Placeholder(a), sql.SQL(arguments[a][0])) for a in values
    )
    call = sql.SQL("select api.{}({})::text").format(sql.Identifier(name), named)
    try:
        row = conn.execute(call, values).fetchone()
    except psycopg.Error as error:
        code = (error.diag.message_detail or error.sqlstate or "").split(" ")[0]
        part.judge((error.sqlstate or "").startswith(("RV", "22", "23")), code, f"{name}({attacked})")
        part.shows_nothing_foreign(f"{error.diag.message_primary} {error.diag.message_detail}", f"{name}({attacked})")
    else:
        answer = str(row[0]) if row else ""
        # Answered: a list that the other's id makes empty, a page that is not there. It must show nothing of the other.
        part.judge(MARK not in answer, "answered without it", f"{name}({attacked})")


def _value(world: World, function: str, argument: str, kind: str, attacked: str) -> Any:
    own = {
        "p_hotel": HOTEL,
        "p_token": world.house.tokens["manager"],
        "p_caller_token": world.house.tokens["manager"],
        "p_booking_id": world.target.booking,
        "p_guest_token": world.target.guest_token,
        "p_room_id": world.target.room,
        "p_room_number": world.target.door,
        "p_reason": "a test",
    }
    if argument == attacked:
        name = "session_key" if kind == "uuid" else _kind(argument, function) or ""
        return _as_type(world.foreign[name], kind)
    return _as_type(own.get(argument), kind)


def _as_type(value: Any, kind: str) -> Any:
    if value is None:
        return {"date": date(2031, 1, 1), "jsonb": Jsonb({}), "text": "x"}.get(kind)
    if kind.endswith("[]"):
        return [value]
    return str(value)
