-- A booking as staff clients read it, built in one place and by one plan: what is answered is what is announced.

create function app.booking_snapshot(p_hotel_id bigint, p_booking_id bigint) returns text
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
    return (
        select row_to_json(v)::text from app.booking_view as v where v.hotel_id = p_hotel_id and v.id = p_booking_id
    );
end;
$$;
comment on function app.booking_snapshot(bigint, bigint) is 'JSON text of one row of app.booking_view; null when there is no such booking.';

create function app.booking_json(p_hotel_id bigint, p_booking_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return app.booking_snapshot(p_hotel_id, p_booking_id)::jsonb;
end;
$$;
comment on function app.booking_json(bigint, bigint) is 'A booking as staff clients read it (app.booking_view).';
