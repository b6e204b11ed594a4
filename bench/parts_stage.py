"""Where parts are weighed: our database in copies, one part of it taken out of each, beside TPC-B and plain tables.

Parts are taken out here by a superuser; the product has no switch for any of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from bench import pgbench
from bench.ground import awake_relay, bench_server, run_sql, shared_directory
from bench.place import HOTELS
from bench.transition_stage import SERVICE, TPCB, Rows, Stage, fill, settle
from hotelmate.prove.ground import RELEASE, copy_database
from hotelmate.prove.result import Progress

PER_SECOND = 6000  # rows of each kind made ready for a second of a turn; faster than that, and they run out

# Triggers by the names of their functions. Without notes nothing is sealed at commit: there are no audit rows, no
# events, and none of the rules over several rows that the seal asks for. Without guards a table takes a change from
# whoever makes it, in whatever order; what follows from a change (nights counted, letters queued) still does.
NOTES, GUARDS = "^note_", "^(guard|refuse)_"


@dataclass(frozen=True)
class Part:
    """A copy of our database, the files of `without/` that take a part out of it, and triggers that go."""

    name: str
    database: str
    without: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()

    def take_out(self, admin_url: str) -> None:
        """Of the copy at an administrator's URL."""
        for file in self.without:
            run_sql(admin_url, f"without/{file}.sql")
        for named in self.triggers:
            run_sql(admin_url, "without/triggers.sql", named=named)


WHOLE = Part("whole", "whole")
PARTS = (
    WHOLE,
    Part("without payloads in events", "no_payloads", ("payloads",)),
    Part("without CHECK constraints", "no_checks", ("checks",)),
    Part("without the hash chain", "no_hash", ("hash",)),
    Part("without audit and events", "no_log", triggers=(NOTES,)),
    Part("functions and tables alone", "no_more", ("checks",), (NOTES, GUARDS)),
)


@contextmanager
def parts_stage(seconds: int, scale: int, progress: Progress) -> Iterator[Stage]:
    """A database for each part, that of TPC-B and that of the one function, filled for turns of so many seconds."""
    with bench_server() as cluster, shared_directory() as directory, ExitStack() as relays:
        ready = (pgbench.WARM_UP + seconds) * PER_SECOND
        fill(cluster.url(database=RELEASE), ready // HOTELS, 1)
        for part in PARTS:
            copy_database(cluster, part.database)
            part.take_out(cluster.url(database=part.database))
        with psycopg.connect(cluster.url(database="postgres"), autocommit=True) as conn:
            for name in (TPCB, SERVICE):
                conn.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        others = {name: cluster.url(database=name) for name in (TPCB, SERVICE)}
        run_sql(others[SERVICE], "service_tables.sql", hotels=HOTELS)
        run_sql(others[SERVICE], "service_function.sql")
        ours = {part.database: cluster.url("api", part.database) for part in PARTS}
        stage = Stage(cluster, directory, {**ours, **others}, seconds)
        stage.pgbench(TPCB).call("-i", "-q", "-s", str(scale))
        settle(others[SERVICE])
        progress(f"{len(PARTS)} × {HOTELS} hotels with {2 * ready:,} bookings, and TPC-B of scale {scale}, are ready")
        for part in PARTS:
            relays.enter_context(awake_relay(cluster.url(database=part.database)))
        yield stage


class CountedRows(Rows):
    """Our rows, changes of rooms counted by the server: without a log there is nothing else that tells of them."""

    DECIDED = "select count(*) from hotel.booking as b where b.decision_at is not null"
    UPDATED = "select s.n_tup_upd from pg_stat_user_tables as s where s.relid = 'hotel.room'::regclass"
    # A session reports what it did before it is gone.
    OTHERS = """
    select count(*) from pg_stat_activity as a
    where
        a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
        and a.usename <> 'hotelmate_listener'
    """

    def again(self) -> None:
        """As they were made. Changes count from now on."""
        super().again()
        self._before = self._count(self.UPDATED)

    def done(self) -> int:
        """Approvals, and changes of rooms: one by every other call, arrivals included."""
        return self._count(self.DECIDED) + self._count(self.UPDATED) - self._before

    def _count(self, query: str) -> int:
        with psycopg.connect(self._url, autocommit=True) as conn:
            while conn.execute(self.OTHERS).fetchone() != (0,):
                time.sleep(0.01)
            row = conn.execute(query.encode()).fetchone()
        assert row
        return int(row[0])
