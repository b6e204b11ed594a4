"""What else a login could try on the server: become somebody, put names in front, reach files, switch rules off."""

from __future__ import annotations

from typing import Any

import psycopg

from hotelmate.prove.tenancy_roles import CALLS
from hotelmate.prove.tenancy_stage import MARK, Part, World, changed

# {role} is each other role of ours, and the administrator.
BECOME: tuple[str, ...] = (
    "set role {role}",
    "set session authorization {role}",
    "grant {role} to current_user",
    "alter role {role} superuser",
)
BECOME += (
    "alter role {role} password 'mine'",
    "alter role {role} set hotelmate.context = 'forged'",
    "drop role {role}",
)
BECOME += (
    "reassign owned by {role} to current_user",
    "alter default privileges for role {role} grant select on tables to public",
)
FORBIDDEN = (
    "set session_replication_role = replica",
    "set log_statement = 'all'",
    "alter system set fsync = off",
    "alter role current_user superuser",
    "alter role current_user bypassrls",
    "create role mine",
    "create database mine",
    "create schema mine",
    "create temporary table booking (id int)",
    "create temporary view booking as select 1",
    "create function pg_temp.now() returns int language sql as 'select 1'",
    "create function public.leak(text) returns boolean language plpgsql cost 0.0001 "
    "as $$ begin raise notice '%', $1; return true; end $$",
    "create function api.mine() returns int language sql security definer as 'select 1'",
    "create function hotel.mine() returns int language sql as 'select 1'",
    "create operator public.= (leftarg = text, rightarg = text, function = texteq)",
    "create cast (bigint as bytea) without function as implicit",
    "create type public.mine as (a int)",
    "create domain public.mine as int",
    "create extension dblink",
    "create extension postgres_fdw",
    "create extension pg_trgm",
    "create event trigger mine on ddl_command_start execute function app.refuse_change()",
    "create publication mine for all tables",
    "create subscription mine connection 'host=/nonexistent' publication p",
    "create trigger mine before insert on hotel.booking for each row "
    "execute function suppress_redundant_updates_trigger()",
    "create rule mine as on select to hotel.room do instead nothing",
    "alter function hotel.clock() rename to mine",
    "create or replace function hotel.clock() returns timestamptz language sql as 'select null::timestamptz'",
    "alter schema api rename to mine",
    "drop schema api cascade",
    "truncate hotel.audit",
    "select * from pg_authid",
    "select * from pg_statistic",
    "select * from pg_hba_file_rules",
    "select pg_read_file('/etc/passwd')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/mine')",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/mine'",
    "copy hotel.room from '/etc/passwd'",
    "select pg_reload_conf()",
    "select pg_switch_wal()",
    "select pg_create_physical_replication_slot('mine')",
    "select pg_create_logical_replication_slot('mine', 'test_decoding')",
    "select pg_terminate_backend(a.pid) from pg_stat_activity as a where a.usename = 'postgres'",
    "load '$libdir/auto_explain'",
    "checkpoint",
    "set row_security = off; select count(*) from hotel.booking",
    "select app.set_context('import', 'me', 1, 'SQL', 'x')",
    "select pg_catalog.set_config('session_replication_role', 'replica', false)",
    "select query_to_xml('select * from hotel.staff_token', true, false, '')",
    "select table_to_xml('hotel.guest_token', true, false, '')",
    "prepare look as select * from hotel.precheckin_token; execute look",
    "declare look cursor for select * from hotel.idempotency",
    "explain analyze select * from hotel.conversation",
    "select ts_stat('select to_tsvector(token_hash::text) from hotel.staff_token')",
    "select currval('hotel.booking_id_seq')",
    "do $$ begin perform t.token_hash from hotel.staff_token as t; end $$",
)
# No transaction block takes these.
OUTSIDE = ("create database", "alter system", "create subscription")
# PostgreSQL gives these to every login. What they come to: a session's own settings and its own password; memory, disk
# and time of the server.
HARMLESS = (
    "set row_security = off",
    "set hotelmate.context = '(import,me,1,SQL,x)'",
    "set search_path = hostile, public",
    "set statement_timeout = 0",
    "set constraints all immediate",
    "alter role current_user set work_mem = '1MB'",
    "alter role current_user password 'own'",
    "drop owned by current_user",
    "select lo_create(0)",
    "notify hotelmate_events",
    "listen hotelmate_events",
    "select pg_advisory_unlock_all()",
    "select pg_notify('hotelmate_events', 'x')",
)


