begin;
select plan(18);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create function pg_temp.for_staff(p_who text, p_slug text default 'harbour') returns text language sql as $$
    select format('p_staff_id => %s', test.staff_id(p_who, p_slug));
$$;
create function pg_temp.refuses(p_expected text, p_whom text, p_as text, p_why text) returns text language sql as $$
    select test.refuses('issue_staff_token', null, p_expected, p_why, pg_temp.for_staff(p_whom), p_as);
$$;
select pg_temp.refuses('RVDNY CAPABILITY_MISSING', 'agent', 'agent', 'nobody renews the own token without the capability');
select pg_temp.refuses('RVDNY CAPABILITY_MISSING', 'manager', 'supervisor', 'nor becomes the manager');
update hotel.staff set role = 'duty_manager' where id = test.staff_id('supervisor');
select pg_temp.refuses('RVDNY CAPABILITY_MISSING', 'agent', 'supervisor', 'nor does one who may do everything but this');

-- An administrator of staff who works at the desk, too.
update hotel.staff set access_level = 'staff_admin', department = 'front_office' where id = test.staff_id('cook');
update hotel.staff set role = 'front_office_supervisor' where id = test.staff_id('supervisor');
select ok(test.answer('issue_staff_token', null, pg_temp.for_staff('agent'), 'cook') ? 'staff_token', 'for somebody with fewer rights');
select ok(test.answer('issue_staff_token', null, pg_temp.for_staff('cook'), 'cook') ? 'staff_token', 'for oneself: the same rights');
select pg_temp.refuses('RVDNY STAFF_HAS_MORE_RIGHTS', s.who, 'cook', 'not for the ' || s.who)
from (values ('manager'), ('supervisor'), ('housekeeper'), ('engineer')) as s (who);
select is(
    test.refusal_fields('issue_staff_token', null, pg_temp.for_staff('supervisor'), 'cook'),
    '{"capabilities": ["booking.override.supervise", "room.checkout.bulk"]}',
    'it is said which rights are lacking'
);
update hotel.staff set access_level = 'super_staff_admin', role = null, department = null where id = test.staff_id('engineer');
select pg_temp.refuses('RVDNY STAFF_HAS_MORE_RIGHTS', 'engineer', 'cook', 'an access level counts like a role');
update hotel.staff set department = 'kitchen' where id = test.staff_id('cook');
select pg_temp.refuses('RVDNY STAFF_HAS_MORE_RIGHTS', 'agent', 'cook', 'with the department the rights are gone');
select ok(test.answer('issue_staff_token', null, pg_temp.for_staff('engineer'), 'manager') ? 'staff_token', 'a hotel manager lacks nothing');

select test.refuses('issue_staff_token', null, 'RVNTF STAFF_NOT_FOUND', 'for nobody', a.arguments)
from (values ('p_staff_id => 0'), ('p_staff_id => null'), (pg_temp.for_staff('agent', 'lagoon'))) as a (arguments);
update hotel.staff set is_active = false where id = test.staff_id('inspector');
select pg_temp.refuses('RVSTT STAFF_IS_INACTIVE', 'inspector', 'manager', 'not for somebody who has left');
select is(
    (select count(*) from hotel.staff_token as t where t.hotel_id = test.hotel_id('lagoon')), 7::bigint, 'the other hotel has the tokens it had'
);
select * from finish();
rollback;
