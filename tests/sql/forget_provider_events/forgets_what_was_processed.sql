begin;
select plan(4);
select test.open_house();
insert into hotel.provider_inbox (event_id, event_type, payload, status, processed_at)
values
('evt_1', 'charge.refunded', '{"billing_details": {"name": "Ana Costa"}}', 'PROCESSED', hotel.clock()),
('evt_2', 'charge.refunded', '{}', 'PROCESSED', hotel.clock()),
('evt_3', 'charge.refunded', '{}', 'RECEIVED', null);
select test.at(hotel.clock() + interval '90 days');
select is(jobs.forget_provider_events(), 0, 'for ninety days what the provider said can be read');
select test.at(hotel.clock() + interval '1 second');
select is(jobs.forget_provider_events(1), 1, 'then it is forgotten, in batches');
select is(jobs.forget_provider_events(), 1, 'one after the other');
select is((select array_agg(w.event_id) from hotel.provider_inbox as w), '{evt_3}', 'but not what waits still');
select * from finish();
rollback;
