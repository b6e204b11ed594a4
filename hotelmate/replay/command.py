"""The command line of a replay."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hotelmate.prove.table import text_table
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
    brought = os.environ.get("HOTELMATE_DATABASE_URL")
    with own_database(brought, keep, console.print) as url:
        with Bar(console) as bar:
            report = replay(url, booked, connections, bar)
        click.echo(json.dumps(report.figures(), indent=2) if as_json else table(report))
        if keep:
            console.print(f"Kept: {url}", soft_wrap=True, highlight=False)
            if brought is None:
                _wait(console)
    if not report.holds:
        raise SystemExit(1)


def table(report: Report) -> str:
    """The report for people: the hotel that the file demands, then what came of it."""
    types = [(of.code, of.rooms, of.max_occupancy, of.overbooking) for of in report.room_types]
    hotel = text_table(("type", "rooms", "persons", "overbooking limit"), types)
    return f"{hotel}\n\n{text_table(('figure', 'value'), report.lines())}"


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

    def lived(self, half_day: HalfDay, visits: int) -> None:
        self._progress.update(self._task, description=half_day.day.isoformat(), advance=visits)

    def judges(self) -> None:
        self._progress.update(self._task, description="asking the database")


def _wait(console: Console) -> None:
    """A private server lives as long as this process."""
    console.print("Press Ctrl-C to end its server and throw it away.")
    with suppress(KeyboardInterrupt):
        signal.pause()
