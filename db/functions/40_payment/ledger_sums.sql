create view app.ledger_sums with (security_invoker = true) as
select
    p.hotel_id,
    p.id as payment_id,
    coalesce(
        sum(e.amount_minor) filter (where e.kind = 'AUTHORIZED' or (e.kind = 'CAPTURED' and p.capture_method = 'AUTOMATIC')), 0
    )::bigint as authorized_minor,
    coalesce(sum(e.amount_minor) filter (where e.kind = 'CAPTURED'), 0)::bigint as captured_minor,
    coalesce(sum(e.amount_minor) filter (where e.kind = 'RELEASED'), 0)::bigint as released_minor,
    (
        coalesce(sum(e.amount_minor) filter (where e.kind = 'REFUNDED'), 0)
        - coalesce(sum(e.amount_minor) filter (where e.kind = 'REFUND_FAILED'), 0)
    )::bigint as refunded_minor,
    (
        coalesce(sum(e.amount_minor) filter (where e.kind = 'DISPUTE_OPENED'), 0)
        - coalesce(sum(e.amount_minor) filter (where e.kind in ('DISPUTE_WON', 'DISPUTE_LOST')), 0)
    )::bigint as disputed_minor,
    coalesce(sum(e.amount_minor) filter (where e.kind = 'DISPUTE_LOST'), 0)::bigint as lost_minor
from hotel.payment as p
left join hotel.ledger_entry as e on p.hotel_id = e.hotel_id and p.id = e.payment_id
group by p.hotel_id, p.id;
comment on view app.ledger_sums is 'What the sums of each payment are by its ledger; the payment carries the same, kept by db/triggers/apply_ledger_entry.sql.';
