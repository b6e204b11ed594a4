"""Proof: a dirty database of the old system comes in; every row has the fate its fault deserves, and the hotel works.

The old database is made here, in a database of its own, from a fixed seed: years of bookings in good order, and every
fault that an invariant names, several times each. What must become of each row is written down when it is made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

import psycopg

from db.apply import apply
from hotelmate.cluster import Cluster
from hotelmate.legacy.loading import Loading
from hotelmate.legacy.mapping import TABLES
from hotelmate.legacy.report import Report
from hotelmate.legacy.source import Source
from hotelmate.prove.legacy_import_desk import use
from hotelmate.prove.legacy_import_faults import FAULTS, put_faults
from hotelmate.prove.legacy_import_house import live, open_hotel
from hotelmate.prove.legacy_import_world import BOOKINGS, Fate, World
from hotelmate.prove.result import Progress, Result
from hotelmate.replay.stage import own_server
from hotelmate.urls import as_role

CLAIM = "Every row of a dirty old database is imported, corrected by name or refused by name; nothing contradicts."
COLUMNS = ("invariant", "fault", "rows", "imported", "corrected", "refused", "otherwise")
SLUG = "harbour-view"
OLD = "old_hotel"
ROOMS_PER_ROUND = 50  # that the faults take, once each
NO_FAULT = ""


def prove(progress: Progress, seed: int = 1, each: int = 4, days: int = 730) -> Result:
    """So many of each fault among so many days of stays. Raises ClusterError, DeployError."""
    with own_server() as cluster:
        apply(cluster.url(), progress=progress)
        world = dirty_world(seed, each, days)
        old_url = _old_database(cluster, world)
        progress(f"the old database: {sum(map(len, world.rows.values())):,} rows")
        return judge(cluster.url(), old_url, world, progress)


def dirty_world(seed: int, each: int, days: int) -> World:
    """Two hotels of the old system, the first with every fault."""
    world = World(seed, datetime.now(UTC))
    first = open_hotel(world, SLUG)
    live(world, first, annexe=ROOMS_PER_ROUND * each, days=days)
    second = open_hotel(world, "lakeside", "America/New_York")
    live(world, second, annexe=10, days=days, rooms=1)
    put_faults(world, first, second, each)
    return world


def judge(admin_url: str, old_url: str, world: World, progress: Progress) -> Result:
    """Import the world and compare what became of each row with its fate; then look at the hotels and use one."""
    report = _import(admin_url, old_url, progress)
    again = _import(admin_url, old_url, progress)
    with psycopg.connect(as_role(admin_url, "owner"), autocommit=True) as owner:
        for hotel in owner.execute("select hotel_id from hotel.hotel").fetchall():
            owner.execute("insert into hotel.operator_access values (%s, 'hotelmate_operator')", hotel)
        became = _became(owner)
    lines, failures = _compare(world, became)
    failures += _balance(world, report, again)
    progress("using the imported hotel")
    failures += use(admin_url, SLUG)
    progress("looking for contradictions")
    failures += _contradictions(admin_url)
    figures: dict[str, object] = {
        "seconds_importing": round(report.seconds, 1),
        "faults": len(FAULTS),
        "rows": sum(report.rows.values()),
        "bookings": report.rows[BOOKINGS],
        **{outcome.lower(): sum(n for (_, o), n in report.outcomes.items() if o == outcome) for outcome in _OUTCOMES},
        "tables": report.figures()["tables"],
        "findings": report.figures()["findings"],
        "refusals": report.figures()["refusals"],
    }
    return Result(CLAIM, COLUMNS, lines, figures, failures)


_OUTCOMES = ("IMPORTED", "CORRECTED", "REFUSED")


def _old_database(cluster: Cluster, world: World) -> str:
    with psycopg.connect(cluster.url(), autocommit=True) as admin:
        admin.execute(f"create database {OLD}".encode())
    url = cluster.url(database=OLD)
    world.write(url)
    return url


def _import(admin_url: str, old_url: str, progress: Progress) -> Report:
    with psycopg.connect(old_url) as old, psycopg.connect(as_role(admin_url, "owner"), autocommit=True) as owner:
        report = Loading(owner, Source(old), name=OLD, dry_run=False).run(lambda table, done, total: None)
    taken = {outcome: sum(n for (_, o), n in report.outcomes.items() if o == outcome) for outcome in _OUTCOMES}
    progress(f"{sum(report.rows.values()):,} rows: {taken}")
    return report


def _became(owner: psycopg.Connection) -> dict[tuple[str, str], Fate]:
    """What the target says of every row it was given."""
    taken = owner.execute("select source_table, source_key, findings from hotel.import_row").fetchall()
    refused = owner.execute("select source_table, source_key, code from hotel.import_reject").fetchall()
    became = {
        (table, key): Fate("CORRECTED" if findings else "IMPORTED", frozenset(found["code"] for found in findings))
        for table, key, findings in taken
    }
    return became | {(table, key): Fate("REFUSED", frozenset({code})) for table, key, code in refused}


def _compare(world: World, became: dict[tuple[str, str], Fate]) -> tuple[list[tuple[object, ...]], list[str]]:
    """A line for each fault, and a sentence for each row whose fate was another."""
    failures: list[str] = []
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for table in (table.name for table in TABLES):
        for row in world.rows[table]:
            key = str(row["id"])
            due, is_now = world.fate(table, key), became.get((table, key))
            counts[due.fault][is_now.outcome if is_now else "LOST"] += 1
            if is_now is None:
                failures.append(f"{table} {key} is neither imported nor refused")
            elif (is_now.outcome, is_now.codes) != (due.outcome, due.codes):
                counts[due.fault]["OTHERWISE"] += 1
                failures.append(
                    f"{table} {key} ({due.fault or 'in order'}): {_said(due)} was due, it is {_said(is_now)}"
                )
    named = [("", "(in order)", NO_FAULT), *((f.invariant, f.name, f.name) for f in FAULTS)]
    lines: list[tuple[object, ...]] = [(rule, name, *_counted(counts[key])) for rule, name, key in named]
    failures += [f"no row has the fault: {name}" for _, name, key in named if not counts[key]]
    return lines, failures


def _counted(count: Counter[str]) -> tuple[int, ...]:
    rows = sum(count[outcome] for outcome in (*_OUTCOMES, "LOST"))
    return rows, *(count[outcome] for outcome in _OUTCOMES), count["OTHERWISE"] + count["LOST"]


def _said(fate: Fate) -> str:
    return f"{fate.outcome} {' '.join(sorted(fate.codes))}".strip()


def _balance(world: World, report: Report, again: Report) -> list[str]:
    """Nothing read that was not there, nothing there that was not read, and nothing new the second time."""
    failures = [
        f"{table}: {report.rows[table]} rows were read, {len(world.rows[table])} are there"
        for table in report.rows
        if report.rows[table] != len(world.rows[table])
    ]
    if not report.balanced or not again.balanced:
        failures.append("rows read are not rows imported and refused")
    taken = sum(n for (_, o), n in report.outcomes.items() if o in ("IMPORTED", "CORRECTED"))
    if again.outcomes.total() - sum(again.refusals.values()) != sum(
        n for (_, o), n in again.outcomes.items() if o == "ALREADY"
    ):
        failures.append("a second import took rows in that the first had refused")
    if sum(n for (_, o), n in again.outcomes.items() if o == "ALREADY") != taken:
        failures.append("a second import did not find everything that the first took in")
    return failures


def _contradictions(admin_url: str) -> list[str]:
    def ask(role: str, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(as_role(admin_url, role), autocommit=True) as conn:
            return conn.execute(query.encode()).fetchall()

    drift = ask("operator", "select hotel, check_code, entity, entity_id, expected, actual from ops.drift")
    broken = ask("operator", "select hotel, problem from ops.verify_audit() where problem is not null")
    audited = ask("operator", "select count(*) from ops.verify_audit() where rows_checked > 0")
    return [
        *(f"ops.drift: {row}" for row in drift),
        *(f"ops.verify_audit: {row}" for row in broken),
        *(["no hotel's audit was verified"] if audited == [(0,)] else []),
    ]
