"""Where `prove model` plays: a private server that keeps the times of commits, and another hotel in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from hotelmate.cluster import Cluster
from hotelmate.prove.ground import copied_database, released_server
from hotelmate.prove.model_house import House
from hotelmate.prove.model_play import Stage
from hotelmate.prove.model_scene import open_scene
from tests.py.races.arena import Arena

PLACE = "model"
# Nothing here has to survive a power cut.
SETTINGS = {"track_commit_timestamp": "on", "fsync": "off", "full_page_writes": "off"}
# Commands are taken by when they are due, then by their ids. The clock stands, so two of one booking may be due at the
# same moment; with random ids either would come first.
FIRST_COME_FIRST_SERVED = """
set role hotelmate_owner;
create sequence hotel.model_command;
alter table hotel.payment_command alter column id
set default ('00000000-0000-4000-8000-' || lpad(to_hex(nextval('hotel.model_command')), 12, '0'))::uuid;
reset role;
"""


def model_server() -> AbstractContextManager[Cluster]:
    """A private server with this release. Raises ClusterError, DeployError."""
    return released_server(settings=SETTINGS)


@contextmanager
def stage(cluster: Cluster) -> Iterator[Stage]:
    """A stage in a fresh database of a server."""
    with copied_database(cluster, PLACE), open_stage(lambda role: cluster.url(role, PLACE)) as place:
        yield place


@contextmanager
def open_stage(url: Callable[[str | None], str], spoil: str = "") -> Iterator[Stage]:
    """A stage in an empty release, whose URL by role `url` says. `spoil` is SQL that breaks a rule of it."""
    with Arena(url) as arena:
        arena.admin.execute(FIRST_COME_FIRST_SERVED)
        if spoil:
            arena.admin.execute(spoil.encode())
        foreign = open_scene(arena, House(), "")
        yield Stage(arena, foreign.tokens_of["manager"])
