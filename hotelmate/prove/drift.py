"""Proof: every contradiction there is a check for is found, by its name and alone, and corrected or left to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg

from hotelmate.cluster import Cluster
from hotelmate.prove.drift_house import findings, furnish
from hotelmate.prove.drift_injections import INJECTIONS, Injection
from hotelmate.prove.drift_injections_money import LOG, MONEY
from hotelmate.prove.ground import RELEASE, copied_database, released_server
from hotelmate.prove.house import HOTEL
from hotelmate.prove.result import Progress, Result

CLAIM = "Whatever contradicts itself is found by its check, and corrected with its event or opened as a case."
COLUMNS = ("check", "injected", "found", "outcome", "event", "wrong")
EVERY = (*INJECTIONS, *MONEY, *LOG)
COPY = "drifted"


@dataclass
class Verdict:
    """What became of one injection; `faults` are sentences."""

    injection: Injection
    found: int = 0
    outcome: str = ""
    healed_events: int = 0
    faults: list[str] = field(default_factory=list)


def prove(progress: Progress) -> Result:
    """Spoil a copy of a healthy house once for every check. Raises ClusterError, DeployError."""
    with released_server() as cluster:
        names = furnish(cluster.url(database=RELEASE))
        with psycopg.connect(cluster.url(database=RELEASE)) as conn:
            alarms = findings(conn)
            catalog: dict[str, str] = dict(conn.execute("select code, explanation from ops.check_catalog").fetchall())
        progress(f"a healthy house: {len(alarms)} false alarms")
        verdicts = []
        for injection in EVERY:
            verdicts.append(_spoiled(cluster, injection, names, catalog))
            progress(f"{injection.check}: {injection.what}: {verdicts[-1].outcome or 'not found'}")
    return _result(verdicts, alarms, catalog)


def _spoiled(cluster: Cluster, injection: Injection, names: dict[str, Any], catalog: dict[str, str]) -> Verdict:
    with copied_database(cluster, COPY):
        _inject(cluster.url(database=COPY), injection, names)
        with psycopg.connect(cluster.url(database=COPY), autocommit=True) as conn:
            return judge(conn, injection, names, catalog.get(injection.check, ""))


def _inject(url: str, injection: Injection, names: dict[str, Any]) -> None:
    """In a session of its own, so that nothing of it stays switched off."""
    with psycopg.ClientCursor(psycopg.connect(url)) as cursor:
        cursor.execute(injection.sql.encode(), names)
        cursor.connection.commit()
        cursor.connection.close()


def judge(conn: psycopg.Connection[Any], injection: Injection, names: dict[str, Any], explanation: str) -> Verdict:
    """Look, reconcile, look again."""
    verdict = Verdict(injection)
    [(entity_id,)] = psycopg.ClientCursor(conn).execute(f"select {injection.entity_id}".encode(), names).fetchall()
    rows = findings(conn)
    mine = [row for row in rows if row["check_code"] == injection.check]
    others = {row["check_code"] for row in rows} - {injection.check, *injection.also}
    verdict.found = len(mine)
    if [row["entity_id"] for row in mine] != [entity_id]:
        verdict.faults.append(f"found {[row['entity_id'] for row in mine]}, not {entity_id}")
    if others:
        verdict.faults.append(f"other checks saw something too: {', '.join(sorted(others))}")
    if any(row["explanation"] != explanation or not row["fix"] or "{" in row["fix"] for row in mine):
        verdict.faults.append("its row does not explain itself")

    outcomes, verdict.healed_events = _reconcile(conn, injection, entity_id)
    verdict.outcome = "+".join(outcomes)
    if injection.ends not in outcomes:
        verdict.faults.append(f"reconciliation made {verdict.outcome or 'nothing'} of it, not {injection.ends}")
    gone = injection.check not in {row["check_code"] for row in findings(conn)}
    if gone != (injection.ends == "HEALED"):
        verdict.faults.append("it was not corrected" if injection.ends == "HEALED" else "it vanished without a case")
    if verdict.healed_events != (injection.ends == "HEALED"):
        verdict.faults.append(f"{verdict.healed_events} corrective events")
    verdict.faults += _afterwards(conn, injection, entity_id)
    return verdict


def _reconcile(conn: psycopg.Connection[Any], injection: Injection, entity_id: str) -> tuple[list[str], int]:
    """What became of the finding, and how many events say that it was corrected."""
    about = [injection.check, entity_id]
    call = "ops.reconcile(%s, true, 'a proof')" if injection.ends != "REPORTED" else "ops.reconcile()"
    outcomes = conn.execute(
        f"select r.outcome from {call} as r where (r.check_code, r.entity_id) = (%s, %s) order by r.outcome".encode(),
        [*([HOTEL] if "%s" in call else []), *about],
    ).fetchall()
    [(events,)] = conn.execute(
        "select count(*) from hotel.event where event_type = 'integrity_healed' "
        "and payload::json ->> 'check_code' = %s and payload::json ->> 'entity_id' = %s",
        about,
    ).fetchall()
    return [outcome for (outcome,) in outcomes], events


def _afterwards(conn: psycopg.Connection[Any], injection: Injection, entity_id: str) -> list[str]:
    """The case is there as it should be, the chain is whole, and a second run has nothing to correct."""
    faults = []
    cases = conn.execute(
        "select status::text, is_healed from hotel.drift_case where (check_code, entity_id) = (%s, %s)",
        [injection.check, entity_id],
    ).fetchall()
    wanted = {"HEALED": [("CLOSED", True)], "REPORTED": []}.get(injection.ends, [("OPEN", False)])
    if cases != wanted:
        faults.append(f"its cases are {cases}")
    unasked = conn.execute(
        "select check_code, entity, entity_id from hotel.drift_case "
        "where entity = 'drift_case' or check_code <> all(%s)",
        [[injection.check, *injection.also]],
    ).fetchall()
    faults += [f"a case about {case}, which nobody injected" for case in unasked]
    broken = conn.execute("select from ops.verify_audit() where problem is not null").fetchall()
    if bool(broken) != (injection.check == "audit_chain"):
        faults.append("the audit chain does not say what it should")
    again = conn.execute(
        "select check_code from ops.reconcile(%s, true, 'again') where outcome in ('HEALED', 'ASKED', 'CASE_OPENED')",
        [HOTEL],
    ).fetchall()
    return faults + [f"a second run acted on {code}" for (code,) in again]


def _result(verdicts: list[Verdict], alarms: list[dict[str, Any]], catalog: dict[str, str]) -> Result:
    failures = [f"false alarm in a healthy house: {row['check_code']} {row['entity_id']}" for row in alarms]
    failures += [f"{code} was not injected" for code in catalog.keys() - {v.injection.check for v in verdicts}]
    failures += [f"{v.injection.check}, {v.injection.what}: {fault}" for v in verdicts for fault in v.faults]
    ends = [v.injection.ends for v in verdicts if v.injection.ends in v.outcome]
    return Result(
        CLAIM,
        COLUMNS,
        [(v.injection.check, v.injection.what, v.found, v.outcome, v.healed_events, len(v.faults)) for v in verdicts],
        {
            "checks": len(catalog),
            "injected": len(verdicts),
            "found": sum(v.found == 1 for v in verdicts),
            "healed": ends.count("HEALED"),
            "asked": ends.count("ASKED"),
            "cased": ends.count("CASE_OPENED") + ends.count("ASKED"),
            "events": sum(v.healed_events for v in verdicts),
            "false_alarms": len(alarms),
        },
        failures,
    )
