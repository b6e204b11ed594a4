"""`hotel check`: ask a database for every contradiction it can find in itself.

Which checks there are, and what each means, the database says (ops.check_catalog); this only asks and prints.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from typing import NoReturn

import click
import psycopg
from psycopg.rows import class_row

from hotelmate.prove.table import text_table
from hotelmate.stack import NoStack, url_for

SHOWN_PER_CHECK = 20
NOT_REACHED = 2


@dataclass(frozen=True)
class Check:
    """One kind of contradiction, as ops.check_catalog lists it."""

    code: str
    title: str
    explanation: str


@dataclass(frozen=True)
class Finding:
    """One contradiction, a row of ops.drift. `hotel` is a slug; null when it is about no hotel."""

    hotel: str | None
    check_code: str
    entity: str
    entity_id: str
    expected: str | None
    actual: str | None
    explanation: str


@dataclass(frozen=True)
class Report:
    """What was asked, of how many hotels, and what was found."""

    hotels: int
    checks: list[Check]
    findings: list[Finding]

    @property
    def counts(self) -> Counter[str]:
        return Counter(finding.check_code for finding in self.findings)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(as_json: bool) -> None:
    """Look for contradictions in a database: exit code 1 if there are any, 2 if it cannot be asked.

    The database is HOTELMATE_DATABASE_URL's or the running stack's.
    """
    try:
        report = ask(url_for("admin"))
    except NoStack as error:
        _give_up(str(error))
    except psycopg.OperationalError as error:
        _give_up(f"The database cannot be reached: {str(error).strip()}")
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        _give_up(f"No HotelMate of this release is there ({error.diag.message_primary}). Deploy it: ./hotel migrate")
    except psycopg.errors.InsufficientPrivilege as error:
        _give_up(f"This login may not ask ({error.diag.message_primary}): it must be an administrator or an operator.")
    click.echo(_as_json(report) if as_json else as_text(report))
    sys.exit(1 if report.findings else 0)


def ask(url: str) -> Report:
    """Ask the database at `url` everything, on one snapshot. Raises psycopg.Error."""
    with psycopg.connect(url, connect_timeout=10) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        [(hotels,)] = conn.execute("select count(*) from hotel.operator_hotels()").fetchall()
        with conn.cursor(row_factory=class_row(Check)) as cursor:
            checks = cursor.execute("select code, title, explanation from ops.check_catalog").fetchall()
        with conn.cursor(row_factory=class_row(Finding)) as cursor:
            findings = cursor.execute(
                "select hotel, check_code, entity, entity_id, expected, actual, explanation from ops.drift "
                "order by check_code, hotel, entity, entity_id"
            ).fetchall()
    return Report(hotels, checks, findings)


def _give_up(message: str) -> NoReturn:
    click.echo(f"hotel check: {message}", err=True)
    sys.exit(NOT_REACHED)


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "hotels": report.hotels,
            "rows": len(report.findings),
            "checks": [{"code": c.code, "title": c.title, "rows": report.counts[c.code]} for c in report.checks],
            "findings": [asdict(finding) for finding in report.findings],
        },
        indent=2,
    )


def as_text(report: Report) -> str:
    """A report for people: every check with its rows, then what was found."""
    rows = [(check.title, check.code, report.counts[check.code]) for check in report.checks]
    parts = [text_table(("check", "code", "rows"), rows)]
    parts += [_details(check, report) for check in report.checks if report.counts[check.code]]
    total, hotels = len(report.findings), f"{report.hotels} hotel{'' if report.hotels == 1 else 's'}"
    parts.append(
        f"{total} contradiction{'' if total == 1 else 's'} in {hotels}." if total else f"All well in {hotels}."
    )
    return "\n\n".join(parts)


def _details(check: Check, report: Report) -> str:
    """What a check found, and what it means; the first few rows only."""
    found = [finding for finding in report.findings if finding.check_code == check.code]
    rows = [(f.hotel or "", f.entity, f.entity_id, f.expected or "", f.actual or "") for f in found[:SHOWN_PER_CHECK]]
    lines = [f"{check.title}: {check.explanation}", text_table(("hotel", "entity", "id", "expected", "actual"), rows)]
    if len(found) > SHOWN_PER_CHECK:
        lines.append(f"… and {len(found) - SHOWN_PER_CHECK} more: ./hotel psql -c 'table ops.drift'")
    return "\n".join(lines)
