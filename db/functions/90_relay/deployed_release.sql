create function api.deployed_release() returns text
language sql stable security definer set search_path = ''
as $$
    select v.sha256 from hotel.code_version as v;
$$;
comment on function api.deployed_release() is
'Hash of the code that is deployed here: how our own processes see whether it is what they were made for.';
grant execute on function api.deployed_release() to hotelmate_api, hotelmate_listener;
