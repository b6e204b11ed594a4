-- The payment provider: its objects as it writes them, its events, its answers to our commands. Ids are spelt after the booking.

create function test.page(p_name text, p_slug text default 'harbour') returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_answer jsonb := test.answer(
        'open_payment_session', p_name, 'p_success_url => ''https://guest.example/done'', p_cancel_url => ''https://guest.example/back''',
        p_as => null, p_slug => p_slug
    );
    v_session text := v_answer #>> '{request,session}';
begin
    if v_session is not null then
        perform test.as_role(
            'hotelmate_api',
            format(
                'select api.keep_payment_session(%L, %L, %L, %L, %L)',
                p_slug, v_session, 'cs_' || p_name || '_' || (
                    select count(*) from hotel.payment_session as s where s.booking_id = test.id(p_name)
                ), 'https://pay.example/' || p_name, hotel.clock() + interval '32 minutes'
            )
        );
        perform test.commit();
    end if;
    return v_answer;
end;
$$;
comment on function test.page(text, text) is 'A guest asks for the payment page and the provider makes it, as cs_<name>_1, _2, …; the first answer.';

create function test.session(p_name text) returns hotel.payment_session
language sql stable security definer set search_path = ''
as $$
    select s.* from hotel.payment_session as s
    where s.booking_id = test.id(p_name)
    order by s.created_at desc, s.reference desc nulls first
    limit 1;
$$;
comment on function test.session(text) is 'The latest payment page of a test booking.';

create function test.seconds(p_at timestamptz) returns bigint
language sql immutable set search_path = ''
as $$
    select extract(epoch from p_at)::bigint;
$$;
comment on function test.seconds(timestamptz) is 'A time as the provider writes it.';

create function test.metadata(p_name text) returns jsonb
language sql stable security definer set search_path = ''
as $$
    select jsonb_strip_nulls(jsonb_build_object('hotel_slug', h.slug, 'booking_id', b.number, 'session', (test.session(p_name)).id))
    from hotel.booking as b
    inner join hotel.hotel as h on b.hotel_id = h.hotel_id
    where b.promo_code = p_name;
$$;
comment on function test.metadata(text) is 'What we put on everything the provider makes for a booking.';

create function test.intent(p_name text, p_status text, p_more jsonb default '{}') returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'object', 'payment_intent', 'id', 'pi_' || p_name, 'status', p_status, 'currency', lower(a.currency), 'amount', a.amount,
        'amount_capturable', case p_status when 'requires_capture' then a.amount else 0 end,
        'amount_received', case p_status when 'succeeded' then a.amount else 0 end,
        'latest_charge', case when p_status in ('requires_capture', 'succeeded') then 'ch_' || p_name end,
        'last_payment_error', null, 'canceled_at', case p_status when 'canceled' then test.seconds(hotel.clock()) end,
        'metadata', test.metadata(p_name)
    ) || p_more
    from (
        select coalesce((test.session(p_name)).amount_minor, b.total_minor) as amount, b.currency from test.booking(p_name) as b
    ) as a;
$$;
comment on function test.intent(text, text, jsonb) is 'The payment intent pi_<name> of a booking''s latest page. p_more: what is otherwise.';

create function test.charge(p_name text, p_more jsonb default '{}') returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'object', 'charge', 'id', 'ch_' || p_name, 'status', 'succeeded', 'amount', i.intent -> 'amount', 'currency', i.intent -> 'currency',
        'captured', true, 'amount_refunded', 0, 'created', test.seconds(hotel.clock()), 'payment_intent', 'pi_' || p_name,
        'metadata', test.metadata(p_name), 'balance_transaction', jsonb_build_object('created', test.seconds(hotel.clock()))
    ) || p_more
    from (select test.intent(p_name, 'succeeded') as intent) as i;
$$;
comment on function test.charge(text, jsonb) is 'The captured charge ch_<name> behind it. p_more: what is otherwise.';

create function test.refund(p_name text, p_amount bigint, p_reference text default null, p_more jsonb default '{}') returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'object', 'refund', 'id', coalesce(p_reference, 're_' || p_name), 'status', 'succeeded', 'amount', p_amount, 'currency', 'eur',
        'created', test.seconds(hotel.clock()), 'payment_intent', 'pi_' || p_name, 'charge', 'ch_' || p_name, 'metadata', '{}'::jsonb
    ) || p_more;
$$;
comment on function test.refund(text, bigint, text, jsonb) is 'A refund re_<name> of it, made at the provider''s own desk: it carries nothing of ours.';

