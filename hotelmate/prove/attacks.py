"""Requests that must be refused, for every operation of the API: what is sent, and what must come back.

Every attack must be answered with a 4xx problem and must leave every row of every table as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hotelmate.prove import attacks_addresses as addresses
from hotelmate.prove import attacks_bodies as bodies
from hotelmate.prove.house import changed_rows
from hotelmate.prove.operations import operations
from hotelmate.prove.target import Got, Operation, Send, Sent, Target

Attack = Callable[[Operation, Target], Iterator[Sent]]

ATTACKS: dict[str, Attack] = {
    "no token": addresses.no_token,
    "an invented token": addresses.invented_token,
    "another hotel's token": addresses.another_hotels_token,
    "a token without the capability": addresses.token_without_the_capability,
    "an unknown id": addresses.unknown_id,
    "another hotel's id": addresses.another_hotels_id,
    "an odd address": addresses.odd_address,
    "an odd query": addresses.odd_query,
    "an odd header": addresses.odd_header,
    "a wrong method": addresses.wrong_method,
    "malformed JSON": bodies.malformed_json,
    "a body of another kind": bodies.body_of_another_kind,
    "a nested body": bodies.nested_body,
    "a body of 10 MB": bodies.too_large_body,
    "a wrong content type": bodies.wrong_content_type,
    "a missing field": bodies.missing_field,
    "a wrong type": bodies.each_field(b'{"x": []}', b"[[]]", b"1.5", b'[{"first_name": 1, "last_name": 2}]'),
    "NUL in a text": bodies.each_field(b'"a\\u0000b"', b'[{"first_name": "a\\u0000", "last_name": "b"}]'),
    "broken Unicode": bodies.each_field(b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xc0\x80"'),
    "a huge number": bodies.each_field(
        *(b"1" + b"0" * 30, b"-1" + b"0" * 30, b"9223372036854775808", b"1e400", b"9" * 5000)
    ),
    "an impossible date": bodies.impossible_date,
    "reversed dates": bodies.reversed_dates,
    "SQL in a name": bodies.sql_in_a_name,
    "an overlong text": bodies.overlong_text,
}


@dataclass
class Outcome:
    """What became of one attack on every operation. `failures` are sentences."""

    attack: str
    tried: int = 0
    refused: int = 0
    server_errors: int = 0
    changed_rows: int = 0
    failures: list[str] = field(default_factory=list)

    def judge(self, sent: Sent, got: Got) -> None:
        self.tried += 1
        self.server_errors += got.status >= 500
        if 400 <= got.status < 500 and got.media_type == "application/problem+json":
            self.refused += 1
        else:
            body = (sent.content or b"")[:200]
            self.failures.append(
                f"{self.attack}: {sent.method} {sent.path[:200]} {body!r} → {got.status} {got.media_type}"
            )


def attack(name: str, target: Target, send: Send) -> Outcome:
    """Make one attack on every operation."""
    outcome = Outcome(name)
    for operation in operations(target.house):
        before = target.house.rows()
        for sent in ATTACKS[name](operation, target):
            outcome.judge(sent, send(sent))
        changed = changed_rows(before, target.house.rows())
        if changed:
            outcome.changed_rows += changed
            outcome.failures.append(f"{name}: {operation.name} changed {changed} rows")
    return outcome


def control(target: Target, send: Send) -> list[str]:
    """That the same requests unattacked are accepted: every read, and a booking. What is not, as sentences."""
    wanted = [o for o in operations(target.house) if o.method == "GET" or o.name == "create_booking"]
    answers = [(o.name, send(target.request(o)).status) for o in wanted]
    return [f"without any attack, {name} answered {status}" for name, status in answers if status not in (200, 201)]
