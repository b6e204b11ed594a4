-- The operator's door to reconciliation. Without p_apply it only says what it would do.

create function ops.reconcile(p_hotel text default null, p_apply boolean default false, p_note text default null)
returns table (hotel text, check_code text, entity text, entity_id text, outcome text, detail text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel hotel.hotel;
begin
    if not coalesce(p_apply, false) then
        return query
        select
            d.hotel, d.check_code, d.entity, d.entity_id,
            case when d.hotel is null then 'REPORTED' when d.is_safe then 'WOULD_HEAL' else 'WOULD_OPEN_CASE' end, d.fix
        from ops.find_drift() as d
        where p_hotel is null or d.hotel = p_hotel;
        return;
    end if;

    if p_hotel is null then
        perform app.invalid('hotel', 'Name the hotel: each is reconciled in a transaction of its own');
    end if;
    perform app.require_note(p_note);
    v_hotel := app.operators_hotel(p_hotel);
    return query
    select v_hotel.slug, r.check_code, r.entity, r.entity_id, r.outcome, r.detail
    from app.reconcile_hotel(v_hotel.hotel_id, p_note) as r;
end;
$$;
comment on function ops.reconcile(text, boolean, text) is
'Without p_apply: what would be done about every contradiction, at p_hotel or everywhere. With it, at p_hotel: corrects what is safe, asks the provider about money, opens a case for the rest, closes cases whose contradiction is gone, records the run. outcome: HEALED, ASKED, CASE_OPENED, CASE_OPEN, CASE_CLOSED, ACCEPTED; WOULD_HEAL, WOULD_OPEN_CASE, REPORTED (of no hotel). Errors: RVINV VALIDATION_ERROR, NOTE_REQUIRED, RVNTF HOTEL_NOT_FOUND.';
grant execute on function ops.reconcile(text, boolean, text) to hotelmate_operator;

create function app.operators_hotel(p_hotel text) returns hotel.hotel
language plpgsql stable set search_path = ''
as $$
declare
    v_hotel hotel.hotel;
begin
    select h.* into v_hotel
    from hotel.hotel as h
    where h.slug = p_hotel and h.hotel_id in (select hotel.operator_hotels());
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Hotel not found.', detail = 'HOTEL_NOT_FOUND', hint = 'Name a hotel you may work on.';
    end if;
    return v_hotel;
end;
$$;
comment on function app.operators_hotel(text) is 'A hotel that the logged-in role may work on. Errors: RVNTF HOTEL_NOT_FOUND.';
