create type app.audited as (
    entity text,
    entity_id text
);
comment on type app.audited is 'A row as the audit names it: its table, and its key there.';

create function app.history_json(p_hotel_id bigint, p_limit int, p_things app.audited[]) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
    return (
        select coalesce(jsonb_agg(to_jsonb(h) order by h.seq desc), '[]')
        from (
            select
                a.seq, a.at, a.actor as who, a.staff_id, a.action, a.source, a.entity, a.operation,
                a.from_status as "from", a.to_status as "to", a.changes::jsonb as changes, coalesce(a.note, '') as note
            from unnest(p_things) as t
            inner join app.known_change as a on a.hotel_id = p_hotel_id and t.entity = a.entity and t.entity_id = a.entity_id
            order by a.seq desc
            limit least(greatest(p_limit, 1), 500)
        ) as h
    );
end;
$$;
comment on function app.history_json(bigint, int, app.audited[]) is
'[{seq, at, who, staff_id, action, source, entity, operation, from, to, changes, note}] of some rows, newest first; changes: the columns written, with their new values. operation SNAPSHOT: how the row stood where the log begins.';
