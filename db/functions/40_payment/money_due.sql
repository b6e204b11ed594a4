-- P4, and the same for the living: a booking keeps what it may charge and nothing else. Its money is set against that in this order:
-- what was taken at the desk (the provider cannot give it back), what is captured, what is authorised; each oldest first. What is
-- left over goes back: the provider is asked for its part (app.money_due), the desk gives back its own (api.record_property_refund).

create view app.payment_share with (security_invoker = true) as
select
    m.*,
    greatest(m.keep_minor - m.before_minor, 0) as share_minor
from (
    select
        b.hotel_id, b.id as booking_id, b.number, p.id as payment_id, p.provider, p.reference, p.currency, p.disputed_minor,
        b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL') or (b.status = 'CONFIRMED' and b.terms = 'PAY_AT_PROPERTY') as is_waiting,
        p.authorized_minor - p.captured_minor - p.released_minor as open_minor,
        p.captured_minor - p.refunded_minor - p.lost_minor as kept_minor,
        app.charge_minor(b, x.unpaid_minor) as keep_minor,
        coalesce(
            sum(p.authorized_minor - p.released_minor - p.refunded_minor - p.lost_minor) over (
                partition by b.hotel_id, b.id order by p.provider <> 'property', p.captured_minor = 0, f.first_at, p.id
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as before_minor
    from hotel.booking as b
    inner join hotel.payment as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
    cross join
        lateral (
            select coalesce(sum(x.amount_delta_minor), 0)::bigint as unpaid_minor
            from hotel.booking_extension as x
            where x.hotel_id = b.hotel_id and x.booking_id = b.id and x.status = 'PENDING_PAYMENT'
        ) as x
    -- By when the provider took it, not by when we heard of it: the order of the events changes nothing.
    cross join lateral (
        select min(e.at) as first_at
        from hotel.ledger_entry as e
        where e.hotel_id = p.hotel_id and e.payment_id = p.id and e.kind in ('AUTHORIZED', 'CAPTURED')
    ) as f
) as m;
comment on view app.payment_share is
'Each payment of a booking: what of it is open (authorised) and kept (captured and not given back), and the share of it that the booking may keep. Minor units.';

create view app.money_due with (security_invoker = true) as
select s.hotel_id, s.booking_id, s.number, s.payment_id, s.currency, c.kind, c.amount_minor
from app.payment_share as s
cross join
    lateral (
        -- What is held is captured as far as it is charged, which lets go of the rest. It waits for the decision about a request, and for
        -- the end of a stay that is paid at the property, unless all of it is too much.
        select
            case when s.share_minor > s.kept_minor then 'CAPTURE' else 'RELEASE' end::hotel.command_kind as kind,
            case when s.share_minor > s.kept_minor then least(s.share_minor - s.kept_minor, s.open_minor) else s.open_minor end as amount_minor
        where s.open_minor > 0 and (not s.is_waiting or s.share_minor <= s.kept_minor)
        union all
        -- The provider refunds nothing that is disputed: once that is decided, it is asked.
        select 'REFUND'::hotel.command_kind, s.kept_minor - s.share_minor
        where s.kept_minor > s.share_minor and s.disputed_minor = 0
    ) as c
where s.provider = 'stripe';
comment on view app.money_due is 'What the provider should be asked, payment by payment, by what each booking may keep. Empty when every booking''s money is where it belongs.';
