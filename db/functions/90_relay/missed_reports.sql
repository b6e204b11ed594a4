-- What the provider reported between the restored moment and the restore was acknowledged and is lost here: it will not report it
-- again by itself. It keeps its reports for a month, so they are read from it and stored as if they came now; what is known
-- already is stored once.

create function relay.reports_missed_since() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    -- An hour more: the provider's clock is another, and a report may be late.
    return (select to_jsonb(min(r.restored_to) - interval '1 hour') from hotel.restoration as r where r.reports_read_at is null);
end;
$$;
comment on function relay.reports_missed_since() is 'Since when the provider''s reports must be read again, after a restore; null: nothing is missing.';
grant execute on function relay.reports_missed_since() to hotelmate_listener;

create function relay.reports_read(p_since timestamptz) returns void
language sql volatile security definer set search_path = ''
as $$
    update hotel.restoration as r
    set reports_read_at = hotel.clock()
    where r.reports_read_at is null and r.restored_to - interval '1 hour' >= p_since;
$$;
comment on function relay.reports_read(timestamptz) is 'All that the provider has reported since then is stored.';
grant execute on function relay.reports_read(timestamptz) to hotelmate_listener;
