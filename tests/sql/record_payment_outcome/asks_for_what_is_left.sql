-- Somebody refunds a part at the provider's own desk while our refund of the whole is on its way: that one is refused, the rest is
-- still due and asked for.
begin;
select plan(12);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob']) as n (name);
select
    is(
        test.tells('payment_intent.' || e.type, test.intent(n.name, e.status)), 'PROCESSED', format('%s: %s', n.name, e.type)
    )
from unnest(array['ann', 'bob']) as n (name)
cross join (values ('amount_capturable_updated', 'requires_capture'), ('succeeded', 'succeeded')) as e (type, status);
select test.act('decline_booking', n.name) from unnest(array['ann', 'bob']) as n (name);

-- Ours has been asked for, so the other one does not answer it.
select is(test.claim_command('ann') ->> 'kind', 'REFUND', 'ann''s refund is asked for');
select is(test.tells('refund.created', test.refund('ann', 700)), 'PROCESSED', 'somebody refunds a part');
select is(test.answers('ann', 'REFUND', 'REFUSED', p_error => 'too much') ->> 'status', 'FAILED', 'ours is too much now');
select is(test.pending('ann'), '{"REFUND 21100"}', 'what is left is asked for');

-- What was refused as it is due is for people: asked again it would be refused again.
select is(test.answers('bob', 'REFUND', 'REFUSED', p_error => 'disputed') ->> 'status', 'FAILED', 'bob''s is refused');
select is(test.pending('bob'), '{}', 'the same is not asked again by itself');
select * from finish();
rollback;
