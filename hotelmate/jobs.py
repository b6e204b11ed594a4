"""`hotel jobs`: be the scheduler of a database that has none, or call the jobs once and see what they did."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from typing import Any

import click
import psycopg

from hotelmate.prove.table import text_table
from hotelmate.scheduler import run_due, tick
from hotelmate.stack import NoStack, url_for
from listener import logs


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now, say what was done, and end.")
@click.option("--dry-run", is_flag=True, help="Try every job, due or not, say what it would do, and take it all back.")
@click.option("--json", "as_json", is_flag=True, help="Figures for machines.")
def command(once: bool, dry_run: bool, as_json: bool) -> None:
    """Run the jobs that are due: again and again until Ctrl-C, or once. Exit code 1 when one of them failed."""
    try:
        url = url_for("jobs")
        if once or dry_run:
            _show(run_due(url, dry_run=dry_run), dry_run, as_json)
        else:
            logs.configure()
            asyncio.run(_run_until_told(url))
    except (NoStack, psycopg.OperationalError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except (psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedFunction) as error:
        raise click.ClickException(f"No HotelMate is there ({error.diag.message_primary}): ./hotel migrate") from error


async def _run_until_told(url: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    click.echo("Running the jobs when they are due. Ctrl-C stops it.")
    await tick(url, stop)


def _show(report: dict[str, Any], dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, indent=2))
    elif not report:
        click.echo("Nothing is due.")
    else:
        rows = [(job, counts["done"], counts["failed"]) for job, counts in sorted(report.items())]
        click.echo(text_table(("job", "would do" if dry_run else "done", "failed"), rows))
        for counts in report.values():
            for error in counts["errors"]:
                click.secho(f"  ✗ {error}", fg="red")
    if any(counts["failed"] for counts in report.values()):
        sys.exit(1)
