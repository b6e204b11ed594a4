"""Proof: the bookings list shows what its filters say, in their order, and counts right, also when clocks change."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

from hotelmate.prove.ground import RELEASE, install_session_clock, owner_of, released_server, set_time
from hotelmate.prove.hotels import Hotel, call, open_hotel, value
from hotelmate.prove.lists_large import LIMIT_MS, measure
from hotelmate.prove.lists_rows import Row, rows_of, write_down
from hotelmate.prove.lists_rules import BUCKETS, NOBODY, ORDERS, Filters, in_order, is_in_bucket, passes
from hotelmate.prove.refunds_rules import instant
from hotelmate.prove.result import Progress, Result

CLAIM = "The list shows what every filter, bucket and order says, and counts it right, on every day of the clocks."
COLUMNS = ("hotel", "bookings", "instants", "filters", "lists compared", "rows compared", "counts", "pages", "wrong")
ORDERINGS = tuple(sign + name for name, sign in product(ORDERS, ("", "-")))
NEWEST_FIRST = "-created_at"
PAGE_SIZE = 7
# Of hotel, time zone, staff and filters.
FILTER = (
    "app.booking_filter_of(jsonb_populate_record(null::app.caller, jsonb_build_object("
    "'hotel_id', %s::bigint, 'timezone', %s::text, 'currency', 'EUR', 'staff_id', %s::bigint, 'actor', 'prove')), %s)"
)
# Where midnight is plain, in the hour that is skipped, at a skipped midnight, and at one that comes twice.
Place = tuple[str, str, date]
PLACES: tuple[Place, ...] = (
    ("dublin", "Europe/Dublin", date(2026, 3, 29)),
    ("chatham", "Pacific/Chatham", date(2026, 4, 5)),
    ("santiago", "America/Santiago", date(2026, 9, 6)),
    ("havana", "America/Havana", date(2026, 11, 1)),
)


@dataclass
class Desk:
    """A hotel, its bookings as they were written down, and a session to ask for them."""

    owner: psycopg.Connection[Any]
    hotel: Hotel
    zone: ZoneInfo
    rows: list[Row]
    caller: list[Any]

    def listed(self, filters: Filters, ordering: str) -> list[str]:
        """Numbers that the database lists, in order."""
        query = (
            f"select coalesce(array_agg(b.number order by p.n), '{{}}') from app.page_of_bookings({FILTER}, %s, "
            "1000000, 0) with ordinality as p (id, n) "
            "join hotel.booking as b on b.id = p.id"
        )
        numbers: list[str] = value(self.owner, query, *self.caller, Jsonb(filters), ordering)
        return numbers

    def counted(self, filters: Filters) -> dict[str, int]:
        """What the database counts, by bucket."""
        query = f"select app.count_bookings({FILTER})"
        counts: dict[str, int] = value(self.owner, query, *self.caller, Jsonb(filters))
        return counts

    def page(self, filters: Filters, ordering: str, page: int) -> dict[str, Any]:
        """What the API's function answers; only the first page with the counts of all buckets."""
        asked = {
            "filters": Jsonb(filters),
            "ordering": ordering,
            "page": page,
            "page_size": PAGE_SIZE,
            "include_counts": page == 1,
        }
        answer: dict[str, Any] = call(
            self.owner, "list_bookings", hotel=self.hotel.slug, token=self.hotel.token, **asked
        )
        return answer


def prove(progress: Progress, bookings: int = 1000, pages: int = 60, every: int = 1, large: int = 200_000) -> Result:
    """Hotels of so many bookings, every nth filter, so many lists in pages; and how long a large hotel's take.

    Raises ClusterError, DeployError.
    """
    rows: list[tuple[object, ...]] = []
    failures: list[str] = []
    totals: Counter[str] = Counter()
    with released_server() as cluster:
        url = cluster.url(database=RELEASE)
        with owner_of(url) as owner, psycopg.connect(url, autocommit=True) as admin:
            install_session_clock(owner)
            for n, (slug, zone, day) in enumerate(PLACES):
                desk = _open(owner, admin, (slug, zone, day), bookings)
                counted, wrong = compare(desk, day, random.Random(n), pages, every)
                failures += wrong
                totals += counted
                rows.append((slug, len(desk.rows), *(counted[name] for name in COLUMNS[2:-1]), len(wrong)))
                progress(f"{slug}: {counted['lists compared']:,} lists, {len(wrong)} wrong")
            set_time(owner, datetime.now(UTC))
            timings = measure(owner, admin, large)
            progress(f"{large:,} bookings of one hotel: first page with counts in ms: {dict(timings)}")
    failures += [f"{name}: {ms} ms for the first page of {large:,}" for name, ms in timings if ms >= LIMIT_MS]
    figures: dict[str, object] = {
        "large": large,
        "large_first_page_ms": dict(timings),
        "bookings": bookings * len(PLACES),
        **{name.replace(" ", "_"): totals[name] for name in COLUMNS[2:-1]},
        "combinations": totals["lists compared"],
        "differences": len(failures),
    }
    slowest = max(ms for _, ms in timings)
    rows.append(("large", large, "", "", "", "", "", f"{slowest} ms at most", sum(ms >= LIMIT_MS for _, ms in timings)))
    return Result(CLAIM, COLUMNS, rows, figures, failures)


def _open(owner: psycopg.Connection[Any], admin: psycopg.Connection[Any], place: Place, bookings: int) -> Desk:
    slug, zone, day = place
    hotel = open_hotel(owner, slug, rooms=1, zone=zone)
    rows = rows_of(slug.upper(), ZoneInfo(zone), day, bookings, seed=bookings)
    write_down(admin, hotel, rows, instant(day, time(12), zone))
    admin.execute("analyze")
    staff = value(owner, "select id from hotel.staff where hotel_id = %s", hotel.hotel_id)
    return Desk(owner, hotel, ZoneInfo(zone), rows, [hotel.hotel_id, zone, staff])


