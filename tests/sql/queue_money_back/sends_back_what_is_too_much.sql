begin;
select plan(31);
select test.open_house();
create function pg_temp.asked(p_name text) returns text[] language sql as $$
    select array_agg(p.reference || ' ' || c.kind || ' ' || c.amount_minor order by p.reference, c.kind)
    from hotel.payment_command as c inner join hotel.payment as p on c.hotel_id = p.hotel_id and c.payment_id = p.id
    where c.booking_id = test.id(p_name) and c.status = 'PENDING';
$$;
create function pg_temp.moves(p_name text, p_kind hotel.ledger_kind, p_payment text, p_time time, p_amount bigint default null) returns void
language plpgsql as $$
begin
    perform app.record_payment_movement(
        'harbour', test.number(p_name), p_kind, p_payment, p_payment, coalesce(p_amount, (test.booking(p_name)).total_minor),
        p_at => (date '2026-06-10' + p_time) at time zone 'UTC'
    );
    perform test.commit();
end;
$$;
-- Two authorisations of one request: the newer is let go, whichever is heard of first.
select test.hold('ann', '2026-06-20');
select pg_temp.moves('ann', 'AUTHORIZED', 'pi_1', '13:00');
select is(pg_temp.asked('ann'), null, 'one authorisation is as it should be');
select pg_temp.moves('ann', 'AUTHORIZED', 'pi_2', '13:05');
select is(pg_temp.asked('ann'), '{"pi_2 RELEASE 21800"}', 'a second is let go');
select test.hold('bob', '2026-06-20');
select pg_temp.moves('bob', 'AUTHORIZED', 'pi_4', '13:05');
select pg_temp.moves('bob', 'AUTHORIZED', 'pi_3', '13:00');
select is(pg_temp.asked('bob'), '{"pi_4 RELEASE 21800"}', 'heard of the other way round, the same');
select is((test.booking('bob')).payment_authorized_at, '2026-06-10 13:00+00'::timestamptz, 'authorised since the first');
select is((test.booking('bob')).approval_deadline_at, '2026-06-10 13:30+00'::timestamptz, 'to be decided by then');
select test.act('approve_booking', 'bob');
select is(pg_temp.asked('bob'), '{"pi_3 CAPTURE 21800","pi_4 RELEASE 21800"}', 'an approval captures the one that counts');
select test.hold('zoe', '2026-07-20');
select pg_temp.moves('zoe', 'AUTHORIZED', 'pi_z1', '13:00');
select pg_temp.moves('zoe', 'AUTHORIZED', 'pi_z2', '13:05');
select pg_temp.moves('zoe', 'RELEASED', 'pi_z1', '13:10');
select is(pg_temp.asked('zoe'), null, 'the first lapses: the second is kept after all');

-- Half and half, and the same half once more.
select test.hold('carl', '2026-06-20');
select pg_temp.moves('carl', 'AUTHORIZED', 'pi_5', '13:00', 11800);
select pg_temp.moves('carl', 'AUTHORIZED', 'pi_6', '13:01', 10000);
select pg_temp.moves('carl', 'AUTHORIZED', 'pi_7', '13:02', 10000);
select is(pg_temp.asked('carl'), '{"pi_7 RELEASE 10000"}', 'two parts and one too many');
select test.act('approve_booking', 'carl');
select is(pg_temp.asked('carl'), '{"pi_5 CAPTURE 11800","pi_6 CAPTURE 10000","pi_7 RELEASE 10000"}', 'an approval captures both parts');
select pg_temp.moves('carl', 'CAPTURED', 'pi_5', '13:03', 11800);
select is(test.status('carl'), 'PENDING_APPROVAL', 'the first part does not confirm');
select pg_temp.moves('carl', 'CAPTURED', 'pi_6', '13:04', 10000);
select is(test.status('carl'), 'CONFIRMED', 'both do');
select is((test.booking('carl')).paid_at, '2026-06-10 13:04+00'::timestamptz, 'paid by the second');

-- A booking that has become cheaper, or dearer.
select test.request('dora', '2026-06-20');
select test.act('amend_booking', 'dora', 'p_check_out => ''2026-06-21''');
select is(pg_temp.asked('dora'), null, 'what is authorised in part too much waits for the decision');
select test.act('approve_booking', 'dora');
select is(pg_temp.asked('dora'), '{"pi_dora CAPTURE 10900"}', 'which captures what is owed and no more');
select test.pays('dora', 'CAPTURED', 10900);
select is(test.status('dora'), 'CONFIRMED', 'that confirms it');
select test.request('emil', '2026-06-20', 1);
select test.act('amend_booking', 'emil', 'p_check_out => ''2026-06-22''');
select test.refuses('approve_booking', 'emil', 'RVSTT PAYMENT_INCOMPLETE', 'what is authorised too little is not captured');
select test.paid('fred', '2026-06-20');
select test.act('amend_booking', 'fred', 'p_check_out => ''2026-06-21''');
select is(pg_temp.asked('fred'), '{"pi_fred REFUND 10900"}', 'what was paid for a night not stayed goes back');

