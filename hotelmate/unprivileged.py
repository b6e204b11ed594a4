"""Whom PostgreSQL runs as: it refuses to be root."""

from __future__ import annotations

import os
import pwd
from functools import cache
from pathlib import Path
from typing import Any

from hotelmate.paths import is_root


@cache
def account() -> pwd.struct_passwd | None:
    """The account a root process drops to for PostgreSQL; None when we are not root, so nothing is dropped."""
    if not is_root():
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def popen_arguments() -> dict[str, Any]:
    """Keyword arguments for subprocess that start a program as that account, from a directory it may enter."""
    who = account()
    if who is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def hand_over(directory: Path) -> None:
    """Make a directory that account's own, closed to everybody else."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    give(directory)


def hand_over_all(directory: Path) -> None:
    """Make a directory with all that is in it that account's own, if it was made for another one: nobody has the data
    until a package brings PostgreSQL's account."""
    who = account()
    if who is None or directory.stat().st_uid == who.pw_uid:
        return
    for path in directory.rglob("*"):
        os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)
    give(directory)  # last: until then it is tried again


def give(path: Path) -> None:
    """Make a file or directory that account's own."""
    who = account()
    if who is not None:
        os.chown(path, who.pw_uid, who.pw_gid)
