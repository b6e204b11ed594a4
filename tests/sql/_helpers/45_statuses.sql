-- A booking in any status, for tests that walk through all of them.

create function test.booking_in(p_status text, p_name text, p_room int default 106) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_now timestamptz := hotel.clock();
begin
    case p_status
        when 'PENDING_PAYMENT' then perform test.hold(p_name);
        when 'PENDING_APPROVAL' then perform test.request(p_name);
        when 'CONFIRMED' then perform test.paid(p_name);
        when 'DECLINED' then
            perform test.request(p_name);
            perform test.act('decline_booking', p_name);
        when 'EXPIRED' then
            perform test.at(v_now - interval '1 day');
            perform test.request(p_name);
            perform test.at(v_now);
            perform jobs.expire_approvals(test.hotel_id());
        when 'CANCELLED' then
            perform test.paid(p_name);
            perform test.act('cancel_booking', p_name);
        when 'CANCELLED_DRAFT' then
            perform test.at(v_now - interval '1 hour');
            perform test.hold(p_name);
            perform test.at(v_now);
            perform jobs.lapse_holds(test.hotel_id());
        when 'NO_SHOW' then
            perform test.at(v_now - interval '2 days');
            perform test.paid(p_name);
            perform test.at(v_now);
            perform test.act('mark_no_show', p_name);
        when 'IN_HOUSE' then perform test.in_house(p_name, p_room);
        when 'COMPLETED' then
            perform test.in_house(p_name, p_room);
            perform test.act('check_out', p_name);
    end case;
    perform test.commit();
    if test.status(p_name) is distinct from replace(p_status, 'IN_HOUSE', 'CONFIRMED') then
        raise exception 'fixture %: % is %', p_status, p_name, test.status(p_name);
    end if;
end;
$$;
comment on function test.booking_in(text, text, int) is
'Makes a booking and brings it into a status (or IN_HOUSE) as real ones get there. COMPLETED and IN_HOUSE use p_room. Errors: when the status is not reached.';
