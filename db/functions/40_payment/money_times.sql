-- What a booking's money has come to by its payments, and since when by its ledger.

create type app.money_times as (
    is_authorized boolean,
    is_captured boolean,
    may_go_back boolean,
    authorized_at timestamptz,
    captured_at timestamptz,
    paid_at timestamptz
);
comment on type app.money_times is
'Whether a booking''s total is covered by what is authorised and by what is captured; since when each was, and the first capture. may_go_back false: while the booking lives nothing of it is due to go back (app.money_due), and nothing was asked to.';

create function app.money_times_of(p_hotel_id bigint, p_booking_id bigint, p_total_minor bigint) returns app.money_times
language plpgsql stable set search_path = ''
as $$
declare
    v_times app.money_times;
    v_authorized bigint := 0;
    v_captured bigint := 0;
    v record;
begin
    -- What is within the total is kept, whichever payment it came by.
    select
        coalesce(sum(p.authorized_minor - p.released_minor), 0) >= p_total_minor,
        coalesce(sum(p.captured_minor), 0) >= p_total_minor,
        coalesce(sum(p.authorized_minor - p.released_minor), 0) > p_total_minor or exists (
            select from hotel.payment_command as c
            where
                c.hotel_id = p_hotel_id and c.booking_id = p_booking_id and c.status = 'PENDING'
                and c.kind <> 'VERIFY' and c.decision is null
        )
    into v_times.is_authorized, v_times.is_captured, v_times.may_go_back
    from hotel.payment as p
    where p.hotel_id = p_hotel_id and p.booking_id = p_booking_id;

    for v in
        select l.kind, l.at, l.amount_minor, l.kind = 'AUTHORIZED' or p.capture_method = 'AUTOMATIC' as is_authorization
        from hotel.ledger_entry as l
        inner join hotel.payment as p on l.hotel_id = p.hotel_id and l.payment_id = p.id
        where l.hotel_id = p_hotel_id and l.booking_id = p_booking_id and l.kind in ('AUTHORIZED', 'CAPTURED')
        order by l.at, l.id
    loop
        if v.is_authorization then
            v_authorized := v_authorized + v.amount_minor;
            if v_authorized >= p_total_minor and v_times.authorized_at is null then
                v_times.authorized_at := v.at;
            end if;
        end if;
        if v.kind = 'CAPTURED' then
            v_captured := v_captured + v.amount_minor;
            v_times.captured_at := coalesce(v_times.captured_at, v.at);
            if v_captured >= p_total_minor then
                v_times.paid_at := coalesce(v_times.paid_at, v.at);
            end if;
        end if;
    end loop;
    return v_times;
end;
$$;
comment on function app.money_times_of(bigint, bigint, bigint) is 'What the payments and the ledger of a booking say of its total, p_total_minor.';
