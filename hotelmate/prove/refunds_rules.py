"""What a cancellation and a no-show cost, told a second time: from the rules as they are written for people, with
zoneinfo and whole numbers, and without asking the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Penalty:
    """`kind` is NONE, FIXED (`amount`, minor units), PERCENTAGE (`percentage`), FIRST_NIGHT or FULL_STAY."""

    kind: str
    amount: int | None = None
    percentage: str | None = None


@dataclass(frozen=True)
class Policy:
    """A cancellation policy. A CUSTOM one has tiers (hours before check-in, penalty) in the place of the rest."""

    code: str
    template: str
    free_until: int | None = None
    penalty: Penalty | None = None
    tiers: tuple[tuple[int, Penalty], ...] = ()
    no_show: str = "FULL_STAY"

    @property
    def limits(self) -> tuple[int, ...]:
        """Hours before check-in at which the charge changes."""
        own = () if self.free_until is None else (self.free_until,)
        return own or tuple(hours for hours, _ in self.tiers)


@dataclass(frozen=True)
class Stay:
    """A stay and its price in minor units; `check_in_time` is on the wall of a hotel in `zone`."""

    zone: str
    check_in: date
    check_in_time: time
    nights: int
    total: int

    @property
    def begins(self) -> datetime:
        return instant(self.check_in, self.check_in_time, self.zone)


@dataclass(frozen=True)
class Charge:
    """A fee in minor units, and the name of the rule that set it."""

    fee: int
    rule: str


def instant(day: date, at: time, zone: str) -> datetime:
    """When a clock on the wall shows this: the later time where it shows it twice, shifted on where it never does."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    earlier, later = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    is_shown_twice = later > earlier
    # Where an hour is skipped, fold=0 counts with the offset before the change.
    return later if is_shown_twice else earlier


def cancellation(policy: Policy | None, stay: Stay, at: datetime) -> Charge:
    """What cancelling a confirmed stay costs."""
    if policy is None:
        return Charge(0, "DEFAULT_MODE")
    left = max(stay.begins - at, timedelta(0))
    if policy.template == "CUSTOM":
        if not policy.tiers:
            return Charge(0, "CUSTOM_NO_TIERS")
        tiers = dict(policy.tiers)
        reached = [hours for hours in tiers if hours * HOUR <= left]
        hours = max(reached) if reached else min(tiers)
        return Charge(_costs(tiers[hours], stay), f"CUSTOM_TIER_{hours}")
    assert policy.free_until is not None
    assert policy.penalty is not None
    if policy.template != "NON_REFUNDABLE" and left >= policy.free_until * HOUR:
        return Charge(0, f"{policy.template}_FREE")
    return Charge(_costs(policy.penalty, stay), f"{policy.template}_PENALTY")


def no_show(policy: Policy | None, stay: Stay, at: datetime) -> int:
    """What not arriving costs, in minor units."""
    kind = policy.no_show if policy else "FULL_STAY"
    if kind == "SAME_AS_CANCELLATION":
        return cancellation(policy, stay, at).fee
    return _costs(Penalty(kind), stay)


def _costs(penalty: Penalty, stay: Stay) -> int:
    """Half up to the cent, never more than the stay."""
    total = Decimal(stay.total)
    if penalty.kind == "FULL_STAY":
        return stay.total
    if penalty.kind == "FIRST_NIGHT":
        return min((2 * stay.total + stay.nights) // (2 * stay.nights), stay.total)
    if penalty.kind == "PERCENTAGE":
        share = total * Decimal(penalty.percentage or 0) / 100
        return min(int(share.to_integral_value(ROUND_HALF_UP)), stay.total)
    if penalty.kind == "FIXED":
        return min(penalty.amount or 0, stay.total)
    return 0
