begin;
select plan(14);
select test.old_house();

select test.bring('hotel_roombooking', '0001', test.old_booking('0001'));
select results_eq(
    $$ select kind::text, amount_minor, reference, at, note from hotel.ledger_entry where booking_id = test.id('0001') $$,
    $$ values ('CAPTURED', 32700::bigint, 'pi_0001', '2026-05-01 10:00+00'::timestamptz, 'imported') $$,
    'a payment is an entry under the old intent, at its old time'
);
select is((test.booking('0001')).paid_at, '2026-05-01 10:00+00'::timestamptz, 'the booking is paid at that time');

-- Authorised at one time, paid at another.
select test.bring(
    'hotel_roombooking', '0002', test.old_booking('0002', '{"payment_authorized_at": "2026-05-01T09:58:00+00:00"}')
);
select results_eq(
    $$ select kind::text, at from hotel.ledger_entry where booking_id = test.id('0002') order by id $$,
    $$ values ('AUTHORIZED', '2026-05-01 09:58+00'::timestamptz), ('CAPTURED', '2026-05-01 10:00+00') $$,
    'authorisation and capture are two entries when they were two'
);

-- A payment time is never made up.
select is(
    test.old_row('hotel_roombooking', '0003', test.old_booking('0003', '{"paid_at": null}')) -> 'findings' @? '$[*] ? (@.code == "VERIFY_QUEUED")',
    true, 'with an intent and no payment time the provider is asked'
);
select is((test.booking('0003')).paid_at, null, 'and the booking is not paid');
select is_empty($$ select from hotel.ledger_entry where booking_id = test.id('0003') $$, 'nothing is entered');
select results_eq(
    $$ select kind::text, status::text from hotel.payment_command where booking_id = test.id('0003') $$,
    $$ values ('VERIFY', 'PENDING') $$, 'one question is queued'
);

-- What came back to the guest, and what still has to.
select test.bring('hotel_roombooking', '0004', test.old_booking('0004', '{
    "status": "CANCELLED", "cancelled_at": "2026-05-02T10:00:00+00:00", "cancellation_reason": "Ill", "cancellation_fee": 100,
    "refund_amount": 227, "refund_processed_at": "2026-05-02T10:01:00+00:00", "refund_reference": "re_4"
}'));
select results_eq(
    $$ select kind::text, amount_minor, reference from hotel.ledger_entry where booking_id = test.id('0004') order by id $$,
    $$ values ('CAPTURED', 32700::bigint, 'pi_0004'), ('REFUNDED', 22700::bigint, 're_4') $$, 'a refund is an entry'
);
select is_empty(
    $$ select from hotel.payment_command where booking_id = test.id('0004') and status = 'PENDING' $$, 'nothing is left to give back'
);
select test.bring('hotel_roombooking', '0005', test.old_booking('0005', '{
    "status": "EXPIRED", "expired_at": "2026-05-02T10:00:00+00:00", "auto_expire_reason_code": "APPROVAL_TIMEOUT"
}'));
select results_eq(
    $$ select kind::text, amount_minor from hotel.payment_command where booking_id = test.id('0005') and status = 'PENDING' $$,
    $$ values ('REFUND', 32700::bigint) $$, 'an expired booking that holds money gives it back'
);

-- Money at the desk.
select test.bring(
    'hotel_roombooking', '0006', test.old_booking('0006', '{
        "payment_provider": null, "payment_intent_id": null, "check_in": "2026-07-01", "check_out": "2026-07-02"
    }')
);
select is(
    (select provider || ' ' || reference from hotel.payment where booking_id = test.id('0006')),
    'property BK-HARBOUR-2026-0006', 'without a provider it was paid at the property'
);
select is(
    jsonb_path_query_first(
        test.old_row('hotel_roombooking', '0008', test.old_booking('0008', '{
            "payment_provider": null, "payment_intent_id": null, "status": "CANCELLED", "cancelled_at": "2026-05-02T10:00:00+00:00",
            "cancellation_reason": "Ill", "cancellation_fee": 100
        }')) -> 'findings', '$[*] ? (@.code == "MONEY_DUE_AT_DESK")'
    ) ->> 'now', '227.00', 'what the desk has not given back is said: nobody else would'
);
select is_empty(
    $$ select * from ops.find_drift() where check_code in ('payment_sums', 'payment_status', 'money_held') $$, 'books and bookings agree'
);
select test.judge(
    test.outcome(
        format('select test.old_row(%L, %L, %L)', 'hotel_roombooking', '0007', test.old_booking('0007', '{
            "payment_intent_id": "", "check_in": "2026-08-01", "check_out": "2026-08-02"
        }'))
    ), 'RVSTT IMPORT_PAYMENT_HAS_NO_REFERENCE', 'paid to the provider under no intent is refused'
);
select * from finish();
rollback;
