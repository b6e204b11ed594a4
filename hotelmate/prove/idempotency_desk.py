"""Where `prove idempotency` happens: two hotels, the API on a port, requests with a key, and what they changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from api.config import Settings
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import copy_database
from hotelmate.prove.house import House
from hotelmate.prove.openapi_desk import api_at
from hotelmate.prove.operations import operations
from hotelmate.prove.successes import Successes
from hotelmate.prove.target import GUEST_BASE, Operation, Sent, Target
from listener.settings import PusherSettings, StripeSettings

PUSHER = PusherSettings("1", "local", "secret")
REUSED = (409, "IDEMPOTENCY_KEY_REUSED")
SECRETS = ("guest_token", "staff_token")
# Seconds. Ten at once are all to be answered, also where a pool takes its time to open ten connections.
PATIENCE = 20.0

Rows = dict[str, Counter[str]]
Effect = dict[str, tuple[int, int]]


class Reply(NamedTuple):
    """An answer without the raw token, a guest's or a colleague's, which only the first one has."""

    status: int
    body: Any
    has_token: bool

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def refusal(self) -> tuple[int, str]:
        """(status, code)."""
        return self.status, str(self.body.get("code")) if isinstance(self.body, dict) else ""


@dataclass
class Group:
    """Operations that belong together, and which of them held what. `failures` are sentences."""

    name: str
    operations: set[str] = field(default_factory=set)
    requests: int = 0
    held: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def judge(self, check: str, operation: str, faults: list[str]) -> None:
        """Count a check of an operation: it holds when there is no fault."""
        self.operations.add(operation)
        self.held[check] += not faults
        self.failures += [f"{operation}, {check}: {fault}" for fault in faults]


class Desk:
    """Requests with a key. `groups` keep count, by the kind of thing an operation is about."""

    def __init__(self, house: House, client: httpx.Client, groups: dict[str, Group], admin_url: str) -> None:
        self.house = house
        self.admin_url = admin_url
        self.client = client
        self.groups = groups
        self._successes = Successes(house)

    @property
    def target(self) -> Target:
        return self._successes.target

    @property
    def acting(self) -> list[Operation]:
        """Every operation that changes anything."""
        return [operation for operation in operations(self.house) if operation.acts]

    def fresh(self, operation: Operation) -> Sent:
        """A request that succeeds, once."""
        parts, body = self._successes.of(operation)
        return self.target.request(operation, body, **parts)

    def group(self, operation: Operation) -> Group:
        name = group_of(operation)
        return self.groups.setdefault(name, Group(name))

    def ask(self, group: Group, sent: Sent, key: str | bytes | None) -> Reply:
        """Send, with a key or without."""
        headers: dict[str, str | bytes] = dict(sent.headers)
        if key is not None:
            headers["Idempotency-Key"] = key
        raw = [(k.encode(), v.encode() if isinstance(v, str) else v) for k, v in headers.items()]
        group.requests += 1
        return reply(self.client.request(sent.method, sent.path, headers=raw, content=sent.content))

    def keeps(self, key: str) -> bool:
        """Whether an answer is kept for a key."""
        return bool(self.house.value("select exists (select from hotel.idempotency where key = %s)", key))

    def effect_of(self, act: Callable[[], Any]) -> tuple[Any, Effect]:
        """What came back, and how many rows of each table came and went."""
        before = self.house.rows()
        answer = act()
        return answer, effect(before, self.house.rows())


def reply(response: httpx.Response) -> Reply:
    """An answer, its secret taken out."""
    body = response.json()
    place = body.get("data", body) if isinstance(body, dict) else {}
    told = [place.pop(name, None) for name in SECRETS] if isinstance(place, dict) else []
    return Reply(response.status_code, body, any(told))


def effect(before: Rows, after: Rows) -> Effect:
    """Rows that came and rows that went, by table; tables that stayed as they were are left out."""
    moved = {
        table: ((after[table] - before[table]).total(), (before[table] - after[table]).total())
        for table in before.keys() | after.keys()
    }
    return {table: counts for table, counts in sorted(moved.items()) if counts != (0, 0)}


def group_of(operation: Operation) -> str:
    """What kind of thing an operation is about."""
    if not operation.staff:
        return "channels" if operation.base == GUEST_BASE else "what guests do"
    first, _, rest = operation.path.partition("/")
    if first == "housekeeping":
        return "rooms" if rest.startswith("rooms") else "housekeeping"
    names = {
        "room-bookings": "bookings and stays",
        "guests": "people in the house",
        "pusher": "channels",
        **dict.fromkeys(("rooms", "room-management", "room-types", "room-blocks"), "rooms"),
    }
    return names.get(first, "configuration")


@contextmanager
def desk(
    cluster: Cluster,
    name: str,
    groups: dict[str, Group],
    *,
    url: Callable[[str], str] = lambda api_url: api_url,
    stripe: StripeSettings | None = None,
    prepare_threshold: int | None = 5,
) -> Iterator[Desk]:
    """A desk over a database of its own. `url` makes the API's way to the database out of the straight one."""
    copy_database(cluster, name)
    with ExitStack() as undo:
        house = House(cluster.url(database=name))
        undo.callback(house.close)
        settings = Settings(
            url(cluster.url("api", name)),
            pusher=PUSHER,
            stripe=stripe,
            prepare_threshold=prepare_threshold,
            patience=PATIENCE,
        )
        yield Desk(house, undo.enter_context(api_at(settings)), groups, cluster.url(database=name))
