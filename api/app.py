"""The application: addresses over the pool of connections they share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide

from api.body import JsonRequest, refuse_large
from api.caller import provide_guest, provide_reader, provide_staff
from api.config import MAX_BODY_BYTES, Settings
from api.database import Database
from api.documentation import openapi
from api.problems import HANDLERS as EXCEPTION_HANDLERS
from api.routes import bookings, guests, health, rooms, stays


def create_app(settings: Settings | None = None) -> Litestar:
    """The API as an ASGI application; without settings, the environment's."""
    settings = settings or Settings.from_environment()
    database = Database(settings)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await database.close()

    return Litestar(
        route_handlers=[*_staff(), *_guests(), *health.HANDLERS],
        lifespan=[lifespan],
        state=State({"database": database}),
        request_class=JsonRequest,
        request_max_body_size=MAX_BODY_BYTES,
        before_request=refuse_large,
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=openapi(),
        cors_config=CORSConfig(allow_origins=list(settings.origins)) if settings.origins else None,
        logging_config=None,
        debug=False,
    )


def _staff() -> list[Router]:
    return [
        Router(
            path="/api/staff/hotel/{hotel_slug:str}",
            route_handlers=handlers,
            dependencies={
                "reader": Provide(provide_reader, sync_to_thread=False),
                "staff": Provide(provide_staff, sync_to_thread=False),
            },
            security=[{"staffToken": []}],
            tags=[tag],
        )
        for tag, handlers in [("Bookings", bookings.HANDLERS), ("Stays", stays.HANDLERS), ("Rooms", rooms.HANDLERS)]
    ]


def _guests() -> list[Router]:
    return [
        Router(
            path=path,
            route_handlers=handlers,
            dependencies={"guest": Provide(provide_guest, sync_to_thread=False)},
            tags=["Guests"],
        )
        for path, handlers in [
            ("/api/public/hotel/{hotel_slug:str}", guests.HANDLERS),
            ("/api/public/hotels/{hotel_slug:str}", guests.OLDER_HANDLERS),
        ]
    ]
