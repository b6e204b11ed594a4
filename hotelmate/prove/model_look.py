"""What a hotel in a database is, in the form of the model's own snapshot: read from the tables, past every function."""

from __future__ import annotations

from typing import Any

from hotelmate.prove.model_scene import FIRST_DAY, Scene

BOOKINGS = """
select
    b.number, b.status::text, coalesce(v.stay_status, ''),
    (select array[r.room_number, lower(c.stay) - %(first)s, upper(c.stay) - %(first)s] from hotel.room_claim as c
        inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
        where c.hotel_id = b.hotel_id and c.booking_id = b.id and c.is_open),
    array[b.check_in - %(first)s, b.check_out - %(first)s],
    t.code,
    array[b.adults, (select count(*)::int from hotel.party_member as m
        where m.hotel_id = b.hotel_id and m.booking_id = b.id and m.is_staying)],
    b.total_minor,
    b.total_minor + (select coalesce(sum(x.amount_delta_minor), 0)::bigint from hotel.booking_extension as x
        where x.hotel_id = b.hotel_id and x.booking_id = b.id and x.status = 'PENDING_PAYMENT'),
    p.at_desk, array[p.authorized, p.captured, p.released, p.refunded],
    (select coalesce(array_agg(k.kind::text order by k.kind::text), '{}') from hotel.payment_command as k
        where k.hotel_id = b.hotel_id and k.booking_id = b.id and k.status = 'PENDING' and k.kind <> 'VERIFY'),
    exists (select from hotel.payment_command as k
        where k.hotel_id = b.hotel_id and k.booking_id = b.id and k.status = 'PENDING' and k.decision is not null),
    b.paid_at is not null,
    exists (select from hotel.guest_token as g
        where g.hotel_id = b.hotel_id and g.booking_id = b.id and g.status = 'ACTIVE'),
    exists (select from hotel.overstay_incident as i
        where i.hotel_id = b.hotel_id and i.booking_id = b.id and i.status = 'OPEN'),
    b.staff_seen_at is not null
from hotel.booking as b
inner join hotel.room_type as t on b.hotel_id = t.hotel_id and b.room_type_id = t.id
inner join app.booking_view as v on b.hotel_id = v.hotel_id and b.id = v.id
cross join lateral (
    select
        coalesce(
            sum(case l.kind when 'REFUNDED' then -l.amount else l.amount end) filter (where not l.is_ours), 0
        )::bigint as at_desk,
        coalesce(sum(l.amount) filter (where l.is_hold), 0)::bigint as authorized,
        coalesce(sum(l.amount) filter (where l.is_ours and l.kind = 'CAPTURED'), 0)::bigint as captured,
        coalesce(sum(l.amount) filter (where l.is_ours and l.kind = 'RELEASED'), 0)::bigint as released,
        coalesce(sum(l.amount) filter (where l.is_ours and l.kind = 'REFUNDED'), 0)::bigint as refunded
    from (
        select e.kind, e.amount_minor as amount, q.provider = 'stripe' as is_ours,
            q.provider = 'stripe'
            and (e.kind = 'AUTHORIZED' or (e.kind = 'CAPTURED' and q.capture_method = 'AUTOMATIC')) as is_hold
        from hotel.payment as q
        inner join hotel.ledger_entry as e on q.hotel_id = e.hotel_id and q.id = e.payment_id
        where q.hotel_id = b.hotel_id and q.booking_id = b.id
    ) as l
) as p
where b.hotel_id = %(hotel)s
"""
FIELDS = (
    "status", "stay", "claim", "dates", "kind", "party", "total", "owes", "at_desk", "ledger", "commands",
    "is_decided", "is_paid", "has_token", "is_flagged", "is_seen",
)  # fmt: skip
ROOMS = "select room_number, room_status::text, is_active from hotel.room where hotel_id = %(hotel)s"
NIGHTS = """
select t.code, n.night - %(first)s, n.held, n.sold from hotel.inventory_night as n
inner join hotel.room_type as t on n.hotel_id = t.hotel_id and n.room_type_id = t.id
where n.hotel_id = %(hotel)s and n.held + n.sold > 0
"""


def look(scene: Scene) -> dict[str, Any]:
    """The snapshot of a scene. Bookings that no step made have their number for a name."""
    run = scene.arena.admin.execute
    names = {number: name for name, number in scene.numbers.items()}
    about = {"hotel": scene.hotel_id, "first": FIRST_DAY}
    seen: dict[str, Any] = {}
    for number, *fields in run(BOOKINGS.encode(), about).fetchall():
        seen[f"booking {names.get(number, number)}"] = dict(zip(FIELDS, fields, strict=True))
    for door, status, is_active in run(ROOMS.encode(), about).fetchall():
        seen[f"room {door}"] = {"status": status, "is_active": is_active}
    seen["nights"] = {f"{kind} {night}": [held, sold] for kind, night, held, sold in run(NIGHTS.encode(), about)}
    return seen


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Sentences, one for each thing that is not as the model says."""
    told = []
    for name in sorted(expected.keys() | found.keys()):
        ours, theirs = expected.get(name), found.get(name)
        if ours is None or theirs is None:
            told.append(f"{name} {'is not there' if theirs is None else 'should not be there'}")
        elif ours != theirs:
            keys = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
            told += [f"{name}: {key} is {theirs.get(key)}, not {ours.get(key)}" for key in sorted(keys)]
    return told
