-- A guest's link goes on working: both systems keep the same hash of it.

create function app.import_guest_token(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_guest_token := jsonb_populate_record(null::app.legacy_guest_token, p_case.fields);
    v_booking hotel.booking;
begin
    select i.hotel_id into p_case.hotel_id
    from hotel.import_row as i
    where i.source = p_case.source and i.source_table = 'hotel_roombooking' and i.source_key = v_old.booking_id;
    select b.* into v_booking
    from hotel.booking as b
    where b.hotel_id = p_case.hotel_id and b.id = app.required_id(p_case, 'hotel_roombooking', v_old.booking_id);

    -- The old check-out and cancellation left tokens alive.
    if v_old.status = 'ACTIVE' and v_booking.status not in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED') then
        p_case := app.import_finding(p_case, 'TOKEN_ENDED_WITH_THE_BOOKING', 'status', v_old.status, 'REVOKED');
        v_old.status := 'REVOKED';
    end if;
    insert into hotel.guest_token (hotel_id, booking_id, token_hash, purpose, scopes, status, created_at, expires_at, revoked_at)
    values (
        p_case.hotel_id, v_booking.id, decode(v_old.token_hash, 'hex'), v_old.purpose,
        array(select s.scope from jsonb_array_elements_text(coalesce(v_old.scopes, '[]')) as s (scope)),
        v_old.status::hotel.token_status, v_old.created_at, v_old.expires_at,
        -- When it was revoked was never written; from now on it is.
        case when v_old.status = 'REVOKED' then hotel.clock() end
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_guest_token(app.import_case) is
'Imports hotel_guestbookingtoken. Findings: TOKEN_ENDED_WITH_THE_BOOKING. Errors: RVSTT IMPORT_PARENT_MISSING, 23505 one_active_token_per_booking, guest_token_hotel_id_token_hash_key, 23514 guest_token_is_stored_as_sha256, guest_token_purpose_is_known, guest_token_scopes_are_known, 22023 when the hash is not hexadecimal.';