create function test.dispute(p_name text, p_status text, p_amount bigint, p_more jsonb default '{}') returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'object', 'dispute', 'id', 'dp_' || p_name, 'status', p_status, 'amount', p_amount, 'currency', 'eur', 'reason', 'fraudulent',
        'created', test.seconds(hotel.clock()), 'payment_intent', 'pi_' || p_name, 'charge', 'ch_' || p_name, 'metadata', '{}'::jsonb
    ) || p_more;
$$;
comment on function test.dispute(text, text, bigint, jsonb) is 'A dispute dp_<name> of it.';

create function test.page_event(p_name text, p_status text, p_more jsonb default '{}') returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'object', 'checkout.session', 'id', s.reference, 'status', p_status, 'amount_total', s.amount_minor, 'currency', lower(s.currency),
        'payment_status', 'unpaid', 'payment_intent', case p_status when 'complete' then 'pi_' || p_name end, 'metadata', test.metadata(p_name)
    ) || p_more
    from test.session(p_name) as s;
$$;
comment on function test.page_event(text, text, jsonb) is 'The payment page of a booking as the provider tells of it: complete or expired.';

create function test.told(p_type text, p_object jsonb, p_id text default null, p_at timestamptz default hotel.clock()) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_id text := coalesce(p_id, 'evt_' || gen_random_uuid());
    v_answer jsonb;
begin
    perform test.as_role(
        'hotelmate_api',
        format(
            'select api.receive_provider_event(%L)',
            jsonb_build_object('id', v_id, 'type', p_type, 'created', test.seconds(p_at), 'data', jsonb_build_object('object', p_object))
        )
    );
    v_answer := test.as_role('hotelmate_listener', format('select api.process_provider_event(%L)', v_id));
    perform test.commit();
    return v_answer;
end;
$$;
comment on function test.told(text, jsonb, text, timestamptz) is 'The provider delivers an event and it is processed; the answer of that.';

create function test.tells(p_type text, p_object jsonb, p_id text default null, p_at timestamptz default hotel.clock()) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_answer jsonb := test.told(p_type, p_object, p_id, p_at);
begin
    return concat_ws(' ', v_answer ->> 'status', split_part(split_part(v_answer ->> 'error', ':', 1), ' ', 1));
end;
$$;
comment on function test.tells(text, jsonb, text, timestamptz) is 'test.told as one word or two: the status, and the code of what stood in the way.';

create function test.works() returns int
language plpgsql volatile set search_path = ''
as $$
declare
    v_count int := 0;
begin
    while test.as_role('hotelmate_listener', 'select api.process_provider_event()') is not null
    loop
        perform test.commit();
        v_count := v_count + 1;
    end loop;
    return v_count;
end;
$$;
comment on function test.works() is 'The worker processes what is due in the inbox; how many events.';

create function test.pending(p_name text) returns text[]
language sql stable security definer set search_path = ''
as $$
    select coalesce(array_agg(c.kind || case when c.kind = 'VERIFY' then '' else ' ' || c.amount_minor end order by c.kind, c.amount_minor), '{}')
    from hotel.payment_command as c
    where c.booking_id = test.id(p_name) and c.status = 'PENDING';
$$;
comment on function test.pending(text) is 'What the provider is to be asked for a booking.';

create function test.claim_command(p_name text, p_slug text default 'harbour') returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_answer jsonb := test.as_role('hotelmate_api', format('select api.claim_payment_command(%L, %L)', p_slug, test.number(p_name)));
begin
    perform test.commit();
    return v_answer;
end;
$$;
comment on function test.claim_command(text, text) is 'The API takes a command of a booking that nobody has tried.';

create function test.answers(
    p_name text, p_kind hotel.command_kind, p_outcome text, p_objects jsonb default '[]', p_error text default null
) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_command_id uuid := (
        select c.id from hotel.payment_command as c
        where c.booking_id = test.id(p_name) and c.kind = p_kind
        order by c.status = 'PENDING' desc, c.created_at desc
        limit 1
    );
    v_answer jsonb := test.as_role(
        'hotelmate_listener',
        format('select api.record_payment_outcome(%L, %L, %L, %L, %L)', test.metadata(p_name) ->> 'hotel_slug', v_command_id, p_outcome, p_objects, p_error)
    );
begin
    perform test.commit();
    return v_answer;
end;
$$;
comment on function test.answers(text, hotel.command_kind, text, jsonb, text) is 'What came of a booking''s latest command of a kind is recorded; the answer.';

create function test.ledger(p_name text) returns text[]
language sql stable security definer set search_path = ''
as $$
    select coalesce(array_agg(e.kind || ' ' || e.amount_minor order by e.kind, e.amount_minor), '{}')
    from hotel.ledger_entry as e
    where e.booking_id = test.id(p_name);
$$;
comment on function test.ledger(text) is 'What is in the ledger of a booking, in the order of the vocabulary.';
