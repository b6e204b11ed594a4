begin;
select plan(19);
select test.open_house();
select test.paid('ann');
update hotel.booking set adults = 3 where promo_code = 'ann';
update hotel.precheckin_config
set fields_enabled = '{eta,special_requests,consent_checkbox,nationality,date_of_birth}', fields_required = '{consent_checkbox,nationality}'
where hotel_id = test.hotel_id();
select test.act(
    'update_companions', 'ann',
    'p_companions => ''[{"first_name": "Old", "last_name": "Friend", "email": "old@example.org"}, {"first_name": "Not", "last_name": "Coming"}]'''
);
create temporary table link on commit drop as select test.link('ann') as token;
create function pg_temp.member(p_name text) returns bigint language sql as $$
    select m.id from hotel.party_member as m inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
    where m.booking_id = test.id('ann') and q.first_name = p_name;
$$;
create function pg_temp.person(p_name text) returns hotel.person language sql as $$
    select q.* from hotel.person as q inner join hotel.party_member as m on m.hotel_id = q.hotel_id and m.person_id = q.id
    where m.booking_id = test.id('ann') and q.first_name = p_name;
$$;
create temporary table old_member on commit drop as select pg_temp.member('Old') as id;
select test.mark();
create temporary table answer on commit drop as
select test.answer(
    'submit_precheckin', null,
    test.form(
        (select l.token from link as l),
        '{"eta": "18:30", "special_requests": "A cot", "consent_checkbox": true, "nationality": "FR", "city": "Cork"}',
        format(
            '{"primary": {"first_name": " Anna ", "last_name": "Guest", "phone": "+353 9", "nationality": "IE",
              "date_of_birth": "1990-02-28", "city": "Cork"},
              "companions": [{"first_name": "New", "last_name": "Friend", "nationality": "NO"},
                             {"id": %s, "first_name": "Older", "last_name": "Friend"}]}',
            (select o.id from old_member as o)
        )::jsonb
    ), null
) as body;
select is(test.events(), '{booking_party_updated}', 'one event');
select is((select a.body -> 'party_complete' from answer as a), 'true', 'the party is complete');
select is((select jsonb_array_length(a.body -> 'party') from answer as a), 3, 'and told');
select is(
    (select x.precheckin_payload from hotel.booking_text as x where x.booking_id = test.id('ann')),
    '{"eta": "18:30", "special_requests": "A cot", "consent_checkbox": true}'::jsonb, 'the booking''s answers are kept, and no others'
);
select
    is(
        (select x.special_requests from hotel.booking_text as x where x.booking_id = test.id('ann')),
        'A cot',
        'what is requested is the booking''s request'
    );
select is((select x.precheckin_submitted_at from hotel.booking_text as x where x.booking_id = test.id('ann')), hotel.clock(), 'and when it was');
select is(
    (pg_temp.person('Anna')).precheckin_payload,
    '{"nationality": "IE", "date_of_birth": "1990-02-28"}'::jsonb,
    'each guest''s answers are that person''s'
);
select is((pg_temp.person('Anna')).phone, '+353 9', 'a new phone number is taken');
select is((pg_temp.person('Anna')).email, 'guest@example.org', 'an address that is not given stays');
select is((pg_temp.person('New')).precheckin_payload, '{"nationality": "NO"}'::jsonb, 'companions may say as much');
select is(pg_temp.member('Older'), (select o.id from old_member as o), 'who was in the party is still the same');
select is((pg_temp.person('Older')).email, 'old@example.org', 'with the address they had');
select is(pg_temp.member('Not'), null, 'who is not in the form is not coming');
select is(
    (select count(*) from hotel.event as e where e.hotel_id = test.hotel_id() and e.payload || coalesce(e.guest_payload, '') like '%1990-02-28%'),
    0::bigint,
    'no answer of a guest is in any event'
);
select is((select count(*) from hotel.audit as a where a.changes like '%1990-02-28%'), 0::bigint, 'nor in the audit');
select test.refuses('submit_precheckin', null, 'RVGON token_used', 'the link is used up', test.form((select l.token from link as l)), null);
select test.refuses(
    'get_precheckin', null, 'RVGON token_used', 'also to look at', format('p_guest_token => %L', (select l.token from link as l)), null
);
update link set token = test.link('ann');
select isnt((select l.token from link as l), null, 'but the hotel may send another one');
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'ann');
select test.refuses(
    'submit_precheckin', null, 'RVSTT PARTY_IS_FIXED', 'who has arrived is past pre-check-in', test.form((select l.token from link as l)), null
);
select * from finish();
rollback;
