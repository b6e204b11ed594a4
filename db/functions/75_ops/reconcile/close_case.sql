create function ops.close_case(p_hotel text, p_check_code text, p_entity text, p_entity_id text, p_resolution text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel hotel.hotel := app.operators_hotel(p_hotel);
begin
    perform app.require_note(p_resolution, 'resolution');
    perform app.begin_system_action('close_case', session_user, 'SYSTEM', p_resolution);
    update hotel.drift_case as c
    set status = 'CLOSED', closed_at = hotel.clock(), closed_by = session_user, resolution = p_resolution
    where
        c.hotel_id = v_hotel.hotel_id and c.status = 'OPEN'
        and c.check_code = p_check_code and c.entity = p_entity and c.entity_id = p_entity_id;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'There is no such open case.', detail = 'CASE_NOT_FOUND',
            hint = 'See ops.cases; ops.reconcile opens one for what ops.drift shows.';
    end if;
end;
$$;
comment on function ops.close_case(text, text, text, text, text) is
'Closes a case: p_resolution says what was done, or why it is accepted as it is; then it is not opened again. A change behind the log''s back (audit_fold) is thereby entered into the log, in your name. Errors: RVINV NOTE_REQUIRED, RVNTF HOTEL_NOT_FOUND, CASE_NOT_FOUND.';
grant execute on function ops.close_case(text, text, text, text, text) to hotelmate_operator;
