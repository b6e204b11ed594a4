"""The demo hotel of `./hotel up`: made once, with a fresh manager's token at every start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psycopg

SLUG = "harbour-view"
MANAGER = "maeve@harbour-view.example"
LABEL = "./hotel up"


@dataclass(frozen=True)
class Seeded:
    """The demo hotel's address and a raw token of its manager, shown once and stored only as a hash."""

    hotel_slug: str
    token: str

    def curl(self, api_url: str | None) -> str:
        """A command that lists the hotel's bookings."""
        return f'curl -H "Authorization: Token {self.token}" {api_url}/api/staff/hotel/{self.hotel_slug}/room-bookings/'


def seed(admin_url: str) -> Seeded:
    """Make the demo hotel where it is missing, revoke the token of the last start and issue another."""
    with psycopg.connect(admin_url) as conn:
        conn.execute("set role hotelmate_owner")
        if conn.execute("select from hotel.hotel where slug = %s", [SLUG]).fetchone() is None:
            conn.execute(Path(__file__).with_name("seed.sql").read_bytes())
        conn.execute(
            "update hotel.staff_token as t set revoked_at = hotel.clock() from hotel.hotel as h "
            "where h.slug = %s and t.hotel_id = h.hotel_id and t.label = %s and t.revoked_at is null",
            [SLUG, LABEL],
        )
        row = conn.execute(
            "select app.issue_staff_token(s.hotel_id, s.id, %s) from hotel.staff as s "
            "join hotel.hotel as h on h.hotel_id = s.hotel_id where h.slug = %s and s.email = %s",
            [LABEL, SLUG, MANAGER],
        ).fetchone()
    if row is None:
        raise RuntimeError(f"the demo hotel has no member of staff {MANAGER}")
    return Seeded(hotel_slug=SLUG, token=row[0])
