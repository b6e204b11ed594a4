-- Nights that were added to a stay wait for their payment by themselves. When the stay is priced anew, they are part of the new
-- price or no longer booked: they are not asked for beside it.
begin;
select plan(11);
select test.open_house();
create function pg_temp.balance(p_name text) returns bigint language sql as $$
    select (app.booking_facts_of(test.booking(p_name))).balance_minor
$$;
create function pg_temp.extension(p_name text) returns text language sql as $$
    select x.status::text from hotel.booking_extension as x where x.booking_id = test.id(p_name)
$$;
select test.in_house('ann', 101, '2026-06-10', 1);
select test.act('extend_stay', 'ann', 'p_add_nights => 1');
select is(pg_temp.balance('ann'), 10900::bigint, 'another night is owed');
select test.act('undo_check_in', 'ann', 'p_reason => ''wrong guest''');
select is(pg_temp.balance('ann'), 10900::bigint, 'and still is when the arrival is taken back: it is booked');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-11''');
select is(
    (pg_temp.balance('ann'), pg_temp.extension('ann')), (0::bigint, 'FAILED'::text), 'a night that is given up is not'
);
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(102)));
select test.act('check_in', 'ann');
select is(
    test.answer('extend_stay', 'ann', 'p_add_nights => 1') #>> '{pricing,amount_delta}', '109.00', 'the stay is extended again, at its own price'
);
select test.act('undo_check_in', 'ann', 'p_reason => ''wrong guest''');
select test.act('amend_booking', 'ann', 'p_room_type_code => ''STE''');
select is(
    ((test.booking('ann')).total_minor, pg_temp.balance('ann')), (54500::bigint, 43600::bigint), 'priced anew, both nights are in the total, once'
);
-- The guest pays for what is given up meanwhile.
select test.pays('ann', 'AUTHORIZED', 10900, 'auth_more', 'pi_more');
select test.pays('ann', 'CAPTURED', 10900, 'cap_more', 'pi_more');
select is((test.booking('ann')).total_minor, 54500::bigint, 'money for nights that were given up adds none');
select is(pg_temp.balance('ann'), 32700::bigint, 'it pays for what is owed');

select test.in_house('bob', 103, '2026-06-10', 1);
select test.act('extend_stay', 'bob', 'p_add_nights => 1');
select test.act('undo_check_in', 'bob', 'p_reason => ''wrong guest''');
select test.act('cancel_booking', 'bob');
select is(pg_temp.extension('bob'), 'FAILED', 'a cancelled booking waits for no payment');
select test.pays('bob', 'AUTHORIZED', 10900, 'auth_bob_more', 'pi_bob_more');
select test.pays('bob', 'CAPTURED', 10900, 'cap_bob_more', 'pi_bob_more');
select is((test.booking('bob')).total_minor, 10900::bigint, 'nor does its price change by one that comes');
select is(
    (
        select sum(k.amount_minor) from hotel.payment_command as k
        where k.booking_id = test.id('bob') and k.kind = 'REFUND' and k.status = 'PENDING'
    ),
    21800::numeric,
    'which goes back with the rest'
);

-- A price that is agreed for the stay is for all of its nights.
select test.in_house('carl', 104, '2026-06-10', 1);
select test.act('extend_stay', 'carl', 'p_add_nights => 1');
select test.act('undo_check_in', 'carl', 'p_reason => ''wrong guest''');
select test.act('amend_booking', 'carl', 'p_total_minor => 20000');
select is((pg_temp.balance('carl'), pg_temp.extension('carl')), (9100::bigint, 'FAILED'::text), 'two nights for 200.00, of which one is paid');
select * from finish();
rollback;
