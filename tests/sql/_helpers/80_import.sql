-- Rows of another system, as the reader of an import hands them over.

create function test.old_row(p_table text, p_key text, p_row jsonb, p_run uuid default '00000000-0000-0000-0000-000000000001')
returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_answer jsonb;
begin
    v_answer := app.import_row(p_run, 'old', p_table, p_key, p_row || jsonb_build_object('id', p_key));
    perform set_config('hotelmate.context', '', true);
    return v_answer;
end;
$$;
comment on function test.old_row(text, text, jsonb, uuid) is 'Imports a row of a system called "old"; {outcome, findings}. Errors: the rule that refuses it.';

create function test.bring(p_table text, p_key text, p_row jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.old_row(p_table, p_key, p_row);
end;
$$;
comment on function test.bring(text, text, jsonb) is 'test.old_row where nobody looks at the answer.';

create function test.old_house() returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.at('2026-06-10 15:00 Europe/Dublin');
    perform test.old_row('hotel_hotel', '1', '{"name": "Harbour", "slug": "harbour", "timezone": "Europe/Dublin", "is_active": true}');
    perform test.old_row('hotel_hotel', '2', '{"name": "Lagoon", "slug": "lagoon", "timezone": "America/New_York", "is_active": true}');
    perform test.old_row(
        'rooms_roomtype', 'dbl', '{"hotel_id": 1, "code": "DBL", "name": "Double", "max_occupancy": 3, "is_active": true}'
    );
    perform test.old_row(
        'rooms_room', r.key,
        jsonb_build_object(
            'hotel_id', 1, 'room_number', r.key::int, 'room_type_id', 'dbl', 'room_status', r.status, 'is_active', true,
            'is_occupied', r.status = 'OCCUPIED', 'is_out_of_order', false, 'maintenance_required', false,
            '_has_stay', r.status = 'OCCUPIED'
        )
    )
    from (values ('101', 'OCCUPIED'), ('102', 'READY_FOR_GUEST'), ('103', 'READY_FOR_GUEST')) as r (key, status);
    perform test.old_row(
        'staff_staff', 'mia',
        '{"hotel_id": 1, "email": "mia", "first_name": "Mia", "last_name": "Old", "access_level": "regular_staff", "is_active": true}'
    );
end;
$$;
comment on function test.old_house() is 'Two imported hotels; the first has a type, room 101 with somebody in it, two that are ready, and one member of staff.';

create function test.old_booking(p_key text, p_columns jsonb default '{}') returns jsonb
language sql volatile set search_path = ''
as $$
    select jsonb_build_object(
        'hotel_id', 1, 'booking_id', 'BK-HARBOUR-2026-' || p_key, 'confirmation_number', 'HAR-2026-' || p_key, 'room_type_id', 'dbl',
        'check_in', '2026-06-09', 'check_out', '2026-06-12', 'status', 'CONFIRMED', 'booker_type', 'SELF', 'adults', 1, 'children', 0,
        'primary_first_name', 'Ann', 'primary_last_name', 'Guest', 'total_amount', 327.00, 'currency', 'EUR',
        'payment_provider', 'stripe', 'payment_intent_id', 'pi_' || p_key, 'paid_at', '2026-05-01T10:00:00+00:00',
        'promo_code', p_key, 'created_at', '2026-05-01T09:55:00+00:00', 'updated_at', '2026-05-01T10:00:00+00:00',
        '_party', jsonb_build_array(jsonb_build_object(
            'id', p_key || '-1', 'booking_id', p_key, 'role', 'PRIMARY', 'first_name', 'Ann', 'last_name', 'Guest', 'is_staying', true,
            'created_at', '2026-05-01T09:55:00+00:00'
        ))
    ) || p_columns;
$$;
comment on function test.old_booking(text, jsonb) is 'A paid booking of the old system, a party of one; p_columns are set in it. Its key, four digits, is its name.';
