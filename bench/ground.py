"""What benches run on: a private server that keeps what it commits, one database per contestant, an awake relay."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import RELEASE, copy_database
from hotelmate.replay.stage import own_server
from hotelmate.urls import as_role

HERE = Path(__file__).parent


@contextmanager
def bench_server() -> Iterator[Cluster]:
    """A private server with this release, and no rows, in database RELEASE. ClusterError, DeployError."""
    with own_server() as cluster:
        copy_database(cluster, RELEASE, of="template1")  # pg_cron sits in the usual one: nothing runs by itself here
        apply(cluster.url(database=RELEASE), progress=lambda _: None)
        yield cluster


@contextmanager
def awake_relay(admin_url: str) -> Iterator[None]:
    """Holds the bell as a busy relay does: a commit need not ring. A sleeping one costs every commit a NOTIFY."""
    with psycopg.connect(as_role(admin_url, "listener"), autocommit=True) as relay:
        silenced = relay.execute("select relay.stay_awake(5000)").fetchone()
        assert silenced == (True,)
        yield


@contextmanager
def shared_directory() -> Iterator[Path]:
    """A directory in which both we and PostgreSQL's account read and write."""
    with tempfile.TemporaryDirectory(prefix="hotelmate-bench-") as directory:
        path = Path(directory)
        unprivileged.hand_over(path)
        yield path


def run_sql(url: str, file: str, **parameters: object) -> None:
    """Run a file of this package, whose statements end with a line `--;`, in one transaction of a superuser.

    What a query answers is statements, which are run as well. All past the rows' own triggers: what a bench measures is
    not how its rows came about.
    """
    with psycopg.connect(url) as conn:
        conn.execute("set local session_replication_role = replica")
        for statement in (HERE / file).read_text().split("\n--;\n"):
            done = conn.execute(statement.encode(), parameters or None)
            for (made,) in done.fetchall() if done.description else ():
                conn.execute(made.encode())
