-- One relay delivers, a second one waits here and follows at once when the first one's session ends. The wait is cut into
-- pieces: a statement that waits keeps its snapshot, and one that waits for days keeps vacuum from ever cleaning up.

create function relay.take_lead(p_wait_ms int) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
    perform pg_catalog.set_config('lock_timeout', p_wait_ms::text, true);
    perform pg_catalog.pg_advisory_lock(hotel.relay_leader_key());
    return true;
exception
    when lock_not_available then
        return false;
end;
$$;
comment on function relay.take_lead(int) is
'Makes this session the one that delivers, until it ends. False when another one still is after p_wait_ms milliseconds: ask again.';
grant execute on function relay.take_lead(int) to hotelmate_listener;
