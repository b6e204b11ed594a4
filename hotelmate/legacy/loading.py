"""Handing every row to the database, and writing down what it said."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, NamedTuple

import psycopg

from hotelmate.legacy.mapping import TABLES, Table
from hotelmate.legacy.report import Details, Report
from hotelmate.legacy.source import Row, Source

# (table, rows done, rows there are)
Progress = Callable[[str, int, int], None]

# Whose refusals are answers: constraints, values that cannot be read, and rules of our own. Anything else is trouble.
REFUSALS = ("22", "23", "RV")


class Refusal(NamedTuple):
    """Why a row did not come in: a constraint's name or an error's code, the SQLSTATE, the sentence."""

    rule: str
    sqlstate: str
    message: str


class Loading:
    """One import of a source into the database that `owner` is connected to, as the owner role.

    A row is a transaction; a rehearsal (`dry_run`) is one transaction around all of them, rolled back at the end.
    """

    def __init__(
        self, owner: psycopg.Connection, source: Source, *, name: str, dry_run: bool, details: Details | None = None
    ) -> None:
        self._owner = owner
        self._source = source
        self._details = details
        self.report = Report(name, str(uuid.uuid4()), dry_run)

    def run(self, progress: Progress) -> Report:
        """Import every table. Raises psycopg.Error when the database fails by anything but a rule."""
        started = time.monotonic()
        rehearsal = self._owner.transaction(force_rollback=True) if self.report.dry_run else nullcontext()
        self._owner.execute("select app.begin_import(%s)", [self.report.source])
        with rehearsal:
            for table in TABLES:
                total = self.report.rows[table.name] = self._source.count(table)
                progress(table.name, 0, total)
                for done, row in enumerate(self._source.rows(table), start=1):
                    self._load(table, row)
                    progress(table.name, done, total)
        self.report.seconds = time.monotonic() - started
        return self.report

    def _load(self, table: Table, row: Row) -> None:
        names = [self.report.run, self.report.source, table.name, row.key, row.json]
        try:
            with self._owner.transaction():
                answer = self._value("select app.import_row(%s, %s, %s, %s, %s)", names)
        except psycopg.Error as error:
            refusal = refusal_of(error)
            with self._owner.transaction():
                self._value("select app.reject_import_row(%s, %s, %s, %s, %s, %s, %s, %s)", [*names, *refusal])
            self._refused(table, row, refusal)
        else:
            self._taken(table, row, answer)

    def _taken(self, table: Table, row: Row, answer: dict[str, Any]) -> None:
        outcome, findings = answer["outcome"], answer["findings"]
        self.report.outcomes[table.name, outcome] += 1
        if outcome == "CORRECTED":
            self.report.findings.update({(table.name, finding["code"]) for finding in findings})
        if self._details and outcome in ("CORRECTED", "CHANGED_SINCE"):
            self._details.write(table=table.name, key=row.key, outcome=outcome, findings=findings)

    def _refused(self, table: Table, row: Row, refusal: Refusal) -> None:
        self.report.outcomes[table.name, "REFUSED"] += 1
        self.report.refusals[table.name, refusal.rule] += 1
        if self._details:
            self._details.write(
                table=table.name,
                key=row.key,
                outcome="REFUSED",
                rule=refusal.rule,
                message=refusal.message,
                original=json.loads(row.json),
            )

    def _value(self, query: str, parameters: list[str]) -> Any:
        row = self._owner.execute(query.encode(), parameters).fetchone()
        assert row is not None
        return row[0]


def refusal_of(error: psycopg.Error) -> Refusal:
    """The rule that refused; raises the error again when none did."""
    state, diag = error.sqlstate or "", error.diag
    if not state.startswith(REFUSALS):
        raise error
    if state.startswith("RV"):
        rule = (diag.message_detail or "").split(" ", 1)[0]
    elif diag.constraint_name:
        rule = diag.constraint_name
    else:
        rule = f"not_null {diag.column_name}" if diag.column_name else f"unreadable value ({state})"
    return Refusal(rule, state, diag.message_primary or str(error))
