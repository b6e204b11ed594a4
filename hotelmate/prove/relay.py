"""Proof: events survive the listener's death. Bookings over HTTP, SIGKILL in the middle, the real pusher-js at the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import psycopg

from hotelmate.prove.relay_judge import Expected, Heard, Verdict, expected_messages, judge, stories
from hotelmate.prove.relay_stage import Listener, Stage, StageError, client_of, find_node, listener_of, stage, until
from hotelmate.prove.relay_stays import ROOMS, TOLD, TURNOVER, Guests, Hotel, open_hotels
from hotelmate.prove.result import Progress, Result

CLAIM = "Every committed event reaches every channel it is for, in order, whenever the listener is killed."
COLUMNS = (
    *("part", "events", "messages expected", "received", "lost", "reordered", "repeated (same id)", "kills"),
    *("p50 ms", "p99 ms"),
)
NO_NODE = (
    "nothing was shown: node is not installed, and the real pusher-js runs in it (Debian, Ubuntu: apt install nodejs)"
)
BETWEEN = ("booking_updated", "booking_party_updated")
FAR_AWAY = 0.03  # seconds that the stand-in's answers take while the listener is being killed
PARTIES = 2  # at a time, at each hotel
SENTENCES = 20  # of each kind of failure; the counts say how many there were


@dataclass
class Shown:
    """What there is to judge. `boundary` is each hotel's last event before the first kill."""

    expected: list[Expected]
    heard: list[Heard]
    boundary: dict[str, int]
    events: dict[str, int]
    guests: Guests
    kills: int
    kills_in_a_call: int
    failures: list[str]


def prove(progress: Progress, kills: int = 6, bookings: int = 12) -> Result:
    """Kill the listener so many times, after so many undisturbed bookings. ClusterError, DeployError, StageError."""
    node = find_node()
    if node is None:
        return Result(CLAIM, COLUMNS, [], {}, [NO_NODE])
    with stage() as place:
        hotels = open_hotels(place.admin_url)
        shown = asyncio.run(_show(place, node, hotels, kills, bookings, progress))
    return _result(shown, hotels)


async def _show(
    place: Stage, node: str, hotels: Sequence[Hotel], kills: int, bookings: int, progress: Progress
) -> Shown:
    channels = _channels(place.admin_url, hotels)
    async with (
        client_of(place, node, channels) as heard,
        listener_of(place) as listener,
        httpx.AsyncClient(base_url=place.api_url, trust_env=False, timeout=30) as client,
    ):
        guests = Guests(client, place.admin_url, hotels)
        await guests.come(PARTIES, lambda finished: finished >= bookings)
        await _settle(place, heard)
        boundary = _last_events(place.admin_url)
        progress(f"undisturbed: {len(guests.ways)} bookings, {len(heard)} messages at the client")

        killing = asyncio.create_task(_kill(place, listener, kills, progress))
        await guests.come(PARTIES, lambda _: killing.done())
        in_a_call = await killing
        expected = await _settle(place, heard)
        progress(f"with kills: {len(guests.ways)} bookings in all, {len(heard)} messages at the client")
        await listener.stop()
    return Shown(
        expected=expected,
        heard=heard,
        boundary=boundary,
        events=_last_events(place.admin_url),
        guests=guests,
        kills=kills,
        kills_in_a_call=in_a_call,
        failures=_left_behind(place.admin_url),
    )


async def _kill(place: Stage, listener: Listener, kills: int, progress: Progress) -> int:
    """Kill the listener again and again, every other time in the middle of a call; how many were in one.

    Answers take their time meanwhile, as those of a distant Pusher: what is published and not yet marked comes twice.
    """
    place.faults.distance = FAR_AWAY
    in_a_call = 0
    for nth in range(kills):
        await asyncio.sleep(random.uniform(0.2, 0.6))
        if nth % 2 == 0 and not await until(lambda: place.faults.in_flight, 10):
            raise StageError("the listener publishes nothing while guests come and go")
        in_a_call += bool(place.faults.in_flight)
        await listener.kill()
        await asyncio.sleep(random.uniform(0, 0.4))  # events pile up
        await listener.start()
        progress(f"listener killed and started again: {nth + 1} of {kills}")
    place.faults.clear()
    return in_a_call