def games(world: World) -> Part:
    """Each role, each way up. Refused means an error; where PostgreSQL only warns, nothing may have come of it."""
    part = Part("a role at the server: other roles, files, names, triggers, extensions")
    before, rights = world.rows(), _rights(world)
    for role in CALLS:
        others = [other for other in (*CALLS, "hotelmate_owner", "postgres") if other != role]
        statements = [way.format(role=other) for way in BECOME for other in others]
        with world.connect(role) as conn:
            for statement in (*statements, *FORBIDDEN):
                state = _outcome(conn, statement)
                part.judge(state == "42501", state, f"{role}: {statement}")
    _count(part, before, rights, world)
    return part


def _outcome(conn: psycopg.Connection[Any], statement: str) -> str:
    """The SQLSTATE with which it is refused, or "done"."""
    try:
        if statement.startswith(OUTSIDE):
            conn.execute(statement.encode())
        else:
            with conn.transaction(force_rollback=True):
                conn.execute(statement.encode())
    except psycopg.Error as error:
        return str(error.sqlstate)
    return "done"


def harmless(world: World) -> Part:
    """What every login may do changes no row of a hotel and no right, and shows nothing of the other."""
    part = Part("what PostgreSQL lets every login do: nothing comes of it")
    before, rights = world.rows(), _rights(world)
    for role in CALLS:
        with world.connect(role) as conn:
            for statement in HARMLESS:
                part.judge(True, _outcome(conn, statement), statement)
            part.judge(*_activity_shown(conn, role))
            # Statistics of columns are rows too: of a guarded table nobody but its owner sees any.
            shown = str(conn.execute("select * from pg_stats where schemaname = 'hotel'").fetchall())
            part.judge(MARK not in shown and "token_hash" not in shown, "statistics", f"{role}: pg_stats shows values")
    _count(part, before, rights, world)
    return part


def _activity_shown(conn: psycopg.Connection[Any], role: str) -> tuple[bool, str, str]:
    """What of other roles' statements a role sees: nothing."""
    seen = conn.execute(
        "select count(*) from pg_stat_activity "
        "where usename <> current_user and query not in ('', '<insufficient privilege>')"
    ).fetchone()
    return seen == (0,), "pg_stat_activity", f"{role}: sees {seen} statements of others"


RIGHTS = """
    select 'relation', c.oid::regclass::text, c.relacl::text, c.relowner::text,
        c.relrowsecurity || ' ' || c.relforcerowsecurity
    from pg_class as c
    where c.relnamespace::regnamespace::text = any(%(ours)s)
    union all
    select 'routine', p.oid::regprocedure::text, p.proacl::text, p.proowner::text, md5(p.prosrc) || p.proconfig::text
    from pg_proc as p
    where p.pronamespace::regnamespace::text = any(%(ours)s)
    union all
    select 'schema', n.nspname::text, n.nspacl::text, n.nspowner::text, '' from pg_namespace as n
    union all
    select 'trigger', t.tgrelid::regclass || ' ' || t.tgname, t.tgenabled::text, '', '' from pg_trigger as t
    union all
    select 'policy', p.polrelid::regclass || ' ' || p.polname, p.polroles::text, p.polqual::text, '' from pg_policy as p
    union all
    select 'role', r.rolname, concat(r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcanlogin), '', ''
    from pg_roles as r
    union all
    select 'member', m.roleid::regrole::text, m.member::regrole::text, '', '' from pg_auth_members as m
    union all
    select 'database', d.datname, d.datacl::text, '', '' from pg_database as d
"""


def _rights(world: World) -> set[tuple[Any, ...]]:
    """Who may do what, whole: of every relation, routine, schema, trigger, policy and role."""
    with psycopg.connect(world.url) as conn:
        ours = ["hotel", "archive", "app", "api", "ops", "relay", "jobs", "public"]
        return set(conn.execute(RIGHTS, {"ours": ours}).fetchall())


def _count(part: Part, before: Any, rights: set[tuple[Any, ...]], world: World) -> None:
    rows = changed(before, world)
    if rows:
        part.failures.append(f"{part.name}: {rows} rows changed")
    part.failures += [f"{part.name}: changed {right[:2]}" for right in sorted(rights ^ _rights(world), key=str)[:5]]
