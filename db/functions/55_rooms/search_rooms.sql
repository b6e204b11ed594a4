create function api.search_rooms(
    p_hotel text,
    p_search text default null,
    p_page int default 1,
    p_page_size int default 10,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'search_rooms', 'room.inventory.read', p_note => p_note);
    v_size int := least(greatest(p_page_size, 1), 100);
    v_search text := btrim(coalesce(p_search, ''));
    v_count bigint;
    v_results jsonb;
begin
    select count(*) into v_count
    from hotel.room as r
    where r.hotel_id = v_caller.hotel_id and strpos(r.room_number::text, v_search) > 0;

    select coalesce(jsonb_agg(to_jsonb(v) order by v.room_number), '[]') into v_results
    from (
        select r.id from hotel.room as r
        where r.hotel_id = v_caller.hotel_id and strpos(r.room_number::text, v_search) > 0
        order by r.room_number
        limit v_size offset greatest(p_page - 1, 0)::bigint * v_size
    ) as p
    inner join app.room_view as v on v.hotel_id = v_caller.hotel_id and p.id = v.id;

    return jsonb_build_object(
        'count', v_count, 'page', p_page, 'page_size', v_size,
        'next', case when v_count > p_page::bigint * v_size then p_page + 1 end,
        'previous', case when p_page > 1 then p_page - 1 end,
        'results', v_results
    );
end;
$$;
comment on function api.search_rooms(text, text, int, int, text, text) is
'{count, page, page_size, next, previous, results[]} of all rooms by number, those out of service included. p_search: a part of the number. Page size at most 100. Errors: RVAUT, RVDNY.';
grant execute on function api.search_rooms(text, text, int, int, text, text) to hotelmate_api, hotelmate_operator;
