"""Hotels, and guests who go through them over HTTP: what the relay has to tell of."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx
import psycopg

ROOMS = 120  # of each hotel: every stay has its own
NIGHTS = 2
PAUSE = 0.02  # seconds between two steps of one party, on average

# What staff hear of a booking, by the way it goes; it may be "updated" in between.
TOLD = {
    "stayed": [
        "booking_payment_required",
        "booking_created",
        "booking_confirmed",
        "booking_room_assigned",
        "booking_checked_in",
        "booking_checked_out",
    ],
    "declined": ["booking_payment_required", "booking_created", "booking_declined"],
    "cancelled": ["booking_payment_required", "booking_created", "booking_confirmed", "booking_cancelled"],
}
WAYS = ("stayed", "stayed", "stayed", "declined", "stayed", "stayed", "cancelled")
TURNOVER = ["OCCUPIED", "CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED", "READY_FOR_GUEST"]


class NotDone(Exception):
    """A step was not answered as it should be; the message is the answer."""


@dataclass(frozen=True)
class Hotel:
    """A hotel as its manager sees it; `today` is its own date, `token` raw."""

    slug: str
    hotel_id: int
    prefix: str
    today: date
    token: str

    is_private: bool

    @property
    def staff_prefix(self) -> str:
        """What its staff channels' names begin with."""
        return "private-" if self.is_private else ""

    def number(self, nth: int) -> str:
        """The number its nth booking of this year will have."""
        return f"BK-{self.prefix}-{self.today.year}-{nth:04}"


def open_hotels(admin_url: str) -> list[Hotel]:
    """Three hotels in an empty release, the last one with private channels."""
    with psycopg.connect(admin_url, autocommit=True) as conn:
        conn.execute("set role hotelmate_owner")
        return [
            _open(conn, slug, visibility)
            for slug, visibility in [("north-pier", "PUBLIC"), ("old-mill", "PUBLIC"), ("quiet-cove", "PRIVATE")]
        ]


def _open(conn: psycopg.Connection[Any], slug: str, visibility: str) -> Hotel:
    with conn.transaction():
        hotel_id = conn.execute("select app.create_hotel(%s, %s)", [slug, slug]).fetchone()[0]  # type: ignore[index]
        conn.execute(
            "update hotel.hotel_policy set realtime_visibility = %s where hotel_id = %s", [visibility, hotel_id]
        )
        conn.execute(
            "with kind as (insert into hotel.room_type (hotel_id, code, name, max_occupancy, starting_price_minor) "
            "values (%s, 'DBL', 'Double', 2, 10000) returning hotel_id, id) "
            "insert into hotel.room (hotel_id, room_number, room_type_id) "
            "select kind.hotel_id, 100 + n, kind.id from kind, generate_series(1, %s::int) as n",
            [hotel_id, ROOMS],
        )
        row = conn.execute(
            "with manager as (insert into hotel.staff (hotel_id, email, first_name, last_name, role, department) "
            "values (%s, %s, 'Mary', 'Manager', 'hotel_manager', 'management') returning hotel_id, id) "
            "select h.number_prefix, hotel.local_date(hotel.clock(), h.timezone), "
            "app.issue_staff_token(m.hotel_id, m.id, 'prove') from manager as m "
            "inner join hotel.hotel as h on m.hotel_id = h.hotel_id",
            [hotel_id, f"manager@{slug}.example"],
        ).fetchone()
    assert row
    prefix, today, token = row
    return Hotel(slug, hotel_id, prefix, today, token, is_private=visibility == "PRIVATE")


