"""Letters to guests: through a real SMTP server, into a folder, and around a server that is away."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hotelmate.prove.house import House
from hotelmate.server import listen_on
from listener.backoff import Backoff
from listener.post import Post
from listener.settings import MailSettings, SettingsError, SmtpSettings
from listener.sinks import Unavailable
from listener.sinks.mail import Mailbox, MailFolder, MailServer
from tests.postgres import TestDatabase
from tests.py.relay_world import eventually

SENDER = "letters@hotels.example"


class Inbox:
    """A mail server: what it took, and how it answers the next recipients and letters."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.to_senders: list[str] = []
        self.to_recipients: list[str] = []
        self.to_letters: list[str] = []

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        if self.to_senders:
            return self.to_senders.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        if self.to_recipients:
            return self.to_recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        if self.to_letters:
            return self.to_letters.pop(0)
        assert isinstance(envelope.content, bytes)
        self.recipients += envelope.rcpt_tos
        self.letters.append(email.message_from_bytes(envelope.content, policy=modern))
        return "250 OK"


@contextmanager
def mail_server(port: int | None = None) -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with listen_on(port or 0) as free:
        number = int(free.getsockname()[1])
    controller = Controller(inbox, hostname="127.0.0.1", port=number)
    controller.start()
    try:
        yield inbox, number
    finally:
        controller.stop()


def settings(folder: Path) -> MailSettings:
    return MailSettings(SENDER, "https://guests.example", folder)


def server_at(port: int, security: str = "none") -> MailServer:
    return MailServer(SmtpSettings("127.0.0.1", port, security=security, timeout=2.0))


@pytest.fixture
def house(database: TestDatabase) -> Iterator[House]:
    house = House(database.url())
    try:
        yield house
    finally:
        house.close()


def deliver(database: TestDatabase, mailbox: Mailbox, how: MailSettings, until: Callable[[], object]) -> None:
    """Have the post work until something is so."""

    async def worked() -> None:
        stop = asyncio.Event()
        post = Post(database.url("listener"), mailbox, how, poll=0.02)
        post._backoff = Backoff(base=0.02, cap=0.05)
        working = asyncio.create_task(post.run(stop))
        try:
            await asyncio.to_thread(eventually, until)
        finally:
            stop.set()
            await working

    asyncio.run(worked())


def statuses(house: House) -> dict[str, str]:
    found: Any = house.value("select coalesce(json_object_agg(kind, status order by id), '{}') from hotel.mail")
    return dict(found)


def test_a_confirmation_reaches_the_guest_once(database: TestDatabase, house: House, tmp_path: Path) -> None:
    number = house.confirmed()
    with mail_server() as (inbox, port):
        how = settings(tmp_path)
        deliver(database, server_at(port), how, lambda: statuses(house) == {"CONFIRMATION": "SENT"})
    (letter,) = inbox.letters
    assert inbox.recipients == ["ann@example.org"]
    assert letter["From"].addresses[0].addr_spec == SENDER
    assert number in letter["Subject"]
    text = letter.get_content()
    assert "Dear Ann Guest," in text
    assert "218.00 EUR" in text
    assert "from 15:00" in text


def test_a_server_that_is_away_delays_letters_and_nothing_else(
    database: TestDatabase, house: House, tmp_path: Path
) -> None:
    house.confirmed()
    with listen_on(0) as closed:
        port = int(closed.getsockname()[1])
    how = settings(tmp_path)
    post_office = server_at(port)
    tried = "select attempts > 0 from hotel.mail"
    deliver(database, post_office, how, lambda: house.value(tried))
    assert statuses(house) == {"CONFIRMATION": "PENDING"}
    house.staff("cancel_booking", booking_id=house.confirmed())  # the hotel goes on
    house.run("update hotel.mail set next_attempt_at = hotel.clock()")
    with mail_server(port) as (inbox, _):
        deliver(database, post_office, how, lambda: house.value("select bool_and(status = 'SENT') from hotel.mail"))
    assert len(inbox.letters) == 3
    assert len({letter["Message-ID"] for letter in inbox.letters}) == 3


def test_a_booking_that_somebody_is_at_delays_its_own_letter_alone(
    database: TestDatabase, house: House, tmp_path: Path
) -> None:
    held, other = house.confirmed(), house.confirmed()
    sent = (
        "select array_agg(b.number order by b.id) from hotel.mail as m "
        "inner join hotel.booking as b on m.booking_id = b.id where m.status = 'SENT'"
    )
    desk = database.connect()
    desk.execute("select from hotel.booking where number = %s for no key update", [held])
    with mail_server() as (_, port):
        deliver(database, server_at(port), settings(tmp_path), lambda: house.value(sent) == [other])
        desk.rollback()
        deliver(database, server_at(port), settings(tmp_path), lambda: house.value(sent) == [held, other])


