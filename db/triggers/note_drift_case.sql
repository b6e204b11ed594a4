create function app.note_drift_case() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_changes text := (app.changes_of_drift_case(old, new)).changes;
begin
    if v_changes is not null then
        insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes, from_status, to_status)
        values (new.hotel_id, tg_op, 'drift_case', new.id, v_changes, old.status, new.status);
    end if;
    -- A change behind the log's back that somebody answers for is entered into the log.
    if tg_op = 'UPDATE' and new.status = 'CLOSED' and new.check_code = 'audit_fold' and new.closed_by <> 'reconcile' then
        perform app.enter_into_log(new.hotel_id, new.entity, new.entity_id);
    end if;
    return null;
end;
$$;
comment on function app.note_drift_case() is 'Notes a case; the events of a healed one are made from this note (app.events_of).';
create trigger note after insert or update on hotel.drift_case for each row execute function app.note_drift_case();

create function app.enter_into_log(p_hotel_id bigint, p_entity text, p_entity_id text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes)
    select
        p_hotel_id, case when r.actual is null then 'DELETE' when r.expected is null then 'INSERT' else 'UPDATE' end,
        p_entity, p_entity_id, x.changes
    from ops.rebuild((select h.slug from hotel.hotel as h where h.hotel_id = p_hotel_id)) as r
    cross join lateral (
        select jsonb_object_agg(k.key, r.actual -> k.key) as changes
        from jsonb_object_keys(coalesce(r.expected, '{}') || coalesce(r.actual, '{}')) as k (key)
        where r.expected -> k.key is distinct from r.actual -> k.key
    ) as x
    where r.entity = p_entity and r.entity_id = p_entity_id;
end;
$$;
comment on function app.enter_into_log(bigint, text, text) is
'Enters the difference between a live row and the folded log into the log, in the name of whoever closes its case.';
