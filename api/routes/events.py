"""The hotel's events from a number on, as pages and as a stream."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, QueryParameter
from litestar.response import Stream

from api.caller import Reader
from api.guest_answers import Events
from api.operations import Answer, read

After = Annotated[int, QueryParameter(ge=0, le=2**63 - 1, description="The number of the last event that is known.")]
OptionalAfter = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1)]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="How many events at most.")]
LastEventId = Annotated[int | None, HeaderParameter(name="Last-Event-ID", ge=0, le=2**63 - 1, required=False)]


@read("/events/")
async def list_events(reader: NamedDependency[Reader], after: After = 0, limit: Limit = 100) -> Answer[Events]:
    """List events after a number, in order and without a gap, as their channels carry them.

    The same as server-sent events: `events/stream/`, from `Last-Event-ID` or `after` on, else from now on.
    """
    return Answer(await reader.read("list_events", after=after, limit=limit))


@get("/events/stream/", include_in_schema=False)
async def stream_events(
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    hotel_slug: FromPath[str],
    after: OptionalAfter = None,
    last_event_id: LastEventId = None,
) -> Stream:
    """The same, as they happen."""

    async def page(known: int) -> bytes:
        return await reader.read("list_events", after=known, limit=100)

    known = last_event_id if last_event_id is not None else after
    stream = await request.app.state.feed.open(hotel_slug, known, page)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(stream, media_type="text/event-stream", headers=headers)


HANDLERS = [list_events, stream_events]
