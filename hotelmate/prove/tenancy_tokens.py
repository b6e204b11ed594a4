"""Tokens that open nothing: used up, taken back, made up, somebody else's; and each role without each capability."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import psycopg

from hotelmate.prove.house import HOTEL
from hotelmate.prove.target import Operation, Sent
from hotelmate.prove.tenancy_hostile import FORGED, OPERATOR
from hotelmate.prove.tenancy_stage import Part, World, changed, code_of

# What happens to somebody's token, as the owner does it: hotel, person.
LEAVERS = {
    "revoked": "update hotel.staff_token set revoked_at = hotel.clock() where hotel_id = %s and staff_id = %s",
    "expired": "update hotel.staff_token set expires_at = hotel.clock() where hotel_id = %s and staff_id = %s",
    "of somebody who left": "update hotel.staff set is_active = false where hotel_id = %s and id = %s",
}


def bad_tokens(world: World) -> Part:
    """Every operation of staff with every token that must open nothing, and of guests with theirs."""
    part = Part("a token that is none any more, never was, or is another's, HTTP")
    staff = {**_leavers(world, part), **_forms(world.house.tokens["manager"])}
    staff |= {"a guest's": world.target.guest_token, "a pre-check-in link's": world.target.precheckin}
    guests = {**_ended(world), **_forms(world.target.guest_token), "staff's": world.house.tokens["manager"]}
    guests |= {"a pre-check-in link's": world.target.precheckin, "another booking's": world.house.held()[1]}
    links = {**_used_links(world), **_forms(world.target.precheckin), "a guest's": world.target.guest_token}
    before = world.rows()
    for operation in world.operations:
        if operation.staff:
            for what, token in staff.items():
                _judge(world, part, operation, what, world.target.request(operation, who=token))
        else:
            opened_by_link = "precheckin" in operation.path
            for what, token in (links if opened_by_link else guests).items():
                if what != "another booking's" or "{booking}" in operation.path:
                    for sent in _with_token(world, operation, token):
                        _judge(world, part, operation, what, sent)
    rows = changed(before, world)
    if rows:
        part.failures.append(f"{part.name}: {rows} rows changed")
    return part


def _judge(world: World, part: Part, operation: Operation, what: str, sent: Sent) -> None:
    got = world.send(sent)
    part.judge(got.status_code in (400, 401, 403, 404, 410), code_of(got), f"{operation.name} with {what} token")


def _forms(token: str) -> dict[str, str]:
    """What is nearly a token: what is stored of it, parts of it, other letters."""
    return {
        "the hash of a": hashlib.sha256(token.encode()).hexdigest(),
        "the first half of a": token[:32],
        "all but the last of a": token[:-1],
        "a longer": token + "0",
        "an upper-case": token.upper(),
        "a doubled": token + token,
        "a made-up": "f" * 64,
    }


def _leavers(world: World, part: Part) -> dict[str, str]:
    """Tokens of three people: each opened something, then something happened to it."""
    tokens = {}
    for n, (what, statement) in enumerate(LEAVERS.items()):
        token = world.house._employ(world.house.hotel_id, f"leaver{n}", "hotel_manager", "management")
        opened = world.send(world.target.request(_named(world, "get_me"), who=token))
        if not opened.is_success:
            part.failures.append(f"{part.name}: the token {what} never opened anything")
        staff = world.house.value("select id from hotel.staff where email = %s", f"leaver{n}@example.org")
        world.house.run(statement, world.house.hotel_id, staff)
        tokens[what] = token
    world.issued |= set(tokens.values())
    return tokens


def _named(world: World, name: str) -> Operation:
    return next(o for o in world.operations if o.name == name)


def _ended(world: World) -> dict[str, str]:
    """Guests' tokens: of a booking that was given up, and one that has expired."""
    given_up, first = world.house.held()
    world.house.api("abandon_booking", booking_id=given_up, guest_token=first)
    old, second = world.house.held()
    world.house.run(
        "update hotel.guest_token as t set expires_at = t.created_at from hotel.booking as b "
        "where b.number = %s and t.booking_id = b.id and t.hotel_id = b.hotel_id",
        old,
    )
    world.issued |= {first, second}
    return {"a revoked": first, "an expired": second}


def _used_links(world: World) -> dict[str, str]:
    """Pre-check-in links: one that a newer took the place of, one that has expired."""
    number = world.house.confirmed()
    replaced = world.house.precheckin(number)
    late = world.house.precheckin(world.house.confirmed())
    world.house.precheckin(number)
    world.house.run(
        "update hotel.precheckin_token set created_at = created_at - interval '9 days', "
        "expires_at = hotel.clock() - interval '1 second' where token_hash = hotel.token_hash(%s)",
        late,
    )
    world.issued |= {replaced, late}
    return {"a replaced": replaced, "an expired": late}


def _with_token(world: World, operation: Operation, token: str) -> Iterator[Sent]:
    if "{precheckin}" in operation.path or "{guest_token}" in operation.path:
        yield world.target.request(operation, guest_token=token, precheckin=token)
    elif "token" in (operation.body or {}):
        yield world.target.request(operation, {**(operation.body or {}), "token": token})


def forged(world: World) -> Part:
    """Who acts is never what a setting says: all that was done here was done under forged ones."""
    part = Part("a forged actor, in every audit row of all this")
    recorded = world.house.value(
        "select count(*) from hotel.audit as a where a.actor = %s or a.note = 'forged'", FORGED
    )
    made = world.house.value("select count(*) from hotel.audit")
    part.judge(recorded == 0, f"{recorded} of {made} audit rows", "the forged actor is in the audit")
    part.tried = part.refused = int(made) if recorded == 0 else 0
    with psycopg.connect(world.url) as conn:
        caught = conn.execute("select what, count(*) from hostile.caught group by 1").fetchall()
    part.failures += [f"{part.name}: {what} was looked up on the caller's path, {n} times" for what, n in caught]
    with world.connect(OPERATOR) as conn:
        conn.execute("select set_config('hotelmate.context', %s, false)", [f'(import,"{FORGED}",1,SQL,forged)'])
        conn.execute("select api.mark_booking_seen(%s, %s, p_note => 'a test')", [HOTEL, world.house.confirmed()])
    actor = world.house.value(
        "select a.actor from hotel.audit as a where a.action = 'mark_booking_seen' order by seq desc limit 1"
    )
    part.judge(actor == OPERATOR, str(actor), "an operator's call names somebody else")
    return part