def compare(desk: Desk, day: date, dice: random.Random, pages: int, nth: int = 1) -> tuple[Counter[str], list[str]]:
    """Every filter in every bucket at every instant, in every order at the first; and some of them page by page."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    every = list(filters_around(day, desk.rows, str(desk.caller[2])))[::nth]
    for n, now in enumerate(instants(day, desk.zone.key)):
        set_time(desk.owner, now)
        for filters in every:
            orderings = ORDERINGS if n == 0 else (NEWEST_FIRST,)
            wrong += [f"{now}: {sentence}" for sentence in _of_one_filter(desk, filters, now, orderings, counted)]
        for _ in range(pages):
            filters = _both(dice.choice(every), dice.choice(every)) | {"bucket": dice.choice(BUCKETS)}
            wrong += _pages(desk, filters, dice.choice(ORDERINGS), now, counted)
        counted["instants"] += 1
    counted["filters"] = len(every)
    return counted, wrong


def _both(one: Filters, other: Filters) -> Filters:
    """Two filters at once; days that would end before they begin have no end."""
    both = one | other
    if both.get("date_to", "9999") < both.get("date_from", ""):
        del both["date_to"]
    return both


def _of_one_filter(
    desk: Desk, filters: Filters, now: datetime, orderings: tuple[str, ...], counted: Counter[str]
) -> Iterator[str]:
    passing = [row for row in desk.rows if passes(row, filters, now)]
    due = {bucket: [r for r in passing if is_in_bucket(r, bucket, filters, now, desk.zone)] for bucket in BUCKETS}
    counts = desk.counted(filters)
    counted["counts"] += len(counts)
    if counts != (expected := {bucket: len(found) for bucket, found in due.items()}):
        yield f"{filters} counts {counts}, not {expected}"
    for bucket, ordering in product(BUCKETS, orderings):
        found = desk.listed(filters | {"bucket": bucket}, ordering)
        counted["lists compared"] += 1
        counted["rows compared"] += len(due[bucket])
        if found != in_order(due[bucket], ordering):
            yield f"{filters} in {bucket} by {ordering}: {found[:5]}…, not {in_order(due[bucket], ordering)[:5]}…"


def _pages(desk: Desk, filters: Filters, ordering: str, now: datetime, counted: Counter[str]) -> Iterator[str]:
    """Page after page of one list: together they are the list, and each says where it stands."""
    passing = [row for row in desk.rows if passes(row, filters, now)]
    due = in_order([r for r in passing if is_in_bucket(r, filters["bucket"], filters, now, desk.zone)], ordering)
    last = max(1, -(-len(due) // PAGE_SIZE))
    for page in sorted({1, 2, last, last + 1}):
        answer = desk.page(filters, ordering, page)
        counted["pages"] += 1
        standing = (answer["count"], answer["next"], answer["previous"])
        expected = (len(due), page + 1 if len(due) > page * PAGE_SIZE else None, page - 1 if page > 1 else None)
        numbers = [row["booking_id"] for row in answer["results"]]
        if (standing, numbers) != (expected, due[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]):
            yield f"page {page} of {filters} by {ordering} is {standing} {numbers}, not {expected}"


def instants(day: date, zone: str) -> list[datetime]:
    """Noon of the day, both sides of its midnights, and of the check-out time."""
    noon, midnight, checkout = (instant(day, at, zone) for at in (time(12), time(0), time(11)))
    second = timedelta(seconds=1)
    return [noon, midnight - second, midnight, checkout, checkout + second]


def filters_around(day: date, rows: list[Row], staff: str) -> Iterator[Filters]:
    """Each filter with values that find something, find nothing, and lie on an edge."""
    yield {}
    some = rows[len(rows) // 2]
    in_room = next(row for row in rows if row.earlier_room is not None)
    singles = {
        "status": ("CONFIRMED", "COMPLETED,NO_SHOW", "PENDING_PAYMENT"),
        "q": (
            some.number.lower(),
            some.last_name[:3],
            some.last_name[:2],
            some.last_name.upper(),
            f"{some.first_name[-2:]} {some.last_name[:1]}",
            some.email,
            some.phone[-5:],
            some.confirmation[-4:],
            "o'h",
            "100%",
            "a_b",
            "müller",
            "example.org",
            "single",
            "nobody",
        ),
        "assigned": ("true", "false"),
        "room_number": (str(in_room.room), str(in_room.earlier_room), "99999"),
        "room_type": ("SGL", "DBL", "NONE"),
        "adults": ("1", "3", "9"),
        "children": ("0", "2"),
        "party_size_min": ("1", "4"),
        "party_size_max": ("1", "4"),
        "precheckin": ("complete", "pending", "none"),
        "amount_min": ("0", "100.5", "123.45", "123.46"),
        "amount_max": ("0", "100.50", "123.45", "123.44"),
        "currency": ("EUR", "eur", "USD"),
        "seen": ("true", "false"),
        "seen_by_staff_id": (staff, NOBODY),
    }
    for name, values in singles.items():
        yield from ({name: wanted} for wanted in values)
    for mode in ("stay", "created", "updated", "checked_in", "checked_out"):
        for first, last in ((0, 0), (-1, 0), (0, 1), (1, None), (None, -1), (-1, -1), (1, 1)):
            days = {"date_from": first, "date_to": last}
            yield {"date_mode": mode} | {k: str(day + timedelta(days=n)) for k, n in days.items() if n is not None}
