create function relay.fall_asleep() returns boolean
language sql volatile security definer set search_path = ''
as $$
    select pg_catalog.pg_advisory_unlock(hotel.relay_bell_key());
$$;
comment on function relay.fall_asleep() is
'Arms the bell: from now on a commit with events notifies hotelmate_events. Commits that were already under way do not ring, so look again a little later. False when it was armed already.';
grant execute on function relay.fall_asleep() to hotelmate_listener;
