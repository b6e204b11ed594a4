"""Proof: every deadline falls to the second it is written for, in any zone and through the changes of the clocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from hotelmate.prove import clock_rules as rules
from hotelmate.prove.clock_cases import ZONES, hotels
from hotelmate.prove.clock_desk import Desk, opened_before
from hotelmate.prove.clock_rules import MINUTE, SECOND, Night
from hotelmate.prove.ground import RELEASE, install_session_clock, owner_of, released_server
from hotelmate.prove.result import Progress, Result

CLAIM = "Approvals, holds, arrivals and overstays change at the second they are written for, whatever the clocks do."
COLUMNS = ("boundary", "a second before", "at it", "a second after", "zones", "moments", "differences")
Told = Callable[[datetime], object]


@dataclass(frozen=True)
class Boundary:
    """A moment at which something changes; `expected` and `told` say what is the case at any moment."""

    name: str
    at: datetime
    expected: Told
    told: Told


@dataclass
class Seen:
    """What was seen at one kind of boundary, everywhere."""

    outcomes: tuple[Counter[str], Counter[str], Counter[str]] = field(
        default_factory=lambda: (Counter(), Counter(), Counter())
    )
    zones: set[str] = field(default_factory=set)
    differences: int = 0


def prove(progress: Progress) -> Result:
    """Look at every boundary of every night, one second before, at it and one second after. Raises ClusterError."""
    seen: dict[str, Seen] = defaultdict(Seen)
    failures: list[str] = []
    nights_seen: list[Night] = []
    with released_server() as cluster, owner_of(cluster.url(database=RELEASE)) as owner:
        install_session_clock(owner)
        for number, (zone, times, nights) in enumerate(hotels()):
            desk = Desk(owner, f"h{number}-{times.name}", zone, times, opened_before(nights))
            for night in nights:
                for boundary in boundaries(desk, night):
                    failures += look(boundary, night, seen[boundary.name])
            nights_seen += nights
            moments = sum(kind.outcomes[0].total() for kind in seen.values()) * 3
            progress(f"{zone}, {times.name} hours: {moments:,} moments so far, {len(failures)} differences")
    return _result(seen, nights_seen, failures)


def boundaries(desk: Desk, night: Night) -> Iterator[Boundary]:
    """Every boundary of one night, each on a booking that lives through it."""
    yield from _approval(desk, night)
    held, made = desk.held(night)
    ends = made + night.times.hold * MINUTE
    yield Boundary("hold ends", ends, lambda now: rules.hold(ends, now), lambda now: desk.hold(held, now))
    coming = desk.assigned(night)
    for name, at in [
        ("day of arrival begins", night.midnight),
        ("check-in opens", night.opens),
        ("check-in closes", night.closes),
    ]:
        yield Boundary(name, at, lambda now: rules.arrival(night, now), lambda now: desk.arrival(coming, now))
    yield Boundary(
        "no-show", night.closes, lambda now: rules.no_show(night, now), lambda now: desk.no_show(coming, now)
    )
    guest = desk.in_house(night)
    for name, at in [
        ("check-out time", night.checkout),
        ("grace ends", night.grace_ends),
        ("overstay turns critical", night.grace_ends + 121 * MINUTE),
    ]:
        yield Boundary(name, at, lambda now: rules.overstay(night, now), lambda now: desk.overstay(guest, now))


def _approval(desk: Desk, night: Night) -> Iterator[Boundary]:
    asked = night.cutoff - 360 * MINUTE
    deadline = asked + night.times.sla * MINUTE
    waiting = desk.requested(night, asked)
    for name, at in [
        ("approval due soon", deadline - 10 * MINUTE - 59 * SECOND),
        ("approval deadline", deadline),
        ("approval turns critical", deadline + 61 * MINUTE),
    ]:
        yield Boundary(
            name, at, lambda now: rules.approval_risk(deadline, now), lambda now: desk.approval_risk(waiting, now)
        )
    yield Boundary(
        "approval cutoff",
        night.cutoff,
        lambda now: rules.expiry(night, deadline, None, now),
        lambda now: desk.expiry(waiting, now),
    )
    late = night.cutoff - 10 * MINUTE
    last = late + night.times.sla * MINUTE
    asked_late = desk.requested(night, late)
    yield Boundary(
        "deadline after the cutoff",
        last,
        lambda now: rules.expiry(night, last, None, now),
        lambda now: desk.expiry(asked_late, now),
    )
    lapse = night.cutoff - 120 * MINUTE
    lapsing = desk.requested(night, asked, capture_before=lapse)
    yield Boundary(
        "authorisation lapses",
        lapse,
        lambda now: rules.expiry(night, deadline, lapse, now),
        lambda now: desk.expiry(lapsing, now),
    )


def look(boundary: Boundary, night: Night, seen: Seen) -> Iterator[str]:
    """The differences at one boundary, as sentences; adds what was seen."""
    seen.zones.add(night.zone)
    for outcomes, step in zip(seen.outcomes, (-SECOND, 0 * SECOND, SECOND), strict=True):
        now = boundary.at + step
        expected, told = boundary.expected(now), boundary.told(now)
        outcomes[_short(told)] += 1
        if told != expected:
            seen.differences += 1
            wall = now.astimezone(ZoneInfo(night.zone)).isoformat()
            yield f"{boundary.name}, {night.zone} ({night.times.name} hours) at {wall}: {told}, not {expected}"


def _short(told: object) -> str:
    """An outcome without its minutes."""
    parts = told if isinstance(told, tuple) else (told,)
    return ", ".join(str(part) for part in parts if not isinstance(part, int))


def changed_walls(nights: list[Night]) -> Counter[str]:
    """How many of the asked readings of a wall are skipped there, and how many shown twice."""
    counts: Counter[str] = Counter()
    for night in nights:
        for day, at in night.walls():
            wall = datetime.combine(day, at)
            earlier, later = (wall.replace(tzinfo=ZoneInfo(night.zone), fold=fold).utcoffset() for fold in (0, 1))
            assert earlier is not None
            assert later is not None
            if earlier != later:
                counts["skipped" if earlier < later else "shown_twice"] += 1
    return counts


def _result(seen: dict[str, Seen], nights: list[Night], failures: list[str]) -> Result:
    rows: list[tuple[object, ...]] = []
    for name, kind in seen.items():
        texts = [" / ".join(sorted(outcomes)) for outcomes in kind.outcomes]
        if len(set(texts)) == 1 and not kind.differences:
            failures.append(f"{name}: nothing changes there, so nothing was shown")
        rows.append((name, *texts, len(kind.zones), kind.outcomes[0].total() * 3, kind.differences))
    walls = changed_walls(nights)
    failures += [f"no reading that is {kind} was asked for" for kind in ("skipped", "shown_twice") if not walls[kind]]
    return Result(
        CLAIM,
        COLUMNS,
        rows,
        {
            "zones": list(ZONES),
            "hotels": len({(night.zone, night.times) for night in nights}),
            "nights": len(nights),
            "boundaries": sum(kind.outcomes[0].total() for kind in seen.values()),
            "moments": sum(kind.outcomes[0].total() for kind in seen.values()) * 3,
            "readings_skipped": walls["skipped"],
            "readings_shown_twice": walls["shown_twice"],
            "differences": sum(kind.differences for kind in seen.values()),
        },
        failures,
    )
