"""Which database a command talks to, and as whom."""

from __future__ import annotations

import os

from hotelmate.paths import stack_home
from hotelmate.state import Home, State
from hotelmate.urls import ROLES, as_role


class NoStack(Exception):
    """Nothing runs here and no database was named."""


def running() -> State | None:
    """The stack that `hotel up` runs for this checkout."""
    return Home(stack_home()).read()


def url_for(role: str) -> str:
    """libpq URL for a caller: a key of ROLES.

    HOTELMATE_<ROLE>_URL says it outright; HOTELMATE_DATABASE_URL is an administrator's, turned into the caller's;
    else the running stack's. Raises NoStack.
    """
    outright = os.environ.get(variable(role))
    if outright:
        return outright
    brought = os.environ.get("HOTELMATE_DATABASE_URL")
    if brought:
        if not brought.startswith(("postgresql://", "postgres://")):
            raise NoStack("HOTELMATE_DATABASE_URL is no URL of a database: write postgresql://user@host/database.")
        return as_role(brought, role)
    state = running()
    if state is None:
        raise NoStack("No stack runs here. Start one with ./hotel up, or set HOTELMATE_DATABASE_URL.")
    return as_role(state.admin_url, role)


def variable(role: str) -> str:
    """Name of the environment variable that carries a caller's URL."""
    if role not in ROLES:
        raise ValueError(f"{role!r} is not one of {', '.join(ROLES)}")
    return f"HOTELMATE_{role.upper()}_URL"


def publish(admin_url: str | None) -> None:
    """Put every caller's URL into the environment: the API, the listener and the scheduler find their own there.

    With the administrator's URL of a private server, what stood there before does not count; without one, each
    caller's URL is what url_for says.
    """
    for role in ROLES:
        os.environ[variable(role)] = as_role(admin_url, role) if admin_url else url_for(role)
