"""The model of `prove model`: a hotel as SPEC.md tells of it, in plain Python. It knows nothing of the database.

Days count from the first day of a script, time in minutes from that day's midnight; money in minor units.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from typing import Any

DAY = 24 * 60
HOLD, SLA = 15, 30  # minutes
CUTOFF = 22 * 60  # of the day of arrival: what is undecided then expires
EARLIEST_ARRIVAL, LATEST_ARRIVAL = 12 * 60, DAY + 2 * 60  # of the day of arrival, and of the next
CHECKOUT = 11 * 60
PENDING = ("PENDING_PAYMENT", "PENDING_APPROVAL")
LIVE = (*PENDING, "CONFIRMED")
UNCHARGED = ("DECLINED", "EXPIRED", "CANCELLED_DRAFT")  # ends at which nothing may be kept

PRICES = {"DBL": 10_900, "FREE": 0}  # of a night
BEDS = {"DBL": 2, "FREE": 3}
DOORS = {101: "DBL", 102: "DBL", 103: "DBL", 201: "FREE"}

UNKNOWN, REFUSED, INVALID, DENIED, NOBODY = 404, 409, 400, 403, 401


class Refused(Exception):
    """The model says no; `family` is the HTTP status that says so."""

    def __init__(self, family: int, why: str = "") -> None:
        super().__init__(f"{family} {why}")
        self.family = family


class Impossible(Exception):
    """Nobody could even try this: there is no page to pay on, no command to carry out."""


class Differs(AssertionError):
    """A database did not do what the model says; the message says where and how, `at` in which step."""

    at: int | None = None


@dataclass
class Claim:
    """A hold of a room for the nights [start, end)."""

    room: int
    start: int
    end: int
    is_occupied: bool = False
    upgrade: bool = False

    def meets(self, room: int, start: int, end: int) -> bool:
        return self.room == room and max(self.start, start) < min(self.end, end)


@dataclass
class Command:
    """What the provider is to be asked for; `decides`: an approval waits for it."""

    kind: str
    amount: int
    decides: bool = False
    is_claimed: bool = False


@dataclass
class Payment:
    """What the ledger knows of a booking's payment at the provider; `authorized_at`: since when."""

    authorized: int = 0
    authorized_at: int = 0
    captured: int = 0
    released: int = 0
    refunded: int = 0

    @property
    def open(self) -> int:
        return self.authorized - self.captured - self.released


