"""Where `prove openapi` happens: a release with two hotels, the API on a port, and its own description of itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, get_args

import httpx
import msgspec
from litestar.handlers import HTTPRouteHandler

from api.app import create_app
from api.config import Settings
from hotelmate.cluster import DATABASE
from hotelmate.prove.ground import released_server
from hotelmate.prove.house import House
from hotelmate.prove.operations import operations
from hotelmate.prove.relay_stage import served
from hotelmate.prove.target import Operation, Sent, Target
from hotelmate.server import listen_on
from listener.settings import PusherSettings

PROBLEM = "application/problem+json"
NOWHERE = "postgresql:///hotelmate?host=/nonexistent&user=hotelmate_api"


@dataclass
class Part:
    """What became of one kind of request. `seen` are the (operation, status) there were; `failures` are sentences."""

    name: str
    tried: int = 0
    seen: set[tuple[str, int]] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


class Desk:
    """Requests, and whether their answers are as described."""

    def __init__(self, house: House, client: httpx.Client) -> None:
        self.house = house
        self.target = Target.of(house)
        self.client = client
        self.document: dict[str, Any] = client.get("/schema/openapi.json").json()
        self.described = {o["operationId"]: o for methods in self.document["paths"].values() for o in methods.values()}
        self._answers = _answers()

    @property
    def operations(self) -> list[Operation]:
        """Every operation there is, with a request that would be accepted."""
        return operations(self.house)

    def ask(self, part: Part, operation: Operation, sent: Sent) -> httpx.Response:
        """Send; what comes back must be described: its status, its kind, and the shape of a success."""
        got = self.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
        part.tried += 1
        part.seen.add((operation.name, got.status_code))
        fault = self._fault(operation, got)
        if fault:
            part.failures.append(f"{part.name}: {sent.method} {sent.path[:150]} → {got.status_code}: {fault}")
        return got

    def _fault(self, operation: Operation, got: httpx.Response) -> str | None:
        described = self.described.get(operation.name, {"responses": {}})["responses"]
        if got.status_code >= 500 and got.status_code != 503:
            return f"a defect: {got.text[:200]}"
        if str(got.status_code) not in described and got.status_code != 405:
            return "this status is not described"
        if got.is_success:
            try:
                msgspec.json.decode(got.content, type=self._answers[operation.name])
            except msgspec.ValidationError as error:
                return f"not the described shape: {error}"
            return None
        if got.headers.get("content-type") != PROBLEM:
            return f"not a problem but {got.headers.get('content-type')}"
        missing = {"type", "title", "status", "detail", "instance", "code", "error", "message"} - got.json().keys()
        return f"the problem has no {sorted(missing)}" if missing else None


def _answers() -> dict[str, Any]:
    """For each operation, the type its answer is described by: T of its handler's Answer[T]."""
    types = {}
    for route in create_app(Settings(NOWHERE)).routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and handler.resolve_include_in_schema():
                returned = inspect.signature(handler.fn, eval_str=True).return_annotation
                types[handler.fn.__name__] = next(iter(get_args(returned)), returned)
    return types


@contextmanager
def desk() -> Iterator[Desk]:
    """A desk over a private server; gone at the end. Raises ClusterError, DeployError."""
    with ExitStack() as undo:
        cluster = undo.enter_context(released_server(DATABASE))
        house = House(cluster.url())
        undo.callback(house.close)
        pusher = PusherSettings("1", "local", "secret")
        yield Desk(house, undo.enter_context(api_at(Settings(cluster.url("api"), pusher=pusher))))


@contextmanager
def api_at(settings: Settings) -> Iterator[httpx.Client]:
    """A client of an API that answers on a port of its own."""
    bound = listen_on(8100)
    with (
        served((create_app(settings), bound)),
        httpx.Client(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}", trust_env=False, timeout=30) as client,
    ):
        yield client
