begin;
select plan(8);
select test.open_house();
select test.act('report_discrepancies', null, $$ p_counts => '[{"room_number": 103, "persons": 2}]' $$, 'housekeeper');
create function pg_temp.close(p_resolution text) returns text language sql as $$
    select format('p_discrepancy_id => %s, p_resolution => %L', (select max(d.id) from hotel.discrepancy as d), p_resolution);
$$;
select test.refuses('close_discrepancy', null, 'RVINV VALIDATION_ERROR', 'not without a word', pg_temp.close(' '));
select test.refuses('close_discrepancy', null, 'RVDNY CAPABILITY_MISSING', 'not by who only counts', pg_temp.close('x'), 'housekeeper');
select test.refuses('close_discrepancy', null, 'RVNTF DISCREPANCY_NOT_FOUND', 'not one there is not', 'p_discrepancy_id => 0, p_resolution => ''x''');
select test.mark();
select is(
    test.answer('close_discrepancy', null, pg_temp.close('a crew, booked since'), 'inspector') ->> 'resolution', 'a crew, booked since',
    'closed with what it was'
);
select is(test.audit(), '{UPDATE discrepancy}', 'which the audit keeps');
select test.writes_nothing('close_discrepancy', null, 'closing it again changes nothing', pg_temp.close('another word'));
select is((select d.resolution from hotel.discrepancy as d), 'a crew, booked since', 'the first word stands');
select test.attack(
    $$ update hotel.discrepancy set status = 'OPEN', closed_at = null, resolution = null $$, 'RVSTT FINAL_STATE', 'a closed case is opened again'
);
select * from finish();
rollback;