def test_what_is_refused_for_itself_stops_no_other(database: TestDatabase, house: House, tmp_path: Path) -> None:
    house.confirmed()
    house.confirmed()
    with mail_server() as (inbox, port):
        inbox.to_recipients = ["550 nobody of that name"]
        how = settings(tmp_path)
        done = "select bool_and(status <> 'PENDING') from hotel.mail"
        deliver(database, server_at(port), how, lambda: house.value(done))
    assert len(inbox.letters) == 1
    assert house.value(
        "select array_agg(status::text || ' ' || coalesce(last_error, '') order by id) from hotel.mail"
    ) == [
        "FAILED recipient refused: 550",
        "SENT ",
    ]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"to_senders": ["550 this sender may not"]}, "SMTPSenderRefused 550"),
        ({"to_senders": ["530 sign in first"]}, "SMTPSenderRefused 530"),
        ({"to_recipients": ["530 sign in first"]}, "recipient refused: 530"),
    ],
)
def test_what_is_wrong_with_us_costs_no_letter(
    database: TestDatabase, house: House, tmp_path: Path, answers: dict[str, list[str]], error: str
) -> None:
    """It would cost every letter. Once it is put right, they go out."""
    house.confirmed()
    with mail_server() as (inbox, port):
        vars(inbox).update(answers)
        how = settings(tmp_path)
        deliver(database, server_at(port), how, lambda: house.value("select last_error is not null from hotel.mail"))
        assert statuses(house) == {"CONFIRMATION": "PENDING"}
        assert house.value("select last_error from hotel.mail") == error
        house.run("update hotel.mail set next_attempt_at = hotel.clock()")
        deliver(database, server_at(port), how, lambda: statuses(house) == {"CONFIRMATION": "SENT"})


def test_a_server_without_encryption_is_told_nothing(database: TestDatabase, house: House, tmp_path: Path) -> None:
    house.confirmed()
    with mail_server() as (inbox, port):
        said = "select last_error from hotel.mail"
        deliver(database, server_at(port, "starttls"), settings(tmp_path), lambda: house.value(said))
    assert "STARTTLS" in house.value(said)
    assert statuses(house) == {"CONFIRMATION": "PENDING"}
    assert inbox.letters == []


def test_a_busy_server_is_tried_again(database: TestDatabase, house: House, tmp_path: Path) -> None:
    house.confirmed()
    with mail_server() as (inbox, port):
        inbox.to_recipients, inbox.to_letters = ["451 later"], []
        how = settings(tmp_path)
        deliver(
            database,
            server_at(port),
            how,
            lambda: house.value("select attempts = 1 and last_error is not null from hotel.mail"),
        )
        assert statuses(house) == {"CONFIRMATION": "PENDING"}
        house.run("update hotel.mail set next_attempt_at = hotel.clock()")
        deliver(database, server_at(port), how, lambda: statuses(house) == {"CONFIRMATION": "SENT"})
    assert len(inbox.letters) == 1


def test_an_address_that_is_none_is_refused_here(database: TestDatabase, house: House, tmp_path: Path) -> None:
    house.confirmed()
    house.run("update hotel.person set email = 'a b@c@d'")
    how = settings(tmp_path)
    deliver(database, MailFolder(tmp_path), how, lambda: statuses(house) == {"CONFIRMATION": "FAILED"})
    assert list(tmp_path.iterdir()) == []


class Forgetful(MailFolder):
    """Takes a letter and is gone before it can say so."""

    async def send(self, letter: EmailMessage) -> None:
        await super().send(letter)
        raise Unavailable("gone")


def test_without_a_server_letters_are_files_and_one_sent_twice_is_one(
    database: TestDatabase, house: House, tmp_path: Path
) -> None:
    number = house.confirmed()
    how = settings(tmp_path / "mail")
    deliver(database, Forgetful(how.folder), how, lambda: house.value("select last_error = 'gone' from hotel.mail"))
    house.run("update hotel.mail set next_attempt_at = hotel.clock()")
    deliver(database, MailFolder(how.folder), how, lambda: statuses(house) == {"CONFIRMATION": "SENT"})
    (path,) = how.folder.iterdir()
    assert number in path.read_text()
    assert how.folder.stat().st_mode & 0o077 == 0, "letters are for their readers"


def test_a_precheckin_link_is_in_the_letter_and_nowhere_else(
    database: TestDatabase, house: House, tmp_path: Path
) -> None:
    number = house.confirmed()
    house.run("update hotel.hotel_policy set precheckin_token_hours = 5 where hotel_id = %s", house.hotel_id)
    house.run(
        "select app.queue_mail(b.hotel_id, b.id, 'PRECHECKIN_LINK') from hotel.booking as b where b.number = %s", number
    )
    how = settings(tmp_path)
    deliver(database, MailFolder(tmp_path), how, lambda: statuses(house).get("PRECHECKIN_LINK") == "SENT")
    texts = [email.message_from_bytes(path.read_bytes(), policy=modern).get_content() for path in tmp_path.iterdir()]
    (text,) = [text for text in texts if "precheckin?token=" in text]
    assert "72 hours" not in text, "hours that are not this hotel's"
    token = text.split("precheckin?token=")[1].split()[0]
    found = "select count(*) from hotel.precheckin_token where token_hash = hotel.token_hash(%s) and used_at is null"
    assert house.value(found, token) == 1
    assert house.value("select count(*) from hotel.event where payload like '%%' || %s || '%%'", token) == 0
    assert house.value("select count(*) from hotel.audit where changes like '%%' || %s || '%%'", token) == 0


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SMTP_HOST": "mail.example"}, "MAIL_FROM"),
        ({"SMTP_HOST": "mail.example", "MAIL_FROM": SENDER}, "HOTELMATE_GUEST_URL"),
        ({"HOTELMATE_GUEST_URL": "guests.example"}, "HOTELMATE_GUEST_URL"),
        ({"SMTP_HOST": "mail.example", "SMTP_SECURITY": "perhaps"}, "SMTP_SECURITY=perhaps"),
        ({"SMTP_HOST": "mail.example", "SMTP_PORT": "x"}, "SMTP_PORT=x"),
    ],
)
def test_half_a_setting_is_named(environment: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        MailSettings.from_environment(environment)
