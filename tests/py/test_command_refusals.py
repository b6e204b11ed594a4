"""What a command cannot do it says in a line that names what to change; it leaves nothing running and no traceback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.config import Settings
from hotelmate.cli import main
from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY
from hotelmate.server import listen_on
from listener.settings import SettingsError
from tests.postgres import TestDatabase
from tests.processes import open_directory

NOWHERE = "postgresql://nobody@/none?host=/nonexistent"
PUSHER = {"PUSHER_APP_ID": "1", "PUSHER_KEY": "key", "PUSHER_SECRET": "secret"}


def said(*arguments: str, **environment: str) -> tuple[int, list[str]]:
    """The exit code of a command, and the lines it said."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=REPOSITORY,
        env=without_settings(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory / "stack"


@pytest.fixture
def taken() -> Iterator[str]:
    """An address at which somebody else listens."""
    with listen_on(19400) as bound:
        yield f"127.0.0.1:{bound.getsockname()[1]}"


@pytest.mark.parametrize("setting", ["HOTELMATE_API_METRICS", "HOTELMATE_LISTENER_METRICS"])
def test_a_stack_whose_figures_have_no_port_ends_in_a_line(data: Path, taken: str, setting: str) -> None:
    environment = {"HOTELMATE_DATA": str(data), setting: taken}
    code, lines = said("hotelmate", "up", "--port", "18750", **environment)
    assert (code, lines[-1]) == (
        1,
        f"Error: {setting}={taken} cannot be served at (Address already in use): name another address.",
    )
    assert not [line for line in lines if "Traceback" in line or "never" in line]
    assert not list(data.glob("pg*/postmaster.pid")), "its PostgreSQL runs on"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HOTELMATE_API_METRICS", "nonsense"),
        ("HOTELMATE_API_LIMITS", "nonsense"),
        ("PUSHER_APP_ID", "1"),
        ("HOTELMATE_DATABASE_URL", NOWHERE),
        ("HOTELMATE_DATABASE_URL", "dbname=hotel"),
    ],
)
def test_a_stack_that_is_told_nonsense_ends_in_a_line(data: Path, setting: str, value: str) -> None:
    code, lines = said("hotelmate", "up", "--port", "18750", **{"HOTELMATE_DATA": str(data), setting: value})
    assert code == 1
    (line,) = [line for line in lines if line.startswith("Error: ")]
    assert value in line or setting.partition("_APP")[0] in line or "/nonexistent" in line
    assert not [line for line in lines if "Traceback" in line or "never" in line]
    assert not list(data.glob("pg*/postmaster.pid"))


def test_what_is_somebodys_own_is_not_thrown_away(data: Path) -> None:
    code, lines = said("hotelmate", "up", "--fresh", HOTELMATE_DATA=str(data), HOTELMATE_DATABASE_URL=NOWHERE)
    assert (code, "--fresh" in lines[-1]) == (1, True)


def test_a_stack_without_a_port_says_which_it_tried(data: Path) -> None:
    code, lines = said("hotelmate", "up", "--port", "65536", HOTELMATE_DATA=str(data))
    assert (code, "65535" in lines[-1]) == (2, True)
    with listen_on(65535):
        code, lines = said("hotelmate", "up", "--port", "65535", HOTELMATE_DATA=str(data))
    assert code == 1
    assert lines[-1] == "Error: Every port from 65535 to 65535 is taken. Choose another with --port."


def test_a_directory_that_cannot_be_made_is_named() -> None:
    code, lines = said("hotelmate", "up", HOTELMATE_DATA="/proc/nothing/here")
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith("Error: No data can be kept in /proc/nothing/here: ")
    assert "HOTELMATE_DATA" in lines[0]


def test_a_restore_that_cannot_go_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "backup.json").write_text(
        '{"kind": "physical", "major": 15, "began_at": "2026-01-01T00:00:00Z", "finished_at": "2026-01-01T00:00:00Z", '
        '"size": 0, "hotels": 0, "bookings": 0}'
    )
    code, lines = said("hotelmate", "restore", str(tmp_path), "--into", "/proc/nothing/here")
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith("Error: No data can be kept in /proc/nothing/here: ")


