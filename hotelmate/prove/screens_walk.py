"""A browser without a picture: makes the requests of a screen in order and looks at every field the screen reads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from hotelmate.prove.screens_fields import MISSING, Field, fields


@dataclass(frozen=True)
class Ask:
    """One request of a screen; PAY is a card on the page at the path.

    In path and body, {names} are put in; `keeps` adds names from the answer.
    """

    method: str
    path: str
    reads: str = ""
    body: dict[str, Any] | None = None
    status: int = 200
    keeps: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Screen:
    """A screen of the existing client: its name, who looks at it, and what it asks for."""

    name: str
    who: str  # "staff" or "guest"
    asks: tuple[Ask, ...]


@dataclass
class Seen:
    """What came of one screen. `filled` are fields that had a value at least once."""

    screen: Screen
    requests: int = 0
    checks: int = 0
    asked: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


class Walk:
    """Walks through screens over HTTP. `names` are what there is to look at; answers add to them."""

    def __init__(self, client: httpx.Client, hotel: str, token: str, names: dict[str, Any]) -> None:
        self._client = client
        self._bases = {"staff": f"/api/staff/hotel/{hotel}/", "guest": f"/api/public/hotel/{hotel}/"}
        self._headers = {"staff": {"Authorization": f"Token {token}"}, "guest": {}}
        self.names = names

    def through(self, screen: Screen) -> Seen:
        """Make the requests of a screen."""
        seen = Seen(screen)
        for ask in screen.asks:
            self._make(screen, ask, seen)
        return seen

    def _make(self, screen: Screen, ask: Ask, seen: Seen) -> None:
        path = ask.path.format(**self.names)
        response = self._pay(path) if ask.method == "PAY" else self._send(screen, ask, path)
        seen.requests += 1
        where = f"{screen.name}: {ask.method} {path}"
        if response.status_code != ask.status:
            seen.failures.append(f"{where} answers {response.status_code}: {response.text[:300]}")
            return
        if ask.reads or ask.keeps:
            answer = response.json()
            for one in fields(ask.reads):
                _look(one, answer, where, seen)
            self.names |= {name: _one(path, answer) for name, path in ask.keeps.items()}

    def _send(self, screen: Screen, ask: Ask, path: str) -> httpx.Response:
        address = path if path.startswith("/") else self._bases[screen.who] + path
        body = None if ask.body is None else _filled_in(ask.body, self.names)
        headers = {**self._headers[screen.who], **ask.headers}
        return self._client.request(ask.method, address, json=body, headers=headers)

    def _pay(self, page: str) -> httpx.Response:
        """As a guest does on the provider's page, without what the client here knows."""
        return httpx.post(page, data={"card": "pm_card_visa"}, trust_env=False)


def _look(one: Field, answer: object, where: str, seen: Seen) -> None:
    """Hold one field against an answer."""
    seen.asked.add(one.name)
    faults: dict[str, int] = defaultdict(int)
    for value in one.values(answer):
        seen.checks += 1
        if value is MISSING:
            faults["is missing"] += 1
        elif not one.fits(value):
            faults[f"is {value!r}"] += 1
        elif value not in (None, [], {}):
            seen.filled.add(one.name)
    seen.failures += [f"{where}: {one.name} {fault}, should be {one.kind}" for fault in list(faults)[:3]]


def _one(path: str, answer: object) -> object:
    """The first value at a path."""
    value = next(iter(fields(f"{path}:any")[0].values(answer)), MISSING)
    if value is MISSING:
        raise LookupError(f"the answer has no {path}: {answer}")
    return value


def _filled_in(value: Any, names: dict[str, Any]) -> Any:
    """The same with every "{name}" that stands alone replaced by what has that name, whatever its type."""
    if isinstance(value, dict):
        return {key: _filled_in(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled_in(inner, names) for inner in value]
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return names[value[1:-1]]
    return value
