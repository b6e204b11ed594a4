create function app.heal_money_held(p_hotel_id bigint, p_number text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := app.lock_booking(p_hotel_id, p_number);
begin
    perform app.queue_money_back(p_hotel_id, v_booking.id);
end;
$$;
comment on function app.heal_money_held(bigint, text) is 'Queues what an ended booking must give back.';
