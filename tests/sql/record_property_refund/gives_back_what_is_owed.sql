begin;
select plan(34);
select test.open_house();

create function pg_temp.owed(p_name text) returns bigint language sql as $$
    select (app.booking_facts_of(test.booking(p_name))).refund_due_minor;
$$;
create function pg_temp.kept(p_name text) returns text[] language sql as $$
    select array_agg(p.reference || ' ' || p.captured_minor - p.refunded_minor order by p.id)
    from hotel.payment as p where p.booking_id = test.id(p_name) and p.provider = 'property';
$$;
create function pg_temp.money_of(p_name text) returns jsonb language sql as $$
    select jsonb_build_array(m.payment -> 'open_balance', m.payment -> 'refund_due_at_desk')
    from app.booking_money as m where m.booking_id = test.id(p_name);
$$;

-- A cancellation that costs nothing.
select test.staff_booking('ann', '2026-06-20');
select test.act('record_property_payment', 'ann', 'p_amount_minor => 10000, p_reference => ''a1''');
select test.at('2026-06-10 16:00 Europe/Dublin');
select test.act('record_property_payment', 'ann', 'p_amount_minor => 11800, p_reference => ''a2''');
select is(pg_temp.owed('ann'), 0::bigint, 'what was paid for a stay is not owed');
select test.refuses('record_property_refund', 'ann', 'RVSTT NOTHING_TO_REFUND', 'a stay that is paid and no more', 'p_amount_minor => 1');
select test.act('cancel_booking', 'ann');
select is(pg_temp.money_of('ann'), '["0.00", "218.00"]', 'the detail says what is owed at the desk');
select is(test.answer('allowed_actions', 'ann') -> 'record_property_refund', '{"allowed": true}', 'and that it can be given back');
select is(test.pending('ann'), '{}', 'the provider is asked for nothing');
select test.refuses('record_property_refund', 'ann', 'RVINV VALIDATION_ERROR', 'a cent too much', 'p_amount_minor => 21801');
select test.refuses('record_property_refund', 'ann', 'RVINV VALIDATION_ERROR', 'nothing', 'p_amount_minor => 0');
select test.refuses('record_property_refund', 'ann', 'RVINV VALIDATION_ERROR', 'less than nothing', 'p_amount_minor => -1');
select test.refuses('record_property_refund', 'ann', 'RVINV VALIDATION_ERROR', 'no amount', 'p_amount_minor => null');
select test.refuses(
    'record_property_refund', 'ann', 'RVINV VALIDATION_ERROR', 'a receipt of a whole page',
    format('p_amount_minor => 1, p_reference => %L', repeat('r', 256))
);
select test.refuses('record_property_refund', 'ann', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', 'p_amount_minor => 1', 'housekeeper');
select test.refuses('record_property_refund', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', 'p_amount_minor => 1');

select test.mark();
select is(
    test.answer('record_property_refund', 'ann', 'p_amount_minor => 12000, p_reference => ''r1'', p_note => ''in cash''', 'agent')
    ->> 'refund_due_at_desk',
    '98.00', 'a part is given back'
);
select is(pg_temp.kept('ann'), '{"a1 9800","a2 0"}', 'of what was taken last');
select is((test.booking('ann')).refund_processed_at, hotel.clock(), 'the booking shows when');
select is(test.events(), '{booking_updated}', 'one event');
select is(
    (
        select array_agg(distinct a.action || ': ' || a.note) from hotel.audit as a
        where a.seq > current_setting('test.audit_seq')::bigint and a.entity = 'ledger_entry'
    ),
    '{"record_property_refund: in cash"}', 'the audit says who did it and why'
);
select test.refuses(
    'record_property_refund', 'ann', 'RVSTT REFUND_REFERENCE_USED', 'the same receipt twice', 'p_amount_minor => 9800, p_reference => '' r1 '''
);
select test.act('record_property_refund', 'ann', 'p_amount_minor => 9800');
select is(pg_temp.kept('ann'), '{"a1 0","a2 0"}', 'the rest follows');
select test.refuses('record_property_refund', 'ann', 'RVSTT NOTHING_TO_REFUND', 'and then nothing is left', 'p_amount_minor => 1');

-- A stay that has become cheaper, before it begins and at its end.
select test.staff_booking('bob', '2026-06-20');
select test.act('record_property_payment', 'bob', 'p_amount_minor => 21800');
select test.act('amend_booking', 'bob', 'p_check_out => ''2026-06-21''');
select is(pg_temp.owed('bob'), 10900::bigint, 'a night less is a night to give back');
select test.act('record_property_refund', 'bob', 'p_amount_minor => 10900');
select isnt((test.booking('bob')).paid_at, null, 'what is left pays the stay');
select test.act('amend_booking', 'bob', 'p_check_out => ''2026-06-22''');
select is(pg_temp.money_of('bob'), '["109.00", "0.00"]', 'the night that is booked again is to be paid again');

-- A no-show keeps its fee.
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type, no_show_penalty_type)
values (test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT', 'FIRST_NIGHT');
select test.staff_booking('carl', p_arguments => 'p_cancellation_policy => ''FLEX''');
select test.act('record_property_payment', 'carl', 'p_amount_minor => 21800');
select test.at('2026-06-12 13:00 Europe/Dublin');
select test.act('mark_no_show', 'carl');
select is(pg_temp.money_of('carl'), '["0.00", "109.00"]', 'a no-show is given back what it does not cost');
select test.act('record_property_refund', 'carl', 'p_amount_minor => 10900');
select is(pg_temp.owed('carl'), 0::bigint, 'and no more');

-- The provider's money goes back first: what was taken at the desk is set against the charge before it.
select test.staff_booking('dora', '2026-06-20', p_arguments => 'p_cancellation_policy => ''FLEX''');
select test.pays('dora', 'AUTHORIZED', 15000);
select test.pays('dora', 'CAPTURED', 15000);
select test.act('record_property_payment', 'dora', 'p_amount_minor => 6800');
select test.act('amend_booking', 'dora', 'p_check_out => ''2026-06-21''');
select is(test.pending('dora'), '{"REFUND 10900"}', 'of what became too much the provider gives back');
select is(pg_temp.owed('dora'), 0::bigint, 'and the desk nothing');
select test.act('cancel_booking', 'dora');
select is(pg_temp.owed('dora'), 6800::bigint, 'of a free cancellation each gives back its own');
select test.act('record_property_refund', 'dora', 'p_amount_minor => 6800');
select is(
    (select sum(d.amount_minor) from app.money_due as d where d.booking_id = test.id('dora')), 15000::numeric, 'the provider''s part stays as it is'
);

-- A request has nothing at the desk, unless another system took it there; what is declined or expires costs nothing.
select test.request('emil', '2026-06-20');
select test.request('fred', '2026-06-20');
insert into hotel.payment (hotel_id, booking_id, provider, reference, capture_method, amount_minor, currency)
select b.hotel_id, b.id, 'property', 'old ' || b.promo_code, 'AUTOMATIC', 5000, b.currency
from hotel.booking as b
where b.promo_code in ('emil', 'fred');
insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
select p.hotel_id, p.id, p.booking_id, 'CAPTURED', 5000, p.currency, p.reference, hotel.clock() from hotel.payment as p where p.reference ~ '^old ';
select test.commit();
select is(pg_temp.owed('emil') + pg_temp.owed('fred'), 0::bigint, 'of a request nothing goes back before it is decided');
select test.act('decline_booking', 'emil');
select test.at('2026-06-21 15:00 Europe/Dublin');
select jobs.expire_approvals(test.hotel_id());
select test.commit();
select is(test.status('fred') || pg_temp.money_of('fred'), 'EXPIRED["0.00", "50.00"]', 'then all of it does');
select test.act('record_property_refund', n.name, 'p_amount_minor => 5000') from unnest(array['emil', 'fred']) as n (name);
select is(pg_temp.owed('emil') + pg_temp.owed('fred'), 0::bigint, 'and is given back');

select is_empty('select r.* from ops.rebuild(''harbour'') as r', 'the log folds to it');
-- Days have gone by, and nobody here asks the provider.
select is_empty('select d.* from app.drift_money as d where d.check_code <> ''stuck_command''', 'and nothing contradicts it');
select * from finish();
rollback;
