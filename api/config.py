"""What the API is told by its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

from hotelmate.stack import url_for
from listener.settings import PusherSettings, StripeSettings

MAX_BODY_BYTES = 1_000_000
MAX_EVENT_BYTES = 256 * 1024  # what the payment provider reports


@dataclass(frozen=True)
class Settings:
    """How the API reaches its database and how much it takes on.

    `database_url` is the libpq URL of role hotelmate_api. `connections` is the size of the pool; `waiting` requests
    may queue for a connection, each for `patience` seconds, before they are told to come back later.
    `prepare_threshold` is psycopg's: None behind a transaction pooler, whose sessions know nobody's prepared
    statements. `origins` are the web origins of browser clients served from elsewhere. Without `stripe` nobody can pay
    here, and what is decided about money waits.
    """

    database_url: str
    connections: int = 10
    waiting: int = 200
    patience: float = 5.0
    prepare_threshold: int | None = 5
    origins: tuple[str, ...] = ()
    stripe: StripeSettings | None = None
    pusher: PusherSettings | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """HOTELMATE_API_URL (or hotelmate.stack's), _CONNECTIONS, _PREPARE ("off"), _ORIGINS (commas); STRIPE_*.

        Raises hotelmate.stack.NoStack when no database is named, ValueError for a number that is none.
        """
        prepare = os.environ.get("HOTELMATE_API_PREPARE", "5")
        origins = os.environ.get("HOTELMATE_API_ORIGINS", "")
        return cls(
            database_url=url_for("api"),
            connections=int(os.environ.get("HOTELMATE_API_CONNECTIONS", "10")),
            prepare_threshold=None if prepare == "off" else int(prepare),
            origins=tuple(origin.strip() for origin in origins.split(",") if origin.strip()),
            stripe=StripeSettings.from_environment(os.environ),
            pusher=PusherSettings.from_environment(os.environ) if os.environ.get("PUSHER_APP_ID") else None,
        )
