"""docs/api.md is true: its commands work one after the other as written, and its program hears what happens."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hotelmate.paths import REPOSITORY
from hotelmate.prove.relay_stage import find_node
from hotelmate.seed import SLUG
from tests.postgres import TestDatabase
from tests.processes import open_directory
from tests.py.stack_world import Stack, environment
from tests.py.test_readme import split

PAGE = (REPOSITORY / "docs" / "api.md").read_text()
PUSHER_JS = REPOSITORY / "hotelmate" / "prove" / "pusher_js" / "vendor" / "pusher.cjs"
PORT = 8000
# What the page's capitals stand for, and where an answer says it.
FOUND_IN: dict[str, tuple[str | int, ...]] = {
    "BOOKING": ("data", "booking_id"),
    "GUEST": ("data", "guest_token"),
    "PAGE": ("payment_url",),
    "SESSION": ("session_id",),
    "ROOM": ("available_rooms", 0, "id"),
}


def blocks(language: str) -> list[str]:
    """Fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


class Reader:
    """Somebody who follows the page in a shell, and notes what the answers say."""

    def __init__(self, stack: Stack, data: Path) -> None:
        greeting = stack.wait_until_ready()
        token, origin = re.search(r"token +(\w+)", greeting), re.search(r"API +(http://\S+)", greeting)
        assert token and origin, greeting
        self.origin, self.token = origin[1], token[1]
        self.notes = {"TOKEN": self.token}
        self._environment = environment(data)

    def type(self, command: str) -> str:
        """What a command prints; AssertionError when it fails."""
        noted = "".join(f"{name}={shlex.quote(value)}\n" for name, value in self.notes.items())
        script = f"set -e\n{noted}{command.replace(f'127.0.0.1:{PORT}', self.origin.removeprefix('http://'))}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=REPOSITORY,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode in (0, 124), f"{command}\n{done.stdout}{done.stderr}"  # 124: `timeout` ended a stream
        return done.stdout

    def note(self, answer: Any) -> None:
        """Remember what the page says in capitals from here on."""
        for name, path in FOUND_IN.items():
            found = answer
            for key in path:
                is_there = isinstance(found, list) or (isinstance(found, dict) and key in found)
                found = found[key] if is_there else None
            if found is not None:
                self.notes[name] = str(found)
        if "checked_in_at" in answer and answer.get("guest_token"):
            self.notes["GUEST"] = answer["guest_token"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    first, *_ = blocks("sh")
    with open_directory() as directory, Stack(directory / "stack", f"env {first.strip()}") as stack:
        yield Reader(stack, directory / "stack")
        stack.end(signal.SIGTERM)


def test_the_page_from_the_first_command_to_the_last(reader: Reader) -> None:
    _, names, *rest = blocks("sh")
    answers: list[Any] = []
    for command in (command for block in rest for command in split(block)):
        said = reader.type(names + command)
        if "/stream/" in command:
            assert re.search(r"^id: 1$", said, re.MULTILINE), said
        elif "$PAGE" not in command:
            answer = json.loads(said)
            assert "code" not in answer, f"{command}\n{said}"
            reader.note(answer)
            answers.append(answer.get("data", answer))
    statuses = [answer.get("booking_status") or answer.get("status") for answer in answers]
    ways = ["PENDING_PAYMENT", "created", "PENDING_APPROVAL", "approved", "CONFIRMED", "COMPLETED"]
    assert [status for status in dict.fromkeys(statuses) if status in ways] == ways
    assert set(reader.notes) == {"TOKEN", *FOUND_IN}


def test_pages_from_that_origin_may_call(reader: Reader) -> None:
    (origin,) = re.findall(r"HOTELMATE_API_ORIGINS=(\S+)", PAGE)
    answer = httpx.get(f"{reader.origin}/health/live", headers={"Origin": origin}, trust_env=False)
    assert answer.headers["access-control-allow-origin"] == origin


@pytest.mark.skipif(find_node() is None, reason="pusher-js runs in node, which is not installed")
def test_its_program_hears_what_happens_once(reader: Reader, tmp_path: Path) -> None:
    (program,) = blocks("js")
    before = (
        'import { createRequire } from "node:module";\n'
        f"const Pusher = createRequire(import.meta.url)({json.dumps(str(PUSHER_JS))});\n"
        f"const [origin, hotel, token] = {json.dumps([reader.origin, SLUG, reader.token])};\n"
        "const show = (event) => console.log(JSON.stringify(event));\n"
    )
    after = 'pusher.connection.bind("connected", () => setTimeout(() => console.log("ready"), 500));\n'
    (tmp_path / "page.mjs").write_text(before + program + after)
    with subprocess.Popen([find_node() or "", tmp_path / "page.mjs"], stdout=subprocess.PIPE, text=True) as hearing:
        assert hearing.stdout
        assert hearing.stdout.readline() == "ready\n"
        answer = httpx.post(
            f"{reader.origin}/api/staff/hotel/{SLUG}/rooms/101/mark-maintenance/",
            headers={"Authorization": f"Token {reader.token}"},
            json={"priority": "LOW"},
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        event = json.loads(hearing.stdout.readline())
        hearing.terminate()
        rest = hearing.stdout.read()
    assert (event["type"], event["payload"]["room_status"]) == ("room_updated", "MAINTENANCE_REQUIRED")
    assert event["meta"].keys() == {"event_id", "seq", "ts", "hotel_slug", "scope"}
    assert event["meta"]["event_id"] not in rest


def test_its_channels_are_those_of_the_database(database: TestDatabase) -> None:
    shown = re.findall(r"^\| `([^`/ ]+)` \|", PAGE, re.MULTILINE)
    with database.connect() as conn:
        routes = conn.execute("select distinct channel from hotel.event_route").fetchall()
    assert sorted(shown) == sorted(channel for (channel,) in routes)


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (REPOSITORY / "docs" / target).exists(), target
