"""The parts of `prove idempotency` that every operation goes through: sent again, at once, and with the answer lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from hotelmate.prove.idempotency_desk import REUSED, Desk, Effect, Reply
from hotelmate.prove.idempotency_requests import (
    by_strangers,
    of_another_address,
    of_another_body,
    of_another_operation,
    refused,
)
from hotelmate.prove.idempotency_wire import Wire
from hotelmate.prove.target import Operation, Sent

AT_ONCE = 10
NOT_FOR_YOU = (401, 403, 404)
Effects = dict[str, Effect]


def again(desk: Desk, operation: Operation) -> Effect:
    """After a refusal that keeps nothing, the request twice; then others under its key. What the first one changed."""
    group, sent, key = desk.group(operation), desk.fresh(operation), f"again {operation.name}"
    group.judge("refused first", operation.name, _refused_first(desk, operation, sent, key))

    first, done = desk.effect_of(lambda: desk.ask(group, sent, key))
    second, more = desk.effect_of(lambda: desk.ask(group, sent, key))
    faults = _same(first, second)
    if more:
        faults.append(f"the second changed {more}")
    if "hotel.idempotency" not in done:
        faults.append("no answer was kept")
    group.judge("same answer", operation.name, faults)

    def others() -> tuple[list[str], list[str]]:
        return _other_requests(desk, operation, sent, key), _strangers(desk, operation, sent, key)

    (reused, strangers), changed = desk.effect_of(others)
    leftover = [f"changed {changed}"] if changed else []
    group.judge("other request", operation.name, reused + leftover)
    group.judge("stranger", operation.name, strangers + leftover)
    return done


def _refused_first(desk: Desk, operation: Operation, sent: Sent, key: str) -> list[str]:
    """One refusal under the key, which must leave it unused."""
    for bad in refused(desk, operation, sent):
        got, changed = desk.effect_of(lambda bad=bad: desk.ask(desk.group(operation), bad, key))  # type: ignore[misc]
        faults = [f"a refusal changed {changed}"] if changed else []
        return faults + ([] if 400 <= got.status < 500 else [f"{bad.path} was not refused but answered {got.status}"])
    return ["there is no request to refuse"]


def _other_requests(desk: Desk, operation: Operation, sent: Sent, key: str) -> list[str]:
    """Every other request under the key must be told so."""
    group, faults = desk.group(operation), []
    got = desk.ask(group, of_another_operation(desk, operation, sent), key)
    if got.refusal != REUSED:
        faults.append(f"another operation got {got.refusal}")
    for other in of_another_address(desk, operation, sent):
        got = desk.ask(group, other, key)
        if got.refusal != REUSED:
            faults.append(f"{other.path} got {got.refusal}")
    bodies = list(of_another_body(operation, sent))
    answers = [desk.ask(group, other, key) for other in bodies]
    judged = [got for got in answers if got.status != 400]  # 400: it is no request, the database has not seen it
    faults += [f"another body got {got.refusal}" for got in judged if got.refusal != REUSED]
    if bodies and not judged:
        faults.append("no other body was a request")
    return faults


def _strangers(desk: Desk, operation: Operation, sent: Sent, key: str) -> list[str]:
    """Whoever may not do it is not told what came of it."""
    answers = [desk.ask(desk.group(operation), other, key) for other in by_strangers(desk, operation, sent)]
    return [f"who may not do it got {got.status}" for got in answers if got.status not in NOT_FOR_YOU]


def at_once(desk: Desk, operation: Operation, single: Effect) -> None:
    """Ten times at the same instant: changed is what one alone changes, and all hear the same."""
    group, sent, key = desk.group(operation), desk.fresh(operation), f"at once {operation.name}"
    start = threading.Barrier(AT_ONCE)

    def one(_: int) -> Reply:
        start.wait(10)
        return desk.ask(group, sent, key)

    def crowd() -> list[Reply]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(one, range(AT_ONCE)))

    replies, done = desk.effect_of(crowd)
    faults = [fault for got in replies for fault in _same(replies[0], got, is_token_known=True)]
    if sum(got.has_token for got in replies) > 1:
        faults.append("the guest's token was told twice")
    group.judge("at once", operation.name, sorted(set(faults)) + _differs(done, single))


def cut_off(desk: Desk, operation: Operation, single: Effect, wire: Wire) -> None:
    """The answer is lost between the commit and the client: asked again, it is there, and nothing is done twice."""
    group, sent, key = desk.group(operation), desk.fresh(operation), f"cut off {operation.name}"

    def lose_and_ask() -> tuple[Reply, Reply, Reply]:
        wire.cut_answer_to(key)
        return desk.ask(group, sent, key), desk.ask(group, sent, key), desk.ask(group, sent, key)

    (lost, first, second), done = desk.effect_of(lose_and_ask)
    faults = _same(first, second)
    if not wire.has_cut or lost.refusal != (503, "DATABASE_AWAY"):
        faults.append(f"the answer was not lost: {lost.refusal}")
    if first.has_token:
        faults.append("a token came with a repetition: it was kept, or done again")
    group.judge("cut off", operation.name, faults + _differs(done, single))


def _same(first: Reply, other: Reply, *, is_token_known: bool = False) -> list[str]:
    if not first.is_success:
        return [f"answered {first.status}: {str(first.body)[:200]}"]
    if (first.status, first.body) != (other.status, other.body):
        return [f"answered {first.status}, then {other.status}: {str(other.body)[:200]}"]
    return ["the token was repeated"] if other.has_token and not is_token_known else []


def _differs(done: Effect, single: Effect) -> list[str]:
    return [] if done == single else [f"changed {done}, once alone changes {single}"]
