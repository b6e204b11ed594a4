-- B1, B7, B8, B9: a booking changes only along hotel.booking_transition, keeps its identity, and its
-- money follows the ledger.

create function app.guard_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if tg_op = 'DELETE' then
        raise exception using
            errcode = 'RVSTT', message = 'A booking is never deleted.', detail = 'BOOKING_IS_NEVER_DELETED', hint = 'Cancel it.';
    end if;

    if tg_op = 'INSERT' then
        perform app.require_listed_transition(null, new.status);
        if new.number not like 'BK-' || (select h.number_prefix from hotel.hotel as h where h.hotel_id = new.hotel_id) || '-%' then
            raise exception using
                errcode = 'RVSTT', message = format('Number %s does not carry the prefix of its hotel.', new.number),
                detail = 'BOOKING_NUMBER_IS_OF_ITS_HOTEL', hint = 'Let app.next_number give the number.';
        end if;
        if (app.context()).action <> 'import'
            and coalesce(
                new.payment_authorized_at, new.payment_captured_at, new.paid_at, new.payment_failed_at, new.refund_processed_at
            ) is not null
        then
            perform app.refuse_invented_money();
        end if;
    else
        if (new.hotel_id, new.id, new.number, new.confirmation_number, new.currency, new.created_at)
            is distinct from (old.hotel_id, old.id, old.number, old.confirmation_number, old.currency, old.created_at)
        then
            raise exception using
                errcode = 'RVSTT', message = 'Hotel, number, currency and creation of a booking never change.',
                detail = 'BOOKING_IDENTITY_IS_IMMUTABLE', hint = 'Make a new booking that names this one as rebooked_from.';
        end if;

        if old.staff_seen_at is not null
            and (new.staff_seen_at, new.staff_seen_by, new.staff_seen_by_staff_id)
            is distinct from (old.staff_seen_at, old.staff_seen_by, old.staff_seen_by_staff_id)
        then
            raise exception using
                errcode = 'RVSTT', message = 'Who saw a booking first is written once for ever.',
                detail = 'STAFF_SEEN_IS_WRITTEN_ONCE', hint = 'Leave staff_seen_at and staff_seen_by as they are.';
        end if;

        if (new.cancellation_policy, new.cancellation_policy_id) is distinct from (old.cancellation_policy, old.cancellation_policy_id) then
            raise exception using
                errcode = 'RVSTT', message = 'The cancellation policy of a booking is frozen.',
                detail = 'CANCELLATION_POLICY_IS_FROZEN', hint = 'A new policy applies to new bookings.';
        end if;

        if new.status <> old.status then
            perform app.require_listed_transition(old.status, new.status);
        end if;

        -- Depth 2 and more is the ledger's own trigger.
        if pg_catalog.pg_trigger_depth() < 2
            and (new.payment_authorized_at, new.payment_captured_at, new.paid_at, new.payment_failed_at, new.refund_processed_at)
            is distinct from (old.payment_authorized_at, old.payment_captured_at, old.paid_at, old.payment_failed_at, old.refund_processed_at)
        then
            perform app.refuse_invented_money();
        end if;

        new.updated_at := hotel.clock();
    end if;

    -- The day of departure is the hotel's own, whoever writes the instant, and follows from nothing else.
    if new.checked_out_at is not null and (old.checked_out_at is null or new.departed_on is null) then
        new.departed_on := hotel.local_date(
            new.checked_out_at, (select h.timezone from hotel.hotel as h where h.hotel_id = new.hotel_id)
        );
    end if;
    return new;
end;
$$;
comment on function app.guard_booking() is
'Holds B1, B7, B8, B9. Errors: RVSTT TRANSITION_NOT_LISTED, BOOKING_NUMBER_IS_OF_ITS_HOTEL, BOOKING_IDENTITY_IS_IMMUTABLE, STAFF_SEEN_IS_WRITTEN_ONCE, CANCELLATION_POLICY_IS_FROZEN, MONEY_FOLLOWS_THE_LEDGER, BOOKING_IS_NEVER_DELETED.';

create function app.refuse_invented_money() returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = 'What a booking says about its money follows the ledger.',
        detail = 'MONEY_FOLLOWS_THE_LEDGER', hint = 'Record the payment; the booking follows.';
end;
$$;
comment on function app.refuse_invented_money() is 'Refuses payment times that no ledger entry brought. Always raises RVSTT MONEY_FOLLOWS_THE_LEDGER.';

create function app.require_listed_transition(p_from hotel.booking_status, p_to hotel.booking_status) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_action text := (app.context()).action;
begin
    -- A function may make only the transitions listed for its own action; raw SQL any that is listed but an import.
    if not exists (
        select from hotel.booking_transition as t
        where
            t.from_status is not distinct from p_from
            and t.to_status = p_to
            and (t.action = v_action or (v_action = 'sql' and t.action <> 'import'))
    ) or (v_action = 'import' and not pg_catalog.pg_has_role(session_user, 'hotelmate_owner', 'member')) then
        raise exception using
            errcode = 'RVSTT',
            message = format('A booking cannot go from %s to %s by %s.', coalesce(p_from::text, 'new'), p_to, v_action),
            detail = 'TRANSITION_NOT_LISTED ' || jsonb_build_object('from', p_from, 'to', p_to, 'action', v_action)::text,
            hint = 'See hotel.booking_transition for what is possible.';
    end if;
end;
$$;
comment on function app.require_listed_transition(hotel.booking_status, hotel.booking_status) is
'Refuses a change of status that is no row of hotel.booking_transition. Errors: RVSTT TRANSITION_NOT_LISTED.';

create trigger guard before insert or update or delete on hotel.booking
for each row execute function app.guard_booking();

-- The day of arrival is what no-shows and cutoffs go by. After the row, so that what its CHECKs and its end say comes first.
create function app.guard_arrival() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if old.checked_in_at is not null
        or new.check_in < hotel.local_date(hotel.clock(), (select h.timezone from hotel.hotel as h where h.hotel_id = new.hotel_id))
    then
        raise exception using
            errcode = 'RVSTT', message = 'The arrival of a guest who is in the house stays as it was booked, and none moves into the past.',
            detail = 'ARRIVAL_IS_FIXED', hint = 'Undo the check-in first, or name a day that has not gone by.';
    end if;
    return null;
end;
$$;
comment on function app.guard_arrival() is 'Refuses to move an arrival that has happened, or one into the past. Errors: RVSTT ARRIVAL_IS_FIXED.';

create trigger guard_start after update of check_in on hotel.booking
for each row when (new.check_in < old.check_in or (new.check_in > old.check_in and old.checked_in_at is not null))
execute function app.guard_arrival();
