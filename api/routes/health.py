"""What a server is asked first: what it is, whether to restart it, whether to send it requests."""

from __future__ import annotations

from litestar import Request, Response, get

from api.answers import Health, Index
from api.database import Database


@get("/")
async def index() -> Index:
    """Say where everything is."""
    return Index()


@get("/health/live/")
async def is_alive() -> Health:
    """The process answers."""
    return Health(status="alive")


@get(["/health/ready/", "/health/"], include_in_schema=False)
async def is_ready(request: Request) -> Response[Health]:
    """The database answers and this very release is deployed in it; else 503."""
    database: Database = request.app.state.database
    status = await database.readiness()
    if status == "ready":
        return Response(Health(status=status))
    return Response(Health(status=status), status_code=503, headers={"Retry-After": "1"})


HANDLERS = [index, is_alive, is_ready]
