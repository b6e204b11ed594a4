-- The staff list: what staff may see, narrowed, counted by bucket and in pages.

create function api.list_bookings(
    p_hotel text,
    p_filters jsonb default '{}',
    p_ordering text default null,
    p_page int default 1,
    p_page_size int default 20,
    p_include_counts boolean default true,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_bookings', 'booking.record.read', p_note => p_note);
    v_filter app.booking_filter := app.booking_filter_of(v_caller, p_filters);
    v_ordering text := app.booking_ordering(p_ordering);
    v_size int := least(greatest(p_page_size, 1), 100);
    v_counts jsonb := case when p_include_counts then app.count_bookings(v_filter) end;
    v_count bigint := case
        when p_include_counts then (v_counts ->> coalesce(v_filter.bucket, 'all'))::bigint
        else app.count_bucket(v_filter)
    end;
    v_results json;
begin
    select coalesce(json_agg(app.booking_list_json(v_caller, b.id) order by b.n), '[]') into v_results
    from app.page_of_bookings(v_filter, v_ordering, v_size, greatest(p_page - 1, 0)::bigint * v_size) with ordinality as b (id, n);

    return jsonb_build_object(
        'count', v_count, 'page', p_page, 'page_size', v_size,
        'next', case when v_count > p_page::bigint * v_size then p_page + 1 end,
        'previous', case when p_page > 1 then p_page - 1 end,
        'results', v_results
    ) || case when p_include_counts then jsonb_build_object('bucket_counts', v_counts) else '{}' end;
end;
$$;
comment on function api.list_bookings(text, jsonb, text, int, int, boolean, text, text) is
'{count, page, page_size, next, previous, results[], bucket_counts{}}. p_filters: see app.booking_filter_of; p_ordering: see app.booking_ordering. A bucket''s count is what a list of this bucket with the same filters would count. Page size at most 100. Errors: RVAUT, RVDNY, RVINV INVALID_FILTER_PARAMETERS, INVALID_ORDERING.';
grant execute on function api.list_bookings(text, jsonb, text, int, int, boolean, text, text) to hotelmate_api, hotelmate_operator;

create function app.booking_ordering(p_ordering text) returns text
language plpgsql immutable set search_path = ''
as $$
declare
    v_ordering text := coalesce(nullif(p_ordering, ''), '-created_at');
begin
    if v_ordering !~ '^-?(check_in|check_out|created_at|updated_at|booking_id|status|total_amount)$' then
        raise exception using
            errcode = 'RVINV',
            message = 'ordering must be one of check_in, check_out, created_at, updated_at, booking_id, status, total_amount, or one of these after a minus.',
            detail = 'INVALID_ORDERING {"field": "ordering", "reason": "unknown ordering"}',
            hint = 'Leave it out for the newest first.';
    end if;
    return v_ordering;
end;
$$;
comment on function app.booking_ordering(text) is
'The order of a list: check_in, check_out, created_at, updated_at, booking_id, status or total_amount, each with a minus for descending; null: -created_at. Errors: RVINV INVALID_ORDERING.';

create function app.page_of_bookings(p_filter app.booking_filter, p_ordering text, p_limit int, p_offset bigint) returns setof bigint
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan' set max_parallel_workers_per_gather = 0
as $$
begin
    -- Planned for this order: the keys that are not asked for are gone from the plan, and an index may serve the one that is.
    return query
    select b.id
    from app.filtered_bookings(p_filter) as b
    where app.is_in_bucket(b.*, coalesce(p_filter.bucket, 'all'), p_filter)
    order by
        case p_ordering when 'created_at' then b.created_at when 'updated_at' then b.updated_at end,
        case p_ordering when '-created_at' then b.created_at when '-updated_at' then b.updated_at end desc,
        case p_ordering when 'check_in' then b.check_in when 'check_out' then b.check_out end,
        case p_ordering when '-check_in' then b.check_in when '-check_out' then b.check_out end desc,
        case p_ordering when 'booking_id' then b.number when 'status' then b.status::text end,
        case p_ordering when '-booking_id' then b.number when '-status' then b.status::text end desc,
        case p_ordering when 'total_amount' then b.total_minor end,
        case p_ordering when '-total_amount' then b.total_minor end desc,
        case when left(p_ordering, 1) = '-' then b.id end desc,
        b.id
    limit p_limit offset p_offset;
end;
$$;
comment on function app.page_of_bookings(app.booking_filter, text, int, bigint) is
'Ids of the bookings on a page, in order; equal ones in the order in which they were made.';

create function app.booking_list_json(p_caller app.caller, p_booking_id bigint) returns json
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select row_to_json(j)
        from (
            select
                v.*, e.room_moved_at, e.overstay_flagged_at, e.overstay_acknowledged_at,
                e.survey_sent, e.survey_completed, e.survey_rating, e.survey_sent_at, e.survey_response,
                app.allowed_actions_of(p_caller, b.*) as allowed_actions
            from app.booking_view as v
            inner join app.booking_extras as e on v.hotel_id = e.hotel_id and v.id = e.booking_id
            inner join hotel.booking as b on v.hotel_id = b.hotel_id and v.id = b.id
            where v.hotel_id = p_caller.hotel_id and v.id = p_booking_id
        ) as j
    );
end;
$$;
comment on function app.booking_list_json(app.caller, bigint) is
'A booking as lists and details show it: app.booking_view and app.booking_extras, with what this caller may do.';
