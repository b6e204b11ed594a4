begin;
select plan(27);
select test.open_house();
select test.hold('hold');
select test.paid('ann');
select test.in_house('guest', 101);

create function pg_temp.precheckin(p_name text) returns bigint language sql as $$
    insert into hotel.precheckin_token (hotel_id, booking_id, token_hash, fields_enabled, fields_required, expires_at)
    values (test.hotel_id(), test.id(p_name), hotel.token_hash(gen_random_uuid()::text), '{eta}', '{}', hotel.clock() + interval '72 hours')
    returning id;
$$;
select isnt(pg_temp.precheckin('ann'), null, 'a pre-check-in link is sent');

create function pg_temp.alive(p_name text) returns bigint language sql as $$
    select (select count(*) from hotel.guest_token where booking_id = test.id(p_name) and status = 'ACTIVE')
        + (select count(*) from hotel.precheckin_token where booking_id = test.id(p_name) and used_at is null and revoked_at is null);
$$;

select is(
    (select t.token_hash from hotel.guest_token as t where t.booking_id = test.id('hold')),
    sha256(convert_to(test.guest_token('hold'), 'UTF8')), 'the SHA-256 of the guest''s token is stored'
);
select is(length(test.guest_token('hold')), 64, 'of a token of 244 random bits');
select is_empty(
    format(
        $$ select 1 from hotel.event as e where position(%L in e.payload || coalesce(e.guest_payload, '')) > 0
           union all select 1 from hotel.audit as a where position(%L in a.changes || coalesce(a.note, '')) > 0
           union all select 1 from hotel.guest_token as t where position(%L in t::text) > 0 $$,
        test.guest_token('hold'), test.guest_token('hold'), test.guest_token('hold')
    ),
    'the raw token is in no event, no audit row and no table'
);
select is(pg_temp.alive('guest'), 1::bigint, 'checking in replaces the token of the booking by a fresh one');
select is(pg_temp.alive('ann'), 2::bigint, 'a confirmed booking has its token and a pre-check-in link');

select test.attack(
    $$ insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at)
       values (test.hotel_id(), test.id('hold'), hotel.token_hash('x'), hotel.clock() + interval '1 day') $$,
    '23505 one_active_token_per_booking', 'a second active token'
);
select test.attack(
    $$ update hotel.guest_token set status = 'ACTIVE', revoked_at = null where booking_id = test.id('guest') $$,
    'RVSTT FINAL_STATE', 'a revoked token is made active beside its successor'
);
select test.attack(
    $$ insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at, status, revoked_at)
       values (test.hotel_id(), test.id('hold'), convert_to('raw', 'UTF8'), hotel.clock(), 'REVOKED', hotel.clock()) $$,
    '23514 guest_token_is_stored_as_sha256', 'a raw guest token is stored'
);
select test.attack(
    $$ insert into hotel.staff_token (hotel_id, staff_id, token_hash) values (test.hotel_id(), test.staff_id('agent'), convert_to('raw', 'UTF8')) $$,
    '23514 staff_token_is_stored_as_sha256', 'a raw staff token is stored'
);
select test.attack(
    $$ insert into hotel.precheckin_token (hotel_id, booking_id, token_hash, fields_enabled, fields_required, expires_at)
       values (test.hotel_id(), test.id('hold'), '', '{}', '{}', hotel.clock() + interval '72 hours') $$,
    '23514 precheckin_token_is_stored_as_sha256', 'an empty hash is stored'
);
select test.attack(
    $$ update hotel.guest_token set status = 'REVOKED' where booking_id = test.id('hold') $$, '23514 revoked_guest_token_says_when', 'revoked never'
);
select test.attack(
    $$ update hotel.precheckin_token set used_at = expires_at + interval '1 second' $$,
    '23514 precheckin_token_is_used_before_it_expires', 'a link is used after it expired'
);
select test.attack($$ select pg_temp.precheckin('ann') $$, '23505 one_live_precheckin_token_per_booking', 'a second live link');

select test.attack(
    $$ update hotel.precheckin_token set expires_at = expires_at + interval '1 year' where booking_id = test.id('ann') $$,
    'RVSTT FINAL_STATE', 'a link that has expired opens again'
);
select test.attack(
    $$ update hotel.precheckin_token set fields_required = '{}', fields_enabled = '{city}' where booking_id = test.id('ann') $$,
    'RVSTT FINAL_STATE', 'a link gets another form than it was issued for'
);
select test.attack(
    $$ update hotel.precheckin_token set revoked_at = hotel.clock();
       insert into hotel.precheckin_token (hotel_id, booking_id, token_hash, fields_enabled, fields_required, expires_at)
       values (test.hotel_id(), test.id('ann'), hotel.token_hash('x'), '{}', '{}', 'infinity') $$,
    '23514 precheckin_token_expires', 'a link that never expires'
);
insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('guest'));
create function pg_temp.message(p_body text) returns void language sql as $$
    insert into hotel.message (hotel_id, conversation_id, from_guest, body)
    select c.hotel_id, c.id, true, p_body from hotel.conversation as c where c.booking_id = test.id('guest');
$$;
select test.holds($$ select pg_temp.message('hello') $$, 'who is in the house writes');
select test.attack($$ select pg_temp.message(E'\t\n\u00a0') $$, '23514 message_says_something', 'but not nothing');
select test.act('cancel_booking', 'ann');
select is(pg_temp.alive('ann'), 0::bigint, 'cancelling revokes every token of the booking in the same transaction');
select test.act('check_out', 'guest');
select is(pg_temp.alive('guest'), 0::bigint, 'so does checking out');
select test.attack($$ select pg_temp.message('hello') $$, 'RVSTT CONVERSATION_IS_ARCHIVED', 'a departed guest goes on writing');
select test.attack(
    $$ insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('hold'));
       insert into hotel.message (hotel_id, conversation_id, from_guest, body)
       select c.hotel_id, c.id, true, 'hello' from hotel.conversation as c where c.booking_id = test.id('hold');
       update hotel.message as m set conversation_id = c.id from hotel.conversation as c where c.booking_id = test.id('guest') $$,
    'RVSTT CONVERSATION_IS_ARCHIVED', 'what another said is moved there'
);
select test.at('2026-06-10 15:16 Europe/Dublin');
select is(jobs.lapse_holds(test.hotel_id()), 1, 'a hold lapses');
select test.commit();
select is(pg_temp.alive('hold'), 0::bigint, 'and its token goes with it');
select test.attack(
    $$ update hotel.guest_token set status = 'ACTIVE', revoked_at = null
       where id = (select max(t.id) from hotel.guest_token as t where t.booking_id = test.id('guest')) $$,
    'RVSTT FINAL_STATE', 'the token of a departed guest is made active again'
);
select test.attack(
    $$ insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at)
       values (test.hotel_id(), test.id('ann'), hotel.token_hash('x'), hotel.clock() + interval '1 day') $$,
    'RVSTT BOOKING_HAS_ENDED', 'a cancelled booking gets a fresh token'
);
select * from finish();
rollback;
