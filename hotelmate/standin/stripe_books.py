"""What the local Stripe knows: its objects as the API shows them, its events, and every move of money."""

from __future__ import annotations

import json
import secrets
import string
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from hotelmate.standin.stripe_errors import missing

API_VERSION = "2026-10-28.endive"
Object = dict[str, Any]
PREFIXES = {  # what an id begins with, and what a person calls it
    "pi": "payment_intent",
    "ch": "charge",
    "re": "refund",
    "du": "dispute",
    "cs": "checkout.session",
    "txn": "balance_transaction",
    "evt": "event",
}


@dataclass(frozen=True)
class Move:
    """Money that moved: `kind` is authorized, captured, released, refunded, disputed or reinstated."""

    intent: str
    kind: str
    amount: int  # minor units
    reference: str  # the object that shows it
    at: int
    key: str | None  # the idempotency key of the call that did it


@dataclass
class Caller:
    """The API call that runs; events name it. Nothing of it is set when Stripe or the guest acts."""

    request: str | None = None
    key: str | None = None


@dataclass
class Books:
    """One event loop, no locks: what runs between two awaits is a transaction."""

    clock: Callable[[], float] = time.time
    ahead: float = 0.0  # seconds that the books' clock is ahead of `clock`
    hold_seconds: int = 7 * 86400  # how long an authorisation stands
    objects: dict[str, Object] = field(default_factory=dict)
    by_kind: dict[str, list[Object]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    holds: set[str] = field(default_factory=set)  # intents with an authorisation that can lapse
    open_sessions: set[str] = field(default_factory=set)
    unsettled: set[str] = field(default_factory=set)  # charges whose balance transaction comes later
    session_of: dict[str, str] = field(default_factory=dict)  # by intent
    wanted: dict[str, dict[str, Any]] = field(default_factory=dict)  # by session: fields of its intent to come
    titles: dict[str, str] = field(default_factory=dict)  # by session: what its page calls it
    caller: Caller = field(default_factory=Caller)
    tell: Callable[[Object], None] = lambda event: None  # who hears of an event

    def now(self) -> int:
        return int(self.clock() + self.ahead)

    def open(self, prefix: str, test: bool = False, **values: Any) -> Object:
        """A new object with an id of its own."""
        alphabet = string.ascii_letters + string.digits
        name = "".join(secrets.choice(alphabet) for _ in range(24))
        kind = PREFIXES[prefix]
        made: Object = {
            "id": f"{prefix}_{'test_' if test else ''}{name}",
            "object": kind,
            "created": self.now(),
        } | values
        self.objects[made["id"]] = made
        self.by_kind.setdefault(kind, []).append(made)
        return made

    def find(self, kind: str, name: str, param: str | None = None) -> Object:
        """An object by its id, from the path or, with `param`, from a parameter. Raises Refused."""
        found = self.objects.get(name)
        if found is None or found["object"] != kind:
            noun = kind.replace(".", " ")
            raise missing(noun, name, param, 400) if param else missing(noun, name)
        return found

    def all(self, kind: str, **values: Any) -> list[Object]:
        """Objects with these values, oldest first."""
        return [o for o in self.by_kind.get(kind, []) if all(o.get(name) == v for name, v in values.items())]

    def move(self, intent: str, kind: str, amount: int, reference: str) -> None:
        self.moves.append(Move(intent, kind, amount, reference, self.now(), self.caller.key))

    def emit(self, kind: str, about: Object, previous: Object | None = None) -> None:
        """Something happened: `about` is kept as it is now, `previous` shows what the changed attributes were."""
        data: Object = {"object": json.loads(json.dumps(about))}
        if previous is not None:
            data["previous_attributes"] = previous
        event = self.open(
            "evt",
            api_version=API_VERSION,
            data=data,
            livemode=False,
            pending_webhooks=0,
            request={"id": self.caller.request, "idempotency_key": self.caller.key},
            type=kind,
        )
        self.tell(event)

    def summary(self) -> Object:
        """For judges: what each intent came to, every move, and who asked for it."""
        moves: dict[str, list[Move]] = {}
        for move in self.moves:
            moves.setdefault(move.intent, []).append(move)
        return {
            "now": self.now(),
            "intents": [self._summary_of(intent, moves.get(intent["id"], [])) for intent in self.all("payment_intent")],
            "sessions": self.all("checkout.session"),
            "moves": [asdict(move) for move in self.moves],
            "events": len(self.by_kind.get("event", [])),
        }

    def _summary_of(self, intent: Object, moves: list[Move]) -> Object:
        kinds = ("authorized", "captured", "released", "refunded", "disputed", "reinstated")
        return {
            **{name: intent[name] for name in ("id", "status", "amount", "currency", "metadata", "capture_method")},
            "session": self.session_of.get(intent["id"]),
            **{kind: sum(m.amount for m in moves if m.kind == kind) for kind in kinds},
            "times": {kind: sum(m.kind == kind for m in moves) for kind in kinds},
            "keys": [move.key for move in moves if move.key],
        }
