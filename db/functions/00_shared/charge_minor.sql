create function app.charge_minor(p_booking hotel.booking, p_unpaid_minor bigint) returns bigint
language sql immutable
return case
    when (p_booking).status in ('CANCELLED', 'NO_SHOW') then coalesce((p_booking).cancellation_fee_minor, (p_booking).no_show_fee_minor)
    when (p_booking).status in ('DECLINED', 'EXPIRED', 'CANCELLED_DRAFT') then 0
    else (p_booking).total_minor + p_unpaid_minor
end;
comment on function app.charge_minor(hotel.booking, bigint) is
'What a booking may charge, in minor units: its stay with what is unpaid of its extensions (p_unpaid_minor), or what its end costs.';
