-- What staff look for, read out of the request once. Everything comes as text, so that whatever is wrong with it is said in
-- one way: INVALID_FILTER_PARAMETERS with the field.

create type app.booking_filter as (
    hotel_id bigint,
    timezone text,
    checkout_time time,
    today date,
    now timestamptz,
    bucket text,
    statuses hotel.booking_status[],  -- noqa: LT01
    date_mode text,
    date_from date,
    date_to date,
    found bigint[],  -- noqa: LT01
    is_assigned boolean,
    in_rooms bigint[],  -- noqa: LT01
    room_type text,
    adults int,
    children int,
    party_size_min int,
    party_size_max int,
    precheckin text,
    amount_min bigint,
    amount_max bigint,
    currency text,
    is_seen boolean,
    seen_by_staff_id bigint
);
comment on type app.booking_filter is
'What a list of bookings is narrowed to; a null narrows nothing. today and now are the hotel''s, found and in_rooms the bookings that a text or a room names, amounts in minor units.';

create function app.booking_filter_of(p_caller app.caller, p_filters jsonb) returns app.booking_filter
language plpgsql stable set search_path = ''
as $$
declare
    v_filter app.booking_filter;
    v_word text;
begin
    v_filter.hotel_id := p_caller.hotel_id;
    v_filter.timezone := p_caller.timezone;
    v_filter.now := hotel.clock();
    v_filter.today := hotel.local_date(v_filter.now, p_caller.timezone);
    v_filter.checkout_time := (select l.standard_checkout_time from hotel.hotel_policy as l where l.hotel_id = p_caller.hotel_id);

    v_filter.bucket := app.filter_choice(p_filters, 'bucket', app.booking_buckets());
    v_filter.date_mode := coalesce(
        app.filter_choice(p_filters, 'date_mode', '{stay,created,updated,checked_in,checked_out}'), 'stay'
    );
    v_filter.date_from := app.filter_date(p_filters, 'date_from');
    v_filter.date_to := app.filter_date(p_filters, 'date_to');
    if v_filter.date_from > v_filter.date_to then
        perform app.invalid_filter('date_to', 'date_to must not be before date_from');
    end if;
    foreach v_word in array string_to_array(coalesce(p_filters ->> 'status', ''), ',')
    loop
        v_filter.statuses := v_filter.statuses
            || app.filter_choice(jsonb_build_object('status', btrim(v_word)), 'status', enum_range(null::hotel.booking_status)::text[])::hotel.booking_status;
    end loop;

    v_filter.is_assigned := app.filter_boolean(p_filters, 'assigned');
    v_filter.in_rooms := app.bookings_in_room(
        p_caller.hotel_id, app.filter_number(p_filters, 'room_id'), app.filter_number(p_filters, 'room_number')
    );
    v_filter.room_type := nullif(p_filters ->> 'room_type', '');
    v_filter.adults := app.filter_number(p_filters, 'adults');
    v_filter.children := app.filter_number(p_filters, 'children');
    v_filter.party_size_min := app.filter_number(p_filters, 'party_size_min');
    v_filter.party_size_max := app.filter_number(p_filters, 'party_size_max');
    v_filter.precheckin := app.filter_choice(p_filters, 'precheckin', '{complete,pending,none}');
    v_filter.amount_min := app.filter_money(p_filters, 'amount_min');
    v_filter.amount_max := app.filter_money(p_filters, 'amount_max');
    v_filter.currency := upper(nullif(p_filters ->> 'currency', ''));
    v_filter.is_seen := app.filter_boolean(p_filters, 'seen');
    v_filter.seen_by_staff_id := app.filter_number(p_filters, 'seen_by_staff_id');
    v_filter.found := app.bookings_named(p_caller.hotel_id, btrim(p_filters ->> 'q'));
    return v_filter;
end;
$$;
comment on function app.booking_filter_of(app.caller, jsonb) is
'Reads the filters of a list, all of them texts: {bucket, status (comma list), date_mode, date_from, date_to, q, assigned, room_id, room_number, room_type (id or code), adults, children, party_size_min, party_size_max, precheckin, amount_min, amount_max, currency, seen, seen_by_staff_id}; an empty text is none. Errors: RVINV INVALID_FILTER_PARAMETERS.';

create function app.booking_buckets() returns text[]
language sql immutable set search_path = ''
as $$
    select array[
        'all', 'arrivals', 'in_house', 'departures', 'pending', 'checked_out', 'cancelled', 'expired', 'no_show', 'overdue_checkout'
    ];
$$;
comment on function app.booking_buckets() is 'The drawers of the list, each counted in bucket_counts.';
