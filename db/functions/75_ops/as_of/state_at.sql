-- A row as the log knows it at an instant: for each column the last value written until then, and by whom.

create function app.state_at(p_hotel_id bigint, p_entity text, p_entity_id text, p_at timestamptz)
returns table (field text, value text, since timestamptz, actor text, action text, note text)
language sql stable set search_path = ''
as $$
    select s.key, s.value #>> '{}', s.at, s.actor, s.action, s.note
    from (
        select distinct on (c.key) c.key, c.value, a.at, a.actor, a.action, a.note
        from hotel.audit as a
        cross join lateral jsonb_each(a.changes::jsonb) as c (key, value)
        where a.hotel_id = p_hotel_id and a.entity = p_entity and a.entity_id = p_entity_id and a.at <= coalesce(p_at, hotel.clock())
        order by c.key, a.seq desc
    ) as s
    left join pg_catalog.pg_attribute as k on k.attrelid = to_regclass('hotel.' || p_entity) and k.attname = s.key
    where s.value <> 'null'
    order by k.attnum, s.key;
$$;
comment on function app.state_at(bigint, text, text, timestamptz) is
'Columns of a row at an instant, folded from the audit log, each with when and by whom it was last written. No row: it was not there yet.';
