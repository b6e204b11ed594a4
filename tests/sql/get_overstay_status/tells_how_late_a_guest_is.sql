begin;
select plan(19);
select test.open_house();
select test.in_house('guest', 101, '2026-06-10', 1);
create function pg_temp.told(p_now timestamptz) returns text language plpgsql as $$
declare
    v jsonb;
begin
    perform test.at(p_now);
    perform jobs.flag_overstays(test.hotel_id());
    v := test.answer('get_overstay_status', 'guest', p_as => 'agent');
    return concat_ws(
        ' ', v ->> 'overstay_risk_level', v ->> 'is_overstay', v ->> 'checkout_overdue', v ->> 'incident_state', v #>> '{overstay,status}',
        v #>> '{overstay,hours_overdue}', v ->> 'overstay_minutes'
    );
end;
$$;
select is(pg_temp.told(t.now::timestamptz), t.told, 'at ' || t.now)
from (
    values
    ('2026-06-11 10:59:59 Europe/Dublin', 'OK false false MISSING 0'),
    ('2026-06-11 11:00:00 Europe/Dublin', 'OK false true ACTIVE OPEN 0.0 0'),
    ('2026-06-11 11:00:01 Europe/Dublin', 'GRACE false true ACTIVE OPEN 0.0 0'),
    ('2026-06-11 11:30:00 Europe/Dublin', 'GRACE false true ACTIVE OPEN 0.5 0'),
    ('2026-06-11 11:30:01 Europe/Dublin', 'OVERDUE true true ACTIVE OPEN 0.5 0'),
    ('2026-06-11 13:30:59 Europe/Dublin', 'OVERDUE true true ACTIVE OPEN 2.5 120'),
    ('2026-06-11 13:31:00 Europe/Dublin', 'CRITICAL true true ACTIVE OPEN 2.5 121')
) as t (now, told);
select is(
    (test.answer('get_overstay_status', 'guest') ->> 'checkout_deadline_at')::timestamptz, '2026-06-11 11:00 Europe/Dublin'::timestamptz,
    'the deadline'
);
select is(test.answer('get_overstay_status', 'guest') #> '{overstay,extensions}', '[]', 'nothing was extended');

select test.act('acknowledge_overstay', 'guest', 'p_note => ''asks for a night''');
select is(test.answer('get_overstay_status', 'guest') #>> '{overstay,acknowledged_note}', 'asks for a night', 'what was said is told');
select is(
    test.answer('extend_stay', 'guest', 'p_add_nights => 1') -> 'overstay',
    jsonb_build_object('status', 'RESOLVED', 'resolved_at', hotel.clock()), 'the extension resolves it, and says so'
);
select is(test.answer('get_overstay_status', 'guest') ->> 'incident_state', 'MISSING', 'then there is none');
select test.at('2026-06-13 12:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 1, 'until the new date has passed');
select test.commit();
select is(
    test.answer('get_overstay_status', 'guest') #> '{overstay,extensions,0}' #- '{created_at}' #- '{new_deadline}',
    '{"staff_name": "Mia Manager", "added_nights": 1, "expected_checkout_date": "2026-06-12", "amount_delta": "109.00", "currency": "EUR",
    "status": "PENDING_PAYMENT"}', 'with the extension'
);
select is(
    test.answer('extend_stay', 'guest', 'p_add_nights => 1') -> 'overstay', '{"status": "OPEN", "resolved_at": null}',
    'an extension to a time that has passed resolves nothing'
);
select test.act('check_out', 'guest', 'p_open_balance_note => ''pays later''');
select is(pg_temp.told('2026-06-14 12:00 Europe/Dublin'), 'OK false false MISSING 0', 'who has left does not overstay');
select test.refuses('get_overstay_status', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('get_overstay_status', 'guest', 'RVDNY CAPABILITY_MISSING', 'by a cook', p_as => 'cook');
select test.refuses('get_overstay_status', 'guest', 'RVAUT TOKEN_REQUIRED', 'by nobody', p_as => null);
select * from finish();
rollback;
