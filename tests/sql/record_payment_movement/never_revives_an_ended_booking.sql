begin;
select plan(14);
select test.open_house();
select test.booking_in(s.status, s.status) from unnest(array['CANCELLED_DRAFT', 'EXPIRED', 'DECLINED', 'CANCELLED', 'NO_SHOW']) as s (status);
create function pg_temp.queued(p_name text) returns text[] language sql as $$
    select array_agg(c.kind || ' ' || c.amount_minor order by c.kind::text) from hotel.payment_command as c
    where c.booking_id = test.id(p_name) and c.status = 'PENDING' and c.decision is null;
$$;
select test.pays('CANCELLED_DRAFT', 'AUTHORIZED');
select is(pg_temp.queued('CANCELLED_DRAFT'), '{"RELEASE 21800"}', 'paid a minute after the hold lapsed: let go');
select test.pays('EXPIRED', 'CAPTURED');
select is('REFUND 21800' = any(pg_temp.queued('EXPIRED')), true, 'captured after it expired: refunded');
select test.pays('DECLINED', 'RELEASED');
select is(pg_temp.queued('DECLINED'), null, 'released as ordered: nothing is left to do');
select test.pays('DECLINED', 'AUTHORIZED', 100, 'again', 'pi_again');
select is(pg_temp.queued('DECLINED'), '{"RELEASE 100"}', 'a second payment of a declined booking is let go as well');
select test.pays('CANCELLED', 'REFUNDED', 10000, 'part');
select is(pg_temp.queued('CANCELLED'), '{"REFUND 11800"}', 'refunded in part: the rest is ordered');
select test.pays('CANCELLED', 'REFUNDED', 11800, 'rest');
select is(pg_temp.queued('CANCELLED'), null, 'and then nothing');
select is(pg_temp.queued('NO_SHOW'), null, 'a no-show keeps the whole stay');
select is(test.status(s.status), s.status, s.status || ' is for ever')
from unnest(array['CANCELLED_DRAFT', 'EXPIRED', 'DECLINED', 'CANCELLED', 'NO_SHOW']) as s (status);

-- A decision that was under way when somebody typed the end of the booking.
select test.request('crossed');
select test.act('approve_booking', 'crossed');
update hotel.booking
set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
where promo_code = 'crossed';
select test.commit();
select test.pays('crossed', 'CAPTURED');
select is(test.status('crossed'), 'CANCELLED', 'a capture that comes too late does not confirm');
select is('REFUND 21800' = any(pg_temp.queued('crossed')), true, 'it is refunded');
select * from finish();
rollback;
