-- What the bare service layer does in seven round trips, in one call: the same tables, the same rows, the rules it has.

create function set_room_status(p_hotel text, p_room_id bigint, p_to_status text, p_token text) returns text
language plpgsql volatile
as $$
declare
    v_caller record;
    v_room public.room;
begin
    select h.id as hotel_id, s.first_name || ' ' || s.last_name as actor
    into v_caller
    from public.staff_token as t
    inner join public.staff as s on t.staff_id = s.id
    inner join public.hotel as h on s.hotel_id = h.id
    where t.key = p_token and h.slug = p_hotel and s.is_active and t.revoked_at is null;
    if not found then
        raise exception 'unknown token';
    end if;

    select r.* into v_room from public.room as r where r.id = p_room_id for update;
    if (v_room.room_status, p_to_status) not in (
        ('CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS'), ('CLEANING_IN_PROGRESS', 'CHECKOUT_DIRTY')
    ) then
        raise exception '% to %', v_room.room_status, p_to_status;
    end if;

    update public.room as r set room_status = p_to_status, updated_at = now() where r.id = p_room_id;
    insert into public.audit (hotel_id, entity, entity_id, action, actor, from_status, to_status, changes)
    values (
        v_caller.hotel_id, 'room', p_room_id, 'set_room_status', v_caller.actor, v_room.room_status, p_to_status,
        jsonb_build_object('room_status', p_to_status)
    );
    insert into public.event (hotel_id, event_type, payload)
    values (
        v_caller.hotel_id, 'room_updated',
        jsonb_build_object('room_number', v_room.room_number, 'room_status', p_to_status, 'is_active', v_room.is_active)
    );
    return p_to_status;
end;
$$
