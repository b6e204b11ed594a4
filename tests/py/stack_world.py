"""`./hotel up` as people type it, for tests: in the repository, with data of its own."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY

READY = "Ctrl-C stops it"
PATIENCE = 60  # seconds for a line to come


def environment(data: Path) -> dict[str, str]:
    """What a command sees: nothing of another stack's, and no reason to install packages of the system."""
    return without_settings(HOTELMATE_DATA=str(data), HOTELMATE_NO_APT="1")


class Stack:
    """A running `./hotel up …`. It is ended when the block ends."""

    def __init__(self, data: Path, command: str) -> None:
        self.begun = time.monotonic()
        self.start = float("inf")  # seconds until it was ready
        self.process = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=REPOSITORY,
            env=environment(data),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)

    def wait_until_ready(self) -> str:
        """What it said up to the end of its greeting."""
        said: list[str] = []
        self.wait_for(lambda line: said.append(line) or READY in line)  # type: ignore[func-returns-value]
        self.start = time.monotonic() - self.begun
        return "".join(said)

    def wait_for(self, is_it: Callable[[str], object]) -> str:
        """The first line from now on that is it; AssertionError when the process ends before."""
        assert self.process.stdout
        deadline = time.monotonic() + PATIENCE
        said = []
        for line in self.process.stdout:
            said.append(line)
            if is_it(line):
                return line
            assert time.monotonic() < deadline, f"not within {PATIENCE} s:\n{''.join(said)}"
        raise AssertionError(f"it ended first:\n{''.join(said)}")

    def end(self, number: signal.Signals) -> tuple[float, str]:
        """Send a signal; seconds until it is gone, and what it still said."""
        begun = time.monotonic()
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=20)
        return time.monotonic() - begun, rest
