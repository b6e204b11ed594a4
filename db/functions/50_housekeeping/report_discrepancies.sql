-- Housekeeping counts who is in the rooms; where the books say otherwise a case is opened, and nothing else is changed.

create function api.report_discrepancies(p_hotel text, p_counts jsonb, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'report_discrepancies', 'housekeeping.task.execute', 'HOUSEKEEPING', p_note
    );
    v_count app.room_count;
    v_found bigint[] := '{}'::bigint[];
begin
    foreach v_count in array app.room_counts(v_caller.hotel_id, p_counts)
    loop
        continue when v_count.persons = v_count.expected;
        with reported as (
            insert into hotel.discrepancy (hotel_id, room_id, kind, counted, expected, note, reported_by_staff_id)
            values (
                v_caller.hotel_id, v_count.room_id,
                case when v_count.expected = 0 then 'SLEEP' when v_count.persons = 0 then 'SKIP' else 'PERSONS' end::hotel.discrepancy_kind,
                v_count.persons, v_count.expected, v_count.note, v_caller.staff_id
            )
            -- Counted again: the case goes on with the newer count.
            on conflict (hotel_id, room_id, kind) where status = 'OPEN'
            do update set counted = excluded.counted, expected = excluded.expected
            returning id
        )

        select v_found || r.id into v_found from reported as r;
    end loop;
    return jsonb_build_object(
        'message', format('%s rooms counted', jsonb_array_length(p_counts)),
        'discrepancies', app.discrepancies_json(v_caller.hotel_id, v_found)
    );
end;
$$;
comment on function api.report_discrepancies(text, jsonb, text, text) is
'Compares a count of people by room with the books. p_counts: [{room_number, persons, note?}]. Opens a case for each room that differs: SLEEP (books: vacant), SKIP (books: occupied), PERSONS (another number); changes nothing by itself. {message, discrepancies[]}. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVINV VALIDATION_ERROR.';
grant execute on function api.report_discrepancies(text, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create type app.room_count as (
    room_id bigint,
    persons int,
    expected int,
    note text
);
comment on type app.room_count is 'People counted in a room, and how many the books have in it.';

create function app.room_counts(p_hotel_id bigint, p_counts jsonb) returns app.room_count[]
language plpgsql stable set search_path = ''
as $$
declare
    v_item record;
    v_counts app.room_count[] := '{}'::app.room_count[];
begin
    if jsonb_typeof(p_counts) is distinct from 'array' then
        perform app.invalid('counts', 'counts must be a list of {room_number, persons}');
    end if;
    for v_item in
        select c.room_number, c.persons, coalesce(c.note, '') as note, r.id as room_id, g.guests
        from jsonb_to_recordset(p_counts) as c (room_number int, persons int, note text)
        left join hotel.room as r on r.hotel_id = p_hotel_id and c.room_number = r.room_number
        cross join lateral (
            select count(*)::int as guests from hotel.in_house_guest as i where i.hotel_id = p_hotel_id and i.room_id = r.id
        ) as g
        order by r.id
    loop
        if v_item.persons is null or v_item.persons not between 0 and 99 then
            perform app.invalid('counts', format('persons of room %s must be a number from 0 to 99', v_item.room_number));
        elsif v_item.room_id is null then
            raise exception using
                errcode = 'RVNTF', message = format('Room %s not found.', v_item.room_number), detail = 'ROOM_NOT_FOUND',
                hint = 'Check the room number.';
        end if;
        v_counts := v_counts || row(v_item.room_id, v_item.persons, v_item.guests, v_item.note)::app.room_count;
    end loop;
    return v_counts;
end;
$$;
comment on function app.room_counts(bigint, jsonb) is
'Reads [{room_number, persons, note?}] and sets the books beside it. Errors: RVINV VALIDATION_ERROR, RVNTF ROOM_NOT_FOUND.';

create function app.discrepancies_json(p_hotel_id bigint, p_ids bigint[]) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'id', d.id, 'room_number', r.room_number, 'kind', d.kind, 'counted', d.counted, 'expected', d.expected,
                    'status', d.status, 'note', d.note, 'reported_by', btrim(s.first_name || ' ' || s.last_name),
                    'created_at', d.created_at, 'closed_at', d.closed_at, 'resolution', d.resolution
                )
                order by r.room_number, d.id
            ), '[]'
        )
        from hotel.discrepancy as d
        inner join hotel.room as r on d.hotel_id = r.hotel_id and d.room_id = r.id
        left join hotel.staff as s on d.hotel_id = s.hotel_id and d.reported_by_staff_id = s.id
        where d.hotel_id = p_hotel_id and d.id = any(p_ids)
    );
end;
$$;
comment on function app.discrepancies_json(bigint, bigint[]) is 'Discrepancies as staff read them, by room.';
