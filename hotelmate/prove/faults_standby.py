"""The primary killed under load, its synchronous standby promoted; everybody else only knows the addresses of all."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg

from api.config import Settings
from api.database import Database
from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import DATABASE, SUPERUSER, Cluster
from hotelmate.prove.faults_actions import task
from hotelmate.prove.faults_desks import Workplace
from hotelmate.prove.faults_ground import Fault, Scene
from hotelmate.prove.faults_processes import Server
from hotelmate.prove.relay_stage import StageError, until

MOST = 5  # failovers: each needs an address that is known from the start
STANDBY = "standby"
IN_STEP = "select exists (select from pg_stat_replication where sync_state = 'sync' and state = 'streaming')"
CANCEL = """
select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and application_name = 'hotelmate api'
"""
LEFT_BEHIND = "left behind"


class Node(Cluster):
    """A server that may be another one's standby."""

    def follow(self, primary: Node) -> None:
        """Copy a running primary and start as its standby."""
        unprivileged.hand_over(self.home)
        source = f"host={primary.sockets} user={SUPERUSER} application_name={STANDBY}"
        self._run("pg_basebackup", "-D", str(self.data), "-R", "-c", "fast", "-d", source)
        self.start()

    @property
    def sockets(self) -> Path:
        return self.home / "run"

    def alter(self, setting: str, value: str) -> None:
        """Set something for good."""
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as conn:
            conn.execute(f"alter system set {setting} = '{value}'".encode())
            conn.execute("select pg_reload_conf()")

    def _create_extensions(self) -> None:
        """A standby has its primary's."""
        with psycopg.connect(self.url()) as conn:
            row = conn.execute("select pg_is_in_recovery()").fetchone()
        if row == (False,):
            super()._create_extensions()


class Chain(Server):
    """A primary, and all there will be after it."""

    def __init__(self, nodes: list[Node], keeper: ThreadPoolExecutor) -> None:
        super().__init__(nodes[0], keeper)
        self.nodes = nodes
        self.primary = nodes[0]

    @property
    def url(self) -> str:
        """Of whichever node takes writes; the administrator's."""
        hosts = ",".join(str(node.sockets) for node in self.nodes)
        ports = ",".join("5432" for _ in self.nodes)
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={hosts}&port={ports}&target_session_attrs=read-write"

    def succeed(self, node: Node) -> None:
        """From now on this one is the primary."""
        self.primary = self.cluster = node


@asynccontextmanager
async def chain() -> AsyncIterator[tuple[Server, str]]:
    """A primary with this release; no standby yet."""
    with (
        tempfile.TemporaryDirectory(prefix="hotelmate-") as directory,
        ThreadPoolExecutor(1, thread_name_prefix="keeper") as keeper,
    ):
        home = Path(directory)
        unprivileged.hand_over(home)
        nodes = [Node(home / f"n{number}") for number in range(MOST + 1)]
        server = Chain(nodes, keeper)
        unprivileged.hand_over(nodes[0].home)
        try:
            await server.keep(nodes[0].start)
            await asyncio.to_thread(apply, nodes[0].url(), progress=lambda _: None)
            yield server, server.url
        finally:
            for node in nodes:
                await server.keep(node.stop)


async def fail_over(scene: Scene, nth: int) -> None:
    """A standby in step, the primary killed, the standby promoted; the old one comes back and takes no writes."""
    server = scene.server
    assert isinstance(server, Chain)
    old, new = server.primary, server.nodes[nth + 1]
    await server.keep(new.follow, old)
    await asyncio.to_thread(old.alter, "synchronous_standby_names", f"FIRST 1 ({STANDBY})")
    if not await until(lambda: scene.ask(IN_STEP), 30, look_every=0.05):
        raise StageError("the standby is never in step")
    await scene.recovered()
    await asyncio.sleep(random.uniform(0.3, 1.0))
    acknowledged = len(scene.desks.journal.acknowledged)
    server.kill(with_children=True)
    killed = time.monotonic()
    await asyncio.to_thread(_promote, new)
    server.succeed(new)
    scene.most("slowest_promotion_ms", round(1000 * (time.monotonic() - killed)))
    scene.add("acknowledged_before_a_failover", acknowledged)
    if nth == 0:
        await _left_behind(scene, server, old)


def _promote(node: Node) -> None:
    """It takes writes, and waits for nobody until it has a standby of its own."""
    with psycopg.connect(node.url(database="postgres"), autocommit=True) as conn:
        conn.execute("select pg_promote(true, 30)")
    node.alter("synchronous_standby_names", "")


async def _left_behind(scene: Scene, server: Chain, old: Node) -> None:
    """The old primary runs again where somebody still knows it: what it commits alone is never acknowledged.

    Not the first time, when its wait for the standby is cancelled; not the second, when the answer is stored already.
    """
    await server.keep(old.stop)  # it is dead, and must be buried before its directory is somebody else's
    old = Node(old.home.rename(old.home.with_name("old")))
    await server.keep(old.start)
    place = scene.places[0]
    database = Database(Settings(old.url("api")))
    await database.open()
    try:
        for time_of in ("first", "second"):
            if not await _is_refused(database, old, place):
                scene.failures.append(f"acknowledged: the old primary, the {time_of} time, and no standby has it")
            scene.add("answers_of_the_old_primary_refused", 1)
    finally:
        await database.close()
    with psycopg.connect(old.url()) as conn:
        row = conn.execute("select count(*) from hotel.idempotency where key = %s", [LEFT_BEHIND]).fetchone()
    if row != (1,):
        scene.failures.append("unshown: the old primary did not commit")
    await server.keep(old.stop)


async def _is_refused(database: Database, old: Node, place: Workplace) -> bool:
    """Ask for a task; once the server waits for its standby, cancel that. Whether the answer was not taken for one."""
    wanted = task(LEFT_BEHIND, None, place.rooms[0]).arguments
    who = {"hotel": place.hotel.slug, "token": place.hotel.token}
    asking = asyncio.create_task(database.call_once(LEFT_BEHIND, "create_task", **who, **wanted))
    with psycopg.connect(old.url(), autocommit=True) as admin:
        await until(lambda: asking.done() or admin.execute(CANCEL).fetchone(), 15, look_every=0.05)
    try:
        await asking
    except psycopg.OperationalError:
        return True
    return False


FAULTS = (Fault("failover", "primary: SIGKILL, synchronous standby promoted", fail_over, most=MOST, ground=chain),)
