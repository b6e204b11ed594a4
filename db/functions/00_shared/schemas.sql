-- The code schemas and who may look into them: one schema per caller role, so that a grant cannot be forgotten or misplaced.

comment on schema app is 'Private: helpers and trigger functions. No caller role may look in.';
comment on schema api is 'What the HTTP API calls, and operators at psql: one function per action, each authenticates its caller itself.';
comment on schema ops is 'What operators read and call.';
comment on schema relay is 'What the listener calls.';
comment on schema jobs is 'What the scheduler calls.';

grant usage on schema api to hotelmate_api, hotelmate_operator, hotelmate_listener;
grant usage on schema ops to hotelmate_operator;
grant usage on schema relay to hotelmate_listener;
grant usage on schema jobs to hotelmate_jobs, hotelmate_operator;
