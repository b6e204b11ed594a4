"""The hotels of `prove clock`, asked what they make of a moment: whatever happens at it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

import psycopg

from hotelmate.prove.clock_rules import MINUTE, Night, Times
from hotelmate.prove.ground import set_time
from hotelmate.prove.hotels import OwnerConnection, call, open_hotel, value
from hotelmate.prove.refunds_rules import instant

ROOMS = 30
COLUMNS = {
    "early_checkin_from": "early",
    "late_arrival_cutoff": "late",
    "standard_checkout_time": "checkout",
    "late_checkout_grace_minutes": "grace",
    "approval_cutoff_time": "cutoff",
    "approval_cutoff_day_offset": "cutoff_day",
    "approval_sla_minutes": "sla",
    "hold_minutes": "hold",
}


class Desk:
    """A hotel, through a connection of the owner whose time it sets. Bookings are named by their numbers."""

    def __init__(self, owner: OwnerConnection, slug: str, zone: str, times: Times, opened: datetime) -> None:
        self._conn = owner
        self._payments = count(1)
        set_time(owner, opened)
        policy = {column: getattr(times, name) for column, name in COLUMNS.items()}
        self._hotel = open_hotel(owner, slug, rooms=ROOMS, zone=zone, **policy)

    # --- bookings, made at noon of the day before arrival ---

    def held(self, night: Night) -> tuple[str, datetime]:
        """A booking that waits for its payment, and when it was made."""
        made = instant(night.arrival - timedelta(days=1), time(12), night.zone)
        return self._book(night, made, terms="PREPAID"), made

    def requested(self, night: Night, authorized: datetime, capture_before: datetime | None = None) -> str:
        """A booking that waits for approval, its money authorised at that moment."""
        number, _ = self.held(night)
        set_time(self._conn, authorized)
        value(
            self._conn,
            "select app.record_payment_movement(%s, %s, 'AUTHORIZED', %s, 'm_1', 10000, p_capture_before => %s)",
            *(self._hotel.slug, number, f"pi_{next(self._payments)}", capture_before),
        )
        return number

    def assigned(self, night: Night) -> str:
        """A booking with a room, which pays at the property."""
        number = self._book(night, night.midnight - timedelta(days=1), terms="PAY_AT_PROPERTY")
        rooms = self._staff("list_available_rooms", booking_id=number)["available_rooms"]
        self._staff("assign_room", booking_id=number, room_id=rooms[0]["id"])
        return number

    def in_house(self, night: Night) -> str:
        """A guest who arrived when the window closed."""
        number = self.assigned(night)
        set_time(self._conn, night.closes)
        self._staff("check_in", booking_id=number)
        return number

    # --- what is made of them at a moment ---

    def approval_risk(self, number: str, now: datetime) -> tuple[str, int]:
        with self._taken_back(now):
            booking = self._staff("get_booking", booking_id=number)
        return booking["approval_risk_level"], booking["approval_overdue_minutes"]

    def expiry(self, number: str, now: datetime) -> str:
        with self._taken_back(now):
            self._job("expire_approvals", number)
            status, reason = self._one("select status::text, auto_expire_reason_code", number)
        return reason if status == "EXPIRED" else "waits"

    def hold(self, number: str, now: datetime) -> str:
        with self._taken_back(now):
            lapsed = self._job("lapse_holds", number)
            (status,) = self._one("select status::text", number)
        return "lapses" if (lapsed, status) == (1, "CANCELLED_DRAFT") else "holds"

    def arrival(self, number: str, now: datetime) -> str:
        return self._outcome(now, "arrives", lambda: self._staff("check_in", booking_id=number))

    def no_show(self, number: str, now: datetime) -> str:
        return self._outcome(now, "no-show", lambda: self._staff("mark_no_show", booking_id=number))

    def overstay(self, number: str, now: datetime) -> tuple[str, int, str]:
        with self._taken_back(now):
            booking = self._staff("get_booking", booking_id=number)
            flagged = self._job("flag_overstays", number)
            status = self._staff("get_overstay_status", booking_id=number)
        risk = booking["overstay_risk_level"]
        assert status["overstay_risk_level"] == risk
        assert booking["is_overstay"] == status["is_overstay"] == (risk in ("OVERDUE", "CRITICAL"))
        assert (status["incident_state"] == "ACTIVE") == (flagged == 1)
        return risk, booking["overstay_minutes"], "flagged" if flagged else "not yet"

    # --- how ---

    def _book(self, night: Night, made: datetime, terms: str) -> str:
        set_time(self._conn, made)
        answer = self._staff(
            "create_staff_booking",
            room_type_code="DBL",
            check_in=night.arrival,
            check_out=night.arrival + timedelta(days=1),
            primary_first_name="Ann",
            primary_last_name="Guest",
            primary_email="ann@example.org",
            primary_phone="1",
            terms=terms,
            total_minor=10000,
        )
        return str(answer["booking_id"])

    def _staff(self, function: str, **arguments: Any) -> Any:
        return call(self._conn, function, hotel=self._hotel.slug, token=self._hotel.token, **arguments)

    def _job(self, job: str, number: str) -> int:
        """Run a job for this booking alone."""
        (booking_id,) = self._one("select id", number)
        return int(value(self._conn, f"select jobs.{job}(%s, 1, %s)", self._hotel.hotel_id, booking_id))

    def _one(self, select: str, number: str) -> Any:
        return self._conn.execute(f"{select} from hotel.booking where number = %s".encode(), [number]).fetchone()

    def _outcome(self, now: datetime, done: str, act: Callable[[], object]) -> str:
        try:
            with self._taken_back(now):
                act()
        except psycopg.Error as error:
            return (error.diag.message_detail or str(error)).split()[0]
        return done

    @contextmanager
    def _taken_back(self, now: datetime) -> Iterator[None]:
        """A moment: what happens at it has to pass what a commit checks, and is then undone."""
        set_time(self._conn, now)
        with self._conn.transaction(force_rollback=True):
            yield
            self._conn.execute("set constraints all immediate")


def opened_before(nights: list[Night]) -> datetime:
    """A moment before everything that these nights are about."""
    return min(night.midnight for night in nights) - 3 * 24 * 60 * MINUTE
