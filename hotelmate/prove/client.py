"""Proof: the existing client hears what it expects. A hotel over HTTP, and the real pusher-js at the other end."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from hotelmate.prove.client_actions import Day, NotDone
from hotelmate.prove.client_contract import IN_PLACE_OF, Promise, entries, promises
from hotelmate.prove.house import HOTEL, OTHER_HOTEL, House
from hotelmate.prove.relay import NO_NODE
from hotelmate.prove.relay_judge import Expected, Heard, Verdict, expected_messages, judge
from hotelmate.prove.relay_stage import Stage, StageError, client_of, find_node, listener_of, stage, until
from hotelmate.prove.result import Progress, Result

CLAIM = "Every event the existing client knows reaches it with every field it reads, once each, in order."
COLUMNS = ("channel", "event", "messages", "fields", "checked", "what is sent")
STAFF_AUTH = "/api/notifications/pusher/auth/"
GUEST_AUTH = f"/api/guest/hotel/{HOTEL}/chat/pusher/auth"


@dataclass
class Shown:
    """What was done and heard. `again` is what came when everything was delivered a second time."""

    steps: list[str]
    expected: list[Expected]
    heard: list[Heard]
    again: list[Heard]
    private: list[Heard]
    guest: list[Heard]
    refused: int
    twice: list[str]


def prove(progress: Progress) -> Result:
    """Live through a hotel's days and listen as the client does. Raises ClusterError, DeployError."""
    node = find_node()
    if node is None:
        return Result(CLAIM, COLUMNS, [], {}, [NO_NODE])
    try:
        with stage() as place:
            house = House(place.admin_url)
            house.run(
                "update hotel.hotel_policy set realtime_visibility = 'PRIVATE' where hotel_id = %s",
                house.other_hotel_id,
            )
            day = Day(house, place.api_url)
            try:
                shown = asyncio.run(_show(place, node, house, day, progress))
            finally:
                day.close()
                house.close()
    except (StageError, NotDone) as error:
        return Result(CLAIM, COLUMNS, [], {}, [str(error)])
    return _report(shown, house.hotel_id)


async def _show(place: Stage, node: str, house: House, day: Day, progress: Progress) -> Shown:
    day.begin()
    staff = f"Authorization: Token {house.tokens['stranger']}"
    guest = f"Authorization: Token {day.guest_token}"
    private = [f"private-{OTHER_HOTEL}.rooms", f"private-{OTHER_HOTEL}.room-bookings"]
    own = [f"private-guest-booking.{day.guest_booking}"]
    async with (
        client_of(place, node, _public_channels(house)) as heard,
        client_of(place, node, private, (place.api_url + STAFF_AUTH, staff)) as heard_privately,
        client_of(place, node, own, (place.api_url + GUEST_AUTH, guest)) as heard_by_guest,
    ):
        async with listener_of(place) as listener:
            house.confirmed(OTHER_HOTEL)
            await asyncio.to_thread(day.go)
            expected = await _settle(place, heard)
            await listener.stop()
        progress(f"{len(day.done)} steps, {len(heard)} messages at the client")
        once = list(heard)
        house.run("update hotel.relay_cursor set delivered_seq = 0, delivered_at = '-infinity'")
        async with listener_of(place):
            await until(lambda: len(heard) >= 2 * len(once), 20, look_every=0.05)
        again = heard[len(once) :]
        progress(f"everything delivered once more: {len(again)} messages")
        refused = await _refusals(place, node, staff, guest)
    twice = _announced_twice(place.admin_url)
    return Shown(day.done, expected, once, again, heard_privately, heard_by_guest, refused, twice)


def _public_channels(house: House) -> list[str]:
    """Every channel of the client's list, and the hotel's own."""
    channels = {entry["channel"].format(slug=HOTEL, booking_id="") for entry in entries()}
    return [*sorted(name for name in channels if not name.startswith("private-")), f"staff-hotel-{house.hotel_id}"]


async def _settle(place: Stage, heard: list[Heard]) -> list[Expected]:
    """What is expected on the public channels, once it has come or for ten seconds nothing did."""
    expected = [
        m for m in expected_messages(place.admin_url) if m.hotel == HOTEL and not m.channel.startswith("private-")
    ]
    due = {(message.channel, message.event_id) for message in expected}
    await until(lambda: due <= {(message.channel, message.event_id) for message in heard}, 20, look_every=0.05)
    return expected


