create function ops.retry_provider_event(p_event_id text, p_note text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_event hotel.provider_inbox;
begin
    perform app.require_note(p_note);
    -- Twenty more attempts, and the error remembers who asked for them. One that somebody is at needs no other.
    update hotel.provider_inbox as w
    set
        next_attempt_at = hotel.clock(), attempts = 0,
        error = format('%s (tried again by %s: %s)', coalesce(w.error, 'not processed'), session_user, p_note)
    where w.event_id in (
        select k.event_id from hotel.provider_inbox as k
        where
            k.event_id = p_event_id and k.status <> 'PROCESSED'
            and (k.hotel_id is null or k.hotel_id in (select hotel.operator_hotels()))
        for update skip locked
    )
    returning w.* into v_event;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'No such event waits.', detail = 'PROVIDER_EVENT_NOT_FOUND',
            hint = 'See ops.provider_dead_letters; a processed event stays processed.';
    end if;
    return jsonb_build_object('event_id', v_event.event_id, 'event_type', v_event.event_type, 'status', v_event.status, 'error', v_event.error);
end;
$$;
comment on function ops.retry_provider_event(text, text) is
'Has the worker try a waiting provider event again now, twenty times more; p_note: why. Errors: RVINV NOTE_REQUIRED, RVNTF PROVIDER_EVENT_NOT_FOUND.';
grant execute on function ops.retry_provider_event(text, text) to hotelmate_operator;
