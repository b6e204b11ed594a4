-- What was to go back and is owed again before anybody has asked the provider stays.
begin;
select plan(9);
select test.open_house();
select test.paid(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl']) as n (name);
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-21''');
select is(test.pending('ann'), '{"REFUND 10900"}', 'a night less goes back');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-22''');
select is(test.pending('ann'), '{}', 'unless the guest comes for it after all');
select is(
    (select c.status || ', ' || c.last_error from hotel.payment_command as c where c.booking_id = test.id('ann') and c.kind = 'REFUND'),
    'FAILED, no longer due', 'the command says why it ended'
);
select is((select count(*) from app.drift_money as d where d.check_code = 'money_held'), 0::bigint, 'and nothing is missing');
select test.act('amend_booking', 'bob', 'p_total_minor => 10000');
select test.act('amend_booking', 'bob', 'p_total_minor => 15000');
select is(test.pending('bob'), '{"REFUND 6800"}', 'owed again in part: the rest goes back');
select test.act('amend_booking', 'bob', 'p_total_minor => 10000');
select is(test.pending('bob'), '{"REFUND 6800"}', 'owed less once more');
select test.pays('bob', 'REFUNDED', 6800);
select is(test.pending('bob'), '{"REFUND 5000"}', 'what is missing follows');

-- What somebody has begun to ask is not taken back: it may have been done.
select test.act('amend_booking', 'carl', 'p_check_out => ''2026-06-21''');
select is(test.claim_command('carl') ->> 'amount_minor', '10900', 'a night less is on its way');
select test.act('amend_booking', 'carl', 'p_check_out => ''2026-06-22''');
select is(test.pending('carl'), '{"REFUND 10900"}', 'what is on its way stays so');
select * from finish();
rollback;