async def _settle(place: Stage, heard: list[Heard]) -> list[Expected]:
    """Wait until all there is has arrived, or nothing new does for five seconds; what is expected."""
    expected = expected_messages(place.admin_url)
    due = {(message.channel, message.event_id) for message in expected}
    before = -1
    while len(heard) != before:
        before = len(heard)
        if await until(lambda: due <= {(message.channel, message.event_id) for message in heard}, 5, look_every=0.05):
            break
    return expected


def _channels(admin_url: str, hotels: Sequence[Hotel]) -> list[str]:
    """Every channel of the hotels, and of every guest there is room for, before any of it has been used."""
    with psycopg.connect(admin_url) as conn:
        routes = conn.execute("select distinct channel, audience from hotel.event_route").fetchall()
    channels = set()
    for hotel in hotels:
        for route, audience in routes:
            prefix = hotel.staff_prefix if audience == "STAFF" else ""
            numbers = [hotel.number(nth + 1) for nth in range(ROOMS)] if audience == "GUEST" else [""]
            channels |= {
                prefix + route.format(slug=hotel.slug, hotel_id=hotel.hotel_id, booking_id=number) for number in numbers
            }
    return sorted(channels)


def _last_events(admin_url: str) -> dict[str, int]:
    with psycopg.connect(admin_url) as conn:
        rows = conn.execute(
            "select h.slug, coalesce(max(e.seq), 0) from hotel.hotel as h "
            "left join hotel.event as e on h.hotel_id = e.hotel_id group by h.slug"
        ).fetchall()
    return dict(rows)


def _left_behind(admin_url: str) -> list[str]:
    """Whether the listener's own books say that all is done."""
    with psycopg.connect(admin_url) as conn:
        rows = conn.execute(
            "select format('%s: event %s of channel %s was put aside: %s', hotel_id, seq, channel, error) "
            "from hotel.dead_letter "
            "union all select format('hotel %s: delivered to %s of %s events', l.hotel_id, "
            "coalesce(c.delivered_seq, 0), l.event_seq) "
            "from hotel.log_head as l left join hotel.relay_cursor as c on l.hotel_id = c.hotel_id "
            "where coalesce(c.delivered_seq, 0) <> l.event_seq"
        ).fetchall()
    return [sentence for (sentence,) in rows]


def _result(shown: Shown, hotels: Sequence[Hotel]) -> Result:
    calm = judge(*_before(shown, shown.boundary))
    whole = judge(shown.expected, shown.heard)
    told = _told_wrongly(shown, hotels)
    events, calm_events = sum(shown.events.values()), sum(shown.boundary.values())
    figures: dict[str, object] = {
        "bookings": len(shown.guests.ways),
        "events": events,
        "expected": whole.expected,
        "received": whole.received,
        "lost": whole.lost,
        "reordered": whole.reordered,
        "repeated": whole.repeated,
        "altered": whole.altered,
        "stray": whole.stray,
        "stories_wrong": len(told),
        "kills": shown.kills,
        "kills_in_a_call": shown.kills_in_a_call,
        "undisturbed_p50_ms": round(calm.percentile(0.5), 1),
        "undisturbed_p99_ms": round(calm.percentile(0.99), 1),
    }
    rows = [
        _row("undisturbed", calm_events, calm, 0, (round(calm.percentile(0.5), 1), round(calm.percentile(0.99), 1))),
        _row("all, kills included", events, whole, shown.kills, ("", "")),
    ]
    failures = [*shown.guests.failures[:SENTENCES], *whole.failures[:SENTENCES], *told[:SENTENCES], *shown.failures]
    if not whole.expected:
        failures.append("there was nothing to deliver")
    return Result(CLAIM, COLUMNS, rows, figures, failures)


def _row(part: str, events: int, verdict: Verdict, kills: int, latency: tuple[object, object]) -> tuple[object, ...]:
    v = verdict
    return (part, events, v.expected, v.received, v.lost, v.reordered, v.repeated, kills, *latency)


def _before(shown: Shown, boundary: dict[str, int]) -> tuple[list[Expected], list[Heard]]:
    """What was written up to each hotel's boundary, and what was heard of it."""
    expected = [message for message in shown.expected if message.seq <= boundary[message.hotel]]
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
