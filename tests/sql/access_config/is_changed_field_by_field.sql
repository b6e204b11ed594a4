begin;
select plan(20);
select test.open_house();
select is(test.answer('get_access_config', null, p_as => 'agent') ->> 'approval_cutoff_time', '22:00:00', 'read by whoever sees bookings');
select is(
    test.answer(
        'update_access_config',
        null,
        'p_changes => ''{"late_checkout_grace_minutes": 45, "standard_checkout_time": "10:30"}'''
    ) ->> 'standard_checkout_time',
    '10:30:00',
    'changed'
);
select is((select late_checkout_grace_minutes from hotel.hotel_policy where hotel_id = test.hotel_id()), 45, 'both');
select is((select approval_sla_minutes from hotel.hotel_policy where hotel_id = test.hotel_id()), 30, 'and nothing else');
select test.refuses('update_access_config', null, c.expected, c.changes, format('p_changes => %L', c.changes))
from (
    values
    (
        '{"late_checkout_grace_minutes": 721}',
        '23514 checkout_grace_is_within_half_a_day'
    ), ('{"approval_cutoff_day_offset": 2}', '23514 approval_cutoff_is_arrival_day_or_next'),
    (
        '{"room_pin_length": 3}',
        '23514 room_pin_length_is_usable'
    ), ('{"hold_minutes": 1}', 'RVINV VALIDATION_ERROR'), ('[]', 'RVINV VALIDATION_ERROR'),
    ('{"hotel_id": 1}', 'RVINV VALIDATION_ERROR')
) as c (changes, expected);
select test.refuses(
    'update_access_config',
    null,
    'RVDNY CAPABILITY_MISSING',
    'an agent changes nothing',
    'p_changes => ''{"room_pin_length": 5}''',
    'agent'
);
select is(
    test.answer(
        'update_settings',
        null,
        'p_changes => ''{"phone": "+353 1", "vat_percent": "13.5", "late_arrival_cutoff": "03:00"}'''
    ) ->> 'vat_percent',
    '13.50',
    'settings'
);
select is((select phone from hotel.hotel where hotel_id = test.hotel_id()), '+353 1', 'of the hotel itself too');
select test.refuses(
    'update_settings',
    null,
    'RVNTF CANCELLATION_POLICY_NOT_FOUND',
    'a policy that is none',
    'p_changes => ''{"default_cancellation_policy": "NONE"}'''
);
select test.refuses('update_settings', null, 'RVINV VALIDATION_ERROR', 'the zone is not changed here', 'p_changes => ''{"timezone": "UTC"}''');
select is(
    test.answer(
        'set_precheckin_config',
        null,
        'p_enabled => ''{"eta": true, "nationality": true}'', p_required => ''{"nationality": true, "eta": false}'''
    ) -> 'required' ->> 'nationality', 'true', 'the form'
);
select is((select fields_enabled from hotel.precheckin_config where hotel_id = test.hotel_id()), '{eta,nationality}', 'as it is kept');
select test.refuses(
    'set_precheckin_config',
    null,
    '23514 required_fields_are_enabled',
    'required but not shown',
    'p_enabled => ''{}'', p_required => ''{"eta": true}'''
);
select test.refuses(
    'set_precheckin_config',
    null,
    'RVINV VALIDATION_ERROR',
    'a field that is none',
    'p_enabled => ''{"shoe_size": true}'', p_required => ''{}'''
);
select test.attack($$ delete from hotel.hotel_policy $$, 'RVSTT APPEND_ONLY', 'a hotel is left without its rules');
select * from finish();
rollback;
