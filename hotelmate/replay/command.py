"""The command line of a replay."""

from __future__ import annotations

import json
import signal
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hotelmate.replay.plan import HalfDay, RoomType
from hotelmate.replay.rows import BadFile, read
from hotelmate.replay.run import Report, Watcher, replay
from hotelmate.replay.stage import own_database


@click.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rows", type=click.IntRange(min=1), help="Only the first so many rows.")
@click.option("--connections", type=click.IntRange(1, 50), default=4, show_default=True, help="Callers at once.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--keep", is_flag=True, help="Keep the database, and print its URL.")
def command(file: Path, rows: int | None, connections: int, as_json: bool, keep: bool) -> None:
    """Live real bookings again, from a CSV file, through the public functions.

    FILE is a CSV of the "Hotel booking demand" format, gzipped or not. It runs on a database of its own; exit status 1
    when anything contradicts anything at the end.
    """
    console = Console(stderr=True)
    try:
        booked = read(file, rows)
    except BadFile as refusal:
        raise click.ClickException(f"{file}: {refusal}") from refusal
    if not booked:
        raise click.ClickException(f"{file} holds no booking.")
    with own_database(keep, console.print) as url:
        with Bar(console) as bar:
            report = replay(url, booked, connections, bar)
        click.echo(json.dumps(report.figures(), indent=2) if as_json else table(report))
        if keep:
            _keep(url, console)
    if not report.holds:
        raise SystemExit(1)


def table(report: Report) -> str:
    """The report for people."""
    types = [("type", "rooms", "persons", "overbooking limit")]
    types += [(t.code, f"{t.rooms:,}", f"{t.max_occupancy:,}", f"{t.overbooking:,}") for t in report.room_types]
    lines = [("rows", f"{report.rows:,}"), ("refused", f"{sum(report.refused.values()):,}")]
    lines += [(f"  {rule}", f"{count:,}") for rule, count in report.refused.items()]
    lines += [("bookings", f"{sum(report.bookings.values()):,}")]
    lines += [(f"  {status}", f"{count:,}") for status, count in report.bookings.items()]
    lines += [
        ("transitions", f"{report.transitions:,}"),
        ("seconds", f"{report.seconds:,}"),
        ("transitions per second", f"{report.transitions_per_second:,}"),
        ("drift rows", f"{report.drift_rows:,}"),
        ("audit chain", "valid" if report.audit_ok else "BROKEN"),
        ("event gaps", f"{report.event_gaps:,}"),
        ("double-booked nights", f"{report.double_booked_nights:,}"),
    ]
    return "\n".join([*_aligned(types), "", *_aligned(lines)])


def _aligned(lines: list[tuple[str, ...]]) -> list[str]:
    """First column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell.rjust(width) if n else cell.ljust(width) for n, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]


class Bar(Watcher):
    """A progress bar on the error stream."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            refresh_per_second=4,
            transient=True,
        )
        self._task = self._progress.add_task("setting up", total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def starts(self, types: list[RoomType], visits: int) -> None:
        self._progress.reset(self._task, total=visits)

    def moves(self, half_day: HalfDay) -> None:
        self._progress.update(self._task, description=half_day.day.isoformat())

    def visited(self) -> None:
        self._progress.advance(self._task)

    def judges(self) -> None:
        self._progress.update(self._task, description="asking the database")


def _keep(url: str, console: Console) -> None:
    """Print where the database is; a private server lives with this process, so wait until it is wanted no more."""
    click.echo(url)
    if "HOTELMATE_DATABASE_URL" not in __import__("os").environ:
        console.print("Press Ctrl-C to end its server and throw it away.")
        with suppress(KeyboardInterrupt):
            signal.pause()
