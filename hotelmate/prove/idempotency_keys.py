"""The parts of `prove idempotency` about keys themselves: whose they are, what they may be, when they are forgotten."""

from __future__ import annotations

import json
import re
from typing import Any

import psycopg

from hotelmate.prove.house import HOTEL, OTHER_HOTEL
from hotelmate.prove.idempotency_desk import REUSED, Desk, Group, Reply
from hotelmate.prove.target import PUBLIC_BASE, STAFF_BASE, Sent

A_DAY = "interval '1 day'"
OLD, BATCH = 450, 200  # answers, and how many a batch of the job takes
USABLE = ("k", "k" * 255, "K", "'; drop table hotel.idempotency; --", "%00", "{}", "schlüssel".encode(), b"\xff\xfe")
UNUSABLE = ("", "k" * 256, "k" * 5000)


def secrets(desk: Desk) -> None:
    """Of everything that was kept, nothing is a secret: no raw token of a guest, of staff or of a link."""
    group = _group(desk, "what is kept")
    kept: list[str] = desk.house.value(
        "select array_agg(i.answer::text) from hotel.idempotency as i where answer is not null"
    )
    found = {text for text in kept if re.search(r"[0-9a-f]{64}|[A-Za-z0-9_-]{43}", text)}
    found |= {text for text in kept for token in desk.house.tokens.values() if token in text}
    group.judge("kept", f"{len(kept)} answers", [f"{text[:120]} has a token in it" for text in found])


def owners(desk: Desk) -> None:
    """One key of different people is different keys; without a token there is nobody to tell apart."""
    group = _group(desk, "whose a key is")
    booking = _booking(desk)
    base = STAFF_BASE.format(hotel=HOTEL)
    by = {who: _by(desk, who, base + "room-bookings/", booking) for who in ("manager", "desk")}
    by["another hotel's"] = _by(desk, "stranger", STAFF_BASE.format(hotel=OTHER_HOTEL) + "room-bookings/", booking)
    by["a guest's"] = Sent("POST", PUBLIC_BASE.format(hotel=HOTEL) + "bookings/", {}, None)
    answers = {}
    for who, sent in by.items():
        answers[who] = desk.ask(group, _with(sent, booking), "mine")
    numbers = [_number(got) for got in answers.values()]
    faults = [f"{who}: {got.status}" for who, got in answers.items() if got.status != 201]
    group.judge("own", "four people, one key", faults + (["one got another's"] if len(set(numbers)) != len(by) else []))

    held = [desk.house.held() for _ in range(2)]
    left = [desk.ask(group, _cancellation(number, token), "leaving") for number, token in held]
    faults = [f"a guest got {got.status}" for got in left if got.status != 200]
    group.judge("own", "two guests, one key", faults + (["one got the other's"] if left[0] == left[1] else []))

    other = desk.ask(group, _with(by["a guest's"], {**booking, "adults": 2}), "mine")
    group.judge("own", "two without a token", [] if other.refusal == REUSED else [f"got {other.refusal}"])

    for paths, body in _two_addresses(desk):
        one, other = (desk.ask(group, _by(desk, "manager", base + path, body), "two ways") for path in paths)
        faults = [] if one == other and one.is_success else [f"{paths} got {one.refusal} and {other.refusal}"]
        group.judge("own", f"one action, two addresses: {paths[0]}", faults)
        desk.house.run("delete from hotel.idempotency where key = 'two ways'")

    desk.house.run(
        "update hotel.staff_token set revoked_at = hotel.clock() where token_hash = hotel.token_hash(%s)",
        desk.house.tokens["desk"],
    )
    gone = desk.ask(group, _with(by["desk"], booking), "mine")
    group.judge("own", "a token since revoked", [] if gone.status == 401 else [f"got {gone.status}"])


