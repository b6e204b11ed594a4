"""Who plays `prove money`: somebody with a stage, a die, and the bookings made so far."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from hotelmate.prove.hotels import Hotel, value
from hotelmate.prove.money_stage import Stage

# Where bookings stand, a little finer than their status.
STANDING = """
select b.number from hotel.booking as b
where case
    when b.checked_in_at is not null and b.checked_out_at is null then 'IN_HOUSE'
    when b.status = 'CONFIRMED' and b.check_in < hotel.local_date(hotel.clock(), 'Europe/Dublin') then 'MISSED'
    else b.status::text
end = any(%s)
"""


class Impossible(Exception):
    """There is nothing to do this with."""


@dataclass
class Booking:
    """A booking as somebody outside knows it; `pages` are the provider's ids of its payment pages."""

    hotel: Hotel
    number: str
    guest_token: str | None = None
    pages: list[str] = field(default_factory=list)

    @property
    def staff(self) -> dict[str, Any]:
        return {"hotel": self.hotel.slug, "booking_id": self.number, "token": self.hotel.token}

    @property
    def guest(self) -> dict[str, Any]:
        return {"hotel": self.hotel.slug, "booking_id": self.number, "guest_token": self.guest_token}


class Player:
    """What everybody who takes part has. Their actions raise Impossible, psycopg.Error, httpx.HTTPStatusError."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage = stage
        self.chance = chance
        self.bookings: list[Booking] = []

    def _any(self, *statuses: str) -> Booking:
        """A booking, a recent one more likely than an old one, and mostly one of these statuses."""
        fitting = self.bookings
        if statuses and self.chance.random() < 0.9:
            found = self.stage.owner.execute(STANDING, [list(statuses)]).fetchall()
            fitting = [booking for booking in self.bookings if (booking.number,) in found]
        if not fitting:
            raise Impossible
        return fitting[-1 - min(int(self.chance.expovariate(0.3)), len(fitting) - 1)]

    async def _settle(self, booking: Booking) -> None:
        """The API carries out what it has just decided, unless it dies."""
        if self.chance.random() < 0.7:
            await self.stage.desk.settle(booking.hotel.slug, booking.number)

    def _today(self) -> Any:
        return value(self.stage.owner, "select hotel.local_date(hotel.clock(), 'Europe/Dublin')")
