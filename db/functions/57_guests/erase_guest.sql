-- A guest asks to be forgotten. Whoever does it names the bookings one by one: an address of an agency or of the desk may stand in a
-- thousand of them, and nothing here can be taken back.

create function api.erase_guest(
    p_hotel text,
    p_booking_ids text[] default '{}',
    p_guest_ids bigint[] default '{}',
    p_forgive_debt boolean default false,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'erase_guest', 'guest.data.erase', p_source => 'MANAGER_OVERRIDE', p_note => p_note);
    v_erasure hotel.erasure := app.erasure_of(v_caller.hotel_id, p_booking_ids, p_guest_ids);
    v_people bigint[] := app.lock_people_of(v_erasure);
    v_elsewhere text[] := app.bookings_elsewhere(v_erasure, v_people);
begin
    -- Asked again, or by somebody else a moment ago: there is nobody left to erase.
    if exists (
        select from hotel.person as q
        where q.hotel_id = v_erasure.hotel_id and q.id = any(v_people) and q.erased_at is null
    ) then
        insert into hotel.erasure (hotel_id, booking_ids, house_guest_ids, forgives_debt)
        values (v_erasure.hotel_id, v_erasure.booking_ids, v_erasure.house_guest_ids, coalesce(p_forgive_debt, false));
    end if;
    return (
        select jsonb_build_object(
            'message', 'Personal data erased',
            'booking_ids', to_jsonb(app.numbers_of(v_erasure)),
            'guest_ids', to_jsonb(v_erasure.house_guest_ids),
            'persons', cardinality(v_people),
            'erased_at', (select max(q.erased_at) from hotel.person as q where q.hotel_id = v_erasure.hotel_id and q.id = any(v_people)),
            'same_address', to_jsonb(v_elsewhere),
            'log_mentions', coalesce(sum(e.log_mentions), 0)
        )
        from hotel.erasure as e
        where e.hotel_id = v_erasure.hotel_id and e.person_ids && v_people
    );
end;
$$;
comment on function api.erase_guest(text, text[], bigint[], boolean, text, text) is
'Erases, for good, the personal data of everybody in these ended bookings (numbers) and of these departed guests (ids as in api.list_house_guests; one of a booking stands for the booking): {message, booking_ids[], guest_ids[], persons, erased_at, same_address[], log_mentions}. same_address: numbers of further bookings at the hotel with an e-mail address of theirs, which stay. log_mentions: audit rows whose free text names one of them. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, RVNTF BOOKING_NOT_FOUND, GUEST_NOT_FOUND, RVSTT GUEST_STAY_IS_OPEN, GUEST_MONEY_IS_OPEN, GUEST_OWES_MONEY.';
grant execute on function api.erase_guest(text, text[], bigint[], boolean, text, text) to hotelmate_api, hotelmate_operator;

create function app.erasure_of(p_hotel_id bigint, p_numbers text[], p_guest_ids bigint[]) returns hotel.erasure
language plpgsql stable set search_path = ''
as $$
declare
    v_erasure hotel.erasure;
    v_guest_id bigint;
    v_guest hotel.in_house_guest;
    v_number text;
begin
    if coalesce(cardinality(p_numbers), 0) + coalesce(cardinality(p_guest_ids), 0) not between 1 and 100 then
        perform app.invalid('booking_ids', 'booking_ids and guest_ids together name 1 to 100');
    end if;
    v_erasure.hotel_id := p_hotel_id;
    v_erasure.booking_ids := '{}';
    v_erasure.house_guest_ids := '{}';
    foreach v_number in array coalesce(p_numbers, '{}')
    loop
        v_erasure.booking_ids := v_erasure.booking_ids || (app.find_booking(p_hotel_id, v_number)).id;
    end loop;
    foreach v_guest_id in array coalesce(p_guest_ids, '{}')
    loop
        v_guest := app.find_house_guest(p_hotel_id, v_guest_id);
        if v_guest.booking_id is null then
            v_erasure.house_guest_ids := v_erasure.house_guest_ids || v_guest.id;
        else
            v_erasure.booking_ids := v_erasure.booking_ids || v_guest.booking_id;
        end if;
    end loop;
    v_erasure.booking_ids := array(select distinct i.id from unnest(v_erasure.booking_ids) as i (id) order by i.id);
    v_erasure.house_guest_ids := array(select distinct i.id from unnest(v_erasure.house_guest_ids) as i (id) order by i.id);
    return v_erasure;
end;
$$;
comment on function app.erasure_of(bigint, text[], bigint[]) is
'The erasure that booking numbers and guest ids ask for, not yet entered. Errors: RVINV VALIDATION_ERROR, RVNTF BOOKING_NOT_FOUND, GUEST_NOT_FOUND.';
