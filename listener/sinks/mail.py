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
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as answer:
            self._forget()
            raise _verdict(answer) from None
        except aiosmtplib.SMTPNotSupported as lacking:
            self._forget()
            raise Refused(f"the mail server cannot carry this address: {lacking}") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._forget()
            raise Unavailable(type(error).__name__) from None

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


def _verdict(answer: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPResponseException) -> Unavailable | Refused:
    """4xx and whatever concerns us rather than the letter: later. 5xx about the letter or its reader: never."""
    if isinstance(answer, aiosmtplib.SMTPRecipientsRefused):
        codes = [recipient.code for recipient in answer.recipients]
        reason = f"recipient refused: {codes[0]}" if codes else "recipient refused"
        return Refused(reason) if codes and all(code >= 500 for code in codes) else Unavailable(reason)
    reason = f"{type(answer).__name__} {answer.code}"
    is_about_us = isinstance(
        answer, (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPConnectError, aiosmtplib.SMTPHeloError)
    )
    if answer.code >= 500 and not is_about_us:
        return Refused(reason)
    return Unavailable(reason, is_ours=isinstance(answer, aiosmtplib.SMTPAuthenticationError))


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
            raise Unavailable(f"{type(error).__name__}: {error.strerror}", is_ours=True) from None

    def _write(self, letter: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{letter['Message-ID'].strip('<>').replace('/', '_')}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(letter.as_bytes(policy=WIRE))
        unfinished.replace(path)
