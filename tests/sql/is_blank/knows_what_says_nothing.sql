begin;
select plan(21);
select test.open_house();
select test.paid('ann');
select test.in_house('guest', 101);

select ok(hotel.is_blank(b.text), format('%L says nothing', b.text))
from (
    values (null), (''), (' '), (E'\t'), (E'\r\n'), (E'\u00a0'), (E' \u2003\u3000 '), (E'\u200b\ufeff\u2060'), (E'\u00ad\u200e')
) as b (text);
select ok(not hotel.is_blank(b.text), format('%L says something', b.text)) from (values ('x'), (E'\u00a0x\t'), ('0')) as b (text);

-- A reason that shows as nothing is none, whatever asks for it.
select test.refuses(r.action, r.booking, 'RVINV VALIDATION_ERROR', 'no reason: ' || r.action, r.arguments)
from (
    values
    ('cancel_booking', 'ann', $$ p_reason => E'\t' $$),
    ('move_room', 'guest', format($$ p_to_room_id => %s, p_reason => E'\u00a0' $$, test.room_id(102))),
    ('undo_check_in', 'guest', $$ p_reason => E'\u200b' $$),
    ('block_room', null, $$ p_room_number => 103, p_starts_on => '2026-06-20', p_ends_on => '2026-06-21', p_reason => E'\t' $$),
    (
        'set_room_status', null,
        format($$ p_room_id => %s, p_to_status => 'OUT_OF_ORDER', p_source => 'MANAGER_OVERRIDE', p_note => E'\t' $$, test.room_id(103))
    )
) as r (action, booking, arguments);
select
    test.refuses(
        'assign_room', 'ann', 'RVSTT ROOM_TYPE_MISMATCH', 'no upgrade for nothing',
        format($$ p_room_id => %s, p_upgrade_reason => E'\u00a0' $$, test.room_id(201))
    );
select test.attack(
    $$ update hotel.hotel set name = E'\u00a0' where hotel_id = test.hotel_id() $$, '23514 hotel_has_a_name', 'a hotel without a name'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = E'\t', cancellation_fee_minor = 0
       where promo_code = 'ann' $$,
    '23514 cancelled_says_when_and_why', 'a cancellation for nothing'
);
select test.attack(
    $$ insert into hotel.discrepancy (hotel_id, room_id, kind, counted, expected, status, closed_at)
       values (test.hotel_id(), test.room_id(103), 'SLEEP', 1, 0, 'CLOSED', hotel.clock()) $$,
    '23514 closed_discrepancy_says_how', 'a case is closed without a word'
);
select * from finish();
rollback;
