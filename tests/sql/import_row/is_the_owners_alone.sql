begin;
select plan(6);
select test.old_house();
create role old_hand login;
grant hotelmate_operator to old_hand;
grant usage on schema test to old_hand;

select
    test.judge(
        test.outcome('select app.import_row(gen_random_uuid(), ''old'', ''hotel_hotel'', ''9'', ''{}'')', r.role_name),
        '42501 permission denied for schema app', format('%s cannot import', r.role_name)
    )
from unnest(array['hotelmate_api', 'hotelmate_operator', 'hotelmate_jobs', 'hotelmate_listener']) as r (role_name);
select test.judge(
    test.outcome('select * from hotel.import_reject', 'hotelmate_operator'),
    '42501 permission denied for table import_reject', 'nor read what was refused, which is personal data'
);
-- An import is the owner's by who is logged in: a function that runs as the owner does not make one of its caller.
create function test.forged_import() returns void language plpgsql security definer as $$
begin
    perform app.set_context('import', 'somebody', null, 'IMPORT', null);
    insert into hotel.booking (hotel_id, status) values (1, 'COMPLETED');
end;
$$;
alter function test.forged_import() owner to hotelmate_owner;
grant execute on function test.forged_import() to old_hand;
set local session authorization old_hand;
select throws_ok(
    'select test.forged_import()', 'RVSTT', 'A booking cannot go from new to COMPLETED by import.', 'an import by another login is none'
);
set local session authorization default;
select * from finish();
rollback;
