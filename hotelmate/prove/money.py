"""Proof: whatever guests, staff, jobs and the provider do, in whatever order and trouble, money is where it belongs."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import httpx
import psycopg

from hotelmate.cluster import Cluster
from hotelmate.prove.ground import released_server
from hotelmate.prove.hotels import Hotel, value
from hotelmate.prove.money_actions import ACTIONS, Play
from hotelmate.prove.money_player import Impossible
from hotelmate.prove.money_races import Race, race
from hotelmate.prove.money_rest import come_to_rest
from hotelmate.prove.money_rules import ALWAYS, against_books, broken, ledger_sums
from hotelmate.prove.money_stage import local_stripe, open_hotels, stage
from hotelmate.prove.quiet import quiet
from hotelmate.prove.result import Progress, Result
from hotelmate.standin.stripe_remote import Remote

CLAIM = "No order of events, no outage and no race loses money, takes it twice or keeps what has to go back."
COLUMNS = ("action", "done", "refused", "nothing to do it with")
BOOKS_EVERY = 10  # steps
# A rule says no: by its own name, or by the name of the constraint that holds it.
REFUSALS = ("RV", "23505", "23514", "23P01")


@dataclass
class Played:
    """What one sequence came to."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    impossible: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    bookings: int = 0
    entries: int = 0
    commands: int = 0
    failures: list[str] = field(default_factory=list)


@quiet()
def prove(progress: Progress, sequences: int = 12, steps: int = 250, races: int = 25, seed: int = 0) -> Result:
    """Play so many sequences of so many steps, each to its rest; then let decisions meet, so many times each.

    A seed of 0 is a new one each time; it is printed. Raises ClusterError, DeployError.
    """
    seed = seed or random.SystemRandom().randrange(1, 10**9)
    played = []
    with released_server() as cluster, local_stripe() as remote:
        hotels = open_hotels(cluster)
        for nth in range(sequences):
            played.append(asyncio.run(_sequence(cluster, hotels, remote, f"{seed}-{nth}", steps)))
            progress(f"sequence {seed}-{nth}: {played[-1].done.total()} actions, {len(played[-1].failures)} wrong")
    return _result(seed, played, race(progress, races))


async def _sequence(cluster: Cluster, hotels: list[Hotel], remote: Remote, seed: str, steps: int) -> Played:
    played = Played()
    async with stage(cluster, hotels, remote, "sequence") as place:
        play = Play(place, random.Random(seed))
        for nth in range(steps):
            name, act = play.choose()
            try:
                await act()
                played.done[name] += 1
            except Impossible:
                played.impossible[name] += 1
            except httpx.HTTPStatusError:
                played.refused[name] += 1
            except psycopg.Error as error:
                if not (error.sqlstate or "").startswith(REFUSALS):
                    played.failures.append(f"sequence {seed}, step {nth}, {name}: {error.sqlstate} {error}")
                played.refused[name] += 1
            wrong = broken(place.owner, ALWAYS)
            if nth % BOOKS_EVERY == 0:
                wrong += against_books(ledger_sums(place.owner), remote.books()["intents"], is_at_rest=False)
            played.looks += 1
            played.failures += [f"sequence {seed}, step {nth}, {name}: {sentence}" for sentence in wrong]
            if played.failures:
                return played
        played.failures = [f"sequence {seed}, at rest: {sentence}" for sentence in await come_to_rest(place)]
        played.failures += [f"sequence {seed}, at rest: {sentence}" for sentence in broken(place.owner, ALWAYS)]
        played.bookings = len(play.bookings)
        played.entries = value(place.owner, "select count(*) from hotel.ledger_entry")
        played.commands = value(place.owner, "select count(*) from hotel.payment_command")
    return played


def _sum(played: list[Played], name: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in played:
        total += getattr(one, name)
    return total


def _result(seed: int, played: list[Played], races: list[Race]) -> Result:
    done, refused, impossible = (_sum(played, name) for name in ("done", "refused", "impossible"))
    names = [action.__name__ for _, action in ACTIONS]
    rows: list[tuple[object, ...]] = [
        (name.replace("_", " "), done[name], refused[name], impossible[name]) for name in names
    ]
    rows += [(f"race: {one.name}", one.accepted, one.refused, 0) for one in races]
    failures = [sentence for of in (played, races) for one in of for sentence in one.failures]
    failures += [f"{name} was never done" for name in names if not done[name] and done.total() > 2000]
    figures: dict[str, object] = {
        "seed": seed,
        "sequences": len(played),
        "actions": done.total(),
        "refused": refused.total(),
        "looks": sum(p.looks for p in played),
        "bookings": sum(p.bookings for p in played),
        "ledger_entries": sum(p.entries for p in played),
        "commands": sum(p.commands for p in played),
        "races": {one.name: dict(one.ends) for one in races},
        "wrong": len(failures),
    }
    return Result(CLAIM, COLUMNS, rows, figures, failures)
