"""What db/apply.py promises: a deploy is all or nothing, is done once, and both ways to a schema end in one place."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.apply import DEPLOY_KEY, DeployError, Report, apply
from db.dump import dump_schema
from db.source import CODE_SCHEMAS, Source
from hotelmate.urls import ROLES
from tests.postgres import TestDatabase, TestServer


def quietly(url: str, source: Source | None = None, *, from_migrations: bool = False) -> Report:
    return apply(url, progress=lambda line: None, source=source, from_migrations=from_migrations)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A small release of its own: two schema files, the migration that equals them, one function, one trigger."""
    structure = "create schema hotel;\n"
    shelf = "create table hotel.shelf (id bigint primary key, label text not null);\n"
    deployment = (Source().root / "schema" / "0015_deployment.sql").read_text()
    files = {
        "schema/0000_roles.sql": Source().roles.text,
        "schema/0010_base.sql": structure,
        "schema/0015_deployment.sql": deployment,
        "schema/0100_shelf.sql": shelf,
        "migrations/0001_initial.sql": structure + deployment + shelf,
        "functions/20_shelf/count_shelves.sql": (
            "create function api.count_shelves() returns bigint language sql stable "
            "begin atomic select count(*) from hotel.shelf; end;\n"
        ),
        "triggers/label_shelf.sql": (
            "create function app.label_shelf() returns trigger language plpgsql set search_path = '' as $$\n"
            "begin\n    new.label := upper(new.label);\n    return new;\nend;\n$$;\n"
            "create trigger label_shelf before insert on hotel.shelf "
            "for each row execute function app.label_shelf();\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def deploy(database: TestDatabase, release: Path) -> Report:
    return quietly(database.url(), Source(release))


def scalar(database: TestDatabase, query: str) -> object:
    row = database.connect(autocommit=True).execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_fresh_database_equals_an_upgraded_one(database: TestDatabase, empty_database: TestDatabase) -> None:
    quietly(empty_database.url(), from_migrations=True)
    fresh, upgraded = (dump_schema(d.url()).splitlines() for d in (database, empty_database))
    difference = list(difflib.unified_diff(fresh, upgraded, "db/schema", "db/migrations", lineterm="", n=2))
    assert not difference, "\n".join(difference[:60])


def test_reference_rows_are_the_same_in_a_fresh_and_an_upgraded_database(
    database: TestDatabase, empty_database: TestDatabase
) -> None:
    quietly(empty_database.url(), from_migrations=True)
    assert _rows_per_table(database) == _rows_per_table(empty_database)


def _rows_per_table(database: TestDatabase) -> dict[str, str]:
    """Table → hash of its rows, deployment's own timestamps apart."""
    conn = database.connect()
    tables = conn.execute(
        "select c.oid::regclass::text from pg_class c where c.relnamespace = 'hotel'::regnamespace "
        "and c.relkind = 'r' and c.relname not in ('migration', 'code_version') order by 1"
    ).fetchall()
    query = "select md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) from {} as t"
    return {table: conn.execute(query.format(table).encode()).fetchone()[0] for (table,) in tables}  # type: ignore[index]


def test_deploying_twice_changes_nothing(database: TestDatabase) -> None:
    loaded_at = scalar(database, "select loaded_at from hotel.code_version")
    assert quietly(database.url()) == Report()
    assert scalar(database, "select loaded_at from hotel.code_version") == loaded_at


def test_code_leaves_no_trace_in_structure(database: TestDatabase) -> None:
    """Dropping all code and loading it again gives the same database: no table hangs on a function."""
    before = dump_schema(database.url())
    with database.connect("owner") as conn:
        conn.execute("update hotel.code_version set sha256 = repeat('0', 64)")
    assert quietly(database.url()) == Report(code_loaded=True)
    assert dump_schema(database.url()) == before


def test_nothing_to_do_waits_for_nobody(empty_database: TestDatabase, release: Path) -> None:
    deploy(empty_database, release)
    other = empty_database.connect()
    other.execute("lock table hotel.shelf in access exclusive mode")
    other.execute("select pg_advisory_xact_lock(%s)", [DEPLOY_KEY])
    assert deploy(empty_database, release) == Report()


def test_changed_code_is_loaded_and_structure_kept(empty_database: TestDatabase, release: Path) -> None:
    assert deploy(empty_database, release) == Report(fresh=True, code_loaded=True)
    scalar(empty_database, "insert into hotel.shelf values (1, 'oak') returning label")
    function = release / "functions/20_shelf/count_shelves.sql"
    function.write_text(function.read_text().replace("count(*)", "count(*) + 100"))

    assert deploy(empty_database, release) == Report(code_loaded=True)
    assert scalar(empty_database, "select api.count_shelves()") == 101
    assert scalar(empty_database, "insert into hotel.shelf values (2, 'elm') returning label") == "ELM"


def test_a_removed_function_is_gone(empty_database: TestDatabase, release: Path) -> None:
    deploy(empty_database, release)
    (release / "functions/20_shelf/count_shelves.sql").unlink()
    deploy(empty_database, release)
    assert scalar(empty_database, "select to_regproc('api.count_shelves') is null") is True


def test_pending_migrations_run_in_order(empty_database: TestDatabase, release: Path) -> None:
    deploy(empty_database, release)
    scalar(empty_database, "insert into hotel.shelf values (1, 'oak') returning id")
    (release / "migrations/0002_depth.sql").write_text(
        "alter table hotel.shelf add column depth int not null default 30;"
    )
    (release / "migrations/0003_depth_check.sql").write_text(
        "alter table hotel.shelf add constraint depth_is_positive check (depth > 0);"
    )
    assert deploy(empty_database, release) == Report(migrations=("0002_depth", "0003_depth_check"), code_loaded=True)
    assert scalar(empty_database, "select depth from hotel.shelf") == 30
    assert scalar(empty_database, "select api.count_shelves()") == 1


def test_a_changed_migration_is_refused(empty_database: TestDatabase, release: Path) -> None:
    deploy(empty_database, release)
    initial = release / "migrations/0001_initial.sql"
    initial.write_text(initial.read_text() + "-- a late thought\n")
    with pytest.raises(DeployError, match="0001_initial was changed after it had been applied"):
        deploy(empty_database, release)


def test_an_older_release_is_refused(empty_database: TestDatabase, release: Path) -> None:
    deploy(empty_database, release)
    (release / "migrations/0001_initial.sql").unlink()
    with pytest.raises(DeployError, match="older than the database"):
        deploy(empty_database, release)


def test_an_error_names_file_line_and_reason_and_leaves_nothing_behind(
    empty_database: TestDatabase, release: Path
) -> None:
    deploy(empty_database, release)
    before = dump_schema(empty_database.url())
    (release / "functions/20_shelf/broken.sql").write_text(
        "-- counts what is not there\n\ncreate function api.broken() returns bigint language sql stable\n"
        "begin atomic\n    select count(*) from hotel.cupboard;\nend;\n"
    )
    with pytest.raises(DeployError) as refused:
        deploy(empty_database, release)
    assert str(refused.value).startswith(
        'functions/20_shelf/broken.sql:5: relation "hotel.cupboard" does not exist (42P01)'
    )
    assert dump_schema(empty_database.url()) == before


def test_structure_that_depends_on_code_is_refused(empty_database: TestDatabase, release: Path) -> None:
    (release / "triggers/zz_leak.sql").write_text(
        "alter table hotel.shelf add constraint leak check (app.is_label(label));"
    )
    (release / "functions/20_shelf/is_label.sql").write_text(
        "create function app.is_label(p text) returns boolean language sql immutable return p <> '';"
    )
    deploy(empty_database, release)
    (release / "triggers/zz_leak.sql").unlink()
    with pytest.raises(DeployError, match="must not depend on code"):
        deploy(empty_database, release)
    assert scalar(empty_database, "select count(*) from pg_constraint where conname = 'leak'") == 1


def test_a_busy_table_fails_the_deploy_in_seconds(empty_database: TestDatabase, release: Path) -> None:
    """A deploy that queued behind a long transaction would stop everybody who comes after it."""
    deploy(empty_database, release)
    other = empty_database.connect()
    other.execute("lock table hotel.shelf in access share mode")
    (release / "migrations/0002_depth.sql").write_text("alter table hotel.shelf add column depth int;")
    with pytest.raises(DeployError, match="Nothing was changed"):
        deploy(empty_database, release)
    other.rollback()
    assert deploy(empty_database, release).migrations == ("0002_depth",)


def test_two_deploys_at_once_do_the_work_once(empty_database: TestDatabase, release: Path) -> None:
    reports: list[Report] = []
    deploy(empty_database, release)  # roles belong to the whole server: make them before the race
    (release / "migrations/0002_depth.sql").write_text("alter table hotel.shelf add column depth int;")
    both = [threading.Thread(target=lambda: reports.append(deploy(empty_database, release))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)
    assert sorted(r.changed for r in reports) == [False, True]


def test_code_schemas_belong_to_the_owner(database: TestDatabase) -> None:
    rows = database.connect().execute(
        "select nspname, pg_get_userbyid(nspowner) from pg_namespace where nspname = any(%s)",
        [[*CODE_SCHEMAS, "hotel"]],
    )
    assert dict(rows.fetchall()) == dict.fromkeys([*CODE_SCHEMAS, "hotel"], "hotelmate_owner")


def test_names_must_be_qualified(empty_database: TestDatabase, release: Path) -> None:
    (release / "schema/0100_shelf.sql").write_text("create table shelf (id int);")
    with pytest.raises(DeployError, match="no schema has been selected"):
        deploy(empty_database, release)


@pytest.fixture
def landlord(empty_database: TestDatabase, release: Path) -> Iterator[str]:
    """A role that may create roles and owns one database, no more. Gone afterwards: roles are of the whole server."""
    deploy(empty_database, release)  # the roles exist, made by somebody else
    with empty_database.connect(autocommit=True) as conn:
        conn.execute("create role landlord login createrole")
        for role in filter(None, ROLES.values()):
            conn.execute(f"grant {role} to landlord with admin option".encode())
        conn.execute(f'alter database "{empty_database.name}" owner to landlord'.encode())
        yield "landlord"
        conn.execute("reassign owned by landlord to current_user")
        conn.execute("drop owned by landlord")
        conn.execute("drop role landlord")


@pytest.mark.parametrize("manner", ["inherit", "noinherit"])
def test_an_administrator_need_not_be_superuser(
    empty_database: TestDatabase, release: Path, landlord: str, manner: str
) -> None:
    """A hosted server gives its customer no more; and some have the owner's rights only when they become it."""
    empty_database.connect(autocommit=True).execute(f"alter role {landlord} {manner}".encode())
    (release / "functions/20_shelf/one.sql").write_text(
        "create function api.one() returns int language sql immutable return 1;"
    )
    assert quietly(empty_database.url(landlord), Source(release)) == Report(code_loaded=True)


def test_what_only_a_superuser_can_close_is_said(server: TestServer, landlord: str) -> None:
    """Locks by their number stay everybody's there, and the release works all the same."""
    server.create_database("hosted")
    hosted = TestDatabase(server, "hosted")
    try:
        hosted.connect(autocommit=True).execute(f"alter database hosted owner to {landlord}".encode())
        assert quietly(hosted.url(landlord)).fresh
        found = scalar(hosted, "select count(*) from ops.security_findings where code = 'LOCKS_BY_NUMBER'")
        assert found == 16
        with hosted.connect("owner") as owner:
            owner.execute("select app.create_hotel('hosted', 'Hosted', 'Europe/Dublin')")
        assert scalar(hosted, "select audit_seq > 0 from hotel.log_head") is True
    finally:
        hosted.close()