-- Money taken at the desk cannot go back by the provider: the provider's own does.
select test.staff_booking('gina');
select test.act('record_property_payment', 'gina', 'p_amount_minor => 21800');
select pg_temp.moves('gina', 'AUTHORIZED', 'pi_8', '12:00');
select is(pg_temp.asked('gina'), '{"pi_8 RELEASE 21800"}', 'authorised beside what was paid at the desk: let go');
select test.in_house('hans', 101, '2026-06-10', 1);
select test.act('check_out', 'hans');
select pg_temp.moves('hans', 'AUTHORIZED', 'pi_9', '13:00');
select is(pg_temp.asked('hans'), '{"pi_9 RELEASE 10900"}', 'authorised once more by a guest who has gone: let go, though it is the older');
select pg_temp.moves('hans', 'CAPTURED', 'pi_9', '13:00');
select is(pg_temp.asked('hans'), '{"pi_hans REFUND 10900"}', 'captured meanwhile: it is not let go, the newer of the two goes back');
select pg_temp.moves('hans', 'REFUNDED', 'pi_hans', '14:01');
select is(pg_temp.asked('hans'), null, 'once');

-- The charge of a cancellation is kept of the oldest payment; of one that is only authorised it is captured.
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'NR', 'Non-refundable', 'NON_REFUNDABLE', 0, 'FULL_STAY');
select test.staff_booking('ida', p_terms => 'PAY_AT_PROPERTY', p_arguments => 'p_cancellation_policy => ''NR''');
select pg_temp.moves('ida', 'AUTHORIZED', 'pi_11', '13:01', 10000);
select pg_temp.moves('ida', 'AUTHORIZED', 'pi_10', '13:00', 15000);
select test.act('cancel_booking', 'ida');
select is(
    pg_temp.asked('ida'), '{"pi_10 CAPTURE 15000","pi_11 CAPTURE 6800"}', 'a charge of 218.00 is captured of both, of the newer what is left of it'
);
-- Disputes: what the bank holds is not refunded, what it took is not there to give back.
select test.paid('jan', '2026-06-20');
select test.pays('jan', 'DISPUTE_OPENED', 21800);
select test.act('cancel_booking', 'jan');
select is(pg_temp.asked('jan'), null, 'of what is disputed nothing is refunded');
select is((select count(*) from app.drift_money as d where d.check_code = 'money_held'), 0::bigint, 'and nobody is told to');
select test.pays('jan', 'DISPUTE_WON', 21800);
select is(pg_temp.asked('jan'), '{"pi_jan REFUND 21800"}', 'once it is won, it is');
select test.paid('kai', '2026-06-20');
select test.pays('kai', 'DISPUTE_OPENED', 5000);
select test.pays('kai', 'DISPUTE_LOST', 5000);
select is((app.booking_facts_of(test.booking('kai'))).balance_minor, 5000::bigint, 'what is lost is owed again');
select test.act('cancel_booking', 'kai');
select is(pg_temp.asked('kai'), '{"pi_kai REFUND 16800"}', 'what is left goes back');
-- A refund that comes back is due again, and waits for people: the same card would refuse it again.
select test.paid('lea', '2026-06-20');
select test.act('cancel_booking', 'lea');
select test.pays('lea', 'REFUNDED');
select test.pays('lea', 'REFUND_FAILED', p_reference => 'refunded_lea');
select is((test.booking('lea')).refund_processed_at, null, 'a refund that came back is none');
select is(pg_temp.asked('lea'), null, 'it is not asked again by itself');
select is((select d.entity_id from app.drift_money as d where d.check_code = 'money_held'), test.number('lea'), 'people see that it is due');
select is(
    (select v.payment::jsonb - 'currency' from app.booking_money as v where v.booking_id = test.id('kai')),
    '{"total": "218.00", "authorized": "218.00", "captured": "218.00", "released": "0.00", "refunded": "0.00", "disputed": "0.00",
      "lost_in_disputes": "50.00", "fee": "0.00", "unpaid_extensions": "0.00", "open_balance": "0.00",
      "refund_due_at_desk": "0.00", "pending": ["REFUND"]}', 'a booking''s money in one look'
);
select * from finish();
rollback;
