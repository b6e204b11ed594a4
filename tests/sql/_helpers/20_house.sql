-- A hotel with rooms and people. Tokens are spelt after their owner, so that nothing has to be passed around.

create function test.token(p_who text, p_hotel text default 'harbour') returns text
language sql immutable set search_path = ''
as $$
    select 'token-of-' || p_who || '-at-' || p_hotel;
$$;
comment on function test.token(text, text) is 'The raw token of a member of staff of a test hotel.';

create function test.open_house(p_slug text default 'harbour', p_timezone text default 'Europe/Dublin') returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_hotel_id bigint;
begin
    perform test.at('2026-06-10 15:00 Europe/Dublin');
    v_hotel_id := app.create_hotel(p_slug, initcap(p_slug), p_timezone);

    insert into hotel.room_type (hotel_id, code, name, max_occupancy, starting_price_minor)
    values (v_hotel_id, 'SGL', 'Single', 1, 6000), (v_hotel_id, 'DBL', 'Double', 3, 10000), (v_hotel_id, 'STE', 'Suite', 4, 25000);

    insert into hotel.room (hotel_id, room_number, room_type_id)
    select v_hotel_id, r.room_number, t.id
    from (
        values
        (101, 'DBL'), (102, 'DBL'), (103, 'DBL'), (104, 'DBL'), (105, 'DBL'), (106, 'DBL'), (107, 'DBL'), (108, 'DBL'),
        (109, 'DBL'), (110, 'DBL'), (201, 'STE'), (202, 'STE'), (301, 'SGL')
    ) as r (room_number, code)
    inner join hotel.room_type as t on t.hotel_id = v_hotel_id and r.code = t.code;

    with hired as (
        insert into hotel.staff (hotel_id, email, first_name, last_name, role, department)
        values
        (v_hotel_id, 'manager', 'Mia', 'Manager', 'hotel_manager', 'management'),
        (v_hotel_id, 'supervisor', 'Sam', 'Supervisor', 'front_office_supervisor', 'front_office'),
        (v_hotel_id, 'agent', 'Ada', 'Agent', 'front_desk_agent', 'front_office'),
        (v_hotel_id, 'housekeeper', 'Hal', 'Housekeeper', 'housekeeper', 'housekeeping'),
        (v_hotel_id, 'inspector', 'Ina', 'Inspector', 'housekeeping_supervisor', 'housekeeping'),
        (v_hotel_id, 'engineer', 'Eva', 'Engineer', 'maintenance_supervisor', 'maintenance'),
        (v_hotel_id, 'cook', 'Kim', 'Cook', 'kitchen_staff', 'kitchen')
        returning id, email
    )

    insert into hotel.staff_token (hotel_id, staff_id, token_hash)
    select v_hotel_id, h.id, hotel.token_hash(test.token(h.email, p_slug)) from hired as h;
    perform test.commit();
end;
$$;
comment on function test.open_house(text, text) is
'Opens a hotel with thirteen rooms and staff of every kind; it is 15:00 on 10 June 2026 in Dublin. Kim Cook may do nothing.';

create function test.hotel_id(p_slug text default 'harbour') returns bigint
language sql stable security definer set search_path = ''
as $$
    select h.hotel_id from hotel.hotel as h where h.slug = p_slug;
$$;
comment on function test.hotel_id(text) is 'Key of a test hotel.';

create function test.room_id(p_number int, p_slug text default 'harbour') returns bigint
language sql stable security definer set search_path = ''
as $$
    select r.id from hotel.room as r where r.hotel_id = test.hotel_id(p_slug) and r.room_number = p_number;
$$;
comment on function test.room_id(int, text) is 'Id of a room by the number on its door.';

create function test.type_id(p_code text, p_slug text default 'harbour') returns bigint
language sql stable security definer set search_path = ''
as $$
    select t.id from hotel.room_type as t where t.hotel_id = test.hotel_id(p_slug) and t.code = p_code;
$$;
comment on function test.type_id(text, text) is 'Id of a room type by its code.';

create function test.staff_id(p_who text, p_slug text default 'harbour') returns bigint
language sql stable security definer set search_path = ''
as $$
    select s.id from hotel.staff as s where s.hotel_id = test.hotel_id(p_slug) and s.email = p_who;
$$;
comment on function test.staff_id(text, text) is 'Id of a member of staff.';

create function test.room(p_number int, p_slug text default 'harbour') returns hotel.room
language sql stable security definer set search_path = ''
as $$
    select r.* from hotel.room as r where r.id = test.room_id(p_number, p_slug) and r.hotel_id = test.hotel_id(p_slug);
$$;
comment on function test.room(int, text) is 'A room as it stands.';

create function test.put_room(p_number int, p_status hotel.room_status, p_slug text default 'harbour') returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_step hotel.room_status;
begin
    perform set_config('hotelmate.context', '', true);
    -- The machine is small: whatever is not one step away is reached through a room that needs repair or waits dirty.
    foreach v_step in array case p_status
        when 'READY_FOR_GUEST' then '{}'::hotel.room_status[]
        when 'MAINTENANCE_REQUIRED' then '{MAINTENANCE_REQUIRED}'
        when 'OUT_OF_ORDER' then '{OUT_OF_ORDER}'
        when 'CHECKOUT_DIRTY' then '{MAINTENANCE_REQUIRED,CHECKOUT_DIRTY}'
        when 'CLEANING_IN_PROGRESS' then '{MAINTENANCE_REQUIRED,CHECKOUT_DIRTY,CLEANING_IN_PROGRESS}'
        when 'CLEANED_UNINSPECTED' then '{MAINTENANCE_REQUIRED,CHECKOUT_DIRTY,CLEANED_UNINSPECTED}'
    end
    loop
        update hotel.room as r
        set room_status = v_step
        where r.hotel_id = test.hotel_id(p_slug) and r.id = test.room_id(p_number, p_slug);
    end loop;
    perform test.commit();
end;
$$;
comment on function test.put_room(int, hotel.room_status, text) is
'Takes a ready room along listed transitions to a status. Not OCCUPIED: for that, check a guest in.';
