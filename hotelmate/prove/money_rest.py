"""Letting all come to rest: no more trouble, every event delivered, every command carried out, time passing."""

from __future__ import annotations

import json
from datetime import timedelta

from hotelmate.prove.hotels import call, value
from hotelmate.prove.money_rules import AT_REST, against_books, broken, ledger_sums
from hotelmate.prove.money_stage import Stage

ROUNDS = 60
PAUSE = timedelta(minutes=7)  # longer than anything waits for its next attempt
WAITING = (
    "select (select count(*) from hotel.payment_command where status = 'PENDING') "
    "+ (select count(*) from hotel.provider_inbox where status <> 'PROCESSED' and next_attempt_at < 'infinity')"
)


async def come_to_rest(stage: Stage) -> list[str]:
    """Work and wait until nothing changes any more; what is not as it should be then."""
    stage.remote.clear_faults()
    delivered: set[str] = set()
    for _ in range(ROUNDS):
        is_news = _deliver(stage, delivered)
        while call(stage.listener, "process_provider_event") is not None:
            pass
        worker = stage.worker
        while command := await worker.claim():
            await worker.record(command, await worker.execute(command))
        stage.jobs.execute("call jobs.run_due()")
        if not is_news and not value(stage.owner, WAITING):
            break
        stage.pass_time(PAUSE)
    books = stage.remote.books()
    return [*broken(stage.owner, AT_REST), *against_books(ledger_sums(stage.owner), books["intents"])]


def _deliver(stage: Stage, delivered: set[str]) -> bool:
    """Every event there is, once more; whether there were new ones."""
    new = [event for event in stage.remote.events() if event["id"] not in delivered]
    for event in new:
        delivered.add(event["id"])
        call(stage.api, "receive_provider_event", payload=json.dumps(event))
        call(stage.api, "process_provider_event", event_id=event["id"])
    return bool(new)
