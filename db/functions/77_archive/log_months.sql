-- Which parts the log has, and which of them may go.

create function app.log_months(p_table text) returns table (name text, begins_at timestamptz, ends_at timestamptz)
language sql stable set search_path = '' set timezone = 'UTC' set datestyle = 'ISO'
as $$
    select c.relname::text, b.bounds[1]::timestamptz, b.bounds[2]::timestamptz
    from pg_catalog.pg_inherits as i
    inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
    cross join lateral (
        select regexp_match(pg_catalog.pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)') as bounds
    ) as b
    where i.inhparent = to_regclass(format('hotel.%I', p_table)) and b.bounds is not null
    order by 2;
$$;
comment on function app.log_months(text) is 'Monthly partitions of hotel.audit or hotel.event, oldest first; the default partition is none.';

create function app.first_that_stays(p_before date, p_keep_months int) returns timestamptz
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
declare
    v_upto timestamptz := p_before::timestamptz;
begin
    if p_before is null or p_before <> date_trunc('month', p_before) then
        perform app.invalid('before', 'before is the first day of the first month that stays');
    -- What is asked about the present looks 90 days back.
    elsif p_keep_months is null or p_keep_months < 3 then
        perform app.invalid('keep_months', 'keep_months is 3 or more');
    end if;
    perform app.require_over(v_upto, hotel.clock() - make_interval(months => p_keep_months));
    return v_upto;
end;
$$;
comment on function app.first_that_stays(date, int) is
'The instant before which the log may be put away when so many whole months stay. Errors: RVINV VALIDATION_ERROR, RVSTT LOG_IS_TOO_YOUNG.';

create function app.require_over(p_upto timestamptz, p_now timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_latest date := date_trunc('month', p_now at time zone 'UTC');
begin
    if p_upto > v_latest::timestamp at time zone 'UTC' then
        raise exception using
            errcode = 'RVSTT',
            message = format('These months stay in the log: it can be put away before %s.', to_char(v_latest, 'FMMonth YYYY')),
            detail = 'LOG_IS_TOO_YOUNG ' || jsonb_build_object('latest', v_latest)::text,
            hint = 'Name an earlier month, or keep fewer.';
    end if;
end;
$$;
comment on function app.require_over(timestamptz, timestamptz) is
'Refuses months that are not over at an instant. Errors: RVSTT LOG_IS_TOO_YOUNG {latest}.';
