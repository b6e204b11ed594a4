begin;
select plan(6);
select test.open_house();
select test.hold('ann');
select test.mark();
select is(
    test.answer('abandon_booking', 'ann', format('p_guest_token => %L', test.guest_token('ann')), null) ->> 'status',
    'CANCELLED_DRAFT',
    'a guest gives up before paying'
);
select is(test.events(), '{booking_updated}', 'one event');
select is((select sum(i.held) from hotel.inventory_night as i where i.hotel_id = test.hotel_id()), 0::bigint, 'the nights are free again');
select test.request('request');
select
    test.refuses(
        'abandon_booking',
        'request',
        'RVSTT INVALID_STATUS',
        'a paid request is not abandoned',
        format('p_guest_token => %L', test.guest_token('request')),
        null
    );
select test.hold('bob');
select test.refuses('abandon_booking', 'bob', 'RVAUT INVALID_TOKEN', 'by somebody else', 'p_guest_token => ''x''', null);
select test.refuses('abandon_booking', 'bob', 'RVAUT TOKEN_REQUIRED', 'by nobody', 'p_guest_token => null', null);
select * from finish();
rollback;
