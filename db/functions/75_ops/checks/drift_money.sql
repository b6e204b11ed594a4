create view app.drift_money as
select
    p.hotel_id, 'payment_sums' as check_code, 'payment' as entity, p.reference as entity_id,
    format(
        'authorised %s, captured %s, released %s, refunded %s, disputed %s, lost %s',
        l.authorized_minor, l.captured_minor, l.released_minor, l.refunded_minor, l.disputed_minor, l.lost_minor
    ) as expected,
    format(
        'authorised %s, captured %s, released %s, refunded %s, disputed %s, lost %s',
        p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor, p.disputed_minor, p.lost_minor
    ) as actual
from hotel.payment as p
inner join app.ledger_sums as l on p.hotel_id = l.hotel_id and p.id = l.payment_id
where
    (p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor, p.disputed_minor, p.lost_minor)
    <> (l.authorized_minor, l.captured_minor, l.released_minor, l.refunded_minor, l.disputed_minor, l.lost_minor)

union all
-- As the provider counted when it was last asked; the ledger has not moved since.
select
    p.hotel_id, 'provider_ledger', 'payment', p.reference,
    format('captured %s, refunded %s', p.provider_captured_minor, p.provider_refunded_minor),
    format('captured %s, refunded %s', p.captured_minor, p.refunded_minor)
from hotel.payment as p
where p.provider_captured_minor <> p.captured_minor or p.provider_refunded_minor <> p.refunded_minor

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
    d.hotel_id, 'money_held', 'booking', d.number, 'no more than the booking may keep, or a command on its way',
    string_agg(format('%s %s is due', d.kind, d.amount_minor), ', ' order by d.payment_id, d.kind)
from app.money_due as d
where
    not exists (
        select from hotel.payment_command as k
        where k.hotel_id = d.hotel_id and k.payment_id = d.payment_id and k.status = 'PENDING' and k.kind <> 'VERIFY'
    )
group by d.hotel_id, d.number

union all
select k.hotel_id, 'stuck_command', 'payment_command', k.id::text, 'done within the hour', format('%s, %s attempts', k.kind, k.attempts)
from hotel.payment_command as k
where k.status = 'PENDING' and k.created_at < hotel.clock() - interval '1 hour'

union all
select w.hotel_id, 'unprocessed_webhook', 'provider_inbox', w.event_id, 'PROCESSED', w.status::text
from hotel.provider_inbox as w
where w.status <> 'PROCESSED' and w.received_at < hotel.clock() - interval '1 hour';

comment on view app.drift_money is 'Contradictions between bookings, payments, ledger and commands.';
