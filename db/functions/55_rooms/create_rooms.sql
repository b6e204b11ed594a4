-- Many rooms of one type at once: numbers and ranges; those that exist are skipped.

create function api.create_rooms(
    p_hotel text,
    p_room_type text,
    p_room_numbers int[] default '{}',
    p_ranges jsonb default '[]',
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_rooms', 'room.inventory.create', p_note => p_note);
    v_type_id bigint := app.room_type_id(v_caller.hotel_id, p_room_type);
    v_wanted int[] := app.room_numbers_of(p_room_numbers, p_ranges);
    v_created int[];
begin
    if exists (select from hotel.room_type as t where t.hotel_id = v_caller.hotel_id and t.id = v_type_id and not t.is_active) then
        perform app.invalid('room_type', 'The room type is not on sale');
    end if;
    with created as (
        insert into hotel.room (hotel_id, room_number, room_type_id)
        select v_caller.hotel_id, w.number, v_type_id from unnest(v_wanted) as w (number) order by w.number
        on conflict (hotel_id, room_number) do nothing
        returning room_number
    )

    select coalesce(array_agg(c.room_number order by c.room_number), '{}') into v_created from created as c;
    return jsonb_build_object(
        'created_count', cardinality(v_created),
        'skipped_existing', to_jsonb(array(select w.n from unnest(v_wanted) as w (n) where not w.n = any(v_created) order by w.n)),
        'created_rooms', (
            select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'room_number', r.room_number) order by r.room_number), '[]')
            from hotel.room as r
            where r.hotel_id = v_caller.hotel_id and r.room_number = any(v_created)
        ),
        'room_type', app.room_type_json(v_caller.hotel_id, v_type_id)
    );
end;
$$;
comment on function api.create_rooms(text, text, int[], jsonb, text, text) is
'Creates rooms of a type (id or code) by numbers and ranges [{start, end}], at most 1,000 at once: {created_count, skipped_existing[], created_rooms[{id, room_number}], room_type}. Errors: RVAUT, RVDNY, RVNTF ROOM_TYPE_NOT_FOUND, RVINV VALIDATION_ERROR.';
grant execute on function api.create_rooms(text, text, int[], jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function app.room_numbers_of(p_numbers int[], p_ranges jsonb) returns int[]
language plpgsql stable set search_path = ''
as $$
declare
    v_range record;
    v_numbers int[] := coalesce(p_numbers, '{}');
begin
    if jsonb_typeof(p_ranges) <> 'array' then
        perform app.invalid('ranges', 'ranges must be a list of {start, end}');
    end if;
    for v_range in
        select r."start" as first, r."end" as last from jsonb_to_recordset(p_ranges) as r ("start" int, "end" int)
    loop
        if coalesce(v_range.first not between 1 and 99999 or v_range.last not between v_range.first and 99999, true) then
            perform app.invalid('ranges', 'A range starts at 1 or more and ends at its start or later, at 99999 at most');
        elsif v_range.last - v_range.first >= 1000 then
            perform app.invalid('ranges', 'At most 1,000 rooms are made at once');
        end if;
        v_numbers := v_numbers || array(select generate_series(v_range.first, v_range.last));
    end loop;
    v_numbers := array(select distinct w.n from unnest(v_numbers) as w (n) order by w.n);
    if cardinality(v_numbers) not between 1 and 1000 then
        perform app.invalid('room_numbers', 'Between 1 and 1,000 rooms are made at once');
    elsif v_numbers[1] is null or v_numbers[1] < 1 or v_numbers[cardinality(v_numbers)] is null or v_numbers[cardinality(v_numbers)] > 99999 then
        perform app.invalid('room_numbers', 'Room numbers are whole numbers from 1 to 99999');
    end if;
    return v_numbers;
end;
$$;
comment on function app.room_numbers_of(int[], jsonb) is
'The room numbers that a list and ranges [{start, end}] name, each once, in order. Errors: RVINV VALIDATION_ERROR.';
