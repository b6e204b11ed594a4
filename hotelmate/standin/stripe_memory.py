"""What the local Stripe remembers from one start to the next, once it is told where.

Reports that were taken are not kept, and what happened since the last writing is lost when the process is killed: a
hotel then meets payments that "Stripe" does not know.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from hotelmate.standin.stripe_books import Move
from hotelmate.standin.stripe_house import House
from hotelmate.standin.stripe_keys import Kept

SECONDS = 60.0  # between two writings
SETS = ("holds", "open_sessions", "unsettled")
DICTS = ("session_of", "wanted", "titles")


def remember(house: House, path: Path) -> None:
    """Write everything down, in place of what was written before."""
    books = house.books
    state: dict[str, Any] = {
        "objects": [o for o in books.objects.values() if o["object"] != "event" or o["pending_webhooks"]],
        "moves": [asdict(move) for move in books.moves],
        "keys": [asdict(kept) for kept in house.desk.keys.kept.values() if not kept.running],
        **{name: sorted(getattr(books, name)) for name in SETS},
        **{name: getattr(books, name) for name in DICTS},
    }
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.encode(state))
    new.replace(path)


async def keep_remembering(house: House, path: Path) -> None:
    """Write it down now and then, until cancelled."""
    while True:
        await asyncio.sleep(SECONDS)
        remember(house, path)


def recall(house: House, path: Path) -> None:
    """Know again what was written down, and go on with the reports that nobody took. Nothing when there is nothing."""
    if not path.exists():
        return
    books, state = house.books, msgspec.json.decode(path.read_bytes())
    for known in state["objects"]:
        books.objects[known["id"]] = known
        books.by_kind.setdefault(known["object"], []).append(known)
    books.moves = [Move(**move) for move in state["moves"]]
    for kept in state["keys"]:
        answer = tuple(kept["answer"]) if kept["answer"] else None
        house.desk.keys.kept[kept["key"]] = Kept(**kept | {"answer": answer})
    for name in SETS:
        getattr(books, name).update(state[name])
    for name in DICTS:
        getattr(books, name).update(state[name])
    for event in list(books.by_kind.get("event", [])):
        house.webhooks.send(event, surely=True)
