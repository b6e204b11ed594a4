begin;
select plan(20);
select test.open_house();

-- One guest who leaves everything a guest can leave, in words that stand nowhere else.
update hotel.precheckin_config
set fields_enabled = '{special_requests,consent_checkbox,nationality,id_document_type,id_document_number,address_line_1,city}', fields_required = '{}'
where hotel_id = test.hotel_id();
create temporary table word on commit drop as
select w.word from unnest(array[
    'zephyrine', 'quackenbush', '+353867654321', '+353860000001', 'px9988776', 'xylophone', 'bartholomew', 'peregrine', 'walnuts'
]) as w (word);
create function pg_temp.places() returns text[] language plpgsql as $$
declare
    v_table text;
    v_found boolean;
    v_places text[] := '{}';
begin
    perform test.commit();
    for v_table in
        select c.relname from pg_class as c
        where c.relnamespace = 'hotel'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        order by c.relname
    loop
        execute format('select exists (select from hotel.%I as t, word as w where strpos(lower(t::text), w.word) > 0)', v_table) into v_found;
        v_places := v_places || case when v_found then array[v_table] else '{}' end;
    end loop;
    return v_places;
end;
$$;
create function pg_temp.once(p_key text, p_token text, p_function text, p_arguments jsonb) returns jsonb language plpgsql as $$
declare
    v_answer jsonb := test.as_role(
        'hotelmate_api', format('select api.call_once(''harbour'', %L, %L, %L, %L)', p_token, p_key, p_function, p_arguments)
    );
begin
    perform test.commit();
    return v_answer;
end;
$$;

