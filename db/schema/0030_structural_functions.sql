-- The few functions that tables themselves need. Everything else is code (db/functions).

create function hotel.clock() returns timestamptz
language sql stable parallel safe
return pg_catalog.now();
comment on function hotel.clock() is
'The time at which the current transaction happens. The only clock of every rule: a replay database defines it anew, a production database has no way to move it.';

create function hotel.relay_bell_key() returns bigint
language sql immutable parallel safe
return 7206150042001;
comment on function hotel.relay_bell_key() is 'Advisory lock held, or queued for, exclusively by the relay while it is awake: writers that see it taken do not NOTIFY.';

create function hotel.relay_leader_key() returns bigint
language sql immutable parallel safe
return 7206150042002;
comment on function hotel.relay_leader_key() is 'Advisory lock held by the one relay that delivers; a second one waits for it. Writers that see it free do not NOTIFY: there is nobody to hear.';

create function hotel.log_lock_key(p_hotel_id bigint) returns bigint
language sql immutable parallel safe
return 7206150043000000000 + p_hotel_id;
comment on function hotel.log_lock_key(bigint) is 'Advisory lock under which a hotel''s log is written, one transaction at a time.';

create function hotel.is_timezone(p_name text) returns boolean
language plpgsql stable parallel safe set search_path = ''
as $$
begin
    return exists (select from pg_catalog.pg_timezone_names() as z where z.name = p_name);
end;
$$;
comment on function hotel.is_timezone(text) is 'Whether PostgreSQL knows a time zone of this name.';

create function hotel.local_instant(p_date date, p_time time, p_timezone text) returns timestamptz
language sql stable parallel safe
return (p_date + p_time) at time zone p_timezone;
comment on function hotel.local_instant(date, time, text) is
'The instant at which a clock on the hotel''s wall shows this date and time. In the repeated hour of autumn the later reading, in the skipped hour of spring the shifted one (PostgreSQL''s rule).';

create function hotel.local_date(p_at timestamptz, p_timezone text) returns date
language sql stable parallel safe
return (p_at at time zone p_timezone)::date;
comment on function hotel.local_date(timestamptz, text) is 'The calendar day at the hotel at this instant.';

create function hotel.token_hash(p_raw text) returns bytea
language sql stable parallel safe
return pg_catalog.sha256(pg_catalog.convert_to(p_raw, 'UTF8'));
comment on function hotel.token_hash(text) is 'SHA-256 of a token as its holder sends it: the only form in which tokens are stored.';

-- PL/pgSQL, for a CHECK asks it: an expression would be taken into the CHECK anew by every statement that writes the table.
create function hotel.is_blank(p_text text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return coalesce(
        btrim(
            p_text,
            E' \t\n\u000b\f\r\u0085\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
            || E'\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff'
        ),
        ''
    ) = '';
end;
$$;
comment on function hotel.is_blank(text) is
'Whether a text says nothing: null, empty, or made of what shows as nothing (blanks, tabs, line ends, blanks that do not break, characters of no width).';

create function hotel.money_text(p_minor bigint) returns text
language sql immutable parallel safe
return case when p_minor < 0 then '-' else '' end || (abs(p_minor) / 100)::text || '.' || lpad((abs(p_minor) % 100)::text, 2, '0');
comment on function hotel.money_text(bigint) is 'Minor units as the client expects money: a string with two digits.';

create function hotel.trigrams(p_hotel_id bigint, p_text text) returns bigint[]
language sql immutable parallel safe
return (
    select array_agg(distinct hashtextextended(substr(lower(p_text), n, 3), p_hotel_id)) from generate_series(1, length(p_text) - 2) as n
);
comment on function hotel.trigrams(bigint, text) is
'Every three letters in a row, hashed with the hotel so that one index serves all of them: a text that contains another, in whatever case, has all of its trigrams. Null for fewer than three letters.';
