create view app.drift_money as
select
    p.hotel_id, 'payment_sums' as check_code, 'payment' as entity, p.reference as entity_id,
    format('authorised %s, captured %s, released %s, refunded %s', l.authorized, l.captured, l.released, l.refunded) as expected,
    format(
        'authorised %s, captured %s, released %s, refunded %s', p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor
    ) as actual
from hotel.payment as p
cross join
    lateral (
        select
            coalesce(
                sum(e.amount_minor) filter (where e.kind = 'AUTHORIZED' or (e.kind = 'CAPTURED' and p.capture_method = 'AUTOMATIC')), 0
            ) as authorized,
            coalesce(sum(e.amount_minor) filter (where e.kind = 'CAPTURED'), 0) as captured,
            coalesce(sum(e.amount_minor) filter (where e.kind = 'RELEASED'), 0) as released,
            coalesce(sum(e.amount_minor) filter (where e.kind = 'REFUNDED'), 0) as refunded
        from hotel.ledger_entry as e
        where e.hotel_id = p.hotel_id and e.payment_id = p.id
    ) as l
where (p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor) <> (l.authorized, l.captured, l.released, l.refunded)

union all
select
    b.hotel_id, 'payment_status', 'booking', b.number, f.expected,
    format('authorised %s, captured %s, paid %s', b.payment_authorized_at, b.payment_captured_at, b.paid_at)
from hotel.booking as b
cross join
    lateral (
        select
            coalesce(bool_or(e.kind = 'AUTHORIZED' or e.kind = 'CAPTURED'), false) as has_money,
            coalesce(bool_or(e.kind = 'CAPTURED'), false) as has_capture,
            coalesce(sum(e.amount_minor) filter (where e.kind = 'CAPTURED'), 0) as captured
        from hotel.ledger_entry as e
        where e.hotel_id = b.hotel_id and e.booking_id = b.id
    ) as l
cross join
    lateral (
        values
        ('no payment time without a ledger entry', l.has_money or coalesce(b.payment_authorized_at, b.payment_captured_at, b.paid_at) is null),
        ('no capture time without a capture', l.has_capture or coalesce(b.payment_captured_at, b.paid_at) is null),
        ('paid_at when the total is captured', b.paid_at is not null or l.captured < b.total_minor or l.captured = 0 or b.status = 'PENDING_PAYMENT')
    ) as f (expected, holds)
where not f.holds

union all
select
    b.hotel_id, 'money_held', 'booking', b.number, 'at most its charge, or a command on its way',
    format('authorised %s, captured %s', p.authorized_minor - p.captured_minor - p.released_minor, p.captured_minor - p.refunded_minor)
from hotel.booking as b
inner join hotel.payment as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
where
    b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')
    and p.provider = 'stripe'
    and p.authorized_minor - p.captured_minor - p.released_minor > 0
    and not exists (
        select from hotel.payment_command as k
        where k.hotel_id = p.hotel_id and k.payment_id = p.id and k.status = 'PENDING'
    )

union all
select k.hotel_id, 'stuck_command', 'payment_command', k.id::text, 'done within the hour', format('%s, %s attempts', k.kind, k.attempts)
from hotel.payment_command as k
where k.status = 'PENDING' and k.created_at < hotel.clock() - interval '1 hour'

union all
select w.hotel_id, 'unprocessed_webhook', 'provider_inbox', w.event_id, 'PROCESSED', w.status::text
from hotel.provider_inbox as w
where w.status <> 'PROCESSED' and w.received_at < hotel.clock() - interval '1 hour';

comment on view app.drift_money is 'Contradictions between bookings, payments, ledger and commands.';
