-- Rows made by hand, as an attacker makes them.

create function test.insert_booking(p_like text, p_columns jsonb default '{}', p_has_party boolean default true) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_like hotel.booking := test.booking(p_like);
    v_new hotel.booking;
    v_id bigint := nextval(pg_get_serial_sequence('hotel.booking', 'id'));
begin
    v_new := jsonb_populate_record(
        null::hotel.booking,
        jsonb_build_object(
            'hotel_id', v_like.hotel_id, 'room_type_id', v_like.room_type_id, 'check_in', v_like.check_in, 'check_out', v_like.check_out,
            'adults', v_like.adults, 'children', 0, 'terms', 'PREPAID', 'total_minor', v_like.total_minor, 'currency', v_like.currency,
            'promo_code', 'raw', 'booker_type', 'SELF', 'booker_person_id', v_like.booker_person_id,
            'created_at', hotel.clock(), 'updated_at', hotel.clock(),
            'number', regexp_replace(v_like.number, '[0-9]+$', '') || to_char(v_id, 'FM900000'),
            'confirmation_number', regexp_replace(v_like.confirmation_number, '[0-9]+$', '') || to_char(v_id, 'FM900000'),
            'id', v_id
        ) || p_columns
    );
    insert into hotel.booking overriding system value values (v_new.*);
    if p_has_party then
        insert into hotel.party_member (hotel_id, booking_id, person_id, role) values (v_new.hotel_id, v_id, v_new.booker_person_id, 'PRIMARY');
    end if;
    return v_id;
end;
$$;
comment on function test.insert_booking(text, jsonb, boolean) is
'Inserts a booking by hand with the nights, type and price of another, no status of its own: p_columns says what it is. Returns its id; its name is raw.';

create function test.insert_claim(p_name text, p_room int, p_columns jsonb default '{}') returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := test.booking(p_name);
    v_new hotel.room_claim;
    v_id bigint;
begin
    v_new := jsonb_populate_record(
        null::hotel.room_claim,
        jsonb_build_object(
            'hotel_id', v_booking.hotel_id, 'room_id', test.room_id(p_room), 'kind', 'ASSIGNMENT', 'booking_id', v_booking.id,
            'stay', daterange(v_booking.check_in, v_booking.check_out), 'is_open', true, 'opened_at', hotel.clock(), 'note', '',
            'id', nextval(pg_get_serial_sequence('hotel.room_claim', 'id'))
        ) || p_columns
    );
    insert into hotel.room_claim overriding system value values (v_new.*) returning id into v_id;
    return v_id;
end;
$$;
comment on function test.insert_claim(text, int, jsonb) is 'Inserts an assignment of a room to a booking by hand; p_columns change any of it. Returns its id.';

create function test.arrive_by_hand(p_name text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.booking set checked_in_at = hotel.clock() where id = test.id(p_name);
    update hotel.room_claim set occupied_from = hotel.clock() where booking_id = test.id(p_name) and is_open;
    update hotel.room set room_status = 'OCCUPIED' where id = (test.claim(p_name)).room_id;
end;
$$;
comment on function test.arrive_by_hand(text) is 'A check-in typed as three statements: complete, so only a rule can refuse it.';
