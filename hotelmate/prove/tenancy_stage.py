"""Where `prove tenancy` happens: two hotels with one of everything each, the API on a port, and a hostile setting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
from psycopg.types.json import Jsonb

from api.config import Settings
from hotelmate.prove.ground import RELEASE, released_server
from hotelmate.prove.house import OTHER_HOTEL, House, changed_rows
from hotelmate.prove.openapi_desk import PROBLEM, api_at
from hotelmate.prove.operations import operations
from hotelmate.prove.successes import Successes
from hotelmate.prove.target import Operation, Sent, Target
from hotelmate.prove.tenancy_hostile import antagonise, befriend
from listener.settings import PusherSettings

MARK = "Foreignmark"  # in every name of the other hotel that an answer could show


@dataclass
class Part:
    """What became of one kind of attack. `failures` are sentences: what was not refused, what leaked or changed."""

    name: str
    tried: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)

    def judge(self, refused: bool, code: str, what: str) -> None:
        self.tried += 1
        self.codes[code] += 1
        if refused:
            self.refused += 1
        else:
            self.failures.append(f"{self.name}: {what}: {code}")

    def shows_nothing_foreign(self, text: str, what: str) -> None:
        if MARK in text:
            self.failures.append(f"{self.name}: {what} shows something of the other hotel")


@dataclass
class World:
    """The stage. `foreign` names one thing of each kind at the other hotel; `issued` are raw tokens ever given out."""

    house: House
    client: httpx.Client
    url: str  # the administrator's, of the release
    target: Target
    foreign: dict[str, Any]
    issued: set[str]
    prepared: Successes

    @property
    def operations(self) -> list[Operation]:
        return operations(self.house)

    def send(self, sent: Sent) -> httpx.Response:
        """Send a request; tokens in its answer are remembered."""
        got = self.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
        if "token" in got.text:
            self.issued |= set(tokens_in(got.json()))
        return got

    def connect(self, role: str) -> psycopg.Connection[Any]:
        """A connection of a login role, each statement its own transaction."""
        return psycopg.connect(self.url.replace("//postgres@", f"//{role}@"), autocommit=True)

    def rows(self) -> dict[str, Counter[str]]:
        return self.house.rows()


def code_of(got: httpx.Response) -> str:
    """The code of a refusal; of anything else the status."""
    return str(got.json()["code"] if got.headers.get("content-type") == PROBLEM else got.status_code)


def changed(before: dict[str, Counter[str]], world: World) -> int:
    """How many rows of all tables, log included, are not as they were."""
    return changed_rows(before, world.rows())


def tokens_in(answer: Any) -> Iterator[str]:
    """Every raw token in an answer, however deep."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str) and "token" in name and len(value) == 64:
                yield value
            yield from tokens_in(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from tokens_in(value)


@contextmanager
def world() -> Iterator[World]:
    """A private server with everything on it; gone at the end. Raises ClusterError, DeployError."""
    with released_server() as cluster, furnished(cluster.url(database=RELEASE), cluster.url("api", RELEASE)) as stage:
        yield stage


@contextmanager
def furnished(admin_url: str, api_url: str) -> Iterator[World]:
    """The same in an empty release that is already there. What it adds to roles, it takes away again."""
    with ExitStack() as undo:
        house = House(admin_url)
        undo.callback(house.close)
        undo.callback(befriend, admin_url)
        antagonise(admin_url, house)
        settings = Settings(api_url, pusher=PusherSettings("1", "local", "secret"))
        client = undo.enter_context(api_at(settings))
        prepared = Successes(house)
        issued = {*house.tokens.values(), prepared.target.guest_token, prepared.target.precheckin}
        stage = World(house, client, admin_url, prepared.target, {}, issued, prepared)
        stage.foreign = foreign_things(house)
        yield stage


def foreign_things(house: House) -> dict[str, Any]:
    """One of each kind at the other hotel, under names and numbers that the first one does not have."""

    def there(function: str, **arguments: Any) -> Any:
        return house.staff(function, OTHER_HOTEL, **arguments)

    named = {"primary_first_name": MARK, "primary_last_name": MARK, "primary_email": f"{MARK}@example.org"}
    there("create_room_type", code="XXL", name=MARK)
    there("create_room", room_number=901, room_type="DBL")
    rate = {"name": MARK, "default_discount_percent": "10"}
    plan = there("create_rate_plan", changes=Jsonb({"code": "XPLAN", **rate}))
    rule = {"template_type": "FLEXIBLE", "free_until_hours": 24, "penalty_type": "FIRST_NIGHT"}
    policy = there("create_cancellation_policy", policy=Jsonb({"code": "XPOLICY", "name": MARK, **rule}))
    booking, room = house.assigned(OTHER_HOTEL, **named)
    there("check_in", booking_id=booking, override_reason="a test")
    held = house.api("create_booking", OTHER_HOTEL, **(house.stay() | named))["data"]
    guest = there(
        "create_house_guest",
        room_number=house.room_number(room),
        first_name=MARK,
        last_name=MARK,
        check_out_date=house.today,
    )
    counts = Jsonb([{"room_number": 901, "persons": 2, "note": MARK}])
    night = {"starts_on": "2031-01-01", "ends_on": "2031-01-02", "reason": MARK}
    return {
        "booking": booking,
        "held": held["booking_id"],
        "room": room,
        "door": 901,
        "room_type": "XXL",
        "staff": house.value("select id from hotel.staff where email = 'stranger@example.org'"),
        "staff_token": house.tokens["stranger"],
        "token_id": house.value("select min(id) from hotel.staff_token where hotel_id = %s", house.other_hotel_id),
        "member": house.value(
            "select min(m.id) from hotel.party_member as m where m.hotel_id = %s", house.other_hotel_id
        ),
        "task": there("create_task", room=room, task_type="AMENITY", note=MARK)["id"],
        "house_guest": guest["id"],
        "policy": policy["id"],
        "policy_code": "XPOLICY",
        "rate_plan": plan["id"],
        "plan_code": "XPLAN",
        "block": there("block_room", room_number=901, **night)["id"],
        "discrepancy": there("report_discrepancies", counts=counts)["discrepancies"][0]["id"],
        "session": _page(house, held["booking_id"]),
        "guest_token": held["guest_token"],
        "precheckin": house.precheckin(house.confirmed(OTHER_HOTEL, **named)),
        "session_key": house.value("select id::text from hotel.payment_session where reference = 'cs_test_foreign'"),
        "channel": f"private-{OTHER_HOTEL}.rooms",
    }


def _page(house: House, number: str) -> str:
    """The provider's id of a page to pay for the other hotel's booking on."""
    urls = {"success_url": "https://a.ie", "cancel_url": "https://a.ie"}
    opened = house.api("open_payment_session", OTHER_HOTEL, booking_id=number, **urls)
    page = {"reference": "cs_test_foreign", "payment_url": f"https://pay.example/{MARK}"}
    house.api("keep_payment_session", OTHER_HOTEL, session=opened["request"]["session"], **page)
    return page["reference"]
