-- The advice and the deed: for every status of a room, every kind of staff and every change there is, what is advised is
-- what happens.
begin;
select plan(6);
select test.open_house();
select test.room_statuses();

create temporary table advice as
select who, s.status, x.*
from unnest(array['manager', 'agent', 'housekeeper', 'inspector', 'engineer']) as who
cross join unnest(enum_range(null::hotel.room_status)) as s (status)
cross join lateral jsonb_to_recordset(
    test.answer('allowed_room_actions', null, format('p_room_number => %s', test.room_of(s.status::text)), who)
) as x (action text, to_status text, source text, allowed boolean, code text, reason text);

create function pg_temp.deed(p_status text, p_action text, p_to text, p_source text, p_who text) returns text language sql as $$
    select test.outcome(
        test.call_of(
            p_action, null,
            case
                when p_action = 'set_room_status' then format(
                    'p_room_id => %s, p_to_status => %L, p_source => %L, p_note => ''a test''',
                    test.room_id(test.room_of(p_status)), p_to, p_source
                )
                else format('p_room_number => %s', test.room_of(p_status))
                    || case when p_action = 'inspect_room' then format(', p_passed => %L', p_to = 'READY_FOR_GUEST') else '' end
            end,
            p_who, 'harbour'
        ),
        'hotelmate_api'
    );
$$;
select is_empty(
    $$ select a.*, d.outcome from advice as a
       cross join lateral (select pg_temp.deed(a.status::text, a.action, a.to_status, a.source, a.who) as outcome) as d
       -- Where complete_maintenance leads, and whether it passes, is the room's to say; nobody sends guests away by hand.
       where a.action <> 'complete_maintenance' and a.to_status <> a.status::text
       and (a.status::text, a.to_status) <> ('OCCUPIED', 'CHECKOUT_DIRTY')
       and d.outcome !~ case when a.allowed then '^allowed$' else a.code end $$,
    'what is advised is what happens'
);
select isnt_empty('select 1 from advice as a where a.allowed', 'something is allowed');
select isnt_empty($$ select 1 from advice as a where a.code = 'CAPABILITY_MISSING' $$, 'something only to others');
select is_empty($$ select 1 from advice as a where a.allowed <> (a.code is null and a.reason is null) $$, 'a refusal has a code and a reason');
select test.refuses('allowed_room_actions', null, 'RVNTF ROOM_NOT_FOUND', 'an unknown room', 'p_room_number => 999');
select test.refuses('allowed_room_actions', null, 'RVDNY CAPABILITY_MISSING', 'a cook may not even ask', 'p_room_number => 101', 'cook');
select * from finish();
rollback;
