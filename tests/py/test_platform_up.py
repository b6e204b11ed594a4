"""`hotel up` as people meet it: one process, ready when it says so, gone when told."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY
from hotelmate.server import listen_on
from hotelmate.supervisor import HEALTH_PATH
from tests.postgres import TestDatabase
from tests.processes import gone, is_quick, open_directory
from tests.py.relay_world import eventually

PORT = 18700


class Up:
    """A running `hotel up` over a data directory."""

    def __init__(self, data: Path, *options: str, **settings: str) -> None:
        self.environment = without_settings(HOTELMATE_DATA=str(data), PYTHONPATH=str(REPOSITORY), **settings)
        self.data = data
        self.begun = time.monotonic()
        self.start = float("inf")  # seconds until it was ready
        self.process = self.hotel("up", "--port", str(PORT), *options)

    def hotel(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hotelmate", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_ready(self) -> str:
        """What it said up to its ready line; fails with all of it if that never comes."""
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ctrl-C stops it" in line:
                self.start = time.monotonic() - self.begun
                return "".join(said)
        pytest.fail(f"hotel up ended before it was ready:\n{''.join(said)}")

    def state(self) -> dict[str, object]:
        loaded: dict[str, object] = json.loads((self.data / "stack.json").read_text())
        return loaded

    def server_pid(self) -> int:
        (recorded,) = self.data.glob("pg*/postmaster.pid")
        return int(recorded.read_text().split()[0])

    def end(self, number: signal.Signals) -> float:
        """Send a signal; seconds until it is gone."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - started


@pytest.fixture
def data() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory / "stack"


@contextlib.contextmanager
def running(data: Path, *options: str, **settings: str) -> Iterator[Up]:
    up = Up(data, *options, **settings)
    try:
        yield up
    finally:
        up.process.terminate()
        up.process.wait(timeout=20)


def test_ready_means_ready_and_a_stop_is_clean_and_quick(data: Path) -> None:
    with running(data) as up:
        said = up.wait_until_ready()
        assert "\x1b" not in said, "colours, though nobody looks"
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found
        with urllib.request.urlopen(f"{found[0]}{HEALTH_PATH}", timeout=5) as answer:
            assert answer.status == 200
        url, _ = up.hotel("url", "api").communicate(timeout=20)
        with psycopg.connect(url.strip()) as conn:
            assert conn.execute("select current_user").fetchone() == ("hotelmate_api",)
        server = up.server_pid()
        assert is_quick(up.end(signal.SIGTERM), up.start)
        assert up.process.returncode == 0
        assert gone(server, 0.1)
        assert not (data / "stack.json").exists()


def test_a_second_start_keeps_the_data_and_a_second_instance_is_refused(data: Path) -> None:
    with running(data) as up:
        up.wait_until_ready()
        with psycopg.connect(str(up.state()["admin_url"])) as conn:
            conn.execute("create table public.kept (id int)")
        assert is_quick(up.end(signal.SIGINT), up.start)
        assert up.process.returncode == 0
    with running(data) as up:
        assert "up to date" in up.wait_until_ready()
        with psycopg.connect(str(up.state()["admin_url"])) as conn:
            conn.execute("select from public.kept")
        second = up.hotel("up")
        said, _ = second.communicate(timeout=20)
        assert second.returncode == 1
        assert re.search(rf"already running at http://127\.0\.0\.1:\d+ \(process {up.process.pid}", said)
        assert up.process.poll() is None


HOTELS = "select array_agg(slug order by slug) from hotel.hotel"


def test_somebodys_own_database_gets_no_hotel_unasked(data: Path, empty_database: TestDatabase) -> None:
    settings = {"HOTELMATE_DATABASE_URL": empty_database.url()}
    with running(data, **settings) as up:
        said = up.wait_until_ready()
        assert "token" not in said
        assert "docs/operations.md" in said
        assert "--seed" in said
        with empty_database.connect() as conn:
            assert conn.execute(HOTELS).fetchone() == (None,)
    with running(data, "--seed", **settings) as up:
        assert re.search(r"^  token +[0-9a-f]{64}$", up.wait_until_ready(), re.MULTILINE)
        with empty_database.connect() as conn:
            assert conn.execute(HOTELS).fetchone() == (["harbour-view"],)


def test_data_of_another_postgresql_is_not_passed_over_in_silence(data: Path) -> None:
    """Somebody installed a newer one: the hotel seems empty."""
    (data / "pg14").mkdir(parents=True)
    (data / "pg14.new").mkdir()
    with running(data) as up:
        said = up.wait_until_ready()
    assert f"database: {data}/pg14 stays unused" in said
    assert said.count("stays unused") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says in /proc what runs")
def test_a_stop_while_the_database_is_made_leaves_nobody_making_it(data: Path) -> None:
    with running(data) as up:
        eventually(lambda: list(data.glob("pg*.new/global")))
        assert makers(data)
        assert up.end(signal.SIGTERM) < 5
        assert not makers(data)
    with running(data) as up:
        up.wait_until_ready()


def makers(data: Path) -> list[str]:
    """The commands under way that name a directory."""
    commands = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has just ended
            commands.append(process.read_text().replace("\0", " "))
    return [command for command in commands if str(data) in command]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_kill_9_leaves_no_orphan_and_nothing_that_stops_the_next_start(data: Path) -> None:
    with running(data) as up:
        up.wait_until_ready()
        server = up.server_pid()
        up.end(signal.SIGKILL)
        assert gone(server)
    with running(data) as up:
        up.wait_until_ready()


def test_when_postgres_dies_everything_ends_and_says_so(data: Path) -> None:
    with running(data) as up:
        up.wait_until_ready()
        os.kill(up.server_pid(), signal.SIGQUIT)
        rest, _ = up.process.communicate(timeout=20)
        assert up.process.returncode != 0
        assert "PostgreSQL ended by itself" in rest


def test_two_that_start_at_once_get_a_port_each() -> None:
    """Taken from the first moment, not only when somebody is served there."""
    with listen_on(PORT) as first, listen_on(PORT) as second:
        assert first.getsockname() != second.getsockname()


def test_two_checkouts_can_be_started_at_once(data: Path) -> None:
    with running(data / "one") as one, running(data / "two") as two:
        said = [up.wait_until_ready() for up in (one, two)]
        figures = [address for greeting in said for address in re.findall(r"http://\S+/metrics", greeting)]
        assert len({*figures}) == 4
        for address in figures:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200


def test_a_taken_port_is_stepped_over(data: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", PORT))
        taken.listen()
        with running(data) as up:
            up.wait_until_ready()
            assert isinstance(up.state()["http_port"], int)
            assert up.state()["http_port"] != PORT
