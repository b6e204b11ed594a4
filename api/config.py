"""What the API is told by its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from ipaddress import ip_network

from db.source import Source
from hotelmate.stack import url_for
from listener.settings import Address, PusherSettings, StripeSettings

MAX_BODY_BYTES = 1_000_000
MAX_EVENT_BYTES = 256 * 1024  # what the payment provider reports


@dataclass(frozen=True)
class Limits:
    """Requests a minute: of one address, of one token, of what `hold`s rooms or opens payment pages (per address), and
    how many wrong tokens, e-mail addresses or booking numbers one address may try. Each process counts for itself."""

    staff_address: int = 6000
    staff_token: int = 1200
    guest_address: int = 600
    guest_token: int = 120
    hold: int = 30
    wrong_token: int = 30

    @classmethod
    def from_text(cls, text: str) -> Limits | None:
        """None of "off"; else the defaults, but for what `name=number, …` says. Raises ValueError."""
        if text.strip() == "off":
            return None
        said = dict(part.strip().split("=", 1) for part in text.split(",") if part.strip())
        unknown = said.keys() - {f.name for f in fields(cls)}
        numbers = {name: int(number) for name, number in said.items()}
        if unknown or min(numbers.values(), default=1) < 1:
            raise ValueError(f"HOTELMATE_API_LIMITS: {text!r} is neither off nor name=number, …")
        return cls(**numbers)


@dataclass(frozen=True)
class Settings:
    """How the API reaches its database and how much it takes on.

    `database_url` is the libpq URL of role hotelmate_api. `connections` is the size of the pool; `waiting` requests
    may queue for a connection, each for `patience` seconds, before they are told to come back later.
    `prepare_threshold` is psycopg's: None behind a transaction pooler, whose sessions know nobody's prepared
    statements. `origins` are the web origins of browser clients served from elsewhere. Without `stripe` nobody can pay
    here, and what is decided about money waits.

    `proxies` are the networks whose X-Forwarded-For is believed; without any, a caller's address is the socket's.
    `https_seconds` is how long browsers shall come back by HTTPS only; a body takes at most `body_seconds` to arrive.
    `metrics` is where this process tells its figures. `release` is the hash of the code that must be deployed; None:
    any.
    """

    database_url: str
    connections: int = 10
    waiting: int = 200
    patience: float = 5.0
    prepare_threshold: int | None = 5
    origins: tuple[str, ...] = ()
    stripe: StripeSettings | None = None
    pusher: PusherSettings | None = None
    limits: Limits | None = None
    proxies: tuple[str, ...] = ()
    https_seconds: int = 0
    body_seconds: float = 30.0
    logs_requests: bool = False
    metrics: Address | None = None
    release: str | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """HOTELMATE_API_URL (or hotelmate.stack's) and what docs/operations.md lists; STRIPE_*, PUSHER_*.

        Raises hotelmate.stack.NoStack when no database is named, ValueError for what cannot be understood.
        """

        def said(name: str, otherwise: str = "") -> str:
            return os.environ.get(f"HOTELMATE_API_{name}", otherwise)

        return cls(
            database_url=url_for("api"),
            connections=int(said("CONNECTIONS", "10")),
            prepare_threshold=None if said("PREPARE") == "off" else int(said("PREPARE", "5")),
            origins=_listed(said("ORIGINS")),
            stripe=StripeSettings.from_environment(os.environ),
            pusher=PusherSettings.from_environment(os.environ) if os.environ.get("PUSHER_APP_ID") else None,
            limits=Limits.from_text(said("LIMITS")),
            proxies=tuple(str(ip_network(proxy)) for proxy in _listed(said("PROXIES"))),
            https_seconds=int(said("HTTPS_SECONDS", "0")),
            body_seconds=float(said("BODY_SECONDS", "30")),
            logs_requests=said("REQUEST_LOG", "on") != "off",
            metrics=Address.from_text(said("METRICS")),
            release=Source().code_sha256,
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
