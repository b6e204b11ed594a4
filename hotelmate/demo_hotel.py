"""The demo's way to the hotel: staff and guests over HTTP, guests at the local Stripe's pages; the ledger by SQL."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import httpx
import psycopg

TODAY = "select hotel.local_date(hotel.clock(), h.timezone)::text from hotel.hotel as h where h.slug = %s"
MOVED = """
select e.id, e.kind::text, e.amount_minor, e.currency
from hotel.ledger_entry as e
inner join hotel.booking as b on e.hotel_id = b.hotel_id and e.booking_id = b.id
inner join hotel.hotel as h on e.hotel_id = h.hotel_id
where h.slug = %s and b.number = %s and e.id > %s
order by e.id
"""
SUCCESS = "https://hotel.example/paid"
CANCEL = "https://hotel.example/back"


class Movement(NamedTuple):
    """An entry of the ledger; minor units."""

    id: int
    kind: str
    amount: int
    currency: str


class Refused(Exception):
    """An answer that is not success. The message is the problem's sentence, `code` its code."""

    def __init__(self, answer: httpx.Response) -> None:
        problem = answer.json()
        super().__init__(problem["detail"])
        self.code: str = problem["code"]


class Hotel:
    """One hotel. Its HTTP methods raise Refused and httpx.HTTPError, those of the ledger psycopg.Error."""

    def __init__(self, client: httpx.AsyncClient, admin_url: str, slug: str) -> None:
        """`client` carries a manager's token."""
        self._client = client
        self._admin_url = admin_url
        self._slug = slug

    async def guest(self, path: str, **body: Any) -> dict[str, Any]:
        """POST to a public address."""
        return _body(await self._client.post(f"/api/public/hotel/{self._slug}/{path}/", json=body))

    async def staff(self, path: str, **body: Any) -> dict[str, Any]:
        """POST to an address of the staff."""
        return _body(await self._client.post(f"/api/staff/hotel/{self._slug}/{path}/", json=body))

    async def read(self, path: str, **query: Any) -> dict[str, Any]:
        """GET from an address of the staff."""
        return _body(await self._client.get(f"/api/staff/hotel/{self._slug}/{path}/", params=query))

    async def today(self) -> date:
        """The date on the hotel's own calendar."""
        ((today,),) = await self._as_owner(TODAY)
        return date.fromisoformat(today)

    async def page(self, number: str) -> dict[str, Any]:
        """The page on which a booking is paid for: session_id, payment_url."""
        return await self.guest(f"room-bookings/{number}/payment/session", success_url=SUCCESS, cancel_url=CANCEL)

    async def pay(self, number: str, page: dict[str, Any], card: str) -> str:
        """Pay there as a guest would, come back as one would, and say what came of it: authorized, paid or unpaid."""
        async with httpx.AsyncClient(trust_env=False) as browser:  # without the staff's token
            paid = await browser.post(page["payment_url"], data={"card": card})
        if paid.is_error:
            paid.raise_for_status()
        path = f"/api/public/hotel/{self._slug}/room-bookings/{number}/payment/verify/"
        checked = _body(await self._client.get(path, params={"session_id": page["session_id"]}))
        return str(checked["payment_status"])

    async def movements(self, number: str, after: int) -> list[Movement]:
        """What happened to a booking's money after an entry of the ledger."""
        return [Movement(*row) for row in await self._as_owner(MOVED, number, after)]

    async def _as_owner(self, query: str, *parameters: str | int) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self._admin_url, autocommit=True) as conn:
            await conn.execute("set role hotelmate_owner")
            return await (await conn.execute(query.encode(), [self._slug, *parameters])).fetchall()


def _body(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise Refused(answer)
    body: dict[str, Any] = answer.json()
    return body
