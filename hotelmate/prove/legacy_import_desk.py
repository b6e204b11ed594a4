"""Working in an imported hotel, through the functions that the API calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg

from hotelmate.urls import as_role

NEXT_GUEST = {"primary_first_name": "Nora", "primary_last_name": "Next", "primary_email": "nora@example.org"}


class Desk:
    """The manager who was imported, with a key issued here."""

    def __init__(self, owner: psycopg.Connection, api: psycopg.Connection, slug: str) -> None:
        self._owner, self._api, self.slug = owner, api, slug
        self._token = self.value(
            "select app.issue_staff_token(s.hotel_id, s.id, 'proof') from hotel.staff as s "
            "join hotel.hotel as h on s.hotel_id = h.hotel_id where h.slug = %s and s.role = 'hotel_manager' limit 1",
            slug,
        )

    def value(self, query: str, *parameters: object) -> Any:
        """The one value of a query by the owner."""
        row = self._owner.execute(query.encode(), parameters).fetchone()
        assert row is not None, query
        return row[0]

    def call(self, function: str, **arguments: object) -> Any:
        """api.<function> at the hotel, as the manager."""
        named = {"hotel": self.slug, "token": self._token} | arguments
        call = ", ".join(f"p_{name} => %({name})s" for name in named)
        row = self._api.execute(f"select api.{function}({call})".encode(), named).fetchone()
        assert row is not None
        return row[0]


def use(admin_url: str, slug: str) -> list[str]:
    """Check a guest out, another in, and book a third: all of them imported, or meeting what was. What went wrong."""
    with (
        psycopg.connect(as_role(admin_url, "owner"), autocommit=True) as owner,
        psycopg.connect(as_role(admin_url, "api"), autocommit=True) as api,
        psycopg.connect(as_role(admin_url, "listener"), autocommit=True) as relay,
        psycopg.connect(as_role(admin_url, "jobs"), autocommit=True) as jobs,
    ):
        try:
            failures = _serve(Desk(owner, api, slug))
        except psycopg.DatabaseError as error:
            failures = [f"the imported hotel cannot be worked in: {error}"]
        # Nobody listens here: every event counts as delivered; what runs by itself has run.
        for hotel_id, seq in owner.execute(
            "select hotel_id, event_seq from hotel.log_head where event_seq > 0"
        ).fetchall():
            relay.execute("select relay.mark_delivered(%s::bigint[], %s::bigint[])", [[hotel_id], [seq]])
        jobs.execute("call jobs.run_due()")
    return failures


LEAVING = """
select b.number
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
where h.slug = %s and b.checked_in_at is not null and b.checked_out_at is null and b.paid_at is not null
order by b.id
limit 1
"""
ARRIVING = """
select b.number
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
inner join hotel.room_claim as c on b.hotel_id = c.hotel_id and b.id = c.booking_id
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
where h.slug = %s and b.checked_in_at is null and c.is_open and r.room_status = 'READY_FOR_GUEST'
order by b.check_in, b.id
limit 1
"""


def _serve(desk: Desk) -> list[str]:
    failures = []
    leaving = desk.value(LEAVING, desk.slug)
    left = desk.call("check_out", booking_id=leaving)
    if (left["status"], left["stay_status"]) != ("COMPLETED", "DEPARTED"):
        failures.append(f"{leaving} was checked out and is {left['status']}, {left['stay_status']}")

    arriving = desk.value(ARRIVING, desk.slug)
    arrived = desk.call("check_in", booking_id=arriving, override_reason="to see whether it works")
    if arrived["stay_status"] != "IN_HOUSE":
        failures.append(f"{arriving} was checked in and is {arrived['stay_status']}")

    today = desk.value("select hotel.local_date(hotel.clock(), 'Europe/Dublin')")
    stay = {"room_type_code": "ANX", "check_in": today + timedelta(days=55), "check_out": today + timedelta(days=57)}
    booked = desk.call("create_staff_booking", **stay, **NEXT_GUEST, primary_phone="1", booker_type="SELF")
    if booked["status"] != "CONFIRMED":
        failures.append(f"a new booking is {booked['status']}")
    return failures
