"""Files that a power cut leaves as they are, and what tells one from another."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def keep(path: Path, content: bytes) -> None:
    """Write a file; it is on disk when this returns. Its name is when its directory was `sync`ed. OSError."""
    with path.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def sync(directory: Path) -> None:
    """Have the names in a directory on disk. OSError."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Of a file's content, in hexadecimal. OSError."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
