"""PostgreSQL and the API as processes that are killed and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import httpx

from hotelmate.cluster import Cluster, ClusterError
from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY
from hotelmate.prove.relay_stage import StageError, with_us
from hotelmate.server import listen_on

T = TypeVar("T")


class Server:
    """A cluster, handled from one thread that lives as long as it does: the server's life hangs on its starter's."""

    def __init__(self, cluster: Cluster, keeper: ThreadPoolExecutor) -> None:
        self.cluster = cluster
        self._keeper = keeper

    async def keep(self, act: Callable[..., T], *arguments: object) -> T:
        """Have the keeper do something."""
        return await asyncio.get_running_loop().run_in_executor(self._keeper, act, *arguments)

    def kill(self, *, with_children: bool) -> None:
        """SIGKILL to the postmaster, or as in a power cut to all there is."""
        assert self.cluster.pid
        everybody = self.children() if with_children else []
        for pid in (self.cluster.pid, *everybody):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def children(self) -> list[int]:
        """Process ids of the server's own. Linux lists them; pgrep, which a small Linux lacks, is asked elsewhere."""
        listed = Path(f"/proc/{self.cluster.pid}/task/{self.cluster.pid}/children")
        if listed.exists():
            return [int(pid) for pid in listed.read_text().split()]
        done = subprocess.run(["pgrep", "-P", str(self.cluster.pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in done.stdout.split()]

    async def start(self) -> int:
        """Start it again as a supervisor does: until it runs; how many attempts failed. ClusterError after many.

        A killed postmaster's children may live for a moment, and while they do nobody else gets their memory.
        """
        for failed in range(50):
            try:
                await self.keep(self.cluster.start)
            except ClusterError:
                await asyncio.sleep(0.2)
            else:
                return failed
        raise ClusterError(f"the server does not come back:\n{self.cluster.last_words()}")


@contextmanager
def keeping(cluster: Cluster) -> Iterator[Server]:
    """A handle on a running cluster."""
    with ThreadPoolExecutor(1, thread_name_prefix="keeper") as keeper:
        try:
            yield Server(cluster, keeper)
        finally:
            keeper.submit(cluster.stop).result(60)


class Api:
    """`./hotel api`, a process."""

    def __init__(self, url: str, connections: int) -> None:
        with listen_on(0) as bound:
            self.port: int = bound.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = without_settings(
            HOTELMATE_DATABASE_URL=url,
            HOTELMATE_API_CONNECTIONS=str(connections),
            HOTELMATE_API_LIMITS="off",  # a few desks here ask as much as a whole house
        )
        self._process: asyncio.subprocess.Process | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the process

    async def start(self) -> None:
        """Return when it is ready. StageError."""
        self._process = await asyncio.create_subprocess_exec(
            *with_us(sys.executable, "-m", "hotelmate", "api", "--port", str(self.port)),
            cwd=REPOSITORY,
            env=self._environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=self._log,
        )
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            for _ in range(1500):
                with suppress(httpx.TransportError):
                    if (await client.get("/health/ready")).is_success:
                        return
                if self._process.returncode is not None:
                    break
                await asyncio.sleep(0.02)
        raise StageError(f"the API does not become ready: {self.last_words()}")

    def last_words(self) -> str:
        """The end of what it logged."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-1000:]

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()
