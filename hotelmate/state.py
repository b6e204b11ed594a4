"""Which stack runs here: a lock that only a living process can hold, and a file that says how to reach it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True)
class State:
    """A running stack. `admin_url` is a libpq URL; ports are on 127.0.0.1.

    `pusher_port` is null with a real Pusher, `stripe_port` with a real Stripe.
    """

    pid: int
    admin_url: str
    http_port: int | None = None
    pusher_port: int | None = None
    stripe_port: int | None = None

    @property
    def api_url(self) -> str | None:
        return f"http://127.0.0.1:{self.http_port}" if self.http_port else None

    @property
    def stripe_url(self) -> str | None:
        return f"http://127.0.0.1:{self.stripe_port}" if self.stripe_port else None


class AlreadyRunning(Exception):
    """Another process has this stack; the message says which, and where it answers."""


class NoHome(Exception):
    """A stack's directory cannot be made or written to; the message says which, and why."""


class Home:
    """The directory of one stack, held by at most one process."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._file = directory / "stack.json"
        self._lock: IO[str] | None = None

    def hold(self) -> None:
        """Take the stack for this process until it ends. AlreadyRunning if it is taken; NoHome."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            lock = self._open_lock()
        except OSError as error:
            reason = f"No data can be kept in {self.directory}: {error.strerror}."
            raise NoHome(f"{reason} HOTELMATE_DATA names another directory.") from error
        if not _lock_within_a_moment(lock):
            lock.close()
            raise AlreadyRunning(self._describe())
        self._lock = lock
        self._file.unlink(missing_ok=True)

    def release(self) -> None:
        """Give the stack back. Idempotent."""
        if self._lock is not None:
            self._file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def write(self, state: State) -> None:
        """Tell the other commands how to reach us. Readable by us alone."""
        new = self._file.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(state), file)
        new.replace(self._file)

    def read(self) -> State | None:
        """The running stack, or None. A file left by a killed process does not count: nobody holds its lock."""
        if not self._file.exists():
            return None
        with self._open_lock() as lock:
            if _try_lock(lock, fcntl.LOCK_SH):
                return None
        fields: dict[str, Any] = json.loads(self._file.read_text())
        return State(**fields)

    def _open_lock(self) -> IO[str]:
        return (self.directory / "lock").open("a")

    def _describe(self) -> str:
        state = self.read()
        if state is None:
            return f"HotelMate is already starting in another process (data: {self.directory})."
        where = f" at {state.api_url}" if state.api_url else ""
        return f"HotelMate is already running{where} (process {state.pid}, data: {self.directory})."


def _lock_within_a_moment(file: IO[str]) -> bool:
    """Take the lock for us alone; somebody who merely looks who runs here holds it for an instant."""
    for _ in range(3):
        if _try_lock(file, fcntl.LOCK_EX):
            return True
        time.sleep(0.1)
    return False


def _try_lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
