-- Dated out-of-order blocks (SPEC: a hard override of a room's service): painters are in from the third to the fifth. The block
-- holds the room through a claim, so a guest's nights refuse it, and lowers what can be sold, or is refused by what is sold.

create function api.block_room(
    p_hotel text, p_room_number int, p_starts_on date, p_ends_on date, p_reason text, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'block_room', 'room.out_of_order.set', p_note => coalesce(p_note, p_reason)
    );
    v_room hotel.room := app.lock_room_number(v_caller.hotel_id, p_room_number);
    v_block hotel.room_block;
begin
    if p_starts_on is null or p_starts_on < hotel.local_date(hotel.clock(), v_caller.timezone) then
        perform app.invalid('starts_on', 'starts_on must be today or later');
    elsif p_ends_on is null or p_ends_on <= p_starts_on or p_ends_on > p_starts_on + 730 then
        perform app.invalid('ends_on', 'ends_on must be after starts_on, by two years at most');
    elsif hotel.is_blank(p_reason) or length(p_reason) > 255 then
        perform app.invalid('reason', 'reason must be 1 to 255 characters');
    end if;

    insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
    values (v_room.hotel_id, v_room.id, p_starts_on, p_ends_on, btrim(p_reason))
    returning * into v_block;
    return app.block_json(v_block);
end;
$$;
comment on function api.block_room(text, int, date, date, text, text, text) is
'Takes a room out of service for the nights [p_starts_on, p_ends_on): {id, room_id, room_number, starts_on, ends_on, reason, created_at, lifted_at}. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVINV VALIDATION_ERROR, 23P01 one_holder_per_room_and_night, 23514 night_is_not_oversold.';
grant execute on function api.block_room(text, int, date, date, text, text, text) to hotelmate_api, hotelmate_operator;

create function api.lift_room_block(p_hotel text, p_block_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'lift_room_block', 'room.out_of_order.set', p_note => p_note);
    v_room_id bigint := (select k.room_id from hotel.room_block as k where k.hotel_id = v_caller.hotel_id and k.id = p_block_id);
    v_block hotel.room_block;
begin
    if v_room_id is null then
        raise exception using
            errcode = 'RVNTF', message = 'Room block not found.', detail = 'ROOM_BLOCK_NOT_FOUND',
            hint = 'Check the block; it must be of this hotel.';
    end if;
    perform app.lock_room(v_caller.hotel_id, v_room_id);

    -- Lifting twice is lifting once.
    update hotel.room_block as k
    set lifted_at = hotel.clock()
    where k.hotel_id = v_caller.hotel_id and k.id = p_block_id and k.lifted_at is null;
    select k.* into strict v_block from hotel.room_block as k where k.hotel_id = v_caller.hotel_id and k.id = p_block_id;
    return app.block_json(v_block);
end;
$$;
comment on function api.lift_room_block(text, bigint, text, text) is
'Gives a blocked room back, from now on; repeating it answers the same. Errors: RVAUT, RVDNY, RVNTF ROOM_BLOCK_NOT_FOUND.';
grant execute on function api.lift_room_block(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.list_room_blocks(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_room_blocks', 'room.status.read', p_note => p_note);
begin
    return (
        select coalesce(jsonb_agg(app.block_json(k) order by k.starts_on, k.id), '[]')
        from hotel.room_block as k
        where
            k.hotel_id = v_caller.hotel_id and k.lifted_at is null
            and k.ends_on > hotel.local_date(hotel.clock(), v_caller.timezone)
    );
end;
$$;
comment on function api.list_room_blocks(text, text, text) is 'Blocks of today and later that are not lifted, by their first night. Errors: RVAUT, RVDNY.';
grant execute on function api.list_room_blocks(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.block_json(p_block hotel.room_block) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'id', p_block.id, 'room_id', p_block.room_id,
        'room_number', (select r.room_number from hotel.room as r where r.hotel_id = p_block.hotel_id and r.id = p_block.room_id),
        'starts_on', p_block.starts_on, 'ends_on', p_block.ends_on, 'reason', p_block.reason,
        'created_at', p_block.created_at, 'lifted_at', p_block.lifted_at
    );
end;
$$;
comment on function app.block_json(hotel.room_block) is 'A dated block: {id, room_id, room_number, starts_on, ends_on, reason, created_at, lifted_at}.';
