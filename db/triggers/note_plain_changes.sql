-- Every change of an audited table leaves a note: what changed, and what there is to announce about it. The seal at commit turns the
-- notes into audit rows and events. One short trigger function per table, in note_<table>.sql.
--
-- Here are the tables that are audited but announce nothing of their own, or announce the booking or room their row belongs to. Their
-- trigger functions differ in the table alone, so the loader writes them: app.note_<table>().

do $$
declare
    v_table text;
    v_columns text[];
begin
    foreach v_table in array array[
        'room_type', 'room_block', 'payment', 'payment_command', 'discrepancy', 'hotel', 'hotel_policy',
        'cancellation_policy', 'cancellation_policy_tier', 'rate_plan', 'staff', 'staff_token', 'operator_access', 'erasure'
    ]
    loop
        v_columns := array(
            select a.attname::text from pg_catalog.pg_attribute as a
            where a.attrelid = format('hotel.%I', v_table)::regclass and a.attnum > 0 and not a.attisdropped
        );
        execute format(
            $f$
create function app.note_%1$s() returns trigger
language plpgsql volatile set search_path = ''
as $body$
declare
    v_changes text := (app.changes_of_%1$s(old, new)).changes;
begin
    if v_changes is not null then%5$s
        insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes, booking_id, booking_event, room_id, room_event)
        values (coalesce(new.hotel_id, old.hotel_id), tg_op, %1$L, %2$s, v_changes, %3$s, %4$s);
    end if;
    return null;
end;
$body$
            $f$,
            v_table,
            format('coalesce(%s, %s)', app.audit_key_of(v_table, 'new'), app.audit_key_of(v_table, 'old')),
            case
                when 'booking_id' = any(v_columns)
                    then $k$coalesce(new.booking_id, old.booking_id), case when coalesce(new.booking_id, old.booking_id) is not null then 'booking_updated' end$k$
                else 'null, null'
            end,
            case
                when 'room_id' = any(v_columns)
                    then $k$coalesce(new.room_id, old.room_id), case when coalesce(new.room_id, old.room_id) is not null then 'room_updated' end$k$
                else 'null, null'
            end,
            -- Whoever announces it does so under its lock, so that no older snapshot gets a later number.
            (
                select string_agg(
                    format(
                        E'\n        perform from hotel.%1$I as x'
                        || ' where x.hotel_id = coalesce(new.hotel_id, old.hotel_id) and x.id = coalesce(new.%1$s_id, old.%1$s_id) for no key update;',
                        l.entity
                    ), '' order by l.entity
                )
                from unnest(array['booking', 'room']) as l (entity)
                where l.entity || '_id' = any(v_columns)
            )
        );
        execute format(
            'comment on function app.note_%s() is %L',
            v_table, 'Notes a change of hotel.' || v_table || '; announces the booking or room the row belongs to, if it does.'
        );
        execute format(
            'create trigger note after insert or update or delete on hotel.%1$I for each row execute function app.note_%1$s()', v_table
        );
    end loop;
end;
$$;
