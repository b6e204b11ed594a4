-- What pgTAP files work with, made once in the database they share. Nothing here is deployed.

create schema test;
comment on schema test is 'Fixtures and assertions of tests/sql; exists in test databases only.';
grant usage on schema test to public;
