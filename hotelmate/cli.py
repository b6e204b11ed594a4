"""The `hotel` command. Each command imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hotelmate.lazy import Elsewhere, LazyGroup
from hotelmate.urls import ROLES

ROLE = click.Choice(list(ROLES))
PORT = click.IntRange(0, 65_535)


class Refused(click.ClickException):
    """An expected failure: its message is all there is to say."""


@contextmanager
def _refusing(*expected: type[Exception]) -> Iterator[None]:
    """Say expected failures in their own words, also those of a group. With any other among them, all go on."""
    try:
        yield
    except expected as failure:
        raise Refused(str(failure).strip()) from failure
    except ExceptionGroup as group:
        if group.split(expected)[1] is not None:
            raise
        raise Refused("\n".join(_said(group))) from group


def _said(failure: Exception) -> Iterator[str]:
    if isinstance(failure, ExceptionGroup):
        for one in failure.exceptions:
            yield from _said(one)
    else:
        yield str(failure).strip()


@click.group(
    cls=LazyGroup,
    elsewhere={
        "test": Elsewhere("hotelmate.selftest", "Lint, types and every test; arguments go to pytest."),
        "jobs": Elsewhere("hotelmate.jobs", "Run the jobs that are due: again and again, once, or only to see."),
        "backup": Elsewhere("hotelmate.backup", "Back up the database while everything runs."),
        "restore": Elsewhere("hotelmate.restore", "Bring a backup back, as of now or of any moment since."),
        "archive": Elsewhere(
            "hotelmate.log_archive", "Put old months of the log away behind a signed snapshot; verify; export."
        ),
        "drill": Elsewhere("hotelmate.drill", "Back up, kill, lose, restore: how long it takes, and what is lost."),
        "check": Elsewhere("hotelmate.check", "Look for contradictions in a database; exit 1 if there are any."),
        "import": Elsewhere(
            "hotelmate.legacy", "Take over another system's data, row by row, and say what became of each."
        ),
        "replay": Elsewhere("hotelmate.replay", "Play hotel days through a database and compare what comes out."),
        "prove": Elsewhere("hotelmate.prove", "Attack the promises: races, crashes, outages, load."),
        "bench": Elsewhere("bench", "Measure how fast it is, beside something else in the same run."),
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
def main() -> None:
    """HotelMate: a hotel front office whose rules live in PostgreSQL.

    Start with `./hotel up`. It keeps its data between runs and needs nothing that is not set up by itself.
    """


@main.command()
@click.option(
    "--port", type=PORT, default=8000, show_default=True, help="Port of the API; the next free one if it is taken."
)
@click.option("--demo", is_flag=True, help="Let guests arrive by themselves.")
@click.option("--seed", is_flag=True, help="Make the demo hotel in your own PostgreSQL as well; --demo does so too.")
@click.option("--fresh", is_flag=True, help="Throw this checkout's local data away first.")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HOTELMATE_ARCHIVE",
    help="Directory to which the database's log goes as well, for ./hotel restore.",
)
def up(port: int, demo: bool, seed: bool, fresh: bool, archive: Path | None) -> None:
    """Run the whole stack here: database, API, listener, events, jobs.

    The database is a private PostgreSQL with a demo hotel, or the one that HOTELMATE_DATABASE_URL names, as it is.
    """
    from hotelmate.supervisor import REFUSALS, Options, run

    with _refusing(*REFUSALS):
        run(Options(port=port, demo=demo, seed=seed, fresh=fresh, archive=archive), click.echo)


@main.command()
def migrate() -> None:
    """Bring a database to this release: structure by migration, code by reload.

    The database is HOTELMATE_DATABASE_URL's or the running stack's.
    """
    import psycopg

    from db.apply import DeployError, apply

    with _refusing(DeployError, psycopg.OperationalError):
        report = apply(_url("admin"), progress=click.echo)
    if not report.changed:
        click.echo("Up to date.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True)
def api(host: str, port: int) -> None:
    """Serve only the HTTP API (a stack runs, or HOTELMATE_DATABASE_URL names a database)."""
    import asyncio

    import uvloop

    from api.app import create_app
    from hotelmate.server import NoPort, PartEnded, serve
    from listener import logs
    from listener.settings import SettingsError

    _publish("api")
    logs.configure()
    with _refusing(NoPort, PartEnded, SettingsError), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(create_app(), host, port))


@main.command()
def listen() -> None:
    """Run only the listener: events to Pusher, decisions to the payment provider."""
    from listener.__main__ import main as run
    from listener.settings import SettingsError

    _publish("listener")
    with _refusing(SettingsError):
        run()


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--role", type=ROLE, default="operator", show_default=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(role: str, arguments: tuple[str, ...]) -> None:
    """Open psql as an operator. Further arguments are psql's: ./hotel psql -c 'table ops.drift'"""
    from hotelmate.binaries import PostgresNotFound, find
    from hotelmate.urls import without_password

    url, password = without_password(_url(role))
    try:
        binaries = find()
        program = str(binaries.program("psql"))
    except PostgresNotFound as refusal:
        raise Refused(str(refusal)) from refusal
    greeting = ["-v", "greet=on"] if sys.stdin.isatty() and not arguments else []
    command = [program, url, "-v", f"role={role}", *greeting, *arguments]
    sys.stdout.flush()
    os.execve(program, command, {**os.environ, **binaries.environment, **password, **_psql_settings()})


def _psql_settings() -> dict[str, str]:
    """The environment that makes psql start with our psqlrc, which reads the user's own."""
    own = Path(os.environ.get("PSQLRC") or "~/.psqlrc").expanduser()
    ours = {"PSQLRC": str(Path(__file__).with_name("psqlrc"))}
    return ours | ({"HOTELMATE_OWN_PSQLRC": str(own)} if own.is_file() else {})


@main.command()
@click.argument("role", type=ROLE, default="operator")
def url(role: str) -> None:
    """Print the libpq URL a caller uses."""
    click.echo(_url(role))


def _url(role: str) -> str:
    from hotelmate.stack import NoStack, url_for

    try:
        return url_for(role)
    except NoStack as refusal:
        raise Refused(str(refusal)) from refusal


def _publish(role: str) -> None:
    """Give a part of the stack its URL where it looks for it."""
    from hotelmate.stack import variable

    os.environ[variable(role)] = _url(role)
