begin;
select plan(11);
select test.open_house();
select test.request('ann');
select test.act('approve_booking', 'ann');

create function pg_temp.order_again(p_kind text) returns void language sql as $$
    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
    select p.hotel_id, p.id, p.booking_id, p_kind::hotel.command_kind, 1, p.currency from hotel.payment as p where p.booking_id = test.id('ann');
$$;

select is((select count(*) from hotel.payment_command where booking_id = test.id('ann')), 1::bigint, 'an approval orders one capture');
select test.attack($$ select pg_temp.order_again('CAPTURE') $$, '23505 one_live_command_per_payment_and_kind', 'a second capture is ordered');
select test.attack(
    $$ update hotel.payment_command set status = 'FAILED', finished_at = hotel.clock(); select pg_temp.order_again('CAPTURE');
       update hotel.payment_command set status = 'PENDING', finished_at = null $$,
    'RVSTT FINAL_STATE', 'an old capture is made live beside its successor'
);
select test.attack(
    $$ select pg_temp.order_again('REFUND'), pg_temp.order_again('REFUND') $$,
    '23505 one_live_command_per_payment_and_kind', 'two refunds in one statement'
);
select test.attack(
    $$ update hotel.payment_command set finished_at = hotel.clock() $$, '23514 finished_command_says_when', 'a command is finished and waits'
);
select test.attack(
    $$ update hotel.payment_command set status = 'FAILED' $$, '23514 finished_command_says_when', 'a command failed never'
);
select test.attack(
    $$ update hotel.payment_command set id = gen_random_uuid() $$, 'RVSTT KEY_IS_IMMUTABLE', 'a command goes out a second time under another key'
);
select test.attack($$ update hotel.payment_command set decision = null $$, 'RVSTT FINAL_STATE', 'a capture that a decision waits for is nobody''s');
select test.attack(
    $$ insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency, status, finished_at)
       select p.hotel_id, p.id, p.booking_id, 'REFUND', 1, p.currency, 'SUCCEEDED', hotel.clock() from hotel.payment as p $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a command is done when it is given'
);
select test.refuses('approve_booking', 'ann', 'RVSTT DECISION_PENDING', 'the front desk is told that it is being carried out');
select test.holds(
    $$ update hotel.payment_command set status = 'FAILED', finished_at = hotel.clock(); select pg_temp.order_again('CAPTURE') $$,
    'a capture after a failed one is let through'
);
select * from finish();
rollback;
