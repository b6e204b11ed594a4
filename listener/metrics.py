"""Figures of this process of the listener, as Prometheus reads them: taken at its doors, around what is behind them."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram

from listener.sinks import Message, Refused, Sink, Unavailable
from listener.sinks.mail import Mailbox
from listener.sinks.money import Command, Outcome, Provider

REGISTRY = CollectorRegistry()

BATCHES = Histogram(
    "hotelmate_relay_batch_seconds",
    "How long the event provider took over a batch it accepted.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0),
    registry=REGISTRY,
)
MESSAGES = Counter("hotelmate_relay_messages", "Messages the event provider accepted.", registry=REGISTRY)
FAILURES = Counter(
    "hotelmate_relay_failures",
    "Batches that were not accepted: unavailable ones are tried again, refused ones in smaller parts.",
    ["reason"],
    registry=REGISTRY,
)
BELLS = Counter("hotelmate_relay_bells", "Times a commit woke the sleeping relay.", registry=REGISTRY)
OUTCOMES = Counter(
    "hotelmate_payment_outcomes",
    "What became of attempts to carry out a payment command.",
    ["kind", "outcome"],
    registry=REGISTRY,
)
LETTERS = Counter("hotelmate_letters", "What became of attempts to send a letter.", ["outcome"], registry=REGISTRY)
LOSSES = Counter("hotelmate_listener_database_losses", "Sessions lost, by worker.", ["worker"], registry=REGISTRY)

for reason in ("unavailable", "refused"):
    FAILURES.labels(reason)  # a figure that is nought is known all the same
for fate in ("sent", "unavailable", "refused"):
    LETTERS.labels(fate)


class MeasuredSink:
    """A sink, counted."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.batch_limit = sink.batch_limit

    async def publish(self, messages: Sequence[Message]) -> None:
        """See Sink."""
        began = perf_counter()
        try:
            await self._sink.publish(messages)
        except Unavailable:
            FAILURES.labels("unavailable").inc()
            raise
        except Refused:
            FAILURES.labels("refused").inc()
            raise
        BATCHES.observe(perf_counter() - began)
        MESSAGES.inc(len(messages))

    async def prove_it_works(self) -> None:
        """See Sink."""
        await self._sink.prove_it_works()


class MeasuredProvider:
    """A payment provider, counted."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def execute(self, command: Command) -> Outcome:
        """See Provider."""
        outcome = await self._provider.execute(command)
        OUTCOMES.labels(command.kind, outcome.outcome).inc()
        return outcome


class MeasuredMailbox:
    """A mailbox, counted."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def send(self, letter: EmailMessage) -> None:
        """See Mailbox."""
        try:
            await self._mailbox.send(letter)
        except Unavailable:
            LETTERS.labels("unavailable").inc()
            raise
        except Refused:
            LETTERS.labels("refused").inc()
            raise
        LETTERS.labels("sent").inc()
