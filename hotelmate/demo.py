"""Life for `./hotel up --demo`: guests book, pay, arrive and leave, through the same API and functions as everybody.

The provider's side (authorisation, capture) is entered as the database owner, as long as no provider is connected.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from datetime import date, timedelta

import httpx
import psycopg
import structlog

from hotelmate.seed import Seeded
from hotelmate.state import State

SECONDS_BETWEEN_STEPS = 2.0
FIRST = ("Ana", "Ben", "Chloé", "Dmitri", "Emer", "Farid", "Grace", "Hiro", "Inês", "Jonas")
LAST = ("Almeida", "Burke", "Costa", "Duarte", "Egan", "Ferreira", "Gallagher", "Hansen", "Ivanova", "Joyce")

log = structlog.get_logger("hotelmate.demo")


async def run(state: State, seeded: Seeded, stop: asyncio.Event) -> None:
    """One guest after the other, each a whole stay, until `stop`."""
    headers = {"Authorization": f"Token {seeded.token}"}
    async with httpx.AsyncClient(base_url=state.api_url or "", headers=headers, trust_env=False) as client:
        while not stop.is_set():
            try:
                await _stay(client, state.admin_url, seeded.hotel_slug, stop)
            except (httpx.HTTPError, psycopg.Error) as error:
                log.warning("demo.refused", error=str(error))
            await _pause(stop)


async def _stay(client: httpx.AsyncClient, admin_url: str, slug: str, stop: asyncio.Event) -> None:
    staff = f"/api/staff/hotel/{slug}"
    first, last = random.choice(FIRST), random.choice(LAST)
    created = await _post(
        client,
        f"/api/public/hotel/{slug}/bookings/",
        room_type_code=random.choice(("SGL", "DBL", "FAM")),
        check_in=date.today().isoformat(),
        check_out=(date.today() + timedelta(days=random.randint(1, 4))).isoformat(),
        primary_first_name=first,
        primary_last_name=last,
        primary_email=f"{first}.{last}@guests.example".lower(),
        primary_phone="+353 1 555 0199",
        booker_type="SELF",
    )
    booking = created["data"]["booking_id"]
    amount = round(float(created["data"]["total_amount"]) * 100)
    await _provider(admin_url, slug, booking, "AUTHORIZED", amount)
    for action in ("mark-seen", "approve"):
        await _pause(stop)
        await _post(client, f"{staff}/room-bookings/{booking}/{action}/")
    await _provider(admin_url, slug, booking, "CAPTURED", amount)

    free = (await client.get(f"{staff}/room-bookings/{booking}/available-rooms/")).raise_for_status().json()
    room = random.choice(free["available_rooms"])
    number = room["room_number"]
    steps: tuple[tuple[str, dict[str, object]], ...] = (
        (f"room-bookings/{booking}/safe-assign-room/", {"room_id": room["id"]}),
        (f"room-bookings/{booking}/check-in/", {"override_reason": "The demo day has no fixed hours"}),
        (f"room-bookings/{booking}/check-out/", {}),
        (f"rooms/{number}/start-cleaning/", {}),
        (f"rooms/{number}/mark-cleaned/", {}),
        (f"rooms/{number}/inspect/", {"passed": True}),
    )
    for path, body in steps:
        await _pause(stop)
        await _post(client, f"{staff}/{path}", **body)


async def _post(client: httpx.AsyncClient, path: str, **body: object) -> dict[str, dict[str, str]]:
    answer = await client.post(path, json=body)
    return answer.raise_for_status().json()  # type: ignore[no-any-return]


async def _provider(admin_url: str, slug: str, booking: str, kind: str, amount: int) -> None:
    """Enter what the payment provider would report: one intent per booking, one charge per capture."""
    reference = f"demo_{booking}" if kind == "AUTHORIZED" else f"demo_charge_{booking}"
    async with await psycopg.AsyncConnection.connect(admin_url, autocommit=True) as conn:
        await conn.execute("set role hotelmate_owner")
        await conn.execute(
            "select app.record_payment_movement(%s, %s, %s, %s, %s, %s)",
            [slug, booking, kind, f"demo_{booking}", reference, amount],
        )


async def _pause(stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_STEPS)
