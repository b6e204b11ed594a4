begin;
select plan(17);
select test.open_house();
select test.paid('ann');
create function pg_temp.refused(p_expected text, p_description text, p_token text) returns text language sql as $$
    select test.refuses('get_precheckin', null, p_expected, p_description, format('p_guest_token => %L', p_token), null);
$$;
create temporary table link on commit drop as select test.link('ann') as token;
create function pg_temp.shown() returns jsonb language sql as $$
    select test.answer('get_precheckin', null, format('p_guest_token => %L', (select l.token from link as l)), null);
$$;
select is(pg_temp.shown() -> 'booking' ->> 'booking_id', test.number('ann'), 'the link opens its booking');
select is(pg_temp.shown() -> 'party' -> 'primary' ->> 'first_name', 'Ann', 'with its party');
select is((pg_temp.shown() ->> 'expires_at')::timestamptz, hotel.clock() + interval '72 hours', 'for 72 hours');
select is(
    (select count(*) from jsonb_object_keys(pg_temp.shown() -> 'precheckin_field_registry')), 11::bigint, 'with every field that forms can have'
);
select is(pg_temp.shown() -> 'precheckin_config' -> 'enabled' -> 'nationality', 'false', 'and which of them this form has');
update hotel.precheckin_config set fields_enabled = fields_enabled || '{nationality}', fields_required = '{nationality}'
where hotel_id = test.hotel_id();
select test.commit();
select is(pg_temp.shown() -> 'precheckin_config' -> 'enabled' -> 'nationality', 'false', 'whatever the hotel changes afterwards');
select is(
    (select count(*) from hotel.precheckin_token where token_hash = hotel.token_hash((select l.token from link as l))),
    1::bigint,
    'only its hash is stored'
);
select pg_temp.refused('RVINV missing_token', 'no token', ' ');
select pg_temp.refused('RVNTF invalid_token', 'an invented one', repeat('f', 64));
select test.refuses(
    'get_precheckin', null, 'RVNTF HOTEL_NOT_FOUND', 'at no hotel', format('p_guest_token => %L', (select l.token from link as l)), null, 'nowhere'
);
select test.open_house('lagoon', 'America/New_York');
select test.refuses(
    'get_precheckin', null, 'RVNTF invalid_token', 'at another hotel', format('p_guest_token => %L', (select l.token from link as l)), null, 'lagoon'
);
select test.at('2026-06-10 15:00 Europe/Dublin');
select isnt(test.link('ann'), (select l.token from link as l), 'a new link is another one');
select pg_temp.refused('RVGON token_revoked', 'and the old one is withdrawn', (select l.token from link as l));
update link set token = test.link('ann');
select test.at(hotel.clock() + interval '72 hours' - interval '1 second');
select isnt(pg_temp.shown(), null, 'it opens for three days');
select test.at(hotel.clock() + interval '1 second');
select pg_temp.refused('RVGON token_expired', 'and no longer', (select l.token from link as l));
update link set token = test.link('ann');
select test.act('cancel_booking', 'ann', 'p_reason => ''ill''');
select pg_temp.refused('RVGON token_revoked', 'a cancellation withdraws it', (select l.token from link as l));
select is(
    test.outcome('select app.issue_precheckin_token(b) from hotel.booking as b where b.promo_code = ''ann'''), 'RVSTT BOOKING_HAS_ENDED',
    'and there is no other'
);
select * from finish();
rollback;
