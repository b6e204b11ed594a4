"""The calls of `bench api`: each as an HTTP request and as the function it ends in. Every write is really one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bench.place import ARRIVAL, REQUEST, Place

CONNECTIONS = 16


@dataclass(frozen=True)
class Call:
    """The nth call of a connection. `arguments` are the function's, named without their p_."""

    method: str
    path: str
    hotel: int
    function: str
    arguments: dict[str, object]
    body: dict[str, object] | None = None

    def request(self) -> bytes:
        """As it goes over a kept-alive connection."""
        content = b"" if self.body is None else json.dumps(self.body).encode()
        head = (
            f"{self.method} /api/staff/hotel/bench-{self.hotel}/{self.path} HTTP/1.1\r\nHost: bench\r\n"
            f"Authorization: Token token-{self.hotel}\r\nContent-Length: {len(content)}\r\n"
            "Content-Type: application/json\r\n\r\n"
        )
        return head.encode() + content

    def statement(self) -> bytes:
        """Of the bare function; its parameters are `parameters`."""
        names = ("hotel", "token", *self.arguments)
        return f"select api.{self.function}({', '.join(f'p_{name} => %s' for name in names)})".encode()

    def parameters(self) -> list[object]:
        return [f"bench-{self.hotel}", f"token-{self.hotel}", *self.arguments.values()]


def set_room_status(connection: int, n: int) -> Call:
    """Rooms of its own, dirty and in cleaning by turns."""
    hotel, room, to_status = _place(connection, n).room()
    path = f"housekeeping/rooms/{room}/status/"
    arguments: dict[str, object] = {"room_id": room, "to_status": to_status}
    return Call("POST", path, hotel, "set_room_status", arguments, {"to_status": to_status})


def approve_booking(connection: int, n: int) -> Call:
    """A request that is nobody else's."""
    hotel, number = _place(connection, n).booking(REQUEST)
    path = f"room-bookings/{number}/approve/"
    return Call("POST", path, hotel, "approve_booking", {"booking_id": number}, {})


def list_bookings(connection: int, n: int) -> Call:
    """The first page, with the counts of every bucket, as the list's screen asks for it."""
    arguments: dict[str, object] = {"filters": "{}", "page": 1, "page_size": 20, "include_counts": True}
    path = "room-bookings/?page=1&page_size=20"
    return Call("GET", path, _place(connection, n).hotel, "list_bookings", arguments)


def get_booking(connection: int, n: int) -> Call:
    """One arrival of today, complete."""
    hotel, number = _place(connection, n % 100).booking(ARRIVAL)
    return Call("GET", f"room-bookings/{number}/", hotel, "get_booking", {"booking_id": number})


def read_board(connection: int, n: int) -> Call:
    """All rooms as the board shows them."""
    return Call("GET", "board/", _place(connection, n).hotel, "read_board", {})


def _place(connection: int, n: int) -> Place:
    return Place(connection, CONNECTIONS, n)


Kind = Callable[[int, int], Call]
WRITES: tuple[Kind, ...] = (set_room_status, approve_booking)
READS: tuple[Kind, ...] = (list_bookings, get_booking, read_board)
