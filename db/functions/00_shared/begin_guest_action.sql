create function app.begin_guest_action(p_hotel text, p_action text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_hotel_id bigint;
begin
    select h.hotel_id into v_hotel_id from hotel.hotel as h where h.slug = p_hotel and h.is_active;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Hotel not found.', detail = 'HOTEL_NOT_FOUND', hint = 'Check the hotel''s address.';
    end if;
    perform app.set_context(p_action, 'guest', null, 'GUEST', null);
    return v_hotel_id;
end;
$$;
comment on function app.begin_guest_action(text, text) is 'Starts an action of a guest at an active hotel; returns hotel_id. Errors: RVNTF HOTEL_NOT_FOUND.';

create function app.begin_system_action(p_action text, p_actor text, p_source hotel.change_source, p_note text default null) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.set_context(p_action, p_actor, null, p_source, p_note);
end;
$$;
comment on function app.begin_system_action(text, text, hotel.change_source, text) is 'Starts an action of a job or of the provider.';
