-- app.changes_of_<table>(old, new): JSON text of the columns that differ, for each audited table.
--
-- Written by the loader from the catalog, one static expression per table: a column added by a migration is audited from
-- its first deploy on, and no row is ever turned into jsonb and taken apart again. Left out: generated columns (their source
-- is there), updated_at (the audit row has its own time), the sums of a payment (its ledger is audited), how often
-- a provider was asked, and secrets.

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
    v_columns text;
begin
    foreach v_table in array app.audited_tables()
    loop
        select
            string_agg(
                format(
                    E'            case when p_old.%1$I is distinct from p_new.%1$I then %2$L || coalesce(to_json(p_new.%1$I)::text, ''null'') end',
                    a.attname, to_json(a.attname)::text || ': '
                ),
                E',\n' order by a.attnum
            )
        into v_columns
        from pg_catalog.pg_attribute as a
        where a.attrelid = format('hotel.%I', v_table)::regclass
            and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            and a.attname not in (
                'updated_at', 'token_hash', 'guest_fcm_token',
                'authorized_minor', 'captured_minor', 'released_minor', 'refunded_minor', 'disputed_minor', 'lost_minor',
                'verified_at', 'provider_captured_minor', 'provider_refunded_minor', 'attempts', 'next_attempt_at'
            );

        execute format(
            $f$
create function app.changes_of_%1$s(p_old hotel.%1$I, p_new hotel.%1$I) returns text
language plpgsql stable set search_path = '' set timezone = 'UTC' set datestyle = 'ISO'
as $body$
begin
    return '{' || array_to_string(
        array[
%2$s
        ],
        ', '
    ) || '}';
end;
$body$
            $f$,
            v_table, v_columns
        );
        execute format(
            'comment on function app.changes_of_%1$s(hotel.%1$I, hotel.%1$I) is %2$L',
            v_table,
            'JSON text of the columns of hotel.' || v_table || ' that differ, with their new values; ''{}'' when none does.'
        );
    end loop;
end;
$$;
