"""What `prove relay` says: a table by part, figures, and every way in which the claim fell short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotelmate.prove.relay_judge import Expected, Heard, Verdict, judge, stories
from hotelmate.prove.relay_stays import TOLD, TURNOVER, Guests, Hotel
from hotelmate.prove.result import Result

CLAIM = "Every committed event reaches every channel it is for, in order, whenever the listener is killed."
COLUMNS = (
    *("part", "events", "messages expected", "received", "lost", "reordered", "repeated (same id)", "kills"),
    "commit to client p50 / p99 ms, stand-in included",
)
OPENED, CALM, KILLED, ALL = "hotels opened, listener off", "undisturbed", "listener killed", "all"
BETWEEN = ("booking_updated", "booking_party_updated")
SENTENCES = 20  # of each kind of failure; the counts say how many there were


@dataclass
class Shown:
    """What there is to judge. `ends` says of each part, in order, each hotel's last event of it."""

    expected: list[Expected]
    heard: list[Heard]
    ends: dict[str, dict[str, int]]
    guests: Guests
    kills: int
    kills_in_a_call: int
    failures: list[str]


def report(shown: Shown, hotels: Sequence[Hotel]) -> Result:
    """The result of what was shown."""
    parts = {part: judge(*_part(shown, part)) for part in shown.ends}
    whole = judge(shown.expected, shown.heard)
    told = _told_wrongly(shown, hotels)
    figures: dict[str, object] = {
        "bookings": len(shown.guests.ways),
        **{name: getattr(whole, name) for name in ("events", "expected", "received", "lost", "reordered", "repeated")},
        "guest_messages": sum(m.channel.startswith("private-guest-booking.") for m in shown.expected),
        "altered": whole.altered,
        "stray": whole.stray,
        "stories_wrong": len(told),
        "kills": shown.kills,
        "kills_in_a_call": shown.kills_in_a_call,
        "undisturbed_p50_ms": parts[CALM].percentile(0.5),
        "undisturbed_p99_ms": parts[CALM].percentile(0.99),
    }
    rows = [_row(part, verdict, shown.kills if part == KILLED else 0) for part, verdict in parts.items()]
    rows.append(_row(ALL, whole, shown.kills))
    failures = [*shown.guests.failures[:SENTENCES], *whole.failures[:SENTENCES], *told[:SENTENCES], *shown.failures]
    failures += [f"{part}: there was nothing to deliver" for part, verdict in parts.items() if not verdict.expected]
    return Result(CLAIM, COLUMNS, rows, figures, failures)


def _row(part: str, v: Verdict, kills: int) -> tuple[object, ...]:
    latency = f"{v.percentile(0.5)} / {v.percentile(0.99)}" if part == CALM else ""
    return (part, v.events, v.expected, v.received, v.lost, v.reordered, v.repeated, kills, latency)


def _part(shown: Shown, part: str) -> tuple[list[Expected], list[Heard]]:
    """What was written in a part, and what was heard of it."""
    names = list(shown.ends)
    before = shown.ends[names[names.index(part) - 1]] if part != names[0] else dict.fromkeys(shown.ends[part], 0)
    expected = [m for m in shown.expected if before[m.hotel] < m.seq <= shown.ends[part][m.hotel]]
    written = {message.event_id for message in expected}
    return expected, [message for message in shown.heard if message.event_id in written]


def _told_wrongly(shown: Shown, hotels: Sequence[Hotel]) -> list[str]:
    """Bookings and rooms whose story, as the client heard it, is not the one that happened."""
    wrong = []
    for hotel in hotels:
        bookings = stories(shown.heard, f"{hotel.staff_prefix}staff-hotel-{hotel.hotel_id}", "booking_id", "event_type")
        for (slug, number), way in shown.guests.ways.items():
            told = [event for event in bookings.get(number, []) if event not in BETWEEN]
            if slug == hotel.slug and told != TOLD[way]:
                wrong.append(f"of {number}, which {way}, was told {told}")
        rooms = stories(shown.heard, f"{hotel.staff_prefix}{hotel.slug}.rooms", "room_number", "room_status")
        for (slug, door), stays in shown.guests.doors.items():
            told = rooms.get(door, [])
            if slug == hotel.slug and told[-len(TURNOVER) * stays :] != TURNOVER * stays:
                wrong.append(f"of room {door} of {slug}, lived in {stays} times, was told {told}")
    return wrong
