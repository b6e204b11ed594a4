create function api.close_discrepancy(
    p_hotel text, p_discrepancy_id bigint, p_resolution text, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'close_discrepancy', 'housekeeping.task.update', 'HOUSEKEEPING', p_note => p_note
    );
begin
    if hotel.is_blank(p_resolution) then
        perform app.invalid('resolution', 'Say what it was');
    end if;
    perform from hotel.discrepancy as d
    where d.hotel_id = v_caller.hotel_id and d.id = p_discrepancy_id
    for no key update;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Discrepancy not found.', detail = 'DISCREPANCY_NOT_FOUND', hint = 'Check its id.';
    end if;

    -- Closed already: the first word stands.
    update hotel.discrepancy as d
    set status = 'CLOSED', closed_at = hotel.clock(), resolution = p_resolution
    where d.hotel_id = v_caller.hotel_id and d.id = p_discrepancy_id and d.status = 'OPEN';
    return app.discrepancies_json(v_caller.hotel_id, array[p_discrepancy_id]) -> 0;
end;
$$;
comment on function api.close_discrepancy(text, bigint, text, text, text) is
'Closes a discrepancy and says what it was; closing it again changes nothing. Answers it as api.list_discrepancies does. Errors: RVAUT, RVDNY, RVNTF DISCREPANCY_NOT_FOUND, RVINV VALIDATION_ERROR.';
grant execute on function api.close_discrepancy(text, bigint, text, text, text) to hotelmate_api, hotelmate_operator;
