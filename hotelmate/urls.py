"""libpq URLs: who connects as whom, to which database."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Callers as people name them → database role. An administrator deploys; the owner has no login, so the
# administrator becomes it.
ROLES = {
    "admin": None,
    "owner": "hotelmate_owner",
    "api": "hotelmate_api",
    "listener": "hotelmate_listener",
    "operator": "hotelmate_operator",
    "jobs": "hotelmate_jobs",
}


def socket_url(directory: str, user: str, database: str, port: int = 5432) -> str:
    """URL of a server that listens on a unix socket only."""
    query = urlencode({"host": directory, "port": port}, quote_via=quote)  # to libpq a + is no space
    return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?{query}"


def as_role(admin_url: str, role: str | None) -> str:
    """The administrator's URL, turned into a caller's (a key of ROLES, or any database role by its own name).

    A password belongs to its user: it goes when the user changes. Roles of a server somebody brought along log in
    by pg_hba.conf or a password file.
    """
    name = ROLES.get(role, role) if role else None
    if name is None:
        return admin_url
    parts = urlsplit(admin_url)
    if name == ROLES["owner"]:
        query = [*parse_qsl(parts.query), ("options", f"-c role={name}")]
        return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))
    location = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(name, safe='')}@{location}"))


def in_database(url: str, database: str) -> str:
    """The same server and user, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database, safe='')}"))


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """The URL as a command line may show it, and the environment that carries the password instead."""
    parts = urlsplit(url)
    if not parts.password:
        return url, {}
    location = parts.netloc.rpartition("@")[2]
    shown = urlunsplit(parts._replace(netloc=f"{parts.username or ''}@{location}"))
    return shown, {"PGPASSWORD": unquote(parts.password)}
