begin;
select plan(25);
select test.open_house();
select test.hold('hold');
select test.request('request');
select test.paid('paid');
select test.staff_booking('desk');
select test.staff_booking('free', p_terms => 'PREPAID', p_total_minor => 0);
select test.staff_booking('gift', p_terms => 'PREPAID', p_total_minor => 0);
select test.act('approve_booking', 'gift');
select test.in_house('guest', 101);
select test.staff_booking('lodger');
select test.act('assign_room', 'lodger', format('p_room_id => %s', test.room_id(102)));
select test.act('check_in', 'lodger');

-- PENDING_PAYMENT: nothing authorised.
select test.attack(
    $$ update hotel.booking set payment_authorized_at = hotel.clock() where promo_code = 'hold' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a hold says it is authorised'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "paid_at": "2026-06-10"}') $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a hold is born paid'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "paid_at": "2026-06-10"}') $$,
    '23514 pending_payment_has_nothing_authorized', 'an imported hold is paid', p_action => 'import'
);
select test.attack(
    $$ update hotel.booking set payment_failed_at = hotel.clock() where promo_code = 'hold' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a card is said to have been refused'
);
select test.attack(
    $$ update hotel.booking set expires_at = 'infinity' where promo_code = 'hold' $$, '23514 hold_has_an_end', 'what nobody paid for is held for ever'
);
-- PENDING_APPROVAL: authorised, or free.
select test.attack(
    $$ update hotel.booking set approval_deadline_at = 'infinity' where promo_code = 'request' $$,
    '23514 pending_approval_has_a_deadline', 'a request waits for ever'
);
select test.attack(
    $$ update hotel.booking set status = 'PENDING_APPROVAL', approval_deadline_at = hotel.clock() where promo_code = 'hold' $$,
    '23514 pending_approval_is_authorized_or_free', 'a hold becomes a request without money'
);
select test.attack(
    $$ update hotel.booking set total_minor = 100 where promo_code = 'free' $$,
    '23514 pending_approval_is_authorized_or_free', 'a free request gets a price afterwards'
);
select test.attack(
    $$ update hotel.booking set payment_authorized_at = null where promo_code = 'request' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'the authorisation of a request is erased'
);
-- CONFIRMED and NO_SHOW: paid, at the property, or free.
select test.attack(
    $$ update hotel.booking set status = 'CONFIRMED' where promo_code = 'request' $$,
    '23514 confirmed_is_paid_or_pays_at_property', 'a request is confirmed with money that is only authorised'
);
select test.attack(
    $$ update hotel.booking set status = 'CONFIRMED', paid_at = hotel.clock() where promo_code = 'request' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a request is confirmed with money invented in the same statement'
);
select test.attack(
    $$ update hotel.booking set paid_at = hotel.clock() where promo_code = 'request';
       update hotel.booking set status = 'CONFIRMED' where promo_code = 'request' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'the same in two steps'
);
select test.attack(
    $$ update hotel.booking set paid_at = hotel.clock() where promo_code = 'desk' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'money taken at the desk is written without the desk'
);
select test.attack(
    $$ update hotel.booking set payment_captured_at = hotel.clock() where promo_code = 'request' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a capture is invented'
);
select test.attack(
    $$ update hotel.booking set refund_processed_at = hotel.clock() where promo_code = 'paid' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a refund is invented'
);
select test.attack(
    $$ update hotel.booking set paid_at = null where promo_code = 'paid' $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'the payment of a confirmed booking is erased'
);
select test.attack(
    $$ update hotel.booking set terms = 'PREPAID' where promo_code = 'desk' $$,
    '23514 confirmed_is_paid_or_pays_at_property', 'an unpaid booking stops being payable at the property'
);
select test.attack(
    $$ update hotel.booking set total_minor = 100 where promo_code = 'gift' $$,
    '23514 confirmed_is_paid_or_pays_at_property', 'a free stay gets a price after it was confirmed'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "CONFIRMED"}') $$,
    '23514 confirmed_is_paid_or_pays_at_property', 'a prepaid booking is born confirmed and unpaid'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "NO_SHOW", "no_show_at": "2026-06-10", "no_show_fee_minor": 0}') $$,
    '23514 confirmed_is_paid_or_pays_at_property', 'an imported no-show was never paid', p_action => 'import'
);
-- COMPLETED: paid, free, or an open balance that somebody answers for.
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() where promo_code = 'lodger';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(102) $$,
    '23514 completed_is_paid_or_has_an_open_balance_note', 'a guest departs unpaid, without a word'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock(), open_balance_note = ' ' where promo_code = 'lodger';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(102) $$,
    '23514 completed_is_paid_or_has_an_open_balance_note', 'a guest departs unpaid with a blank note'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock(), open_balance_note = 'friend'
       where promo_code = 'lodger';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(102);
       update hotel.booking set open_balance_note = null where promo_code = 'lodger' $$,
    '23514 completed_is_paid_or_has_an_open_balance_note', 'the note of an open balance is erased'
);
select test.holds(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock(), open_balance_note = 'friend'
       where promo_code = 'lodger';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(102) $$,
    'an open balance with a note is let through'
);
select test.holds(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() where promo_code = 'guest';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101) $$,
    'a paid stay needs none'
);
select * from finish();
rollback;
