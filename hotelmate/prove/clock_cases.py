"""Where and when `prove clock` looks: hotels in six zones, with usual hours and with those in which clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from hotelmate.prove.clock_rules import Night, Times, changes

YEAR = 2027
ZONES = (
    "Europe/Dublin",
    "Europe/Berlin",
    "America/St_Johns",  # -03:30
    "Asia/Kathmandu",  # +05:45, never changed
    "Australia/Sydney",
    "Australia/Lord_Howe",  # changes by half an hour
)
PLAIN_DAYS = (date(YEAR, 1, 20), date(YEAR, 7, 20))
USUAL = Times("usual")


def hotels() -> Iterator[tuple[str, Times, list[Night]]]:
    """(zone, policy, nights), a hotel each: the usual one, and one for each change with everything due in that hour."""
    for zone in ZONES:
        days = changes(zone, YEAR)
        policies = [USUAL, *(_in_the_hour(name, at) for name, _, at in days)]
        arrivals = sorted({*PLAIN_DAYS, *(day + timedelta(days=n) for _, day, _ in days for n in (-1, 0))})
        for times in policies:
            yield zone, times, [Night(zone, times, arrival) for arrival in arrivals]


def _in_the_hour(name: str, at: time) -> Times:
    return Times(name, early=at, late=at, checkout=at, cutoff=at, cutoff_day=1, grace=45, sla=20)
