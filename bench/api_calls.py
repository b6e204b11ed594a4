"""The calls of `bench api`: each as an HTTP request and as the function it ends in. Every write is really one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

HOTELS = 50
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
    hotel, visit = 1 + (n + 3 * connection) % HOTELS, n // HOTELS
    room = hotel * 100_000 + connection * 4 + visit % 4
    to_status = "CHECKOUT_DIRTY" if (visit // 4) % 2 else "CLEANING_IN_PROGRESS"
    path = f"housekeeping/rooms/{room}/status/"
    arguments: dict[str, object] = {"room_id": room, "to_status": to_status}
    return Call("POST", path, hotel, "set_room_status", arguments, {"to_status": to_status})


def approve_booking(connection: int, n: int) -> Call:
    """A request that is nobody else's."""
    hotel, number = _booking(connection, n, 1_000_000)
    path = f"room-bookings/{number}/approve/"
    return Call("POST", path, hotel, "approve_booking", {"booking_id": number}, {})


def list_bookings(connection: int, n: int) -> Call:
    """The first page, with the counts of every bucket, as the list's screen asks for it."""
    hotel = 1 + (n + 3 * connection) % HOTELS
    arguments: dict[str, object] = {"filters": "{}", "page": 1, "page_size": 20, "include_counts": True}
    return Call("GET", "room-bookings/?page=1&page_size=20", hotel, "list_bookings", arguments)


def get_booking(connection: int, n: int) -> Call:
    """One arrival of today, complete."""
    hotel, number = _booking(connection, n % 100, 2_000_000)
    return Call("GET", f"room-bookings/{number}/", hotel, "get_booking", {"booking_id": number})


def read_board(connection: int, n: int) -> Call:
    """All rooms as the board shows them."""
    return Call("GET", "board/", 1 + (n + 3 * connection) % HOTELS, "read_board", {})


def _booking(connection: int, n: int, from_n: int) -> tuple[int, str]:
    k = n * CONNECTIONS + connection
    hotel = 1 + k % HOTELS
    return hotel, f"BK-B{hotel}-2026-{from_n + k // HOTELS}"


Kind = Callable[[int, int], Call]
WRITES: tuple[Kind, ...] = (set_room_status, approve_booking)
READS: tuple[Kind, ...] = (list_bookings, get_booking, read_board)
