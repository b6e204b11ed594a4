"""A Stripe of one's own: PaymentIntents, Checkout, refunds, disputes, idempotency keys and webhooks.

The real library cannot tell it from Stripe where money is concerned; a call or a parameter that it does not know it
refuses. Not here: customers, products, 3-D Secure, payouts, other payment methods than test cards. Its control
addresses (stripe_control.py) are open to whoever reaches the port: it is for one machine.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from litestar.handlers import asgi, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import HTTPScope, Receive, Scope, Send

from hotelmate.standin import stripe_checkout as checkout
from hotelmate.standin import stripe_page as page
from hotelmate.standin.stripe_control import control
from hotelmate.standin.stripe_errors import Refused
from hotelmate.standin.stripe_faults import Silence
from hotelmate.standin.stripe_form import parse
from hotelmate.standin.stripe_house import House
from hotelmate.standin.stripe_memory import keep_remembering, recall, remember

__all__ = ["create_app"]


def create_app(
    secret_key: str,
    webhook_secret: str,
    webhook_url: str | None = None,
    *,
    address: str = "http://127.0.0.1:8420",
    clock: Callable[[], float] = time.time,
    seed: int | None = None,
    memory: Path | None = None,
) -> Litestar:
    """The ASGI application. `address` is where it is served; `seed` makes faults and deliveries repeatable.

    With `memory`, a file, the next start knows what this one knew.
    """
    house = House(secret_key, webhook_secret, address.rstrip("/"), webhook_url, clock, seed)
    routes: list[Any] = [_api(house), *_pages(house), control(house)]
    return Litestar(
        routes,
        openapi_config=None,
        logging_config=None,
        after_exception=[_log],
        lifespan=[lambda _: _life(house, memory)],
        exception_handlers={Refused: _refusal},
    )


@asynccontextmanager
async def _life(house: House, memory: Path | None) -> AsyncIterator[None]:
    living = [asyncio.create_task(house.tick())]
    if memory is not None:
        recall(house, memory)
        living.append(asyncio.create_task(keep_remembering(house, memory)))
    try:
        yield
    finally:
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        await house.webhooks.stop()
        if memory is not None:
            remember(house, memory)


def _log(error: Exception, _: Scope) -> None:
    """A fault of our own must be seen: the caller only reads 500."""
    if not isinstance(error, (Refused, HTTPException)):
        logging.getLogger(__name__).exception("The local Stripe failed", exc_info=error)


def _refusal(_: Request[Any, Any, Any], refused: Refused) -> Response[dict[str, Any]]:
    return Response(refused.answer, status_code=refused.status)


def _api(house: House) -> Any:
    @asgi("/v1", is_mount=True, copy_scope=True)
    async def api(scope: HTTPScope, receive: Receive, send: Send) -> None:
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        body = await _body(receive)
        form = body if scope["method"] == "POST" else scope["query_string"]
        try:
            (status, text), given = await house.desk.take(
                scope["method"], scope["raw_path"].decode(), headers, form.decode(errors="replace")
            )
        except Silence as silence:
            await _vanish(receive, silence.seconds)
            return
        named = [(name.encode(), value.encode()) for name, value in given.items()]
        await send({"type": "http.response.start", "status": status, "headers": named})
        await send({"type": "http.response.body", "body": text.encode(), "more_body": False})

    return api


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message["body"]
        if not message["more_body"]:
            return body


async def _vanish(receive: Receive, seconds: float) -> None:
    """Say nothing until the caller gives up, or so long; then cut the connection."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        cycle: Any = getattr(receive, "__self__", None)  # uvicorn's; ASGI itself has no word for an abort
        cycle.transport.abort()
        await receive()


def _pages(house: House) -> list[Any]:
    def shown(name: str, error: str | None = None) -> Response[str]:
        session = house.books.find("checkout.session", name)
        return Response(page.render(session, house.books.titles[name], error), media_type="text/html")

    @get("/c/pay/{session_id:str}")
    async def shown_page(session_id: FromPath[str]) -> Response[str]:
        return shown(session_id)

    @post("/c/pay/{session_id:str}", status_code=200)
    async def pay(request: Request[Any, Any, Any], session_id: FromPath[str]) -> Response[Any]:
        card = parse((await request.body()).decode()).get("card", "")
        try:
            session = checkout.pay(house.books, session_id, card)
        except Refused as refused:
            if refused.status == 404:
                raise
            return shown(session_id, refused.error["message"])
        return Redirect(page.success_address(session), status_code=303)

    return [shown_page, pay]
