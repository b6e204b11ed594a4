"""The database's wall clock set ahead and back under load. The machine's own clock stays as it is."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import psycopg

from hotelmate.prove.faults_actions import book
from hotelmate.prove.faults_ground import Fault, Scene
from hotelmate.prove.hotels import GUEST, Hotel, call
from hotelmate.urls import as_role

JUMPS = (
    *(timedelta(seconds=30), timedelta(minutes=-5), timedelta(hours=1), timedelta(hours=-26)),
    *(timedelta(days=40), timedelta(days=-400)),
)
FAR = timedelta(days=50)  # after which the link of a guest of tomorrow has ended, and no desk's booking is past
LONG = 0.5  # seconds
BACKWARDS = """
with step as (select e.at < lag(e.at) over (partition by e.hotel_id order by e.seq) as is_back from {} as e)
select count(*) from step where is_back
"""


async def jump(scene: Scene, nth: int) -> None:
    """Ahead or back for half a second, and then the other way: two steps, one of them always back."""
    assert scene.clock
    with scene.owner() as owner:
        scene.clock.set_ahead(owner, JUMPS[nth % len(JUMPS)])
        await asyncio.sleep(random.uniform(LONG / 2, LONG))
        scene.clock.set_ahead(owner, timedelta(0))
    await asyncio.sleep(random.uniform(0, LONG))
    for table in ("hotel.event", "hotel.audit"):
        if back := scene.ask(BACKWARDS.format(table)):
            scene.failures.append(f"backwards: {back} rows of {table} are older than the one before")
    if nth % len(JUMPS) == 0:
        await asyncio.to_thread(_expire, scene)


def _expire(scene: Scene) -> None:
    """A guest's link is dead while the clock is past its end, and lives when the clock is back."""
    assert scene.clock
    place = scene.places[0]
    tomorrow = place.today + timedelta(days=1)
    stay = book("clock@guests.invalid", tomorrow, True, 0).body | GUEST
    with scene.owner() as owner, psycopg.connect(as_role(scene.url, "api"), autocommit=True) as session:
        made = call(session, "create_booking", hotel=place.hotel.slug, **stay)["data"]
        for ahead, opens in ((timedelta(0), True), (FAR, False), (-FAR, True), (timedelta(0), True)):
            scene.clock.set_ahead(owner, ahead)
            if _opens(session, place.hotel, made["booking_id"], made["guest_token"]) is not opens:
                scene.failures.append(f"expiry: a guest's link {'is dead' if opens else 'lives'} {ahead.days} days on")
        scene.add("links_tried", 4)
        scene.clock.set_ahead(owner, timedelta(0))


def _opens(session: psycopg.Connection[object], hotel: Hotel, number: str, token: str) -> bool:
    try:
        call(session, "get_own_booking", hotel=hotel.slug, booking_id=number, guest_token=token)
    except psycopg.DatabaseError as error:
        if error.sqlstate != "RVAUT":
            raise
        return False
    return True


FAULTS = (
    Fault("clock", "clock of the database ahead and back", jump, each=len(JUMPS), most=1, options={"clock": True}),
)
