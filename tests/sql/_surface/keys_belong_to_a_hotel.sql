-- Every key carries hotel_id, so that tables can be distributed by it and nothing of two hotels can ever meet.
begin;
select plan(3);

select is_empty(
    $$ select k.table_name, k.conname from test.our_key as k
       inner join test.our_table as t on k.conrelid = t.oid
       where t.has_hotel and not 'hotel_id' = any(k.columns)
       -- Of a foreign key to a table of no hotel there is no hotel to carry.
       and not (k.contype = 'f' and not exists (
           select from pg_catalog.pg_attribute as a where a.attrelid = k.confrelid and a.attname = 'hotel_id' and not a.attisdropped
       ))
       and (k.table_name, k.conname) not in (
           -- The hotel itself: its address, and the prefix by which a number names one booking anywhere.
           ('hotel.hotel', 'hotel_slug_key'), ('hotel.hotel', 'hotel_number_prefix_key'),
           -- Events of the provider arrive before their hotel is known.
           ('hotel.provider_inbox', 'provider_inbox_pkey')
       ) $$,
    'every key of a table with a hotel contains it'
);
select is_empty(
    $$ select i.indexrelid::regclass from pg_catalog.pg_index as i
       inner join test.our_table as t on i.indrelid = t.oid
       where t.has_hotel and i.indisunique and not t.is_partition
       and not exists (
           select from pg_catalog.pg_attribute as a
           where a.attrelid = i.indrelid and a.attname = 'hotel_id' and a.attnum = any(i.indkey::int2[])
       )
       and i.indexrelid::regclass::text not in ('hotel.hotel_slug_key', 'hotel.hotel_number_prefix_key', 'hotel.provider_inbox_pkey') $$,
    'so does every unique index'
);
select is_empty(
    -- Its leading columns are the key's, two at least; or it is unique and made of nothing else.
    $$ select k.table_name, k.conname, k.columns from test.our_key as k
       where k.contype = 'f' and not exists (
           select from pg_catalog.pg_index as i
           cross join lateral (
               select array_agg(a.attname::text order by c.n) as columns
               from unnest(i.indkey::int2[]) with ordinality as c (attnum, n)
               inner join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = c.attnum
           ) as x
           where i.indrelid = k.conrelid and (
               x.columns[1:least(cardinality(k.columns), 2)] <@ k.columns and cardinality(x.columns) >= least(cardinality(k.columns), 2)
               or i.indisunique and x.columns <@ k.columns
           )
       )
       -- The referenced rows are a release's own and never deleted.
       and k.confrelid::regclass::text not in ('hotel.role', 'hotel.capability', 'hotel.event_type', 'hotel.job') $$,
    'every foreign key is led by an index on its own side'
);
select * from finish();
rollback;
