-- Files call helpers whose answers are no tests. Some look like a plan to the parser, which takes "1432" for "1..2".
begin;
select plan(1);
select '1432'::text;
select pass('what is no TAP is not read');
select * from finish();
rollback;
