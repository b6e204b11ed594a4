"""Whether to restart this process, and whether to send it requests."""

from __future__ import annotations

from litestar import Request, Response, get

from api.answers import Health
from api.database import Database


@get("/health/live/")
async def is_alive() -> Health:
    """The process answers."""
    return Health(status="alive")


@get(["/health/ready/", "/health/"], include_in_schema=False)
async def is_ready(request: Request) -> Response[Health]:
    """The database answers and a release is deployed in it; else 503."""
    database: Database = request.app.state.database
    if await database.is_ready():
        return Response(Health(status="ready"))
    return Response(Health(status="not deployed"), status_code=503, headers={"Retry-After": "1"})


HANDLERS = [is_alive, is_ready]
