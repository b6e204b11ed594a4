create function api.list_discrepancies(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_discrepancies', 'housekeeping.dashboard.read', p_note => p_note);
begin
    return jsonb_build_object(
        'discrepancies', app.discrepancies_json(
            v_caller.hotel_id,
            array(select d.id from hotel.discrepancy as d where d.hotel_id = v_caller.hotel_id and d.status = 'OPEN')
        )
    );
end;
$$;
comment on function api.list_discrepancies(text, text, text) is
'{discrepancies[{id, room_number, kind, counted, expected, status, note, reported_by, created_at, closed_at, resolution}]}: the open ones. Errors: RVAUT, RVDNY.';
grant execute on function api.list_discrepancies(text, text, text) to hotelmate_api, hotelmate_operator;
