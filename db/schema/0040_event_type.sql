-- What can be announced, and who hears it. The relay, the documentation and the tests read these rows.

create table hotel.event_type (
    event_type text primary key,
    category text not null,
    precedence smallint not null,
    description text not null,
    constraint event_category_is_known check (category in ('room_booking', 'rooms'))
);

comment on table hotel.event_type is 'Events by type. When several changes of one entity commit together, the type with the lowest precedence number names the event.';

create table hotel.event_route (
    event_type text not null references hotel.event_type (event_type),
    channel text not null,
    audience text not null,
    client_type text not null,
    primary key (event_type, channel),
    constraint route_audience_is_known check (audience in ('STAFF', 'GUEST'))
);

comment on table hotel.event_route is 'Which channels hear an event type.';
comment on column hotel.event_route.channel is 'Channel name with {slug}, {hotel_id} and {booking_id} to be filled in.';
comment on column hotel.event_route.client_type is 'The type this channel''s client understands; the envelope''s event_type always carries the true one.';

insert into hotel.event_type (event_type, category, precedence, description) values
('booking_created', 'room_booking', 10, 'A booking is seen by staff for the first time'),
('booking_confirmed', 'room_booking', 10, 'A booking was approved'),
('booking_declined', 'room_booking', 10, 'A request was declined by staff'),
('booking_expired', 'room_booking', 10, 'A request was not decided in time'),
('booking_cancelled', 'room_booking', 10, 'A booking was cancelled by guest or staff'),
('booking_no_show', 'room_booking', 10, 'The guest did not arrive'),
('booking_checked_in', 'room_booking', 10, 'The party has arrived'),
('booking_checked_out', 'room_booking', 10, 'The party has departed'),
('booking_payment_required', 'room_booking', 20, 'A hold waits for its payment'),
('booking_room_assigned', 'room_booking', 30, 'A room was assigned'),
('booking_party_updated', 'room_booking', 40, 'The party changed'),
('booking_updated', 'room_booking', 50, 'Anything else about a booking changed'),
('booking_overstay_flagged', 'room_booking', 10, 'A guest is still in house after the check-out time'),
('booking_overstay_acknowledged', 'room_booking', 10, 'Staff acknowledged or dismissed an overstay'),
('booking_overstay_extended', 'room_booking', 10, 'A stay was extended'),
('integrity_healed', 'room_booking', 10, 'Reconciliation corrected a contradiction'),
('hotel_restored', 'room_booking', 10, 'The hotel was restored from a backup: read everything anew'),
('room_updated', 'rooms', 20, 'Full snapshot of a room after any change'),
('room_occupancy_updated', 'rooms', 10, 'Full snapshot of a room whose guests changed');

-- Staff hear every booking event twice: under the name the React client's store knows, and under its own name.
insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    c.channel,
    'STAFF',
    case
        when c.channel = '{slug}.room-bookings' and t.event_type in ('booking_declined', 'booking_no_show', 'booking_room_assigned')
            then 'booking_updated'
        else t.event_type
    end
from hotel.event_type as t
cross join (values ('{slug}.room-bookings'), ('staff-hotel-{hotel_id}')) as c (channel)
where
    t.category = 'room_booking'
    and t.event_type not like 'booking\_overstay\_%'
    -- The client paints any booking it hears booking_payment_required of as PAYMENT_REQUIRED; a hold is not the front desk's business yet.
    and not (c.channel = '{slug}.room-bookings' and t.event_type = 'booking_payment_required');

insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    '{slug}-staff-overstays',
    'STAFF',
    t.event_type
from hotel.event_type as t
where t.event_type like 'booking\_overstay\_%';

-- The client has no route for occupancy: it reads every room change as a full snapshot.
insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    '{slug}.rooms',
    'STAFF',
    'room_updated'
from hotel.event_type as t
where t.category = 'rooms';

insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    'private-guest-booking.{booking_id}',
    'GUEST',
    t.event_type
from hotel.event_type as t
where t.category = 'room_booking' and t.event_type not like 'booking\_overstay\_%';
