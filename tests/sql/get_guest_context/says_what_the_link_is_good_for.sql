begin;
select plan(17);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.request('ann');
create function pg_temp.context(p_name text default 'ann') returns jsonb language sql as $$
    select test.answer('get_guest_context', null, format('p_guest_token => %L', test.guest_token(p_name)), null);
$$;
create function pg_temp.refused(p_expected text, p_description text, p_token text, p_slug text default 'harbour') returns text language sql as $$
    select test.refuses('get_guest_context', null, p_expected, p_description, format('p_guest_token => %L', p_token), null, p_slug);
$$;
select is(pg_temp.context() -> 'allowed_actions', '["view_booking"]'::jsonb, 'a request may be looked at');
select is(pg_temp.context() -> 'guest_chat' ->> 'disabled_reason', 'BOOKING_NOT_ELIGIBLE', 'the chat is closed, and says why');
select is(pg_temp.context() ->> 'booking_id', test.number('ann'), 'it names the booking');
select is(
    test.as_role('hotelmate_api', format('select api.get_guest_context(null, %L)', '  ' || test.guest_token('ann') || ' ')) ->> 'hotel_slug',
    'harbour',
    'and finds its own hotel'
);
select test.pays('ann', 'CAPTURED');
select test.act('approve_booking', 'ann');
select is(pg_temp.context() -> 'allowed_actions', '["view_booking", "chat"]'::jsonb, 'a confirmed guest may chat');
select is(
    pg_temp.context() -> 'guest_chat' ->> 'channel', 'private-hotel-harbour-guest-chat-booking-' || test.number('ann'), 'on a channel of its own'
);
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select is(pg_temp.context() -> 'assigned_room' ->> 'room_number', '101', 'the room is told');
do $$ begin perform set_config('test.guest_token_ann', test.answer('check_in', 'ann') ->> 'guest_token', true); end; $$;
select is(pg_temp.context() -> 'allowed_actions', '["view_booking", "chat", "room_service"]'::jsonb, 'who is in house may order');
select is(pg_temp.context() -> 'is_checked_in', 'true', 'and is checked in');
update hotel.guest_token set scopes = '{STATUS_READ}' where booking_id = test.id('ann') and status = 'ACTIVE';
select is(pg_temp.context() -> 'allowed_actions', '["view_booking"]'::jsonb, 'a link of less scope is good for less');
select is(pg_temp.context() -> 'guest_chat' ->> 'disabled_reason', 'MISSING_SCOPE', 'and says so');
update hotel.guest_token set scopes = '{CHAT}' where booking_id = test.id('ann') and status = 'ACTIVE';
select pg_temp.refused('RVDNY MISSING_SCOPE', 'without the scope it does not even show the booking', test.guest_token('ann'));
select pg_temp.refused('RVAUT TOKEN_REQUIRED', 'no token', ' ');
select pg_temp.refused('RVAUT INVALID_TOKEN', 'an invented one', repeat('f', 64));
select pg_temp.refused('RVAUT INVALID_TOKEN', 'another hotel''s', test.guest_token('ann'), 'lagoon');
select test.hold('gone');
select test.act('abandon_booking', 'gone', format('p_guest_token => %L', test.guest_token('gone')), null);
select pg_temp.refused('RVAUT INVALID_TOKEN', 'that of a booking that ended', test.guest_token('gone'));
select test.hold('old');
update hotel.guest_token set expires_at = hotel.clock() where booking_id = test.id('old');
select pg_temp.refused('RVAUT INVALID_TOKEN', 'an old one', test.guest_token('old'));
select * from finish();
rollback;
