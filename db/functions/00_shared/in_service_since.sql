create function app.in_service_since() returns timestamptz
language sql stable set search_path = ''
as $$
    select min(m.applied_at) from hotel.migration as m;
$$;
comment on function app.in_service_since() is 'When this database was made: before that, no job can have missed a run.';
