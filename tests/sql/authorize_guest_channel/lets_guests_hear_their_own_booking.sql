begin;
select plan(8);
select test.open_house();
select test.request('ann');
select test.request('bob');
create function pg_temp.may(p_channel text, p_expected text, p_description text) returns text language sql as $$
    select test.refuses(
        'authorize_guest_channel', null, p_expected, p_description, format('p_channel => %L, p_guest_token => %L', p_channel, test.guest_token('ann')), null
    );
$$;
select pg_temp.may('private-guest-booking.' || test.number('ann'), 'allowed', 'the booking''s own channel');
select pg_temp.may('private-guest-booking.' || test.number('bob'), 'RVDNY CHANNEL_MISMATCH', 'another booking''s');
select pg_temp.may('harbour.room-bookings', 'RVDNY CHANNEL_MISMATCH', 'a channel of staff');
select
    pg_temp.may('private-hotel-harbour-guest-chat-booking-' || test.number('ann'), 'RVSTT BOOKING_NOT_ELIGIBLE', 'the chat, before the confirmation');
select test.pays('ann', 'CAPTURED');
select test.act('approve_booking', 'ann');
select pg_temp.may('private-hotel-harbour-guest-chat-booking-' || test.number('ann'), 'allowed', 'the chat');
update hotel.guest_token set scopes = '{ROOM_SERVICE}' where booking_id = test.id('ann');
select pg_temp.may('private-guest-booking.' || test.number('ann'), 'RVDNY MISSING_SCOPE', 'without the scope');
select pg_temp.may('private-hotel-harbour-guest-chat-booking-' || test.number('ann'), 'RVDNY MISSING_SCOPE', 'without its scope');
select test.refuses('authorize_guest_channel', null, 'RVAUT TOKEN_REQUIRED', 'no token', 'p_channel => ''x'', p_guest_token => null', null);
select * from finish();
rollback;
