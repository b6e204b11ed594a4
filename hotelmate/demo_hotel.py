"""The demo's way to the hotel: staff and guests over HTTP, the payment provider as the database's owner."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import psycopg

TODAY = "select hotel.local_date(hotel.clock(), h.timezone)::text from hotel.hotel as h where h.slug = %s"
AUTHORIZE = """
select
    app.record_payment_movement(
        h.slug, b.number, 'AUTHORIZED', 'demo_' || b.number, 'demo_' || b.number, b.total_minor
    )
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
where h.slug = %s and b.number = %s
"""
# What the provider was asked to do is done; a command's id makes doing it twice doing it once.
SETTLE = """
select m.kind::text, m.amount_minor,
    app.record_payment_movement(m.slug, m.number, m.kind, m.reference, m.id::text, m.amount_minor)
from (
    select h.slug, b.number, c.id, c.amount_minor, p.reference,
        case c.kind when 'CAPTURE' then 'CAPTURED' when 'RELEASE' then 'RELEASED' else 'REFUNDED' end::hotel.ledger_kind
            as kind
    from hotel.booking as b
    inner join hotel.hotel as h on b.hotel_id = h.hotel_id
    inner join hotel.payment_command as c on b.hotel_id = c.hotel_id and b.id = c.booking_id
    inner join hotel.payment as p on c.hotel_id = p.hotel_id and c.payment_id = p.id
    where h.slug = %s and b.number = %s and c.status = 'PENDING' and c.kind <> 'VERIFY'
) as m
"""


class Refused(Exception):
    """An answer that is not success. The message is the problem's sentence, `code` its code."""

    def __init__(self, answer: httpx.Response) -> None:
        problem = answer.json()
        super().__init__(problem["detail"])
        self.code: str = problem["code"]


class Hotel:
    """One hotel. Its HTTP methods raise Refused and httpx.TransportError, the provider's raise psycopg.Error."""

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

    async def authorize(self, number: str) -> None:
        """The provider blocks a booking's total on the guest's card."""
        await self._as_owner(AUTHORIZE, number)

    async def settle(self, number: str) -> list[tuple[str, int]]:
        """The provider does what was decided about a booking's money; what it did, by kind and minor units."""
        return [(kind, amount) for kind, amount, _ in await self._as_owner(SETTLE, number)]

    async def _as_owner(self, query: str, *parameters: str) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self._admin_url, autocommit=True) as conn:
            await conn.execute("set role hotelmate_owner")
            return await (await conn.execute(query.encode(), [self._slug, *parameters])).fetchall()


def _body(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise Refused(answer)
    body: dict[str, Any] = answer.json()
    return body
