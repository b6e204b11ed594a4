"""A dump becomes a database again: an empty one that somebody names, on a server of the dump's version or newer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg

from db.source import Source
from hotelmate import files
from hotelmate.backup_logical import DUMP, run
from hotelmate.backup_shelf import Backup, BackupError
from hotelmate.binaries import Binaries

Say = Callable[[str], None]


def load(binaries: Binaries, path: Path, backup: Backup, admin_url: str, say: Say) -> None:
    """Restore a dump into an empty database, all or nothing. Raises BackupError."""
    if backup.kind != "logical":
        raise BackupError(
            "A copy of a server's files cannot go into a server that exists. "
            "Unset HOTELMATE_DATABASE_URL to restore it as the stack's own."
        )
    if files.sha256_of(path / DUMP) != backup.sha256:
        raise BackupError(f"The backup is torn or was altered: {path / DUMP} is not the file that was made.")
    with psycopg.connect(admin_url, autocommit=True) as conn:
        if conn.execute("select from pg_namespace where nspname = 'hotel'").fetchone() is not None:
            raise BackupError("The database is not empty: it has a schema hotel. Name a new one.")
        if conn.info.server_version // 10000 < backup.major:
            raise BackupError(f"The dump is of PostgreSQL {backup.major}; this server is older.")
        conn.execute(Source().roles.text.encode())  # a server's, not a database's: no dump holds them
    say("restoring")
    run(binaries, "pg_restore", admin_url, "--exit-on-error", "--single-transaction", str(path / DUMP))
