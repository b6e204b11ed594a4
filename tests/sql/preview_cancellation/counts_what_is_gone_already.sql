-- What a cancellation gives back is what is there: less by what went back before or was lost, not by what came back.
begin;
select plan(8);
select test.open_house();
create function pg_temp.promised(p_name text) returns text language sql as $$
    select test.answer('preview_cancellation', p_name) #>> '{cancellation_preview,refund_amount}';
$$;
select test.paid(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl']) as n (name);
select test.pays('ann', 'REFUNDED', 5000, 're_ann');
select test.pays('ann', 'REFUND_FAILED', 5000, 're_ann');
select test.pays('bob', 'DISPUTE_OPENED', 5000);
select test.pays('bob', 'DISPUTE_LOST', 5000);
select test.at('2026-06-10 14:00:10.7+00');
select is(pg_temp.promised('ann'), '218.00', 'a refund that came back is promised again');
select test.act('cancel_booking', 'ann');
select is(test.pending('ann'), '{"REFUND 21800"}', 'and asked for');
select is(pg_temp.promised('bob'), '168.00', 'what a dispute took is not there to give back');
select test.act('cancel_booking', 'bob');
select is(test.pending('bob'), '{"REFUND 16800"}', 'nor asked for');

-- The provider writes whole seconds: its refund of our cancellation seems to have been made before it.
select is(test.answer('cancel_booking', 'carl') #>> '{cancellation,refund_amount}', '218.00', 'all of it goes back');
select is(
    app.record_payment_movement('harbour', test.number('carl'), 'REFUNDED', 'pi_carl', 're_carl', 21800, p_at => '2026-06-10 14:00:10+00'),
    true, 'within the same second'
);
select test.commit();
select is(test.pending('carl'), '{}', 'it has');
select is(
    app.cancellation_answer(test.booking('carl'), 'again') #>> '{cancellation,refund_amount}', '218.00', 'and told again it is as much'
);
select * from finish();
rollback;
