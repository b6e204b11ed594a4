"""Where letters go: a mail server, or a folder when there is none."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from typing import Protocol, Self

import aiosmtplib

from listener.settings import SmtpSettings
from listener.sinks import Refused, Unavailable

NOT_SIGNED_IN = 530  # RFC 4954: any command may be answered so until we are


class Mailbox(Protocol):
    """Takes letters. Raises Unavailable (nothing is wrong with the letter) or Refused (for what it is)."""

    async def send(self, letter: EmailMessage) -> None: ...


class MailServer:
    """One connection, made when it is needed and again when it is lost. Use as an async context manager."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._client: aiosmtplib.SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._forget()

    async def send(self, letter: EmailMessage) -> None:
        try:
            client = await self._connected()
            await client.send_message(letter)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._forget()
            raise _verdict(error) from None

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None or not self._client.is_connected:
            settings = self._settings
            client = aiosmtplib.SMTP(
                hostname=settings.host,
                port=settings.port,
                username=settings.username,
                password=settings.password,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                timeout=settings.timeout,
            )
            await client.connect()
            self._client = client
        return self._client

    def _forget(self) -> None:
        """After any failure begin anew: a half-finished conversation must not carry the next letter."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _verdict(error: Exception) -> Unavailable | Refused:
    """5xx about the letter or its reader: never. All else, and what concerns us or our sender's address: later."""
    match error:
        case aiosmtplib.SMTPNotSupported():
            return Refused(f"the mail server cannot carry this address: {error}")
        case aiosmtplib.SMTPRecipientsRefused(recipients=[recipient]):
            reason = f"recipient refused: {recipient.code}"
            return Refused(reason) if _is_for_good(recipient.code) else Unavailable(reason)
        case aiosmtplib.SMTPResponseException():
            reason = f"{type(error).__name__} {error.code}"
            is_about_it = isinstance(error, aiosmtplib.SMTPDataError) and _is_for_good(error.code)
            return Refused(reason) if is_about_it else Unavailable(reason)
        case aiosmtplib.SMTPException():
            return Unavailable(str(error))
    return Unavailable(type(error).__name__)


def _is_for_good(code: int) -> bool:
    return code >= 500 and code != NOT_SIGNED_IN


class MailFolder:
    """Letters as files, `<Message-ID>.eml`, for a stack without a mail server. A letter sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def send(self, letter: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._write, letter)
        except OSError as error:
            raise Unavailable(f"{type(error).__name__}: {error.strerror}") from None

    def _write(self, letter: EmailMessage) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # names, addresses and links that open something
        path = self._folder / f"{letter['Message-ID'].strip('<>').replace('/', '_')}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(letter.as_bytes(policy=WIRE))
        unfinished.replace(path)
