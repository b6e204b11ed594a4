begin;
select plan(34);
select test.open_house();

-- Arguments of a good booking, some of them replaced.
create function pg_temp.booking(p_changes jsonb default '{}') returns text language sql as $$
    select string_agg(format('%I => %L', a.key, a.value), ', ')
    from jsonb_each_text(
        '{"p_room_type_code": "DBL", "p_check_in": "2026-06-12", "p_check_out": "2026-06-14", "p_primary_first_name": "Ann",
          "p_primary_last_name": "Guest", "p_primary_email": "ann@example.org", "p_primary_phone": "1", "p_booker_type": "SELF"}'::jsonb || p_changes
    ) as a;
$$;
select test.refuses('create_booking', null, c.expected, c.description, pg_temp.booking(c.changes::jsonb), null)
from (
    values
    ('RVINV VALIDATION_ERROR', 'no room type', '{"p_room_type_code": ""}'),
    ('RVINV VALIDATION_ERROR', 'no arrival', '{"p_check_in": null}'),
    ('RVINV VALIDATION_ERROR', 'no departure', '{"p_check_out": null}'),
    ('RVINV VALIDATION_ERROR', 'no first name', '{"p_primary_first_name": " "}'),
    ('RVINV VALIDATION_ERROR', 'no last name', '{"p_primary_last_name": null}'),
    ('RVINV VALIDATION_ERROR', 'no e-mail', '{"p_primary_email": ""}'),
    ('RVINV VALIDATION_ERROR', 'no phone', '{"p_primary_phone": ""}'),
    ('RVINV VALIDATION_ERROR', 'no kind of booker', '{"p_booker_type": ""}'),
    ('RVINV VALIDATION_ERROR', 'an unknown kind of booker', '{"p_booker_type": "FRIEND"}'),
    ('RVINV VALIDATION_ERROR', 'somebody books for somebody and has no name', '{"p_booker_type": "THIRD_PARTY"}'),
    ('RVINV VALIDATION_ERROR', 'a company without a name', '{"p_booker_type": "COMPANY", "p_booker_first_name": "B", "p_booker_last_name": "B",
        "p_booker_email": "b@example.org"}'),
    ('RVINV VALIDATION_ERROR', 'an e-mail that is none', '{"p_primary_email": "ann"}'),
    ('RVINV VALIDATION_ERROR', 'an arrival yesterday', '{"p_check_in": "2026-06-09"}'),
    ('RVINV VALIDATION_ERROR', 'a party that is no list', '{"p_party": "{}", "p_adults": "2"}'),
    (
        'RVINV VALIDATION_ERROR',
        'a primary guest in the party',
        '{"p_party": "[{\"role\": \"PRIMARY\", \"first_name\": \"B\", \"last_name\": \"B\"}]"}'
    ),
    ('RVINV VALIDATION_ERROR', 'a companion without a name', '{"p_party": "[{\"first_name\": \"B\"}]", "p_adults": "2"}'),
    ('RVNTF ROOM_TYPE_NOT_FOUND', 'an unknown room type', '{"p_room_type_code": "XXX"}'),
    ('23514 booking_has_a_night', 'a stay without a night', '{"p_check_out": "2026-06-12"}'),
    ('23514 booking_is_shorter_than_two_years', 'a stay of three years', '{"p_check_out": "2029-06-12"}'),
    ('23514 booking_has_an_adult', 'no adult', '{"p_adults": "0"}'),
    ('23514 booking_children_are_not_negative', 'minus one child', '{"p_adults": "2", "p_children": "-1"}'),
    ('RVSTT party_fits_the_room_type', 'a party too large for the room type', '{"p_adults": "4"}'),
    (
        'RVSTT party_is_within_the_booking',
        'more companions than the booking is for',
        '{"p_party": "[{\"first_name\": \"B\", \"last_name\": \"B\"}]"}'
    ),
    (
        'RVSTT party_is_within_the_booking',
        'as many, though they carry somebody''s ids',
        '{"p_party": "[{\"id\": 7, \"first_name\": \"B\", \"last_name\": \"B\"}]"}'
    ),
    ('23514 person_names_are_short', 'a name of 101 letters', jsonb_build_object('p_primary_first_name', repeat('x', 101))::text)
) as c (expected, description, changes);
select test.refuses('create_booking', null, 'RVNTF HOTEL_NOT_FOUND', 'an unknown hotel', pg_temp.booking(), null, 'nowhere');
select test.hold('single', '2026-06-12', 2, 'SGL');
select test.refuses(
    'create_booking',
    null,
    '23514 night_is_not_oversold',
    'a night that is taken',
    pg_temp.booking('{"p_room_type_code": "SGL", "p_check_in": "2026-06-13"}'),
    null
);
select is(
    test.refusal_fields('create_booking', null, pg_temp.booking('{"p_primary_email": "ann"}'), null),
    '{"field": "primary_email", "reason": "primary_email must be an e-mail address"}', 'a refusal names the field and the reason'
);
update hotel.room_type set is_active = false where id = test.type_id('STE');
select test.refuses(
    'create_booking', null, 'RVNTF ROOM_TYPE_NOT_FOUND', 'a room type that is not sold any more', pg_temp.booking('{"p_room_type_code": "STE"}'), null
);
update hotel.hotel set is_active = false where slug = 'harbour';
select test.refuses('create_booking', null, 'RVNTF HOTEL_NOT_FOUND', 'a hotel that is closed', pg_temp.booking(), null);
update hotel.hotel set is_active = true where slug = 'harbour';
select test.mark();
select is(
    test.outcome(test.call_of('create_booking', null, pg_temp.booking('{"p_adults": "4"}'), null, 'harbour'), 'hotelmate_api'),
    'RVSTT party_fits_the_room_type', 'a refused booking'
);
select is(test.audit() || test.events(), '{}', 'leaves nothing behind');
-- Today is the hotel's own today.
select test.at('2026-06-10 23:59:59 Europe/Dublin');
select is(
    test.outcome(test.call_of('create_booking', null, pg_temp.booking('{"p_check_in": "2026-06-10"}'), null, 'harbour'), 'hotelmate_api'), 'allowed',
    'the last second of a day may still book it'
);
select test.at('2026-06-11 00:00:00 Europe/Dublin');
select
    test.refuses('create_booking', null, 'RVINV VALIDATION_ERROR', 'the next second may not', pg_temp.booking('{"p_check_in": "2026-06-10"}'), null);
select * from finish();
rollback;
