create table hotel.job (
    job text primary key,
    every interval not null,
    description text not null,
    constraint job_period_is_positive check (every > interval '0')
);
comment on table hotel.job is 'What runs by itself, and how often; jobs.run_due() decides what is due, whoever calls it.';

create table hotel.job_run (
    id bigint generated always as identity primary key,
    job text not null references hotel.job (job),
    started_at timestamptz not null,
    finished_at timestamptz,
    processed int not null default 0,
    failed int not null default 0,
    error text,
    constraint job_finishes_after_it_starts check (started_at <= finished_at),
    constraint job_counts_are_not_negative check (processed >= 0 and failed >= 0)
);
create index job_run_latest on hotel.job_run (job, started_at desc);
comment on table hotel.job_run is 'One row per run of a job, with what it did and how many rows it could not do.';

insert into hotel.job (job, every, description) values
('expire_approvals', '1 minute', 'Requests whose decision cutoff or authorisation has passed become EXPIRED'),
('lapse_holds', '1 minute', 'Unpaid bookings whose hold has ended become CANCELLED_DRAFT'),
('flag_overstays', '1 minute', 'Guests still in house at the check-out time get one incident'),
('verify_payments', '1 hour', 'The provider is asked once a day about the payments of live and recently ended bookings'),
('forget_answers', '1 hour', 'Answers kept for an Idempotency-Key are forgotten after a day'),
('forget_mail', '1 day', 'Letters of ended bookings are forgotten after 90 days'),
('forget_provider_events', '1 day', 'Processed events of the payment provider are forgotten after 90 days'),
('reconcile', '1 day', 'Contradictions are looked for: what is safe is corrected, the rest becomes a case'),
('maintain_log', '1 day', 'Monthly partitions of audit and events exist ahead of time');
