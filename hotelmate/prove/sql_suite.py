"""Runs folders of tests/sql on a private server and returns every assertion that really ran."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hotelmate.paths import REPOSITORY

SUITE = REPOSITORY / "tests" / "sql"


@dataclass(frozen=True)
class Assertion:
    """One line of TAP: the file it is in (its stem), what it says, and whether it held."""

    file: str
    text: str
    passed: bool


@dataclass(frozen=True)
class Run:
    """What a run of the suite showed. `broken`: files that ended early, with pytest's words; none if all ran."""

    assertions: list[Assertion]
    broken: dict[str, str]


class SuiteDidNotRun(Exception):
    """pytest itself failed; its output is the message."""


def run(folder: str) -> Run:
    """Run tests/sql/<folder> with pytest, in a process of its own. Errors: SuiteDidNotRun."""
    with tempfile.TemporaryDirectory(prefix="hotelmate-prove-") as directory:
        record = Path(directory) / "assertions.jsonl"
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-p", "hotelmate.prove.recorder"),
            f"--record={record}",
            str(SUITE / folder),
        ]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        # 0: all passed; 1: some did not, which is an answer. Anything else is none.
        if done.returncode not in (0, 1) or not record.exists():
            raise SuiteDidNotRun(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return _read(record.read_text().splitlines())


def _read(lines: list[str]) -> Run:
    assertions: list[Assertion] = []
    whole: dict[str, str] = {}
    for line in map(json.loads, lines):
        file = Path(line["file"]).stem
        if line["text"] is not None:
            # TAP says "ok 1 - text"; the dash comes along.
            assertions.append(Assertion(file, line["text"].removeprefix("- "), line["passed"]))
        elif not line["passed"]:
            whole[file] = line["error"]
    # A file with a failed assertion fails as a whole as well; one that fails without is broken.
    explained = {assertion.file for assertion in assertions if not assertion.passed}
    return Run(assertions, {file: error for file, error in whole.items() if file not in explained})
