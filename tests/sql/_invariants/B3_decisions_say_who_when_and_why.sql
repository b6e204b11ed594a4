begin;
select plan(23);
select test.open_house();
select test.booking_in('CANCELLED', 'cancelled');
select test.booking_in('DECLINED', 'declined');
select test.booking_in('PENDING_APPROVAL', 'request');
select test.booking_in('CONFIRMED', 'confirmed');
select test.booking_in('NO_SHOW', 'absent');

select test.attack(
    $$ update hotel.booking set status = 'CANCELLED' where promo_code = 'confirmed' $$,
    '23514 cancelled_says_when_and_why', 'a cancellation without a word'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_fee_minor = 0
       where promo_code = 'confirmed' $$,
    '23514 cancelled_says_when_and_why', 'a cancellation without a reason'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_fee_minor = 0, cancellation_reason = '  '
       where promo_code = 'confirmed' $$,
    '23514 cancelled_says_when_and_why', 'a cancellation with a blank reason'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancellation_fee_minor = 0, cancellation_reason = 'x' where promo_code = 'confirmed' $$,
    '23514 cancelled_says_when_and_why', 'a cancellation without a time'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x'
       where promo_code = 'confirmed' $$,
    '23514 cancelled_says_when_and_why', 'a cancellation whose fee nobody computed'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x',
       cancellation_fee_minor = total_minor + 1 where promo_code = 'confirmed' $$,
    '23514 cancellation_fee_is_within_the_total', 'a cancellation that costs more than the stay'
);
select test.attack(
    $$ update hotel.booking set cancellation_fee_minor = -1 where promo_code = 'cancelled' $$,
    '23514 cancellation_fee_is_within_the_total', 'a cancellation that pays the guest'
);
select test.attack(
    $$ update hotel.booking set cancelled_at = null where promo_code = 'cancelled' $$,
    '23514 cancelled_says_when_and_why', 'the time of a cancellation is erased'
);
select test.attack(
    $$ update hotel.booking set cancellation_reason = null where promo_code = 'cancelled' $$,
    '23514 cancelled_says_when_and_why', 'the reason of a cancellation is erased'
);
select test.attack(
    $$ update hotel.booking set cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
       where promo_code = 'confirmed' $$,
    '23514 cancelled_says_when_and_why', 'a confirmed booking claims to be cancelled'
);
select test.attack(
    $$ update hotel.booking set cancellation_reason = 'x' where promo_code = 'request' $$,
    '23514 cancelled_says_when_and_why', 'a request carries a reason for a cancellation'
);
select test.attack(
    $$ update hotel.booking set status = 'DECLINED' where promo_code = 'request' $$,
    '23514 declined_says_who_when_and_why', 'a request is declined without a word'
);
select test.attack(
    $$ update hotel.booking set status = 'DECLINED', decision_at = hotel.clock(), decision_by = 'x' where promo_code = 'request' $$,
    '23514 declined_says_who_when_and_why', 'a request is declined without a reason code'
);
select test.attack(
    $$ update hotel.booking set status = 'DECLINED', decline_reason_code = 'FULL' where promo_code = 'request' $$,
    '23514 declined_says_who_when_and_why', 'a request is declined by nobody'
);
select test.attack(
    $$ update hotel.booking set status = 'DECLINED', decline_reason_code = 'FULL', decision_at = hotel.clock()
       where promo_code = 'request' $$,
    '23514 decision_says_who_and_when', 'a request is declined at a time, by nobody'
);
select test.attack(
    $$ update hotel.booking set decision_at = null, decision_by = null where promo_code = 'declined' $$,
    '23514 declined_says_who_when_and_why', 'who declined is erased'
);
select test.attack(
    $$ update hotel.booking set decline_reason_code = null where promo_code = 'declined' $$,
    '23514 declined_says_who_when_and_why', 'why it was declined is erased'
);
select test.attack(
    $$ update hotel.booking set decline_reason_code = 'FULL' where promo_code = 'confirmed' $$,
    '23514 declined_says_who_when_and_why', 'a confirmed booking carries a reason for declining it'
);
select test.attack(
    $$ update hotel.booking set decision_by = null where promo_code = 'confirmed' $$,
    '23514 decision_says_who_and_when', 'who approved is erased'
);
select test.attack(
    $$ update hotel.booking set status = 'NO_SHOW' where promo_code = 'confirmed' $$,
    '23514 no_show_says_when_and_what_it_costs', 'a no-show without a word'
);
select test.attack(
    $$ update hotel.booking set no_show_fee_minor = total_minor + 1 where promo_code = 'absent' $$,
    '23514 no_show_fee_is_within_the_total', 'a no-show that costs more than the stay'
);
select test.attack(
    $$ select test.insert_booking('request', '{"status": "CANCELLED", "cancelled_at": "2026-06-10"}') $$,
    '23514 cancelled_says_when_and_why', 'an imported cancellation gives no reason', p_action => 'import'
);
select test.holds(
    $$ update hotel.booking set status = 'DECLINED', decline_reason_code = 'FULL', decision_at = hotel.clock(), decision_by = 'x'
       where promo_code = 'request' $$,
    'a decision that says everything is let through'
);
select * from finish();
rollback;
