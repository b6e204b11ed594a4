"""Proof: nobody reaches what is another's. Every id, token, role and right there is, from the catalogs themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from hotelmate.prove.ground import RELEASE, released_server
from hotelmate.prove.result import Progress, Result
from hotelmate.prove.tenancy_arguments import over_sql
from hotelmate.prove.tenancy_capabilities import each_role
from hotelmate.prove.tenancy_games import games, harmless
from hotelmate.prove.tenancy_ids import over_http
from hotelmate.prove.tenancy_locks import locks
from hotelmate.prove.tenancy_operators import elsewhere, views
from hotelmate.prove.tenancy_roles import calls, relations
from hotelmate.prove.tenancy_secrets import secrets
from hotelmate.prove.tenancy_stage import Part, World, furnished
from hotelmate.prove.tenancy_tokens import bad_tokens, forged

CLAIM = "Whoever asks, by whichever way, gets the own hotel and the own rights: never another's row, never a raw token."
COLUMNS = ("attack", "tried", "held", "fell short")
# What the owner cannot see without being let; everything else a clean install has in order.
EXPECTED_FINDINGS = [("HBA_NOT_READABLE", "pg_hba.conf")]
PARTS: tuple[Callable[[World], Part], ...] = (
    *(over_sql, bad_tokens, each_role, relations, calls, elsewhere, views, games, harmless, locks, forged),
)


def prove(progress: Progress) -> Result:
    """Attack two hotels from the API, from SQL and from every database role. Raises ClusterError, DeployError."""
    with released_server() as cluster:
        fresh = findings(cluster.url(database=RELEASE))
        with furnished(cluster.url(database=RELEASE), cluster.url("api", RELEASE)) as world:
            parts = []
            for part in attacks(world, cluster.log):
                parts.append(part)
                progress(f"{part.name}: {part.refused} of {part.tried}")
    return result([*parts, fresh])


def attacks(world: World, log: Path | None = None) -> Iterator[Part]:
    """Every part, the look for secrets last: it has the whole day to look through."""
    yield from over_http(world)
    for part in PARTS:
        yield part(world)
    yield secrets(world, log)


def findings(admin_url: str) -> Part:
    """A clean install, judged by itself."""
    part = Part("a weakness of a clean install, by ops.security_findings")
    with psycopg.connect(admin_url) as conn:
        [(looked_for,)] = conn.execute("select count(*) from ops.security_catalog").fetchall()
        found = conn.execute("select code, object from ops.security_findings order by 1, 2").fetchall()
    for code, what in found:
        if (code, what) not in EXPECTED_FINDINGS:
            part.failures.append(f"{part.name}: {code} {what}")
    part.tried, part.refused = (
        looked_for,
        looked_for - len({code for code, _ in found} - {c for c, _ in EXPECTED_FINDINGS}),
    )
    return part


def result(parts: list[Part]) -> Result:
    """The table, and a sentence for every attack that was not refused or was never made."""
    failures = [failure for part in parts for failure in part.failures]
    failures += [f"{part.name}: nothing was tried" for part in parts if not part.tried]
    return Result(
        CLAIM,
        COLUMNS,
        [(part.name, part.tried, part.refused, len(part.failures)) for part in parts],
        {
            "attacks": len(parts),
            "tried": sum(part.tried for part in parts),
            "refused": sum(part.refused for part in parts),
            "codes": dict(sum((part.codes for part in parts), start=type(parts[0].codes)()).most_common())
            if parts
            else {},
        },
        failures,
    )
