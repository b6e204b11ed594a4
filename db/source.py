"""The SQL files of a release: which there are, in which order, and their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent

CODE_SCHEMAS = ("app", "api", "ops", "relay", "jobs")


@dataclass(frozen=True)
class SqlFile:
    """One SQL file, read once.

    `name` is its path inside the source (``functions/20_booking/approve_booking.sql``), `version` its name
    without directory and ending.
    """

    path: Path
    name: str

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def version(self) -> str:
        return self.path.stem

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class Source:
    """The directory that holds ``schema/``, ``migrations/``, ``functions/`` and ``triggers/``."""

    def __init__(self, root: Path = HERE) -> None:
        self.root = root

    @cached_property
    def roles(self) -> SqlFile:
        """The one file that runs as the administrator; every other runs as the owner."""
        return self._file(self.root / "schema" / "0000_roles.sql")

    @cached_property
    def schema(self) -> tuple[SqlFile, ...]:
        """What a fresh database runs, roles apart."""
        return tuple(file for file in self._files("schema") if file.name != self.roles.name)

    @cached_property
    def migrations(self) -> tuple[SqlFile, ...]:
        """What an existing database runs, oldest first."""
        return tuple(self._files("migrations"))

    @cached_property
    def code(self) -> tuple[SqlFile, ...]:
        """What is dropped and loaded anew: functions, then triggers, each in path order."""
        return (*self._files("functions"), *self._files("triggers"))

    @cached_property
    def code_sha256(self) -> str:
        """Hash over path and content of all code. Roles count as code: they, too, are simply run again."""
        digest = hashlib.sha256()
        for file in (self.roles, *self.code):
            digest.update(f"{file.name}\n{file.sha256}\n".encode())
        return digest.hexdigest()

    def _files(self, directory: str) -> Iterator[SqlFile]:
        for path in sorted((self.root / directory).rglob("*.sql")):
            yield self._file(path)

    def _file(self, path: Path) -> SqlFile:
        return SqlFile(path, path.relative_to(self.root).as_posix())
