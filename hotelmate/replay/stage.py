"""The database of a replay: its own, made for it, gone with it unless it is to be kept."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from db.apply import apply
from hotelmate.cluster import Cluster
from hotelmate.paths import data_root
from hotelmate.urls import in_database

# For a load that writes: room for what is touched again and again, and no checkpoint in the middle for want of space.
# Every page is in memory or on a solid disk. What makes a commit last (fsync, synchronous_commit, full_page_writes)
# stays as it is: on.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
}

Say = Callable[[str], None]


@contextmanager
def own_server() -> Iterator[Cluster]:
    """A private server, on disk for as long as this lasts: SIGTERM ends it as Ctrl-C does."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    data_root().mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="replay-", dir=data_root()))
    home.chmod(0o711)  # the account PostgreSQL runs as passes through
    try:
        with Cluster(home, settings=SETTINGS) as cluster:
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)
        signal.signal(signal.SIGTERM, previous)


@contextmanager
def own_database(brought: str | None, keep: bool, say: Say) -> Iterator[str]:
    """Administrator's URL of a database with this release and no rows.

    `brought` is an administrator's URL of a server somebody runs; there a kept database simply stays. Without one a
    private server is started, and ends with this context, kept or not.
    """
    if brought is None:
        with own_server() as cluster:
            apply(cluster.url(), progress=say)
            yield cluster.url()
        return

    name = f"hotelmate_replay_{os.getpid()}"
    with psycopg.connect(brought, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            apply(in_database(brought, name), progress=say)
            yield in_database(brought, name)
        finally:
            if not keep:
                admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
