-- P4: an ended booking keeps what it may charge and nothing else. What is authorised above that is released, what is captured
-- above it refunded (a completed stay keeps all it captured); each by one live command per payment, asked for again after every
-- movement until nothing is left.

create function app.queue_money_back(p_hotel_id bigint, p_booking_id bigint) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    with due as (
        select
            p.hotel_id, p.id as payment_id, p.booking_id, p.currency,
            p.authorized_minor - p.captured_minor - p.released_minor as open_minor,
            p.captured_minor - p.refunded_minor as kept_minor,
            b.status = 'COMPLETED' as is_completed,
            -- The charge is set against the booking's payments oldest first.
            greatest(
                coalesce(b.cancellation_fee_minor, b.no_show_fee_minor, 0)
                - coalesce(
                    sum(p.authorized_minor - p.released_minor - p.refunded_minor)
                        over (order by p.id rows between unbounded preceding and 1 preceding),
                    0
                ),
                0
            ) as charge_minor
        from hotel.booking as b
        inner join hotel.payment as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where
            b.hotel_id = p_hotel_id
            and b.id = p_booking_id
            and b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')
            and p.provider = 'stripe'
    )

    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
    select c.hotel_id, c.payment_id, c.booking_id, c.kind, c.amount_minor, c.currency
    from due as d
    cross join lateral (
        -- Authorised money: capture the charge (which lets go of the rest), or let go of all of it.
        select
            d.hotel_id, d.payment_id, d.booking_id, d.currency,
            case when d.charge_minor > d.kept_minor then 'CAPTURE' else 'RELEASE' end::hotel.command_kind as kind,
            case
                when d.charge_minor > d.kept_minor then least(d.charge_minor - d.kept_minor, d.open_minor)
                else d.open_minor
            end as amount_minor
        where d.open_minor > 0
        union all
        select d.hotel_id, d.payment_id, d.booking_id, d.currency, 'REFUND'::hotel.command_kind, d.kept_minor - d.charge_minor
        where d.kept_minor > d.charge_minor and not d.is_completed
    ) as c
    on conflict (hotel_id, payment_id, kind) where status = 'PENDING' do nothing;
end;
$$;
comment on function app.queue_money_back(bigint, bigint) is
'Queues CAPTURE of a charge, RELEASE or REFUND for an ended booking; nothing for a live one. Amounts in minor units.';
