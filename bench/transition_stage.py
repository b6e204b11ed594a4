"""Where transitions contend: databases of one server, rows made ready in bulk and put back before every turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bench import pgbench
from bench.ground import awake_relay, bench_server, run_sql, shared_directory
from bench.pgbench import Pgbench
from bench.place import HOTELS
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import RELEASE, copy_database
from hotelmate.prove.result import Progress

FIFTY, ONE = {"first": 1, "hotels": HOTELS}, {"first": HOTELS + 1, "hotels": 1}
PER_SECOND = 12_000  # rows of each kind made ready for a second of a turn; faster than that, and they run out
TPCB, SERVICE, RULES = "pgbench", "service", "rules"


@dataclass(frozen=True)
class Stage:
    """What the contestants share: callers' `urls` by database, the drivers' `directory`, `seconds` of a turn."""

    cluster: Cluster
    directory: Path
    urls: dict[str, str]
    seconds: int

    @property
    def admin_url(self) -> str:
        """Of a database that nobody contends in."""
        return self.cluster.url(database="postgres")

    @property
    def release_url(self) -> str:
        """Of the release, as its administrator."""
        return self.cluster.url(database=RELEASE)

    def pgbench(self, database: str, url: str | None = None) -> Pgbench:
        """The driver, as the database's caller."""
        return Pgbench(self.cluster, url or self.urls[database], self.directory)


@contextmanager
def stage_of(seconds: int, scale: int, progress: Progress) -> Iterator[Stage]:
    """The databases of ours, of TPC-B and of both service layers, filled for turns of so many seconds."""
    with bench_server() as cluster, shared_directory() as directory:
        admin = cluster.url(database=RELEASE)
        ready = (pgbench.WARM_UP + seconds) * PER_SECOND
        fill(admin, ready // HOTELS, ready // 3)
        with psycopg.connect(cluster.url(database="postgres"), autocommit=True) as conn:
            for name in (TPCB, SERVICE):
                conn.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        copy_database(cluster, RULES)
        others = {name: cluster.url(database=name) for name in (TPCB, SERVICE, RULES)}
        make_plain(others[RULES])
        run_sql(others[SERVICE], "service_tables.sql", hotels=HOTELS + 1)
        stage = Stage(cluster, directory, {RELEASE: cluster.url("api", RELEASE), **others}, seconds)
        stage.pgbench(TPCB).call("-i", "-q", "-s", str(scale))
        for name in (SERVICE, RULES):
            settle(others[name])
        progress(f"{HOTELS + 1} hotels, {2 * (ready + ready // 3):,} bookings and TPC-B of scale {scale} are ready")
        with awake_relay(admin):
            yield stage


def make_plain(admin_url: str) -> None:
    """Leave the tables, keys, indexes and rows of a copy of ours, and nothing that happens by itself."""
    run_sql(admin_url, "without/checks.sql")
    run_sql(admin_url, "plain_tables.sql")


def fill(admin_url: str, each: int, one: int) -> None:
    """Fifty hotels and one more: so many requests and arrivals at each, and at the one. Into an empty release."""
    open_hotels(admin_url, HOTELS + 1)
    run_sql(admin_url, "transition_rows.sql", first=1, last=HOTELS, each=each)
    run_sql(admin_url, "transition_rows.sql", first=HOTELS + 1, last=HOTELS + 1, each=one)
    settle(admin_url)


def open_hotels(admin_url: str, count: int) -> None:
    """Hotels bench-1, bench-2, …, with ids to match, in an empty release."""
    with psycopg.connect(admin_url, autocommit=True) as conn:
        conn.execute("set role hotelmate_owner")
        for n in range(1, count + 1):
            named = [f"bench-{n}", f"Bench {n}", f"B{n}"]
            conn.execute("select app.create_hotel(%s, %s, p_number_prefix => %s)", named)


def settle(admin_url: str) -> None:
    """Let a database come to rest: counted, cleaned, on disk."""
    with psycopg.connect(admin_url, autocommit=True) as conn:
        conn.execute("vacuum analyze")
        conn.execute("checkpoint")


class Rows:
    """Our rows, or their like in plain tables: put back as they were made, and counted afterwards."""

    COUNTED = (
        "select (select count(*) from hotel.booking as b where b.decision_at is not null) "
        "+ (select count(*) from hotel.booking as b where b.checked_in_at is not null) "
        "+ (select count(*) from hotel.audit as a where a.action = 'set_room_status' and a.at > %s)"
    )

    def __init__(self, admin_url: str) -> None:
        self._url = admin_url

    def again(self) -> None:
        """As they were made. Changes count from now on."""
        run_sql(self._url, "transition_again.sql")
        with psycopg.connect(self._url) as conn:
            self._since = conn.execute("select clock_timestamp()").fetchone()

    def done(self) -> int:
        """Approvals, arrivals and, by the log, changes of rooms."""
        with psycopg.connect(self._url) as conn:
            row = conn.execute(self.COUNTED, self._since).fetchone()
        assert row
        return int(row[0])


class ServiceRows:
    """The same of the bare service layer."""

    def __init__(self, url: str) -> None:
        self._url = url

    def again(self) -> None:
        """As they were made. Changes count from now on."""
        with psycopg.connect(self._url) as conn:
            conn.execute("update room set room_status = 'CHECKOUT_DIRTY' where room_status <> 'CHECKOUT_DIRTY'")
            self._since = conn.execute("select coalesce(max(id), 0) from audit").fetchone()

    def done(self) -> int:
        """Changes of rooms by its log."""
        with psycopg.connect(self._url) as conn:
            row = conn.execute("select count(*) from audit where id > %s", self._since).fetchone()
        assert row
        return int(row[0])
