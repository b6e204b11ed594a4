-- Bookings, each brought into its status by the functions that bring real ones there.

create function test.guest_token(p_name text) returns text
language sql stable set search_path = ''
as $$
    select current_setting('test.guest_token_' || p_name);
$$;
comment on function test.guest_token(text) is 'The raw guest token of a booking that test.hold made.';

create function test.hold(
    p_name text, p_check_in date default test.today(), p_nights int default 2, p_type text default 'DBL', p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_answer jsonb;
begin
    v_answer := test.answer(
        'create_booking', null,
        format(
            'p_room_type_code => %L, p_check_in => %L, p_check_out => %L, p_primary_first_name => %L, p_primary_last_name => ''Guest'','
            || ' p_primary_email => ''guest@example.org'', p_primary_phone => ''1'', p_booker_type => ''SELF'', p_promo_code => %L',
            p_type, p_check_in, p_check_in + p_nights, initcap(p_name), p_name
        ),
        p_as => null, p_slug => p_slug
    );
    perform set_config('test.guest_token_' || p_name, v_answer -> 'data' ->> 'guest_token', true);
end;
$$;
comment on function test.hold(text, date, int, text, text) is 'A guest books for one adult: PENDING_PAYMENT, a double costs 109.00 a night.';

create function test.reports(
    p_name text, p_kind hotel.ledger_kind, p_amount_minor bigint default null, p_reference text default null, p_payment text default null,
    p_capture_method text default 'MANUAL', p_capture_before timestamptz default null
) returns boolean
language plpgsql volatile set search_path = ''
as $$
declare
    v_is_new boolean;
begin
    v_is_new := app.record_payment_movement(
        (select h.slug from hotel.hotel as h where h.hotel_id = (test.booking(p_name)).hotel_id), test.number(p_name), p_kind,
        coalesce(p_payment, 'pi_' || p_name), coalesce(p_reference, lower(p_kind::text) || '_' || p_name),
        coalesce(p_amount_minor, (test.booking(p_name)).total_minor), p_capture_method,
        p_payment_amount_minor => (test.booking(p_name)).total_minor, p_capture_before => p_capture_before
    );
    perform test.commit();
    return v_is_new;
end;
$$;
comment on function test.reports(text, hotel.ledger_kind, bigint, text, text, text, timestamptz) is
'The provider reports a movement, by default of the whole total; false when it was known. The payment is made for the total.';

create function test.pays(
    p_name text, p_kind hotel.ledger_kind, p_amount_minor bigint default null, p_reference text default null, p_payment text default null
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.reports(p_name, p_kind, p_amount_minor, p_reference, p_payment);
end;
$$;
comment on function test.pays(text, hotel.ledger_kind, bigint, text, text) is 'test.reports where nobody asks whether it was known.';

create function test.request(
    p_name text, p_check_in date default test.today(), p_nights int default 2, p_type text default 'DBL', p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.hold(p_name, p_check_in, p_nights, p_type, p_slug);
    perform test.pays(p_name, 'AUTHORIZED');
end;
$$;
comment on function test.request(text, date, int, text, text) is 'A booking whose money is authorised: PENDING_APPROVAL.';

create function test.paid(
    p_name text, p_check_in date default test.today(), p_nights int default 2, p_type text default 'DBL', p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.request(p_name, p_check_in, p_nights, p_type, p_slug);
    perform test.act('approve_booking', p_name, p_slug => p_slug);
    perform test.pays(p_name, 'CAPTURED');
end;
$$;
comment on function test.paid(text, date, int, text, text) is 'An approved booking whose money is captured: CONFIRMED.';

create function test.staff_booking(
    p_name text,
    p_check_in date default test.today(),
    p_nights int default 2,
    p_type text default 'DBL',
    p_terms hotel.payment_terms default 'PAY_AT_PROPERTY',
    p_total_minor bigint default null,
    p_adults int default 1,
    p_arguments text default '',
    p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.act(
        'create_staff_booking', null,
        format(
            'p_room_type_code => %L, p_check_in => %L, p_check_out => %L, p_primary_first_name => %L, p_primary_last_name => ''Guest'','
            || ' p_primary_email => ''guest@example.org'', p_primary_phone => ''1'', p_promo_code => %L, p_terms => %L,'
            || ' p_total_minor => %L, p_adults => %L',
            p_type, p_check_in, p_check_in + p_nights, initcap(p_name), p_name, p_terms, p_total_minor, p_adults
        ) || case when p_arguments <> '' then ', ' || p_arguments else '' end,
        p_slug => p_slug
    );
end;
$$;
comment on function test.staff_booking(text, date, int, text, hotel.payment_terms, bigint, int, text, text) is
'The front desk books: CONFIRMED with payment at the property; PREPAID for nothing is PENDING_APPROVAL.';

create function test.assigned(
    p_name text, p_room int, p_check_in date default test.today(), p_nights int default 2, p_type text default 'DBL', p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.paid(p_name, p_check_in, p_nights, p_type, p_slug);
    perform test.act('assign_room', p_name, format('p_room_id => %s', test.room_id(p_room, p_slug)), p_slug => p_slug);
end;
$$;
comment on function test.assigned(text, int, date, int, text, text) is 'A paid booking with a room.';

create function test.in_house(
    p_name text, p_room int, p_check_in date default test.today(), p_nights int default 2, p_type text default 'DBL', p_slug text default 'harbour'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.assigned(p_name, p_room, p_check_in, p_nights, p_type, p_slug);
    perform test.act('check_in', p_name, p_slug => p_slug);
end;
$$;
comment on function test.in_house(text, int, date, int, text, text) is 'A paid booking whose guest has arrived.';
