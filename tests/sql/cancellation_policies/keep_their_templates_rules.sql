begin;
select plan(22);
select test.open_house();
create function pg_temp.made(p_policy text) returns jsonb language sql as $$
    select test.answer('create_cancellation_policy', null, format('p_policy => %L', p_policy))
$$;
create temporary table t on commit drop as select j.value - 'is_used' as template from jsonb_array_elements(
    test.answer('cancellation_policy_templates', null)
) as j;
select is(pg_temp.made(jsonb_strip_nulls(template)::text) ->> 'code', template ->> 'code', 'template ' || (template ->> 'code')) from t;
select is(
    (select bool_and((j.value ->> 'is_used')::boolean) from jsonb_array_elements(test.answer('cancellation_policy_templates', null)) as j),
    true,
    'they are known then'
);
select is(
    jsonb_array_length(
        pg_temp.made(
            '{"code": "C", "name": "C", "template_type": "CUSTOM", "tiers": [{"hours_before_checkin": 5, "penalty_type": "FIXED", '
            '"penalty_amount": "12.5"}]}'
        ) -> 'tiers'
    ),
    1,
    'one of one''s own'
);
select is(
    pg_temp.made(
        '{"code": "N", "name": "N", "template_type": "NON_REFUNDABLE", "free_until_hours": 9, "penalty_type": "FIRST_NIGHT"}'
    ) ->> 'penalty_type',
    'FULL_STAY',
    'non-refundable is the full stay'
);
select test.refuses('create_cancellation_policy', null, c.expected, c.policy, format('p_policy => %L', c.policy))
from (
    values
    ('{"code": "X", "name": "X"}', 'RVINV VALIDATION_ERROR'), ('{"code": "X", "name": "X", "template_type": "CUSTOM"}', 'RVINV VALIDATION_ERROR'),
    (
        '{"code": "X", "name": "X", "template_type": "FLEXIBLE", "free_until_hours": 1, "penalty_type": "PERCENTAGE", "penalty_percentage": "5"}',
        '23514 flexible_charges_first_night_or_full_stay'
    ),
    (
        '{"code": "X", "name": "X", "template_type": "MODERATE", "free_until_hours": 1, "penalty_type": "FULL_STAY"}',
        '23514 moderate_charges_first_night_or_percentage'
    ),
    (
        '{"code": "X", "name": "X", "template_type": "FLEXIBLE", "free_until_hours": 1, "penalty_type": "FULL_STAY", '
        '"tiers": [{"hours_before_checkin": 5, "penalty_type": "FULL_STAY"}]}',
        'RVINV VALIDATION_ERROR'
    ),
    (
        '{"code": "X", "name": "X", "template_type": "CUSTOM", "tiers": [{"hours_before_checkin": 5, '
        '"penalty_type": "FULL_STAY"}, {"hours_before_checkin": 5, "penalty_type": "NONE"}]}',
        'RVINV VALIDATION_ERROR'
    ),
    ('{"code": "NRF", "name": "X", "template_type": "NON_REFUNDABLE"}', '23505 cancellation_policy_hotel_id_code_key'),
    ('{"code": "X", "name": "X", "template_type": "NON_REFUNDABLE", "colour": "red"}', 'RVINV VALIDATION_ERROR')
) as c (policy, expected);
create function pg_temp.change(p_code text, p_policy text) returns jsonb language sql as $$
    select test.answer(
        'update_cancellation_policy',
        null,
        format('p_policy_id => %s, p_policy => %L', (select id from hotel.cancellation_policy where code = p_code), p_policy)
    )
$$;
select is(pg_temp.change('FLEX24', '{"free_until_hours": 12}') ->> 'penalty_type', 'FIRST_NIGHT', 'what is left out stays');
select is(
    pg_temp.change('TIERED_STD', '{"template_type": "FLEXIBLE", "free_until_hours": 12, "penalty_type": "FULL_STAY"}') -> 'tiers',
    '[]',
    'another template starts without tiers'
);
select is(pg_temp.change('MOD48_50', '{"penalty_type": "FIRST_NIGHT"}') ->> 'penalty_percentage', null, 'another penalty without percentage');
select test.act('update_settings', null, 'p_changes => ''{"default_cancellation_policy": "FLEX24"}''');
select is(pg_temp.change('FLEX24', '{"is_active": false}') ->> 'is_default', 'true', 'and one knows which is the default');
select test.staff_booking('ann', p_arguments => 'p_cancellation_policy => ''NRF''');
select is(pg_temp.change('NRF', '{"name": "New"}') ->> 'name', 'New', 'a policy in use may change');
select is(
    (select b.cancellation_policy ->> 'name' from hotel.booking as b where b.number = test.number('ann')),
    'Non-refundable',
    'its bookings keep what they were made under'
);
select * from finish();
rollback;
