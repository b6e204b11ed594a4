create function app.import_guest(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_guest := jsonb_populate_record(null::app.legacy_guest, p_case.fields);
    v_pin text := v_old.id_pin;
    v_room hotel.room;
begin
    if v_pin !~ '^[0-9]{4,8}$' then
        v_pin := app.random_pin();
        p_case := app.import_finding(p_case, 'PIN_GIVEN_ANEW', 'id_pin');
    end if;
    if v_old.booking_id is null then
        -- Beside those who stay in the room, or in none.
        if v_old.room_id is not null then
            v_room := app.lock_room(p_case.hotel_id, app.required_id(p_case, 'rooms_room', v_old.room_id));
            if v_room.room_status <> 'OCCUPIED' then
                v_room.id := null;
                p_case := app.import_finding(p_case, 'GUEST_FOLLOWS_THE_STAY', 'room_id', v_old.room_id);
            end if;
        end if;
        insert into hotel.in_house_guest (hotel_id, person_id, room_id, guest_type, id_pin, check_in_date, check_out_date)
        values (
            p_case.hotel_id, app.new_person(p_case.hotel_id, v_old.first_name, v_old.last_name, '', '', ''), v_room.id,
            v_old.guest_type::hotel.guest_type, v_pin, v_old.check_in_date, v_old.check_out_date
        )
        returning id into p_case.target_id;
        return p_case;
    end if;
    return app.import_booked_guest(p_case, v_old, v_pin);
end;
$$;
comment on function app.import_guest(app.import_case) is
'Imports guests_guest. Findings: PIN_GIVEN_ANEW, GUEST_FOLLOWS_THE_STAY. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, 23505 in_house_guest_hotel_id_party_member_id_key, 23514 walk_in_has_no_booking, guest_leaves_after_coming.';

create function app.import_booked_guest(p_case app.import_case, p_old app.legacy_guest, p_pin text) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking_id bigint := app.required_id(p_case, 'hotel_roombooking', p_old.booking_id);
    v_member_id bigint := app.required_id(p_case, 'hotel_bookingguest', p_old.booking_guest_id);
    v_guest hotel.in_house_guest;
    v_room_id bigint := app.imported_id(p_case, 'rooms_room', p_old.room_id);
begin
    -- A guest in the house was registered with the stay, in its room; here the own PIN comes back.
    update hotel.in_house_guest as g
    set id_pin = p_pin
    where
        g.hotel_id = p_case.hotel_id and g.party_member_id = v_member_id and g.booking_id = v_booking_id
        and not exists (
            select from hotel.import_row as i
            where i.hotel_id = g.hotel_id and i.source = p_case.source and i.source_table = p_case.source_table and i.target_id = g.id
        )
    returning g.* into v_guest;
    if v_guest.id is null then
        insert into hotel.in_house_guest (
            hotel_id, booking_id, party_member_id, person_id, primary_guest_id, room_id, guest_type, id_pin, check_in_date, check_out_date
        )
        select
            m.hotel_id, v_booking_id, m.id, m.person_id, app.imported_id(p_case, p_case.source_table, p_old.primary_guest_id), null,
            p_old.guest_type::hotel.guest_type, p_pin, p_old.check_in_date, p_old.check_out_date
        from hotel.party_member as m
        where m.hotel_id = p_case.hotel_id and m.id = v_member_id
        returning * into v_guest;
    end if;
    p_case.target_id := v_guest.id;
    if p_old.room_id is not null and v_guest.room_id is distinct from v_room_id then
        p_case := app.import_finding(
            p_case, 'GUEST_FOLLOWS_THE_STAY', 'room_id', p_old.room_id,
            (select r.room_number::text from hotel.room as r where r.hotel_id = v_guest.hotel_id and r.id = v_guest.room_id)
        );
    end if;
    return p_case;
end;
$$;
comment on function app.import_booked_guest(app.import_case, app.legacy_guest, text) is
'Imports a guest of a booking: in the room of the stay, or in none when it is over. Findings: GUEST_FOLLOWS_THE_STAY.';
