begin;
select plan(12);
select test.open_house();
create function pg_temp.me(p_who text) returns jsonb language sql as $$ select test.answer('get_me', null, p_as => p_who) $$;
select is(pg_temp.me('agent') ->> 'full_name', 'Ada Agent', 'who');
select is(pg_temp.me('agent') -> 'hotel' ->> 'local_date', '2026-06-10', 'the day at the hotel');
select is(
    array(select jsonb_array_elements_text(pg_temp.me('agent') -> 'capabilities')),
    array(select c.capability from hotel.role_capability as c where c.role in ('front_office', 'front_desk_agent') order by 1),
    'capabilities are those of role, department and access level'
);
select is(pg_temp.me('agent') #> '{rbac,bookings,actions,checkin}', 'true', 'an agent checks in');
select is(pg_temp.me('agent') #> '{rbac,bookings,actions,resolve_overstay}', 'false', 'but does not resolve overstays');
select is(pg_temp.me('cook') #> '{rbac,bookings,visible}', 'false', 'a cook sees no bookings');
select is(pg_temp.me('cook') -> 'navigation', '[]', 'nor a menu');
select is(jsonb_array_length(pg_temp.me('manager') -> 'navigation'), 3, 'a manager sees all of it');
select is(
    (select count(*) from jsonb_each(pg_temp.me('manager') -> 'rbac') as m, jsonb_each(m.value -> 'actions') as a where a.value <> 'true'),
    0::bigint, 'and may do everything'
);
select is_empty(
    $$ select p.capability from app.client_permission as p where not exists (select from hotel.capability as c where c.capability = p.capability) $$,
    'every permission of the client is a capability'
);
select is_empty(
    $$ select p.module, p.permission from app.client_permission as p group by 1, 2 having count(*) > 1 $$, 'each once'
);
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select is(
    jsonb_array_length(test.as_role('postgres', 'select api.get_me(''harbour'', p_note => ''who am I'') -> ''capabilities''')),
    (select count(*)::int from hotel.capability), 'an operator holds every capability'
);
select * from finish();
rollback;
