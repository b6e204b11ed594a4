"""Where a caller is, and what it asks about there: ids and numbers follow from a count, as the rows were made."""

from __future__ import annotations

from dataclasses import dataclass

HOTELS = 50
DIRTY, CLEANING = "CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS"
REQUEST, ARRIVAL = 1_000_000, 2_000_000  # a hotel's first ones, by what ends their numbers


@dataclass(frozen=True)
class Place:
    """The nth call of one of so many clients. Clients share hotels, neither rooms nor bookings."""

    client: int
    clients: int
    n: int

    @property
    def hotel(self) -> int:
        """Another one with each call."""
        return 1 + (self.n + 3 * self.client) % HOTELS

    def room(self) -> tuple[int, int, str]:
        """Hotel, room and the status that it does not have."""
        visit = self.n // HOTELS
        room = self.hotel * 100_000 + self.client * 4 + visit % 4
        return self.hotel, room, DIRTY if (visit // 4) % 2 else CLEANING

    def booking(self, first: int) -> tuple[int, str]:
        """Hotel and number of the next booking: a REQUEST or an ARRIVAL."""
        k = self.n * self.clients + self.client
        hotel = 1 + k % HOTELS
        return hotel, f"BK-B{hotel}-2026-{first + k // HOTELS}"
