-- Months that are no part of the log any more. They inherit from these two, so that they are found by one name; each is the table it
-- was, row for row. A month is no partition here: that would have it read through while everybody waits. What changes the columns of the log changes these, too.

create table archive.audit (like hotel.audit including all);
comment on table archive.audit is 'Audit rows of the months that were put away. Append-only against everybody; ops.verify_audit reads them while they are here.';

create table archive.event (like hotel.event including all);
comment on table archive.event is 'Events of the months that were put away. Append-only: an erasure shortens payloads, nothing else changes.';

alter table archive.audit enable row level security;
alter table archive.audit force row level security;
alter table archive.event enable row level security;
alter table archive.event force row level security;
create policy owner_sees_all on archive.audit to hotelmate_owner using (true) with check (true);
create policy owner_sees_all on archive.event to hotelmate_owner using (true) with check (true);
