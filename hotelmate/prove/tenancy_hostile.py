"""A hostile ground: programs that come with forged settings, names put in front of ours, and two strangers' logins."""

from __future__ import annotations

import psycopg
from psycopg import sql

from hotelmate.prove.house import House

FORGED = "Forged Actor"
# The programs come with these, as if somebody had seen to it: who acts, and where names are looked up.
HOSTILE = {"hotelmate.context": f'(import,"{FORGED}",1,SQL,forged)', "search_path": "hostile, public, pg_catalog"}
PROGRAMS = ("hotelmate_api", "hotelmate_listener", "hotelmate_jobs")
OPERATOR = "tenancy_operator"  # works on the first hotel only
NOBODY = "tenancy_nobody"  # a login with a connection and nothing else


def antagonise(admin_url: str, house: House) -> None:
    """Programs with hostile settings, an operator of one hotel, a stranger's login, and a schema of look-alikes."""
    with psycopg.connect(admin_url, autocommit=True) as conn:
        befriend(admin_url)
        for role in (OPERATOR, NOBODY):
            conn.execute(sql.SQL("create role {} login valid until '2100-01-01'").format(sql.Identifier(role)))
        conn.execute(f"grant hotelmate_operator to {OPERATOR}")
        name = sql.Identifier(conn.info.dbname)
        conn.execute(sql.SQL("grant connect on database {} to {}").format(name, sql.Identifier(NOBODY)))
        conn.execute(LOOK_ALIKES)
        for role in PROGRAMS:
            for setting, value in HOSTILE.items():
                conn.execute(
                    sql.SQL("alter role {} in database {} set {} = {}").format(
                        sql.Identifier(role), name, sql.SQL(setting), _setting(setting, value)
                    )
                )
    house.run("insert into hotel.operator_access (hotel_id, role_name) values (%s, %s)", house.hotel_id, OPERATOR)


def _setting(name: str, value: str) -> sql.Composable:
    if name == "search_path":
        return sql.SQL(", ").join(sql.Identifier(part) for part in value.split(", "))
    return sql.Literal(value)


# What a function that looks names up on its caller's path would find first.
LOOK_ALIKES = """
create schema hostile;
grant usage on schema hostile to public;
create table hostile.caught (what text);
grant insert on hostile.caught to public;
do $$
declare
    v_call text;
begin
    foreach v_call in array array[
        'now() returns timestamptz', 'sha256(bytea) returns bytea', 'btrim(text) returns text',
        'lower(text) returns text',
        'jsonb_build_object(text, text) returns jsonb', 'set_config(text, text, boolean) returns text',
        'gen_random_uuid() returns uuid', 'clock() returns timestamptz', 'token_hash(text) returns bytea'
    ]
    loop
        execute format(
            'create function hostile.%s language plpgsql as '
            '$f$ begin insert into hostile.caught values (%L); return null; end $f$', v_call, v_call
        );
        execute format('grant execute on function hostile.%s to public', split_part(v_call, ' returns ', 1));
    end loop;
end;
$$;
create function hostile.same(text, text) returns boolean language plpgsql as $$
begin insert into hostile.caught values ('text = text'); return true; end $$;
create operator hostile.= (leftarg = text, rightarg = text, function = hostile.same);
create table hostile.booking (hotel_id bigint);
create table hostile.staff_token (token_hash bytea);
"""


def befriend(admin_url: str) -> None:
    """Take away what was added outside the hotels' own tables."""
    with psycopg.connect(admin_url, autocommit=True) as conn:
        name = sql.Identifier(conn.info.dbname)
        for role in PROGRAMS:
            for setting in HOSTILE:
                conn.execute(
                    sql.SQL("alter role {} in database {} reset {}").format(
                        sql.Identifier(role), name, sql.SQL(setting)
                    )
                )
        conn.execute("drop schema if exists hostile cascade")
        for role in (OPERATOR, NOBODY):
            if conn.execute("select from pg_roles where rolname = %s", [role]).fetchone():
                conn.execute(sql.SQL("drop owned by {}").format(sql.Identifier(role)))
                conn.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))