class Guests:
    """Parties on their way through the hotels.

    `ways` says how each booking (hotel, number) went, `doors` how often each room (hotel, number) was lived in.
    """

    def __init__(self, client: httpx.AsyncClient, admin_url: str, hotels: Sequence[Hotel]) -> None:
        self._client = client
        self._admin_url = admin_url
        self._hotels = hotels
        self._nth = {hotel.slug: count() for hotel in hotels}
        self.ways: dict[tuple[str, str], str] = {}
        self.doors: dict[tuple[str, int], int] = {}
        self.failures: list[str] = []

    async def come(self, parties: int, enough: Callable[[int], bool]) -> int:
        """So many parties at a time at each hotel, until that many bookings are enough or every room was used.

        Returns how many bookings were finished; what went wrong is added to `failures`.
        """
        finished: Counter[str] = Counter()

        async def party(hotel: Hotel) -> None:
            while not enough(finished.total()) and (nth := next(self._nth[hotel.slug])) < ROOMS:
                try:
                    await self._one(hotel, nth)
                except (NotDone, httpx.HTTPError, psycopg.Error) as error:
                    self.failures.append(f"{type(error).__name__}: {error}")
                finished[hotel.slug] += 1

        await asyncio.gather(*(party(hotel) for hotel in self._hotels for _ in range(parties)))
        return finished.total()

    async def _one(self, hotel: Hotel, nth: int) -> None:
        """A booking, and what becomes of it."""
        way = WAYS[nth % len(WAYS)]
        number, guest_token = await self._request(hotel)
        self.ways[hotel.slug, number] = way
        staff = self._staff(hotel, f"room-bookings/{number}/")
        if way == "declined":
            await staff("decline", reason_code="NO_ROOM")
            return
        await staff("approve", status=202)
        await self._provider(hotel, number, "CAPTURED")
        if way == "cancelled":
            path = f"/api/public/hotel/{hotel.slug}/room-bookings/{number}/cancel/"
            await self._post(path, None, 200, {"token": guest_token, "reason": "Plans changed"})
            return
        room = await self._assigned_room(hotel, number)
        await staff("check-in", override_reason="A proof runs at any hour")
        await staff("check-out")
        await self._clean(hotel, room["room_number"])

    async def _request(self, hotel: Hotel) -> tuple[str, str]:
        """A booking whose payment is authorised; its number and its guest's token."""
        body = {
            "room_type_code": "DBL",
            "check_in": hotel.today.isoformat(),
            "check_out": (hotel.today + timedelta(days=NIGHTS)).isoformat(),
            "booker_type": "SELF",
            "primary_first_name": "Gül",
            "primary_last_name": "O'Žák 🙂",
            "primary_email": "guest@example.org",
            "primary_phone": "+353 1 234",
        }
        answer = await self._post(f"/api/public/hotel/{hotel.slug}/bookings/", None, 201, body)
        number, token = answer["data"]["booking_id"], answer["data"]["guest_token"]
        await self._provider(hotel, number, "AUTHORIZED")
        return number, token

    async def _clean(self, hotel: Hotel, room_number: int) -> None:
        housekeeper = self._staff(hotel, f"rooms/{room_number}/")
        await housekeeper("start-cleaning")
        await housekeeper("mark-cleaned")
        await housekeeper("inspect", passed=True)
        self.doors[hotel.slug, room_number] = self.doors.get((hotel.slug, room_number), 0) + 1

    async def _assigned_room(self, hotel: Hotel, number: str) -> dict[str, Any]:
        """A free room, and another one when somebody else was quicker."""
        while True:
            room = random.choice(await self._free_rooms(hotel, number))
            try:
                await self._staff(hotel, f"room-bookings/{number}/")("safe-assign-room", room_id=room["id"])
            except NotDone as refused:
                if "ROOM_OVERLAP_CONFLICT" not in str(refused):
                    raise
            else:
                return room

    async def _free_rooms(self, hotel: Hotel, number: str) -> list[dict[str, Any]]:
        path = f"/api/staff/hotel/{hotel.slug}/room-bookings/{number}/available-rooms/"
        answer = await self._client.get(path, headers={"Authorization": f"Token {hotel.token}"})
        rooms: list[dict[str, Any]] = _body(answer, 200)["available_rooms"]
        return rooms

    def _staff(self, hotel: Hotel, path: str) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def act(action: str, status: int = 200, **body: Any) -> dict[str, Any]:
            return await self._post(f"/api/staff/hotel/{hotel.slug}/{path}{action}/", hotel.token, status, body)

        return act

    async def _post(self, path: str, token: str | None, status: int, body: dict[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(random.uniform(0, 2 * PAUSE))
        headers = {"Authorization": f"Token {token}"} if token else {}
        return _body(await self._client.post(path, json=body, headers=headers), status)

    async def _provider(self, hotel: Hotel, number: str, kind: str) -> None:
        """What the payment provider reports of the whole total."""
        async with await psycopg.AsyncConnection.connect(self._admin_url, autocommit=True) as conn:
            await conn.execute("set role hotelmate_owner")
            await conn.execute(
                "select app.record_payment_movement(%s, %s, %s::hotel.ledger_kind, %s, %s, "
                "(select b.total_minor from hotel.booking as b where b.number = %s))",
                [hotel.slug, number, kind, f"pi_{number}", f"{kind}_{number}", number],
            )


def _body(answer: httpx.Response, status: int) -> dict[str, Any]:
    if answer.status_code != status:
        raise NotDone(f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}: {answer.text}")
    body: dict[str, Any] = answer.json()
    return body
