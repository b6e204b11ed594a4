"""Everything a hotel is, in a form in which two hotels can be compared: what must differ is taken out."""

from __future__ import annotations

import json
from typing import Any

from tests.py.races.arena import Arena
from tests.py.races.stage import Stage

Rows = dict[str, list[str]]

# Tables whose rows are a set, and logs, whose rows have an order.
SETS = (
    "booking", "booking_text", "party_member", "person", "room", "room_claim", "room_block", "inventory_night",
    "in_house_guest", "guest_token", "payment", "ledger_entry", "payment_command", "booking_extension",
    "housekeeping_task", "overstay_incident", "number_counter", "idempotency", "log_head", "precheckin_token",
    "conversation", "message",
)  # fmt: skip
LOGS = ("audit", "event")

# Ids are another hotel's, hashes and PINs are random, payloads repeat the rows with their ids.
LEFT_OUT = {
    "hotel_id", "id", "entity_id", "event_id", "party_member_id", "primary_guest_id", "staff_id",
    "decision_by_staff_id", "staff_seen_by_staff_id", "cleaned_by_staff_id", "inspected_by_staff_id",
    "room_type_id", "block_id", "conversation_id", "id_pin", "token_hash", "hash", "audit_hash", "payload",
    "guest_payload",
}  # fmt: skip
NAMED_BY = {
    "booking_id": ("booking", "number"),
    "room_id": ("room", "room_number"),
    "payment_id": ("payment", "reference"),
    "person_id": ("person", "first_name"),
    "booker_person_id": ("person", "first_name"),
    # A refusal is entered under the random id of the command it answers.
    "command_id": ("payment_command", "kind"),
    "reference": ("payment_command", "kind"),
}


def state_of(arena: Arena, stage: Stage) -> Rows:
    """Table → its rows as text: sorted for a table, in sequence for a log."""
    query = " union all ".join(
        f"select '{table}', to_jsonb(t), {'t.seq' if table in LOGS else '0'} from hotel.{table} as t "
        "where t.hotel_id = %(hotel)s"
        for table in (*SETS, *LOGS)
    )
    tables: dict[str, list[dict[str, Any]]] = {table: [] for table in (*SETS, *LOGS)}
    for table, row, _ in arena.admin.execute(query + " order by 1, 3", {"hotel": stage.hotel_id}):
        tables[table].append(row)
    names = {column: {row["id"]: row[label] for row in tables[table]} for column, (table, label) in NAMED_BY.items()}
    texts = {table: [_text(row, names, stage) for row in rows] for table, rows in tables.items()}
    return {table: rows if table in LOGS else sorted(rows) for table, rows in texts.items()}


def difference(expected: Rows, found: Rows) -> list[str]:
    """What is not as expected, a line for each row: '-' is missing, '+' is too much."""
    lines = []
    for table, rows in expected.items():
        missing, surplus = list(rows), []
        for row in found[table]:
            if row in missing:
                missing.remove(row)
            else:
                surplus.append(row)
        lines += [f"- {table}: {row}" for row in missing] + [f"+ {table}: {row}" for row in surplus]
        if not missing and not surplus and rows != found[table]:
            lines.append(f"± {table}: the same rows in another order")
    return lines


def _text(row: dict[str, Any], names: dict[str, dict[Any, Any]], stage: Stage) -> str:
    kept = {
        column: names[column].get(value, value) if column in names else value
        for column, value in row.items()
        if column not in LEFT_OUT and value is not None
    }
    if "changes" in kept:  # of an audit row: which columns; what is in them, the tables say
        kept["changes"] = sorted(set(json.loads(kept["changes"])) - LEFT_OUT)
    return json.dumps(kept, sort_keys=True).replace(stage.slug.upper(), "CODE").replace(stage.slug, "slug")
