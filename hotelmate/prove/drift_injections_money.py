"""The same for money, the log and the processes around it."""

from __future__ import annotations

from hotelmate.prove.drift_injections import BEHIND, BOOKING, UNGUARDED, Injection

NOTHING_ELSE: frozenset[str] = frozenset()
PENDING = f"where booking_id = {BOOKING.format('cancelled')} and status = 'PENDING'"

MONEY = (
    Injection(
        "payment_sums",
        "a payment says more is disputed than its ledger",
        BEHIND + "update hotel.payment set disputed_minor = disputed_minor + 1 where reference = 'pi_' || %(paid)s",
        "'pi_' || %(paid)s",
        "HEALED",
        NOTHING_ELSE,
    ),
    Injection(
        "provider_ledger",
        "the provider counted more than the ledger",
        BEHIND + "update hotel.payment set provider_captured_minor = captured_minor + 1, provider_refunded_minor = 0 "
        "where reference = 'pi_' || %(paid)s",
        "'pi_' || %(paid)s",
        "ASKED",
        NOTHING_ELSE,
    ),
    Injection(
        "payment_status",
        "a booking says when money was captured that never was",
        BEHIND + "update hotel.booking set payment_captured_at = hotel.clock() where number = %(request)s",
        "%(request)s",
        "ASKED",
    ),
    Injection(
        "money_held",
        "nobody gives a cancelled booking's money back",
        BEHIND + f"delete from hotel.payment_command where booking_id = {BOOKING.format('cancelled')}",
        "%(cancelled)s",
        "HEALED",
    ),
    Injection(
        "stuck_command",
        "a command has waited for two hours",
        BEHIND + "update hotel.payment_command set created_at = created_at - interval '2 hours' " + PENDING,
        f"(select id::text from hotel.payment_command {PENDING})",
    ),
    Injection(
        "unprocessed_webhook",
        "an event of the provider has waited for two hours",
        BEHIND + "insert into hotel.provider_inbox (event_id, event_type, payload, hotel_id, received_at) "
        "values ('evt_1', 'charge.refunded', '{}', %(hotel)s, hotel.clock() - interval '2 hours')",
        "'evt_1'",
        also=NOTHING_ELSE,
    ),
)

LOG = (
    Injection(
        "event_gap",
        "an event was removed",
        UNGUARDED.format("event") + "delete from hotel.event where hotel_id = %(hotel)s and seq = 3",
        "%(hotel)s::text",
        also=NOTHING_ELSE,
    ),
    Injection(
        "undelivered_event",
        "events have waited since yesterday",
        UNGUARDED.format("event")
        + BEHIND
        + "update hotel.relay_cursor set delivered_seq = 1 where hotel_id = %(hotel)s;"
        "update hotel.event set at = at - interval '1 day' where hotel_id = %(hotel)s and seq = 2",
        "'2'",
        also=NOTHING_ELSE,
    ),
    Injection(
        "audit_chain",
        "a note in the audit log was altered",
        UNGUARDED.format("audit") + "update hotel.audit set note = 'forged' where hotel_id = %(hotel)s and seq = 5",
        "'5'",
        also=NOTHING_ELSE,
    ),
    Injection(
        "audit_fold",
        "a row was changed that the log knows otherwise",
        BEHIND + "update hotel.room set turnover_notes = 'forged' where id = %(free_room)s",
        "%(free_room)s::text",
        also=NOTHING_ELSE,
    ),
    Injection(
        "job_not_running",
        "a job has stopped",
        "update hotel.job_run set started_at = started_at - interval '1 day', "
        "finished_at = finished_at - interval '1 day' where job = 'lapse_holds'",
        "'lapse_holds'",
        "REPORTED",
        NOTHING_ELSE,
    ),
)
