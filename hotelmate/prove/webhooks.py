"""Proof: however often and in whatever order the provider's events come, the ledger and the bookings are the same."""

from __future__ import annotations

import random
from collections.abc import Sequence

import psycopg

from hotelmate.cluster import Cluster
from hotelmate.prove.ground import RELEASE, copied_database, owner_of, released_server
from hotelmate.prove.money_rules import against_books
from hotelmate.prove.result import Progress, Result
from hotelmate.prove.webhooks_deliver import Delivered, Plan, deliver, differences
from hotelmate.prove.webhooks_lives import Recording, record
from hotelmate.prove.webhooks_world import open_world

CLAIM = "Events repeated, shuffled and handled at once leave the ledger and the bookings that they leave in order."
COLUMNS = (
    "delivered",
    "events",
    "deliveries",
    "workers",
    "repeats refused",
    "put off",
    "ledger entries",
    "differences",
)
COPY = "delivered"
MOST_SENTENCES = 20
AUTHORISES = "payment_intent.amount_capturable_updated"


def prove(progress: Progress, payments: int = 480, rounds: int = 3, workers: int = 8, seed: int = 0) -> Result:
    """Record what becomes of so many payments; deliver it in order, reversed, and `rounds` times shuffled.

    A seed of 0 is a new one each time; it is printed. Raises ClusterError, DeployError.
    """
    seed = seed or random.SystemRandom().randrange(1, 10**9)
    plans = [
        Plan("in order, once"),
        Plan("in order, by all at once", workers=workers),
        Plan("backwards, once", is_reversed=True),
        *(Plan(f"three times, shuffled ({n + 1})", 3, workers, is_shuffled=True) for n in range(rounds)),
    ]
    with released_server() as cluster:
        recording = _record(cluster, payments, random.Random(seed))
        progress(f"seed {seed}: {len(recording.events):,} events of {payments:,} payments")
        deliveries: list[Delivered] = []
        for nth, plan in enumerate(plans):
            events = plan.order(recording.events, random.Random(seed + nth))
            with copied_database(cluster, COPY):
                deliveries.append(deliver(*_urls(cluster), plan, events))
            progress(f"{plan.name}: {len(events):,} deliveries, {deliveries[-1].entries:,} ledger entries")
    return _result(seed, recording, plans, deliveries)


def _record(cluster: Cluster, payments: int, chance: random.Random) -> Recording:
    """Open the pages in the database, leave it as it is then, and play on the provider's side."""
    with (
        owner_of(cluster.url(database=RELEASE)) as owner,
        psycopg.connect(cluster.url("api", RELEASE), autocommit=True) as api,
    ):
        play = record(open_world(owner, api, rooms=payments), payments, chance)
    return play()


def _urls(cluster: Cluster) -> tuple[str, str, str]:
    return cluster.url(database=COPY), cluster.url("api", COPY), cluster.url("listener", COPY)


def _result(seed: int, recording: Recording, plans: Sequence[Plan], deliveries: Sequence[Delivered]) -> Result:
    first = deliveries[0]
    rows: list[tuple[object, ...]] = []
    failures = against_books(first.sums, recording.intents)
    for plan, done in zip(plans, deliveries, strict=True):
        wrong = differences(first.exports, done.exports)
        failures += [f"{plan.name}: {sentence}" for sentence in (*done.failures, *wrong[:MOST_SENTENCES])]
        if done.deadlocks:
            failures.append(f"{plan.name}: {done.deadlocks} deadlocks")
        rows.append(
            (
                *(plan.name, len(recording.events), done.deliveries, done.workers),
                *(done.repeated, done.put_off, done.entries, len(wrong)),
            )
        )
    kept = {name: f"{kind}: {error}" for name, kind, status, error in first.exports["event"] if status == "FAILED"}
    ours = kept.keys() - recording.foreign.keys()
    failures += [f"an event of ours was not believed, {kept[name]}" for name in ours]
    believed = {name for name, kind in recording.foreign.items() if kind == AUTHORISES} - kept.keys()
    failures += [f"event {name} is not ours and was believed" for name in believed]
    figures: dict[str, object] = {
        "seed": seed,
        "payments": sum(recording.lives.values()),
        "lives": recording.lives,
        "events": len(recording.events),
        "kept_for_people": len(kept),
        "deliveries": sum(done.deliveries for done in deliveries),
        "most_workers": max(done.workers for done in deliveries),
        "repeats_refused": sum(done.repeated for done in deliveries),
        "put_off": sum(done.put_off for done in deliveries),
        "ledger_entries": first.entries,
        "deadlocks": sum(done.deadlocks for done in deliveries),
        "differences": sum(len(differences(first.exports, done.exports)) for done in deliveries),
    }
    return Result(CLAIM, COLUMNS, rows, figures, failures)
