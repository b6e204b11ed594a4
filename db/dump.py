"""A database's structure as text, so that two databases can be compared with a diff."""

from __future__ import annotations

import os
import subprocess

from hotelmate.binaries import find
from hotelmate.urls import without_password


def dump_schema(conninfo: str, *, schemas: tuple[str, ...] = ()) -> str:
    """`pg_dump --schema-only` of the database, or of some schemas, without what differs from run to run.

    Raises RuntimeError with pg_dump's own words.
    """
    binaries = find()
    url, password = without_password(conninfo)
    command = [str(binaries.program("pg_dump")), "--schema-only", f"--dbname={url}"]
    command += [f"--schema={schema}" for schema in schemas]
    environment = {**os.environ, **binaries.environment, **password}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pg_dump: {done.stderr.strip()}")
    return normalise(done.stdout)


def normalise(dump: str) -> str:
    """Drop comments, blank lines and the random tokens newer releases guard their dumps with."""
    return "\n".join(
        line for line in dump.splitlines() if line.strip() and not line.startswith(("--", "\\restrict", "\\unrestrict"))
    )
