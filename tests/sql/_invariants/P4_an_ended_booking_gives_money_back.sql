begin;
select plan(16);
select test.open_house();

create function pg_temp.commands(p_name text) returns text[] language sql as $$
    select array_agg(c.kind || ' ' || c.amount_minor || ' ' || c.status order by c.kind::text, c.amount_minor)
    from hotel.payment_command as c where c.booking_id = test.id(p_name) and c.decision is null;
$$;

select test.booking_in('DECLINED', 'declined');
select test.booking_in('EXPIRED', 'expired');
select test.booking_in('CANCELLED', 'cancelled');
select test.request('withdrawn');
select test.act('cancel_booking', 'withdrawn');
select is(pg_temp.commands('declined'), '{"RELEASE 21800 PENDING"}', 'declining releases the authorisation');
select is(pg_temp.commands('expired'), '{"RELEASE 21800 PENDING"}', 'so does expiring');
select is(pg_temp.commands('withdrawn'), '{"RELEASE 21800 PENDING"}', 'so does withdrawing');
select is(pg_temp.commands('cancelled'), '{"REFUND 21800 PENDING"}', 'cancelling a paid booking refunds what it does not cost');

select test.request('typed');
update hotel.booking set status = 'DECLINED', decline_reason_code = 'X', decision_at = hotel.clock(), decision_by = 'x' where promo_code = 'typed';
select is(pg_temp.commands('typed'), '{"RELEASE 21800 PENDING"}', 'a statement typed by hand gives the money back as well');

select test.booking_in('CANCELLED_DRAFT', 'lapsed');
select is(pg_temp.commands('lapsed'), null, 'a lapsed hold has nothing to give back');
select test.pays('lapsed', 'AUTHORIZED');
select is(test.status('lapsed'), 'CANCELLED_DRAFT', 'a late authorisation revives nothing');
select is(pg_temp.commands('lapsed'), '{"RELEASE 21800 PENDING"}', 'and is released');
select test.pays('lapsed', 'CAPTURED', 800);
select is(
    pg_temp.commands('lapsed'), '{"REFUND 800 PENDING","RELEASE 21800 PENDING"}', 'a late capture is refunded'
);

select test.staff_booking('lodger');
select test.act('assign_room', 'lodger', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'lodger');
select test.act('record_property_payment', 'lodger', 'p_amount_minor => 21800');
select test.pays('lodger', 'AUTHORIZED', 21800);
select test.act('check_out', 'lodger');
select is(
    pg_temp.commands('lodger'), '{"RELEASE 21800 PENDING"}', 'a completed stay lets go of an authorisation it never used'
);

select test.attack(
    $$ delete from hotel.payment_command where booking_id = test.id('declined') $$, 'RVSTT APPEND_ONLY', 'the queued release is deleted'
);
select test.attack($$ truncate hotel.payment_command cascade $$, 'RVSTT APPEND_ONLY', 'every queued release is truncated');
select test.attack(
    $$ update hotel.payment_command set status = 'SUCCEEDED', finished_at = hotel.clock() where booking_id = test.id('declined') $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'the queued release is called done, and no money moved'
);
select test.attack(
    $$ update hotel.payment_command set amount_minor = 1 where booking_id = test.id('declined') $$,
    'RVSTT FINAL_STATE', 'a cent is released of it all'
);
select test.attack(
    $$ update hotel.payment_command set kind = 'VERIFY' where booking_id = test.id('declined') $$,
    'RVSTT FINAL_STATE', 'the release becomes a question'
);
select test.pays('declined', 'RELEASED');
select is(pg_temp.commands('declined'), '{"RELEASE 21800 SUCCEEDED"}', 'the release that the provider reports ends the command');
select * from finish();
rollback;
