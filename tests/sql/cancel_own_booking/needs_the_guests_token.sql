begin;
select plan(13);
select test.open_house();
select test.paid('ann');
select test.paid('bob');
create function pg_temp.with_token(p_token text, p_reason text default null) returns text language sql as $$
    select format('p_guest_token => %L', p_token) || case when p_reason is null then '' else format(', p_reason => %L', p_reason) end;
$$;
select test.refuses('cancel_own_booking', 'ann', 'RVAUT TOKEN_REQUIRED', 'without a token', pg_temp.with_token(''), null);
select test.refuses('cancel_own_booking', 'ann', 'RVAUT INVALID_TOKEN', 'with a wrong one', pg_temp.with_token('x'), null);
select test.refuses('cancel_own_booking', 'ann', 'RVAUT INVALID_TOKEN', 'with another guest''s', pg_temp.with_token(test.guest_token('bob')), null);
select test.refuses('cancel_own_booking', 'ann', 'RVAUT INVALID_TOKEN', 'with a member of staff''s', pg_temp.with_token(test.token('manager')), null);
select
    test.refuses(
        'cancel_own_booking', 'nobody', 'RVAUT INVALID_TOKEN', 'an unknown booking tells nothing', pg_temp.with_token(test.guest_token('ann')), null
    );
select test.refuses(
    'cancel_own_booking', 'ann', 'RVNTF HOTEL_NOT_FOUND', 'at an unknown hotel', pg_temp.with_token(test.guest_token('ann')), null, 'nowhere'
);
select
    test.refuses(
        'cancel_own_booking', 'ann', 'RVINV VALIDATION_ERROR', 'with a blank reason', pg_temp.with_token(test.guest_token('ann'), ' '), null
    );
select test.mark();
select is(
    test.answer('cancel_own_booking', 'ann', pg_temp.with_token(test.guest_token('ann')), null) ->> 'message',
    'Booking cancelled',
    'the guest cancels'
);
select is(test.events(), '{booking_cancelled}', 'one event');
select is(
    (select a.actor || ' ' || a.source from hotel.audit as a where a.to_status = 'CANCELLED'), 'guest GUEST', 'the audit says that it was the guest'
);
select test.writes_nothing('cancel_own_booking', 'ann', 'cancelling again answers the same', pg_temp.with_token(test.guest_token('ann')), null);
select test.in_house('guest', 101);
select
    test.refuses(
        'cancel_own_booking',
        'guest',
        'RVAUT INVALID_TOKEN',
        'the token of the booking ended at check-in',
        pg_temp.with_token(test.guest_token('guest')),
        null
    );
select test.at('2026-08-01 00:00+00');
select
    test.refuses(
        'cancel_own_booking', 'bob', 'RVAUT INVALID_TOKEN', 'with a token that has expired', pg_temp.with_token(test.guest_token('bob')), null
    );
select * from finish();
rollback;
