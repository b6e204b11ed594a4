-- However many pages a hotel has had made, an event is about one of them.
begin;
select plan(6);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl']) as n (name);
insert into hotel.payment_session (hotel_id, booking_id, amount_minor, currency, capture_method, status, success_url, cancel_url, expires_at)
select b.hotel_id, b.id, 1, b.currency, 'MANUAL', 'FAILED', 'https://guest.example', 'https://guest.example', hotel.clock()
from test.booking('carl') as b cross join generate_series(1, 1000);
analyze hotel.payment_session;
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob']) as n (name);

create function pg_temp.pages_read() returns bigint language sql as $$
    select s.seq_tup_read + s.idx_tup_fetch from pg_catalog.pg_stat_xact_user_tables as s where s.relid = 'hotel.payment_session'::regclass;
$$;
create function pg_temp.read_by(p_type text, p_object jsonb) returns text language plpgsql as $$
declare
    v_before bigint := pg_temp.pages_read();
    v_answer text := test.tells(p_type, p_object);
begin
    return format('%s, %s', v_answer, case when pg_temp.pages_read() - v_before < 100 then 'few' else 'many' end);
end;
$$;
select is(
    pg_temp.read_by('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED, few', 'a first payment'
);
select is(pg_temp.read_by('checkout.session.completed', test.page_event('ann', 'complete')), 'PROCESSED, few', 'its page');
select is(pg_temp.read_by('checkout.session.expired', test.page_event('bob', 'expired')), 'PROCESSED, few', 'one that has expired');
select is(
    pg_temp.read_by('checkout.session.expired', test.page_event('bob', 'expired', '{"metadata": {"hotel_slug": "harbour", "session": "none"}}')),
    'FAILED PAYMENT_EVENT_DISAGREES, few', 'one that nobody has had made'
);
select * from finish();
rollback;
