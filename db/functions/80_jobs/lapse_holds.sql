create function jobs.lapse_holds(p_hotel_id bigint, p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    perform app.begin_system_action('lapse_hold', 'lapse_holds', 'SYSTEM');
    with due as (
        select b.id
        from hotel.booking as b
        where b.hotel_id = p_hotel_id and b.status = 'PENDING_PAYMENT' and b.expires_at <= hotel.clock()
        order by b.expires_at
        limit p_limit
        for no key update skip locked
    )

    update hotel.booking as b
    set status = 'CANCELLED_DRAFT'
    from due as d
    where b.hotel_id = p_hotel_id and b.id = d.id;

    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.lapse_holds(bigint, int) is 'Unpaid bookings whose hold has ended give their nights back; returns how many.';
grant execute on function jobs.lapse_holds(bigint, int) to hotelmate_jobs;
