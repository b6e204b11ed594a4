-- Tables that are audited but announce nothing of their own, or announce their booking or room: one trigger function for all.

create function app.note_plain() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_row jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
    v_changes text;
begin
    -- %I and %L quote: the table's name is the trigger's own, never a caller's.
    execute format('select app.changes_of_%I($1, $2)', tg_table_name) into v_changes using old, new;

    perform app.note(
        (v_row ->> 'hotel_id')::bigint, tg_op, tg_table_name,
        app.audit_key(v_row), v_changes,
        p_booking_id => (v_row ->> 'booking_id')::bigint,
        p_booking_event => case when v_row ? 'booking_id' then 'booking_updated' end,
        p_room_id => (v_row ->> 'room_id')::bigint,
        p_room_event => case when v_row ? 'room_id' then 'room_updated' end
    );
    return null;
end;
$$;
comment on function app.note_plain() is 'Notes a change of any audited table; announces the booking or room the row belongs to, if it does.';

do $$
declare
    v_table text;
begin
    foreach v_table in array array[
        'room_type', 'room_block', 'payment', 'payment_command', 'discrepancy', 'hotel', 'hotel_policy',
        'cancellation_policy', 'cancellation_policy_tier', 'staff', 'staff_token', 'operator_access'
    ]
    loop
        execute format(
            'create trigger note after insert or update or delete on hotel.%I for each row execute function app.note_plain()', v_table
        );
    end loop;
end;
$$;
