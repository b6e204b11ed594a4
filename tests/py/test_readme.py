"""Every command that README.md shows works as it is written there. One without a case here fails the test."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hotelmate.paths import REPOSITORY
from tests.processes import is_quick, open_directory
from tests.py.stack_world import Stack, environment

README = (REPOSITORY / "README.md").read_text()
DOUBLE_ROOMS = 12

# Where the suite does what a proof does. Whole, one after the other, they would double the suite's time.
PROOFS = {
    "invariants": ("tests/sql/_invariants", "attack: "),
    "transitions": ("tests/sql/transitions", "select "),
    "races": ("tests/py/test_prove.py", "race_proof.prove("),
    "input": ("tests/py/test_api_attacks.py", "hotelmate.prove.attacks"),
    "idempotency": ("tests/py/test_prove_idempotency.py", "hotelmate.prove.idempotency"),
    "relay": ("tests/py/test_prove_relay.py", "relay.prove("),
    "faults": ("tests/py/test_prove_faults.py", "faults.prove("),
    "replay": ("tests/py/test_replay_life.py", "hotelmate.replay.run"),
    "crash": ("tests/py/test_prove_crash.py", "crash.prove("),
    "webhooks": ("tests/py/test_prove_webhooks.py", "webhooks.prove("),
    "money": ("tests/py/test_prove_money.py", "money.prove("),
    "refunds": ("tests/py/test_prove_refunds.py", "refunds.prove("),
    "drift": ("tests/py/test_prove_drift.py", "hotelmate.prove.drift"),
    "audit": ("tests/py/test_prove_audit.py", "hotelmate.prove.audit"),
    "clock": ("tests/py/test_prove_clock.py", "hotelmate.prove.clock"),
    "jobs": ("tests/py/test_prove_jobs.py", "hotelmate.prove.jobs"),
    "import": ("tests/py/test_legacy_import.py", "hotelmate.prove.legacy_import"),
    "client": ("tests/py/test_prove_client.py", "prove("),
    "openapi": ("tests/py/test_prove_openapi.py", "hotelmate.prove.openapi"),
    "lists": ("tests/py/test_prove_lists.py", "lists.prove("),
    "tenancy": ("tests/py/test_prove_tenancy.py", "hotelmate.prove.tenancy"),
    "model": ("tests/py/test_prove_model.py", "model.prove_in("),
    "screens": ("tests/py/test_prove_screens.py", "screens.prove("),
}


def blocks(language: str) -> list[str]:
    """Fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def split(block: str) -> Iterator[str]:
    """The commands of a block: a line each, or more lines where a quote or a backslash says so."""
    command = ""
    for line in block.splitlines(keepends=True):
        command += line
        if not line.endswith("\\\n") and is_whole(command):
            yield command.strip()
            command = ""
    assert not command, f"never ends: {command}"


def is_whole(command: str) -> bool:
    try:
        shlex.split(command)
    except ValueError:  # an open quote
        return False
    return True


BLOCKS = [command for block in blocks("sh") for command in split(block)]
INLINE = re.findall(r"`(\./hotel[^`]*)`", re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL))


