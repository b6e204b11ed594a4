"""What should have been heard, from the database's own rows, against what a client heard. No relay code in here."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg

EXPECTED = """
select
    h.slug, e.seq, e.event_id::text, e.at, t.category, r.audience, r.channel as route, p.realtime_visibility,
    e.hotel_id, coalesce(e.booking_number, '') as booking_id,
    case r.audience when 'GUEST' then e.guest_type else r.client_type end as name,
    case r.audience when 'GUEST' then e.guest_type else e.event_type end as event_type,
    case r.audience when 'GUEST' then e.guest_payload else e.payload end as payload
from hotel.event as e
inner join hotel.hotel as h on e.hotel_id = h.hotel_id
inner join hotel.hotel_policy as p on e.hotel_id = p.hotel_id
inner join hotel.event_type as t on e.event_type = t.event_type
inner join hotel.event_route as r on e.event_type = r.event_type
where r.audience = 'STAFF' or e.guest_payload is not null
order by e.hotel_id, e.seq, r.channel
"""


@dataclass(frozen=True)
class Expected:
    """A message that an event owes to a channel. `body` is its envelope, the scope apart; `at` is a Unix time in s."""

    hotel: str
    seq: int
    event_id: str
    channel: str
    name: str
    body: Mapping[str, Any]
    at: float


@dataclass(frozen=True)
class Heard:
    """A message as the client printed it; `at` is a Unix time in s."""

    channel: str
    name: str
    body: Mapping[str, Any]
    at: float

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Heard:
        """From a line of client.mjs."""
        return cls(line["channel"], line["name"], line["data"], line["at"] / 1000)

    @property
    def event_id(self) -> str:
        return str(self.body["meta"]["event_id"])

    @property
    def seq(self) -> int:
        return int(self.body["meta"]["seq"])


@dataclass
class Verdict:
    """Counts of messages, and of the events they are about. Those `received` were due and came, however often.

    `latencies` are in seconds, one per message received.
    """

    events: int = 0
    expected: int = 0
    received: int = 0
    lost: int = 0
    reordered: int = 0
    repeated: int = 0
    altered: int = 0
    stray: int = 0
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float | None:
        """Milliseconds from the time a commit wrote to the client, for that share of messages; to a tenth."""
        ordered = sorted(self.latencies)
        return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else None


def expected_messages(admin_url: str) -> list[Expected]:
    """Every message the events of a database owe, by hotel and sequence."""
    with psycopg.connect(admin_url, row_factory=psycopg.rows.dict_row) as conn:
        return [_expected(row) for row in conn.execute(EXPECTED).fetchall()]


def _expected(row: Mapping[str, Any]) -> Expected:
    private = "private-" if row["audience"] == "STAFF" and row["realtime_visibility"] == "PRIVATE" else ""
    body = {
        "category": row["category"],
        "type": row["name"],
        "event_type": row["event_type"],
        "payload": json.loads(row["payload"]),
        "meta": {"event_id": row["event_id"], "hotel_slug": row["slug"], "seq": row["seq"], "ts": row["at"]},
    }
    return Expected(
        hotel=row["slug"],
        seq=row["seq"],
        event_id=row["event_id"],
        channel=private + row["route"].format(slug=row["slug"], hotel_id=row["hotel_id"], booking_id=row["booking_id"]),
        name=row["name"],
        body=body,
        at=row["at"].timestamp(),
    )


def judge(expected: Sequence[Expected], heard: Iterable[Heard]) -> Verdict:
    """Compare. A consumer drops an event_id it has seen on a channel: order is judged by what is left.

    Within a channel, and within a hotel across its channels, the sequence must then rise.
    """
    due = {(message.channel, message.event_id): message for message in expected}
    verdict = Verdict(events=len({message.event_id for message in expected}), expected=len(due))
    seen: Counter[tuple[str, str]] = Counter()
    reached: defaultdict[str, int] = defaultdict(int)  # highest sequence by channel
    for message in heard:
        key = (message.channel, message.event_id)
        if key not in due:
            verdict.stray += 1
            verdict.failures.append(
                f"{message.name} {message.event_id} came on {message.channel}: it has no business there"
            )
            continue
        if not _says(message, due[key]):
            verdict.altered += 1
            verdict.failures.append(f"{message.name} {message.event_id} on {message.channel} is not what was written")
        seen[key] += 1
        if seen[key] > 1:
            continue
        verdict.latencies.append(message.at - due[key].at)
        # Without a reader in between, one connection brings a hotel's channels in the order in which they were sent.
        for line in (message.channel, f"hotel {due[key].hotel}"):
            if due[key].seq < reached[line]:
                verdict.reordered += 1
                verdict.failures.append(f"{line}: event {due[key].seq} came after event {reached[line]}")
                break
            reached[line] = due[key].seq
    lost = [due[key] for key in due if key not in seen]
    verdict.lost, verdict.received = len(lost), len(seen)
    verdict.repeated = seen.total() - len(seen)
    verdict.failures += [f"event {m.seq} of {m.hotel} ({m.name}) never came on {m.channel}" for m in lost]
    return verdict


def _says(message: Heard, due: Expected) -> bool:
    meta = dict(message.body["meta"])
    meta.pop("scope", None)
    written = datetime.fromisoformat(meta.pop("ts")).astimezone(UTC)
    return message.name == due.name and {**message.body, "meta": {**meta, "ts": written}} == due.body


def stories(heard: Iterable[Heard], channel: str, entity: str, tells: str) -> dict[Any, list[Any]]:
    """What a channel told of each booking or room, in order of arrival, repeats of an event and of a state dropped.

    `entity` is the payload's field that names it. `tells` is the payload's field that tells its state, or "event_type".
    """
    told: defaultdict[Any, list[Any]] = defaultdict(list)
    seen = set()
    for message in heard:
        if message.channel == channel and message.event_id not in seen:
            seen.add(message.event_id)
            payload = message.body["payload"]
            story = told[payload[entity]]
            state = message.body["event_type"] if tells == "event_type" else payload[tells]
            if story[-1:] != [state]:
                story.append(state)
    return dict(told)
