"""Two hotels with staff and bookings in every state, made through the API's own functions: what attacks aim at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

HOTEL = "grand-plaza"
OTHER_HOTEL = "sea-view"
ROOMS = range(101, 181)
SINGLES = range(501, 511)

# Who works there: name → (role, department). A cook may do nothing here.
STAFF = {
    "manager": ("hotel_manager", "management"),
    "desk": ("front_desk_agent", "front_office"),
    "cleaner": ("housekeeper", "housekeeping"),
    "cook": ("kitchen_staff", "kitchen"),
}


@contextmanager
def days_gone_by(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """A transaction of the owner in which arrivals can be moved into the past, as if days had gone by."""
    with owner.transaction():
        owner.execute("alter table hotel.booking disable trigger guard_start")
        yield
        owner.execute("alter table hotel.booking enable trigger guard_start")


class House:
    """The hotels, as seen by their owner. `tokens` are raw: by name of staff, and "stranger" of the other hotel."""

    def __init__(self, admin_url: str) -> None:
        """Connect as an administrator and fill an empty release."""
        self._conn = psycopg.connect(admin_url, autocommit=True)
        self._conn.execute("set role hotelmate_owner")
        self._references = count(1)
        self.tokens: dict[str, str] = {}
        self.hotel_id = self._open(HOTEL)
        self.other_hotel_id = self._open(OTHER_HOTEL)
        for name, (role, department) in STAFF.items():
            self.tokens[name] = self._employ(self.hotel_id, name, role, department)
        self.tokens["stranger"] = self._employ(self.other_hotel_id, "stranger", "hotel_manager", "management")
        self.today: date = self.value("select hotel.local_date(hotel.clock(), 'Europe/Dublin')")

    def close(self) -> None:
        self._conn.close()

    def value(self, query: str, *parameters: Any) -> Any:
        """The one value of a query."""
        row = self._conn.execute(query.encode(), parameters).fetchone()
        return row[0] if row else None

    def run(self, statement: str, *parameters: Any) -> None:
        """A statement of the owner, past every function."""
        self._conn.execute(statement.encode(), parameters)

    def api(self, function: str, hotel: str = HOTEL, **arguments: Any) -> Any:
        """What api.<function> answers, called directly."""
        named = {"hotel": hotel} | arguments
        call = ", ".join(f"p_{name} => %({name})s" for name in named)
        row = self._conn.execute(f"select api.{function}({call})".encode(), named).fetchone()
        assert row
        return row[0]

    def staff(self, function: str, hotel: str = HOTEL, **arguments: Any) -> Any:
        """The same as a manager of the hotel."""
        token = self.tokens["manager" if hotel == HOTEL else "stranger"]
        return self.api(function, hotel, token=token, **arguments)

    # --- bookings, from the first state to the last ---

    def stay(self, nights: int = 2, begins_in: int = 0) -> dict[str, Any]:
        """Fields of a valid booking for one adult."""
        arrival = self.today + timedelta(days=begins_in)
        return {
            "room_type_code": "DBL",
            "check_in": arrival,
            "check_out": arrival + timedelta(days=nights),
            "primary_first_name": "Ann",
            "primary_last_name": "Guest",
            "primary_email": "ann@example.org",
            "primary_phone": "+353 1 234",
            "booker_type": "SELF",
        }

    def held(self, **fields: Any) -> tuple[str, str]:
        """A guest's booking that waits for its payment; its number and the guest's token."""
        data = self.api("create_booking", **(self.stay() | fields))["data"]
        return data["booking_id"], data["guest_token"]

    def page(self, number: str) -> str:
        """The provider's id of a page to pay for a booking on, made without the provider."""
        reference = f"cs_test_{next(self._references)}"
        opened = self.api(
            "open_payment_session", booking_id=number, success_url="https://a.ie", cancel_url="https://a.ie"
        )
        session = opened["request"]["session"]
        self.api("keep_payment_session", session=session, reference=reference, payment_url="https://pay.example/")
        return reference

    def precheckin(self, number: str) -> str:
        """The raw token of a fresh pre-check-in link of a booking."""
        return str(
            self.value("select app.issue_precheckin_token(b) from hotel.booking as b where b.number = %s", number)
        )

    def requested(self, **fields: Any) -> str:
        """A booking that waits for approval, its payment authorised."""
        number, _ = self.held(**fields)
        self.money(number, "AUTHORIZED")
        return number

    def paid_request(self) -> str:
        """A booking that waits for approval, its payment captured."""
        number = self.requested()
        self.money(number, "CAPTURED")
        return number

    def money(self, number: str, kind: str) -> None:
        """A report of the provider about the whole total."""
        self._conn.execute(
            "select app.record_payment_movement(%(hotel)s, %(number)s, %(kind)s::hotel.ledger_kind, %(payment)s, "
            "%(movement)s, (select total_minor from hotel.booking where number = %(number)s))",
            {
                "hotel": HOTEL,
                "number": number,
                "kind": kind,
                "payment": f"pi_{number}",
                "movement": f"m_{next(self._references)}",
            },
        )

    def confirmed(self, hotel: str = HOTEL, **fields: Any) -> str:
        """A booking that pays at the property."""
        answer = self.staff("create_staff_booking", hotel, **(self.stay() | fields))
        return str(answer["booking_id"])

    def assigned(self, hotel: str = HOTEL, **fields: Any) -> tuple[str, int]:
        """A booking with a room; its number and the room's id."""
        number = self.confirmed(hotel, **fields)
        room = self.free_room(number, hotel)
        self.staff("assign_room", hotel, booking_id=number, room_id=room)
        return number, room

    def free_room(self, number: str, hotel: str = HOTEL) -> int:
        """Id of a room that could be assigned to a booking."""
        return int(self.staff("list_available_rooms", hotel, booking_id=number)["available_rooms"][0]["id"])

    def in_house(self, **fields: Any) -> tuple[str, int]:
        """A booking whose guest has arrived; its number and the room's id."""
        number, room = self.assigned(**fields)
        self.staff("check_in", booking_id=number, override_reason="a test at any hour")
        return number, room

    def departed(self) -> str:
        """A booking whose guest has paid and left."""
        number, _ = self.in_house()
        self.staff("check_out", booking_id=number, open_balance_note="a test")
        return number

    def expired(self) -> str:
        """A request nobody decided in time."""
        number = self.requested()
        self.arrived_days_ago(number, 2)
        self.run(
            "update hotel.booking set approval_deadline_at = hotel.clock() - interval '1 day' where number = %s", number
        )
        self.run(
            "select jobs.expire_approvals(b.hotel_id, p_only => b.id) from hotel.booking as b where number = %s", number
        )
        return number

    def arrived_days_ago(self, number: str, days: int) -> None:
        """Move the day of arrival, and the night its room is held from, into the past."""
        with days_gone_by(self._conn):
            self.run("update hotel.booking set check_in = check_in - %s where number = %s", days, number)
            self.run(
                "update hotel.room_claim as c set stay = daterange(b.check_in, upper(c.stay)) from hotel.booking as b "
                "where b.number = %s and c.booking_id = b.id and c.hotel_id = b.hotel_id and c.is_open",
                number,
            )

    def a_day_passes(self, number: str) -> None:
        """Move a booking with a room, arrival and departure, one day into the past."""
        with days_gone_by(self._conn):
            self.run(
                "with moved as (update hotel.booking set check_in = check_in - 1, check_out = check_out - 1 "
                "where number = %s returning hotel_id, id, check_in, check_out) "
                "update hotel.room_claim as c set stay = daterange(m.check_in, m.check_out) from moved as m "
                "where c.hotel_id = m.hotel_id and c.booking_id = m.id and c.is_open",
                number,
            )

    def arrival_at_risk(self) -> tuple[str, str]:
        """A booking that arrives today and the one that is still in its room."""
        guest, room = self.in_house(**self.stay(nights=1))
        waiting = self.confirmed(**self.stay(begins_in=1))
        policy = "update hotel.hotel_policy set room_readiness = %s where hotel_id = %s"
        self.run(policy, "AT_CHECK_IN", self.hotel_id)
        self.staff("assign_room", booking_id=waiting, room_id=room)
        self.run(policy, "AT_ASSIGNMENT", self.hotel_id)
        for number in (guest, waiting):
            self.a_day_passes(number)
        return waiting, guest

    def room_number(self, room_id: int) -> int:
        """The number on a room's door."""
        return int(self.value("select room_number from hotel.room where id = %s", room_id))

    def room_at(self, status: str) -> tuple[int, int]:
        """A room brought to a status of the turnover, out of READY_FOR_GUEST; its id and number."""
        number = self.confirmed()
        room = self.free_room(number)
        door = self.room_number(room)
        self.staff("cancel_booking", booking_id=number)
        way = {
            "READY_FOR_GUEST": [],
            "MAINTENANCE_REQUIRED": ["MAINTENANCE_REQUIRED"],
            "OUT_OF_ORDER": ["OUT_OF_ORDER"],
            "CHECKOUT_DIRTY": ["MAINTENANCE_REQUIRED", "CHECKOUT_DIRTY"],
            "CLEANED_UNINSPECTED": ["MAINTENANCE_REQUIRED", "CHECKOUT_DIRTY", "CLEANED_UNINSPECTED"],
        }[status]
        for step in way:
            self.staff("set_room_status", room_id=room, to_status=step, source="MANAGER_OVERRIDE", note="a test")
        return room, door

    def discrepancy(self) -> int:
        """A room in which housekeeping counted somebody whom the books do not know; the case's id."""
        counts = Jsonb([{"room_number": ROOMS[-1], "persons": 2}])
        return int(self.staff("report_discrepancies", counts=counts)["discrepancies"][0]["id"])

    def block(self, door: int) -> int:
        """A dated block of a room, of one night far away that no other block has; its id."""
        starts_on = self.today + timedelta(days=400 + next(self._references))
        block = self.staff(
            "block_room",
            room_number=door,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=1),
            reason="painters",
        )
        return int(block["id"])

    def task(self, room: int) -> int:
        """An open task for a room, nobody's yet; its id."""
        return int(self.staff("create_task", room=room, task_type="AMENITY")["id"])

    def guest_in_house(self) -> int:
        """Somebody without a booking in an occupied room; the guest's id."""
        _, room = self.in_house()
        guest = self.staff(
            "create_house_guest",
            room_number=self.room_number(room),
            first_name="Flo",
            last_name="Guest",
            check_out_date=self.today + timedelta(days=1),
        )
        return int(guest["id"])

    def policy(self) -> int:
        """A cancellation policy; its id."""
        fields = {
            "name": "Flexible",
            "template_type": "FLEXIBLE",
            "free_until_hours": 24,
            "penalty_type": "FIRST_NIGHT",
        }
        code = f"FLEX{next(self._references)}"
        return int(self.staff("create_cancellation_policy", policy=Jsonb({"code": code, **fields}))["id"])

    def rate_plan(self) -> int:
        """A rate plan; its id."""
        fields = {"code": f"EARLY{next(self._references)}", "name": "Early", "default_discount_percent": "10"}
        return int(self.staff("create_rate_plan", changes=Jsonb(fields))["id"])

    def colleague(self) -> int:
        """Somebody who cleans and may do little else; the id."""
        return int(self.value("select id from hotel.staff where email = 'cleaner@example.org'"))

    def staff_token(self) -> int:
        """A token of a colleague, which nobody has ever used; its id."""
        return int(self.staff("issue_staff_token", staff_id=self.colleague(), label="spare")["id"])

    # --- looking at everything ---

    def rows(self) -> dict[str, Counter[str]]:
        """Every row of every table of the hotels, as text: what an attack must leave as it was."""
        tables = self.value(
            "select array_agg(c.oid::regclass::text order by c.oid) from pg_class c "
            "where c.relnamespace = 'hotel'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
        )
        query = " union all ".join(f"select '{table}', t::text from {table} as t" for table in tables)
        rows: dict[str, Counter[str]] = {table: Counter() for table in tables}
        for table, row in self._conn.execute(query.encode()).fetchall():
            rows[table][row] += 1
        return rows

    # --- setting up ---

    def _open(self, slug: str) -> int:
        with self._conn.transaction():
            hotel_id = self.value("select app.create_hotel(%s, %s)", slug, slug.replace("-", " ").title())
            for code, occupancy, doors in [("DBL", 3, ROOMS), ("SGL", 1, SINGLES)]:
                self.run(
                    "with kind as (insert into hotel.room_type (hotel_id, code, name, max_occupancy, "
                    "starting_price_minor) values (%s, %s, %s, %s, 10000) returning hotel_id, id) "
                    "insert into hotel.room (hotel_id, room_number, room_type_id) "
                    "select kind.hotel_id, door, kind.id from kind, unnest(%s::int[]) as door",
                    *(hotel_id, code, code.title(), occupancy, list(doors)),
                )
        return int(hotel_id)

    def _employ(self, hotel_id: int, name: str, role: str, department: str) -> str:
        self.run(
            "insert into hotel.staff (hotel_id, email, first_name, last_name, role, department) "
            "values (%s, %s, %s, 'Staff', %s, %s)",
            *(hotel_id, f"{name}@example.org", name.title(), role, department),
        )
        token = self.value(
            "select app.issue_staff_token(%s, id, 'test') from hotel.staff where email = %s",
            hotel_id,
            f"{name}@example.org",
        )
        return str(token)


def companions(*names: str) -> Jsonb:
    """Companions for a function's p_party."""
    return Jsonb([{"first_name": name, "last_name": "Guest"} for name in names])


def changed_rows(before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> int:
    """How many rows are in one of two looks and not in the other."""
    return sum(
        ((before[table] - after[table]) + (after[table] - before[table])).total()
        for table in before.keys() | after.keys()
    )