def test_an_archive_that_cannot_be_made_is_named(data: Path) -> None:
    code, lines = said("hotelmate", "up", "--archive", "/proc/nothing", HOTELMATE_DATA=str(data))
    assert code == 1
    assert lines[-1].startswith("Error: Nothing can be archived to /proc/nothing")


def test_the_api_names_the_port_it_cannot_have(taken: str) -> None:
    code, lines = said("hotelmate", "api", "--port", taken.partition(":")[2], HOTELMATE_API_URL=NOWHERE)
    assert code == 1
    assert lines[-1] == (
        f"Error: Nothing can listen on 127.0.0.1, port {taken.partition(':')[2]}: Address already in use."
        " Choose another with --host and --port."
    )


def test_the_api_says_where_it_serves() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hotelmate", "api", "--port", "0"],
        cwd=REPOSITORY,
        env=without_settings(HOTELMATE_API_URL=NOWHERE),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        line = json.loads(process.stderr.readline())
        assert line["event"] == "serving"
        with socket.create_connection((line["host"], line["port"]), timeout=10):
            process.terminate()
            process.communicate(timeout=20)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("command", [("hotelmate", "listen"), ("listener",)])
def test_a_listener_whose_figures_have_no_port_ends_in_a_line(taken: str, command: tuple[str, ...]) -> None:
    environment = {**PUSHER, "HOTELMATE_LISTENER_URL": NOWHERE, "HOTELMATE_LISTENER_METRICS": taken}
    code, lines = said(*command, **environment)
    assert code == 1
    assert [f"HOTELMATE_LISTENER_METRICS={taken} cannot be served" in line for line in lines] == [True]


@pytest.mark.parametrize("arguments", [["migrate"], ["jobs", "--once"], ["url"], ["backup"]])
@pytest.mark.parametrize("url", ["nonsense", "dbname=hotel"])
def test_what_is_no_url_is_not_taken_for_one(arguments: list[str], url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", url)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert done.output == (
        "Error: HOTELMATE_DATABASE_URL is no URL of a database: write postgresql://user@host/database.\n"
    )


@pytest.mark.parametrize("option", ["--bookings=0", "--seconds=-1"])
def test_a_drill_is_of_something(option: str) -> None:
    assert CliRunner().invoke(main, ["drill", option]).exit_code == 2


def test_migrating_what_is_away_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", NOWHERE)
    done = CliRunner().invoke(main, ["migrate"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "/nonexistent" in done.output


def test_jobs_of_an_empty_database_say_how_to_fill_it(
    empty_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", empty_database.url())
    monkeypatch.setenv("HOTELMATE_JOBS_URL", empty_database.url())
    done = CliRunner().invoke(main, ["jobs", "--once"])
    assert done.exit_code == 1
    assert "./hotel migrate" in done.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOTELMATE_API_CONNECTIONS", "ten"),
        ("HOTELMATE_API_CONNECTIONS", "0"),
        ("HOTELMATE_API_PREPARE", "never"),
        ("HOTELMATE_API_LIMITS", "hold"),
        ("HOTELMATE_API_PROXIES", "proxy.example"),
        ("HOTELMATE_API_HTTPS_SECONDS", "1 year"),
        ("HOTELMATE_API_HTTPS_SECONDS", "-1"),
        ("HOTELMATE_API_BODY_SECONDS", "0"),
        ("HOTELMATE_API_BODY_SECONDS", "nan"),
        ("HOTELMATE_API_PREPARE", "-1"),
        ("HOTELMATE_API_METRICS", "localhost"),
        ("HOTELMATE_API_METRICS", "localhost:70000"),
    ],
)
def test_a_setting_of_the_api_that_cannot_work_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_API_URL", NOWHERE)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}={value}"):
        Settings.from_environment()


def test_a_setting_of_the_api_keeps_its_password_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_API_URL", "postgresql://hotelmate_api:very-secret@db/hotelmate")
    assert "very-secret" not in repr(Settings.from_environment())
