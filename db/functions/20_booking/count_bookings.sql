-- How many bookings a list is of: all the drawers beside it, or its own alone.

create function app.count_bookings(p_filter app.booking_filter) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan' set max_parallel_workers_per_gather = 0
as $$
begin
    -- However long the hotel's history: it is counted by status in the index alone, and only live bookings are looked at.
    return (
        with history as (
            select b.status, count(*) as n
            from app.filtered_bookings(p_filter) as b
            where app.is_in_bucket(b.*, 'all', p_filter)
            group by b.status
        ),

        live as (
            select
                count(*) filter (where app.is_in_bucket(b.*, 'arrivals', p_filter)) as arrivals,
                count(*) filter (where app.is_in_bucket(b.*, 'in_house', p_filter)) as in_house,
                count(*) filter (where app.is_in_bucket(b.*, 'departures', p_filter)) as departures,
                count(*) filter (where app.is_in_bucket(b.*, 'overdue_checkout', p_filter)) as overdue_checkout
            from app.filtered_bookings(p_filter) as b
            where b.status in ('PENDING_APPROVAL', 'CONFIRMED')
        )

        select jsonb_build_object(
            'all', coalesce(sum(h.n), 0),
            'pending', coalesce(sum(h.n) filter (where h.status = 'PENDING_APPROVAL'), 0),
            'checked_out', coalesce(sum(h.n) filter (where h.status = 'COMPLETED'), 0),
            'cancelled', coalesce(sum(h.n) filter (where h.status = 'CANCELLED'), 0),
            'expired', coalesce(sum(h.n) filter (where h.status = 'EXPIRED'), 0),
            'no_show', coalesce(sum(h.n) filter (where h.status = 'NO_SHOW'), 0)
        ) || (select to_jsonb(l) from live as l)
        from history as h
    );
end;
$$;
comment on function app.count_bookings(app.booking_filter) is
'{bucket: count} of everything that passes the filter, whatever its own bucket.';

create function app.count_bucket(p_filter app.booking_filter) returns bigint
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan' set max_parallel_workers_per_gather = 0
as $$
begin
    return (
        select count(*) from app.filtered_bookings(p_filter) as b
        where app.is_in_bucket(b.*, coalesce(p_filter.bucket, 'all'), p_filter)
    );
end;
$$;
comment on function app.count_bucket(app.booking_filter) is
'How many are in the filter''s own bucket: what app.count_bookings says of it, without reading the others.';
