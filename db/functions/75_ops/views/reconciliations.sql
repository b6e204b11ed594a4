create function ops.find_reconciliations()
returns table (
    hotel text, at timestamptz, run_by text, note text, findings int, healed int, asked int, cases_opened int, cases_closed int
)
language sql stable security definer set search_path = ''
as $$
    select h.slug, r.at, r.run_by, r.note, r.findings, r.healed, r.asked, r.cases_opened, r.cases_closed
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.reconciliation as r on h.hotel_id = r.hotel_id
    order by r.at desc, h.slug;
$$;
comment on function ops.find_reconciliations() is 'What ops.reconciliations shows: at the hotels the caller may work on.';
grant execute on function ops.find_reconciliations() to hotelmate_operator;

create view ops.reconciliations as select f.* from ops.find_reconciliations() as f;
comment on view ops.reconciliations is 'Runs of reconciliation, the latest first: what each found and did.';
grant select on ops.reconciliations to hotelmate_operator;
