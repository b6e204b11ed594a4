-- The provider's events, stored once by their id before anything is done with them. Its signature is the API's matter.

create function api.receive_provider_event(p_payload text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_event jsonb := p_payload::jsonb;
    v_status text;
begin
    if jsonb_typeof(v_event -> 'id') is distinct from 'string' or coalesce(v_event ->> 'id', '') !~ '^[!-~]{1,255}$' then
        perform app.invalid('id', 'An event has an id');
    elsif jsonb_typeof(v_event -> 'type') is distinct from 'string' or coalesce(v_event ->> 'type', '') !~ '^[!-~]{1,255}$' then
        perform app.invalid('type', 'An event has a type');
    end if;
    insert into hotel.provider_inbox (event_id, event_type, payload, intent_reference)
    values (v_event ->> 'id', v_event ->> 'type', p_payload, app.intent_reference_of(v_event #> '{data,object}'))
    on conflict (event_id) do nothing;
    select case when w.status = 'PROCESSED' then 'already_processed' else 'received' end into v_status
    from hotel.provider_inbox as w
    where w.event_id = v_event ->> 'id';
    return jsonb_build_object('event_id', v_event ->> 'id', 'event_type', v_event ->> 'type', 'status', v_status);
end;
$$;
comment on function api.receive_provider_event(text) is
'Stores an event of the provider, as it was sent, once by its id: {event_id, event_type, status: received | already_processed}. Errors: RVINV VALIDATION_ERROR, 22P02 what is no JSON.';
grant execute on function api.receive_provider_event(text) to hotelmate_api, hotelmate_listener;
