"""Proof: events survive the listener's death. Bookings over HTTP, SIGKILL in the middle, real pusher-js at the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import httpx
import psycopg

from hotelmate.prove.relay_judge import Expected, Heard, expected_messages
from hotelmate.prove.relay_report import CALM, CLAIM, COLUMNS, KILLED, OPENED, Shown, report
from hotelmate.prove.relay_stage import Listener, Stage, StageError, client_of, find_node, listener_of, stage, until
from hotelmate.prove.relay_stays import ROOMS, Guests, Hotel, open_hotels
from hotelmate.prove.result import Progress, Result

NO_NODE = (
    "nothing was shown: the real pusher-js runs in node, which is not installed (Debian, Ubuntu: apt install nodejs)"
)
FAR_AWAY = 0.03  # seconds that the stand-in's answers take while the listener is being killed
PARTIES = 2  # at a time, at each hotel


def prove(progress: Progress, kills: int = 6, bookings: int = 24) -> Result:
    """Kill the listener so many times, after so many undisturbed bookings. Raises ClusterError, DeployError."""
    node = find_node()
    if node is None:
        return Result(CLAIM, COLUMNS, [], {}, [NO_NODE])
    try:
        with stage() as place:
            hotels = open_hotels(place.admin_url)
            shown = asyncio.run(_show(place, node, hotels, (kills, bookings), progress))
    except StageError as error:  # a listener that does not come up, or ends by itself, is no relay
        return Result(CLAIM, COLUMNS, [], {}, [str(error)])
    return report(shown, hotels)


async def _show(
    place: Stage, node: str, hotels: Sequence[Hotel], how_many: tuple[int, int], progress: Progress
) -> Shown:
    kills, bookings = how_many
    ends = {}
    async with (
        client_of(place, node, _channels(place.admin_url, hotels)) as heard,
        listener_of(place) as listener,
        httpx.AsyncClient(base_url=place.api_url, trust_env=False, timeout=30) as client,
    ):
        await _settle(place, heard)
        ends[OPENED] = _last_events(place.admin_url)
        guests = Guests(client, place.admin_url, hotels)
        await guests.come(PARTIES, lambda finished: finished >= bookings)
        await _settle(place, heard)
        ends[CALM] = _last_events(place.admin_url)
        progress(f"undisturbed: {len(guests.ways)} bookings, {len(heard)} messages at the client")

        killing = asyncio.create_task(_kill(place, listener, kills, progress))
        await guests.come(PARTIES, lambda _: killing.done())
        in_a_call = await killing
        expected = await _settle(place, heard)
        ends[KILLED] = _last_events(place.admin_url)
        progress(f"with kills: {len(guests.ways)} bookings in all, {len(heard)} messages at the client")
        await listener.stop()
    return Shown(expected, heard, ends, guests, kills, in_a_call, _left_behind(place.admin_url))


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
