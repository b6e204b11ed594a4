"""A hotel that takes bookings while its server is backed up, killed and lost, and remembers what it was promised."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

import psycopg

from db.apply import apply
from hotelmate import unprivileged
from hotelmate.archive import Archive
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import owner_of
from hotelmate.prove.hotels import GUEST, Hotel, call, open_hotel
from hotelmate.wal import control_of, position, segments

SLUG = "last-stand"
ROOMS = 200
FIRST_NIGHT = date(2031, 1, 1)


@dataclass(frozen=True)
class Promise:
    """A booking that was acknowledged: its number, when, and a place in the log (bytes) not before its commit."""

    number: str
    at: float  # seconds since 1970
    log: int


class Desk:
    """Takes one booking after another over a connection of its own, until it is closed or the server is gone."""

    def __init__(self, url: str, hotel: Hotel) -> None:
        self.promises: list[Promise] = []
        self._url = url
        self._hotel = hotel
        self._taken = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="desk")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive(), "the desk does not close"

    def _work(self) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as session:
                while not self._stop.is_set():
                    self.promises.append(self.take(session))
        except psycopg.OperationalError:
            if self._stop.is_set():
                raise
            self._stop.set()  # the server was killed: what was not acknowledged was not promised

    def take(self, session: psycopg.Connection[Any]) -> Promise:
        """A booking by the staff, paid at the property, for a night of its own in turn."""
        self._taken += 1
        night = FIRST_NIGHT + timedelta(days=self._taken // ROOMS)
        guest = {key: given for key, given in GUEST.items() if key != "booker_type"}
        stay = {"room_type_code": "DBL", "check_in": night, "check_out": night + timedelta(days=1)}
        hotel = {"hotel": self._hotel.slug, "token": self._hotel.token}
        answer = call(session, "create_staff_booking", **hotel, **stay, **guest)
        at = time.time()
        [(log,)] = session.execute("select pg_current_wal_insert_lsn()::text").fetchall()
        return Promise(str(answer["booking_id"]), at, position(log))


@dataclass
class Life:
    """A private server that archives, with a hotel. `home` holds the server, `shelf` its backups."""

    home: Path
    shelf: Path
    archive: Archive
    cluster: Cluster
    hotel: Hotel

    @property
    def desk(self) -> Desk:
        """A new one: it begins with the first night."""
        return Desk(self.cluster.url("api"), self.hotel)

    def owner(self) -> psycopg.Connection[Any]:
        return owner_of(self.cluster.url())

    def numbers(self) -> set[str]:
        """Every booking there is."""
        with self.owner() as conn:
            return {number for (number,) in conn.execute("select number from hotel.booking").fetchall()}

    def archived(self) -> int:
        """Up to where the log is in the archive, in bytes."""
        (place,) = self.archive.directory.iterdir()
        size = self._segment_size
        return (segments(place, size)[-1].number + 1) * size

    def lose(self) -> None:
        """kill -9 of the server, and its files are gone."""
        assert self.cluster.pid
        os.kill(self.cluster.pid, signal.SIGKILL)
        self.cluster.stop()
        time.sleep(0.5)  # its children notice by themselves
        shutil.rmtree(self.cluster.data)

    def again(self) -> None:
        """Start the server that lies in `home` now."""
        self.cluster = Cluster(self.home, archive=self.archive, scheduler=False)
        self.cluster.start()

    def __post_init__(self) -> None:
        self._segment_size = control_of(self.cluster.binaries, self.cluster.data).segment_size


@contextmanager
def life() -> Iterator[Life]:
    """A server with this release, a hotel of 200 rooms, and nobody in it. From the main thread only."""
    with tempfile.TemporaryDirectory(prefix="hotelmate-") as name:
        directory = Path(name)
        unprivileged.hand_over(directory)
        archive = Archive(directory / "archive")
        cluster = Cluster(directory / "stack", archive=archive, scheduler=False)
        cluster.start()
        try:
            apply(cluster.url(), progress=lambda _: None)
            with owner_of(cluster.url()) as owner:
                hotel = open_hotel(owner, SLUG, rooms=ROOMS)
            living = Life(directory / "stack", directory / "backups", archive, cluster, hotel)
        except BaseException:
            cluster.stop()
            raise
        try:
            yield living
        finally:
            living.cluster.stop()
