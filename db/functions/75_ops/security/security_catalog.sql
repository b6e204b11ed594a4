-- Every way to be less guarded than one could be: how bad it is, what it means, what changes it. Each is found by a view
-- app.security_of_<subject>. In a fix, {hotel} and {id} stand for the finding's own; an administrator runs it.

create view ops.security_catalog as
select c.code, c.severity, c.explanation, c.fix
from (
    values
    -- of a hotel
    (
        'PUBLIC_CHANNELS', 'MEDIUM', 'Whoever knows the name of a channel hears what staff hear.',
        'update hotel.hotel_policy set realtime_visibility = ''PRIVATE'' where hotel_id ='
        || ' (select h.hotel_id from hotel.hotel as h where h.slug = ''{hotel}'') -- clients must log in to channels then'
    ),
    (
        'TOKEN_NEVER_EXPIRES', 'LOW', 'A staff token that was copied opens the hotel for ever.',
        'select api.revoke_staff_token(''{hotel}'', {id}, p_note => ''for ever'')'
        || ' -- when api.issue_staff_token(…, p_expires_at => …) has made another'
    ),
    (
        'TOKEN_IDLE', 'LOW', 'Nobody has changed anything with this staff token''s name for 90 days: perhaps nobody would miss it.',
        'select api.revoke_staff_token(''{hotel}'', {id}, p_note => ''idle'')'
    ),
    (
        'TOKEN_OF_FORMER_STAFF', 'MEDIUM', 'The token opens nothing while its owner is inactive, and everything when that changes back.',
        'select api.revoke_staff_token(''{hotel}'', {id}, p_note => ''left'')'
    ),
    (
        'MANY_ADMINISTRATORS', 'LOW', 'More than three people may do everything there is at this hotel.',
        'select s.email, s.access_level, s.role, s.department from hotel.staff as s where s.is_active -- and give each what the work needs'
    ),
    (
        'OPERATOR_LOGIN_IS_SHARED', 'LOW', 'The group of all operators is itself listed: what it does is nobody''s in the audit.',
        'create role name login in role hotelmate_operator -- one for each person; list these, then take {id} off hotel.operator_access'
    ),
    (
        'OPERATOR_DOES_NOT_EXIST', 'MEDIUM', 'Whoever creates a role of this name works on this hotel.',
        'delete from hotel.operator_access where role_name = ''{id}'''
    ),
    (
        'OPERATOR_OF_EVERY_HOTEL', 'LOW', 'One login opens the books of every hotel.',
        'delete from hotel.operator_access where role_name = ''{id}'' -- at the hotels where it is not needed'
    ),
    -- of what is stored
    (
        'ROWS_NOT_KEPT_APART', 'HIGH', 'Row level security does not hold on this table of a hotel, or not for its owner.',
        'alter table {id} enable row level security, force row level security'
    ),
    (
        'POLICY_IS_FOREIGN', 'HIGH', 'A policy that no release made lets somebody through to rows of every hotel.', 'drop policy {id}'
    ),
    (
        'VIEW_LOOKS_AS_OWNER', 'HIGH', 'A view shows a caller rows of hotels with the eyes of its owner.',
        'alter view {id} set (security_invoker = true)'
    ),
    (
        'TABLE_IS_WRITABLE', 'HIGH', 'Somebody else than the owner may write a table, past every function.', 'revoke {id}'
    ),
    (
        'CALLER_READS_TABLES', 'HIGH', 'A program reads tables that only functions should read for it.', 'revoke {id}'
    ),
    (
        'LOG_IS_NOT_GUARDED', 'HIGH', 'The log, or a part of it, could be changed: a trigger that keeps it is gone or can be switched off.',
        './hotel migrate -- or detach {id} and keep it as evidence'
    ),
    (
        'TRIGGER_DISABLED', 'HIGH', 'A rule is switched off.', 'alter table {id}'
    ),
    (
        'TRIGGER_MISSING', 'HIGH', 'A rule or a part of the audit has its function, but no table calls it.',
        './hotel migrate -- after any change of the code; it loads every trigger anew'
    ),
    -- of the code
    (
        'DEFINER_NOT_PINNED', 'HIGH', 'A function that runs with the owner''s rights looks names up where its caller says.',
        'alter function {id} set search_path = '''''
    ),
    (
        'EXECUTE_TO_PUBLIC', 'HIGH', 'Everybody who can log in may call this function.', 'revoke execute on routine {id} from public'
    ),
    (
        'OPEN_TO_PUBLIC', 'HIGH', 'Everybody who can log in has this right: from it, names can be put in front of ours.', 'revoke {id} from public'
    ),
    (
        'LOCKS_BY_NUMBER',
        'MEDIUM',
        'Who takes the right lock by its number makes a hotel''s commits, or the relay, wait for as long as the session lives.',
        'revoke execute on function {id} -- as a superuser; only after: grant execute on function … to hotelmate_owner, which needs it'
    ),
    (
        'NOT_THE_OWNERS',
        'MEDIUM',
        'Something in our schemas belongs to another role, which can change it at will.',
        'alter {id} owner to hotelmate_owner'
    ),
    (
        'CLOCK_IS_SIMULATED',
        'HIGH',
        'Rules do not follow real time: this is a database for replays and demonstrations, or somebody moved the clock.',
        'create or replace function hotel.clock() returns timestamptz language sql stable parallel safe return pg_catalog.now()'
    ),
    -- of the roles
    (
        'ROLE_TOO_POWERFUL', 'HIGH', 'A role of ours has a right it does not need.', 'alter role {id}'
    ),
    (
        'ROLE_IS_MEMBER', 'HIGH', 'A role of ours has another role''s rights too.', 'revoke {id}'
    ),
    (
        'OPERATOR_NEVER_EXPIRES', 'LOW', 'A person''s login is good for ever.', 'alter role {id} valid until ''2030-01-01'''
    ),
    (
        'SETTING_OVERRULES', 'HIGH', 'A role or the database comes with a setting that switches rules off, moves names or forges who acts.',
        'alter {id}'
    ),
    -- of the server
    (
        'TRUST_IN_HBA', 'HIGH', 'pg_hba.conf lets people in without asking who they are.', 'scram-sha-256 or cert instead of trust: pg_hba.conf, {id}'
    ),
    (
        'HBA_NOT_READABLE', 'LOW', 'Whether pg_hba.conf asks who people are, cannot be seen from here.',
        'grant select on pg_hba_file_rules to hotelmate_owner; grant execute on function pg_hba_file_rules() to hotelmate_owner'
    ),
    (
        'CONNECTIONS_IN_CLEAR',
        'HIGH',
        'The server answers other machines, and passwords and guests'' data travel in clear.',
        'alter system set ssl = on'
    ),
    (
        'PASSWORDS_BY_MD5', 'MEDIUM', 'A password set now is stored as MD5, which whoever reads it can log in with.',
        'alter system set password_encryption = ''scram-sha-256'' -- and set the passwords anew'
    ),
    (
        'LOG_KEEPS_PARAMETERS',
        'HIGH',
        'The server''s log gets the parameters of statements: tokens and guests'' data among them.',
        'alter system set {id}'
    ),
    (
        'NOT_DURABLE', 'HIGH', 'What was answered as done can be lost with the power.', 'alter system set {id} = on'
    )
) as c (code, severity, explanation, fix);
comment on view ops.security_catalog is
'What ops.security_findings looks for: severity HIGH, MEDIUM or LOW, what it means, and what an administrator does about it.';
grant select on ops.security_catalog to hotelmate_operator;
