"""A small hotel of its own for one run: one room type, a few rooms, and guests under names that the actions use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from psycopg.rows import scalar_row

from tests.py.races.arena import Arena, Connection

TODAY = date(2031, 5, 14)
YESTERDAY_AFTERNOON = "2031-05-13 16:00:00+00"
AN_HOUR_AGO = "2031-05-14 21:30:00+00"
HALF_AN_HOUR_AGO = "2031-05-14 22:00:00+00"
A_WHILE_AGO = "2031-05-14 22:20:00+00"
PRICE = 10_900  # minor units per night, VAT included
TOKEN = "the manager's token"


@dataclass(frozen=True)
class Booking:
    """Stands for the number of a booking, by the name of its guest."""

    name: str


@dataclass(frozen=True)
class Room:
    """Stands for the id of a room, by the number on its door."""

    number: int


@dataclass(frozen=True)
class HouseGuest:
    """Stands for the id of somebody who is or was in the house, by the first name."""

    name: str


@dataclass(frozen=True)
class GuestToken:
    """Stands for the raw token of a guest."""

    name: str


@dataclass
class Stage:
    """One hotel. Build it through the methods; every one of them goes through the functions a hotel goes through."""

    conn: Connection
    slug: str
    hotel_id: int = 0
    rooms: dict[int, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    guest_tokens: dict[str, str] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """A stand-in's real value in this hotel; anything else as it is."""
        match value:
            case Booking(name):
                return self.numbers[name]
            case Room(number):
                return self.rooms[number]
            case GuestToken(name):
                return self.guest_tokens[name]
            case HouseGuest(name):
                return self._value(
                    "select g.id from hotel.in_house_guest as g inner join hotel.person as q "
                    "on g.hotel_id = q.hotel_id and g.person_id = q.id where g.hotel_id = %s and q.first_name = %s",
                    self.hotel_id,
                    name,
                )
            case list():
                return [self.resolve(item) for item in value]
            case _:
                return value

    def open(self, rooms: int) -> None:
        """The hotel itself, with rooms 101, 102, … of one type and a manager."""
        self.hotel_id = self._value("select app.create_hotel(%s, %s, 'UTC')", self.slug, self.slug)
        type_id = self._value(
            "insert into hotel.room_type (hotel_id, code, name, max_occupancy, starting_price_minor) "
            "values (%s, 'DBL', 'Double', 3, 10000) returning id",
            self.hotel_id,
        )
        for number in range(101, 101 + rooms):
            self.rooms[number] = self._value(
                "insert into hotel.room (hotel_id, room_number, room_type_id) values (%s, %s, %s) returning id",
                self.hotel_id,
                number,
                type_id,
            )
        staff_id = self._value(
            "insert into hotel.staff (hotel_id, email, first_name, last_name, role) "
            "values (%s, 'm@example.org', 'Mia', 'Manager', 'hotel_manager') returning id",
            self.hotel_id,
        )
        self._do(
            "insert into hotel.staff_token (hotel_id, staff_id, token_hash) values (%s, %s, hotel.token_hash(%s))",
            self.hotel_id,
            staff_id,
            TOKEN,
        )

    def hold(self, name: str, *, arrives: int = 0, lapsed: bool = False) -> None:
        """A guest's unpaid booking of two nights; `arrives` in days from today. `lapsed`: its hold has ended."""
        if lapsed:
            self._at(AN_HOUR_AGO)
        answer = self._value(
            "select api.create_booking(p_hotel => %s, p_room_type_code => 'DBL', p_check_in => %s, p_check_out => %s, "
            "p_primary_first_name => %s, p_primary_last_name => 'Guest', p_primary_email => 'g@example.org', "
            "p_primary_phone => '1', p_booker_type => 'SELF') -> 'data'",
            self.slug,
            TODAY + timedelta(arrives),
            TODAY + timedelta(arrives + 2),
            name,
        )
        self._at("")
        self.numbers[name] = answer["booking_id"]
        self.guest_tokens[name] = answer["guest_token"]

    def request(
        self,
        name: str,
        *,
        arrives: int = 0,
        captured: bool = False,
        at: str = AN_HOUR_AGO,
        capture_before: str | None = None,
    ) -> None:
        """A guest's booking that staff must decide on; authorised (or captured as well) `at` that instant."""
        self.hold(name, arrives=arrives)
        for kind in ("AUTHORIZED", "CAPTURED") if captured else ("AUTHORIZED",):
            self._do(
                "select app.record_payment_movement(p_hotel => %s, p_booking_id => %s, p_kind => %s, "
                "p_payment_reference => %s, p_movement_reference => %s, p_amount_minor => %s, p_at => %s, "
                "p_capture_before => %s)",
                self.slug,
                self.numbers[name],
                kind,
                f"pi_{name}",
                f"{kind.lower()}_{name}",
                PRICE * 2,
                at,
                capture_before,
            )

    def book(self, name: str, *, arrives: int = 0, nights: int = 2, adults: int = 1, total: int = 0) -> None:
        """A confirmed booking made at the desk; complimentary unless a total in minor units is given."""
        if arrives < 0:
            self._at(YESTERDAY_AFTERNOON)
        self.numbers[name] = self._value(
            "select api.create_staff_booking(p_hotel => %s, p_room_type_code => 'DBL', p_check_in => %s, "
            "p_check_out => %s, p_primary_first_name => %s, p_primary_last_name => 'Guest', "
            "p_primary_email => 'g@example.org', p_primary_phone => '1', p_adults => %s, p_total_minor => %s, "
            "p_token => %s) ->> 'booking_id'",
            self.slug,
            TODAY + timedelta(arrives),
            TODAY + timedelta(arrives + nights),
            name,
            adults,
            total,
            TOKEN,
        )
        self._at("")

    def pay_at_desk(self, name: str, amount_minor: int) -> None:
        self._do(
            "select api.record_property_payment(p_hotel => %s, p_booking_id => %s, p_amount_minor => %s, "
            "p_reference => 'till-0', p_token => %s)",
            self.slug,
            self.numbers[name],
            amount_minor,
            TOKEN,
        )

    def cancel(self, name: str) -> None:
        self._do(
            "select api.cancel_booking(p_hotel => %s, p_booking_id => %s, p_token => %s)",
            self.slug,
            self.numbers[name],
            TOKEN,
        )

    def assign(self, name: str, room: int) -> None:
        self._do(
            "select api.assign_room(p_hotel => %s, p_booking_id => %s, p_room_id => %s, p_token => %s)",
            self.slug,
            self.numbers[name],
            self.rooms[room],
            TOKEN,
        )

    def check_in(self, name: str) -> None:
        """Check a guest in; the guest's token from now on is the one this brings."""
        self.guest_tokens[name] = self._value(
            "select api.check_in(p_hotel => %s, p_booking_id => %s, p_override_reason => 'expected', p_token => %s)"
            " ->> 'guest_token'",
            self.slug,
            self.numbers[name],
            TOKEN,
        )

    def stay(self, name: str, room: int, **booking: Any) -> None:
        """A guest in house, since the day of arrival."""
        self.book(name, **booking)
        self._at(YESTERDAY_AFTERNOON if booking.get("arrives", 0) < 0 else "")
        self.assign(name, room)
        self.check_in(name)
        self._at("")

    def visit(self, name: str, room: int) -> None:
        """Somebody without a booking joins those who stay in a room."""
        self._do(
            "select api.create_house_guest(p_hotel => %s, p_room_number => %s, p_first_name => %s, "
            "p_last_name => 'Guest', p_check_out_date => %s, p_token => %s)",
            self.slug,
            room,
            name,
            TODAY + timedelta(2),
            TOKEN,
        )

    def check_out(self, name: str) -> None:
        self._do(
            "select api.check_out(p_hotel => %s, p_booking_id => %s, p_token => %s)",
            self.slug,
            self.numbers[name],
            TOKEN,
        )

    def status(self, room: int, *statuses: str) -> None:
        """Take a room through these statuses."""
        for status in statuses:
            self._do(
                "select api.set_room_status(p_hotel => %s, p_room_id => %s, p_to_status => %s, "
                "p_source => 'MANAGER_OVERRIDE', p_note => 'scene', p_token => %s)",
                self.slug,
                self.rooms[room],
                status,
                TOKEN,
            )

    def sql(self, statement: str, **arguments: Any) -> None:
        """Raw SQL; %(hotel)s is this hotel's id, stand-ins are resolved."""
        resolved = {name: self.resolve(value) for name, value in arguments.items()}
        self.conn.execute(statement, {"hotel": self.hotel_id, **resolved})

    def _at(self, instant: str) -> None:
        """Set the clock for what follows; empty: back to the arena's."""
        self._do("select set_config('race.clock', %s, true)", instant)

    def _do(self, statement: str, *arguments: Any) -> None:
        self.conn.execute(statement, arguments)

    def _value(self, statement: str, *arguments: Any) -> Any:
        with self.conn.cursor(row_factory=scalar_row) as cursor:
            return cursor.execute(statement, arguments).fetchone()


def build(arena: Arena, scene: Any, rooms: int = 3) -> Stage:
    """A fresh hotel in which `scene(stage)` has happened, committed."""
    stage = Stage(arena.admin, arena.next_slug())
    with arena.admin.transaction():
        stage.open(rooms)
        scene(stage)
    return stage
