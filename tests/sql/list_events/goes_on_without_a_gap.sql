begin;
select plan(15);
select test.open_house();
select test.request('ann');
select test.pays('ann', 'CAPTURED');
select test.act('approve_booking', 'ann');
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'ann');
create function pg_temp.page(p_after bigint, p_limit int default 500, p_as text default 'agent') returns jsonb language sql as $$
    select test.answer('list_events', null, format('p_after => %s, p_limit => %s', p_after, p_limit), p_as);
$$;
create function pg_temp.numbers(p_page jsonb) returns bigint[] language sql as $$
    select array_agg(distinct (e.value ->> 'seq')::bigint order by (e.value ->> 'seq')::bigint) from jsonb_array_elements(p_page -> 'events') as e;
$$;
select is(
    pg_temp.numbers(pg_temp.page(0)), (select array_agg(n.n) from generate_series(1, (select l.event_seq from hotel.log_head as l)) as n (n)),
    'every number is there'
);
select is(pg_temp.page(0) -> 'has_more', 'false', 'that is all');
select is(pg_temp.page(0) ->> 'next_after', pg_temp.page(0) ->> 'latest', 'and where to go on');
select is(pg_temp.numbers(pg_temp.page(2, 2)), '{3,4}'::bigint[], 'from a number on, as many as asked for');
select is(pg_temp.page(2, 2) -> 'has_more', 'true', 'there is more');
select is(pg_temp.page(2, 2) -> 'is_complete', 'true', 'nothing is missing before');
-- The same messages as the relay's, to the letter: what the feed adds or leaves out would show here.
select set_eq(
    $$ select e.value ->> 'channel' as channel, e.value ->> 'event' as name, e.value -> 'data' as data
       from jsonb_array_elements(pg_temp.page(0) -> 'events') as e $$,
    $$ select m.channel, m.name, m.data::jsonb from relay.pending_messages('{}', 9, 500) as m where m.channel not like 'private-guest-booking.%' $$,
    'the messages are the relay''s'
);
update hotel.hotel_policy set realtime_visibility = 'PRIVATE' where hotel_id = test.hotel_id();
select test.commit();
select set_eq(
    $$ select e.value ->> 'channel' as channel, e.value ->> 'event' as name, e.value -> 'data' as data
       from jsonb_array_elements(pg_temp.page(0) -> 'events') as e $$,
    $$ select m.channel, m.name, m.data::jsonb from relay.pending_messages('{}', 9, 500) as m where m.channel not like 'private-guest-booking.%' $$,
    'also at a private hotel'
);
select is(
    (select array_agg(distinct e.value -> 'data' ->> 'category') from jsonb_array_elements(pg_temp.page(0, 500, 'housekeeper') -> 'events') as e),
    '{rooms}',
    'who may read rooms only hears of rooms'
);
select is(pg_temp.page(0, 500, 'housekeeper') ->> 'next_after', pg_temp.page(0) ->> 'next_after', 'and goes on behind the rest');
select test.refuses('list_events', null, 'RVDNY CAPABILITY_MISSING', 'who may read nothing', '', 'cook');
select test.refuses('list_events', null, 'RVINV VALIDATION_ERROR', 'from before the first', 'p_after => -1');
select test.refuses('list_events', null, 'RVINV VALIDATION_ERROR', 'more than a page', 'p_limit => 501');
select is(pg_temp.page(99) -> 'events', '[]'::jsonb, 'after the last there is nothing');
select is(
    test.as_role('hotelmate_api', 'select api.event_heads(''{harbour,nowhere}'')'),
    jsonb_build_object('harbour', (select l.event_seq from hotel.log_head as l)), 'one look tells where there is something'
);
select * from finish();
rollback;
