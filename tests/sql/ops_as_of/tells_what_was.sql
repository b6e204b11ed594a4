begin;
select plan(13);
select test.open_house();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select test.at('2026-06-11 14:00 Europe/Dublin');
select test.in_house('mover', 101, '2026-06-11', 4);
select test.at('2026-06-12 10:00 Europe/Dublin');
select test.act('move_room', 'mover', format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(102)));
select test.at('2026-06-13 09:00 Europe/Dublin');
select test.act('check_out', 'mover');

create function pg_temp.who(p_room int, p_at text) returns text[] language sql as $$
    select array_agg(w.guest) from ops.who_was_in('harbour', p_room, p_at::timestamptz) as w;
$$;
select is(pg_temp.who(101, '2026-06-11 13:59 Europe/Dublin'), null, 'before the arrival nobody was in 101');
select is(pg_temp.who(101, '2026-06-11 14:00 Europe/Dublin'), '{Mover Guest}', 'from the arrival on the guest was');
select is(pg_temp.who(101, '2026-06-12 10:00 Europe/Dublin'), null, 'until the move');
select is(pg_temp.who(102, '2026-06-12 10:00 Europe/Dublin'), '{Mover Guest}', 'after which the guest was in 102');
select is(pg_temp.who(102, '2026-06-13 09:00 Europe/Dublin'), null, 'until the departure');
select is(
    (select w.checked_in_by || ', ' || w.since from ops.who_was_in('harbour', 101, '2026-06-11 20:00 Europe/Dublin') as w),
    'Mia Manager, 2026-06-11 13:00:00+00', 'checked in by whom, and when'
);
select is(
    (select s.value from ops.booking_as_of('harbour', test.number('mover'), '2026-06-12 12:00 Europe/Dublin') as s where s.field = 'status'),
    'CONFIRMED', 'a booking as it stood'
);
select is(
    (select s.value || ' by ' || s.actor from ops.booking_as_of('harbour', test.number('mover')) as s where s.field = 'status'),
    'COMPLETED by Mia Manager', 'and as it stands, by whom'
);
select is_empty(
    format($$ select * from ops.booking_as_of('harbour', %L, '2026-06-11 10:00 Europe/Dublin') $$, test.number('mover')),
    'before it was made there was none'
);
select is(
    array(
        select s.value
        from unnest(array['2026-06-11 12:00', '2026-06-11 15:00', '2026-06-12 15:00']) as t (at)
        cross join lateral ops.room_as_of('harbour', 101, (t.at || ' Europe/Dublin')::timestamptz) as s
        where s.field = 'room_status'
        order by t.at
    ), array['READY_FOR_GUEST', 'OCCUPIED', 'CHECKOUT_DIRTY'], 'a room as it stood'
);
select is(
    array(
        select distinct h.entity from ops.history('harbour', 'booking', test.number('mover')) as h order by h.entity
    ), array['booking', 'ledger_entry', 'party_member', 'payment', 'payment_command', 'room_claim'], 'the history of a booking is that of its parts'
);
select is(
    (select array_agg(h.to_status order by h.seq) from ops.history('harbour', 'room', '101') as h where h.from_status <> h.to_status),
    '{OCCUPIED,CHECKOUT_DIRTY}', 'the history of a room'
);
select throws_ok($$ select * from ops.who_was_in('harbour', 999, '2026-06-11') $$, 'RVNTF', 'Room not found.', 'of a room there is');
select * from finish();
rollback;
