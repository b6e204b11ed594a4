"""Connections of the listener: direct, autocommit, and quick to notice that the other end is gone."""

from __future__ import annotations

from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# Both ends notice a peer that vanished, and a server that waits for a lock notices a client that did.
CLIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
SERVER = (
    "-c client_connection_check_interval=2s -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 "
    "-c tcp_keepalives_count=3 -c tcp_user_timeout=10000"
)


async def connect(url: str, name: str) -> AsyncConnection:
    """A connection that pg_stat_activity shows as `name`. Raises psycopg.OperationalError."""
    options = f"{conninfo_to_dict(url).get('options') or ''} {SERVER}"
    conninfo = make_conninfo(url, application_name=f"hotelmate {name}", options=options, **CLIENT)
    return await AsyncConnection.connect(conninfo, autocommit=True)
