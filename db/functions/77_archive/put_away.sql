create function app.put_away(p_table text, p_upto timestamptz) returns void
language plpgsql volatile set search_path = '' set timezone = 'UTC'
as $$
declare
    v_month record;
    v_rest text := p_table || '_rest';
    v_named text;
    v_has_rows boolean;
begin
    for v_month in select m.name from app.log_months(p_table) as m where m.ends_at <= p_upto
    loop
        execute format('alter table hotel.%I detach partition hotel.%I', p_table, v_month.name);
        perform app.put_into_archive(p_table, v_month.name);
    end loop;

    -- The default partition has the months that were there before anybody made them; all of it goes, or nothing (app.refuse_mixed).
    execute format('select exists (select from hotel.%I as r where r.at < $1)', v_rest) into v_has_rows using p_upto;
    if v_has_rows then
        v_named := v_rest || to_char(p_upto, '_"before"_YYYY_MM');
        execute format('alter table hotel.%I detach partition hotel.%I', p_table, v_rest);
        execute format('alter table hotel.%I rename to %I', v_rest, v_named);
        perform app.put_into_archive(p_table, v_named);
        execute format('create table hotel.%I partition of hotel.%I default', v_rest, p_table);
        execute format(
            'comment on table hotel.%I is %L', v_rest,
            case p_table when 'audit' then 'Audit rows outside every monthly partition.' else 'Events outside every monthly partition.' end
        );
        perform app.protect_log_partition(v_rest);
    end if;
end;
$$;
comment on function app.put_away(text, timestamptz) is 'Moves the parts of hotel.audit or hotel.event that end before an instant into the archive.';

create function app.put_into_archive(p_table text, p_name text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    execute format('drop policy operator_sees_own_hotels on hotel.%I', p_name);
    execute format('alter table hotel.%I set schema archive', p_name);
    execute format('alter table archive.%I inherit archive.%I', p_name, p_table);
    perform app.guard_archived(format('archive.%I', p_name)::regclass);
end;
$$;
comment on function app.put_into_archive(text, text) is 'Makes a detached part of the log one of the archive, guarded as before, read by the owner only.';
