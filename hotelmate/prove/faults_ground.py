"""Where `prove faults` happens: scenes of real processes on a server that will break.

A scene is a database of its own, the API, the listener, a Pusher behind a wire, pusher-js, and desks at work.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import psycopg

from hotelmate.prove import relay_stage
from hotelmate.prove.faults_actions import book
from hotelmate.prove.faults_desks import Desks, Workplace, open_desks
from hotelmate.prove.faults_processes import Api, Server
from hotelmate.prove.faults_pusher import Gate
from hotelmate.prove.faults_wire import Wire, wire_to
from hotelmate.prove.ground import MovingClock, owner_of
from hotelmate.prove.hotels import call, open_hotel
from hotelmate.prove.relay_judge import Heard
from hotelmate.prove.relay_stage import Listener, client_of, served, until
from hotelmate.server import listen_on
from hotelmate.standin import pusher
from hotelmate.urls import as_role

POISON = "POISON"
ROOMS = 80  # of each hotel
SLUGS = ("north-pier", "old-mill")
CHANNELS = """
select replace(replace(r.channel, '{slug}', h.slug), '{hotel_id}', h.hotel_id::text)
from hotel.hotel as h cross join (select distinct channel from hotel.event_route where audience = 'STAFF') as r
"""
SOON = 40.0  # seconds within which everybody is served again


@dataclass
class Scene:
    """All that runs. `url` is the administrator's; `notes` are what a fault has to say beyond the counts."""

    server: Server
    url: str
    stage: relay_stage.Stage
    gate: Gate
    sink: Wire
    database: Wire | None
    api: Api
    listener: Listener
    heard: list[Heard]
    channels: list[str]
    desks: Desks
    places: list[Workplace]
    clock: MovingClock | None
    poison: str | None = None
    recoveries: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    extras: list[Callable[[], None]] = field(default_factory=list)  # to be called at the end

    @property
    def pusher(self) -> pusher.Faults:
        return self.stage.faults

    def owner(self) -> psycopg.Connection[Any]:
        """A connection of the tables' owner."""
        return owner_of(self.url)

    def ask(self, query: str, *values: object) -> Any:
        """The first column of the first row, as the administrator."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as conn:
            row = conn.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def add(self, figure: str, number: int) -> None:
        """Count up a figure."""
        self.figures[figure] = self.figures.get(figure, 0) + number

    def most(self, figure: str, number: int) -> None:
        """Keep the largest of a figure."""
        self.figures[figure] = max(self.figures.get(figure, 0), number)

    async def recovered(self, since: float | None = None) -> bool:
        """Wait until everybody is served by what they asked after `since` (now), and note how long that took."""
        since = time.monotonic() if since is None else since
        is_well = await until(lambda: self.desks.all_served_since(since), SOON, look_every=0.01)
        self.recoveries.append(time.monotonic() - since)
        if not is_well:
            late = [desk.name for desk in self.desks.all if desk.served_from < since]
            self.failures.append(f"unserved: {', '.join(late)}, {SOON:.0f} s after the fault was over")
        return is_well


Ground = Callable[[], AbstractAsyncContextManager[tuple[Server, str]]]


@dataclass(frozen=True)
class Fault:
    """Something that breaks. `strike` breaks it the nth time and returns when it is mended.

    A round is `each` strikes, and `most` rounds are enough. `ground` brings servers of its own and the administrator's
    URL of a release; without one, it is a database of the server that all share. `options` are those of `scene`.
    `hindrance` says why it cannot be tried on this machine.
    """

    name: str
    title: str
    strike: Callable[[Scene, int], Awaitable[None]]
    each: int = 1
    most: int = 100
    ground: Ground | None = None
    hindrance: Callable[[], str | None] = lambda: None
    options: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def scene(
    server: Server,
    url: str,
    node: str,
    *,
    connections: int = 10,
    wired: bool = False,
    clock: bool = False,
    desks: int = 2,
) -> AsyncIterator[Scene]:
    """Hotels in an empty release at `url`, and everything at work on it. StageError.

    `wired`: the API and the direct desks reach the database through a wire.
    """
    async with AsyncExitStack() as undo:
        places, moving, channels = await asyncio.to_thread(_open, url, clock)
        faults, secret, events = pusher.Faults(), secrets.token_hex(16), listen_on(0)
        port = events.getsockname()[1]
        gate = Gate(pusher.create_app(relay_stage.APP_ID, relay_stage.KEY, secret, faults))
        undo.enter_context(served((gate, events)))
        sink = await undo.enter_async_context(wire_to(port))
        wire = await undo.enter_async_context(wire_to(_socket_of(url))) if wired else None
        through = _through(wire.port, url) if wire else url
        api = Api(through, connections)
        undo.push_async_callback(api.end)
        await api.start()
        stage = relay_stage.Stage(url, api.url, port, secret, faults)
        heard = await undo.enter_async_context(client_of(stage, node, channels))
        listener = Listener(replace(stage, pusher_port=sink.port))
        undo.push_async_callback(listener.clean_up)
        await listener.start()
        working = await undo.enter_async_context(open_desks(api.url, as_role(through, "api"), places, desks))
        parts = (server, url, stage, gate, sink, wire, api, listener, heard, channels, working, places, moving)
        yield await undo.enter_async_context(_ended(Scene(*parts)))


@asynccontextmanager
async def _ended(stage: Scene) -> AsyncIterator[Scene]:
    """A scene whose listener, whichever it is in the end, is ended."""
    try:
        yield stage
    finally:
        for end in stage.extras:
            end()
        await stage.listener.clean_up()


def _open(url: str, with_clock: bool) -> tuple[list[Workplace], MovingClock | None, list[str]]:
    """Hotels, and every staff channel of theirs."""
    places = []
    with owner_of(url) as owner:
        clock = MovingClock.install(owner) if with_clock else None
        for slug in SLUGS:
            hotel = open_hotel(owner, slug, rooms=ROOMS)
            rows = owner.execute(
                "select hotel.local_date(hotel.clock(), 'Europe/Dublin'), array_agg(r.id order by r.id) "
                "from hotel.room as r where r.hotel_id = %s",
                [hotel.hotel_id],
            ).fetchall()
            places.append(Workplace(hotel, *rows[0]))
            if with_clock:
                places[-1].unused = iter(())  # who arrives today needs a today
        channels = [channel for (channel,) in owner.execute(CHANNELS).fetchall()]
    if clock is not None:
        with psycopg.connect(url) as admin:  # everybody's clock reads it
            admin.execute("grant usage on schema proof to public")
            admin.execute("grant select on proof.clock to public")
    return places, clock, channels


def poisoned(stage: Scene) -> None:
    """Have a booking made whose every message Pusher refuses as too large."""
    stage.poison = POISON
    stage.gate.poison = POISON.encode()
    place = random.choice(stage.places)
    guest = {
        **book("poison@guests.invalid", place.today, False, random.randrange(300)).body,
        "primary_last_name": POISON,
    }
    with psycopg.connect(as_role(stage.url, "api"), autocommit=True) as session:
        call(session, "create_staff_booking", hotel=place.hotel.slug, token=place.hotel.token, **guest)


def written_at(message: Heard) -> float:
    """When the event was written, as Unix time."""
    return datetime.fromisoformat(message.body["meta"]["ts"]).timestamp()


def _socket_of(url: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(url)
    return f"{info['host']}/.s.PGSQL.{info['port']}"


def _through(port: int, url: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(url)
    return f"postgresql://{info['user']}@127.0.0.1:{port}/{info['dbname']}?sslmode=disable&gssencmode=disable"
