begin;
select plan(29);
select test.open_house();
select test.in_house('late', 101, '2026-06-10', 1);
select test.in_house('early', 102, '2026-06-10', 2);
select test.assigned('coming', 103);
select test.at('2026-06-11 11:20 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 1, 'one guest overstays');
select test.commit();

-- Acknowledged: somebody deals with it.
select test.mark();
select is(
    test.answer('acknowledge_overstay', 'late', 'p_note => ''packs''', 'supervisor') #- '{overstay,detected_at}',
    jsonb_build_object(
        'booking_id', test.number('late'),
        'overstay', jsonb_build_object(
            'status', 'ACKED', 'acknowledged_at', hotel.clock(), 'acknowledged_note', 'packs', 'dismissed_at', null, 'dismissed_reason', null
        ),
        'allowed_actions', '["EXTEND_OVERSTAY", "DISMISS_OVERSTAY"]'::jsonb
    ), 'a supervisor acknowledges it'
);
select bag_eq(
    $$ select unnest(test.events()) $$, $$ values ('booking_overstay_acknowledged'), ('booking_updated') $$, 'it is announced, with its booking'
);
select is((select i.acknowledged_by from hotel.overstay_incident as i), 'Sam Supervisor', 'and says who did');
select test.mark();
select is(test.answer('acknowledge_overstay', 'late', 'p_note => ''packs''') #>> '{overstay,status}', 'ACKED', 'saying it again');
select is(test.events() || test.audit(), '{}', 'writes nothing');
select is(
    test.answer('acknowledge_overstay', 'late', 'p_note => ''taxi at noon''') #>> '{overstay,acknowledged_note}', 'taxi at noon', 'saying more does'
);
select is(jobs.flag_overstays(test.hotel_id()), 0, 'the job has nothing to add');
select is(
    ((test.booking('late')).status::text, (test.booking('late')).checked_out_at), ('CONFIRMED'::text, null::timestamptz), 'the guest is in house'
);

-- Dismissed: it is none.
select test.mark();
select is(
    test.answer('acknowledge_overstay', 'late', 'p_dismiss => true, p_note => ''late check-out was promised''') - 'overstay',
    jsonb_build_object('booking_id', test.number('late'), 'allowed_actions', '[]'::jsonb), 'a manager dismisses it: nothing is left to do'
);
select is('booking_overstay_acknowledged' = any(test.events()), true, 'which is announced');
select
    is(
        (select (i.status::text, i.acknowledged_note, i.dismissed_by, i.dismissed_reason) from hotel.overstay_incident as i),
        ('DISMISSED'::text, 'taxi at noon'::text, 'Mia Manager'::text, 'late check-out was promised'::text), 'what was said before stays'
    );
select test.mark();
select is(
    test.answer('acknowledge_overstay', 'late', 'p_dismiss => true') #>> '{overstay,dismissed_reason}', 'late check-out was promised', 'twice is once'
);
select is(test.events() || test.audit(), '{}', 'and writes nothing');
select is(jobs.flag_overstays(test.hotel_id()), 0, 'and nobody asks again for this date');
select is(test.answer('acknowledge_overstay', 'late') #>> '{overstay,status}', 'ACKED', 'after all it is one: acknowledged anew');
select is((select array_agg(i.status::text order by i.id) from hotel.overstay_incident as i), '{DISMISSED,ACKED}', 'as another incident');
select test.act('check_out', 'late');
select is((select array_agg(i.status::text order by i.id) from hotel.overstay_incident as i), '{DISMISSED,RESOLVED}', 'which the departure resolves');

-- Before the check-out time, and before the job.
select test.mark();
select is(
    test.answer('acknowledge_overstay', 'early', 'p_note => ''leaves at two''') #>> '{overstay,status}', 'ACKED',
    'what is known beforehand is said beforehand'
);
select is(
    'booking_overstay_acknowledged' = any(test.events()) and not 'booking_overstay_flagged' = any(test.events()), true, 'nobody is alarmed'
);
select is(test.answer('get_booking', 'early') ->> 'is_overstay', 'false', 'it is no overstay yet');
select test.at('2026-06-12 12:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 0, 'the job has nothing left to flag');

select test.refuses('acknowledge_overstay', 'coming', 'RVSTT BOOKING_NOT_CHECKED_IN', 'a guest who has not arrived');
select test.refuses('acknowledge_overstay', 'late', 'RVSTT BOOKING_ALREADY_CHECKED_OUT', 'a guest who has departed');
select test.refuses('acknowledge_overstay', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('acknowledge_overstay', 'early', 'RVDNY CAPABILITY_MISSING', 'by an agent', p_as => 'agent');
select test.refuses('acknowledge_overstay', 'early', 'RVAUT TOKEN_REQUIRED', 'by nobody', p_as => null);
select is(test.answer('allowed_actions', 'early') -> 'acknowledge_overstay', '{"allowed": true}', 'it is among the allowed actions');
select is(test.answer('allowed_actions', 'coming') #>> '{acknowledge_overstay,code}', 'BOOKING_NOT_CHECKED_IN', 'and says when it is not');
select * from finish();
rollback;
