-- app.changes_of_<table>(old, new): the columns that differ, for each audited table.
--
-- Written by the loader from the catalog: a column added by a migration is audited from its first deploy on, and no row is ever
-- turned into jsonb and taken apart again. Few columns of a row change at once, so they are compared by eights, as bytes, and
-- only an eight that differs is looked into. Left out: generated columns (their source is there), updated_at (the audit row has
-- its own time), the sums of a payment (its ledger is audited), how often a provider was asked, and secrets.

create type app.row_change as (
    changes text,
    fields text[]  -- noqa: LT01
);
comment on type app.row_change is
'JSON text of the columns of a row that differ, with their new values, null when none does; and the fields by which clients know them.';

create function app.audited_tables() returns text[]
language sql immutable set search_path = ''
as $$
    select array[
        'booking', 'room', 'room_type', 'room_block', 'room_claim', 'party_member', 'payment', 'ledger_entry', 'payment_command',
        'housekeeping_task', 'overstay_incident', 'booking_extension', 'discrepancy', 'drift_case', 'hotel', 'hotel_policy',
        'cancellation_policy', 'cancellation_policy_tier', 'rate_plan', 'staff', 'staff_token', 'operator_access', 'erasure'
    ];
$$;
comment on function app.audited_tables() is
'Tables whose every change is an audit row. Not among them: personal data (hotel.person, hotel.booking_text, hotel.in_house_guest), secrets, and what is counted from audited tables.';

create function app.audit_key_of(p_table text, p_row text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(
            string_agg(format('%s.%I', p_row, a.attname), ' || ''/'' || ' order by k.n) filter (where a.attname <> 'hotel_id'),
            p_row || '.hotel_id'
        )
        from pg_catalog.pg_index as i
        cross join lateral unnest(i.indkey::int2[]) with ordinality as k (attnum, n)
        inner join pg_catalog.pg_attribute as a on i.indrelid = a.attrelid and k.attnum = a.attnum
        where i.indrelid = format('hotel.%I', p_table)::regclass and i.indisprimary
    );
end;
$$;
comment on function app.audit_key_of(text, text) is
'The SQL expression for how the audit names a row of a table within its hotel: the rest of its primary key, joined by ''/'', or the hotel itself. p_row: what the row is called where the expression is put, as in ''new''.';

do $$
declare
    v_table text;
    v_made text;
    v_changed text;
begin
    foreach v_table in array app.audited_tables()
    loop
        with columns as (
            select
                a.attnum, quote_ident(a.attname) as name, (row_number() over (order by a.attnum) - 1) / 8 as eight,
                quote_literal(to_json(a.attname)::text || ': ') as label,
                case when v_table in ('booking', 'room', 'overstay_incident') then app.payload_field(v_table, a.attname) end as field
            from pg_catalog.pg_attribute as a
            where a.attrelid = format('hotel.%I', v_table)::regclass
                and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                and a.attname not in (
                    'updated_at', 'token_hash', 'guest_fcm_token',
                    'authorized_minor', 'captured_minor', 'released_minor', 'refunded_minor', 'disputed_minor', 'lost_minor',
                    'verified_at', 'provider_captured_minor', 'provider_refunded_minor', 'attempts', 'next_attempt_at'
                )
        ),

        comparisons as (
            select
                c.*,
                format(
                    'if p_old.%1$s is distinct from p_new.%1$s then'
                    || ' v.changes := concat_ws('', '', v.changes, %2$s || coalesce(to_json(p_new.%1$s)::text, ''null''));%3$s end if;',
                    c.name, c.label, case when c.field is null then '' else format(' v.fields := array_append(v.fields, %L);', c.field) end
                ) as statement
            from columns as c
        ),

        eights as (
            select
                c.eight,
                format(
                    E'    if row(%s)::record operator(pg_catalog.*<>) row(%s)::record then\n        %s\n    end if;',
                    string_agg('p_old.' || c.name, ', ' order by c.attnum), string_agg('p_new.' || c.name, ', ' order by c.attnum),
                    string_agg(c.statement, E'\n        ' order by c.attnum)
                ) as statement
            from comparisons as c
            group by c.eight
        )

        select
            (
                select string_agg(format('case when p_new.%1$s is not null then %2$s || to_json(p_new.%1$s)::text end', c.name, c.label), ', ' order by c.attnum)
                from columns as c
            ),
            (select string_agg(e.statement, E'\n' order by e.eight) from eights as e)
        into v_made, v_changed;

        execute format(
            $f$
create function app.changes_of_%1$s(p_old hotel.%1$I, p_new hotel.%1$I) returns app.row_change
language plpgsql stable set search_path = '' set timezone = 'UTC' set datestyle = 'ISO'
as $body$
declare
    v app.row_change := row(null, '{}');
begin
    if p_old is null then
        v.changes := array_to_string(array[%2$s], ', ');
    else
%3$s
    end if;
    v.changes := '{' || v.changes || '}';
    return v;
end;
$body$
            $f$,
            v_table, v_made, v_changed
        );
        execute format(
            'comment on function app.changes_of_%1$s(hotel.%1$I, hotel.%1$I) is %2$L',
            v_table, 'What differs between two rows of hotel.' || v_table || '; of a new row, what is not null.'
        );
    end loop;
end;
$$;
