"""What proofs stand on: a private server with this release, copies of its databases, and clocks that are set."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import DATABASE, Cluster

# PL/pgSQL keeps its plan. A session that set nothing lives in real time.
SESSION_CLOCK = """
create or replace function hotel.clock() returns timestamptz language plpgsql stable parallel safe cost 1 as $$
begin
    return coalesce(nullif(pg_catalog.current_setting('proof.now', true), '')::timestamptz, pg_catalog.now());
end;
$$;
"""


RELEASE = "release"  # a database of its own: pg_cron sits in the usual one, and nobody could copy it


@contextmanager
def released_server(database: str = RELEASE, settings: dict[str, str] | None = None) -> Iterator[Cluster]:
    """A private server with this release and no rows in a database. Raises ClusterError, DeployError.

    In DATABASE, the usual one, jobs run by themselves where pg_cron is installed.
    """
    with tempfile.TemporaryDirectory(prefix="hotelmate-") as directory:
        home = Path(directory)
        unprivileged.hand_over(home)
        with Cluster(home / "cluster", settings=settings) as cluster:
            if database != DATABASE:
                copy_database(cluster, database, of="template1")
            apply(cluster.url(database=database), progress=lambda _: None)
            yield cluster


def copy_database(cluster: Cluster, name: str, of: str = RELEASE) -> None:
    """A database that is another's copy; nobody may be connected to that one."""
    with psycopg.connect(cluster.url(database="postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(of)))


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop a database, whoever is connected to it."""
    with psycopg.connect(cluster.url(database="postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def copied_database(cluster: Cluster, name: str) -> Iterator[None]:
    """A copy of the release under a name, for as long as this lasts."""
    copy_database(cluster, name)
    try:
        yield
    finally:
        drop_database(cluster, name)


def owner_of(url: str) -> psycopg.Connection[Any]:
    """A connection of the owner of the tables, each statement its own transaction. `url` is the administrator's."""
    conn = psycopg.connect(url, autocommit=True)
    conn.execute("set role hotelmate_owner")
    return conn


def install_session_clock(owner: psycopg.Connection[Any]) -> None:
    """Let sessions of this database set the time with `set_time`."""
    owner.execute(SESSION_CLOCK)


def set_time(session: psycopg.Connection[Any], at: datetime) -> None:
    """The time of every rule in this session, until it is set again."""
    session.execute("select set_config('proof.now', %s, false)", [at.isoformat()])


MOVING_CLOCK = """
create schema proof;
create table proof.clock (is_only boolean primary key default true check (is_only), ahead interval not null);
insert into proof.clock (ahead) values ('0');
create or replace function hotel.clock() returns timestamptz language plpgsql stable parallel safe cost 1 as $$
begin
    return pg_catalog.now() + (select c.ahead from proof.clock as c);
end;
$$;
"""


class MovingClock:
    """A database's clock that runs like every clock, but may be set ahead or back, for all its sessions at once."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    @classmethod
    def install(cls, owner: psycopg.Connection[Any], ahead: timedelta = timedelta(0)) -> MovingClock:
        """Take a database's clock over."""
        owner.execute(MOVING_CLOCK)
        clock = cls()
        clock.set_ahead(owner, ahead)
        return clock

    def set_ahead(self, owner: psycopg.Connection[Any], ahead: timedelta) -> None:
        """How far ahead of real time the database of this connection, where it was installed, is from now on."""
        self.ahead = ahead
        owner.execute("update proof.clock set ahead = %s", [ahead])

    def time(self) -> float:
        """What `time.time` would say."""
        return time.time() + self.ahead.total_seconds()
