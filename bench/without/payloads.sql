-- Events that say what happened, and to whom, and show nothing of it.

create or replace function app.event_of(p_hotel_id bigint, p_touch app.touch) returns hotel.event
language plpgsql stable set search_path = ''
as $$
declare
    v_event hotel.event;
begin
    v_event.hotel_id := p_hotel_id;
    v_event.event_id := gen_random_uuid();
    v_event.event_type := p_touch.event_type;
    v_event.entity := p_touch.entity;
    v_event.entity_id := p_touch.entity_id;
    v_event.changed_fields := p_touch.changed_fields;
    v_event.payload := '{}';
    if p_touch.guest_type is not null then
        v_event.guest_type := p_touch.guest_type;
        v_event.guest_payload := '{}';
    end if;
    return v_event;
end;
$$
