-- What stands between a booking and its guest, either way. Grouped before it is joined: of one booking it reads its own rows, of all
-- it reads each table once.

create view app.booking_balance with (security_invoker = true) as
select
    b.hotel_id,
    b.id as booking_id,
    m.charge_minor - m.kept_minor as balance_minor,
    greatest(m.kept_at_desk_minor - m.charge_minor, 0) as refund_due_minor
from hotel.booking as b
left join (
    select
        p.hotel_id, p.booking_id,
        sum(p.captured_minor - p.refunded_minor - p.lost_minor)::bigint as kept_minor,
        sum(p.captured_minor - p.refunded_minor) filter (where p.provider = 'property')::bigint as kept_at_desk_minor
    from hotel.payment as p
    group by p.hotel_id, p.booking_id
) as k on b.hotel_id = k.hotel_id and b.id = k.booking_id
left join (
    select e.hotel_id, e.booking_id, sum(e.amount_delta_minor)::bigint as unpaid_minor
    from hotel.booking_extension as e
    where e.status = 'PENDING_PAYMENT'
    group by e.hotel_id, e.booking_id
) as x on b.hotel_id = x.hotel_id and b.id = x.booking_id
cross join
    lateral (
        select
            app.charge_minor(b, coalesce(x.unpaid_minor, 0)) as charge_minor, coalesce(k.kept_minor, 0) as kept_minor,
            coalesce(k.kept_at_desk_minor, 0) as kept_at_desk_minor
    ) as m;
comment on view app.booking_balance is
'balance_minor: what a booking may charge and has not got; less than 0, it has too much. refund_due_minor: what of that was taken at the desk and goes back there, once the provider''s own is set aside. Minor units.';
