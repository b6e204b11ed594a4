"""What is asked of a database that grows: as the API and the relay ask it, and taken back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg

from hotelmate.urls import as_role

Ask = tuple[bytes, dict[str, object]]


class Hotel:
    """One hotel of a database, and what can be asked about it. `dice` chooses what a question is about."""

    def __init__(self, admin: psycopg.Connection[Any], hotel_id: int, dice: random.Random) -> None:
        self._dice = dice
        self._named: dict[str, object] = {"hotel": f"bench-{hotel_id}", "token": f"token-{hotel_id}"}

        def numbers(which: str) -> list[str]:
            query = f"select b.number from hotel.booking as b where b.hotel_id = %s and {which} order by b.id"
            return [number for (number,) in admin.execute(query.encode(), [hotel_id]).fetchall()]

        self._requests = numbers("b.status = 'PENDING_APPROVAL'")
        self._arrivals = numbers("b.status = 'CONFIRMED' and b.check_in = current_date and b.checked_in_at is null")
        every = "(select greatest(max(x.id) / 1000, 1) from hotel.booking as x where x.hotel_id = b.hotel_id)"
        self._all = numbers(f"b.id %% {every} = 0")
        self._rooms = [
            room
            for (room,) in admin.execute(
                "select r.id from hotel.room as r where r.hotel_id = %s and r.room_status = 'READY_FOR_GUEST' "
                "and not exists (select from hotel.room_claim as c "
                "where c.hotel_id = r.hotel_id and c.room_id = r.id and c.is_open)",
                [hotel_id],
            ).fetchall()
        ]

    def approve_booking(self) -> Ask:
        return self._call("approve_booking", booking_id=self._dice.choice(self._requests))

    def check_in(self) -> Ask:
        return self._call("check_in", booking_id=self._dice.choice(self._arrivals))

    def set_room_status(self) -> Ask:
        room = self._dice.choice(self._rooms)
        return self._call("set_room_status", room_id=room, to_status="MAINTENANCE_REQUIRED")

    def first_page(self) -> Ask:
        """With the counts of all buckets."""
        return self._call("list_bookings", filters="{}", page=1, page_size=20, include_counts=True)

    def filtered_page(self) -> Ask:
        """The arrivals of today."""
        filters = '{"bucket": "arrivals"}'
        return self._call("list_bookings", filters=filters, page=1, page_size=20, include_counts=False)

    def searched_page(self) -> Ask:
        """By a guest's e-mail address."""
        n = int(self._dice.choice(self._all).rsplit("-", 1)[1])
        filters = f'{{"q": "n{n}@guests.example"}}'
        return self._call("list_bookings", filters=filters, page=1, page_size=20, include_counts=False)

    def get_booking(self) -> Ask:
        """Any, however old."""
        return self._call("get_booking", booking_id=self._dice.choice(self._all))

    def read_board(self) -> Ask:
        return self._call("read_board")

    def get_availability(self) -> Ask:
        text = b"select api.get_availability(%(hotel)s, current_date + 1, current_date + 4)"
        return text, {"hotel": self._named["hotel"]}

    def _call(self, function: str, **arguments: object) -> Ask:
        named = {**self._named, **arguments}
        return f"select api.{function}({', '.join(f'p_{name} => %({name})s' for name in named)})".encode(), named


def empty_poll() -> Ask:
    """The relay looks, and there is nothing."""
    return b"select * from relay.pending_messages('{}', 16, 10)", {}


@dataclass(frozen=True)
class Operation:
    """Something that is asked; `hotel` is large, small or all."""

    name: str
    hotel: str
    ask: Callable[[], Ask]
    role: str = "api"


def operations(admin: psycopg.Connection[Any], seed: int) -> list[Operation]:
    """All of them: of the large hotel, of a small one, of the relay."""
    found = []
    for which, hotel_id in (("large", 1), ("small", 2)):
        hotel = Hotel(admin, hotel_id, random.Random(seed))
        asks = (
            *(hotel.approve_booking, hotel.check_in, hotel.set_room_status, hotel.first_page, hotel.filtered_page),
            *(hotel.searched_page, hotel.get_booking, hotel.read_board, hotel.get_availability),
        )
        found += [Operation(ask.__name__, which, ask) for ask in asks]
    return [*found, Operation("relay, nothing waits", "all", empty_poll, "listener")]


class Session:
    """A caller's session with a database, by role."""

    def __init__(self, admin_url: str) -> None:
        self._conns = {role: psycopg.connect(as_role(admin_url, role)) for role in ("api", "listener")}

    def close(self) -> None:
        for conn in self._conns.values():
            conn.close()

    def milliseconds(self, operation: Operation) -> float:
        """Of one answer, the log that a commit writes included, the flush left out: it is taken back.

        Everything is asked twice and the second time counts: what a larger database has to fetch from the disk is
        another question.
        """
        ask = operation.ask()
        self._took(operation.role, *ask)
        return self._took(operation.role, *ask)

    def _took(self, role: str, statement: bytes, parameters: dict[str, object]) -> float:
        conn = self._conns[role]
        started = time.perf_counter()
        conn.execute(statement, parameters, prepare=True).fetchone()
        conn.execute("set constraints all immediate")
        took = 1000 * (time.perf_counter() - started)
        conn.rollback()
        return took

    def slowest_plan(self, operation: Operation, admin_url: str) -> str:
        """The plan of the statement within the operation that took longest, those within it left out."""
        plans: list[Plan] = []

        def heed(notice: psycopg.errors.Diagnostic) -> None:
            text = notice.message_primary or ""
            if text.startswith("duration: "):
                plans.append(Plan(float(text.split()[1]), len((notice.context or "").splitlines()), text))

        statement, parameters = operation.ask()
        with psycopg.connect(admin_url) as conn:
            conn.add_notice_handler(heed)
            for setting in (
                "load 'auto_explain'",
                "set auto_explain.log_min_duration = 0",
                "set auto_explain.log_nested_statements = on",
                "set auto_explain.log_analyze = on",
                "set auto_explain.log_buffers = on",
                "set client_min_messages = log",
            ):
                conn.execute(setting.encode())
            role = "hotelmate_api" if operation.role == "api" else "hotelmate_listener"
            conn.execute(f"set role {role}".encode())
            for _ in range(6):  # by then the functions have settled on their plans
                plans.clear()
                conn.execute(statement, parameters).fetchone()
                conn.execute("set constraints all immediate")
            conn.rollback()
        return slowest(plans)


class Plan(NamedTuple):
    """A statement's plan as the server tells it when the statement has ended, `depth` functions deep."""

    milliseconds: float
    depth: int
    text: str


def slowest(plans: Sequence[Plan]) -> str:
    """The plan that took longest by itself. A statement's own come before it: they end before it does."""
    own: list[tuple[float, str]] = []
    within: dict[int, float] = {}
    for plan in plans:
        inner = sum(within.pop(depth) for depth in list(within) if depth > plan.depth)
        own.append((plan.milliseconds - inner, plan.text))
        within[plan.depth] = within.get(plan.depth, 0.0) + plan.milliseconds
    return max(own, default=(0.0, "no plan was heard"))[1]
