-- Bookings are found by name. A booking's name is its promo code: nothing has to be passed around.

create function test.id(p_name text) returns bigint
language sql stable security definer set search_path = ''
as $$
    select b.id from hotel.booking as b where b.promo_code = p_name;
$$;
comment on function test.id(text) is 'Id of a test booking.';

create function test.number(p_name text) returns text
language sql stable security definer set search_path = ''
as $$
    -- A name that no booking has stands for itself: an unknown number.
    select coalesce((select b.number from hotel.booking as b where b.promo_code = p_name), p_name);
$$;
comment on function test.number(text) is 'Public number of a test booking.';

create function test.booking(p_name text) returns hotel.booking
language sql stable security definer set search_path = ''
as $$
    select b.* from hotel.booking as b where b.promo_code = p_name;
$$;
comment on function test.booking(text) is 'A test booking as it stands.';

create function test.status(p_name text) returns text
language sql stable security definer set search_path = ''
as $$
    select b.status::text from hotel.booking as b where b.promo_code = p_name;
$$;
comment on function test.status(text) is 'Status of a test booking.';

create function test.claim(p_name text) returns hotel.room_claim
language sql stable security definer set search_path = ''
as $$
    select c.* from hotel.room_claim as c where c.booking_id = test.id(p_name) order by c.id desc limit 1;
$$;
comment on function test.claim(text) is 'The latest room claim of a test booking.';
