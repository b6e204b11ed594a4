"""What the API is told by its environment."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import partial
from ipaddress import ip_network
from typing import TypeVar

from db.source import Source
from hotelmate.stack import url_for
from listener.settings import Address, PusherSettings, SettingsError, StripeSettings

T = TypeVar("T")
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
        said = dict(part.partition("=")[::2] for part in _listed(text))
        names = [f.name for f in fields(cls)]
        if any(name not in names or not number.isdecimal() or int(number) < 1 for name, number in said.items()):
            raise ValueError(f"it is neither off nor name=number, … with a name of {', '.join(names)}")
        return cls(**{name: int(number) for name, number in said.items()})


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

    database_url: str = field(repr=False)
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

        Raises hotelmate.stack.NoStack when no database is named, SettingsError for what cannot be understood.
        """
        return cls(
            database_url=url_for("api"),
            connections=_said("CONNECTIONS", partial(_at_least, 1), "10"),
            prepare_threshold=_said("PREPARE", lambda text: None if text == "off" else _at_least(0, text), "5"),
            origins=_said("ORIGINS", _listed),
            stripe=StripeSettings.from_environment(os.environ),
            pusher=PusherSettings.from_environment(os.environ) if os.environ.get("PUSHER_APP_ID") else None,
            limits=_said("LIMITS", Limits.from_text),
            proxies=_said("PROXIES", lambda text: tuple(str(ip_network(proxy)) for proxy in _listed(text))),
            https_seconds=_said("HTTPS_SECONDS", partial(_at_least, 0), "0"),
            body_seconds=_said("BODY_SECONDS", _while, "30"),
            logs_requests=_said("REQUEST_LOG", str) != "off",
            metrics=Address.from_environment(os.environ, "HOTELMATE_API_METRICS"),
            release=Source().code_sha256,
        )


def _said(name: str, understand: Callable[[str], T], otherwise: str = "") -> T:
    """What HOTELMATE_API_<name> says. SettingsError where `understand` raises ValueError."""
    setting = f"HOTELMATE_API_{name}"
    text = os.environ.get(setting) or otherwise
    try:
        return understand(text)
    except ValueError as error:
        raise SettingsError(f"{setting}={text} is not understood: {error}.") from error


def _at_least(least: int, text: str) -> int:
    number = int(text)
    if number < least:
        raise ValueError(f"it is less than {least}")
    return number


def _while(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:  # nor is nan
        raise ValueError("nothing happens in no time, and everything must end")
    return seconds


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
