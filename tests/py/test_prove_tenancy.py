"""`hotel prove tenancy`: its parts hold, and each can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from hotelmate.prove import tenancy
from hotelmate.prove.tenancy_arguments import over_sql, unsaid
from hotelmate.prove.tenancy_games import games, harmless
from hotelmate.prove.tenancy_locks import locks
from hotelmate.prove.tenancy_operators import elsewhere, views
from hotelmate.prove.tenancy_roles import calls, relations
from hotelmate.prove.tenancy_secrets import secrets
from hotelmate.prove.tenancy_stage import Part, World, furnished
from hotelmate.prove.tenancy_tokens import forged
from tests.postgres import TestServer


@pytest.fixture(scope="module")
def world(server: TestServer, template: str) -> Iterator[World]:
    server.create_database("tenancy", template)
    try:
        with furnished(server.url("tenancy"), server.url("tenancy", "api")) as world:
            yield world
    finally:
        server.drop_database("tenancy")


# The two that ask over HTTP take longest; tests/py/test_api_attacks.py makes most of their requests.
@pytest.mark.parametrize("attack", [over_sql, relations, calls, elsewhere, views, games, harmless, locks, forged])
def test_a_part_holds(world: World, attack: Callable[[World], Part]) -> None:
    part = attack(world)
    assert part.failures == []
    assert part.tried == part.refused > 50


def test_no_raw_token_is_written_anywhere(world: World) -> None:
    part = secrets(world)
    assert part.failures == []
    assert part.tried > 10


@contextmanager
def weakened(world: World, statement: str, undo: str) -> Iterator[None]:
    """What an administrator did, and takes back."""
    with psycopg.connect(world.url, autocommit=True) as conn:
        conn.execute(statement.encode())
        try:
            yield
        finally:
            conn.execute(undo.encode())


@pytest.mark.parametrize(
    ("attack", "statement", "undo", "told"),
    [
        (
            relations,
            "grant select on hotel.person to hotelmate_api",
            "revoke select on hotel.person from hotelmate_api",
            "hotelmate_api: select v::text from person",
        ),
        (
            views,
            "alter policy operator_sees_own_hotels on hotel.person using (true)",
            "alter policy operator_sees_own_hotels on hotel.person "
            "using (hotel_id in (select hotel.operator_hotels()))",
            "hotel.person",
        ),
        (
            calls,
            "grant execute on function relay.claim_mail() to hotelmate_api; "
            "grant usage on schema relay to hotelmate_api",
            "revoke execute on function relay.claim_mail() from hotelmate_api; "
            "revoke usage on schema relay from hotelmate_api",
            "hotelmate_api: select relay.claim_mail()",
        ),
        (
            elsewhere,
            "insert into hotel.operator_access "
            "select h.hotel_id, 'tenancy_operator' from hotel.hotel as h where slug = 'sea-view'",
            "delete from hotel.operator_access where role_name = 'tenancy_operator' "
            "and hotel_id = (select h.hotel_id from hotel.hotel as h where h.slug = 'sea-view')",
            "api.get_booking",
        ),
        (
            games,
            "grant hotelmate_owner to hotelmate_jobs",
            "revoke hotelmate_owner from hotelmate_jobs",
            "hotelmate_jobs: set role hotelmate_owner",
        ),
        (
            relations,
            "grant update (note) on hotel.audit to tenancy_operator",
            "revoke update (note) on hotel.audit from tenancy_operator",
            "tenancy_operator: select 1 from audit for key share",
        ),
        (
            locks,
            "grant execute on function pg_advisory_lock_shared(bigint) to hotelmate_jobs",
            "revoke execute on function pg_advisory_lock_shared(bigint) from hotelmate_jobs",
            "hotelmate_jobs holds what it got, and the desk waits: 55P03",
        ),
        (
            locks,
            "grant execute on function pg_try_advisory_xact_lock_shared(int, int) to tenancy_nobody",
            "revoke execute on function pg_try_advisory_xact_lock_shared(int, int) from tenancy_nobody",
            "tenancy_nobody: pg_try_advisory_xact_lock_shared(",
        ),
        (
            over_sql,
            "create function api.find_room(p_hotel text, p_room_id bigint) returns text language sql security definer "
            "as $$ select 'Foreignmark' $$; grant execute on function api.find_room(text, bigint) to hotelmate_api",
            "drop function api.find_room(text, bigint)",
            "find_room(p_room_id)",
        ),
    ],
)
def test_a_weakness_is_told(
    world: World, attack: Callable[[World], Part], statement: str, undo: str, told: str
) -> None:
    with weakened(world, statement, undo):
        assert any(told in failure for failure in attack(world).failures)


def test_a_raw_token_is_found_wherever_it_is(world: World) -> None:
    token = world.house.tokens["cook"]
    describe = "update hotel.room_type set short_description = %s where code = 'SGL' and hotel_id = %s"
    world.house.run(describe, f"call me by {token}", world.house.hotel_id)
    failures = secrets(world).failures
    world.house.run(describe, "", world.house.hotel_id)
    assert any("hotel.room_type" in failure for failure in failures)
    # The audit keeps what was written: the token is known from now on, and no more looked for.
    world.issued.discard(token)


def test_a_name_looked_up_on_the_callers_path_is_told(world: World) -> None:
    signature = "api.get_me(p_hotel text, p_token text default null, p_note text default null)"
    unpinned = "returns jsonb language plpgsql security definer as $$ begin return to_jsonb(btrim(p_token)); end $$"
    with psycopg.connect(world.url, autocommit=True) as admin:
        [(whole,)] = admin.execute("select pg_get_functiondef('api.get_me(text, text, text)'::regprocedure)").fetchall()
        admin.execute(f"create or replace function {signature} {unpinned}".encode())
        with world.connect("hotelmate_api") as api:
            api.execute("select api.get_me('grand-plaza', 'x')")
        failures = forged(world).failures
        admin.execute(whole.encode())
        admin.execute("truncate hostile.caught")
    assert any("btrim(text)" in failure for failure in failures)


def test_an_argument_nobody_has_judged_is_told() -> None:
    assert unsaid({"p_hotel": ("text", False), "p_wardrobe_id": ("bigint", False)}) == ["p_wardrobe_id"]


def test_a_clean_install_has_no_weakness_but_the_servers(server: TestServer, template: str) -> None:
    server.create_database("tenancy_clean", template)
    try:
        part = tenancy.findings(server.url("tenancy_clean"))
        assert [f.split(": ")[1] for f in part.failures] == [
            f"NOT_DURABLE {name}" for name in ("fsync", "full_page_writes", "synchronous_commit")
        ], "a test's server keeps nothing"
        with psycopg.connect(server.url("tenancy_clean"), autocommit=True) as conn:
            conn.execute("grant select on hotel.person to hotelmate_api")
        assert any("CALLER_READS_TABLES" in f for f in tenancy.findings(server.url("tenancy_clean")).failures)
    finally:
        server.drop_database("tenancy_clean")


def test_nothing_tried_is_a_failure() -> None:
    assert tenancy.result([Part("idle")]).failures == ["idle: nothing was tried"]
