"""The post: letters the database has decided on, one after another. A mail server that fails delays letters only."""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from listener.backoff import Backoff
from listener.functions import Functions, keep_working, pause
from listener.letters import Mail, letter
from listener.settings import MailSettings
from listener.sinks import Refused, Unavailable
from listener.sinks.mail import Mailbox

POLL = 1.0  # seconds between looks at an empty queue

log = structlog.get_logger("listener.post")


class Post:
    """Any number of them may work at once: a letter is claimed before it is written."""

    def __init__(self, database_url: str, mailbox: Mailbox, settings: MailSettings, poll: float = POLL) -> None:
        self._url = database_url
        self._mailbox = mailbox
        self._settings = settings
        self._poll = poll
        self._backoff = Backoff(base=1.0, cap=60.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Waits out a lost database and an absent mail server; anything else it raises."""
        await keep_working(self._url, "post", self._work, stop, schema="relay")

    async def _work(self, functions: Functions, stop: asyncio.Event) -> None:
        while not stop.is_set():
            mail = msgspec.json.decode(await functions.call("claim_mail"), type=Mail | None)
            if mail is None:
                await pause(stop, self._poll)
            elif mail.status == "FAILED":
                log.warning(
                    "letter to nobody",
                    kind=mail.kind,
                    hotel=mail.facts.hotel.slug,
                    booking=mail.facts.booking_id,
                    reason=mail.error,
                )
            else:
                await self._deliver(functions, mail, stop)

    async def _deliver(self, functions: Functions, mail: Mail, stop: asyncio.Event) -> None:
        """Send and record. A server that is away takes no letter from the next one: they wait together."""
        facts = {
            "kind": mail.kind,
            "hotel": mail.facts.hotel.slug,
            "booking": mail.facts.booking_id,
            "attempt": mail.attempts,
        }
        try:
            await self._mailbox.send(letter(mail, self._settings.sender, self._settings.guest_url))
        except Unavailable as outage:
            await self._record(functions, mail, "LATER", outage.reason)
            delay = self._backoff.failed()
            log.warning("letter delayed", reason=outage.reason, retry_in=round(delay, 1), **facts)
            await pause(stop, delay)
        except (Refused, ValueError) as refused:
            await self._record(functions, mail, "REFUSED", str(refused))
            log.error("letter refused", reason=str(refused), **facts)
        else:
            await self._record(functions, mail, "SENT")
            self._backoff.succeeded()
            log.info("letter sent", **facts)

    async def _record(self, functions: Functions, mail: Mail, outcome: str, error: str | None = None) -> None:
        await functions.call(
            "record_mail", hotel=mail.facts.hotel.slug, mail_id=mail.mail_id, outcome=outcome, error=error
        )
