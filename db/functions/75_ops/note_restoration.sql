-- A backup was restored, by ./hotel restore or by whatever archives somebody's own server. What the provider has done since the
-- restored moment is not known here, and what waits here it may have done: it is asked about everything that can still move
-- before anything is moved (app.awaits_the_truth), and what was under way is looked for before it is asked for again.

create function ops.note_restoration(p_hotel text, p_restored_to timestamptz, p_note text, p_skip_numbers int default 100)
returns table (seq_before bigint, seq bigint, payments_asked int)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel hotel.hotel := app.operators_hotel(p_hotel);
    v_asked int;
begin
    perform app.require_note(p_note);
    if p_restored_to is null or p_restored_to > hotel.clock() then
        perform app.invalid('restored_to', 'restored_to is the newest moment that the restored rows know of');
    elsif p_skip_numbers is null or p_skip_numbers < 0 then
        perform app.invalid('skip_numbers', 'skip_numbers is 0 or more');
    end if;
    perform app.begin_system_action('note_restoration', session_user, 'SYSTEM', p_note);

    v_asked := app.ask_about_what_can_move(v_hotel.hotel_id);
    perform app.skip_numbers(v_hotel, p_skip_numbers);
    return query
    insert into hotel.restoration as r (hotel_id, restored_to, noted_by, note)
    values (v_hotel.hotel_id, p_restored_to, session_user, p_note)
    returning r.seq_before, r.seq, v_asked;
end;
$$;
comment on function ops.note_restoration(text, timestamptz, text, int) is
'Once after a restore, before anybody works with it: event numbers leap to where none has been, clients are told, the provider is asked about every payment that can still move before one is moved, and p_skip_numbers booking numbers are left to the bookings that are lost. p_restored_to: the newest moment that the rows know. Errors: RVNTF HOTEL_NOT_FOUND, RVINV NOTE_REQUIRED, VALIDATION_ERROR.';
grant execute on function ops.note_restoration(text, timestamptz, text, int) to hotelmate_operator;

create function app.ask_about_what_can_move(p_hotel_id bigint) returns int
language plpgsql volatile set search_path = ''
as $$
declare
    v_count int;
begin
    -- An answer to a question from before would count as one from before. What was under way is not new to the provider.
    update hotel.payment_command as c
    set status = 'FAILED', finished_at = hotel.clock(), last_error = 'asked anew after a restore'
    where c.hotel_id = p_hotel_id and c.status = 'PENDING' and c.kind = 'VERIFY';
    update hotel.payment_command as c
    set attempts = 1
    where c.hotel_id = p_hotel_id and c.status = 'PENDING' and c.attempts = 0;

    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency, next_attempt_at)
    select p.hotel_id, p.id, p.booking_id, 'VERIFY', 0, p.currency, hotel.clock()
    from hotel.payment as p
    inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
    where
        p.hotel_id = p_hotel_id and p.provider = 'stripe'
        and (b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED') or b.updated_at > hotel.clock() - interval '30 days')
    order by p.id;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function app.ask_about_what_can_move(bigint) is
'Queues a VERIFY for the payments of bookings that live or ended within 30 days, and marks what is pending as begun; how many are asked about.';

create function app.skip_numbers(p_hotel hotel.hotel, p_count int) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.number_counter as c (hotel_id, year, last_number)
    select p_hotel.hotel_id, extract(year from hotel.local_date(hotel.clock(), p_hotel.timezone))::int, p_count
    where p_count > 0
    on conflict on constraint number_counter_pkey do update set last_number = c.last_number + excluded.last_number;
end;
$$;
comment on function app.skip_numbers(hotel.hotel, int) is 'Leaves the next numbers of this year to bookings that guests have letters of and the hotel has not.';

create function app.is_settling(p_hotel_id bigint) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (select from hotel.restoration as r where r.hotel_id = p_hotel_id and r.at > hotel.clock() - interval '1 hour');
end;
$$;
comment on function app.is_settling(bigint) is
'Whether a hotel was restored within the hour: its holds and requests do not end by themselves, for their payments and decisions may be known outside.';
