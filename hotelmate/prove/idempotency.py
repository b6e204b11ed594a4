"""Proof: a request with an Idempotency-Key takes effect once, whoever sends it again, whatever broke meanwhile.

Every operation that changes anything is taken through it over HTTP, on a private server; then whose a key is, what a
key may be, how long an answer is kept, and what a repetition answers where a payment provider had the last word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hotelmate.cluster import Cluster
from hotelmate.prove.ground import released_server
from hotelmate.prove.idempotency_desk import Desk, Group, desk
from hotelmate.prove.idempotency_keys import keys, owners, retention, secrets
from hotelmate.prove.idempotency_money import money
from hotelmate.prove.idempotency_parts import Effects, again, at_once, cut_off
from hotelmate.prove.idempotency_wire import Wire, wire_to
from hotelmate.prove.quiet import quiet
from hotelmate.prove.result import Progress, Result

CLAIM = "A request with an Idempotency-Key takes effect once and is answered the same, however often it is sent."
CHECKS = ("refused first", "same answer", "other request", "stranger", "at once", "cut off")
COLUMNS = ("what", "operations", "requests", *CHECKS, "failures")


@quiet()
def prove(progress: Progress) -> Result:
    """Take every operation through it. Raises ClusterError, DeployError."""
    groups: dict[str, Group] = {}
    with released_server() as cluster:
        with desk(cluster, "again", groups) as place:
            effects = {operation.name: again(place, operation) for operation in place.acting}
            for part in (secrets, owners, keys, retention):
                part(place)
        progress("every operation sent again")
        with desk(cluster, "at_once", groups) as place:
            for operation in place.acting:
                at_once(place, operation, effects[operation.name])
        progress("every operation sent ten times at once")
        with cut_wire(cluster, "cut_off", groups) as (place, wire):
            for operation in place.acting:
                cut_off(place, operation, effects[operation.name], wire)
        progress("every answer lost after its commit")
        money(cluster, groups)
        progress("payments repeated")
    return result(groups, effects)


@contextmanager
def cut_wire(cluster: Cluster, name: str, groups: dict[str, Group]) -> Iterator[tuple[Desk, Wire]]:
    """A desk whose API reaches the database through a wire. Unprepared: preparing is an answer of its own."""
    straight = conninfo_to_dict(cluster.url("api", name))
    with wire_to(f"{straight['host']}/.s.PGSQL.{straight.get('port') or 5432}") as wire:

        def through(url: str) -> str:
            return make_conninfo(url, host="127.0.0.1", port=wire.port)

        with desk(cluster, name, groups, url=through, prepare_threshold=None) as place:
            yield place, wire


def result(groups: dict[str, Group], effects: Effects) -> Result:
    """The table; an operation that was asked and judged by no check of these is a failure."""
    rows: list[tuple[object, ...]] = [
        (
            group.name,
            len(group.operations),
            group.requests,
            *(group.held[check] if group.held.keys() & set(CHECKS) else "" for check in CHECKS),
            len(group.failures),
        )
        for group in groups.values()
    ]
    failures = [failure for group in groups.values() for failure in group.failures]
    figures: dict[str, object] = {
        "operations": len(effects),
        "requests": sum(group.requests for group in groups.values()),
        **{check: sum(group.held[check] for group in groups.values()) for check in CHECKS},
        "failures": len(failures),
    }
    failures += [
        f"{check}: only {figures[check]} of {len(effects)}" for check in CHECKS if figures[check] != len(effects)
    ]
    return Result(CLAIM, COLUMNS, rows, figures, failures)
