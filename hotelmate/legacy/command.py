"""The command line of an import."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import click
import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.legacy.loading import Loading
from hotelmate.legacy.report import Details, Report
from hotelmate.legacy.source import BadSource, Source
from hotelmate.stack import NoStack, url_for


@click.group()
def command() -> None:
    """Take over another system's data."""


@command.command()
@click.option(
    "--from", "source_url", required=True, metavar="URL", help="libpq URL of the old database; it is only read."
)
@click.option("--hotel", metavar="SLUG", help="Only this hotel.")
@click.option(
    "--source", "name", metavar="NAME", help="What the source is called here.  [default: its database's name]"
)
@click.option("--dry-run", is_flag=True, help="Rehearse: do everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Figures for machines.")
@click.option(
    "--report",
    "file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write every row that did not come in as it was, one JSON object a line. Holds personal data.",
)
def legacy(
    *, source_url: str, hotel: str | None, name: str | None, dry_run: bool, as_json: bool, file: Path | None
) -> None:
    """Import the history of the old Django system, row by row.

    A row comes in as it is, or with a named correction, or a rule refuses it and it is kept whole. It can be run
    again: what is in stays, what was refused is tried anew. The target is HOTELMATE_DATABASE_URL's database, else the
    running stack's.
    """
    try:
        with ExitStack() as opened:
            old = opened.enter_context(psycopg.connect(source_url, connect_timeout=10))
            owner = opened.enter_context(psycopg.connect(url_for("owner"), autocommit=True))
            source = Source(old, hotel)
            details = opened.enter_context(Details(file)) if file else None
            bar = opened.enter_context(Bar())
            loading = Loading(owner, source, name=name or source.name, dry_run=dry_run, details=details)
            report = loading.run(bar.show)
    except (BadSource, NoStack) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except psycopg.OperationalError as error:
        raise click.ClickException(f"A database cannot be reached: {str(error).strip()}") from error
    except psycopg.DatabaseError as error:
        raise click.ClickException(f"The import stopped, what is in stays: {str(error).strip()}") from error
    _tell(report, as_json)
    if not report.balanced:
        raise SystemExit(1)


def _tell(report: Report, as_json: bool) -> None:
    click.echo(json.dumps(report.figures(), indent=2) if as_json else report.text())


class Bar:
    """A progress bar on the error stream, one line a table."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            refresh_per_second=4,
        )
        self._tasks: dict[str, object] = {}

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, table: str, done: int, total: int) -> None:
        """So many rows of a table are done."""
        if table not in self._tasks:
            self._tasks[table] = self._progress.add_task(table, total=total)
        self._progress.update(self._tasks[table], completed=done)  # type: ignore[arg-type]
