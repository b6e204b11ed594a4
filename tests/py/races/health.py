"""What must hold in any hotel whatever happened there.

Asked of the tables directly, besides asking the database's own checks: a watchman who is wrong in the same way as the
lock on the door would not be noticed otherwise.
"""

from __future__ import annotations

from tests.py.races.arena import Arena
from tests.py.races.stage import Stage

# Each query returns a row for each contradiction.
CONTRADICTIONS = {
    "two holders of one room on one night": """
        select a.id, b.id from hotel.room_claim as a
        inner join hotel.room_claim as b on a.hotel_id = b.hotel_id and a.room_id = b.room_id and a.id < b.id
        where a.hotel_id = %(hotel)s and a.is_open and b.is_open and a.stay && b.stay
    """,
    "two stays in one room at one time": """
        select a.id, b.id from hotel.room_claim as a
        inner join hotel.room_claim as b on a.hotel_id = b.hotel_id and a.room_id = b.room_id and a.id < b.id
        where a.hotel_id = %(hotel)s
            and tstzrange(a.occupied_from, a.occupied_until) && tstzrange(b.occupied_from, b.occupied_until)
            and a.occupied_from is not null and b.occupied_from is not null
    """,
    "OCCUPIED without a stay, or a stay in a room that is not": """
        select r.room_number from hotel.room as r
        where r.hotel_id = %(hotel)s and (r.room_status = 'OCCUPIED') <> (1 = (
            select count(*) from hotel.room_claim as c
            where c.hotel_id = r.hotel_id and c.room_id = r.id
                and c.occupied_from is not null and c.occupied_until is null
        ))
    """,
    "in house without a room, or the reverse": """
        select b.number from hotel.booking as b
        where b.hotel_id = %(hotel)s and (b.checked_in_at is not null and b.checked_out_at is null) <> exists (
            select from hotel.room_claim as c
            where c.hotel_id = b.hotel_id and c.booking_id = b.id
                and c.occupied_from is not null and c.occupied_until is null
        )
    """,
    "a guest in another room than the booking": """
        select g.id from hotel.in_house_guest as g
        where g.hotel_id = %(hotel)s and g.booking_id is not null and g.room_id is distinct from (
            select c.room_id from hotel.room_claim as c
            where c.hotel_id = g.hotel_id and c.booking_id = g.booking_id
                and c.occupied_from is not null and c.occupied_until is null
        )
    """,
    "an open claim of a booking that is not CONFIRMED": """
        select c.id from hotel.room_claim as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        where c.hotel_id = %(hotel)s and c.is_open and b.status <> 'CONFIRMED'
    """,
    "nights that count other bookings than there are, or other rooms": """
        select i.night from hotel.inventory_night as i
        where i.hotel_id = %(hotel)s and (i.held, i.sold, i.capacity) is distinct from (
            (
                select count(*)::int from hotel.booking as b
                where b.hotel_id = i.hotel_id and b.room_type_id = i.room_type_id
                    and b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL')
                    and i.night >= b.check_in and i.night < b.check_out
            ), (
                select count(*)::int from hotel.booking as b
                where b.hotel_id = i.hotel_id and b.room_type_id = i.room_type_id
                    and b.status in ('CONFIRMED', 'COMPLETED')
                    and i.night >= b.check_in and i.night < least(b.check_out, b.departed_on)
            ), (
                select count(*)::int from hotel.room as r
                where r.hotel_id = i.hotel_id and r.room_type_id = i.room_type_id and r.is_active and not exists (
                    select from hotel.room_block as k
                    where k.hotel_id = r.hotel_id and k.room_id = r.id and k.lifted_at is null
                        and i.night >= k.starts_on and i.night < k.ends_on
                )
                having i.night >= hotel.local_date(hotel.clock(), 'UTC')  -- nights gone by keep what they had
                union all
                select i.capacity where i.night < hotel.local_date(hotel.clock(), 'UTC')
            )
        )
    """,
    "a night that no row counts": """
        select b.number from hotel.booking as b
        cross join lateral generate_series(
            b.check_in, least(b.check_out, b.departed_on) - 1, interval '1 day'
        ) as n (night)
        where b.hotel_id = %(hotel)s and b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED', 'COMPLETED')
            and not exists (
                select from hotel.inventory_night as i
                where i.hotel_id = b.hotel_id and i.room_type_id = b.room_type_id and i.night = n.night::date
            )
    """,
    "an oversold night": """
        select i.night from hotel.inventory_night as i
        where i.hotel_id = %(hotel)s and i.held + i.sold > i.capacity + i.overbooking_limit
    """,
    "a party larger than the booking, or not exactly one PRIMARY": """
        select b.number from hotel.booking as b
        inner join hotel.party_member as m on b.hotel_id = m.hotel_id and b.id = m.booking_id
        where b.hotel_id = %(hotel)s
        group by b.number, b.adults, b.children
        having count(*) filter (where m.is_staying) > b.adults + b.children
            or count(*) filter (where m.role = 'PRIMARY') <> 1
    """,
    "two live commands of one kind for one payment": """
        select payment_id from hotel.payment_command where hotel_id = %(hotel)s and status = 'PENDING'
        group by payment_id, kind having count(*) > 1
    """,
    "a payment whose sums are not its ledger's": """
        select p.id from hotel.payment as p
        where p.hotel_id = %(hotel)s and (p.captured_minor, p.released_minor, p.refunded_minor) <> (
            select
                coalesce(sum(l.amount_minor) filter (where l.kind = 'CAPTURED'), 0)::bigint,
                coalesce(sum(l.amount_minor) filter (where l.kind = 'RELEASED'), 0)::bigint,
                coalesce(sum(l.amount_minor) filter (where l.kind = 'REFUNDED'), 0)::bigint
            from hotel.ledger_entry as l where l.hotel_id = p.hotel_id and l.payment_id = p.id
        )
    """,
    "authorised money of an ended booking that nothing is asked to let go": """
        select p.id from hotel.payment as p
        inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
        where p.hotel_id = %(hotel)s and p.provider = 'stripe'
            and b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT')
            and p.authorized_minor > p.captured_minor + p.released_minor
            and not exists (
                select from hotel.payment_command as c
                where c.hotel_id = p.hotel_id and c.payment_id = p.id and c.status = 'PENDING'
            )
    """,
    "a live token of an ended booking": """
        select t.id from hotel.guest_token as t
        inner join hotel.booking as b on t.hotel_id = b.hotel_id and t.booking_id = b.id
        where t.hotel_id = %(hotel)s and t.status = 'ACTIVE'
            and b.status not in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED')
    """,
    "a live pre-check-in link of an ended booking": """
        select t.id from hotel.precheckin_token as t
        inner join hotel.booking as b on t.hotel_id = b.hotel_id and t.booking_id = b.id
        where t.hotel_id = %(hotel)s and t.used_at is null and t.revoked_at is null
            and b.status not in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED')
    """,
    "a conversation that goes on after the departure": """
        select c.id from hotel.conversation as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        where c.hotel_id = %(hotel)s and c.status = 'OPEN' and b.status = 'COMPLETED'
    """,
    "a room held that is of another type or too small, or closed": """
        select c.id from hotel.room_claim as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
        inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
        where c.hotel_id = %(hotel)s and c.is_open and (
            not r.is_active or b.adults + b.children > t.max_occupancy
            or (r.room_type_id <> b.room_type_id and coalesce(c.upgrade_reason, '') = '')
        )
    """,
    "a gap in the audit or in the events": """
        select h.hotel_id from hotel.log_head as h
        where h.hotel_id = %(hotel)s and (
            (h.audit_seq, h.audit_seq) <> (
                select count(*), coalesce(max(a.seq), 0) from hotel.audit as a where a.hotel_id = h.hotel_id
            )
            or (h.event_seq, h.event_seq) <> (
                select count(*), coalesce(max(e.seq), 0) from hotel.event as e where e.hotel_id = h.hotel_id
            )
        )
    """,
    "a broken audit chain": """
        select a.seq from hotel.audit as a
        left join hotel.audit as p on a.hotel_id = p.hotel_id and p.seq = a.seq - 1
        left join hotel.log_head as h on a.hotel_id = h.hotel_id and a.seq = h.audit_seq
        where a.hotel_id = %(hotel)s and (
            a.hash <> hotel.audit_digest(coalesce(p.hash, ''::bytea), a) or a.hash <> coalesce(h.audit_hash, a.hash)
        )
    """,
    "a room that its last event tells otherwise": """
        select r.room_number from hotel.room as r
        cross join lateral (
            select e.payload::jsonb ->> 'room_status' as room_status from hotel.event as e
            where e.hotel_id = r.hotel_id and e.entity = 'room' and e.entity_id = r.id
            order by e.seq desc limit 1
        ) as last
        where r.hotel_id = %(hotel)s and last.room_status <> r.room_status::text
    """,
    "a room whose last event counts other guests": """
        select r.room_number from hotel.room as r
        cross join lateral (
            select (e.payload::jsonb ->> 'current_occupancy')::int as guests from hotel.event as e
            where e.hotel_id = r.hotel_id and e.entity = 'room' and e.entity_id = r.id
            order by e.seq desc limit 1
        ) as last
        where r.hotel_id = %(hotel)s and last.guests <> (
            select count(*) from hotel.in_house_guest as g where g.hotel_id = r.hotel_id and g.room_id = r.id
        )
    """,
    "a booking that its last event tells otherwise": """
        select b.number from hotel.booking as b
        cross join lateral (
            select e.payload::jsonb as payload from hotel.event as e
            where e.hotel_id = b.hotel_id and e.entity = 'booking' and e.entity_id = b.id
            order by e.seq desc limit 1
        ) as last
        inner join app.booking_view as v on b.hotel_id = v.hotel_id and b.id = v.id
        where b.hotel_id = %(hotel)s
            and (
                last.payload -> 'status', last.payload -> 'stay_status', last.payload -> 'room_number',
                last.payload -> 'check_out', last.payload -> 'party_total_count', last.payload -> 'paid_at'
            ) is distinct from (
                to_jsonb(v.status), to_jsonb(v.stay_status), coalesce(to_jsonb(v.room_number), 'null'),
                to_jsonb(v.check_out), to_jsonb(v.party_total_count), coalesce(to_jsonb(v.paid_at), 'null')
            )
    """,
    "notes that no commit has sealed": "select n from hotel.log_pending where hotel_id = %(hotel)s",
}


FINDINGS = """
    select hotel, concat_ws(' ', check_code, entity, entity_id, 'expected', expected, 'actual', actual)
    from ops.drift where hotel is not null
    union all
    select hotel, 'audit row ' || first_bad_seq || ': ' || problem from ops.verify_audit() where problem is not null
"""


def contradictions(arena: Arena, stage: Stage) -> list[str]:
    """Sentences, one per kind of contradiction found; none in a healthy hotel."""
    query = " union all ".join(
        f"select {number}, (select count(*) from ({text}) as found)"
        for number, text in enumerate(CONTRADICTIONS.values())
    )
    titles = list(CONTRADICTIONS)
    found = arena.admin.execute(query, {"hotel": stage.hotel_id}).fetchall()
    return [f"{titles[number]} ({count})" for number, count in found if count]


def drift(arena: Arena) -> list[str]:
    """Sentences, one for each thing the database's own checks find in any hotel of the arena. Jobs do not run here."""
    with arena.admin.transaction():
        arena.admin.execute("set local statement_timeout = '5min'")  # every hotel's whole log is folded
        rows = arena.admin.execute(FINDINGS).fetchall()
    return [f"{arena.labels.get(hotel, hotel)}: ops.drift: {finding}" for hotel, finding in rows]