@dataclass
class Booking:
    """One booking on its axes. `unpaid`: (nights, amount) of extensions that wait for their payment."""

    kind: str
    start: int
    end: int
    adults: int
    named: int
    terms: str
    total: int
    status: str
    keeps_all: bool = False  # its frozen policy charges the full stay
    expires: int | None = None
    deadline: int | None = None
    claim: Claim | None = None
    arrived: int | None = None
    departed: int | None = None
    at_desk: int = 0
    is_paid: bool = False
    is_authorized: bool = False
    fee: int = 0
    payment: Payment | None = None
    commands: list[Command] = field(default_factory=list)
    unpaid: list[tuple[int, int]] = field(default_factory=list)
    token: str = ""  # NONE, ACTIVE or REVOKED, of the one token its guest has ("" = never had one)
    arrivals: int = 0  # each brought a fresh token
    is_flagged: bool = False
    is_seen: bool = False

    @property
    def in_house(self) -> bool:
        return self.arrived is not None and self.departed is None

    @property
    def stay(self) -> str:
        if self.departed is not None:
            return "DEPARTED"
        return "IN_HOUSE" if self.arrived is not None else "ASSIGNED" if self.claim else "RESERVED"

    @property
    def is_decided(self) -> bool:
        """Whether a decision waits for its payment."""
        return any(command.decides for command in self.commands)

    @property
    def owes(self) -> int:
        return self.total + sum(amount for _, amount in self.unpaid)

    @property
    def charge(self) -> int:
        """What it may keep: its price, or what its end costs."""
        return self.fee if self.status in ("CANCELLED", "NO_SHOW") else 0 if self.status in UNCHARGED else self.owes

    @property
    def due_at_desk(self) -> int:
        """What was taken at the desk and is to be given back there."""
        return max(self.at_desk - self.charge, 0)

    @property
    def missing(self) -> int:
        """What of the total is neither held nor taken."""
        return max(self.total - self.received - (self.payment.open if self.payment else 0), 0)

    @property
    def received(self) -> int:
        """Money that is with the hotel."""
        return self.at_desk + (self.payment.captured - self.payment.refunded if self.payment else 0)

    def nights(self) -> range:
        """Nights that count against the rooms of its type."""
        if self.status not in (*LIVE, "COMPLETED"):
            return range(0)
        return range(self.start, self.end if self.departed is None else min(self.end, self.departed // DAY))


@dataclass
class Room:
    """A room; `was_cleaned`, `was_inspected`: ever, which is what the end of maintenance asks."""

    kind: str
    status: str = "READY_FOR_GUEST"
    is_active: bool = True
    was_cleaned: bool = False
    was_inspected: bool = False


@dataclass
class Intent:
    """A payment in the provider's own books."""

    is_automatic: bool
    amount: int
    state: str
    captured: int = 0
    refunds: list[int] = field(default_factory=list)


@dataclass
class Report:
    """Something the provider says of a booking's payment. `is_whole`: with all it follows on, not as a bare event."""

    booking: int
    what: str  # authorized, captured, canceled, refunded
    amount: int
    is_automatic: bool
    nth: int = 0  # of the refunds
    is_whole: bool = False


@dataclass
class House:
    """All of a hotel. Bookings go by the number of the step that made them."""

    policy: str = "REQUEST"
    readiness: str = "AT_ASSIGNMENT"
    now: int = 13 * 60
    bookings: dict[int, Booking] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=lambda: {door: Room(kind) for door, kind in DOORS.items()})
    blocks: dict[int, Claim] = field(default_factory=dict)  # those that stand, by name
    made_blocks: set[int] = field(default_factory=set)  # and the names of all
    # The provider: its books, what it has told, and what has arrived here but waits for something before it.
    intents: dict[int, Intent] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    waiting: list[Report] = field(default_factory=list)
    entered_refunds: set[tuple[int, int]] = field(default_factory=set)
    outcomes: list[tuple[int, str, list[Report]]] = field(default_factory=list)  # booking, DONE or REFUSED, objects

    def copy(self) -> House:
        copied: House = pickle.loads(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))
        return copied

    @property
    def today(self) -> int:
        return self.now // DAY

    def booking(self, name: int) -> Booking:
        """Raises Refused, unknown."""
        if name not in self.bookings:
            raise Refused(UNKNOWN, "no such booking")
        return self.bookings[name]

    def room(self, door: int) -> Room:
        """Raises Refused, unknown."""
        if door not in self.rooms:
            raise Refused(UNKNOWN, "no such room")
        return self.rooms[door]

    def claims(self) -> list[Claim]:
        """Every open hold of a room."""
        return [b.claim for b in self.bookings.values() if b.claim] + [*self.blocks.values()]

    def capacity(self, kind: str, night: int) -> int:
        blocked = {block.room for block in self.blocks.values() if block.meets(block.room, night, night + 1)}
        return sum(r.kind == kind and r.is_active and door not in blocked for door, r in self.rooms.items())

    def counted(self, kind: str, night: int, statuses: tuple[str, ...]) -> int:
        return sum(b.kind == kind and b.status in statuses and night in b.nights() for b in self.bookings.values())

    def snapshot(self) -> dict[str, Any]:
        """What can be seen of it, in the form in which `model_look` reads the same from a database."""
        return {
            **{f"booking {name}": _seen(booking) for name, booking in self.bookings.items()},
            **{
                f"room {door}": {"status": room.status, "is_active": room.is_active}
                for door, room in self.rooms.items()
            },
            "nights": self._nights(),
        }

    def _nights(self) -> dict[str, list[int]]:
        """(held, sold) of each night that anything counts on."""
        keys = {(b.kind, night) for b in self.bookings.values() for night in b.nights()}
        counts = {
            f"{kind} {night}": [
                self.counted(kind, night, PENDING),
                self.counted(kind, night, ("CONFIRMED", "COMPLETED")),
            ]
            for kind, night in sorted(keys)
        }
        return {key: count for key, count in counts.items() if any(count)}


def _seen(b: Booking) -> dict[str, Any]:
    p = b.payment or Payment()
    return {
        "status": b.status,
        "stay": b.stay,
        "claim": [b.claim.room, b.claim.start, b.claim.end] if b.claim else None,
        "dates": [b.start, b.end],
        "kind": b.kind,
        "party": [b.adults, b.named],
        "total": b.total,
        "owes": b.owes,
        "at_desk": b.at_desk,
        "ledger": [p.authorized, p.captured, p.released, p.refunded],
        "commands": sorted(command.kind for command in b.commands),
        "is_decided": b.is_decided,
        "is_paid": b.is_paid,
        "has_token": b.token == "ACTIVE",
        "is_flagged": b.is_flagged,
        "is_seen": b.is_seen,
    }
