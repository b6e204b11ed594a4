"""What a restored database must be told before anybody works with it, hotel by hotel (ops.note_restoration)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import psycopg


@dataclass(frozen=True)
class Restored:
    """A restored database: the time of its last transaction, and how much there is."""

    at: datetime
    hotels: int
    bookings: int
    payments_asked: int


def enter(admin_url: str, at: datetime, note: str) -> Restored:
    """Tell every hotel of a database that it was restored, and to when. Raises psycopg.Error."""
    with psycopg.connect(admin_url, autocommit=True) as conn:
        slugs = [slug for (slug,) in conn.execute("select slug from hotel.hotel order by hotel_id").fetchall()]
        asked = 0
        for slug in slugs:
            query = "select payments_asked from ops.note_restoration(%s, %s, %s)"
            row = conn.execute(query, [slug, at, note]).fetchone()
            asked += row[0] if row else 0
        [(bookings,)] = conn.execute("select count(*) from hotel.booking").fetchall()
    return Restored(at, len(slugs), bookings, asked)