class Ran:
    """The demo hotel's stack as `./hotel up` starts it, and its API's printed address."""

    def __init__(self, stack: Stack, data: Path) -> None:
        self.greeting = stack.wait_until_ready()
        found = re.search(r"API +(http://\S+)", self.greeting)
        assert found, self.greeting
        self.address = found[1]
        self._environment = environment(data)

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as it is written, but for the port where README's was taken."""
        if command.startswith("curl ") and shutil.which("curl") is None:
            pytest.skip("README's requests are made with curl, which is not installed")
        return subprocess.run(
            ["bash", "-c", command.replace("http://127.0.0.1:8000", self.address)],
            cwd=REPOSITORY,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def output(self, command: str) -> str:
        """What it prints; AssertionError when it fails."""
        done = self.shell(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def ran() -> Iterator[Ran]:
    with open_directory() as directory, Stack(directory / "stack", "./hotel up") as stack:
        ran = Ran(stack, directory / "stack")
        yield ran
        seconds, rest = stack.end(signal.SIGINT)
        assert (stack.process.returncode, rest.splitlines()[-1]) == (0, "Stopped.")
        assert is_quick(seconds, stack.start, within=5)


def up(ran: Ran, _: str) -> None:
    """It runs: what it prints to try is tried."""
    found = re.search(r"try +(curl .*)", ran.greeting)
    assert found
    assert "results" in json.loads(ran.output(f"{found[1]} -s"))


def suite(ran: Ran, command: str) -> None:
    """Not run as a whole: it is what runs this. What it makes of its arguments is."""
    assert "--lint-only" in ran.output(f"{command} --help")
    assert "test_docs.py" in ran.output(f"{command} --no-lint -q --collect-only tests/py/test_docs.py")


def book(ran: Ran, command: str) -> None:
    """The answer has README's shape, and the hotel is full when README says so."""
    (shown,) = map(json.loads, blocks("json"))
    answer = json.loads(ran.output(command))
    assert shape(answer) == shape(shown)
    same = ("status", "booking_id", "confirmation_number", "primary_guest_name", "total_amount", "token_expires")
    year = str(answer["data"]["booking_id"]).split("-")[2]
    for field in same:
        assert answer["data"][field] == shown["data"][field].replace("-2026-", f"-{year}-"), field

    for _ in range(DOUBLE_ROOMS - 1):
        assert json.loads(ran.output(command))["success"]
    *body, status = ran.output(f"{command} -w '\\n%{{http_code}}'").splitlines()
    assert status == "409"
    assert '"code": "night_is_not_oversold"' in README
    assert json.loads("".join(body))["code"] == "night_is_not_oversold"


def shape(answer: Any) -> Any:
    """Keys, and the kinds of what they hold."""
    if isinstance(answer, dict):
        return {key: shape(value) for key, value in answer.items()}
    return type(answer).__name__


def proof(ran: Ran, command: str) -> None:
    """It is there, and the suite does the same elsewhere."""
    name = command.split()[2]
    assert ran.output(f"./hotel prove {name} --help").startswith("Usage: ")
    place, words = PROOFS[name]
    path = REPOSITORY / place
    files = [path] if path.is_file() else sorted(path.glob("**/*.sql"))
    assert any(words in file.read_text() for file in files), f"{place} does not do what {command} does"


def listing(ran: Ran, command: str) -> None:
    """It lists every proof that README shows."""
    shown = ran.shell(command)
    for name in re.findall(r"\./hotel prove ([a-z]+)", README):
        assert re.search(rf"^  {name} ", shown.stdout + shown.stderr, re.MULTILINE), name


def check(ran: Ran, command: str) -> None:
    """It asks the running stack, and finds nothing."""
    done = ran.shell(f"{command} --json")
    assert json.loads(done.stdout)["findings"] == []
    assert done.returncode == 0


def help_text(ran: Ran, command: str) -> None:
    """As written, and calling itself as people do."""
    assert ran.output(command).startswith("Usage: ./hotel ")


def elsewhere(_ran: Ran, command: str) -> None:
    """tests/py/test_demo.py starts it, watches guests, and stops it."""
    assert command in (REPOSITORY / "tests" / "py" / "test_demo.py").read_text()


def on_its_page(_ran: Ran, command: str) -> None:
    """docs/backup.md shows it with its arguments, and tests/py/test_backup_page.py does what that page shows."""
    assert command.removesuffix(" DIR") in (REPOSITORY / "docs" / "backup.md").read_text()


def itself(ran: Ran, command: str) -> None:
    """The name of the command: it says what it can do."""
    assert "Commands:" in ran.output(f"{command} --help")


CASES: dict[str, Callable[[Ran, str], None]] = {
    r"\./hotel": itself,
    r"\./hotel up": up,
    r"\./hotel up --demo": elsewhere,
    r"\./hotel test": suite,
    r"curl -s http://127\.0\.0\.1:8000/api/public/hotel/harbour-view/bookings/ .*": book,
    rf"\./hotel prove ({'|'.join(PROOFS)})": proof,
    r"\./hotel prove replay FILE": proof,
    r"\./hotel prove": listing,
    r"\./hotel check": check,
    r"\./hotel (up --archive DIR|backup|restore)": on_its_page,
    r"\./hotel [a-z]+( legacy)? --help": help_text,
}


def case_of(command: str) -> Callable[[Ran, str], None]:
    """What is done with a command; AssertionError when nobody thought of it."""
    cases = [case for pattern, case in CASES.items() if re.fullmatch(pattern, command, re.DOTALL)]
    assert len(cases) == 1, f"README.md shows a command that no case tries: {command}"
    return cases[0]


def test_readme_shows_commands() -> None:
    assert {"./hotel up", "./hotel test", "./hotel prove relay", "./hotel prove --help"} <= {*BLOCKS}
    assert {"./hotel up --demo", "./hotel check"} <= {*INLINE}
    assert any(command.startswith("curl ") for command in BLOCKS)


@pytest.mark.parametrize("command", dict.fromkeys([*BLOCKS, *INLINE]), ids=lambda command: command[:40])
def test_a_command_works_as_written(ran: Ran, command: str) -> None:
    case_of(command)(ran, command)


def test_a_command_nobody_thought_of_is_noticed() -> None:
    with pytest.raises(AssertionError, match="no case tries"):
        case_of("./hotel fly")


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (REPOSITORY / target).exists(), target
