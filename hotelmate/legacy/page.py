"""docs/import.md: the mapping as people read it. `python -m hotelmate.legacy.page` writes it; a test compares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from hotelmate.legacy.mapping import FINDINGS, TABLES
from hotelmate.prove.legacy_import_faults import FAULTS, put_faults
from hotelmate.prove.legacy_import_house import live, open_hotel
from hotelmate.prove.legacy_import_world import GUESTS, PARTY, World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "import.md"

HEAD = """# Taking over the old system

Generated from `hotelmate/legacy/mapping.py` and the faults of `./hotel prove import`.

```
./hotel import legacy --from URL [--hotel SLUG] [--source NAME] [--dry-run] [--json] [--report FILE]
```

`URL` is the old database; it is only read, on one snapshot. The target is `HOTELMATE_DATABASE_URL`'s database, else the
running stack's. Every row is a transaction of its own and has one of these outcomes:

| outcome | means |
|---|---|
| imported | it is here as it was |
| corrected | it is here, with a named finding for each field that was taken otherwise |
| already, changed since | an earlier import of `NAME` brought it in; it stays as it came, changed there or not |
| refused | a rule refused it, by its name; it is kept in `hotel.import_reject` and tried again by the next import |

No rule is in the command. `app.import_row` (`db/functions/85_import`, the owner's alone) makes of a row what it would
be here, by the transitions listed for the action `import`; the tables, triggers and commit checks that judge everything
else judge it. `hotel.import_row` remembers which row became which, and its findings, without personal data.
`hotel.import_reject` and the report file do hold personal data: settle what is in them, then delete it.

Money: a payment comes in as ledger entries under the old payment intent's id, noted `imported`. `paid_at` is never made
up: where it is missing and there is an intent, the provider is asked (VERIFY). What an ended booking holds above its
charge goes back to the guest, as for any ended booking: rehearse with `--dry-run` and read `MONEY_BACK_QUEUED` before
the listener is started. What was taken at the desk is given back there (`MONEY_DUE_AT_DESK`); where that has been done,
record it.

A rehearsal is one long transaction: into a hotel that is already worked in, it makes the others wait.
"""


def page() -> str:
    """The page as Markdown."""
    tables = [(f"`{t.name}`", t.becomes, ", ".join(f"`{c}`" for c in t.takes), t.leaves) for t in TABLES]
    findings = [(f"`{code}`", meaning) for code, meaning in sorted(FINDINGS.items())]
    return "\n".join(
        [
            *(HEAD, "## Tables", ""),
            *_table(("old table", "becomes", "columns read, beside `id` and `hotel_id`", "left behind"), tables),
            *(
                "",
                "Not taken over: keys to the API and other links (issued here anew), surveys, stored provider events.",
                "",
            ),
            *("## Findings", "", *_table(("finding", "means"), findings), ""),
            *(
                "## Faults",
                "",
                "What becomes of a row that breaks a rule; `./hotel prove import` makes each and looks.",
                "",
            ),
            *(*_table(("rule", "fault", "becomes"), _faults()), ""),
        ]
    )


def _faults() -> list[tuple[str, str, str]]:
    world = World(1, datetime(2026, 6, 10, 12, tzinfo=UTC))
    first, second = (open_hotel(world, slug) for slug in ("one-house", "two-house"))
    for hotel in (first, second):
        live(world, hotel, annexe=60, days=0, rooms=1)
    put_faults(world, first, second, each=1)
    became: dict[str, list[str]] = {fault.name: [] for fault in FAULTS}
    for (table, _), fate in world.fates.items():
        belongs = table in (PARTY, GUESTS) and "IMPORT_PARENT_MISSING" in fate.codes
        said = f"{fate.outcome.lower()}: " + ", ".join(f"`{code}`" for code in sorted(fate.codes))
        if (not belongs or not became[fate.fault]) and said not in became[fate.fault]:
            became[fate.fault].append(said)
    return [(fault.invariant, fault.name, "; ".join(became[fault.name])) for fault in FAULTS]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]


if __name__ == "__main__":
    PAGE.write_text(page())
