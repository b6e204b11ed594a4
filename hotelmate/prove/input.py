"""Proof: bad input never yields 5xx and never changes a row. Over real HTTP, on a PostgreSQL of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from api.config import Settings
from hotelmate.cluster import DATABASE
from hotelmate.prove.attacks import ATTACKS, Outcome, attack, control
from hotelmate.prove.ground import released_server
from hotelmate.prove.house import House
from hotelmate.prove.openapi_desk import api_at
from hotelmate.prove.result import Progress, Result
from hotelmate.prove.target import Got, Send, Sent, Target

CLAIM = "Bad input is refused by name: never 5xx, never a changed row."


def prove(progress: Progress) -> Result:
    """Make every attack on every operation. Raises ClusterError, DeployError."""
    with _target() as (target, send):
        failures = control(target, send)
        outcomes = []
        for name in ATTACKS:
            outcomes.append(attack(name, target, send))
            progress(f"{name}: {outcomes[-1].refused} of {outcomes[-1].tried} refused")
        failures += control(target, send)
    return _result(outcomes, failures)


def _result(outcomes: list[Outcome], failures: list[str]) -> Result:
    rows: list[tuple[object, ...]] = [(o.attack, o.tried, o.refused, o.server_errors, o.changed_rows) for o in outcomes]
    figures: dict[str, object] = {
        "attacks": len(outcomes),
        "tried": sum(o.tried for o in outcomes),
        "refused": sum(o.refused for o in outcomes),
        "server_errors": sum(o.server_errors for o in outcomes),
        "changed_rows": sum(o.changed_rows for o in outcomes),
    }
    failures += [sentence for o in outcomes for sentence in o.failures]
    failures += [f"{o.attack}: nothing was tried" for o in outcomes if not o.tried]
    return Result(CLAIM, ("attack", "tried", "refused", "5xx", "changed rows"), rows, figures, failures)


@contextmanager
def _target() -> Iterator[tuple[Target, Send]]:
    """A private server, a release, two hotels, and the API on a port of its own."""
    with ExitStack() as stack:
        cluster = stack.enter_context(released_server(DATABASE))
        house = House(cluster.url())
        stack.callback(house.close)
        client = stack.enter_context(api_at(Settings(cluster.url("api"))))

        def send(sent: Sent) -> Got:
            got = client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
            return Got(got.status_code, got.headers.get("content-type", ""))

        yield Target.of(house), send
