-- A booking comes in with its party, its money and its room, or not at all: any status, by the transitions listed for the
-- action import. Each step below fills a part of the draft; tables and triggers judge what they make of it.

create function app.import_booking(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    d app.import_draft;
    v_primary_id bigint;
begin
    p_case := app.imported_staff(app.imported_staff(p_case, 'decision_by_id'), 'staff_seen_by_id');
    d := row(p_case, jsonb_populate_record(null::app.legacy_booking, p_case.fields), null)::app.import_draft;
    -- The room before the number and the nights, as every writer takes them.
    perform app.lock_room(r.hotel_id, r.id)
    from hotel.room as r
    where r.hotel_id = p_case.hotel_id and r.id = app.imported_id(p_case, 'rooms_room', (d.old).assigned_room_id);
    d := app.draft_terms(d);
    d := app.draft_status(d);
    d := app.draft_decision(d);
    d := app.draft_cancellation(d);
    d := app.draft_payment(d);
    d := app.draft_numbers(d);

    v_primary_id := app.import_primary(d);
    d.b.booker_person_id := case
        when (d.b).booker_type = 'SELF' then v_primary_id
        else app.new_person(
            (d.b).hotel_id, (d.old).booker_first_name, (d.old).booker_last_name, (d.old).booker_email, (d.old).booker_phone,
            (d.old).booker_company
        )
    end;
    d := app.insert_draft(d);
    d := app.import_party(d, v_primary_id);
    perform app.import_booking_text(d);
    d := app.import_money(d);
    d := app.import_room_claim(d);
    return d.c;
end;
$$;
comment on function app.import_booking(app.import_case) is
'Imports hotel_roombooking with its rows of hotel_bookingguest. Findings: those of the draft_ and import_ functions it calls, STAFF_NOT_KNOWN. Errors: theirs, and those of hotel.booking and its triggers.';

create function app.draft_terms(d app.import_draft) returns app.import_draft
language plpgsql stable set search_path = ''
as $$
begin
    d.b.hotel_id := (d.c).hotel_id;
    d.b.room_type_id := app.required_id(d.c, 'rooms_roomtype', (d.old).room_type_id);
    d.b.check_in := (d.old).check_in;
    d.b.check_out := (d.old).check_out;
    d.b.adults := (d.old).adults;
    d.b.children := (d.old).children;
    d.b.total_minor := app.import_minor((d.old).total_amount);
    d.b.currency := (d.old).currency;
    d.b.terms := 'PREPAID';
    d.b.promo_code := coalesce((d.old).promo_code, '');
    d.b.booker_type := (d.old).booker_type;
    if (d.old).cancellation_policy_id is not null then
        d.b.cancellation_policy_id := app.required_id(d.c, 'hotel_cancellationpolicy', (d.old).cancellation_policy_id);
        d.b.cancellation_policy := app.freeze_cancellation_policy((d.b).hotel_id, (d.b).cancellation_policy_id);
    end if;
    d.b.created_at := (d.old).created_at;
    d.b.updated_at := coalesce((d.old).updated_at, (d.old).created_at);
    return d;
end;
$$;
comment on function app.draft_terms(app.import_draft) is
'What was booked. The policy is frozen as it stands now. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, RVINV IMPORT_AMOUNT_HAS_FRACTIONS.';

create function app.insert_draft(d app.import_draft) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
begin
    d.b.id := nextval(pg_get_serial_sequence('hotel.booking', 'id'));
    insert into hotel.booking overriding system value select (d.b).*;
    d.c.target_id := (d.b).id;
    return d;
end;
$$;
comment on function app.insert_draft(app.import_draft) is 'Inserts the booking. Errors: any constraint of hotel.booking, 23514 night_is_not_oversold, RVSTT party_fits_the_room_type.';

create function app.import_booking_text(d app.import_draft) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.booking_text (
        hotel_id, booking_id, special_requests, internal_notes, precheckin_payload, precheckin_submitted_at
    )
    values (
        (d.b).hotel_id, (d.b).id, coalesce((d.old).special_requests, ''),
        concat_ws(
            E'\n', nullif((d.old).internal_notes, ''), nullif((d.old).assignment_notes, ''),
            case when (d.old).booking_id <> (d.b).number then format('Number in the old system: %s', (d.old).booking_id) end
        ),
        coalesce((d.old).precheckin_payload, '{}'), (d.old).precheckin_submitted_at
    );
end;
$$;
comment on function app.import_booking_text(app.import_draft) is
'What people wrote about the booking; a number given anew keeps the old one among the notes. Errors: 23514 special_requests_are_short, internal_notes_are_short.';
