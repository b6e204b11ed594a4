"""`hotel archive`: put old months of the log away behind a signed snapshot, verify it, take them out (docs/archive.md).

What may go, and what the snapshot says, the database decides (ops.detach_log); the key that signs stays here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
import psycopg
from click.core import ParameterSource

from hotelmate import log_export, log_keys, log_verify
from hotelmate.log_chain import ChainError
from hotelmate.prove.table import text_table
from hotelmate.stack import NoStack, url_for

FILE = click.Path(path_type=Path, dir_okay=False)
PLACE = click.Path(path_type=Path, file_okay=False)
PREPARE = "select hotel, audit_rows, events, statement from ops.prepare_log_snapshot(%s, %s)"
DETACH = "select hotel, audit_rows, events from ops.detach_log(%s, %s, %s, %s, %s, %s, %s)"


# What else may be said with each question.
QUESTIONS = {
    "new_key": (),
    "before": ("key", "note", "keep_months", "dry_run"),
    "verify": ("public_keys", "receipts"),
    "export": (),
    "verify_export": ("public_keys",),
}


class Month(click.ParamType):
    """A month as YYYY-MM; its first day."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(value, "%Y-%m").date()
        except ValueError:
            self.fail(f"{value!r} is no month such as 2026-07", param, ctx)


@click.command()
@click.option("--new-key", type=FILE, help="Make a key in FILE, and FILE.pub to verify with; replaces neither.")
@click.option("--before", type=Month(), help="Put away the months before this one.")
@click.option("--key", type=FILE, help="The key that signs.")
@click.option("--note", default="", help="Why.")
@click.option("--keep-months", type=int, default=12, show_default=True, help="So many whole months stay, at least.")
@click.option("--dry-run", is_flag=True, help="With --before: say what would go. Needs no key.")
@click.option("--verify", is_flag=True, help="Verify log and snapshots of the live database.")
@click.option(
    "--public-key", "public_keys", type=FILE, multiple=True, help="To verify with; more than one after a change."
)
@click.option(
    "--receipt", "receipts", type=FILE, multiple=True, help="What --before --json said: it must be there still."
)
@click.option("--export", type=PLACE, help="Write what was put away into a new DIRECTORY, then drop it here.")
@click.option("--verify-export", type=PLACE, help="Verify such a directory; asks no database.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(
    *,
    new_key: Path | None,
    before: date | None,
    key: Path | None,
    note: str,
    keep_months: int,
    dry_run: bool,
    verify: bool,
    public_keys: tuple[Path, ...],
    receipts: tuple[Path, ...],
    export: Path | None,
    verify_export: Path | None,
    as_json: bool,
) -> None:
    """Put old months of the log away, whole, behind a snapshot that is signed with a key the database never sees.

    One of --new-key, --before, --verify, --export, --verify-export. Exit code 1 when something is refused or does not
    verify.
    """
    _require_one_question(click.get_current_context())
    try:
        if new_key:
            _show({"key": str(new_key), "public_key": str(log_keys.make(new_key))}, as_json)
        elif before:
            _put_away(before, keep_months, None if dry_run else _required(key, "--key"), note, as_json)
        elif verify:
            _verify(_keys(public_keys), receipts, as_json)
        elif export:
            _show(log_export.export(url_for("admin"), export, _tell), as_json, "Nothing has been put away.")
        elif verify_export:
            _show(log_export.verify(verify_export, _keys(public_keys)), as_json)
    except (ChainError, NoStack, log_export.ExportError, log_keys.KeyFileError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except psycopg.Error as error:
        _give_up(error)


def _require_one_question(context: click.Context) -> None:
    """UsageError, also for what goes with another question: whoever says it believes that it is looked at."""
    options = {option.name or "": option.opts[0] for option in context.command.params}
    said = [name for name in options if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    asked = [name for name in said if name in QUESTIONS]
    if len(asked) != 1:
        raise click.UsageError(f"Give one of {', '.join(options[name] for name in QUESTIONS)}.")
    for name in said:
        if name not in (*asked, *QUESTIONS[asked[0]], "as_json"):
            raise click.UsageError(f"{options[name]} does not go with {options[asked[0]]}.")


def _put_away(before: date, keep_months: int, key: Path | None, note: str, as_json: bool) -> None:
    signer = log_keys.private(key) if key else None
    with psycopg.connect(url_for("admin"), autocommit=True) as conn:
        _tell("Verifying and folding the log.")
        prepared = conn.execute(PREPARE, [before, keep_months]).fetchall()
        signatures = [signer.sign(row[3].encode()) for row in prepared] if signer else []
        if signer and prepared:
            _tell("Signed. Putting it away: the hotels wait for a moment.")
            hotels, statements = [row[0] for row in prepared], [row[3] for row in prepared]
            public = signer.public_key().public_bytes_raw()
            conn.execute(DETACH, [before, hotels, statements, signatures, public, note, keep_months])
    if as_json:
        named = [dict(zip(("hotel", "audit_rows", "events", "statement"), row, strict=True)) for row in prepared]
        for found, signature in zip(named, signatures, strict=False):
            found["signature"] = signature.hex()
        click.echo(json.dumps({"before": before.isoformat(), "done": signer is not None, "hotels": named}, indent=2))
    elif not prepared:
        click.echo(f"Nothing is older than {before:%B %Y}.")
    else:
        click.echo(text_table(("hotel", "audit rows", "events"), [row[:3] for row in prepared]))
        click.echo("Put away." if signer else "Nothing was changed.")


def _verify(keys: Sequence[bytes], receipts: tuple[Path, ...], as_json: bool) -> None:
    verdicts = log_verify.verify(url_for("admin"), keys, [log_verify.receipt(path, keys) for path in receipts])
    if as_json:
        click.echo(json.dumps([asdict(verdict) for verdict in verdicts], indent=2))
    else:
        rows = [(v.hotel, v.snapshots, v.audit_rows, v.problem or "whole") for v in verdicts]
        click.echo(text_table(("hotel", "snapshots", "audit rows", ""), rows))
    if any(verdict.problem for verdict in verdicts):
        sys.exit(1)


def _keys(paths: tuple[Path, ...]) -> list[bytes]:
    if not paths:
        raise click.UsageError("Missing option '--public-key'.")
    return [log_keys.public(path) for path in paths]


def _required(path: Path | None, option: str) -> Path:
    if path is None:
        raise click.UsageError(f"Missing option '{option}'.")
    return path


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _show(found: dict[str, Any], as_json: bool, when_empty: str = "Nothing.") -> None:
    if as_json:
        click.echo(json.dumps(found, indent=2))
    elif not found:
        click.echo(when_empty)
    else:
        click.echo(
            "\n".join(
                f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}" for name, value in found.items()
            )
        )


def _give_up(error: psycopg.Error) -> NoReturn:
    if (error.sqlstate or "").startswith("RV"):
        raise click.ClickException(f"{error.diag.message_primary}\n{error.diag.message_hint or ''}".strip()) from error
    if isinstance(error, psycopg.OperationalError):
        raise click.ClickException(f"The database cannot be reached: {str(error).strip()}") from error
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        said = f"This login may not do that ({error.diag.message_primary}): it must be an administrator."
        raise click.ClickException(said) from error
    raise error
