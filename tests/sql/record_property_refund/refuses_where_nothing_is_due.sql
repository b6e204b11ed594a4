begin;
select plan(11);
-- In no status does the desk give back what it never took, nor what the booking may keep.
select test.open_house();
select test.booking_statuses();
select
    test.refuses(
        'record_property_refund', s.status, 'RVSTT NOTHING_TO_REFUND', s.status || ', and nothing was taken at the desk', 'p_amount_minor => 1'
    )
from unnest(
    array[
        'PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED', 'IN_HOUSE', 'COMPLETED', 'DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW'
    ]
) as s (status);

insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'NR', 'Non-refundable', 'NON_REFUNDABLE', 0, 'FULL_STAY');
select test.staff_booking('kept', '2026-06-20', p_arguments => 'p_cancellation_policy => ''NR''');
select test.act('record_property_payment', 'kept', 'p_amount_minor => 21800');
select test.act('cancel_booking', 'kept');
select test.refuses('record_property_refund', 'kept', 'RVSTT NOTHING_TO_REFUND', 'a fee of all that was paid', 'p_amount_minor => 1');
select * from finish();
rollback;
