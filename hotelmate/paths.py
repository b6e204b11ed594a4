"""Where the local stack keeps its data."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def is_root() -> bool:
    return os.geteuid() == 0


def data_root() -> Path:
    """Directory of everything HotelMate keeps on this machine.

    Root's is under /var/lib: PostgreSQL refuses to run as root, and the user it runs as cannot look into /root.
    """
    if is_root():
        return Path("/var/lib/hotelmate")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "hotelmate"


def stack_home() -> Path:
    """Directory of this checkout's local stack: two checkouts never meet in one database.

    HOTELMATE_DATA overrides it.
    """
    given = os.environ.get("HOTELMATE_DATA")
    if given:
        return Path(given).resolve()
    return data_root() / f"{REPOSITORY.name}-{hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:6]}"
