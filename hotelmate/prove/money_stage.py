"""Where `prove money` plays: a database, a local Stripe with a clock of the same time, and the adapter between them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import psycopg

from hotelmate.cluster import Cluster
from hotelmate.prove.ground import RELEASE, MovingClock, copy_database, drop_database, owner_of
from hotelmate.prove.hotels import Hotel, OwnerConnection, call, open_hotel, publish
from hotelmate.prove.refunds_rules import Penalty, Policy
from hotelmate.standin.stripe_process import SECRET_KEY, WEBHOOK_SECRET, StripeProcess
from hotelmate.standin.stripe_remote import Remote
from listener.cashier import Call, Cashier
from listener.settings import StripeSettings
from listener.sinks.stripe import StripeSink

ROOMS = 60
PATIENCE = 2.0  # seconds that the provider may take
HALF = Policy("HALF", "MODERATE", 48, Penalty("PERCENTAGE", percentage="50"), no_show="SAME_AS_CANCELLATION")
ALL = Policy("ALL", "NON_REFUNDABLE", 0, Penalty("FULL_STAY"), no_show="FIRST_NIGHT")
OPERATOR = "hotelmate_operator"


def open_hotels(cluster: Cluster, rooms: int = ROOMS) -> list[Hotel]:
    """In an empty release: one that approves and charges half, one that confirms at once and charges all, one free."""
    with owner_of(cluster.url(database=RELEASE)) as owner:
        MovingClock.install(owner)
        hotels = [
            open_hotel(owner, "quiet-cove", rooms=rooms),
            open_hotel(owner, "north-pier", rooms=rooms, approval_policy="INSTANT"),
            open_hotel(owner, "old-mill", rooms=rooms),
        ]
        for hotel, policy in zip(hotels, (HALF, ALL), strict=False):
            policy_id = publish(owner, hotel, policy)
            owner.execute(
                "update hotel.hotel_policy set default_cancellation_policy_id = %s where hotel_id = %s",
                [policy_id, hotel.hotel_id],
            )
        for hotel in hotels:
            owner.execute(
                "insert into hotel.operator_access (hotel_id, role_name) values (%s, %s)", [hotel.hotel_id, OPERATOR]
            )
    return hotels


@dataclass(frozen=True)
class Stage:
    """Sessions of every role in one database, and both sides of the provider.

    `remote` is the hand on the local Stripe, `dashboard` its API as a person with the key uses it.
    """

    owner: OwnerConnection
    api: psycopg.Connection[Any]
    listener: psycopg.Connection[Any]
    jobs: psycopg.Connection[Any]
    operator: psycopg.Connection[Any]
    remote: Remote
    dashboard: httpx.Client
    sink: StripeSink
    clock: MovingClock
    hotels: list[Hotel]

    @property
    def desk(self) -> Cashier:
        """The cashier in the API."""
        return Cashier(through(self.api), self.sink)

    @property
    def worker(self) -> Cashier:
        """The cashier in the listener."""
        return Cashier(through(self.listener), self.sink)

    def pass_time(self, by: timedelta) -> None:
        """Let time pass everywhere."""
        self.clock.set_ahead(self.owner, self.clock.ahead + by)
        self.remote.set_clock(self.clock.ahead.total_seconds())


def through(session: psycopg.Connection[Any]) -> Call:
    """A cashier's way to the database, over a session that nobody else uses meanwhile."""

    async def answer(function: str, /, **arguments: object) -> bytes:
        return json.dumps(call(session, function, **arguments)).encode()

    return answer


@contextmanager
def local_stripe() -> Iterator[Remote]:
    """A local Stripe in a process of its own, which delivers no event by itself."""
    with StripeProcess() as process:
        yield process.remote


@asynccontextmanager
async def stage(cluster: Cluster, hotels: list[Hotel], remote: Remote, name: str) -> AsyncIterator[Stage]:
    """A stage with a fresh copy of the database, called `name`, and empty books."""
    copy_database(cluster, name)
    remote.reset()
    settings = StripeSettings(SECRET_KEY, WEBHOOK_SECRET, remote.address, PATIENCE)
    key = {"Authorization": f"Bearer {SECRET_KEY}"}
    try:
        with (
            owner_of(cluster.url(database=name)) as owner,
            psycopg.connect(cluster.url("api", name), autocommit=True) as api,
            psycopg.connect(cluster.url("listener", name), autocommit=True) as listener,
            psycopg.connect(cluster.url("jobs", name), autocommit=True) as jobs,
            psycopg.connect(cluster.url("operator", name), autocommit=True) as operator,
            httpx.Client(base_url=remote.address, headers=key, trust_env=False, timeout=10) as dashboard,
        ):
            async with StripeSink(settings) as sink:
                yield Stage(owner, api, listener, jobs, operator, remote, dashboard, sink, MovingClock(), hotels)
    finally:
        drop_database(cluster, name)
