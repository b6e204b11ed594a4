-- A row as the log knows it at an instant: for each column the last value written until then, and by whom.

create function app.state_at(p_hotel_id bigint, p_entity text, p_entity_id text, p_at timestamptz)
returns table (field text, value text, since timestamptz, actor text, action text, note text)
language plpgsql stable set search_path = ''
as $$
begin
    perform app.require_log_at(p_hotel_id, p_at);
    return query
    select s.key, s.value #>> '{}', s.at, s.actor, s.action, s.note
    from (
        select distinct on (c.key)
            c.key, c.value, a.action, a.note,
            -- Of what was written before the log begins it is known that, and not when or by whom.
            case when a.operation <> 'SNAPSHOT' then a.at end as at,
            case when a.operation <> 'SNAPSHOT' then a.actor end as actor
        from app.known_change as a
        cross join lateral jsonb_each(a.changes::jsonb) as c (key, value)
        where a.hotel_id = p_hotel_id and a.entity = p_entity and a.entity_id = p_entity_id and a.at <= coalesce(p_at, hotel.clock())
        order by c.key, a.seq desc
    ) as s
    left join pg_catalog.pg_attribute as k on k.attrelid = to_regclass('hotel.' || p_entity) and k.attname = s.key
    where s.value <> 'null'
    order by k.attnum, s.key;
end;
$$;
comment on function app.state_at(bigint, text, text, timestamptz) is
'Columns of a row at an instant, folded from the audit log, each with when and by whom it was last written; since and actor null, action detach_log: before the log begins. No row: it was not there yet. Errors: RVNTF LOG_BEGINS_LATER.';

create function app.require_log_at(p_hotel_id bigint, p_at timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_begins_at timestamptz := (select s.upto from app.newest_snapshot as s where s.hotel_id = p_hotel_id);
begin
    if p_at < v_begins_at then
        raise exception using
            errcode = 'RVNTF',
            message = format('That was before the log begins: %s.', to_char(v_begins_at at time zone 'UTC', 'FMDD FMMonth YYYY, HH24:MI "UTC"')),
            detail = 'LOG_BEGINS_LATER ' || jsonb_build_object('begins_at', v_begins_at)::text,
            hint = 'Ask for a later time; what was before is in the months that were put away.';
    end if;
end;
$$;
comment on function app.require_log_at(bigint, timestamptz) is
'Refuses a question about a time whose changes are not in the log any more. Errors: RVNTF LOG_BEGINS_LATER {begins_at}.';
