"""docs/backup.md is true: its commands, as written but for paths and times, on a stack and on somebody's own server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hotelmate import backup_shelf
from hotelmate.drill import drill
from hotelmate.paths import REPOSITORY
from tests.postgres import TestDatabase, TestServer
from tests.processes import open_directory
from tests.py.backup_world import silent
from tests.py.stack_world import Stack, environment

PAGE = (REPOSITORY / "docs" / "backup.md").read_text()
UP, BACK_UP, LATEST, MOMENT, COPY, DRILL, DUMP, LOAD = [
    command
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for command in block.splitlines()
]
BOOK = "/api/public/hotel/harbour-view/bookings/"
GUEST = {f"primary_{name}": "x@y.ie" for name in ("first_name", "last_name", "email", "phone")}


class Machine:
    """A directory that is `/backups` on the page, and the stack's data beside it."""

    def __init__(self, directory: Path) -> None:
        self.backups = directory / "backups"
        self.data = directory / "stack"
        self.moment = ""

    def written(self, command: str) -> str:
        """A command of the page, on this machine."""
        here = re.sub(r"(?<![\w.-])/backups(/2026-\S+)?", self._place, command)
        return here.replace("2026-06-09T14:00:00+01:00", self.moment)

    def _place(self, found: re.Match[str]) -> str:
        return str(self.newest() if found[1] else self.backups)

    def newest(self) -> Path:
        return backup_shelf.kept(self.backups)[-1][0]

    def run(self, command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", self.written(command)],
            cwd=REPOSITORY,
            env=environment(self.data) | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def said(self, command: str, **more: str) -> str:
        """What a command prints; AssertionError when it fails."""
        done = self.run(command, **more)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture
def machine() -> Iterator[Machine]:
    with open_directory() as directory:
        yield Machine(directory)


def book(greeting: str) -> None:
    found = re.search(r"API +(http://\S+)", greeting)
    assert found
    day = date.today() + timedelta(days=30)
    stay = {"room_type_code": "DBL", "check_in": str(day), "check_out": str(day + timedelta(days=2))}
    body = json.dumps(GUEST | stay | {"booker_type": "SELF"}).encode()
    asked = urllib.request.Request(f"{found[1]}{BOOK}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert answer.status < 300


def test_a_stack_is_backed_up_and_restored(machine: Machine) -> None:
    with Stack(machine.data, machine.written(UP)) as stack:
        greeting = stack.wait_until_ready()
        assert "the log goes to" in greeting
        book(greeting)
        said = machine.said(BACK_UP)
        assert "1 bookings of 1 hotels" in said
        assert f"./hotel restore {machine.newest()}" in said
        book(greeting)
        machine.moment = datetime.now(UTC).isoformat()
        book(greeting)
        assert "already running" in machine.run(LATEST).stderr
        stack.end(signal.SIGINT)
    assert "3 bookings of 1 hotels" in machine.said(LATEST)
    assert "3 bookings of 1 hotels" in machine.said(COPY)
    said = machine.said(MOMENT)
    assert "2 bookings of 1 hotels" in said
    assert "0 contradictions" in said
    gone_back_on = COPY.replace("copy", "earlier")
    assert "2 bookings of 1 hotels" in machine.said(gone_back_on)
    assert "3 bookings of 1 hotels" in machine.said(f"{gone_back_on} --timeline 2 --replace"), "what was gone back on"
    with Stack(machine.data, machine.written(UP)) as stack:
        book(stack.wait_until_ready())
        machine.said("./hotel backup --to /backups --keep 1")
        assert len(backup_shelf.kept(machine.backups)) == 1, "older ones are gone"
        assert not list(machine.backups.glob("log/*/000000010000000000000001")), "and the log only they needed"
    assert "3 bookings of 1 hotels" in machine.said(f"{LATEST} --latest"), "what was gone back on does not come again"


def test_a_moment_without_a_zone_is_refused(machine: Machine) -> None:
    done = machine.run(f"./hotel restore {machine.backups} --to 2026-06-09T14:00")
    assert done.returncode == 2
    assert "could be any of many moments" in done.stderr


def test_a_database_of_ones_own_is_dumped_and_restored(machine: Machine, server: TestServer, template: str) -> None:
    server.create_database("own", template)
    server.create_database("own_again")
    own, again = TestDatabase(server, "own"), TestDatabase(server, "own_again")
    try:
        addresses = {"DATABASE": own.url(), "EMPTY_DATABASE": again.url()}
        assert "logical" in machine.said(DUMP, **addresses)
        assert "0 contradictions" in machine.said(LOAD, **addresses)
        assert "not empty" in machine.run(LOAD, **addresses).stderr
        with (machine.newest() / "hotelmate.dump").open("ab") as dump:
            dump.write(b"x")
        assert "torn or was altered" in machine.run(LOAD, **addresses).stderr
    finally:
        own.close()
        again.close()


def test_a_drill_counts_what_is_lost() -> None:
    """As the page's, with fewer bookings."""
    assert DRILL.startswith("./hotel drill --bookings ")
    figures = drill(bookings=20, seconds=0.5, say=silent)
    assert figures.archived_and_lost == figures.contradictions == 0
    assert figures.kept + figures.lost == figures.after_backup > 0
    assert (figures.rpo > 0) == (figures.lost > 0)


def test_the_page_names_what_is_there() -> None:
    for name in ("hotel_restored", "ops.note_restoration", "basic_archive", "HOTELMATE_ARCHIVE"):
        assert name in PAGE
