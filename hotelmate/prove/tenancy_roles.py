"""Every database role at everything it has no business with: relations, sequences, functions, from the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from hotelmate.prove.tenancy_hostile import NOBODY, OPERATOR, PROGRAMS
from hotelmate.prove.tenancy_stage import MARK, Part, World, changed

API, LISTENER, JOBS = PROGRAMS
SCHEMAS = ("hotel", "archive", "app", "api", "ops", "relay", "jobs")
# Whose functions are in which schema; what is besides is named.
CALLS = {API: {"api"}, LISTENER: {"relay"}, JOBS: {"jobs"}, OPERATOR: {"api", "ops"}, NOBODY: set[str]()}
BESIDES = {OPERATOR: {"hotel.operator_hotels"}}
# Between our own processes and the database: the listener runs them, and no operator.
ERRANDS = {
    f"api.{name}"
    for name in (
        *("claim_payment_command", "event_heads", "keep_payment_session", "process_provider_event"),
        *("receive_provider_event", "record_payment_outcome", "record_provider_objects", "deployed_release"),
    )
}
RELATIONS: tuple[LiteralString, ...] = (
    "select v::text from {r} as v",
    "insert into {r} default values",
    "update {r} set {c} = null",
    "delete from {r}",
    "truncate {r}",
    "copy {r} to stdout",
    "copy {r} from stdin",
    "lock table {r} in row exclusive mode",
    "lock table {r} in exclusive mode",
    "select 1 from {r} for key share",
    "select 1 from {r} for update",
    "alter table {r} disable trigger all",
    "alter table {r} disable row level security",
    "drop table {r}",
    "comment on table {r} is 'mine'",
    "create index on {r} ({c})",
    "create policy mine on {r} using (true)",
    "grant select on {r} to public",
)
SEQUENCES: tuple[LiteralString, ...] = ("select nextval({r})", "select setval({r}, 1)", "select * from {c}")
PUBLIC_READS = (
    "select c.oid::regclass::text from pg_class as c "
    "where c.relnamespace::regnamespace::text = any(%s) and has_table_privilege('public', c.oid, 'select')"
)
REFUSED = (
    "42501",
    "42809",
    "55000",
    "0A000",
)  # no privilege; a view, which nobody writes, has no triggers and is no table


@dataclass(frozen=True)
class Function:
    """A function of ours; `call` calls it with nothing in its arguments."""

    name: str
    call: str

    def is_of(self, role: str) -> bool:
        schema = self.name.partition(".")[0]
        if self.name in ERRANDS:
            return role in (API, LISTENER)
        if self.name == "api.call_once":
            return role == API
        return schema in CALLS[role] or self.name in BESIDES.get(role, set())


def relations(world: World) -> Part:
    """Each role, each relation there is, each verb."""
    part = Part("a role at every table, view and sequence × every verb")
    with psycopg.connect(world.url) as conn:
        there = conn.execute(
            "select c.relkind::text, n.nspname::text, c.relname::text, (select a.attname::text from pg_attribute as a "
            "where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
            "and a.attidentity = '' and a.attgenerated = '' "
            "order by a.attnum limit 1) "
            "from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid "
            "where n.nspname = any(%s) and c.relkind in ('r', 'p', 'v', 'm', 'S') order by 2, 3",
            [list(SCHEMAS)],
        ).fetchall()
    before = world.rows()
    for role in CALLS:
        with world.connect(role) as conn:
            for kind, schema, name, column in there:
                verbs = SEQUENCES if kind == "S" else RELATIONS
                for verb in verbs:
                    statement = _statement(verb, kind, schema, name, column)
                    _try(conn, part, role, statement, f"{role}: {verb.format(r=name, c=column)}")
    count_changes(part, before, world)
    return part


def _statement(verb: LiteralString, kind: str, schema: str, name: str, column: str) -> sql.Composed:
    relation = sql.Identifier(schema, name)
    if kind == "S":
        return sql.SQL(verb).format(r=sql.Literal(relation.as_string(None)), c=relation)
    return sql.SQL(verb).format(r=relation, c=sql.Identifier(column))


def _try(conn: psycopg.Connection[Any], part: Part, role: str, statement: sql.Composed, what: str) -> None:
    """A statement that must be refused; an operator may look, at the own hotel alone."""
    try:
        with conn.transaction(force_rollback=True):
            shown = _run(conn, statement)
    except psycopg.Error as error:
        part.judge(error.sqlstate in REFUSED, str(error.sqlstate), what)
    else:
        if "grant" in what:
            part.judge(shown == "", shown, what)
            return
        looks = role == OPERATOR and ("select" in what or "to stdout" in what) and " for " not in what
        part.judge(looks and MARK not in shown, "shown of the own hotel alone", what)


def _run(conn: psycopg.Connection[Any], statement: sql.Composed) -> str:
    """All that a statement shows, as text."""
    if statement.as_string(None).startswith("copy"):
        with conn.cursor().copy(statement) as copy:
            return b"".join(bytes(b) for b in copy).decode() if "to stdout" in statement.as_string(None) else ""
    cursor = conn.execute(statement)
    if statement.as_string(None).startswith("grant"):  # PostgreSQL only warns: what has come of it?
        cursor = conn.execute(PUBLIC_READS, [list(SCHEMAS)])
        return "".join(str(row) for row in cursor.fetchall())
    return str(cursor.fetchall()) if cursor.description else ""


def calls(world: World) -> Part:
    """Each role, each function outside its own schema."""
    part = Part("a role at every function that is not for it")
    with psycopg.connect(world.url) as conn:
        there = _functions(conn)
    before = world.rows()
    for role in CALLS:
        with world.connect(role) as conn:
            for function in there:
                if not function.is_of(role):
                    _try_call(conn, part, function, role)
    count_changes(part, before, world)
    return part


def _functions(conn: psycopg.Connection[Any]) -> list[Function]:
    rows = conn.execute(
        "select n.nspname || '.' || p.proname, case when p.prokind = 'p' then 'call ' else 'select ' end "
        "|| format('%%I.%%I(', n.nspname, p.proname) || coalesce((select string_agg("
        "format('null::%%s', format_type(t, null)), ', ' order by o) "
        "from unnest(p.proargtypes::oid[]) with ordinality as a (t, o)), '') || ')' "
        "from pg_proc as p inner join pg_namespace as n on p.pronamespace = n.oid "
        "where n.nspname = any(%s) and p.prokind in ('f', 'p') and not exists (select from pg_depend as d "
        "where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') order by 1",
        [list(SCHEMAS)],
    ).fetchall()
    return [Function(name, call) for name, call in rows]


def _try_call(conn: psycopg.Connection[Any], part: Part, function: Function, role: str) -> None:
    try:
        with conn.transaction(force_rollback=True):
            conn.execute(function.call.encode())
    except psycopg.Error as error:
        part.judge(error.sqlstate == "42501", str(error.sqlstate), f"{role}: {function.call}")
    else:
        part.judge(False, "answered", f"{role}: {function.call}")


def count_changes(part: Part, before: Any, world: World) -> None:
    rows = changed(before, world)
    if rows:
        part.failures.append(f"{part.name}: {rows} rows changed")
