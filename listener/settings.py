"""What the listener is told from outside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotelmate.paths import stack_home
from hotelmate.urls import as_role

LAST_PORT = 65_535
GUESTS = "/api/public/hotel"  # where the API begins for guests


class SettingsError(Exception):
    """The environment lacks something, or says what cannot be; the message names it."""


def _is_port(text: str) -> bool:
    return text.isdecimal() and int(text) <= LAST_PORT


def _port(environment: Mapping[str, str], setting: str) -> int | None:
    """None when nothing is said. Raises SettingsError."""
    text = environment.get(setting)
    if not text:
        return None
    if not _is_port(text):
        raise SettingsError(f"{setting}={text} is not a port number.")
    return int(text)


@dataclass(frozen=True)
class Address:
    """Where something is served, and which setting says so."""

    host: str
    port: int
    setting: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], setting: str) -> Address | None:
        """host:port; None of nothing. Raises SettingsError."""
        text = environment.get(setting)
        if not text:
            return None
        host, _, port = text.rpartition(":")
        if not host or not _is_port(port):
            raise SettingsError(f"{setting}={text} is no address to serve figures at: write host:port.")
        return cls(host.strip("[]"), int(port), setting)


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
        return cls(
            app_id=environment["PUSHER_APP_ID"],
            key=environment["PUSHER_KEY"],
            secret=environment["PUSHER_SECRET"],
            host=environment.get("PUSHER_HOST") or None,
            port=_port(environment, "PUSHER_PORT"),
            ssl=environment.get("PUSHER_SSL", "1").lower() not in ("0", "false", "no", "off", ""),
            cluster=environment.get("PUSHER_CLUSTER") or None,
        )


@dataclass(frozen=True)
class StripeSettings:
    """Who we are at Stripe. `api_base` is another address than Stripe's own: the local stand-in's."""

    secret_key: str = field(repr=False)
    webhook_secret: str | None = field(default=None, repr=False)  # signs what Stripe reports; only the API needs it
    api_base: str | None = None
    timeout: float = 8.0  # seconds for one request, connecting included

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> StripeSettings | None:
        """STRIPE_SECRET_KEY, and optionally STRIPE_WEBHOOK_SECRET and STRIPE_API_BASE; None without a key."""
        key = environment.get("STRIPE_SECRET_KEY")
        if not key:
            return None
        return cls(key, environment.get("STRIPE_WEBHOOK_SECRET") or None, environment.get("STRIPE_API_BASE") or None)


@dataclass(frozen=True)
class SmtpSettings:
    """A mail server and who we are there. `security`: starttls, tls (from the first byte on) or none."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    security: str = "starttls"
    timeout: float = 20.0  # seconds for one step of the conversation

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> SmtpSettings | None:
        """SMTP_HOST, and optionally _PORT, _USERNAME, _PASSWORD, _SECURITY; None without a host."""
        host = environment.get("SMTP_HOST")
        if not host:
            return None
        security = environment.get("SMTP_SECURITY") or "starttls"
        if security not in ("starttls", "tls", "none"):
            raise SettingsError(f"SMTP_SECURITY={security} is neither starttls, tls nor none.")
        return cls(
            host,
            _port(environment, "SMTP_PORT") or {"starttls": 587, "tls": 465, "none": 25}[security],
            environment.get("SMTP_USERNAME") or None,
            environment.get("SMTP_PASSWORD") or None,
            security,
        )


@dataclass(frozen=True)
class MailSettings:
    """How guests are written to: through `smtp`, or without a server into `folder`. `guest_url` begins their pages.

    Without pages, in a folder of this machine, links lead to the API, which answers what such a page would show.
    """

    sender: str
    guest_url: str
    folder: Path
    smtp: SmtpSettings | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> MailSettings:
        """MAIL_FROM, MAIL_FOLDER, HOTELMATE_GUEST_URL and SMTP_*; with a server, the first and third must be there."""
        smtp = SmtpSettings.from_environment(environment)
        sender = environment.get("MAIL_FROM") or ("" if smtp else "hotel@localhost")
        if "@" not in sender:
            raise SettingsError("Set MAIL_FROM to the address that letters to guests come from.")
        guest_url = environment.get("HOTELMATE_GUEST_URL") or ("" if smtp else f"http://127.0.0.1:8000{GUESTS}")
        if not guest_url.startswith(("http://", "https://")):
            raise SettingsError("Set HOTELMATE_GUEST_URL to where the guests' pages begin: letters link there.")
        return cls(
            sender=sender,
            guest_url=guest_url.rstrip("/"),
            folder=Path(environment.get("MAIL_FOLDER") or stack_home() / "mail"),
            smtp=smtp,
        )


@dataclass(frozen=True)
class Settings:
    """`database_url` connects as the listener's role, directly: LISTEN and session locks do not survive a pooler.

    Without `stripe` nobody is asked for money, without `mail` nobody is written to: it waits in the database. `metrics`
    is where this process tells its figures, and the database's.
    """

    database_url: str = field(repr=False)
    pusher: PusherSettings
    stripe: StripeSettings | None = None
    mail: MailSettings | None = None
    metrics: Address | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """HOTELMATE_LISTENER_URL, or HOTELMATE_DATABASE_URL with the listener's role. Raises SettingsError."""
        environment = os.environ if environment is None else environment
        url = environment.get("HOTELMATE_LISTENER_URL")
        if not url and environment.get("HOTELMATE_DATABASE_URL"):
            url = as_role(environment["HOTELMATE_DATABASE_URL"], "listener")
        if not url:
            raise SettingsError("Set HOTELMATE_LISTENER_URL (or HOTELMATE_DATABASE_URL) to the database to listen to.")
        return cls(
            url,
            PusherSettings.from_environment(environment),
            StripeSettings.from_environment(environment),
            MailSettings.from_environment(environment),
            Address.from_environment(environment, "HOTELMATE_LISTENER_METRICS"),
        )
