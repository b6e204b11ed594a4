-- Who reaches a table. Callers never do: they execute functions. The owner, and functions that run as the owner, pass a
-- plain policy; operators read through ops views that are security_invoker, and see the hotels listed for their own login.

create function hotel.operator_hotels() returns setof bigint
language sql stable security definer set search_path = ''
as $$
    select a.hotel_id from hotel.operator_access as a where a.role_name = session_user
    union
    select h.hotel_id from hotel.hotel as h
    where
        pg_catalog.pg_has_role(session_user, 'hotelmate_owner', 'member')
        -- Jobs look after every hotel; the role that runs them may read no table, whatever this says.
        or session_user = 'hotelmate_jobs';
$$;
comment on function hotel.operator_hotels() is 'Hotels the logged-in database role may work on: those listed for it, or all for an administrator and for the jobs.';
grant execute on function hotel.operator_hotels() to hotelmate_operator;

do $$
declare
    v_table regclass;
begin
    for v_table in
        select c.oid::regclass
        from pg_catalog.pg_class as c
        where c.relnamespace = 'hotel'::regnamespace
            and c.relkind in ('r', 'p')
            and exists (select from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attname = 'hotel_id')
    loop
        execute format('alter table %s enable row level security', v_table);
        execute format('alter table %s force row level security', v_table);
        execute format('create policy owner_sees_all on %s to hotelmate_owner using (true) with check (true)', v_table);
        execute format(
            'create policy operator_sees_own_hotels on %s for select to hotelmate_operator using (hotel_id in (select hotel.operator_hotels()))',
            v_table
        );
    end loop;
end;
$$;

grant usage on schema hotel to hotelmate_api, hotelmate_listener, hotelmate_operator, hotelmate_jobs;

-- Operators read, through ops views, everything that holds no secret.
grant select on
hotel.hotel, hotel.hotel_policy, hotel.staff, hotel.room_type, hotel.room_block, hotel.room_claim,
hotel.booking, hotel.booking_text, hotel.party_member, hotel.person, hotel.inventory_night, hotel.in_house_guest,
hotel.cancellation_policy, hotel.cancellation_policy_tier, hotel.payment, hotel.ledger_entry, hotel.payment_command, hotel.provider_inbox,
hotel.mail, hotel.housekeeping_task, hotel.discrepancy, hotel.overstay_incident, hotel.booking_extension,
hotel.audit, hotel.event, hotel.log_head, hotel.relay_cursor, hotel.dead_letter, hotel.drift_case,
hotel.booking_transition, hotel.room_transition, hotel.event_type, hotel.event_route, hotel.job,
hotel.role, hotel.capability, hotel.role_capability
to hotelmate_operator;
grant select (
    hotel_id, id, room_number, room_type_id, room_status, is_active, is_out_of_order, maintenance_required, maintenance_priority,
    maintenance_notes, turnover_notes, last_cleaned_at, cleaned_by_staff_id, last_inspected_at, inspected_by_staff_id, created_at, updated_at
) on hotel.room to hotelmate_operator;
grant select (hotel_id, id, staff_id, label, created_at, expires_at, revoked_at) on hotel.staff_token to hotelmate_operator;
grant select (hotel_id, id, booking_id, purpose, scopes, status, created_at, expires_at, revoked_at) on hotel.guest_token to hotelmate_operator;
grant usage on type
hotel.booking_status, hotel.room_status, hotel.change_source, hotel.payment_terms, hotel.approval_policy, hotel.room_readiness,
hotel.booker_type, hotel.party_role, hotel.guest_type, hotel.claim_kind, hotel.ledger_kind, hotel.command_kind, hotel.priority,
hotel.task_type, hotel.task_status
to hotelmate_api, hotelmate_operator, hotelmate_jobs, hotelmate_listener;
