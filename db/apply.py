"""Bring a database to this release. The only thing that writes a schema.

Two lifetimes, two ways. *Structure* (schema/, migrations/) holds data: a fresh database runs schema/, an existing
one the migrations it lacks. *Code* (functions/, triggers/) can be thrown away: when a byte of it changed, its
schemas are dropped and loaded anew. Everything happens in one transaction under one advisory lock: another session
sees the old release or the new one, and a failed deploy leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import psycopg
from psycopg import sql

from db.dump import dump_schema
from db.source import CODE_SCHEMAS, Source, SqlFile

__all__ = ["DeployError", "Report", "apply", "dump_schema"]

OWNER = "hotelmate_owner"
OLDEST_SERVER = 150000
DEPLOY_KEY = 7206150042000  # advisory lock: one deploy of a database at a time

Progress = Callable[[str], None]


class DeployError(Exception):
    """The database was left as it was; the message says why, for people."""


@dataclass(frozen=True)
class Report:
    """What a deploy did. All false and empty: the database already was at this release."""

    fresh: bool = False
    migrations: tuple[str, ...] = ()
    code_loaded: bool = False

    @property
    def changed(self) -> bool:
        return self.fresh or bool(self.migrations) or self.code_loaded


@dataclass(frozen=True)
class _Plan:
    fresh: bool
    migrations: tuple[SqlFile, ...]
    code: bool


def apply(
    conninfo: str,
    *,
    progress: Progress = print,
    source: Source | None = None,
    from_migrations: bool = False,
) -> Report:
    """Deploy `source` to the database at `conninfo`, an administrator's URL.

    `from_migrations` builds a fresh database by running every migration instead of schema/: only the test that
    compares the two ways wants it. Raises DeployError, with the database unchanged.
    """
    source = source or Source()
    if from_migrations and not source.migrations:
        raise DeployError("There is no migration to build a database from: `make initial` writes the first.")
    try:
        with psycopg.connect(conninfo, autocommit=True, prepare_threshold=None) as conn:
            _refuse_old_server(conn)
            if _plan(conn, source) is None:
                return Report()
            with conn.transaction():
                return _deploy(conn, source, progress, from_migrations)
    except psycopg.errors.LockNotAvailable as error:
        raise DeployError(
            "A table is in use by a transaction that did not end within 5 seconds. "
            "Nothing was changed: find it in pg_stat_activity, or try again."
        ) from error


def _deploy(conn: psycopg.Connection, source: Source, progress: Progress, from_migrations: bool) -> Report:
    with nullcontext() if _may_lock(conn) else _as_owner(conn):
        conn.execute("select pg_advisory_xact_lock(%s)", [DEPLOY_KEY])
    plan = _plan(conn, source)  # again: whoever held the lock may have done it all
    if plan is None:
        return Report()

    conn.execute("set local lock_timeout = '5s'; set local client_min_messages = warning")
    _run(conn, source.roles)
    conn.execute("set local search_path = ''")  # every name in our files is qualified
    with _as_owner(conn):
        if plan.code:
            _drop_code(conn)
        if plan.fresh and not from_migrations:
            _build(conn, source, progress)
        else:
            _migrate(conn, plan.migrations, progress)
        if plan.code:
            _load_code(conn, source, progress)
    return Report(plan.fresh, () if plan.fresh else tuple(m.version for m in plan.migrations), plan.code)


def _plan(conn: psycopg.Connection, source: Source) -> _Plan | None:
    """What there is to do, or None. Reads two small tables and takes no lock that anybody could feel."""
    if not _is_deployed(conn):
        return _Plan(fresh=True, migrations=source.migrations, code=True)
    with conn.transaction(), _as_owner(conn):
        applied: dict[str, str] = dict(conn.execute("select version, sha256 from hotel.migration").fetchall())
        loaded = conn.execute("select sha256 from hotel.code_version").fetchone()
    _refuse_changed_history(applied, source)
    pending = tuple(m for m in source.migrations if m.version not in applied)
    if not pending and loaded == (source.code_sha256,):
        return None
    return _Plan(fresh=False, migrations=pending, code=True)


def _is_deployed(conn: psycopg.Connection) -> bool:
    row = conn.execute(
        "select from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname = 'hotel' and c.relname = 'migration'"
    ).fetchone()
    return row is not None


def _may_lock(conn: psycopg.Connection) -> bool:
    """Whether this administrator may take a lock by its number. After a superuser's deploy only the owner may."""
    row = conn.execute(
        "select has_function_privilege('pg_catalog.pg_advisory_xact_lock(bigint)', 'execute')"
    ).fetchone()
    return row == (True,)


