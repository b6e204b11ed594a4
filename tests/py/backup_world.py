"""A machine that was lost, for tests of restoring: what was promised on it, what the world heard, and what is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import psycopg

from hotelmate.archive import Archive
from hotelmate.backup_physical import back_up
from hotelmate.backup_shelf import Backup
from hotelmate.binaries import find
from hotelmate.cluster import Cluster
from hotelmate.drill_life import Life, Promise, life
from hotelmate.prove.hotels import value
from hotelmate.restore import Outcome, restore
from hotelmate.restore_physical import Wanted
from tests.postgres import TestDatabase
from tests.py.relay_world import NODE, Client, Listener, StandIn, eventually

UNDELIVERED = """
select count(*) from hotel.event as e inner join hotel.relay_cursor as c on e.hotel_id = c.hotel_id
where e.seq > c.delivered_seq
"""


def silent(_: str) -> None:
    """Nobody wants to hear."""


@dataclass
class Ruin:
    """What is left after `kill -9` and the loss of the data: a backup, an archive, and what people remember.

    `before` was there at `moment`; `archived` is how far the log got, in bytes; `client` still listens at `pusher`.
    """

    living: Life
    path: Path
    backup: Backup
    promises: list[Promise]
    before: set[str]
    moment: datetime
    archived: int
    pusher: StandIn
    client: Client | None

    def wanted(self, home: Path | None = None, **fields: Any) -> Wanted:
        """The restore of everything: in place, or as a copy in `home`."""
        own = {"path": self.path, "backup": self.backup, "archive": self.living.archive}
        place = {"home": home or self.living.home, "is_copy": home is not None}
        return Wanted(**{**own, **place, **fields})

    def copied(self, name: str, **fields: Any) -> tuple[Outcome, set[str]]:
        """Restore a copy; what came of it, and the bookings in it."""
        home = self.living.home.with_name(name)
        try:
            outcome = restore(self.wanted(home, **fields), "a test", silent)
            with Cluster(home, scheduler=False) as cluster, psycopg.connect(cluster.url()) as conn:
                return outcome, {number for (number,) in conn.execute("select number from hotel.booking").fetchall()}
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def elsewhere(self, name: str) -> Archive:
        """A copy of the archive, to be spoilt."""
        copy = self.living.archive.directory.with_name(name)
        shutil.copytree(self.living.archive.directory, copy)
        copy.chmod(0o755)
        for path in copy.iterdir():
            path.chmod(0o755)
            for file in path.iterdir():
                file.chmod(0o644)
        return Archive(copy)


def listener(living: Life, pusher: StandIn) -> Listener:
    """A listener process at the server as it is now."""
    return Listener(cast(TestDatabase, living.cluster), pusher.port)


@contextmanager
def ruin() -> Iterator[Ruin]:
    """A hotel's life, seen by the world, up to the loss of its machine. From the main thread only."""
    with ExitStack() as undo:
        living, pusher = undo.enter_context(life()), undo.enter_context(StandIn())
        channel = f"{living.hotel.slug}.room-bookings"
        client = undo.enter_context(Client(pusher.port, [channel])) if NODE else None
        with listener(living, pusher), living.owner() as owner:
            desk, session = living.desk, undo.enter_context(psycopg.connect(living.cluster.url("api"), autocommit=True))
            promises = [desk.take(session) for _ in range(20)]
            with desk:
                eventually(lambda: len(desk.promises) > 10)
                path, backup = back_up(find(), living.cluster.url(), living.shelf, silent)
                taken = len(desk.promises)
                eventually(lambda: len(desk.promises) > taken + 10)
            promises += desk.promises
            _all_delivered(owner)
            before, moment = living.numbers(), value(owner, "select clock_timestamp()")
            promises += [desk.take(session) for _ in range(5)]
            _all_delivered(owner)
            _archived(living, owner, promises[-1])
            archived = living.archived()
            promises += [desk.take(session) for _ in range(5)]
            _all_delivered(owner)
            living.lose()
        yield Ruin(living, path, backup, promises, before, moment, archived, pusher, client)


def _all_delivered(owner: psycopg.Connection[Any]) -> None:
    eventually(lambda: value(owner, UNDELIVERED) == 0, what="delivered")


def _archived(living: Life, owner: psycopg.Connection[Any], promise: Promise) -> None:
    """Wait until the log of a promise is in the archive."""
    owner.execute("reset role")
    owner.execute("select pg_switch_wal()")
    eventually(lambda: living.archived() >= promise.log, what="archived")
