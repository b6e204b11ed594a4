create function app.draft_numbers(d app.import_draft) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_hotel hotel.hotel;
    v_year text;
    v_next bigint;
begin
    select h.* into strict v_hotel from hotel.hotel as h where h.hotel_id = (d.b).hotel_id;
    v_year := to_char(hotel.local_date((d.old).created_at, v_hotel.timezone), 'YYYY');
    d.b.number := (d.old).booking_id;
    d.b.confirmation_number := (d.old).confirmation_number;
    perform app.raise_counter(v_hotel.hotel_id, array[(d.b).number, (d.b).confirmation_number]);

    -- The old system fell back to other forms; what is not of this hotel's form cannot be told from another hotel's.
    if (d.b).number !~ format('^BK-%s-\d{4}-\d{4,}$', v_hotel.number_prefix)
        or (d.b).confirmation_number !~ '^[A-Z0-9]{1,3}-\d{4}-\d{4,}$'
    then
        v_next := app.next_number(v_hotel.hotel_id, v_year::int);
    end if;
    if (d.b).number !~ format('^BK-%s-\d{4}-\d{4,}$', v_hotel.number_prefix) then
        d.b.number := format('BK-%s-%s-%s', v_hotel.number_prefix, v_year, app.four_digits(v_next));
        d.c := app.import_finding(d.c, 'NUMBER_GIVEN_ANEW', 'booking_id', (d.old).booking_id, (d.b).number);
    end if;
    if (d.b).confirmation_number !~ '^[A-Z0-9]{1,3}-\d{4}-\d{4,}$' then
        d.b.confirmation_number := format('%s-%s-%s', v_hotel.confirmation_prefix, v_year, app.four_digits(v_next));
        d.c := app.import_finding(
            d.c, 'NUMBER_GIVEN_ANEW', 'confirmation_number', (d.old).confirmation_number, (d.b).confirmation_number
        );
    end if;
    return d;
end;
$$;
comment on function app.draft_numbers(app.import_draft) is
'Keeps the numbers of a booking; one that has not its hotel''s form is given anew. Findings: NUMBER_GIVEN_ANEW. Errors: 23505 booking_hotel_id_number_key when inserted twice.';

create function app.raise_counter(p_hotel_id bigint, p_numbers text[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    -- The counter is behind no number there is: the next one made here is free.
    insert into hotel.number_counter as c (hotel_id, year, last_number)
    select p_hotel_id, m[1]::int, max(m[2]::bigint)
    from unnest(p_numbers) as n (number)
    cross join lateral regexp_match(n.number, '-(\d{4})-(\d{4,18})$') as m
    where m[2]::bigint > 0
    group by m[1]::int
    order by m[1]::int
    on conflict on constraint number_counter_pkey do update
        set last_number = excluded.last_number
        where c.last_number < excluded.last_number;
end;
$$;
comment on function app.raise_counter(bigint, text[]) is 'Lifts a hotel''s counters to the numbers that came in.';

create function app.four_digits(p_number bigint) returns text
language plpgsql immutable set search_path = ''
as $$
begin
    return lpad(p_number::text, greatest(4, length(p_number::text)), '0');
end;
$$;
comment on function app.four_digits(bigint) is 'A number in at least four digits, never cut.';
