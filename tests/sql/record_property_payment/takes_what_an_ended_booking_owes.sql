begin;
select plan(21);
select test.open_house();

create function pg_temp.leaves_unpaid(p_name text, p_room int) returns void language plpgsql as $$
begin
    perform test.staff_booking(p_name);
    perform test.act('assign_room', p_name, format('p_room_id => %s', test.room_id(p_room)));
    perform test.act('check_in', p_name);
end;
$$;

-- The company pays when the guest has left.
select pg_temp.leaves_unpaid('ann', 101);
select test.act('record_property_payment', 'ann', 'p_amount_minor => 1800');
select test.act('check_out', 'ann', 'p_open_balance_note => ''the company pays''');
select test.at('2026-06-24 15:00 Europe/Dublin');
select is(test.answer('allowed_actions', 'ann') -> 'record_property_payment', '{"allowed": true}', 'what is open can be paid');
select test.refuses('record_property_payment', 'ann', 'RVINV VALIDATION_ERROR', 'and no more', 'p_amount_minor => 20001');
select test.mark();
select is(test.answer('record_property_payment', 'ann', 'p_amount_minor => 15000') ->> 'open_balance', '50.00', 'a part comes');
select is(test.events(), '{booking_updated}', 'the desk hears of it');
select is((test.booking('ann')).paid_at, null, 'it does not pay the stay');
select test.act('record_property_payment', 'ann', 'p_amount_minor => 5000');
select is((test.booking('ann')).paid_at, hotel.clock(), 'the rest does');
select is((test.booking('ann')).open_balance_note, 'the company pays', 'why it was left open stays written');
select is(test.status('ann'), 'COMPLETED', 'nothing comes back to life');
select test.refuses('record_property_payment', 'ann', 'RVSTT NOTHING_TO_PAY', 'what is paid is paid', 'p_amount_minor => 1');

-- Added nights that nobody paid are part of the stay once they are.
select pg_temp.leaves_unpaid('bob', 102);
select test.act('extend_stay', 'bob', 'p_add_nights => 1');
select test.act('check_out', 'bob', 'p_open_balance_note => ''by transfer''');
select is((app.booking_facts_of(test.booking('bob'))).balance_minor, 32700::bigint, 'an unpaid extension is owed after departure');
select test.act('record_property_payment', 'bob', 'p_amount_minor => 32700');
select is((test.booking('bob')).total_minor, 32700::bigint, 'paid later, it is part of the stay');

-- A fee that was never taken.
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type, no_show_penalty_type)
values (test.hotel_id(), 'FIRST', 'First night', 'NON_REFUNDABLE', 0, 'FULL_STAY', 'FIRST_NIGHT');
select test.staff_booking('carl', p_arguments => 'p_cancellation_policy => ''FIRST''');
select test.staff_booking('dora', p_arguments => 'p_cancellation_policy => ''FIRST''');
select test.act('cancel_booking', 'carl');
select test.at('2026-06-26 13:00 Europe/Dublin');
select test.act('mark_no_show', 'dora');
select is(
    (select m.payment ->> 'open_balance' from app.booking_money as m where m.booking_id = test.id('dora')), '109.00', 'a no-show owes its fee'
);
select test.refuses('record_property_payment', 'dora', 'RVINV VALIDATION_ERROR', 'and not the stay', 'p_amount_minor => 10901');
select test.act('record_property_payment', 'dora', 'p_amount_minor => 10900');
select is((test.booking('dora')).no_show_fee_minor, 10900::bigint, 'the fee stays what it was');
select test.refuses('record_property_payment', 'dora', 'RVSTT NOTHING_TO_PAY', 'a fee that is paid', 'p_amount_minor => 1');
select test.act('record_property_payment', 'carl', 'p_amount_minor => 21800');
select isnt((test.booking('carl')).paid_at, null, 'a cancellation that costs the stay is paid like one');

-- What never came about costs nothing.
select test.booking_in('DECLINED', 'declined');
select test.booking_in('EXPIRED', 'expired');
select test.booking_in('CANCELLED', 'free');
select test.refuses('record_property_payment', 'declined', 'RVSTT INVALID_STATUS', 'a request that was declined', 'p_amount_minor => 1');
select test.refuses('record_property_payment', 'expired', 'RVSTT BOOKING_EXPIRED', 'one that has expired', 'p_amount_minor => 1');
select test.refuses('record_property_payment', 'free', 'RVSTT NOTHING_TO_PAY', 'a cancellation without a fee', 'p_amount_minor => 1');

select is_empty('select r.* from ops.rebuild(''harbour'') as r', 'the log folds to it');
select is_empty('select d.* from app.drift_money as d', 'and nothing contradicts it');
select * from finish();
rollback;
