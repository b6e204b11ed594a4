"""The application: addresses over the pool of connections they share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide

from api.body import JsonRequest, refuse_large
from api.caller import provide_guest, provide_guest_reader, provide_reader, provide_staff
from api.cashdesk import CashDesk, provide_cashdesk
from api.config import MAX_BODY_BYTES, Settings
from api.database import Database
from api.documentation import openapi
from api.feed import Feed
from api.limits import GUEST, OPT, STAFF, Doorkeeper
from api.metrics import Metrics
from api.problems import HANDLERS as EXCEPTION_HANDLERS
from api.routes import (
    board,
    bookings,
    config,
    events,
    guests,
    health,
    history,
    inventory,
    links,
    payments,
    public,
    realtime,
    rooms,
    stays,
    tasks,
)
from api.signer import Signer, provide_signer
from api.wall import Application
from listener.exporter import exported
from listener.sinks.stripe import StripeSink


def create_app(settings: Settings | None = None) -> Application:
    """The API as an ASGI application; without settings, the environment's."""
    settings = settings or Settings.from_environment()
    database = Database(settings)
    feed = Feed(database)
    metrics = Metrics()
    metrics.watch_pool(database.stats)
    doorkeeper = Doorkeeper(settings.limits) if settings.limits else None

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as closing:
            await database.open()
            closing.push_async_callback(database.close)
            provider = await closing.enter_async_context(StripeSink(settings.stripe)) if settings.stripe else None
            app.state.cashdesk = CashDesk(database, provider, settings.stripe)
            closing.push_async_callback(app.state.cashdesk.close)
            closing.callback(feed.close)
            closing.enter_context(exported(metrics.registry, settings.metrics))
            yield

    return Application(
        settings,
        doorkeeper,
        metrics,
        route_handlers=[*_staff(), *_guests(), *_anywhere()],
        lifespan=[lifespan],
        # A server calls `farewell` before it waits for the requests under way: streams would never end by themselves.
        state=State(
            {
                "database": database,
                "feed": feed,
                "signer": Signer(settings.pusher),
                "pusher": settings.pusher,
                "farewell": feed.close,
            }
        ),
        request_class=JsonRequest,
        request_max_body_size=MAX_BODY_BYTES,
        before_request=_admit(doorkeeper),
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=openapi(),
        cors_config=CORSConfig(allow_origins=list(settings.origins), expose_headers=EXPOSED)
        if settings.origins
        else None,
        logging_config=None,
        debug=False,
    )


STAFF_HANDLERS = {
    "Board": board.HANDLERS,
    "Bookings": bookings.HANDLERS,
    "Stays": stays.HANDLERS,
    "Rooms": [*rooms.HANDLERS, *inventory.HANDLERS, *inventory.OLDER_HANDLERS],
    "Tasks": [*tasks.HANDLERS, *tasks.OLDER_HANDLERS],
    "History": history.HANDLERS,
    "Configuration": [*config.HANDLERS, *config.OLDER_HANDLERS],
    "Events": [*events.HANDLERS, *realtime.STAFF_HANDLERS],
}
PUBLIC = [*public.HANDLERS, *links.PUBLIC_HANDLERS, *guests.HANDLERS, *payments.HANDLERS, *payments.OLDER_HANDLERS]
BY_LINK = [*links.GUEST_HANDLERS, *realtime.GUEST_HANDLERS]
EXPOSED = ["Location", "Retry-After", "X-Request-ID"]  # what scripts from other origins may read besides the body
SIGNER = {"signer": Provide(provide_signer, sync_to_thread=False)}


def _admit(doorkeeper: Doorkeeper | None) -> Callable[[Request[Any, Any, Any]], Awaitable[None]]:
    """What happens before anything is read or done for a request. It raises what is then answered."""

    async def admit(request: Request[Any, Any, Any]) -> None:
        if doorkeeper is not None:
            doorkeeper.admit(request)
        await refuse_large(request)

    return admit


def _staff() -> list[Router]:
    return [
        Router(
            path="/api/staff/hotel/{hotel_slug:str}",
            route_handlers=handlers,
            dependencies={
                "reader": Provide(provide_reader, sync_to_thread=False),
                "staff": Provide(provide_staff, sync_to_thread=False),
                **SIGNER,
            },
            opt={OPT: STAFF},
            security=[{"staffToken": []}],
            tags=[tag],
        )
        for tag, handlers in STAFF_HANDLERS.items()
    ]


def _guests() -> list[Router]:
    return [
        Router(
            path=path,
            route_handlers=handlers,
            dependencies={
                "guest": Provide(provide_guest, sync_to_thread=False),
                "guest_reader": Provide(provide_guest_reader, sync_to_thread=False),
                "cashdesk": Provide(provide_cashdesk, sync_to_thread=False),
                **SIGNER,
            },
            opt={OPT: GUEST},
            tags=["Guests"],
            include_in_schema=is_current,
        )
        for path, handlers, is_current in [
            ("/api/public/hotel/{hotel_slug:str}", PUBLIC, True),
            ("/api/guest/hotel/{hotel_slug:str}", BY_LINK, True),
            # Where older pages look.
            ("/api/public/hotels/{hotel_slug:str}", [*guests.OLDER_HANDLERS, *public.OLDER_HANDLERS], False),
            ("/api/guest/hotels/{hotel_slug:str}", [*public.BOOKING_HANDLERS, guests.create_booking], False),
        ]
    ]


def _anywhere() -> list[Any]:
    """Handlers that bring their whole address along."""
    return [
        *payments.PROVIDER_HANDLERS,
        *links.ANYWHERE_HANDLERS,
        *realtime.ANYWHERE_HANDLERS,
        *health.HANDLERS,
        *board.PAGES,
    ]
