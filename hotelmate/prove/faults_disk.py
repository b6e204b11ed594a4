"""No space left for the server: its data on a small file system of its own, filled to the last byte."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import Cluster
from hotelmate.paths import is_root
from hotelmate.prove.faults_ground import Fault, Scene
from hotelmate.prove.faults_processes import Server, keeping

SIZE = "400m"
SETTINGS = {"max_wal_size": "64MB", "min_wal_size": "32MB"}
FULL = 4.0  # seconds
BALLAST = "ballast"


def hindrance() -> str | None:
    """Why no file system can be mounted here."""
    if sys.platform != "linux" or not is_root():
        return "needs root on Linux to mount a file system"
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory], capture_output=True, check=False
        )
        if done.returncode:
            return "no file system may be mounted"
        subprocess.run(["umount", directory], check=True)
    return None


@asynccontextmanager
async def small_disk() -> AsyncIterator[tuple[Server, str]]:
    """A server with this release on a small file system."""
    with tempfile.TemporaryDirectory(prefix="hotelmate-") as directory:
        home = Path(directory)
        await asyncio.to_thread(_run, "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", directory)
        try:
            unprivileged.hand_over(home)
            cluster = Cluster(home / "cluster", settings=SETTINGS)
            with keeping(cluster) as server:
                await server.keep(cluster.start)
                await asyncio.to_thread(apply, cluster.url(), progress=lambda _: None)
                yield server, cluster.url()
        finally:
            await asyncio.to_thread(_run, "umount", directory)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


async def fill_disk(scene: Scene, nth: int) -> None:
    """Nothing can be written for a while; then there is space again, and the server is started if it has ended."""
    cluster = scene.server.cluster
    ballast = cluster.home.parent / BALLAST
    busy = scene.desks.journal.busy + scene.desks.journal.unanswered
    await asyncio.to_thread(_fill, ballast)
    await asyncio.sleep(random.uniform(FULL / 2, FULL))
    ballast.unlink()
    has_ended = cluster.died()
    if has_ended:
        await scene.server.start()
    scene.add("ended_by_itself", int(has_ended))
    told = scene.desks.journal.busy + scene.desks.journal.unanswered - busy
    scene.add("not_served_meanwhile", told)
    if not told:
        scene.failures.append("unnoticed: everybody was served on a full disk")


def _fill(ballast: Path) -> None:
    """Take all that is left, in pieces that become smaller."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


FAULTS = (
    Fault("disk", "no space left on the server's disk", fill_disk, most=2, ground=small_disk, hindrance=hindrance),
)
