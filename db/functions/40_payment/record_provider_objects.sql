create function api.record_provider_objects(p_hotel text, p_objects jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := (select h.hotel_id from hotel.hotel as h where h.slug = p_hotel);
    v_object jsonb;
    v_payment hotel.payment;
begin
    if v_hotel_id is null then
        perform app.disagrees('hotel_slug', p_hotel);
    end if;
    for v_object in select o.object from app.provider_objects(p_objects) as o (object)
    loop
        v_payment := app.enter_provider_object(v_hotel_id, v_object, null);
    end loop;
    perform app.try_waiting_events(v_payment.reference);
    return (
        select jsonb_build_object('booking_id', b.number, 'booking_status', b.status)
        from hotel.booking as b
        where b.hotel_id = v_payment.hotel_id and b.id = v_payment.booking_id
    );
end;
$$;
comment on function api.record_provider_objects(text, jsonb) is
'Enters objects of one payment that were retrieved, expanded, without a command: {booking_id, booking_status}, null when they are not ours. Errors: those of app.enter_provider_object.';
grant execute on function api.record_provider_objects(text, jsonb) to hotelmate_api, hotelmate_listener;
