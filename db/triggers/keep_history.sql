-- History stays: what has happened to a hotel is closed, lifted, resolved, archived or taken out of service, never deleted, nor is
-- what every rule reads; and no table of a hotel is emptied by TRUNCATE, which no row trigger would see.

do $$
declare
    v_table text;
begin
    foreach v_table in array array[
        'room', 'room_block', 'payment_command', 'payment_session', 'booking_extension', 'overstay_incident', 'discrepancy', 'conversation',
        'message', 'chat_session', 'guest_order', 'hotel_policy', 'precheckin_config'
    ]
    loop
        execute format('create trigger not_deleted before delete on hotel.%I for each row execute function app.refuse_change()', v_table);
    end loop;

    for v_table in
        select c.relname
        from pg_catalog.pg_class as c
        where
            c.relnamespace = 'hotel'::regnamespace
            and c.relkind = 'r'
            and not c.relispartition
            and c.relname not in ('migration', 'code_version', 'job', 'job_run')
            and not exists (select from pg_catalog.pg_trigger as t where t.tgrelid = c.oid and t.tgname = 'not_truncated')
    loop
        execute format('create trigger not_truncated before truncate on hotel.%I for each statement execute function app.refuse_change()', v_table);
    end loop;
end;
$$;

-- Who was in the house without a booking is in no other book, and is to be found when asking to be forgotten. Whose arrival is taken
-- back never was (db/triggers/end_stay.sql).
create trigger not_deleted before delete on hotel.in_house_guest
for each row when (pg_catalog.pg_trigger_depth() = 0)
execute function app.refuse_change();
