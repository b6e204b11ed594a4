"""The clocks of a booking as they are written down, by Python's own time zones: what `prove clock` expects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotelmate.prove.refunds_rules import instant

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Times:
    """A hotel's policy: times on its own wall, minutes, and on which day after arrival the cutoff is."""

    name: str
    early: time = time(12)
    late: time = time(2)
    checkout: time = time(11)
    grace: int = 30
    cutoff: time = time(22)
    cutoff_day: int = 0
    sla: int = 30
    hold: int = 2880


@dataclass(frozen=True)
class Night:
    """One night at a hotel: the instants that the written rules name."""

    zone: str
    times: Times
    arrival: date

    @property
    def midnight(self) -> datetime:
        return instant(self.arrival, time(0), self.zone)

    @property
    def opens(self) -> datetime:
        return instant(self.arrival, self.times.early, self.zone)

    @property
    def closes(self) -> datetime:
        return instant(self.arrival + timedelta(days=1), self.times.late, self.zone)

    @property
    def cutoff(self) -> datetime:
        return instant(self.arrival + timedelta(days=self.times.cutoff_day), self.times.cutoff, self.zone)

    @property
    def checkout(self) -> datetime:
        return instant(self.arrival + timedelta(days=1), self.times.checkout, self.zone)

    @property
    def grace_ends(self) -> datetime:
        return self.checkout + self.times.grace * MINUTE

    def walls(self) -> list[tuple[date, time]]:
        """The readings of the hotel's wall that are asked for."""
        after = self.arrival + timedelta(days=1)
        return [
            (self.arrival, self.times.early),
            (after, self.times.late),
            (after, self.times.checkout),
            (self.arrival + timedelta(days=self.times.cutoff_day), self.times.cutoff),
        ]


def approval_risk(deadline: datetime, now: datetime) -> tuple[str, int]:
    """How urgent an undecided request is, and the whole minutes it is late."""
    if now > deadline:
        late = (now - deadline) // MINUTE
        return ("CRITICAL" if late > 60 else "OVERDUE"), late
    return ("DUE_SOON" if (deadline - now) // MINUTE <= 10 else "OK"), 0


def expiry(night: Night, deadline: datetime, capture_before: datetime | None, now: datetime) -> str:
    """What the job makes of an undecided request: its reason, or nothing."""
    if now > max(night.cutoff, deadline):
        return "APPROVAL_TIMEOUT"
    if capture_before is not None and now > capture_before:
        return "AUTHORIZATION_LAPSED"
    return "waits"


def hold(ends: datetime, now: datetime) -> str:
    """What the job makes of an unpaid booking."""
    return "lapses" if now >= ends else "holds"


def arrival(night: Night, now: datetime) -> str:
    """What comes of a check-in."""
    if now.astimezone(ZoneInfo(night.zone)).date() < night.arrival:
        return "CHECKIN_WRONG_DATE"
    if now < night.opens:
        return "CHECKIN_TOO_EARLY"
    return "CHECKIN_TOO_LATE" if now > night.closes else "arrives"


def no_show(night: Night, now: datetime) -> str:
    """What comes of calling it a no-show."""
    return "no-show" if now > night.closes else "NO_SHOW_TOO_EARLY"


def overstay(night: Night, now: datetime) -> tuple[str, int, str]:
    """How late a guest in house is, the whole minutes past the grace, and whether the job flags it."""
    flagged = "flagged" if now >= night.checkout else "not yet"
    if now > night.grace_ends:
        late = (now - night.grace_ends) // MINUTE
        return ("CRITICAL" if late > 120 else "OVERDUE"), late, flagged
    return ("GRACE" if now > night.checkout else "OK"), 0, flagged


def changes(zone: str, year: int) -> list[tuple[str, date, time]]:
    """Changes of the clocks in a year: ("spring" or "autumn", the day, a reading that is skipped or shown twice)."""
    found = []
    before = _offset(zone, datetime(year, 1, 1, tzinfo=UTC))
    for n in range(1, 366 * 48):
        moment = datetime(year, 1, 1, tzinfo=UTC) + n * 30 * MINUTE
        after = _offset(zone, moment)
        if after != before:
            # What lies between the reading at which it was changed and the new one is skipped, or shown twice.
            old = moment.replace(tzinfo=None) + before
            middle = old + (after - before) / 2
            found.append(("spring" if after > before else "autumn", old.date(), middle.time()))
            before = after
    return [change for change in found if change[1].year == year]


def _offset(zone: str, moment: datetime) -> timedelta:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset
