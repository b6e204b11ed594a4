create function jobs.lapse_holds(p_hotel_id bigint, p_limit int default 200, p_only bigint default null) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_due bigint[];
    v_count int;
begin
    perform app.begin_system_action('lapse_hold', 'lapse_holds', 'SYSTEM');
    v_due := app.take_due('lapse_holds', p_hotel_id, p_limit, p_only);
    update hotel.booking as b
    set status = 'CANCELLED_DRAFT'
    where b.hotel_id = p_hotel_id and b.id = any(v_due);
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.lapse_holds(bigint, int, bigint) is
'Unpaid bookings of a hotel whose hold has ended give their nights back, p_only: this one; returns how many.';
grant execute on function jobs.lapse_holds(bigint, int, bigint) to hotelmate_jobs;
