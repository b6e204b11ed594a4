begin;
select plan(15);
select test.open_house();
select test.hold('ann', '2026-06-12', 2);
select test.hold('bob', '2026-06-12', 2);
create function pg_temp.ann(p_arguments text) returns jsonb language sql as $$
    select test.answer('get_own_booking', 'ann', p_arguments, null);
$$;
select is(pg_temp.ann('p_email => ''guest@example.org''') ->> 'booking_id', test.number('ann'), 'by its e-mail address');
select is(pg_temp.ann('p_email => '' GUEST@Example.org ''') ->> 'booking_id', test.number('ann'), 'however it is written');
select is(pg_temp.ann(format('p_guest_token => %L', test.guest_token('ann'))) ->> 'booking_id', test.number('ann'), 'by its token');
select is(
    pg_temp.ann('p_email => ''guest@example.org''') -> 'pricing',
    '{"subtotal": "200.00", "taxes": "18.00", "discount": "0.00", "total": "218.00", "currency": "EUR"}'::jsonb,
    'with what it costs'
);
select is(pg_temp.ann('p_email => ''guest@example.org''') -> 'cancellation_preview' ->> 'fee_amount', '0.00', 'and what cancelling would');
select is(pg_temp.ann('p_email => ''guest@example.org''') -> 'payment_required', 'true', 'it waits for its payment');
select test.refuses('get_own_booking', 'ann', 'RVNTF BOOKING_NOT_FOUND', 'another address', 'p_email => ''x@example.org''', null);
select test.refuses('get_own_booking', 'BK-X', 'RVNTF BOOKING_NOT_FOUND', 'another number', 'p_email => ''guest@example.org''', null);
select test.refuses('get_own_booking', 'ann', 'RVINV VALIDATION_ERROR', 'neither', '', null);
select test.refuses('get_own_booking', 'ann', 'RVINV VALIDATION_ERROR', 'blanks', 'p_email => '' '', p_guest_token => '' ''', null);
select test.refuses(
    'get_own_booking', 'ann', 'RVAUT INVALID_TOKEN', 'another booking''s token', format('p_guest_token => %L', test.guest_token('bob')), null
);
update hotel.person set email = '' where hotel_id = test.hotel_id();
select test.refuses('get_own_booking', 'ann', 'RVINV VALIDATION_ERROR', 'no address opens a booking without one', 'p_email => ''''', null);
select test.in_house('cid', 101);
select set_config('test.cid_first', test.guest_token('cid'), true) as remembered;
select test.act('undo_check_in', 'cid', 'p_reason => ''wrong guest''');
select test.at('2026-06-10 15:01 Europe/Dublin');
select test.act('cancel_booking', 'cid');
select test.refuses(
    'get_own_booking', 'cid', 'RVAUT INVALID_TOKEN', 'cancelling does not bring back a link that was withdrawn before',
    format('p_guest_token => %L', current_setting('test.cid_first')), null
);
select test.act('cancel_own_booking', 'bob', format('p_guest_token => %L', test.guest_token('bob')), null);
select is(
    test.answer('get_own_booking', 'bob', format('p_guest_token => %L', test.guest_token('bob')), null) ->> 'status', 'CANCELLED',
    'who has just cancelled may ask again'
);
select test.refuses(
    'preview_own_cancellation', 'cid', 'RVAUT INVALID_TOKEN', 'nor for what it would have cost',
    format('p_guest_token => %L', current_setting('test.cid_first')), null
);
select * from finish();
rollback;
