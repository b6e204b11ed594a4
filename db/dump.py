"""A database's structure as text, so that two databases can be compared with a diff."""

from __future__ import annotations

from hotelmate.binaries import find
from hotelmate.urls import without_password


def dump_schema(conninfo: str, *, schemas: tuple[str, ...] = ()) -> str:
    """`pg_dump --schema-only` of the database, or of some schemas, without what differs from run to run.

    Raises RuntimeError with pg_dump's own words.
    """
    url, password = without_password(conninfo)
    arguments = ["--schema-only", f"--dbname={url}", *(f"--schema={schema}" for schema in schemas)]
    done = find().run("pg_dump", *arguments, environment=password, as_ourselves=True)
    if done.returncode:
        raise RuntimeError(f"pg_dump: {done.stderr.strip()}")
    return normalise(done.stdout)


def normalise(dump: str) -> str:
    """Drop comments, blank lines and the random tokens newer releases guard their dumps with."""
    return "\n".join(
        line for line in dump.splitlines() if line.strip() and not line.startswith(("--", "\\restrict", "\\unrestrict"))
    )
