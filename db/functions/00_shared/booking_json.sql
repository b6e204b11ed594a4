create function app.booking_json(p_hotel_id bigint, p_booking_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select to_jsonb(v) from app.booking_view as v where v.hotel_id = p_hotel_id and v.id = p_booking_id
    );
end;
$$;
comment on function app.booking_json(bigint, bigint) is 'A booking as staff clients read it (app.booking_view).';
