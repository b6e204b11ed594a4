-- Ring only for a relay that lives and sleeps: a NOTIFY in every transaction would queue all commits behind one lock. Alive, a relay
-- has the leader's lock; awake, it has the bell's lock too, or waits for it. A relay that comes waits for commits that saw none,
-- and looks.

create function app.ring_relay() returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if pg_catalog.pg_try_advisory_xact_lock_shared(hotel.relay_bell_key())
        and not pg_catalog.pg_try_advisory_xact_lock_shared(hotel.relay_leader_key())
    then
        perform pg_catalog.pg_notify('hotelmate_events', '');
    end if;
end;
$$;
comment on function app.ring_relay() is 'Wakes the relay if it sleeps. Called at commit, by a transaction with events.';
