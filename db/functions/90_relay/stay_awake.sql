-- While the relay is awake it polls, and writers need not ring. A writer sees that for nothing: the shared lock it tries is
-- taken, or has an exclusive request queued before it. Blocking is the point: a try-lock starves among busy writers, and
-- every one of them would pay for a NOTIFY.

create function relay.stay_awake(p_wait_ms int) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
    perform pg_catalog.set_config('lock_timeout', p_wait_ms::text, true);
    perform pg_catalog.pg_advisory_lock(hotel.relay_bell_key());
    return true;
exception
    when lock_not_available then
        return false;
end;
$$;
comment on function relay.stay_awake(int) is
'Silences the bell for as long as this session holds the lock. False when a writer is still committing after p_wait_ms milliseconds: ask again.';
grant execute on function relay.stay_awake(int) to hotelmate_listener;
