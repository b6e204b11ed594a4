"""The documents that are drawn from the database's own rows: transitions, events, permissions.

`python -m hotelmate.docs` writes them; a test compares them with what a fresh database says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import psycopg

DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages(conn: psycopg.Connection) -> dict[str, str]:
    """File name → Markdown, for every generated page."""
    return {"transitions.md": _transitions(conn), "permissions.md": _permissions(conn)}


def write(conn: psycopg.Connection, folder: Path = DOCS) -> None:
    for name, text in pages(conn).items():
        (folder / name).write_text(text)


def _transitions(conn: psycopg.Connection) -> str:
    bookings = conn.execute(
        "select coalesce(from_status::text, '(new)'), to_status::text, action, source::text, coalesce(capability, ''), "
        "event_type, coalesce(guest_event_type, '') from hotel.booking_transition where action <> 'import' "
        "order by from_status nulls first, to_status, action, source"
    ).fetchall()
    rooms = conn.execute(
        "select from_status::text, to_status::text, action, source::text, capability, event_type, '' "
        "from hotel.room_transition order by from_status, to_status, action, source"
    ).fetchall()
    return "\n".join(
        [
            "# Transitions",
            "",
            "Generated from `hotel.booking_transition` and `hotel.room_transition`; any other change is refused, "
            "from any path.",
            "",
            *_machine("Booking", bookings),
            *_machine("Room", rooms),
        ]
    )


def _machine(title: str, rows: list[tuple[str, ...]]) -> list[str]:
    edges: dict[tuple[str, str], list[str]] = {}
    for from_status, to_status, action, *_ in rows:
        actions = edges.setdefault((from_status, to_status), [])
        if action not in actions:
            actions.append(action)
    drawing = [
        f"    {'[*]' if start == '(new)' else start} --> {end}: {', '.join(actions)}"
        for (start, end), actions in edges.items()
    ]
    head = ["from", "to", "action", "source", "capability", "event", "guest hears"]
    return [f"## {title}", "", "```mermaid", "stateDiagram-v2", *drawing, "```", "", *_table(head, rows), ""]


def _permissions(conn: psycopg.Connection) -> str:
    roles = [row[0] for row in conn.execute("select role from hotel.role_capability group by role order by role")]
    granted = conn.execute(
        "select capability, description, array(select g.role from hotel.role_capability as g "
        "where g.capability = c.capability) from hotel.capability as c order by capability"
    ).fetchall()
    rows = [
        (f"`{capability}`", description, *("●" if role in holders else "" for role in roles))
        for capability, description, holders in granted
    ]
    return "\n".join(
        [
            "# Permissions",
            "",
            "Generated from `hotel.role_capability`. A member of staff holds what the access level, the role and "
            "the department grant.",
            "",
            *_table(["capability", "lets you", *roles], rows),
            "",
        ]
    )


def _table(head: list[str], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Which database? make docs URL=postgresql://…, as ./hotel url owner prints it.")
    with psycopg.connect(sys.argv[1]) as connection:
        write(connection)