def _refuse_old_server(conn: psycopg.Connection) -> None:
    version = conn.info.server_version
    if version < OLDEST_SERVER:
        raise DeployError(f"HotelMate needs PostgreSQL 15 or later; this server is {version // 10000}.")


def _refuse_changed_history(applied: dict[str, str], source: Source) -> None:
    files = {m.version: m.sha256 for m in source.migrations}
    for version, sha256 in sorted(applied.items()):
        if version not in files:
            raise DeployError(
                f"This database has migration {version}, which this release does not know: "
                "the release is older than the database. Deploy a newer one."
            )
        if files[version] != sha256:
            raise DeployError(
                f"Migration {version} was changed after it had been applied here. "
                "A released migration is frozen: restore the file, and put the change into a new one. "
                "Before its release, begin anew with a database whose data may go (./hotel up --fresh)."
            )


def _build(conn: psycopg.Connection, source: Source, progress: Progress) -> None:
    for file in source.schema:
        _run(conn, file)
    for migration in source.migrations:
        _record(conn, migration)
    progress(f"structure: built from {len(source.schema)} files")


def _migrate(conn: psycopg.Connection, pending: tuple[SqlFile, ...], progress: Progress) -> None:
    for migration in pending:
        _run(conn, migration)
        _record(conn, migration)
        progress(f"structure: {migration.version}")


def _record(conn: psycopg.Connection, migration: SqlFile) -> None:
    conn.execute("insert into hotel.migration (version, sha256) values (%s, %s)", [migration.version, migration.sha256])


def _drop_code(conn: psycopg.Connection) -> None:
    before = _structure_counts(conn)
    conn.execute(sql.SQL("drop schema if exists {} cascade").format(_identifiers(CODE_SCHEMAS)))
    if _structure_counts(conn) != before:
        raise DeployError(
            "A table, constraint, default or policy in schema hotel depends on a function in a code schema: "
            "dropping the code would take it along. Structure must not depend on code."
        )


def _structure_counts(conn: psycopg.Connection) -> object:
    """How many things of each kind schema hotel holds, triggers apart: they are code."""
    return conn.execute(
        """
        select
            (select count(*) from pg_class c where c.relnamespace = n.oid),
            (select count(*) from pg_proc p where p.pronamespace = n.oid),
            (select count(*) from pg_type t where t.typnamespace = n.oid),
            (select count(*) from pg_constraint c where c.connamespace = n.oid and c.contype <> 't'),
            (select count(*) from pg_attrdef d join pg_class c on c.oid = d.adrelid where c.relnamespace = n.oid),
            (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid
             where c.relnamespace = n.oid and not a.attisdropped),
            (select count(*) from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = n.oid)
        from pg_namespace n
        where n.nspname = 'hotel'
        """
    ).fetchone()


def _load_code(conn: psycopg.Connection, source: Source, progress: Progress) -> None:
    # Functions may name one another in any order; the tests check every body with plpgsql_check.
    conn.execute("set local check_function_bodies = off")
    for schema in CODE_SCHEMAS:
        conn.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    for file in source.code:
        _run(conn, file)
    conn.execute(
        "insert into hotel.code_version (sha256) values (%s) "
        "on conflict (only_row) do update set sha256 = excluded.sha256, loaded_at = now()",
        [source.code_sha256],
    )
    progress(f"code: loaded {len(source.code)} files")


@contextmanager
def _as_owner(conn: psycopg.Connection) -> Iterator[None]:
    """Be the owner for a part of the transaction; after an error the rollback ends it."""
    conn.execute(sql.SQL("set local role {}").format(sql.Identifier(OWNER)))
    yield
    conn.execute("set local role none")


def _run(conn: psycopg.Connection, file: SqlFile) -> None:
    """Send a whole file as one simple query."""
    try:
        conn.execute(file.text.encode())
    except psycopg.errors.LockNotAvailable:
        raise
    except psycopg.Error as error:
        raise DeployError(explain(error, file.name, file.text)) from error


def explain(error: psycopg.Error, name: str, text: str) -> str:
    """`file:line: message`, then what else PostgreSQL says. The line is missing where PostgreSQL names none."""
    diag = error.diag
    line = f":{text.count(chr(10), 0, int(diag.statement_position) - 1) + 1}" if diag.statement_position else ""
    more = {
        "DETAIL": diag.message_detail,
        "HINT": diag.message_hint,
        "QUERY": diag.internal_query,
        "CONTEXT": diag.context,
    }
    return "\n".join(
        [
            f"{name}{line}: {diag.message_primary or error} ({diag.sqlstate})",
            *(f"  {label}: {value}" for label, value in more.items() if value),
        ]
    )


def _identifiers(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
