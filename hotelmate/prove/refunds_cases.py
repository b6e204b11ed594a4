"""The table of `prove refunds`: policies, hotels on their days, prices, and the moments that are worth trying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice, product

from hotelmate.prove.refunds_rules import HOUR, Penalty, Policy, Stay, cancellation, instant, no_show

NO_POLICY = "no policy"
LATE_ARRIVAL_CUTOFF = time(2)
SECOND = timedelta(seconds=1)


def _policies() -> Iterator[Policy]:
    first, full = Penalty("FIRST_NIGHT"), Penalty("FULL_STAY")

    def part(percentage: str) -> Penalty:
        return Penalty("PERCENTAGE", percentage=percentage)

    for hours, penalty in [(0, first), (24, first), (24, full), (48, first), (168, full)]:
        yield Policy(f"FLEX{hours}_{penalty.kind}", "FLEXIBLE", hours, penalty, no_show="SAME_AS_CANCELLATION")
    for hours, penalty in [(48, part("50")), (48, part("33.33")), (72, part("12.5")), (24, part("0")), (24, first)]:
        name = penalty.percentage or penalty.kind
        yield Policy(f"MOD{hours}_{name}", "MODERATE", hours, penalty, no_show="SAME_AS_CANCELLATION")
    yield Policy("NRF", "NON_REFUNDABLE", 0, full, no_show="SAME_AS_CANCELLATION")
    yield Policy("NRF_FIRST", "NON_REFUNDABLE", 0, full, no_show="FIRST_NIGHT")
    yield Policy("FLEX_LOST", "FLEXIBLE", 24, first, no_show="FULL_STAY")
    for code, tiers in {
        "STEPS": ((72, Penalty("NONE")), (48, first), (24, part("50")), (0, full)),
        "GAP": ((96, part("10")), (12, part("99.99"))),  # under 12 hours the smallest tier goes on
        "FIXED": ((48, Penalty("FIXED", amount=2501)), (6, Penalty("FIXED", amount=10**9))),
        "BACKWARDS": ((72, full), (24, Penalty("NONE"))),  # whoever wants that may have it
        "ONE": ((36, part("66.67")),),
        "EMPTY": (),
    }.items():
        yield Policy(f"CUSTOM_{code}", "CUSTOM", tiers=tiers, no_show="SAME_AS_CANCELLATION")
    yield Policy("CUSTOM_FIRST", "CUSTOM", tiers=((24, full),), no_show="FIRST_NIGHT")


POLICIES: tuple[Policy | None, ...] = (None, *_policies())


@dataclass(frozen=True)
class Place:
    """A hotel, by its slug, and the day of arrival that is tried there."""

    slug: str
    zone: str
    check_in: date
    check_in_time: time = time(15)

    def stay(self, nights: int, total: int) -> Stay:
        return Stay(self.zone, self.check_in, self.check_in_time, nights, total)


# Days on which clocks go forward and back, days after which they do, and check-in times that are shown twice or never.
PLACES = (
    Place("plain", "UTC", date(2027, 6, 15)),
    Place("dublin-spring", "Europe/Dublin", date(2027, 3, 28)),
    Place("dublin-skipped", "Europe/Dublin", date(2027, 3, 28), time(1, 30)),
    Place("dublin-eve", "Europe/Dublin", date(2027, 3, 27)),
    Place("dublin-autumn", "Europe/Dublin", date(2027, 10, 31)),
    Place("dublin-twice", "Europe/Dublin", date(2027, 10, 31), time(1, 30)),
    Place("york-spring", "America/New_York", date(2027, 3, 14)),
    Place("york-skipped", "America/New_York", date(2027, 3, 14), time(2, 30)),
    Place("york-eve", "America/New_York", date(2027, 3, 13)),
    Place("york-autumn", "America/New_York", date(2027, 11, 7)),
    Place("york-twice", "America/New_York", date(2027, 11, 7), time(1, 30)),
    Place("kathmandu", "Asia/Kathmandu", date(2027, 2, 1)),
    Place("newfoundland", "America/St_Johns", date(2027, 3, 15), time(14, 45)),
    Place("chatham", "Pacific/Chatham", date(2027, 4, 4), time(16)),
)

# (nights, total in minor units): halves of a cent, thirds, a cent for two nights, nothing at all.
PRICES = ((1, 9999), (2, 10001), (3, 10000), (3, 20000), (6, 33333), (7, 123457), (14, 1), (2, 1), (2, 0))


@dataclass(frozen=True)
class Case:
    """One booking and the moment at which it is ended; what that costs follows from the written rules.

    `ends_by` is cancel (a confirmed booking), withdraw (one that waits for approval) or no_show. `is_paid` says
    whether its money was taken beforehand, `at_desk` that it was taken there. A no-show `is_too_early` up to the end of
    the night it may still arrive.
    """

    place: Place
    policy: Policy | None
    stay: Stay
    at: datetime
    ends_by: str
    is_paid: bool = True
    at_desk: bool = False
    by_guest: bool = False

    @property
    def template(self) -> str:
        return self.policy.template if self.policy else NO_POLICY

    @property
    def is_too_early(self) -> bool:
        last = instant(self.place.check_in + timedelta(days=1), LATE_ARRIVAL_CUTOFF, self.place.zone)
        return self.ends_by == "no_show" and self.at <= last

    @property
    def rule(self) -> str:
        return "BEFORE_APPROVAL" if self.ends_by == "withdraw" else cancellation(self.policy, self.stay, self.at).rule

    @property
    def fee(self) -> int:
        """In minor units."""
        if self.ends_by == "withdraw":
            return 0
        if self.ends_by == "no_show":
            return no_show(self.policy, self.stay, self.at)
        return cancellation(self.policy, self.stay, self.at).fee

    def __str__(self) -> str:
        code = self.policy.code if self.policy else NO_POLICY
        return (
            f"{self.ends_by} at {self.place.slug}, {code}, {self.stay.nights} nights for {self.stay.total}, "
            f"{self.stay.begins - self.at} before check-in"
        )


def cases() -> Iterator[Case]:
    """Every policy at every limit: with every price at a plain hotel, elsewhere with one price after another."""
    prices = cycle(PRICES)
    for place, policy in product(PLACES, POLICIES):
        for nth, at in enumerate(_moments(policy, place)):
            for nights, total in PRICES if place is PLACES[0] else islice(prices, 1):
                stay = place.stay(nights, total)
                paid = {"is_paid": nth % 3 != 2, "at_desk": nth % 3 == 1}
                yield Case(place, policy, stay, at, "cancel", **paid, by_guest=nth % 2 == 1)
        for nights, total in islice(prices, 2):
            stay = place.stay(nights, total)
            if total:  # what is free waits for nothing
                yield Case(place, policy, stay, stay.begins - SECOND, "withdraw", by_guest=total % 2 == 1)
            last = instant(place.check_in + timedelta(days=1), LATE_ARRIVAL_CUTOFF, place.zone)
            for at, is_paid in ((last, True), (last + SECOND, True), (last + 30 * HOUR, False)):
                yield Case(place, policy, stay, at, "no_show", is_paid, at_desk=is_paid and nights % 2 == 1)


def _moments(policy: Policy | None, place: Place) -> list[datetime]:
    """One second before, at and after each limit and check-in itself; long before, and long after."""
    begins = place.stay(1, 1).begins
    limits = sorted({0, *(policy.limits if policy else ())})
    near = [begins - hours * HOUR + step for hours in limits for step in (-SECOND, timedelta(0), SECOND)]
    return [begins - 1000 * HOUR, *near, begins + 5 * HOUR]
