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
            b.status <> 'COMPLETED' or b.paid_at is not null or b.total_minor = 0 or not hotel.is_blank(b.open_balance_note)
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
select b.hotel_id, 'booking_number', 'booking', b.number, format('BK-%s-year-number', h.number_prefix), b.number
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
where b.number !~ ('^BK-' || h.number_prefix || '-[0-9]{4}-[0-9]{4,}$')

union all
select
    n.hotel_id, 'number_counter', 'number_counter', n.year::text, format('at least %s', n.highest), coalesce(c.last_number, 0)::text
from (
    select b.hotel_id, split_part(b.number, '-', 3)::int as year, max(split_part(b.number, '-', 4)::bigint) as highest
    from hotel.booking as b
    inner join hotel.hotel as h on b.hotel_id = h.hotel_id
    where b.number ~ ('^BK-' || h.number_prefix || '-[0-9]{4}-[0-9]{4,18}$')
    group by b.hotel_id, split_part(b.number, '-', 3)::int
) as n
left join hotel.number_counter as c on n.hotel_id = c.hotel_id and n.year = c.year
where coalesce(c.last_number, 0) < n.highest;

comment on view app.drift_bookings is 'Contradictions of a booking with itself, its number and its history.';