async def _refusals(place: Stage, node: str, staff: str, guest: str) -> int:
    """How many of the subscriptions that nobody may have were refused to the real client."""
    refused = 0
    for channel, address, header in [
        (f"private-{HOTEL}.rooms", STAFF_AUTH, staff),  # another hotel's
        (f"private-{OTHER_HOTEL}.rooms", STAFF_AUTH, "Authorization: Token " + "0" * 64),
        ("private-guest-booking.BK-GRANDPLA-2026-9999", GUEST_AUTH, guest),
        (f"private-{HOTEL}.rooms", STAFF_AUTH, guest),
    ]:
        try:
            async with client_of(place, node, [channel], (place.api_url + address, header)):
                pass
        except StageError:
            refused += 1
    return refused


def _announced_twice(admin_url: str) -> list[str]:
    """Entities that one transaction announced more than once. A transaction's events share their time."""
    with psycopg.connect(admin_url) as conn:
        rows = conn.execute(
            "select format('%s %s was announced %s times at once', entity, entity_id, count(*)) from hotel.event "
            "group by hotel_id, at, entity, entity_id having count(*) > 1"
        ).fetchall()
    return [sentence for (sentence,) in rows]


def _report(shown: Shown, hotel_id: int) -> Result:
    held = promises()
    for promise in held:
        for message in shown.heard:
            if message.channel == promise.channel.format(slug=HOTEL) and message.name == promise.event:
                promise.hold(message)
    verdict = judge(shown.expected, shown.heard)
    rows: list[tuple[object, ...]] = [(p.channel, p.event, p.messages, len(p.fields), p.checks, "itself") for p in held]
    rows += [(channel, event, 0, 0, 0, instead) for (channel, event), instead in IN_PLACE_OF.items()]
    figures: dict[str, object] = {
        "steps": len(shown.steps),
        "messages": len(shown.heard),
        "events": sum(p.messages > 0 for p in held),
        "events × fields": sum(len(p.fields) for p in held),
        "checks": sum(p.checks for p in held),
        "lost": verdict.lost,
        "reordered": verdict.reordered,
        "altered": verdict.altered,
        "delivered again with the same id": len(shown.again),
        "heard on private channels": len(shown.private) + len(shown.guest),
        "subscriptions refused": shown.refused,
    }
    return Result(CLAIM, COLUMNS, rows, figures, _failures(shown, held, verdict, hotel_id))


def _failures(shown: Shown, held: Sequence[Promise], verdict: Verdict, hotel_id: int) -> list[str]:
    """Every way in which it fell short, each said once."""
    failures = [f for promise in held for f in promise.failures]
    failures += [f"{p.event} never came on {p.channel}" for p in held if not p.messages]
    failures += [f"nothing is shown of {path} of {event}: it was never filled" for event, path in _unfilled(held)]
    heard = {(message.channel, message.name) for message in shown.heard}
    for channel, event in IN_PLACE_OF:
        if (channel.format(slug=HOTEL), event) in heard:
            failures.append(f"{event} came on {channel}, where something else is sent in its place")
    if (f"staff-hotel-{hotel_id}", "booking_payment_required") not in heard:
        failures.append("booking_payment_required did not come to the staff's own channel")
    failures += verdict.failures + shown.twice + _altered(shown)
    if {message.name for message in shown.guest} < {"booking_confirmed", "booking_checked_in", "booking_checked_out"}:
        failures.append(f"the guest heard {sorted({message.name for message in shown.guest})} only")
    if not shown.private:
        failures.append("nothing came on a private hotel's channels")
    if shown.refused != 4:
        failures.append(f"of 4 subscriptions that nobody may have, {shown.refused} were refused")
    return [f"{text}{f' ({count} times)' if count > 1 else ''}" for text, count in Counter(failures).items()]


def _unfilled(held: Sequence[Promise]) -> list[tuple[str, str]]:
    """A field is shown when some event of its category had it filled: not every event can."""
    filled: defaultdict[str, set[str]] = defaultdict(set)
    for promise in held:
        filled[promise.category] |= promise.filled
    return [
        (promise.event, path)
        for promise in held
        for path in promise.never_filled()
        if path not in filled[promise.category] and path not in ("category", "type")
    ]


def _altered(shown: Shown) -> list[str]:
    """A second delivery is the first, word for word and with the same ids."""
    first = {(m.channel, m.seq): m.body for m in shown.heard}
    wrong = [m for m in shown.again if m.body != first.get((m.channel, m.seq))]
    missing = len(first) - len({(m.channel, m.seq) for m in shown.again})
    return [f"delivered again, {m.name} {m.event_id} was another message" for m in wrong] + (
        [f"{missing} messages did not come a second time"] if missing else []
    )
