"""With a synchronous standby that is away, what only one server has is no answer. An outage's end is noticed soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import api.database
from api.config import Settings
from api.database import Database
from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import owner_of
from hotelmate.prove.hotels import Hotel, open_hotel
from hotelmate.prove.relay_stage import until

CANCEL = """
select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and application_name = 'hotelmate api'
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server of its own: what is set here counts for all of it."""
    home: Path = tmp_path_factory.mktemp("standby")
    for directory in (home.parent.parent, home.parent):  # PostgreSQL may be somebody else
        directory.chmod(0o755)
    unprivileged.hand_over(home)
    with Cluster(home / "cluster") as cluster:
        apply(cluster.url(), progress=lambda _: None)
        yield cluster


@pytest.fixture(scope="module")
def hotel(cluster: Cluster) -> Hotel:
    with owner_of(cluster.url()) as owner:
        return open_hotel(owner, "pier", rooms=3)


@pytest.fixture
def waits(cluster: Cluster, hotel: Hotel) -> Iterator[None]:
    """Commits wait for a standby that never comes."""
    wait_for(cluster, "FIRST 1 (nobody)")
    yield
    wait_for(cluster, "")


def wait_for(cluster: Cluster, standbys: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as admin:
        admin.execute(f"alter system set synchronous_standby_names = '{standbys}'".encode())
        admin.execute("select pg_reload_conf()")
        while admin.execute("show synchronous_standby_names").fetchone() != (standbys,):
            time.sleep(0.01)


async def ask(database: Database, hotel: Hotel, key: str) -> bytes:
    who = {"hotel": hotel.slug, "token": hotel.token}
    return await database.call_once(key, "create_task", **who, room=1, task_type="AMENITY", task_note=key)


async def ask_and_cancel(cluster: Cluster, database: Database, hotel: Hotel, key: str) -> None:
    """Somebody cancels the wait for the standby: the server answers as if all were well. Raises as Database does."""
    asking = asyncio.create_task(ask(database, hotel, key))
    with psycopg.connect(cluster.url(), autocommit=True) as admin:
        await until(lambda: asking.done() or admin.execute(CANCEL).fetchone(), 15, look_every=0.02)
    await asking


def kept(cluster: Cluster, key: str) -> int:
    with psycopg.connect(cluster.url()) as conn:
        return len(conn.execute("select from hotel.idempotency where key = %s", [key]).fetchall())


@pytest.mark.usefixtures("waits")
def test_what_no_standby_has_is_not_acknowledged(cluster: Cluster, hotel: Hotel) -> None:
    async def run() -> None:
        database = Database(Settings(cluster.url("api")))
        await database.open()
        try:
            with pytest.raises(psycopg.OperationalError, match="the standby does not have it"):
                await ask_and_cancel(cluster, database, hotel, "cancelled")
            assert kept(cluster, "cancelled") == 1, "this server has it"
            with pytest.raises(psycopg.OperationalError, match="the standby does not have it"):
                await ask_and_cancel(cluster, database, hotel, "cancelled")
            wait_for(cluster, "")
            assert b'"cancelled"' in await ask(database, hotel, "cancelled")
        finally:
            await database.close()

    asyncio.run(asyncio.wait_for(run(), 30))


@pytest.mark.usefixtures("waits")
def test_nobody_waits_for_ever(cluster: Cluster, hotel: Hotel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.database, "ANSWER_WITHIN", 0.3)

    async def run() -> None:
        database = Database(Settings(cluster.url("api"), connections=1))
        await database.open()
        try:
            for _ in range(3):  # on the same connection: it survives
                with pytest.raises(psycopg.OperationalError, match="no answer in time"):
                    await ask(database, hotel, "patient")
        finally:
            await database.close()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_the_end_of_an_outage_is_noticed_soon(cluster: Cluster, hotel: Hotel) -> None:
    """However long it was: attempts that lie twice as far apart each time begin anew with the next request."""

    async def run() -> float:
        database = Database(Settings(cluster.url("api"), patience=1.0))
        await database.open()
        try:
            assert await is_answered(database, hotel)
            await asyncio.to_thread(cluster.stop)
            down = time.monotonic()
            while time.monotonic() < down + 8:  # attempts at 1, 3, 7 and 15 seconds would be the pool's own
                await is_answered(database, hotel)
            cluster.start()
            up = time.monotonic()
            while not await is_answered(database, hotel):
                assert time.monotonic() < up + 20
            return time.monotonic() - up
        finally:
            await database.close()

    assert asyncio.run(run()) < 4


async def is_answered(database: Database, hotel: Hotel) -> bool:
    """Whether one request is."""
    try:
        await database.read("list_rooms", hotel=hotel.slug, token=hotel.token)
    except psycopg.OperationalError:
        await asyncio.sleep(0.1)
        return False
    return True
