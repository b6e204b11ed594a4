-- B9: numbers that were given out carry the prefix, and another hotel could take up one that is left. After the row, so that what
-- its CHECKs say comes first.

create function app.guard_hotel() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = 'The prefix of a hotel''s numbers never changes.', detail = 'NUMBER_PREFIX_IS_IMMUTABLE',
        hint = 'Give create_hotel the prefix that is wanted.';
end;
$$;
comment on function app.guard_hotel() is 'Keeps the prefix of booking numbers. Always raises RVSTT NUMBER_PREFIX_IS_IMMUTABLE.';

create trigger guard after update of number_prefix on hotel.hotel
for each row when (new.number_prefix <> old.number_prefix)
execute function app.guard_hotel();