select is(pg_temp.places(), '{}', 'nobody has heard of her');
select isnt(
    pg_temp.once('book', null, 'create_booking', '{
        "p_room_type_code": "DBL", "p_check_in": "2026-06-10", "p_check_out": "2026-06-12", "p_adults": 2, "p_promo_code": "zed",
        "p_primary_first_name": "Zephyrine", "p_primary_last_name": "Quackenbush", "p_primary_phone": "+353867654321",
        "p_primary_email": "zephyrine@quackenbush.example", "p_booker_type": "COMPANY", "p_booker_first_name": "Peregrine",
        "p_booker_last_name": "Quackenbush", "p_booker_email": "office@quackenbush.example", "p_booker_phone": "1", "p_booker_company": "Xylophone Ltd",
        "p_party": [{"first_name": "Left", "last_name": "Bartholomew"}], "p_special_requests": "no walnuts"}'),
    null, 'she books'
);
create temporary table page on commit drop as select test.page('zed');
update hotel.payment_session set success_url = 'https://guest.example/done?for=zephyrine' where booking_id = test.id('zed');
select is(
    test.tells('checkout.session.completed', test.page_event('zed', 'complete', '{"customer_details": {"email": "zephyrine@quackenbush.example"}}')),
    'PROCESSED', 'on a page'
);
select is(
    test.tells(
        'payment_intent.amount_capturable_updated', test.intent('zed', 'requires_capture', '{"receipt_email": "zephyrine@quackenbush.example"}')
    ),
    'PROCESSED', 'she pays'
);
select is(
    test.tells('customer.created', '{"object": "customer", "id": "cus_1", "email": "Zephyrine@Quackenbush.example"}'),
    'PROCESSED', 'and the provider tells what nobody asked'
);
select test.act('approve_booking', 'zed');
select test.pays('zed', 'CAPTURED', p_payment => 'pi_zed');
select test.act(
    'submit_precheckin', null,
    test.form(
        test.link('zed'), '{"consent_checkbox": true, "special_requests": "still no walnuts"}',
        '{"primary": {"first_name": "Zephyrine", "last_name": "Quackenbush", "phone": "+353860000001", "id_document_number": "PX9988776",
          "address_line_1": "1 Xylophone Lane", "nationality": "IE"},
          "companions": [{"first_name": "Other", "last_name": "Quackenbush"}]}'
    ),
    null
);
select is(
    (select count(*) from hotel.person as q where q.last_name = 'Bartholomew'), 0::bigint, 'who is taken out of the party is forgotten at once'
);
select test.act('assign_room', 'zed', format('p_room_id => %s', test.room_id(101)));
select isnt(
    pg_temp.once('arrive', test.token('manager'), 'check_in', jsonb_build_object('p_booking_id', test.number('zed'))), null, 'they arrive'
);
insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('zed'));
insert into hotel.message (hotel_id, conversation_id, from_guest, body)
select c.hotel_id, c.id, true, 'Zephyrine here, no walnuts' from hotel.conversation as c;
insert into hotel.guest_order (hotel_id, booking_id, kind, items) values (test.hotel_id(), test.id('zed'), 'BREAKFAST', '["no walnuts"]');
insert into hotel.import_reject (source, source_table, source_key, run, code, sqlstate, message, original)
values ('old', 'guest', '1', gen_random_uuid(), 'x', 'x', 'x', '{"first_name": "ZEPHYRINE", "last_name": "Quackenbush"}');
update hotel.mail set status = 'FAILED', finished_at = hotel.clock(), last_error = '550 <zephyrine@quackenbush.example> unknown'
where booking_id = test.id('zed');
select test.at('2026-06-12 11:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id(), p_only => test.id('zed')), 1, 'they stay too long');
select test.commit();
select test.act('check_out', 'zed');
select is(
    pg_temp.places(),
    '{booking_text,event,guest_order,idempotency,import_reject,mail,message,payment_session,person,provider_inbox}',
    'they are remembered here, and docs/privacy.md says so'
);

-- And somebody beside her, who stays as he is.
select test.hold('neighbour');
create function pg_temp.neighbours() returns text language sql as $$
    select string_agg(t.row_text, E'\n' order by t.row_text) from (
        select q::text as row_text from hotel.person as q
        inner join hotel.booking as b on q.hotel_id = b.hotel_id and q.id = b.booker_person_id where b.promo_code = 'neighbour'
        union all select e::text from hotel.event as e where e.booking_number = test.number('neighbour')
        union all select i::text from hotel.idempotency as i where i.key = 'other'
    ) as t;
$$;
select isnt(
    pg_temp.once('other', test.token('manager'), 'mark_booking_seen', jsonb_build_object('p_booking_id', test.number('neighbour'))), null,
    'a neighbour'
);
create temporary table before on commit drop as
select
    pg_temp.neighbours() as neighbours,
    (select h.event_seq from hotel.log_head as h where h.hotel_id = test.hotel_id()) as event_seq;
select is(
    test.answer('erase_guest', null, format('p_booking_ids => %L', array[test.number('zed')])) - 'erased_at',
    jsonb_build_object(
        'message', 'Personal data erased', 'booking_ids', array[test.number('zed')], 'guest_ids', '[]'::jsonb, 'persons', 3,
        'same_address', '[]'::jsonb, 'log_mentions', 0
    ),
    'she asks to be forgotten'
);
select is(pg_temp.places(), '{}', 'nobody has heard of her');
select is(pg_temp.neighbours(), b.neighbours, 'and nobody else is touched') from before as b;
select is((select q.erased_at from hotel.person as q where q.id = (test.booking('zed')).booker_person_id), hotel.clock(), 'the rows say so');
select is((select min(g.id_pin) from hotel.in_house_guest as g where g.booking_id = test.id('zed')), '0000', 'her door has another number');
select is(
    (select (array_agg(e.payload::jsonb order by e.seq))[1] from hotel.event as e where e.booking_number = test.number('zed'))
    - '{id,room_number,status,check_in,check_out,changed_fields,stay_status,confirmation_number}'::text[],
    jsonb_build_object(
        'booking_id', test.number('zed'), 'truncated', true,
        'fetch', format('/api/staff/hotel/harbour/room-bookings/%s/', test.number('zed'))
    ),
    'an old event says what it was about and where to read it'
);
select is(
    test.answer('list_events', null, 'p_limit => 500') ->> 'is_complete', 'true', 'and none is missing for who reads them all'
);
select is(
    (select array_agg(e.event_type order by e.seq) from hotel.event as e, before as b where e.hotel_id = test.hotel_id() and e.seq > b.event_seq),
    '{booking_party_updated}', 'clients hear that her booking has changed'
);
select is(
    test.outcome(
        format(
            'select api.call_once(''harbour'', null, ''book'', ''create_booking'', %L)',
            '{
        "p_room_type_code": "DBL", "p_check_in": "2026-06-10", "p_check_out": "2026-06-12", "p_adults": 2, "p_promo_code": "zed",
        "p_primary_first_name": "Zephyrine", "p_primary_last_name": "Quackenbush", "p_primary_phone": "+353867654321",
        "p_primary_email": "zephyrine@quackenbush.example", "p_booker_type": "COMPANY", "p_booker_first_name": "Peregrine",
        "p_booker_last_name": "Quackenbush", "p_booker_email": "office@quackenbush.example", "p_booker_phone": "1", "p_booker_company": "Xylophone Ltd",
        "p_party": [{"first_name": "Left", "last_name": "Bartholomew"}], "p_special_requests": "no walnuts"}'::jsonb
        ), 'hotelmate_api'
    ),
    'RVSTT ANSWER_IS_ERASED', 'her key is used still: she is not booked again'
);
select is(
    test.outcome(
        format(
            'select api.call_once(''harbour'', %L, ''arrive'', ''check_in'', %L)', test.token('manager'),
            jsonb_build_object('p_booking_id', test.number('zed'))
        ), 'hotelmate_api'
    ),
    'RVSTT ANSWER_IS_ERASED', 'nor checked in'
);
select * from finish();
rollback;
