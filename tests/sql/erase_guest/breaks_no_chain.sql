begin;
select plan(27);
select test.open_house();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select test.in_house('gone', 101);
create temporary table friend on commit drop as
select (test.answer(
    'create_house_guest', null, 'p_room_number => 101, p_first_name => ''Flo'', p_last_name => ''Friend'', p_check_out_date => ''2026-06-11'''
) ->> 'id')::bigint as id;
select test.act('check_out', 'gone');
select test.request('ill');
select test.act('decline_booking', 'ill', 'p_reason_code => ''OTHER'', p_reason_note => ''Ill Guest was rude''');
select test.pays('ill', 'RELEASED');
update hotel.payment_command set status = 'FAILED', finished_at = hotel.clock(), last_error = 'no longer due' where status = 'PENDING';
select test.hold('late');
select test.act('cancel_booking', 'late', 'p_reason => ''ill''');
insert into hotel.job_run (job, started_at, finished_at) select j.job, hotel.clock(), hotel.clock() from hotel.job as j;
create temporary table told on commit drop as
select e.seq, e.event_id, e.event_type, e.at, e.changed_fields from hotel.event as e;
create temporary table sealed on commit drop as select a.seq, a.hash from hotel.audit as a;
select test.mark();
create temporary table answer on commit drop as
select test.answer('erase_guest', null, format('p_booking_ids => %L', array[test.number('gone')])) as a;
select is(test.audit(), '{INSERT erasure}', 'one audit row');
select is(
    (select array[l.action, l.actor, l.source::text, l.entity_id] from hotel.audit as l order by l.seq desc limit 1),
    (select array['erase_guest', 'Mia Manager', 'MANAGER_OVERRIDE', e.id::text] from hotel.erasure as e), 'says who did it'
);
select is(
    (select l.changes::jsonb -> 'person_ids' from hotel.audit as l order by l.seq desc limit 1),
    (select jsonb_agg(q.id) from hotel.person as q where q.erased_at is not null), 'to whom, by id'
);
select is_empty('select s.seq from sealed as s except select a.seq from hotel.audit as a', 'no audit row is gone');
select is_empty('select s.* from sealed as s except select a.seq, a.hash from hotel.audit as a', 'nor altered');
select is((select v.problem from ops.verify_audit('harbour') as v), null, 'the chain holds');
select is_empty($$ select * from ops.rebuild('harbour') $$, 'the log folds to the live rows');
update hotel.relay_cursor set delivered_seq = (select h.event_seq from hotel.log_head as h where h.hotel_id = test.hotel_id()) where true;
select is_empty('select * from ops.drift', 'and nothing contradicts');
select is_empty(
    'select t.* from told as t except select e.seq, e.event_id, e.event_type, e.at, e.changed_fields from hotel.event as e',
    'every event is there still'
);

-- The other bookings with her address are named, and stay; so does the friend.
select is(a.a -> 'same_address', jsonb_build_array(test.number('ill'), test.number('late')), 'other bookings have the same address') from answer as a;
select is((select count(*) from hotel.person as q where q.erased_at is null and q.email = 'guest@example.org'), 2::bigint, 'they keep it');
select is(
    test.answer('erase_guest', null, format('p_guest_ids => %L', array[f.id])) - 'erased_at' - 'log_mentions',
    jsonb_build_object(
        'message', 'Personal data erased', 'booking_ids', '[]'::jsonb, 'guest_ids', jsonb_build_array(f.id), 'persons', 1, 'same_address', '[]'::jsonb
    ), 'a friend without a booking'
) from friend as f;
select is_empty($$ select e.seq from hotel.event as e where e.payload like '%Friend%' $$, 'is seen in no room any more');
select is(
    test.answer('erase_guest', null, format('p_booking_ids => %L', array[test.number('ill')])) -> 'log_mentions', '2',
    'rows with a reason that names her are counted: the decision''s, and the money''s it moved'
);

-- Again, and back.
select test.mark();
select is(
    test.answer('erase_guest', null, format('p_booking_ids => %L', array[test.number('gone')])) - 'same_address', a.a - 'same_address',
    'asked again, the same'
) from answer as a;
select is(
    test.answer('erase_guest', null, (
        select format('p_guest_ids => %L', array[g.id]) from hotel.in_house_guest as g where g.booking_id = test.id('gone')
    )) - 'same_address', a.a - 'same_address', 'also by the guest of the booking'
) from answer as a;
select is(test.audit() || test.events(), '{}', 'and nothing is done');
select test.attack(
    $$ update hotel.person
       set first_name = '', last_name = '', email = '', phone = '', company = '', precheckin_payload = '{}', erased_at = hotel.clock()
       where erased_at is null $$,
    'RVSTT ERASURE_HAS_ITS_ROW', 'people are erased by hand, and no row says so'
);
select test.attack(
    $$ insert into hotel.person (hotel_id, first_name, last_name, erased_at) values (test.hotel_id(), '', '', hotel.clock()) $$,
    'RVSTT ERASURE_HAS_ITS_ROW', 'or is born erased: a guest without a name that could be written'
);
select test.attack('update hotel.person set erased_at = null where erased_at is not null', 'RVSTT FINAL_STATE', 'an erased person comes back');
select test.attack('update hotel.person set first_name = ''Ann'' where erased_at is not null', 'RVSTT FINAL_STATE', 'or gets a name');
select test.attack('update hotel.erasure set at = at', 'RVSTT APPEND_ONLY', 'an erasure is altered');
select test.attack('delete from hotel.erasure', 'RVSTT APPEND_ONLY', 'or forgotten');
select test.attack('update hotel.event set payload = ''{}''', 'RVSTT APPEND_ONLY', 'an event is emptied by hand');
select test.attack(
    'update hotel.event as e set payload = (app.erased_event(e)).payload, guest_payload = (app.erased_event(e)).guest_payload',
    'RVSTT APPEND_ONLY', 'or shortened, as an erasure would'
);
select test.attack(
    $$ create function app.empty() returns trigger language plpgsql as 'begin update hotel.event set payload = ''{}''; return null; end';
       create trigger empty after insert on hotel.erasure for each row execute function app.empty();
       insert into hotel.erasure (hotel_id, booking_ids) values (test.hotel_id(), array[test.id('late')]) $$,
    'RVSTT APPEND_ONLY', 'or by a trigger of one''s own'
);
select is(
    test.answer('update_house_guest', null, format('p_guest_id => %s, p_first_name => ''Ann''', g.id)) ->> 'first_name', '',
    'who corrects an erased guest changes nothing'
) from hotel.in_house_guest as g where g.booking_id = test.id('gone');
select * from finish();
rollback;
