"""Proof: whatever is altered in the audit log, its verification names the row; and the log folds to the live house."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg

from hotelmate.prove.audit_life import Life
from hotelmate.prove.audit_tampering import TEXTS, Tampering, tamperings
from hotelmate.prove.ground import RELEASE, released_server
from hotelmate.prove.house import HOTEL, House
from hotelmate.prove.result import Progress, Result

CLAIM = "No byte of the audit log can be altered unnoticed, and folded it gives exactly the live house."
COLUMNS = ("alteration", "tried", "named the row", "refused by a constraint", "unnoticed")


def prove(progress: Progress, steps: int = 400, seed: int = 20261121) -> Result:
    """Live `steps` random steps, fold the log, then alter it in every way. Raises ClusterError, DeployError."""
    with released_server() as cluster:
        url = cluster.url(database=RELEASE)
        house = House(url)
        try:
            life = Life(house, seed)
            life.live(steps)
            hotel = house.hotel_id
        finally:
            house.close()
        progress(f"{life.done.total()} actions done, {life.refused.total()} refused, seed {seed}")
        with psycopg.connect(url) as conn:
            differences = conn.execute("select entity, entity_id from ops.rebuild(%s)", [HOTEL]).fetchall()
            conn.execute("alter table hotel.audit disable trigger all; alter table hotel.log_head disable trigger all")
            return _result(conn, hotel, life, differences, progress)


def _result(
    conn: psycopg.Connection[Any], hotel: int, life: Life, differences: list[Any], progress: Progress
) -> Result:
    [(rows, _, problem)] = _verdicts(conn)
    failures = [f"the log does not fold to the live {entity} {entity_id}" for entity, entity_id in differences]
    failures += [f"an honest log is called altered: {problem}"] if problem else []
    tried, named, refused, unnoticed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for tampering in _all(conn, hotel, rows):
        tried[tampering.kind] += 1
        outcome = tamper(conn, tampering)
        if outcome is None:
            refused[tampering.kind] += 1
        elif outcome in tampering.named:
            named[tampering.kind] += 1
        else:
            unnoticed[tampering.kind] += outcome < 0
            failures.append(f"{tampering.kind}: {tampering.what}: named {outcome}, not {tampering.named}")
    progress(f"{tried.total()} alterations of {rows} rows")
    return Result(
        CLAIM,
        COLUMNS,
        [(kind, tried[kind], named[kind], refused[kind], unnoticed[kind]) for kind in tried],
        {
            "actions": life.done.total(),
            "refused_actions": life.refused.total(),
            "audit_rows": rows,
            "fold_differences": len(differences),
            "alterations": tried.total(),
            "named": named.total(),
            "refused": refused.total(),
            "unnoticed": unnoticed.total(),
        },
        failures,
    )


def _verdicts(conn: psycopg.Connection[Any]) -> list[Any]:
    query = "select rows_checked, first_bad_seq, problem from ops.verify_audit(%s)"
    return conn.execute(query, [HOTEL]).fetchall()


def tamper(conn: psycopg.Connection[Any], tampering: Tampering) -> int | None:
    """Which row verification names after an alteration, which is then undone; -1 for none, None when it was refused.

    An alteration that happens to change nothing would count as unnoticed: the tamperings see to it that it does.
    """
    outcome: int | None
    with conn.transaction(force_rollback=True):
        try:
            with conn.transaction():
                conn.execute(tampering.sql.encode())
        except (psycopg.IntegrityError, psycopg.DataError):
            return None
        [(_, bad, problem)] = _verdicts(conn)
        outcome = -1 if problem is None else bad
    return outcome


def _all(conn: psycopg.Connection[Any], hotel: int, rows: int) -> list[Tampering]:
    """The tamperings at the first, a middle and the last row, and at one that has a note."""
    [(noted,)] = conn.execute(
        "select max(seq) from hotel.audit where hotel_id = %s and note is not null and seq < %s", [hotel, rows - 1]
    ).fetchall()
    places = {"first": 1, "middle": rows // 2, "last": rows} | ({"noted": noted} if noted else {})
    lengths: dict[tuple[int, str], int] = {}
    for column in (*TEXTS, "hash"):
        found = conn.execute(
            f"select seq, length({column}) from hotel.audit where hotel_id = %s and seq = any(%s)".encode(),
            [hotel, list(places.values())],
        ).fetchall()
        lengths |= {(seq, column): length for seq, length in found if length}
    return list(tamperings(hotel, places, rows, lengths))
