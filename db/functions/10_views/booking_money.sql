-- The money of a booking in one row, by its ledger: what the detail shows beside the booking itself.

create view app.booking_money with (security_invoker = true) as
select
    b.hotel_id,
    b.id as booking_id,
    json_build_object(
        'currency', b.currency,
        'total', hotel.money_text(b.total_minor),
        'authorized', hotel.money_text(m.authorized),
        'captured', hotel.money_text(m.captured),
        'released', hotel.money_text(m.released),
        'refunded', hotel.money_text(m.refunded),
        'disputed', hotel.money_text(m.disputed),
        'lost_in_disputes', hotel.money_text(m.lost),
        'fee', hotel.money_text(coalesce(b.cancellation_fee_minor, b.no_show_fee_minor)),
        'unpaid_extensions', hotel.money_text(x.unpaid),
        'open_balance', hotel.money_text(greatest(s.balance_minor, 0)),
        'refund_due_at_desk', hotel.money_text(s.refund_due_minor),
        'pending', k.kinds
    ) as payment
from hotel.booking as b
inner join app.booking_balance as s on b.hotel_id = s.hotel_id and b.id = s.booking_id
cross join
    lateral (
        select
            coalesce(sum(p.authorized_minor), 0)::bigint as authorized, coalesce(sum(p.captured_minor), 0)::bigint as captured,
            coalesce(sum(p.released_minor), 0)::bigint as released, coalesce(sum(p.refunded_minor), 0)::bigint as refunded,
            coalesce(sum(p.disputed_minor), 0)::bigint as disputed, coalesce(sum(p.lost_minor), 0)::bigint as lost
        from hotel.payment as p
        where p.hotel_id = b.hotel_id and p.booking_id = b.id
    ) as m
cross join
    lateral (
        select coalesce(sum(e.amount_delta_minor), 0)::bigint as unpaid
        from hotel.booking_extension as e
        where e.hotel_id = b.hotel_id and e.booking_id = b.id and e.status = 'PENDING_PAYMENT'
    ) as x
cross join
    lateral (
        select coalesce(json_agg(c.kind order by c.created_at, c.kind), '[]') as kinds
        from hotel.payment_command as c
        where c.hotel_id = b.hotel_id and c.booking_id = b.id and c.status = 'PENDING' and c.kind <> 'VERIFY'
    ) as k;
comment on view app.booking_money is
'payment: {currency, total, authorized, captured, released, refunded, disputed, lost_in_disputes, fee, unpaid_extensions, open_balance, refund_due_at_desk, pending[]} of a booking; money as strings with two digits. open_balance: what it may charge and has not got, authorised or not. pending: what the provider has been asked and has not answered.';