def keys(desk: Desk) -> None:
    """Every text of 1 to 255 characters that a header can hold is a key, to the letter; no other is, and none acts."""
    group = _group(desk, "what a key may be")
    sent = _with(_by(desk, "manager", STAFF_BASE.format(hotel=HOTEL) + "room-bookings/", {}), _booking(desk))
    numbers = []
    for key in USABLE:
        first, again = desk.ask(group, sent, key), desk.ask(group, sent, key)
        numbers.append(_number(first))
        group.judge(
            "usable",
            repr(key)[:40],
            [] if first == again and first.status == 201 else [f"got {first.status}, {again.status}"],
        )
    group.judge("usable", "each is another", [] if len(set(numbers)) == len(USABLE) else [f"{numbers}"])
    for key in UNUSABLE:
        got, changed = desk.effect_of(lambda key=key: desk.ask(group, sent, key))  # type: ignore[misc]
        refused = got.refusal == (400, "idempotency_key_is_usable") and not changed
        group.judge("unusable", repr(key)[:40], [] if refused else [f"got {got.refusal}, changed {changed}"])


def retention(desk: Desk) -> None:
    """Answers are kept for a day, then forgotten in batches; one that somebody is at is left for the next time."""
    group = _group(desk, "how long it is kept")
    house = desk.house
    house.run(f"update hotel.idempotency set created_at = hotel.clock() - {A_DAY} + interval '1 minute'")
    young: int = house.value("select count(*) from hotel.idempotency")
    house.run(
        "insert into hotel.idempotency (hotel_id, caller, key, action, body_hash, answer, created_at) "
        f"select %s, 'old', n::text, 'x', '', '{{}}', hotel.clock() - {A_DAY} - interval '1 second' "
        "from generate_series(1, %s) as n",
        *(house.hotel_id, OLD),
    )
    with psycopg.connect(desk.admin_url) as busy:
        busy.execute("select from hotel.idempotency where caller = 'old' and key = '7' for update")
        taken = [house.value("select jobs.forget_answers()") for _ in range(4)]
    expected = [BATCH, BATCH, OLD - 1 - 2 * BATCH, 0]
    group.judge("kept", "in batches", [] if taken == expected else [f"forgot {taken}, not {expected}"])
    last = house.value("select jobs.forget_answers()")
    group.judge("kept", "what somebody was at", [] if last == 1 else [f"forgot {last} afterwards"])
    left = house.value("select count(*) from hotel.idempotency")
    group.judge("kept", "the younger ones", [] if left == young else [f"{left} of {young} are left"])


def _booking(desk: Desk) -> dict[str, Any]:
    return {name: str(value) for name, value in desk.house.stay(begins_in=60).items()}


def _two_addresses(desk: Desk) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    """Actions that can be asked for at either of two addresses."""
    number, room = desk.house.requested(), desk.house.room_at("CHECKOUT_DIRTY")[0]
    status = {"to_status": "CLEANING_IN_PROGRESS", "note": "so", "source": "MANAGER_OVERRIDE"}
    tended = f"housekeeping/rooms/{room}/"
    return [
        ((f"room-bookings/{number}/approve/", f"room-bookings/{number}/confirm/"), {}),
        ((tended + "status/", tended + "manager_override/"), status),
    ]


def _by(desk: Desk, who: str, path: str, body: dict[str, Any]) -> Sent:
    return _with(Sent("POST", path, {"Authorization": f"Token {desk.house.tokens[who]}"}, None), body)


def _with(sent: Sent, body: dict[str, Any]) -> Sent:
    headers = {**sent.headers, "Content-Type": "application/json"}
    return sent._replace(headers=headers, content=json.dumps(body).encode())


def _cancellation(number: str, token: str) -> Sent:
    path = PUBLIC_BASE.format(hotel=HOTEL) + f"room-bookings/{number}/cancel/"
    return _with(Sent("POST", path, {}, None), {"token": token, "reason": "ill"})


def _number(got: Reply) -> str:
    """The booking that an answer is about."""
    return str(got.body.get("data", got.body).get("booking_id"))


def _group(desk: Desk, name: str) -> Group:
    return desk.groups.setdefault(name, Group(name))
