"""What must be true of money, asked of the tables: at every moment, and once all has come to rest.

Each query answers sentences, and should answer none. They add up the ledger themselves and trust no sum that a
trigger keeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import psycopg

TERMINAL = "('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')"

# Sums of a payment as its ledger has them.
PAYMENTS = """
with paid as (
    select
        p.hotel_id, p.id, p.booking_id, p.reference, p.provider, p.amount_minor, p.authorized_minor, p.captured_minor,
        p.released_minor, p.refunded_minor,
        min(e.at) filter (where e.kind in ('AUTHORIZED', 'CAPTURED')) as since,
        coalesce(sum(e.amount_minor) filter (
            where e.kind = 'AUTHORIZED' or (e.kind = 'CAPTURED' and p.capture_method = 'AUTOMATIC')), 0) as authorized,
        coalesce(sum(e.amount_minor) filter (where e.kind = 'CAPTURED'), 0) as captured,
        coalesce(sum(e.amount_minor) filter (where e.kind = 'RELEASED'), 0) as released,
        coalesce(sum(e.amount_minor) filter (where e.kind = 'REFUNDED'), 0)
        - coalesce(sum(e.amount_minor) filter (where e.kind = 'REFUND_FAILED'), 0) as refunded,
        coalesce(sum(e.amount_minor) filter (where e.kind = 'DISPUTE_OPENED'), 0)
        - coalesce(sum(e.amount_minor) filter (where e.kind = 'DISPUTE_WON'), 0) as disputed
    from hotel.payment as p
    left join hotel.ledger_entry as e on p.hotel_id = e.hotel_id and p.id = e.payment_id
    group by p.hotel_id, p.id
)
"""
ALWAYS = {
    "P1 captured and released within authorised": f"""{PAYMENTS}
        select format('%s: captured %s and released %s of %s', reference, captured, released, authorized) from paid
        where captured + released > authorized or authorized > amount_minor""",
    "P1 refunded within captured": f"""{PAYMENTS}
        select format('%s: refunded %s of %s', reference, refunded, captured) from paid
        where refunded > captured or refunded < 0""",
    "P1 sums are the ledger's": f"""{PAYMENTS}
        select format('%s: %s/%s/%s/%s kept, %s/%s/%s/%s in the ledger', reference,
            authorized_minor, captured_minor, released_minor, refunded_minor, authorized, captured, released, refunded)
        from paid
        where (authorized_minor, captured_minor, released_minor, refunded_minor)
            <> (authorized, captured, released, refunded)""",
    "P2 each movement once": """
        select format('%s %s is entered %s times', kind, reference, count(*)) from hotel.ledger_entry
        group by hotel_id, payment_id, kind, reference having count(*) > 1""",
    "P2 one capture of a payment": """
        select format('payment %s has %s captures', payment_id, count(*)) from hotel.ledger_entry
        where kind = 'CAPTURED' group by hotel_id, payment_id having count(*) > 1""",
    "P3 one live command per payment and kind": """
        select format('payment %s has %s live commands %s', payment_id, count(*), kind) from hotel.payment_command
        where status = 'PENDING' group by hotel_id, payment_id, kind having count(*) > 1""",
    "P4 an ended booking lets go of what it holds": f"""{PAYMENTS}
        select format('%s is %s and holds %s', b.number, b.status, p.authorized - p.captured - p.released)
        from hotel.booking as b inner join paid as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where b.status in {TERMINAL} and p.provider = 'stripe' and p.authorized > p.captured + p.released
            and not exists (select from hotel.payment_command as k
                where k.hotel_id = p.hotel_id and k.payment_id = p.id and k.status = 'PENDING')""",
    "B4 status and money agree": """
        select format('%s is %s: authorised %s, paid %s', number, status, payment_authorized_at, paid_at)
        from hotel.booking
        where case status
            when 'PENDING_PAYMENT' then coalesce(payment_authorized_at, payment_captured_at, paid_at) is not null
            when 'PENDING_APPROVAL' then payment_authorized_at is null and total_minor > 0
            when 'CONFIRMED' then paid_at is null and terms <> 'PAY_AT_PROPERTY' and total_minor > 0
            when 'NO_SHOW' then paid_at is null and terms <> 'PAY_AT_PROPERTY' and total_minor > 0
            when 'COMPLETED' then paid_at is null and total_minor > 0 and coalesce(open_balance_note, '') = ''
            else false end""",
    "B4 what is paid was captured": f"""{PAYMENTS}
        select format('%s says it is paid, %s was captured', b.number, coalesce(sum(p.captured), 0))
        from hotel.booking as b left join paid as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where b.paid_at is not null
        group by b.hotel_id, b.id having coalesce(sum(p.captured), 0) = 0""",
}
AT_REST = {
    "nothing waits": """
        select format('%s of payment %s waits after %s attempts: %s', kind, payment_id, attempts, last_error)
        from hotel.payment_command where status = 'PENDING'
        union all
        select format('event %s (%s) is %s: %s', event_id, event_type, status, error)
        from hotel.provider_inbox where status <> 'PROCESSED'""",
    "an ended booking holds nothing": f"""{PAYMENTS}
        select format('%s is %s and holds %s', b.number, b.status, p.authorized - p.captured - p.released)
        from hotel.booking as b inner join paid as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where b.status in {TERMINAL} and p.provider = 'stripe' and p.authorized > p.captured + p.released""",
    # Money under dispute, or lost in one, cannot be given back. Money taken at the desk is given back at the desk.
    "an ended booking keeps its charge and no more": f"""{PAYMENTS}
        select format('%s is %s, may keep %s and has %s', b.number, b.status,
            coalesce(b.cancellation_fee_minor, b.no_show_fee_minor, 0), sum(p.captured - p.refunded - p.disputed))
        from hotel.booking as b inner join paid as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where b.status in {TERMINAL} and b.status <> 'COMPLETED' and p.provider = 'stripe'
        group by b.hotel_id, b.id
        having sum(p.captured - p.refunded - p.disputed) > coalesce(b.cancellation_fee_minor, b.no_show_fee_minor, 0)
            and sum(p.disputed) = 0""",
    # A hold that is larger than what is owed stays until it is captured in part; one that is not needed beside what was
    # there before it does not.
    "a live booking keeps no more than it owes": f"""{PAYMENTS}, owing as (
            select b.*, b.total_minor + (
                select coalesce(sum(x.amount_delta_minor), 0) from hotel.booking_extension as x
                where x.hotel_id = b.hotel_id and x.booking_id = b.id and x.status = 'PENDING_PAYMENT') as owes
            from hotel.booking as b where b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED'))
        select format('%s is %s, owes %s and keeps %s', b.number, b.status, b.owes, sum(p.captured - p.refunded))
        from owing as b inner join paid as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        group by b.hotel_id, b.id, b.number, b.status, b.owes
        having sum(p.captured - p.refunded) > b.owes and sum(p.disputed) = 0 and bool_and(p.provider = 'stripe')
        union all
        select format('%s is %s, owes %s, and %s holds more', b.number, b.status, b.owes, p.reference)
        from owing as b inner join paid as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where p.authorized > p.captured + p.released and b.owes <= (
            select coalesce(sum(o.authorized - o.released - o.refunded), 0) from paid as o
            where o.hotel_id = p.hotel_id and o.booking_id = p.booking_id and (o.since, o.id) < (p.since, p.id))""",
    "an approved booking is confirmed": """
        select format('%s was decided on and is %s', number, status) from hotel.booking
        where status = 'PENDING_APPROVAL' and decision_at is not null""",
    "the log is whole and folds into what there is": """
        select format('%s: %s %s', h.slug, r.entity, r.entity_id)
        from hotel.hotel as h cross join lateral ops.rebuild(h.slug) as r
        union all
        select format('%s: row %s, %s', v.hotel, v.first_bad_seq, v.problem) from ops.verify_audit() as v
        where v.problem is not null""",
    # The provider refunds nothing of a charge that was disputed and not won: that is shown, and for people.
    "the hotel's own checks find nothing": """
        select format('%s %s: %s, not %s', d.check_code, d.entity_id, d.actual, d.expected) from app.drift_money as d
        where d.check_code <> 'money_held' or not exists (
            select from hotel.payment as p
            inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
            where b.hotel_id = d.hotel_id and b.number = d.entity_id and (p.disputed_minor > 0 or p.lost_minor > 0))""",
}
LEDGER = """
select p.reference, e.kind::text, sum(e.amount_minor)::bigint
from hotel.ledger_entry as e inner join hotel.payment as p on e.hotel_id = p.hotel_id and e.payment_id = p.id
where p.provider = 'stripe' and e.kind <> 'FAILED'
group by p.reference, e.kind
"""
NAMES = {
    "AUTHORIZED": "authorized",
    "CAPTURED": "captured",
    "RELEASED": "released",
    "REFUNDED": "refunded",
    "DISPUTE_OPENED": "disputed",
    "DISPUTE_WON": "reinstated",
}


Sums = dict[str, Counter[str]]  # by payment intent, then by a name of NAMES


def broken(owner: psycopg.Connection[Any], rules: dict[str, str]) -> list[str]:
    """Sentences about what is not as a rule says."""
    return [
        f"{name}: {sentence}"
        for name, query in rules.items()
        for (sentence,) in owner.execute(query.encode()).fetchall()
    ]


def ledger_sums(owner: psycopg.Connection[Any]) -> Sums:
    """What the ledger says of each payment of the provider."""
    sums: Sums = {}
    for reference, kind, amount in owner.execute(LEDGER).fetchall():
        sums.setdefault(reference, Counter())[NAMES.get(kind, kind)] += amount
    return sums


def against_books(ours: Sums, intents: Iterable[dict[str, Any]], *, is_at_rest: bool = True) -> list[str]:
    """Sentences about the ledger and the provider's own books. At rest they say the same; before that the ledger may
    know less, never more."""
    sentences = []
    known = set()
    for intent in intents:
        known.add(intent["id"])
        sums = ours.get(intent["id"], Counter())
        for name in NAMES.values():
            if name == "authorized" and intent["capture_method"] != "manual":
                continue  # one movement, entered as captured
            if sums[name] > intent[name] or (is_at_rest and sums[name] < intent[name]):
                sentences.append(f"{intent['id']}: {name} {sums[name]} in the ledger, {intent[name]} at the provider")
    return sentences + [f"{reference} is no payment of the provider's" for reference in ours.keys() - known]
