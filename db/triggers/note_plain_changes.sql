-- Tables that are audited but announce nothing of their own, or announce the booking or room their row belongs to. Their
-- trigger functions differ in the table alone, so the loader writes them: app.note_<table>().

do $$
declare
    v_table text;
begin
    foreach v_table in array array[
        'room_type', 'room_block', 'payment', 'payment_command', 'discrepancy', 'hotel', 'hotel_policy',
        'cancellation_policy', 'cancellation_policy_tier', 'rate_plan', 'staff', 'staff_token', 'operator_access', 'erasure'
    ]
    loop
        execute format(
            $f$
create function app.note_%1$s() returns trigger
language plpgsql volatile set search_path = ''
as $body$
declare
    v_changes text := app.changes_of_%1$s(old, new);
    v_row jsonb;
begin
    if tg_op = 'UPDATE' and v_changes = '{}' then
        return null;
    end if;
    v_row := to_jsonb(case when tg_op = 'DELETE' then old else new end);
    perform app.note(
        (v_row ->> 'hotel_id')::bigint, tg_op, %1$L, app.audit_key(v_row), v_changes,
        p_booking_id => (v_row ->> 'booking_id')::bigint,
        p_booking_event => case when v_row ? 'booking_id' then 'booking_updated' end,
        p_room_id => (v_row ->> 'room_id')::bigint,
        p_room_event => case when v_row ? 'room_id' then 'room_updated' end
    );
    return null;
end;
$body$
            $f$,
            v_table
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
