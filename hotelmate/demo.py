"""Life for `./hotel up --demo`: guests ask, pay, are accepted or not, arrive and leave; housekeeping follows them.

What comes next for a guest is read from the booking, so a second start goes on where the first one was stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import click
import httpx
import psycopg

from hotelmate.demo_hotel import Hotel, Refused
from hotelmate.seed import Seeded
from hotelmate.state import State

MAIL = "@demo.example"  # by this the demo knows its own guests
FIRST = ("Ana", "Ben", "Chloé", "Dmitri", "Emer", "Farid", "Grace", "Hiro", "Inês", "Jonas")
LAST = ("Almeida", "Burke", "Costa", "Duarte", "Egan", "Ferreira", "Gallagher", "Hansen", "Ivanova", "Joyce")
ROOMS = {"SGL": "a single room", "DBL": "a double room", "FAM": "a family room"}
ARRIVES_IN = (0, 0, 0, 0, 1, 2)  # days
DECLINED, WITHDRAWN, CANCELLED = 0.1, 0.1, 0.3  # how often: of requests, of requests, of bookings for another day
CARD_DECLINED = 0.15  # how often: of payments
NO_ROOM_LEFT = "night_is_not_oversold"
MONEY = {
    "AUTHORIZED": "is blocked on the card; the request waits for the front desk",
    "CAPTURED": "is charged to the card",
    "RELEASED": "is no longer blocked on the card",
    "REFUNDED": "is paid back",
}
TURNOVER: dict[str, tuple[str, dict[str, Any], str]] = {
    "CHECKOUT_DIRTY": ("start-cleaning", {}, "is being cleaned"),
    "CLEANING_IN_PROGRESS": ("mark-cleaned", {}, "is clean and waits for inspection"),
    "CLEANED_UNINSPECTED": ("inspect", {"passed": True}, "passes inspection and is ready for the next guest"),
}

Say = Callable[[str], None]
Booking = dict[str, Any]
Step = Coroutine[Any, Any, None]


@dataclass(frozen=True)
class Pace:
    """`seconds` between two steps of a guest, and of housekeeping; `guests` at a time; and their luck."""

    seconds: float = 2.0
    guests: int = 3
    luck: random.Random = field(default_factory=random.Random)


async def run(
    state: State, seeded: Seeded, stop: asyncio.Event, say: Say = click.echo, pace: Pace | None = None
) -> None:
    """Let guests come and go until `stop`, telling every step in a line. They pay themselves at a local Stripe only."""
    headers = {"Authorization": f"Token {seeded.token}"}
    async with httpx.AsyncClient(base_url=state.api_url or "", headers=headers, trust_env=False, timeout=30) as client:
        hotel = Hotel(client, state.admin_url, seeded.hotel_slug)
        day = Day(hotel, stop, say, pace or Pace(), guests_pay=state.stripe_url is not None)
        await day.play()


class Day:
    """A day at the front desk. Whatever is refused is told, and the day goes on."""

    def __init__(self, hotel: Hotel, stop: asyncio.Event, say: Say, pace: Pace, *, guests_pay: bool) -> None:
        self._hotel = hotel
        self._guests_pay = guests_pay
        self._stop = stop
        self._listener = say
        self._pace = pace
        self._waiting_for_a_room: set[str] = set()
        self._waiting_for_somebody_to_pay: set[str] = set()
        self._told: dict[str, int] = {}  # by booking, the last movement of its money

    async def play(self) -> None:
        """Until `stop`: first the guests whom an earlier start left on their way, then new ones."""
        left: list[Booking] = []
        with self._telling_refusals():
            left = await self._left_on_their_way()
            for booking in left:
                self._say(f"{_name(booking)} is still here from the last start.")
                for movement in await self._hotel.movements(booking["booking_id"], 0):
                    self._told[booking["booking_id"]] = movement.id
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_house())
            for _ in range(self._pace.guests):
                tasks.create_task(self._receive_guests(left))

    async def _receive_guests(self, left: list[Booking]) -> None:
        while not self._stop.is_set():
            with self._telling_refusals():
                if left:
                    await self._accompany(left.pop()["booking_id"])
                else:
                    await self._welcome()
            await self._pause()

    async def _keep_house(self) -> None:
        """Bring every room that somebody left one step further, again and again."""
        while not self._stop.is_set():
            with self._telling_refusals():
                rooms = await self._hotel.read("turnover/rooms")
                for status, (action, body, now) in TURNOVER.items():
                    for room in rooms[status]["rooms"]:
                        await self._hotel.staff(f"rooms/{room['room_number']}/{action}", **body)
                        self._say(f"Room {room['room_number']} {now}.")
            await self._pause()

    async def _left_on_their_way(self) -> list[Booking]:
        today = (await self._hotel.today()).isoformat()
        listed: list[Booking] = []
        page: int | None = 1
        while page is not None:
            answer = await self._hotel.read(
                "room-bookings", status="PENDING_APPROVAL,CONFIRMED", page=page, page_size=100
            )
            listed += answer["results"]
            page = answer["next"]
        return [b for b in listed if b["primary_email"].endswith(MAIL) and b["check_in"] <= today]

    async def _welcome(self) -> None:
        """A new guest, from the request to the end of the way."""
        luck, today = self._pace.luck, await self._hotel.today()
        first, last, kind = luck.choice(FIRST), luck.choice(LAST), luck.choice(list(ROOMS))
        arrival, nights = today + timedelta(days=luck.choice(ARRIVES_IN)), luck.randint(1, 4)
        wish = f"{ROOMS[kind]} for {nights} night{'s' * (nights > 1)} from {_day(arrival, today)}"
        try:
            answer = await self._hotel.guest(
                "bookings",
                room_type_code=kind,
                check_in=arrival.isoformat(),
                check_out=(arrival + timedelta(days=nights)).isoformat(),
                primary_first_name=first,
                primary_last_name=last,
                primary_email=f"{first}.{last}{MAIL}".lower(),
                primary_phone="+353 1 555 0199",
                booker_type="SELF",
            )
        except Refused as refused:
            if refused.code != NO_ROOM_LEFT:
                raise
            self._say(f"{first} {last} asks for {wish}, but none is left: the database refuses it.")
            return
        number = answer["data"]["booking_id"]
        self._say(f"{first} {last} asks for {wish}: {number}.")
        await self._accompany(number, answer["data"]["guest_token"])

    async def _accompany(self, number: str, guest_token: str = "") -> None:
        """A booking's way, a step at a time, as far as it goes today."""
        while not self._stop.is_set():
            await self._pause()
            booking = await self._hotel.read(f"room-bookings/{number}")
            await self._tell_money(booking)
            step = self._next_step(booking, guest_token, await self._hotel.today())
            if step is None:
                await self._pause()  # money may still be on its way back
                await self._tell_money(booking)
                return
            await step

    async def _tell_money(self, booking: Booking) -> None:
        number = booking["booking_id"]
        for movement in await self._hotel.movements(number, self._told.get(number, 0)):
            self._told[number] = movement.id
            if movement.kind in MONEY:
                amount = f"{movement.amount / 100:.2f} {movement.currency}"
                self._say(f"{_name(booking)}: {amount} {MONEY[movement.kind]}.")

    def _next_step(self, booking: Booking, guest_token: str, today: date) -> Step | None:
        """What comes next; None when nothing does today."""
        match booking["status"]:
            case "PENDING_PAYMENT":
                return self._pay(booking)
            case "PENDING_APPROVAL":
                return self._decide(booking, guest_token)
            case "CONFIRMED" if booking["check_in"] > today.isoformat():
                return self._wait(booking, guest_token, today)
            case "CONFIRMED":
                stay = {"ASSIGNED": self._check_in, "IN_HOUSE": self._check_out}
                return stay.get(booking["stay_status"], self._assign)(booking)
        return None

    def _decide(self, booking: Booking, guest_token: str) -> Step:
        luck = self._pace.luck.random()
        if booking["staff_seen_at"] is None:
            return self._open_request(booking)
        if luck < DECLINED:
            return self._decline(booking)
        if luck < DECLINED + WITHDRAWN and guest_token:
            return self._cancel(booking, guest_token)
        return self._approve(booking)

    def _wait(self, booking: Booking, guest_token: str, today: date) -> Step | None:
        if self._pace.luck.random() < CANCELLED and guest_token:
            return self._cancel(booking, guest_token)
        self._say(f"{_name(booking)} is expected {_day(date.fromisoformat(booking['check_in']), today)}.")
        return None

    async def _pay(self, booking: Booking) -> None:
        number, amount = booking["booking_id"], f"{booking['total_amount']} {booking['currency']}"
        page = await self._hotel.page(number)
        if self._guests_pay:
            card = "pm_card_chargeDeclined" if self._pace.luck.random() < CARD_DECLINED else "pm_card_visa"
            if await self._hotel.pay(number, page, card) == "unpaid":
                self._say(f"{_name(booking)}: the card is declined; there may be another one.")
        elif number not in self._waiting_for_somebody_to_pay:
            self._waiting_for_somebody_to_pay.add(number)
            self._say(f"{_name(booking)} would pay {amount}; do it for them: {page['payment_url']}")

    async def _open_request(self, booking: Booking) -> None:
        await self._act(booking, "mark-seen")
        self._say(f"{_name(booking)}: the front desk opens the request.")

    async def _approve(self, booking: Booking) -> None:
        await self._act(booking, "approve")
        self._say(f"{_name(booking)}: the front desk approves.")

    async def _decline(self, booking: Booking) -> None:
        await self._act(booking, "decline", reason_code="OTHER", reason_note="A part of the demo")
        self._say(f"{_name(booking)}: the front desk declines.")

    async def _cancel(self, booking: Booking, guest_token: str) -> None:
        path = f"room-bookings/{booking['booking_id']}/cancel"
        answer = await self._hotel.guest(path, token=guest_token, reason="Plans changed")
        fee = answer["cancellation"]["cancellation_fee"]
        self._say(f"{_name(booking)} cancels; the fee is {fee} {booking['currency']}.")

    async def _assign(self, booking: Booking) -> None:
        number = booking["booking_id"]
        free = (await self._hotel.read(f"room-bookings/{number}/available-rooms"))["available_rooms"]
        if free:
            room = self._pace.luck.choice(free)
            await self._act(booking, "safe-assign-room", room_id=room["id"])
            self._say(f"{_name(booking)} is confirmed and gets room {room['room_number']}.")
        elif number not in self._waiting_for_a_room:
            self._waiting_for_a_room.add(number)
            self._say(f"{_name(booking)} is confirmed and waits for a room to be ready.")

    async def _check_in(self, booking: Booking) -> None:
        await self._act(booking, "check-in", override_reason="The demo keeps no hours")
        self._say(f"{_name(booking)} checks in: room {booking['room_number']} is occupied.")

    async def _check_out(self, booking: Booking) -> None:
        await self._pause()  # a night is longer than the way to the desk
        if self._stop.is_set():
            return
        await self._act(booking, "check-out")
        self._say(f"{_name(booking)} checks out: room {booking['room_number']} waits for housekeeping.")

    async def _act(self, booking: Booking, action: str, **body: Any) -> None:
        await self._hotel.staff(f"room-bookings/{booking['booking_id']}/{action}", **body)

    def _say(self, text: str) -> None:
        self._listener(f"{datetime.now():%H:%M:%S}  {text}")

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), self._pace.seconds * self._pace.luck.uniform(0.5, 1.5))

    @contextlib.contextmanager
    def _telling_refusals(self) -> Iterator[None]:
        """Tell what was refused, unless that is because everything ends."""
        try:
            yield
        except (Refused, httpx.HTTPError, psycopg.Error) as error:
            if not self._stop.is_set():
                self._say(f"Refused: {error or type(error).__name__}")


def _name(booking: Booking) -> str:
    return str(booking["primary_guest_name"])


def _day(arrival: date, today: date) -> str:
    return {0: "tonight", 1: "tomorrow"}.get((arrival - today).days, f"{arrival:%A}")
