"""What the listener is told from outside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from hotelmate.urls import as_role


class SettingsError(Exception):
    """The environment lacks something; the message names it."""


@dataclass(frozen=True)
class PusherSettings:
    """Where Pusher is and who we are there. Without a host, Pusher's own in `cluster`."""

    app_id: str
    key: str
    secret: str = field(repr=False)
    host: str | None = None
    port: int | None = None
    ssl: bool = True
    cluster: str | None = None
    timeout: float = 5.0  # seconds for one request, connecting included

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> PusherSettings:
        """PUSHER_APP_ID, PUSHER_KEY, PUSHER_SECRET, and optionally _HOST, _PORT, _SSL, _CLUSTER."""
        missing = [name for name in ("PUSHER_APP_ID", "PUSHER_KEY", "PUSHER_SECRET") if not environment.get(name)]
        if missing:
            raise SettingsError(f"Set {', '.join(missing)}: your application's at Pusher, or the local stand-in's.")
        if not environment["PUSHER_APP_ID"].isdecimal():
            raise SettingsError("PUSHER_APP_ID is not a number.")
        port = environment.get("PUSHER_PORT") or None
        if port is not None and not port.isdecimal():
            raise SettingsError(f"PUSHER_PORT={port} is not a port number.")
        return cls(
            app_id=environment["PUSHER_APP_ID"],
            key=environment["PUSHER_KEY"],
            secret=environment["PUSHER_SECRET"],
            host=environment.get("PUSHER_HOST") or None,
            port=int(port) if port else None,
            ssl=environment.get("PUSHER_SSL", "1").lower() not in ("0", "false", "no", "off", ""),
            cluster=environment.get("PUSHER_CLUSTER") or None,
        )


@dataclass(frozen=True)
class Settings:
    """`database_url` connects as the listener's role, directly: LISTEN and session locks do not survive a pooler."""

    database_url: str = field(repr=False)
    pusher: PusherSettings

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """HOTELMATE_LISTENER_URL, or HOTELMATE_DATABASE_URL with the listener's role. Raises SettingsError."""
        environment = os.environ if environment is None else environment
        url = environment.get("HOTELMATE_LISTENER_URL")
        if not url and environment.get("HOTELMATE_DATABASE_URL"):
            url = as_role(environment["HOTELMATE_DATABASE_URL"], "listener")
        if not url:
            raise SettingsError("Set HOTELMATE_LISTENER_URL (or HOTELMATE_DATABASE_URL) to the database to listen to.")
        return cls(url, PusherSettings.from_environment(environment))
