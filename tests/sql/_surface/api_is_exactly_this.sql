-- The public surface, name by name. A function that appears or goes away is a change of the contract: it is made here too.
begin;
select plan(2);

select set_eq(
    $$ select f.function_name::text from test.our_function as f where f.schema_name = 'api' $$,
    array[
        'abandon_booking',
        'allowed_actions',
        'amend_booking',
        'approve_booking',
        'assign_room',
        'call_once',
        'cancel_booking',
        'cancel_own_booking',
        'check_in',
        'check_out',
        'check_out_rooms',
        'complete_maintenance',
        'create_booking',
        'create_staff_booking',
        'decline_booking',
        'extend_stay',
        'get_booking',
        'get_party',
        'get_room',
        'housekeeping_dashboard',
        'inspect_room',
        'list_available_rooms',
        'list_bookings',
        'list_rooms',
        'mark_booking_seen',
        'mark_cleaned',
        'mark_maintenance',
        'mark_no_show',
        'move_room',
        'record_property_payment',
        'room_status_history',
        'set_room_status',
        'start_cleaning',
        'swap_rooms',
        'unassign_room',
        'undo_check_in',
        'update_companions'
    ],
    'api has exactly these functions'
);
select is_empty(
    $$ select f.function_name, count(*) from test.our_function as f where f.schema_name in ('api', 'ops', 'relay', 'jobs')
       group by 1 having count(*) > 1 $$,
    'none of a caller''s functions is overloaded: a call by names means one thing'
);
select * from finish();
rollback;
