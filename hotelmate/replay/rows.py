"""The file: real bookings, one row each, as they were lived.

What a row means, by rules that hold for every file of this format (columns by name, in any order, others ignored):

* A booking is made `lead_time` days before its arrival, for the nights of the weekend and of the week together.
* The party is adults + children + babies; `NA`, `NULL` and nothing count as nobody. Babies are children to the books.
* The price is `adr` (average daily rate) × nights, rounded half up to the cent.
* Corporate distribution pays at the property; every other channel pays in advance.
* The deposit type is the cancellation policy the booking is made under.
* `reservation_status_date` is the day of the check-out, cancellation or no-show. Where it is impossible, the nearest
  possible day is meant: nobody cancels before booking, leaves before arriving, or has stayed away before the night of
  arrival is over.

Nothing is dropped or mended here: a row without nights, guests or a sane price goes to the database as it stands.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from itertools import islice
from pathlib import Path

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NOBODY = ("", "NA", "NULL")
POLICIES = {"No Deposit": "FLEXIBLE", "Refundable": "MODERATE", "Non Refund": "NON_REFUNDABLE"}


class BadFile(Exception):
    """The file is not in the format described; the message names the line."""


class Outcome(Enum):
    """How a booking ended, as `reservation_status` says it."""

    STAYED = "Check-Out"
    CANCELLED = "Canceled"
    NO_SHOW = "No-Show"


@dataclass(frozen=True, slots=True)
class Row:
    """One booking's life. Days are the hotel's own; `line` is the row's line in the file; money in minor units.

    `ended` is the day of check-out, cancellation or no-show.
    """

    line: int
    reserved_type: str
    assigned_type: str
    created: date
    arrival: date
    departure: date
    adults: int
    children: int
    total_minor: int
    pays_at_property: bool
    policy: str
    outcome: Outcome
    ended: date

    @property
    def party(self) -> int:
        """Number of persons."""
        return self.adults + self.children


def read(path: Path, limit: int | None = None) -> list[Row]:
    """The first `limit` rows of a CSV file, gzipped or not. BadFile when it is not what it should be."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", newline="", encoding="utf-8") as file:
        return list(islice(_rows(csv.DictReader(file)), limit))


def _rows(lines: csv.DictReader[str]) -> Iterator[Row]:
    for line in lines:
        try:
            yield _row(lines.line_num, line)
        except (KeyError, ValueError, InvalidOperation, AttributeError) as error:
            raise BadFile(f"line {lines.line_num}: {type(error).__name__} {error}") from error


def _row(number: int, line: dict[str, str]) -> Row:
    arrival = date(
        int(line["arrival_date_year"]),
        MONTHS.index(line["arrival_date_month"].strip()) + 1,
        int(line["arrival_date_day_of_month"]),
    )
    created = arrival - timedelta(days=int(line["lead_time"]))
    nights = int(line["stays_in_weekend_nights"]) + int(line["stays_in_week_nights"])
    outcome = Outcome(line["reservation_status"].strip())
    earliest = {
        Outcome.STAYED: arrival,
        Outcome.CANCELLED: created,
        Outcome.NO_SHOW: arrival + timedelta(days=1),
    }[outcome]
    return Row(
        line=number,
        reserved_type=line["reserved_room_type"].strip(),
        assigned_type=line["assigned_room_type"].strip(),
        created=created,
        arrival=arrival,
        departure=arrival + timedelta(days=nights),
        adults=_persons(line["adults"]),
        children=_persons(line["children"]) + _persons(line["babies"]),
        total_minor=int((Decimal(line["adr"]) * nights * 100).quantize(Decimal(1), ROUND_HALF_UP)),
        pays_at_property=line["distribution_channel"].strip() == "Corporate",
        policy=POLICIES[line["deposit_type"].strip()],
        outcome=outcome,
        ended=max(earliest, date.fromisoformat(line["reservation_status_date"].strip())),
    )


def _persons(text: str) -> int:
    return 0 if text.strip() in NOBODY else int(Decimal(text))
