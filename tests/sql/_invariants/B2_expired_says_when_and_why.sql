begin;
select plan(12);
select test.open_house();
select test.booking_in('EXPIRED', 'expired');
select test.booking_in('PENDING_APPROVAL', 'request');
select test.booking_in('CONFIRMED', 'confirmed');

select test.attack(
    $$ update hotel.booking set status = 'EXPIRED' where promo_code = 'request' $$,
    '23514 expired_says_when_and_why', 'a request expires without a word'
);
select test.attack(
    $$ update hotel.booking set status = 'EXPIRED', expired_at = hotel.clock() where promo_code = 'request' $$,
    '23514 expired_says_when_and_why', 'a request expires without a reason'
);
select test.attack(
    $$ update hotel.booking set status = 'EXPIRED', auto_expire_reason_code = 'APPROVAL_TIMEOUT' where promo_code = 'request' $$,
    '23514 expired_says_when_and_why', 'a request expires without a time'
);
select test.attack(
    $$ update hotel.booking set status = 'EXPIRED', expired_at = hotel.clock(), auto_expire_reason_code = 'BORED'
       where promo_code = 'request' $$,
    '23514 expiry_reason_is_known', 'a request expires for a reason of its own'
);
select test.attack(
    $$ update hotel.booking set expired_at = null where promo_code = 'expired' $$,
    '23514 expired_says_when_and_why', 'the time of an expiry is erased'
);
select test.attack(
    $$ update hotel.booking set auto_expire_reason_code = null where promo_code = 'expired' $$,
    '23514 expired_says_when_and_why', 'the reason of an expiry is erased'
);
select test.attack(
    $$ update hotel.booking set expired_at = null, auto_expire_reason_code = null where promo_code = 'expired' $$,
    '23514 expired_says_when_and_why', 'both are erased'
);
select test.attack(
    $$ update hotel.booking set expired_at = hotel.clock() where promo_code = 'confirmed' $$,
    '23514 expired_says_when_and_why', 'a confirmed booking claims a time of expiry'
);
select test.attack(
    $$ update hotel.booking set expired_at = hotel.clock(), auto_expire_reason_code = 'APPROVAL_TIMEOUT' where promo_code = 'request' $$,
    '23514 expired_says_when_and_why', 'a request claims to have expired and stays one'
);
select test.attack(
    $$ select test.insert_booking('request', '{"status": "EXPIRED"}') $$,
    '23514 expired_says_when_and_why', 'an imported booking expired without a word', p_action => 'import'
);
select test.at('2026-06-10 22:00:01 Europe/Dublin');
select test.holds(
    $$ update hotel.booking set status = 'EXPIRED', expired_at = hotel.clock(), auto_expire_reason_code = 'AUTHORIZATION_LAPSED'
       where promo_code = 'request' $$,
    'an expiry that says when and why is let through'
);
select is(
    ((test.booking('expired')).expired_at, (test.booking('expired')).auto_expire_reason_code),
    ('2026-06-10 14:00+00'::timestamptz, 'APPROVAL_TIMEOUT'::text), 'the job says both'
);
select * from finish();
rollback;
