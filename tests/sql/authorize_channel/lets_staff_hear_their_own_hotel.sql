begin;
select plan(25);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.request('ann');
create function pg_temp.may(p_channel text, p_as text, p_expected text, p_description text) returns text language sql as $$
    select test.refuses('authorize_channel', null, p_expected, p_description, format('p_channel => %L', p_channel), p_as);
$$;
-- Every channel that staff events go to, by the rows themselves: the front desk hears all of them.
select
    pg_temp.may(p.prefix || app.channel_name(r.channel, 'harbour', test.hotel_id(), null), 'agent', 'allowed', p.prefix || r.channel)
from (select distinct channel from hotel.event_route where audience = 'STAFF') as r
cross join (values (''), ('private-')) as p (prefix);
select pg_temp.may('harbour-staff-bookings', 'agent', 'allowed', 'an older client''s channel');
select pg_temp.may('private-hotel-harbour-guest-chat-booking-' || test.number('ann'), 'agent', 'allowed', 'a guest''s chat');
select
    pg_temp.may(
        'private-hotel-harbour-guest-chat-booking-' || test.number('ann'),
        'engineer',
        'RVDNY CAPABILITY_MISSING',
        'not for who does not write to guests'
    );
select pg_temp.may('private-hotel-harbour-guest-chat-booking-BK-X', 'agent', 'RVDNY CHANNEL_NOT_ALLOWED', 'nor of a booking that is none');
select pg_temp.may('harbour.rooms', 'housekeeper', 'allowed', 'housekeeping hears rooms');
select pg_temp.may('harbour.room-bookings', 'housekeeper', 'RVDNY CAPABILITY_MISSING', 'and no bookings');
select pg_temp.may('harbour.rooms', 'cook', 'RVDNY CAPABILITY_MISSING', 'a cook hears nothing');
select pg_temp.may('lagoon.rooms', 'manager', 'RVDNY CHANNEL_NOT_ALLOWED', 'another hotel''s channel');
select pg_temp.may('private-lagoon.rooms', 'manager', 'RVDNY CHANNEL_NOT_ALLOWED', 'also with its prefix');
select pg_temp.may('staff-hotel-' || test.hotel_id('lagoon'), 'manager', 'RVDNY CHANNEL_NOT_ALLOWED', 'also by its id');
select
    pg_temp.may('private-guest-booking.' || test.number('ann'), 'manager', 'RVDNY CHANNEL_NOT_ALLOWED', 'the guest''s own channel is the guest''s');
select pg_temp.may('private-private-harbour.rooms', 'manager', 'RVDNY CHANNEL_NOT_ALLOWED', 'one prefix is enough');
select pg_temp.may('', 'manager', 'RVDNY CHANNEL_NOT_ALLOWED', 'no channel');
-- Where the address names no hotel, the token does.
create function pg_temp.anywhere(p_token text) returns text language sql as $$
    select test.outcome(format('select api.authorize_channel(null, ''harbour.rooms'', %L)', p_token), 'hotelmate_api');
$$;
select is(pg_temp.anywhere(test.token('manager')), 'allowed', 'the token''s own hotel');
select is(pg_temp.anywhere(test.token('manager', 'lagoon')), 'RVDNY CHANNEL_NOT_ALLOWED', 'and no other');
select is(pg_temp.anywhere(test.guest_token('ann')), 'RVDNY ENDPOINT_MOVED', 'a guest is told where to go');
select is(pg_temp.anywhere(null) || pg_temp.anywhere('x'), 'RVAUT TOKEN_REQUIREDRVAUT INVALID_TOKEN', 'nobody else');
select * from finish();
rollback;
