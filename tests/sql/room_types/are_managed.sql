begin;
select plan(13);
select test.open_house();
select is(
    test.answer(
        'create_room_type',
        null,
        'p_code => ''FAM'', p_name => ''Family'', p_max_occupancy => 5, p_starting_price_minor => 12345'
    ) ->> 'starting_price_from',
    '123.45',
    'a new type'
);
select is(jsonb_array_length(test.answer('list_room_types', null, p_as => 'agent')), 4, 'is in the list');
select is(test.answer('get_room_type', null, format('p_room_type => %L', test.type_id('FAM'))) ->> 'code', 'FAM', 'by id');
select is(
    test.answer('update_room_type', null, 'p_room_type => ''FAM'', p_name => ''Families'', p_sort_order => 7') ->> 'name',
    'Families',
    'changed'
);
select is(test.answer('deactivate_room_type', null, 'p_room_type => ''FAM''') ->> 'is_active', 'false', 'and off sale');
select test.refuses('create_rooms', null, 'RVINV VALIDATION_ERROR', 'no room is made of it', 'p_room_type => ''FAM'', p_room_numbers => ''{900}''');
select test.refuses('create_room_type', null, '23505 room_type_hotel_id_code_key', 'a code that is taken', 'p_code => ''DBL'', p_name => ''x''');
select test.refuses('create_room_type', null, '23514 room_type_has_a_name', 'no name', 'p_code => ''x'', p_name => '' ''');
select test.staff_booking('ann', p_adults => 3);
create temporary table night on commit drop as select i.ctid as place from hotel.inventory_night as i;
select test.act('update_room_type', null, 'p_room_type => ''DBL'', p_name => ''Double room''');
select set_eq('select i.ctid as place from hotel.inventory_night as i', 'select n.place from night as n', 'a name keeps nobody from the nights');
select test.refuses(
    'update_room_type',
    null,
    'RVSTT party_fits_the_room_type',
    'smaller than a booked party',
    'p_room_type => ''DBL'', p_max_occupancy => 2'
);
select test.refuses('update_room_type', null, 'RVNTF ROOM_TYPE_NOT_FOUND', 'a type that is none', 'p_room_type => ''99''');
select test.refuses(
    'update_room_type',
    null,
    'RVDNY CAPABILITY_MISSING',
    'an agent manages none',
    'p_room_type => ''DBL'', p_name => ''x''',
    'agent'
);
select test.act('update_room_type', null, 'p_room_type => ''SGL'', p_overbooking_limit => 2147483647');
select lives_ok($$ select test.staff_booking('over', '2026-07-01', 1, 'SGL') $$, 'a type is sold under whatever limit');
select * from finish();
rollback;
