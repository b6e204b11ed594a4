"""Processes and directories that tests start and look at."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_directory() -> Iterator[Path]:
    """A short directory PostgreSQL's account can enter: pytest's own are closed to everybody but us."""
    directory = Path(tempfile.mkdtemp(prefix="hm-test-", dir="/tmp"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


def is_quick(stop: float, start: float, *, within: float = 2) -> bool:
    """Whether a stop that took so many seconds waited for nothing. A machine that is busy was slow to start it, too."""
    return stop < max(within, start / 3)


def gone(pid: int, seconds: float = 5) -> bool:
    """Whether a process ends within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
