"""The list's filters, buckets and orders once more, slowly and in Python, over the rows as they were written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hotelmate.prove.lists_rows import Row
from hotelmate.prove.refunds_rules import instant

Filters = dict[str, str]
BUCKETS = (
    *("all", "arrivals", "in_house", "departures", "pending", "checked_out", "cancelled", "expired", "no_show"),
    "overdue_checkout",
)
OF_STATUS = {
    "pending": "PENDING_APPROVAL",
    "checked_out": "COMPLETED",
    "cancelled": "CANCELLED",
    "expired": "EXPIRED",
    "no_show": "NO_SHOW",
}
CHECKOUT_TIME = time(11)
NOBODY = "999999999"  # the id of no member of staff; whoever has seen a booking is the manager
ORDERS: dict[str, Callable[[Row], Any]] = {
    "check_in": lambda row: row.check_in,
    "check_out": lambda row: row.check_out,
    "created_at": lambda row: row.created_at,
    "updated_at": lambda row: row.updated_at,
    "booking_id": lambda row: row.number,
    "status": lambda row: row.status,
    "total_amount": lambda row: row.total,
}


def in_order(rows: list[Row], ordering: str) -> list[str]:
    """Numbers in an order of the list; equal ones as they were made, or the other way round."""
    key = ORDERS[ordering.removeprefix("-")]
    ordered = sorted(rows, key=lambda row: (key(row), row.n), reverse=ordering.startswith("-"))
    return [row.number for row in ordered]


def is_in_bucket(row: Row, bucket: str, filters: Filters, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a booking lies in a bucket, on the days that are asked for."""
    first, last = _days(filters)
    if bucket in ("arrivals", "departures"):
        today = now.astimezone(zone).date()
        low = first or min(today, last or today)
        high = last or max(today, first or today)
        if bucket == "departures":
            return row.is_in_house and low <= row.check_out <= high
        waits = row.status in ("CONFIRMED", "PENDING_APPROVAL") and row.checked_in_at is None
        return waits and low <= row.check_in <= high
    if not _is_on_days(row, filters, zone):
        return False
    if bucket == "overdue_checkout":
        return row.is_in_house and now > instant(row.check_out, CHECKOUT_TIME, zone.key)
    return bucket == "all" or (row.is_in_house if bucket == "in_house" else row.status == OF_STATUS[bucket])


def _is_on_days(row: Row, filters: Filters, zone: ZoneInfo) -> bool:
    first, last = _days(filters)
    if first is None and last is None:
        return True
    mode = filters.get("date_mode", "stay")
    if mode == "stay":
        return (first is None or row.check_in >= first) and (last is None or row.check_out <= last)
    at: datetime | None = getattr(row, f"{mode}_at")
    if at is None:
        return False
    day = at.astimezone(zone).date()
    return (first is None or day >= first) and (last is None or day <= last)


def _days(filters: Filters) -> tuple[date | None, date | None]:
    first, last = filters.get("date_from"), filters.get("date_to")
    return date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None


def passes(row: Row, filters: Filters, now: datetime) -> bool:
    """Whether staff may see a booking and it passes every filter but bucket and days."""
    if row.status in ("PENDING_PAYMENT", "CANCELLED_DRAFT"):
        return False
    return all(TESTS[name](row, wanted) for name, wanted in filters.items() if wanted and name in TESTS)


def _says(row: Row, wanted: str) -> bool:
    text = wanted.strip().lower()
    names = (f"{row.first_name} {row.last_name}", row.email, row.phone, row.number, row.confirmation)
    kinds = {"DBL": ("dbl", "double"), "SGL": ("sgl", "single")}[row.room_type]
    in_room = row.room is not None and text in str(row.room)
    return in_room or any(text in name.lower() for name in (*names, *kinds))


def _minor(amount: str) -> int:
    whole, _, cents = amount.partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0"))


TESTS: dict[str, Callable[[Row, str], bool]] = {
    "status": lambda row, wanted: row.status in wanted.split(","),
    "q": _says,
    "assigned": lambda row, wanted: (row.room is not None) == (wanted in ("true", "1", "yes")),
    "room_number": lambda row, wanted: row.room == int(wanted),
    "room_type": lambda row, wanted: row.room_type == wanted,
    "adults": lambda row, wanted: row.adults == int(wanted),
    "children": lambda row, wanted: row.children == int(wanted),
    "party_size_min": lambda row, wanted: row.adults + row.children >= int(wanted),
    "party_size_max": lambda row, wanted: row.adults + row.children <= int(wanted),
    "precheckin": lambda row, wanted: wanted == ("none" if row.link == "late" else row.link),
    "amount_min": lambda row, wanted: row.total >= _minor(wanted),
    "amount_max": lambda row, wanted: row.total <= _minor(wanted),
    "currency": lambda row, wanted: wanted.upper() == "EUR",
    "seen": lambda row, wanted: row.is_seen == (wanted in ("true", "1", "yes")),
    "seen_by_staff_id": lambda row, wanted: row.is_seen and wanted != NOBODY,
}
