begin;
select plan(4);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create role night_operator login;
grant hotelmate_operator to night_operator;
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'night_operator');
create function pg_temp.never_refunds(p_slug text) returns void language plpgsql as $$
begin
    insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
    values (test.hotel_id(p_slug), 'NR', 'Non-refundable', 'NON_REFUNDABLE', 0, 'FULL_STAY');
    perform test.commit();
end;
$$;
select pg_temp.never_refunds('harbour'), pg_temp.never_refunds('lagoon');
-- In order: nothing is due yet, nothing is due any more, the provider's alone, nobody is known any more.
select test.staff_booking('coming', '2026-06-20');
select test.paid('settled', '2026-06-20');
select test.paid('refunded', '2026-06-20');
select test.act('cancel_booking', 'refunded');
select test.staff_booking('forgotten', '2026-06-20', p_arguments => 'p_cancellation_policy => ''NR''');
select test.act('cancel_booking', 'forgotten');
select test.act('erase_guest', null, format('p_forgive_debt => true, p_booking_ids => %L', array[test.number('forgotten')]));

select test.staff_booking('cheaper', '2026-06-20');
select test.act('record_property_payment', 'cheaper', 'p_amount_minor => 21800');
select test.act('amend_booking', 'cheaper', 'p_check_out => ''2026-06-21''');
select test.staff_booking('gone');
select test.act('assign_room', 'gone', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'gone');
select test.act('record_property_payment', 'gone', 'p_amount_minor => 1800');
select test.act('check_out', 'gone', 'p_open_balance_note => ''the company pays''');
select test.staff_booking('late', '2026-06-22', p_arguments => 'p_cancellation_policy => ''NR''');
select test.act('cancel_booking', 'late', 'p_reason => ''ill''');
select test.staff_booking('foreign', '2026-06-22', p_arguments => 'p_cancellation_policy => ''NR''', p_slug => 'lagoon');
select test.act('cancel_booking', 'foreign', p_slug => 'lagoon');

create function test.shown() returns text[] language sql as $$
    select array_agg(format('%s %s: pays %s, gets %s (%s)', v.status, v.guest, v.to_pay, v.to_give_back, v.note)) from ops.open_balances as v;
$$;
grant execute on function test.shown() to public;
set local session authorization night_operator;
select is(
    test.shown(),
    array[
        'CONFIRMED Cheaper Guest: pays 0.00 EUR, gets 109.00 EUR ()',
        'CANCELLED Late Guest: pays 218.00 EUR, gets 0.00 EUR (ill)',
        'COMPLETED Gone Guest: pays 200.00 EUR, gets 0.00 EUR (the company pays)'
    ],
    'what the desk gives back, then what is still to come in'
);
set local session authorization default;
select test.act('record_property_refund', 'cheaper', 'p_amount_minor => 10900');
select test.act('record_property_payment', 'gone', 'p_amount_minor => 20000');
set local session authorization night_operator;
select is(test.shown(), '{"CANCELLED Late Guest: pays 218.00 EUR, gets 0.00 EUR (ill)"}', 'what is settled is gone from it');
set local session authorization default;

-- A booking's balance is read by itself, whatever else there is.
create function pg_temp.plan_of(p_booking_id bigint) returns setof text language plpgsql as $$
begin
    return query execute format(
        'explain select m.* from app.booking_balance as m where m.hotel_id = %s and m.booking_id = %s', test.hotel_id(), p_booking_id
    );
end;
$$;
set local enable_seqscan = off;
select is(
    (select count(*) from pg_temp.plan_of(test.id('gone')) as l (line) where l.line ~ 'Index Cond: .*booking_id = \d+'), 2::bigint,
    'of payments and extensions only its own are read'
);
select is(
    (select array_agg(m.balance_minor || ' ' || m.refund_due_minor) from app.booking_balance as m where m.booking_id = test.id('late')),
    '{"21800 0"}', 'which is its fee'
);
select * from finish();
rollback;
