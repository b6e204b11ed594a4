"""Where `prove model` plays: a private server that keeps the times of commits, and another hotel in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db.apply import apply
from hotelmate import unprivileged
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import RELEASE, copy_database, drop_database
from hotelmate.prove.model_house import House
from hotelmate.prove.model_play import Stage
from hotelmate.prove.model_scene import open_scene
from tests.py.races.arena import Arena

PLACE = "model"
# Nothing here has to survive a power cut.
SETTINGS = {"track_commit_timestamp": "on", "fsync": "off", "full_page_writes": "off"}


@contextmanager
def model_server() -> Iterator[Cluster]:
    """A private server with this release. Raises ClusterError, DeployError."""
    with tempfile.TemporaryDirectory(prefix="hotelmate-") as directory:
        home = Path(directory)
        unprivileged.hand_over(home)
        with Cluster(home / "cluster", settings=SETTINGS) as cluster:
            copy_database(cluster, RELEASE, of="template1")
            apply(cluster.url(database=RELEASE), progress=lambda _: None)
            yield cluster


@contextmanager
def stage(cluster: Cluster) -> Iterator[Stage]:
    """A stage in a fresh database of a server."""
    copy_database(cluster, PLACE)
    try:
        with open_stage(lambda role: cluster.url(role, PLACE)) as place:
            yield place
    finally:
        drop_database(cluster, PLACE)


@contextmanager
def open_stage(url: Callable[[str | None], str], spoil: str = "") -> Iterator[Stage]:
    """A stage in an empty release, whose URL by role `url` says. `spoil` is SQL that breaks a rule of it."""
    with Arena(url) as arena:
        if spoil:
            arena.admin.execute(spoil.encode())
        foreign = open_scene(arena, House(), "")
        yield Stage(arena, foreign.tokens_of["manager"])
