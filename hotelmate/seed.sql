-- The demo hotel: three room types, two dozen rooms, the usual cancellation policies, one member of staff per role.
-- Run once, as the owner; hotelmate/seed.py looks first whether it is there.

do $$
declare
    v_hotel_id bigint := app.create_hotel('harbour-view', 'Harbour View', 'Europe/Dublin');
begin
    update hotel.hotel
    set phone = '+353 1 555 0100', email = 'desk@harbour-view.example'
    where hotel_id = v_hotel_id;

    insert into hotel.room_type (hotel_id, code, name, max_occupancy, starting_price_minor, bed_setup, sort_order) values
    (v_hotel_id, 'SGL', 'Single', 1, 8900, '1 single bed', 1),
    (v_hotel_id, 'DBL', 'Double', 3, 12900, '1 double bed', 2),
    (v_hotel_id, 'FAM', 'Family', 5, 18900, '1 double bed, 2 single beds', 3);

    insert into hotel.room (hotel_id, room_number, room_type_id)
    select v_hotel_id, f.floor * 100 + n.n, t.id
    from generate_series(1, 3) as f (floor)
    cross join generate_series(1, 8) as n (n)
    inner join hotel.room_type as t
        on t.hotel_id = v_hotel_id and t.code = case when n.n <= 2 then 'SGL' when n.n <= 6 then 'DBL' else 'FAM' end;

    insert into hotel.cancellation_policy (
        hotel_id, code, name, template_type, free_until_hours, penalty_type, penalty_percentage
    ) values
    (v_hotel_id, 'FLEX24', 'Free until 24 hours before check-in', 'FLEXIBLE', 24, 'FIRST_NIGHT', null),
    (v_hotel_id, 'FLEX48', 'Free until 48 hours before check-in', 'FLEXIBLE', 48, 'FIRST_NIGHT', null),
    (v_hotel_id, 'MOD48_50', 'Half of the stay within 48 hours', 'MODERATE', 48, 'PERCENTAGE', 50),
    (v_hotel_id, 'NRF', 'Not refundable', 'NON_REFUNDABLE', 0, 'FULL_STAY', null),
    (v_hotel_id, 'TIERED_STD', 'The later, the dearer', 'CUSTOM', null, null, null);

    insert into hotel.cancellation_policy_tier (hotel_id, policy_id, hours_before_checkin, penalty_type, penalty_percentage)
    select v_hotel_id, p.id, t.hours, t.penalty::hotel.penalty_type, t.percentage
    from hotel.cancellation_policy as p
    cross join (
        values (72, 'NONE', null), (48, 'FIRST_NIGHT', null), (24, 'PERCENTAGE', 50), (0, 'FULL_STAY', null)
    ) as t (hours, penalty, percentage)
    where p.hotel_id = v_hotel_id and p.code = 'TIERED_STD';

    update hotel.hotel_policy
    set default_cancellation_policy_id = (
        select p.id from hotel.cancellation_policy as p where p.hotel_id = v_hotel_id and p.code = 'FLEX24'
    )
    where hotel_id = v_hotel_id;

    insert into hotel.staff (hotel_id, email, first_name, last_name, role, department) values
    (v_hotel_id, 'maeve@harbour-view.example', 'Maeve', 'Byrne', 'hotel_manager', 'management'),
    (v_hotel_id, 'sean@harbour-view.example', 'Seán', 'Kelly', 'front_office_supervisor', 'front_office'),
    (v_hotel_id, 'aoife@harbour-view.example', 'Aoife', 'Walsh', 'front_desk_agent', 'front_office'),
    (v_hotel_id, 'marta@harbour-view.example', 'Marta', 'Nowak', 'housekeeping_supervisor', 'housekeeping'),
    (v_hotel_id, 'joao@harbour-view.example', 'João', 'Silva', 'housekeeper', 'housekeeping'),
    (v_hotel_id, 'pat@harbour-view.example', 'Pat', 'Doyle', 'maintenance_staff', 'maintenance');

    insert into hotel.operator_access (hotel_id, role_name) values (v_hotel_id, 'hotelmate_operator');
end;
$$;
