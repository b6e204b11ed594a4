"""A request to one operation of the API, and the things of a hotel that it may be about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from hotelmate.prove.house import HOTEL, OTHER_HOTEL, House

STAFF_BASE = "/api/staff/hotel/{hotel}/"
PUBLIC_BASE = "/api/public/hotel/{hotel}/"
GUEST_BASE = "/api/guest/hotel/{hotel}/"


class Sent(NamedTuple):
    """A request on its way."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes | None


class Got(NamedTuple):
    """What came back."""

    status: int
    media_type: str


Send = Callable[[Sent], Got]


@dataclass(frozen=True)
class Operation:
    """One operation, with a body that has every field and would be accepted."""

    name: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    required: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # fields that name something, so that nothing but a name will do
    query: tuple[str, ...] = ()
    staff: bool = True
    base: str = PUBLIC_BASE  # of one that is not for staff

    @property
    def acts(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True)
class Target:
    """What the attacks aim at: things of the hotel, and of the other one."""

    house: House
    booking: str
    room: int
    door: int
    foreign_booking: str
    foreign_room: int
    guest_token: str
    other_booking: str
    discrepancy: int
    session: str
    precheckin: str
    task: int
    house_guest: int
    policy: int
    rate_plan: int
    block: int
    token_id: int
    room_type: str

    @classmethod
    def of(cls, house: House) -> Target:
        room, door = house.room_at("CHECKOUT_DIRTY")
        foreign_booking, foreign_room = house.assigned(OTHER_HOTEL)
        held, token = house.held()
        booking, _ = house.assigned()
        return cls(
            house,
            booking,
            room,
            door,
            foreign_booking,
            foreign_room,
            token,
            held,
            house.discrepancy(),
            house.page(held),
            house.precheckin(booking),
            house.task(room),
            house.guest_in_house(),
            house.policy(),
            house.rate_plan(),
            house.block(door),
            house.staff_token(),
            "DBL",
        )

    def path(self, operation: Operation, **parts: object) -> str:
        """The address of an operation; `parts` replace {hotel}, {booking}, {room}, {door}, {discrepancy}, …

        A guest's booking is the one whose token and payment page the target has.
        """
        names = (
            *("booking", "room", "door", "discrepancy", "guest_token", "session", "precheckin"),
            *("task", "house_guest", "policy", "rate_plan", "block", "token_id", "room_type"),
        )
        own = {"hotel": HOTEL} | {name: getattr(self, name) for name in names}
        if not operation.staff:
            own["booking"] = self.other_booking
        base = STAFF_BASE if operation.staff else operation.base
        return (base + operation.path).format(**{**own, **parts})

    def request(self, operation: Operation, body: object = None, *, who: str | None = "manager", **parts: Any) -> Sent:
        """A request with this body, or the accepted one."""
        body = operation.body if body is None else body
        content = None if body is None else json.dumps(body).encode()
        return self.raw(operation, content, who=who, **parts)

    def raw(self, operation: Operation, content: bytes | None, *, who: str | None = "manager", **parts: Any) -> Sent:
        headers = {"Content-Type": "application/json"} if content is not None else {}
        if operation.staff and who is not None:
            headers["Authorization"] = f"Token {self.house.tokens.get(who, who)}"
        return Sent(operation.method, self.path(operation, **parts), headers, content)
