begin;
select plan(8);
select test.open_house();
select test.put_room(102, 'OUT_OF_ORDER');
select test.put_room(103, 'MAINTENANCE_REQUIRED');

select test.attack(
    $$ update hotel.room set is_out_of_order = true where id = test.room_id(101) $$,
    '428C9 column "is_out_of_order" can only be updated to DEFAULT', 'a ready room is flagged out of order'
);
select test.attack(
    $$ update hotel.room set is_out_of_order = false where id = test.room_id(102) $$,
    '428C9 column "is_out_of_order" can only be updated to DEFAULT', 'a room out of order loses its flag'
);
select test.attack(
    $$ update hotel.room set maintenance_required = true where id = test.room_id(101) $$,
    '428C9 column "maintenance_required" can only be updated to DEFAULT', 'a ready room is flagged for repair'
);
select test.attack(
    $$ update hotel.room set maintenance_required = false where id = test.room_id(103) $$,
    '428C9 column "maintenance_required" can only be updated to DEFAULT', 'a room that needs repair loses its flag'
);
select test.attack(
    $$ insert into hotel.room (hotel_id, room_number, room_type_id, is_out_of_order)
       values (test.hotel_id(), 999, test.type_id('DBL'), true) $$,
    '428C9 cannot insert a non-DEFAULT value into column "is_out_of_order"', 'a room is born with a flag'
);
select test.attack(
    $$ update hotel.room set is_out_of_order = default, room_status = 'OUT_OF_ORDER' where id = test.room_id(103);
       update hotel.room set maintenance_required = true where id = test.room_id(103) $$,
    '428C9 column "maintenance_required" can only be updated to DEFAULT', 'both flags, one after the other'
);
select test.holds(
    $$ update hotel.room set room_status = 'OUT_OF_ORDER', is_out_of_order = default where id = test.room_id(101) $$, 'the transition is let through'
);
select results_eq(
    format(
        $$ select r.room_number, r.is_out_of_order, r.maintenance_required from hotel.room as r
           where r.hotel_id = %s and r.room_number in (101, 102, 103) order by 1 $$, test.hotel_id()
    ),
    $$ values (101, false, false), (102, true, false), (103, false, true) $$,
    'the flags follow the status'
);
select * from finish();
rollback;
