begin;
select plan(13);
select test.open_house();
select test.request('ann');

select is(test.reports('ann', 'AUTHORIZED'), false, 'the same authorisation again is known');
select test.mark();
select test.pays('ann', 'AUTHORIZED');
select is(test.audit() || test.events(), '{}', 'and leaves nothing behind');
select is(test.reports('ann', 'CAPTURED', 100, 'ch_1'), true, 'a capture is new');
select is(test.reports('ann', 'CAPTURED', 100, 'ch_1'), false, 'and known the second time');
select is(test.reports('ann', 'CAPTURED', 200, 'ch_1'), false, 'also when it comes with another amount');
select is(
    (select p.captured_minor from hotel.payment as p where p.booking_id = test.id('ann')), 100::bigint, 'it counted once'
);
select test.attack(
    $$ insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
       select e.hotel_id, e.payment_id, e.booking_id, e.kind, e.amount_minor, e.currency, e.reference, e.at from hotel.ledger_entry as e $$,
    '23505 each_movement_is_entered_once', 'every movement is entered again'
);
select test.attack(
    $$ insert into hotel.payment (hotel_id, booking_id, provider, reference, amount_minor, currency)
       values (test.hotel_id(), test.id('ann'), 'stripe', 'pi_ann', 21800, 'EUR') $$,
    '23505 payment_hotel_id_provider_reference_key', 'a payment is entered again'
);

insert into hotel.provider_inbox (event_id, event_type, payload) values ('evt_1', 'charge.refunded', '{}');
select test.attack(
    $$ insert into hotel.provider_inbox (event_id, event_type, payload) values ('evt_1', 'charge.refunded', '{}') $$,
    '23505 provider_inbox_pkey', 'an event is received again'
);
select test.attack(
    $$ insert into hotel.provider_inbox (event_id, event_type, payload) values ('evt_2', 'x', 'not json') $$,
    '22P02 invalid input syntax for type json', 'an event that cannot be read is stored'
);
select test.attack(
    $$ update hotel.provider_inbox set status = 'PROCESSED' $$, '23514 processed_event_says_when', 'an event was processed never'
);
select test.attack(
    $$ update hotel.provider_inbox set status = 'FAILED' $$, '23514 failed_event_says_why', 'an event failed for nothing'
);
select test.attack(
    $$ update hotel.provider_inbox set processed_at = hotel.clock() $$, '23514 processed_event_says_when', 'an event is processed and waits'
);
select * from finish();
rollback;
