begin;
select plan(22);
select test.open_house();
select test.paid('ann');
update hotel.booking set adults = 2 where promo_code = 'ann';
update hotel.precheckin_config
set
    fields_enabled = '{eta,special_requests,consent_checkbox,nationality,date_of_birth,id_document_type}',
    fields_required = '{eta,consent_checkbox,nationality}'
where hotel_id = test.hotel_id();
select test.act('update_companions', 'ann', 'p_companions => ''[{"first_name": "Bo", "last_name": "Guest"}]''');
select test.paid('other');
update hotel.booking set adults = 2 where promo_code = 'other';
select test.act('update_companions', 'other', 'p_companions => ''[{"first_name": "Di", "last_name": "Guest"}]''');
create temporary table link on commit drop as select test.link('ann') as token;
create function pg_temp.guests(p_primary jsonb, p_companions text) returns jsonb language sql as $$
    select jsonb_build_object(
        'primary', '{"first_name": "Ann", "last_name": "Guest", "nationality": "IE"}'::jsonb || p_primary, 'companions', p_companions::jsonb
    );
$$;
create function pg_temp.refused(
    p_expected text, p_description text, p_answers jsonb default '{}', p_primary jsonb default '{}',
    p_companions text default '[{"first_name": "Bo", "last_name": "Guest"}]'
) returns text language sql as $$
    select test.refuses(
        'submit_precheckin', null, p_expected, p_description,
        test.form((select l.token from link as l), '{"consent_checkbox": true, "eta": "15:00"}' || p_answers, pg_temp.guests(p_primary, p_companions)), null
    );
$$;
select pg_temp.refused('allowed', 'a good form');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'no consent', '{"consent_checkbox": false}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'consent in so many words', '{"consent_checkbox": "maybe"}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a required answer that is blank', '{"eta": "  "}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'an answer that is too long', jsonb_build_object('eta', repeat('x', 201)));
select
    pg_temp.refused(
        '23514 special_requests_are_short|RVINV VALIDATION_ERROR', 'too long a request', jsonb_build_object('special_requests', repeat('x', 4001))
    );
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a guest''s required answer missing', p_primary => '{"nationality": null}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a document that is none', p_primary => '{"id_document_type": "library_card"}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'born tomorrow', p_primary => '{"date_of_birth": "2026-06-11"}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'born in words', p_primary => '{"date_of_birth": "yesterday"}');
select pg_temp.refused('22008 .*', 'born on no day', p_primary => '{"date_of_birth": "1990-02-30"}');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a guest without a name', p_primary => '{"last_name": " "}');
select pg_temp.refused('RVINV PARTY_SIZE_MISMATCH', 'one too few', p_companions => '[]');
select pg_temp.refused('RVINV PARTY_SIZE_MISMATCH', 'one too many', p_companions => '[{}, {}]');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a companion without a name', p_companions => '[{"first_name": "Bo"}]');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a companion that is a word', p_companions => '["Bo"]');
select pg_temp.refused('RVINV VALIDATION_ERROR', 'a party that is a word', p_companions => '"Bo"');
select pg_temp.refused(
    'RVNTF COMPANION_NOT_FOUND', 'somebody of another booking',
    p_companions => format('[{"id": %s, "first_name": "Bo", "last_name": "Guest"}]', (
        select m.id from hotel.party_member as m where m.booking_id = test.id('other') and m.role = 'COMPANION'
    ))
);
select pg_temp.refused('22P02 .*', 'an id that is a word', p_companions => '[{"id": "x", "first_name": "Bo", "last_name": "Guest"}]');
select pg_temp.refused('23514 person_names_are_short', 'a name without end', p_primary => jsonb_build_object('last_name', repeat('x', 101)));
select is(
    test.refusal_fields('submit_precheckin', null, test.form((select l.token from link as l), '{"consent_checkbox": true, "eta": "1"}'), null),
    '{"field": "party", "expected": 2, "received": 1}'::jsonb, 'the sizes are told'
);
select is((select t.used_at from hotel.precheckin_token as t where t.booking_id = test.id('ann')), null, 'what is refused does not use the link up');
select * from finish();
rollback;
