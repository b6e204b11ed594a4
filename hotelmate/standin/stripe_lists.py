"""Lists in pages, newest first, and objects shown inside others."""

from __future__ import annotations

import json
from typing import Any

from hotelmate.standin import stripe_form as form
from hotelmate.standin.stripe_books import Books, Object
from hotelmate.standin.stripe_errors import invalid
from hotelmate.standin.stripe_form import Form

BOUNDS = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}


def page(books: Books, params: Form, *, kind: str, url: str, filters: tuple[str, ...]) -> Object:
    """One page of the objects of a kind: limit, starting_after, ending_before, created and the filters.
    Raises Refused for a filter that is not known here: it must not pass for no filter."""
    limit = form.integer(params, "limit", 10)
    if limit > 100:
        raise invalid("Invalid limit: must be at most 100", "limit")
    unknown = params.keys() - {"limit", "starting_after", "ending_before", "created", "expand", *filters}
    if unknown:
        raise invalid(f"This stand-in cannot filter by {', '.join(sorted(unknown))}", min(unknown))
    found = [o for o in reversed(books.all(kind)) if _fits(o, params, filters) and _created_fits(o, params)]
    found, more = _cut(books, found, params, kind, limit)
    return {"object": "list", "data": found, "has_more": more, "url": url}


def _fits(candidate: Object, params: Form, filters: tuple[str, ...]) -> bool:
    if "types" in filters and "types" in params and candidate["type"] not in form.words(params, "types"):
        return False
    return all(candidate[name] == params[name] for name in filters if name in params and name != "types")


def _created_fits(candidate: Object, params: Form) -> bool:
    bounds = params.get("created", {})
    if not isinstance(bounds, dict):
        return bool(candidate["created"] == form.integer(params, "created", least=0))
    if bounds.keys() - BOUNDS.keys():
        raise invalid("created takes gt, gte, lt and lte", "created")
    return all(BOUNDS[name](candidate["created"], form.integer(bounds, name, least=0)) for name in bounds)


def _cut(books: Books, found: list[Object], params: Form, kind: str, limit: int) -> tuple[list[Object], bool]:
    """The page of a list, and whether there is more in its direction."""
    after, before = params.get("starting_after"), params.get("ending_before")
    for cursor, param in ((after, "starting_after"), (before, "ending_before")):
        if cursor is not None:
            books.find(kind, cursor, param)
    names = [o["id"] for o in found]
    if after is not None:
        found = found[names.index(after) + 1 :] if after in names else []
    elif before is not None:
        found = found[: names.index(before)] if before in names else []
        return found[-limit:], len(found) > limit
    return found[:limit], len(found) > limit


def show(books: Books, answer: Object, params: Form) -> str:
    """An answer as JSON text, with what `expand` asks for. Raises Refused for what cannot be expanded."""
    paths = form.words(params, "expand")
    if not paths:
        return json.dumps(answer)
    shown = json.loads(json.dumps(answer))
    for path in paths:
        _expand(books, [shown], path.split("."), path)
    return json.dumps(shown)


def _expand(books: Books, nodes: list[Any], path: list[str], whole: str) -> None:
    """Put objects in the place of their ids, along a path such as data.latest_charge.balance_transaction."""
    name, *rest = path
    below: list[Any] = []
    for node in nodes:
        if node.get("object") == "charge" and name == "refunds":
            node[name] = _refunds_of(books, node)
        if name not in node:
            raise invalid(f"This property cannot be expanded ({whole}).", "expand")
        value = node[name]
        if isinstance(value, str):
            if value not in books.objects:
                raise invalid(f"This property cannot be expanded ({whole}).", "expand")
            value = node[name] = json.loads(json.dumps(books.objects[value]))
        below += value if isinstance(value, list) else [] if value is None else [value]
    if rest and below:
        _expand(books, below, rest, whole)


def _refunds_of(books: Books, charge: Object) -> Object:
    data = [json.loads(json.dumps(refund)) for refund in reversed(books.all("refund", charge=charge["id"]))]
    return {"object": "list", "data": data, "has_more": False, "url": f"/v1/charges/{charge['id']}/refunds"}
