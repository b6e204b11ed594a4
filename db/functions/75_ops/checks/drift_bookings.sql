create view app.drift_bookings as
select
    a.hotel_id, 'unlisted_transition' as check_code, a.entity, a.entity_id, 'a listed transition' as expected,
    format('%s to %s in audit row %s', coalesce(a.from_status, 'new'), a.to_status, a.seq) as actual
from hotel.audit as a
where
    a.from_status is distinct from a.to_status
    and (
        (
            a.entity = 'booking'
            and not exists (
                select from hotel.booking_transition as t
                where t.from_status::text is not distinct from a.from_status and t.to_status::text = a.to_status
            )
        )
        or (
            a.entity = 'room' and a.from_status is not null
            and not exists (
                select from hotel.room_transition as t
                where t.from_status::text = a.from_status and t.to_status::text = a.to_status
            )
        )
    )

union all
select b.hotel_id, 'booking_facts', 'booking', b.number, f.expected, b.status::text
from hotel.booking as b
cross join
    lateral (
        values
        ('at least one night', b.check_in < b.check_out),
        ('at least one adult', b.adults >= 1),
        ('an end of the hold', b.status <> 'PENDING_PAYMENT' or b.expires_at is not null),
        ('nothing authorised', b.status <> 'PENDING_PAYMENT' or coalesce(b.payment_authorized_at, b.payment_captured_at, b.paid_at) is null),
        ('authorised or free', b.status <> 'PENDING_APPROVAL' or b.payment_authorized_at is not null or b.total_minor = 0),
        (
            'paid, free or paying at the property',
            b.status not in ('CONFIRMED', 'NO_SHOW') or b.paid_at is not null or b.terms = 'PAY_AT_PROPERTY' or b.total_minor = 0
        ),
        (
            'paid, free or an open-balance note',
            b.status <> 'COMPLETED' or b.paid_at is not null or b.total_minor = 0 or coalesce(btrim(b.open_balance_note), '') <> ''
        ),
        (
            'expired_at and a reason exactly when EXPIRED',
            (b.status = 'EXPIRED') = (b.expired_at is not null) and (b.status = 'EXPIRED') = (b.auto_expire_reason_code is not null)
        ),
        ('cancelled_at exactly when CANCELLED', (b.status = 'CANCELLED') = (b.cancelled_at is not null)),
        ('a reason exactly when CANCELLED', (b.status = 'CANCELLED') = (b.cancellation_reason is not null)),
        ('decision fields exactly when DECLINED', (b.status = 'DECLINED') = (b.decline_reason_code is not null)),
        ('no_show_at exactly when NO_SHOW', (b.status = 'NO_SHOW') = (b.no_show_at is not null)),
        ('checked_out_at exactly when COMPLETED', (b.status = 'COMPLETED') = (b.checked_out_at is not null)),
        ('CONFIRMED while in house', b.checked_in_at is null or b.checked_out_at is not null or b.status = 'CONFIRMED'),
        ('checked_in_at not after checked_out_at', coalesce(b.checked_in_at <= b.checked_out_at, b.checked_out_at is null)),
        ('first viewer and time together', (b.staff_seen_at is null) = (b.staff_seen_by is null))
    ) as f (expected, holds)
where not f.holds

union all
select
    b.hotel_id, 'booking_number', 'booking', b.number, format('prefix %s, at most the counter', h.number_prefix), b.number
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
left join hotel.number_counter as c on b.hotel_id = c.hotel_id and c.year = split_part(b.number, '-', 3)::int
where split_part(b.number, '-', 2) <> h.number_prefix or coalesce(c.last_number, 0) < split_part(b.number, '-', 4)::bigint

union all
select
    b.hotel_id, 'party', 'booking', b.number, format('1 primary, at most %s staying, at most %s in the type', b.adults + b.children, t.max_occupancy),
    format('%s primary, %s staying', m.primaries, m.staying)
from hotel.booking as b
inner join hotel.room_type as t on b.hotel_id = t.hotel_id and b.room_type_id = t.id
cross join
    lateral (
        select count(*) filter (where m.role = 'PRIMARY') as primaries, count(*) filter (where m.is_staying) as staying
        from hotel.party_member as m
        where m.hotel_id = b.hotel_id and m.booking_id = b.id
    ) as m
where m.primaries <> 1 or m.staying > b.adults + b.children

union all
select b.hotel_id, 'guest_after_departure', 'booking', b.number, 'no guest in a room', format('guest %s', g.id)
from hotel.booking as b
inner join hotel.in_house_guest as g on b.hotel_id = g.hotel_id and b.id = g.booking_id
where g.room_id is not null and (b.checked_in_at is null or b.checked_out_at is not null)

union all
select b.hotel_id, 'token_after_departure', 'booking', b.number, 'no active token', format('token %s', t.id)
from hotel.booking as b
inner join hotel.guest_token as t on b.hotel_id = t.hotel_id and b.id = t.booking_id and t.status = 'ACTIVE'
where b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED');

comment on view app.drift_bookings is 'Contradictions within bookings and their parties.';
