"""The PostgreSQL of a test run, and one test's database in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import testing.postgresql
from psycopg import sql

from db.source import Source
from hotelmate import unprivileged
from hotelmate.binaries import find
from hotelmate.urls import as_role, socket_url

# Nothing in a test run has to survive a power cut.
SPEED_BEFORE_SAFETY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


class TestServer(testing.postgresql.Postgresql):
    """testing.postgresql that also runs for root, listens on its private socket only, and dies with the test run."""

    __test__ = False  # its name is not a promise to pytest

    def __init__(self, settings: str = "", **arguments: Any) -> None:
        """Start a server; `settings` are further `-c name=value` arguments (no blanks inside a value)."""
        binaries = find()
        self._environment = binaries.environment
        super().__init__(
            initdb=str(binaries.program("initdb")),
            postgres=str(binaries.program("postgres")),
            initdb_args="-U postgres -A trust -E UTF8 --no-locale --no-sync",
            postgres_args=f"-c listen_addresses= -c timezone=UTC -c log_timezone=UTC {SPEED_BEFORE_SAFETY} {settings}",
            port=5432,  # names the socket file; nothing listens on it
            **arguments,
        )

    @property
    def _drop(self) -> list[str]:
        """The command that starts PostgreSQL as somebody else than root and has it end when we end."""
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            return []
        who = unprivileged.account()
        drop = [f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"] if who else []
        return [setpriv, "--pdeathsig=INT", *drop, "--"]

    def initialize_database(self) -> None:
        for directory in (Path(self.base_dir), *(Path(self.base_dir) / name for name in self.subdirectories)):
            unprivileged.hand_over(directory)
        if (Path(self.get_data_directory()) / "PG_VERSION").exists():
            return
        command = [
            *self._drop,
            self.initdb,
            "-D",
            self.get_data_directory(),
            *self.settings["initdb_args"].split(),
        ]
        done = subprocess.run(
            command,
            cwd="/",
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"initdb: {done.stderr}")

    def get_server_commandline(self) -> list[str]:
        # setpriv and env both exec: the process id stays ours.
        environment = [f"{name}={value}" for name, value in self._environment.items()]
        return [*self._drop, "env", *environment, *super().get_server_commandline()]

    def is_server_available(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def poststart(self) -> None:
        """The base class makes a database nobody here uses."""

    def url(self, database: str = "postgres", role: str | None = None) -> str:
        """URL of a database as the administrator, or as a caller (see hotelmate.urls.ROLES)."""
        return as_role(socket_url(f"{self.base_dir}/tmp", "postgres", database), role)

    def create_database(self, name: str, template: str = "template1") -> None:
        """Copy a database. Its role grants and settings are not part of a copy: they are made again."""
        with psycopg.connect(self.url(), autocommit=True) as conn:
            conn.execute(
                sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        if template != "template1":
            with psycopg.connect(self.url(name), autocommit=True) as conn:
                conn.execute(Source().roles.text.encode())

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is still connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as conn:
            conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@dataclass
class TestDatabase:
    """A database of one test. Connections made through it are closed when the test ends."""

    __test__ = False

    server: TestServer
    name: str
    _open: list[psycopg.Connection[Any]] = field(default_factory=list)

    def url(self, role: str | None = None) -> str:
        """libpq URL as the administrator (superuser), or as a role: owner, api, listener, operator, jobs."""
        return self.server.url(self.name, role)

    def connect(self, role: str | None = None, **arguments: Any) -> psycopg.Connection[Any]:
        """A connection of its own; `arguments` are psycopg.connect's (autocommit=True, row_factory=…)."""
        conn = psycopg.connect(self.url(role), **arguments)
        self._open.append(conn)
        return conn

    def close(self) -> None:
        for conn in self._open:
            conn.close()
        self.server.drop_database(self.name)
