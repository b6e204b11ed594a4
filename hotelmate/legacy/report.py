"""What came of an import: per table, per rule, and row by row in a file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

from hotelmate.legacy.mapping import FINDINGS
from hotelmate.prove.table import text_table

# IMPORTED as it was; CORRECTED: with findings; ALREADY here from an earlier run, CHANGED_SINCE as well but another now.
OUTCOMES = ("IMPORTED", "CORRECTED", "ALREADY", "CHANGED_SINCE", "REFUSED")


@dataclass
class Report:
    """`outcomes` counts by (table, outcome), `findings` rows by (table, code), `refusals` rows by (table, rule)."""

    source: str
    run: str
    dry_run: bool
    rows: dict[str, int] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def balanced(self) -> bool:
        """Whether every row of every table was read and has an outcome."""
        return all(rows == sum(self._line(table)) for table, rows in self.rows.items())

    def figures(self) -> dict[str, object]:
        """For machines."""
        return {
            "source": self.source,
            "run": self.run,
            "dry_run": self.dry_run,
            "balanced": self.balanced,
            "tables": [
                {"table": table, "rows": rows, **dict(zip(map(str.lower, OUTCOMES), self._line(table), strict=True))}
                for table, rows in self.rows.items()
            ],
            "findings": [
                {"table": table, "code": code, "rows": rows, "meaning": FINDINGS[code]}
                for (table, code), rows in sorted(self.findings.items())
            ],
            "refusals": [
                {"table": table, "rule": rule, "rows": rows} for (table, rule), rows in sorted(self.refusals.items())
            ],
        }

    def text(self) -> str:
        """For people."""
        parts = [text_table(("table", "rows", *map(_words, OUTCOMES)), self.lines())]
        if self.findings:
            found = [(code, table, rows, FINDINGS[code]) for (table, code), rows in sorted(self.findings.items())]
            parts.append(text_table(("taken otherwise than it was", "table", "rows", "meaning"), found))
        if self.refusals:
            refused = [(rule, table, rows) for (table, rule), rows in sorted(self.refusals.items())]
            parts.append(text_table(("refused by", "table", "rows"), refused))
        parts.append(
            "Every row read has its outcome."
            if self.balanced
            else "Rows read and outcomes do not add up: this is a defect."
        )
        if self.dry_run:
            parts.append("This was a rehearsal: nothing was kept.")
        return "\n\n".join(parts)

    def lines(self) -> list[tuple[object, ...]]:
        """(table, rows, one count per outcome) for every table, and the sum of them."""
        lines: list[tuple[object, ...]] = [(table, rows, *self._line(table)) for table, rows in self.rows.items()]
        sums = [sum(self.outcomes[table, outcome] for table in self.rows) for outcome in OUTCOMES]
        return [*lines, ("all", sum(self.rows.values()), *sums)]

    def _line(self, table: str) -> list[int]:
        return [self.outcomes[table, outcome] for outcome in OUTCOMES]


class Details:
    """The rows that did not come in as they were, one JSON object a line. Refused ones whole: the file is private."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Details:
        self._path.touch(mode=0o600)
        self._path.chmod(0o600)
        self._file = self._path.open("w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, **line: object) -> None:
        """One row."""
        assert self._file is not None
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _words(outcome: str) -> str:
    return outcome.lower().replace("_", " ")
