-- The staff list: what staff may see, by status or bucket, newest first, in pages.

create function api.list_bookings(
    p_hotel text,
    p_status text[] default null,
    p_bucket text default null,
    p_q text default null,
    p_page int default 1,
    p_page_size int default 20,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_bookings', 'booking.record.read', p_note => p_note);
    v_today date := hotel.local_date(hotel.clock(), v_caller.timezone);
    v_size int := least(greatest(p_page_size, 1), 100);
    v_ids bigint[];
    v_count bigint;
    v_results jsonb;
begin
    if p_bucket is not null and p_bucket not in ('arrivals', 'in_house', 'departures', 'pending', 'checked_out', 'cancelled', 'expired', 'no_show')
    then
        perform app.invalid('bucket', 'bucket must be one of arrivals, in_house, departures, pending, checked_out, cancelled, expired, no_show');
    end if;

    select array_agg(m.id order by m.created_at desc, m.id desc), count(*) into v_ids, v_count
    from hotel.booking as m
    where
        m.hotel_id = v_caller.hotel_id
        and m.status not in ('PENDING_PAYMENT', 'CANCELLED_DRAFT')
        and (p_status is null or m.status::text = any(p_status))
        and (p_q is null or m.number ilike '%' || p_q || '%' or m.confirmation_number ilike '%' || p_q || '%')
        and case p_bucket
            when 'arrivals' then m.check_in = v_today and m.checked_in_at is null and m.status in ('CONFIRMED', 'PENDING_APPROVAL')
            when 'in_house' then m.checked_in_at is not null and m.checked_out_at is null
            when 'departures' then m.check_out = v_today and m.checked_in_at is not null and m.checked_out_at is null
            when 'pending' then m.status = 'PENDING_APPROVAL'
            when 'checked_out' then m.status = 'COMPLETED'
            when 'cancelled' then m.status = 'CANCELLED'
            when 'expired' then m.status = 'EXPIRED'
            when 'no_show' then m.status = 'NO_SHOW'
            else true
        end;

    select coalesce(jsonb_agg(to_jsonb(v) order by p.n), '[]') into v_results
    from unnest(v_ids[(p_page - 1) * v_size + 1:p_page * v_size]) with ordinality as p (id, n)
    inner join app.booking_view as v on v.hotel_id = v_caller.hotel_id and p.id = v.id;

    return jsonb_build_object(
        'count', v_count, 'page', p_page, 'page_size', v_size,
        'next', case when v_count > p_page * v_size then p_page + 1 end,
        'previous', case when p_page > 1 then p_page - 1 end,
        'results', v_results
    );
end;
$$;
comment on function api.list_bookings(text, text[], text, text, int, int, text, text) is
'{count, next, previous, results[]}; page size at most 100. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR.';
grant execute on function api.list_bookings(text, text[], text, text, int, int, text, text) to hotelmate_api, hotelmate_operator;
