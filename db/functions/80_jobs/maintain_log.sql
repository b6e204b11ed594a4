-- Audit and events are partitioned by month, so that old months can be detached whole. Months exist ahead of time; a month
-- that already has rows in the default partition stays there.

create function jobs.maintain_log(p_months_ahead int default 3) returns int
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_month date;
    v_table text;
    v_count int := 0;
    v_has_rows boolean;
begin
    foreach v_table in array array['audit', 'event']
    loop
        for v_month in
            select m.month::date
            from generate_series(
                date_trunc('month', hotel.clock() at time zone 'UTC'),
                date_trunc('month', hotel.clock() at time zone 'UTC') + make_interval(months => p_months_ahead),
                interval '1 month'
            ) as m (month)
        loop
            continue when to_regclass(format('hotel.%I', v_table || to_char(v_month, '_YYYY_MM'))) is not null;
            execute format(
                'select exists (select from hotel.%I where at >= %L and at < %L)', v_table || '_rest', v_month, v_month + interval '1 month'
            ) into v_has_rows;
            continue when v_has_rows;
            perform app.create_log_partition(v_table, v_month);
            v_count := v_count + 1;
        end loop;
    end loop;
    return v_count;
end;
$$;
comment on function jobs.maintain_log(int) is 'Creates the monthly partitions of audit and events up to p_months_ahead; returns how many.';
grant execute on function jobs.maintain_log(int) to hotelmate_jobs;

create function app.create_log_partition(p_table text, p_month date) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_name text := p_table || to_char(p_month, '_YYYY_MM');
begin
    execute format(
        'create table hotel.%I partition of hotel.%I for values from (%L) to (%L)',
        v_name, p_table, p_month::timestamptz, (p_month + interval '1 month')::timestamptz
    );
    execute format('comment on table hotel.%I is %L', v_name, format('%s of %s.', initcap(p_table), to_char(p_month, 'FMMonth YYYY')));
    perform app.protect_log_partition(v_name);
end;
$$;
comment on function app.create_log_partition(text, date) is 'Creates one month of audit or event with the same protection as the rest.';

create function app.protect_log_partition(p_name text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    execute format('alter table hotel.%I enable row level security', p_name);
    execute format('alter table hotel.%I force row level security', p_name);
    execute format('create policy owner_sees_all on hotel.%I to hotelmate_owner using (true) with check (true)', p_name);
    execute format(
        'create policy operator_sees_own_hotels on hotel.%I for select to hotelmate_operator using (hotel_id in (select hotel.operator_hotels()))',
        p_name
    );
    perform app.guard_log_table(format('hotel.%I', p_name)::regclass);
end;
$$;
comment on function app.protect_log_partition(text) is 'Keeps the hotels in a new partition of the log apart, and its rows from being changed.';
