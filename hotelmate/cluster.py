"""A private PostgreSQL: one data directory, one unix socket nobody else can reach, one child process of ours."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from hotelmate import unprivileged
from hotelmate.archive import Archive
from hotelmate.binaries import Binaries, find
from hotelmate.urls import as_role, socket_url

DATABASE = "hotelmate"
SUPERUSER = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"  # no port: the number only names the file
LONGEST_SOCKET_PATH = 103  # macOS; Linux has 107
PR_SET_PDEATHSIG = 1


class ClusterError(Exception):
    """PostgreSQL could not be made, started or reached; the message ends with its own last words."""


class Cluster:
    """PostgreSQL under `home`. Data of different major versions lie side by side and never meet.

    `settings` are server settings beyond the defaults, which keep what was committed; `archive` is where its log goes
    as well; without a `scheduler` nothing runs by itself; `patience` are the seconds that recovery may take. Use as a
    context manager, or call start() and stop(); start() must be called from the main thread, since the child's life
    hangs on it.
    """

    def __init__(
        self,
        home: Path,
        *,
        binaries: Binaries | None = None,
        settings: dict[str, str] | None = None,
        archive: Archive | None = None,
        scheduler: bool = True,
        patience: float = 60,
    ):
        self.home = home
        self.binaries = binaries or find()
        self.data = home / f"pg{self.binaries.major}"
        self.log = home / "postgres.log"
        self.has_pg_cron = scheduler and self.binaries.has_pg_cron
        self._archive = archive
        self._patience = patience
        self._settings = {**self._default_settings(), **(settings or {})}
        self._sockets = home / "run"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, role: str | None = None, database: str = DATABASE) -> str:
        """libpq URL as a caller (see hotelmate.urls.ROLES); as the superuser without one."""
        return as_role(socket_url(str(self._sockets), SUPERUSER, database), role)

    def start(self) -> None:
        """Make the data directory if there is none, start the server, wait until it answers. ClusterError if not.

        ArchiveError when its log cannot be archived.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self._choose_sockets()
        if not self.data.exists():
            self._initialise()
        else:
            self._end_leftover()
            unprivileged.hand_over_all(self.data)
        if self._archive is not None:
            self._settings |= self._archive.settings(self.binaries, self.data)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.binaries.program("postgres"), "-D", self.data, "-k", self._sockets, *self._setting_arguments()],
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to handle
                preexec_fn=_die_with_parent(),  # noqa: PLW1509  # we are the main thread, see above
                **self.binaries.popen_arguments(),
            )
        try:
            self._wait_until_ready()
            self._create_extensions()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server: open transactions are rolled back, committed ones are on disk. Idempotent."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(timeout=10)
        self._process = None
        if self._sockets.parent != self.home:
            shutil.rmtree(self._sockets, ignore_errors=True)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def unused(self) -> list[Path]:
        """Data of other major versions that lie beside ours."""
        return sorted(path for path in self.home.glob("pg*") if path != self.data and path.name[2:].isdigit())

    def died(self) -> bool:
        """Whether a started server is gone without stop()."""
        return self._process is not None and self._process.poll() is not None

    def last_words(self, lines: int = 8) -> str:
        """The end of the server's log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _default_settings(self) -> dict[str, str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "200",
        }
        if self.has_pg_cron:
            settings |= {
                "shared_preload_libraries": "pg_cron",
                "cron.database_name": DATABASE,
                "cron.use_background_workers": "on",  # a job's connection needs no password and no pg_hba line
                "cron.max_running_jobs": "4",
                "max_worker_processes": "16",
            }
        return settings

    def _setting_arguments(self) -> list[str]:
        return [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        done = self.binaries.run(program, *arguments, stdin=stdin)
        if done.returncode:
            raise ClusterError(f"{program} failed:\n{(done.stdout + done.stderr).strip()}")

    def _choose_sockets(self) -> None:
        """The socket lies with the data unless that makes its path longer than the system takes."""
        if len(str(self._sockets / SOCKET_NAME).encode()) > LONGEST_SOCKET_PATH:
            self._sockets = Path(tempfile.mkdtemp(prefix="hotelmate-", dir="/tmp"))
        unprivileged.hand_over(self._sockets)

    def _initialise(self) -> None:
        """initdb, and our database in it; under another name first, so that half a directory is never taken for one."""
        finished, self.data = self.data, self.home / f"{self.data.name}.new"
        shutil.rmtree(self.data, ignore_errors=True)
        unprivileged.hand_over(self.data)
        data = str(self.data)
        self._run("initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale")
        # Single-user mode: pg_cron would otherwise complain every second until its database is there.
        self._run("postgres", "--single", "-D", data, "postgres", stdin=f"create database {DATABASE}\n")
        self.data = self.data.rename(finished)

    def _end_leftover(self) -> None:
        """End a server that outlived its parent (possible where the kernel knows no parent-death signal).

        A process id alone proves nothing, it may be anybody's by now: the server at the recorded socket must say
        that this is its data directory.
        """
        recorded = self.data / "postmaster.pid"
        deadline = time.monotonic() + 20
        while recorded.exists() and time.monotonic() < deadline:
            lines = recorded.read_text().splitlines()
            if len(lines) < 5 or not (Path(lines[4]) / SOCKET_NAME).exists():
                return  # stale: the server itself sees to it
            try:
                with psycopg.connect(socket_url(lines[4], SUPERUSER, "postgres"), connect_timeout=2) as conn:
                    row = conn.execute("show data_directory").fetchone()
            except psycopg.OperationalError as error:
                if "shutting down" not in str(error):
                    return
            else:
                if row is None or Path(row[0]).resolve() != self.data.resolve():
                    return
                os.kill(int(lines[0]), signal.SIGINT)
            time.sleep(0.1)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self._patience
        refusal: psycopg.OperationalError | None = None
        while time.monotonic() < deadline:
            if self.died():
                raise ClusterError(f"PostgreSQL did not start:\n{self.last_words()}")
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                refusal = error
                time.sleep(0.02)
            else:
                return
        raise ClusterError(
            f"PostgreSQL did not answer for {self._patience:.0f} seconds:\n{refusal}\n{self.last_words()}"
        ) from refusal

    def _create_extensions(self) -> None:
        """What only a superuser may create; structure and code come with db/apply.py."""
        if self.has_pg_cron:
            with psycopg.connect(self.url(), autocommit=True) as conn:
                conn.execute("create extension if not exists pg_cron")


def _die_with_parent() -> Callable[[], None] | None:
    """A function for the child, run after it has changed its user: the kernel sends it SIGINT when we die."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def request() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return request
