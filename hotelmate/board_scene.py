"""Midday at the demo hotel, lived through by its own functions: what the board's pictures show and its tests look at.

Guests arrived on the days before, some have left, one should have; requests wait with every kind of clock; rooms stand
at every state. The hotel's clock is moved along meanwhile, so that all of it happened when it says it did.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from hotelmate.prove.ground import MovingClock, owner_of
from hotelmate.seed import seed

MIDDAY = time(12, 18)  # check-in has begun, grace for check-out is over
ZONE = ZoneInfo("Europe/Dublin")

# Guest, room, type, nights: who came three, two and one days ago; a stay that ends today ends this morning.
EARLIER: dict[int, list[tuple[str, int, str, int]]] = {
    3: [
        ("Aoife Brennan", 101, "SGL", 4),
        ("Henrik Møller", 204, "DBL", 3),
        ("Rosa Delgado", 103, "DBL", 3),
        ("Tomás Ferreira", 107, "FAM", 5),
    ],
    2: [
        ("Mei Tanaka", 105, "DBL", 2),
        ("Priya Raman", 203, "DBL", 4),
        ("Lukas Weber", 208, "FAM", 2),
        ("Clara Rossi", 301, "SGL", 3),
    ],
    1: [
        ("Noah Petersen", 104, "DBL", 2),
        ("Ines Carvalho", 202, "SGL", 1),
        ("Sofia Lindqvist", 205, "DBL", 1),
        ("James Okafor", 206, "DBL", 1),
        ("Elif Yıldız", 303, "DBL", 3),
        ("Marek Novák", 305, "DBL", 1),
        ("Grace Murphy", 307, "FAM", 2),
    ],
}
LEFT = ("Rosa Delgado", "Ines Carvalho", "Sofia Lindqvist", "James Okafor", "Marek Novák", "Lukas Weber")
# What housekeeping has done since in the rooms that were left; 103 and 208 still wait.
TURNED = {202: 3, 205: 1, 206: 2, 305: 3}
TURNOVER = ("start_cleaning", "mark_cleaned", "inspect_room")
# Guest, room or none yet, type, nights, adults, wish: who is expected today.
EXPECTED = [
    ("Anna Kowalska", 102, "SGL", 2, 1, ""),
    ("David Cohen", 106, "DBL", 3, 2, "A quiet room, please: we arrive with a baby"),
    ("Isabel Moreau", 204, "DBL", 2, 2, ""),
    ("Ruben Janssens", None, "DBL", 1, 1, ""),
    ("Fatima El Amrani", 207, "FAM", 4, 2, ""),
    ("Oliver Hayes", None, "SGL", 2, 1, "Late arrival, about 22:00"),
]
# Guest, type, days until arrival, nights, minutes since the request was paid for, whether somebody has looked at it.
REQUESTS = [
    ("Beatriz Almeida", "DBL", 6, 3, 39, True),
    ("Samuel Park", "FAM", 13, 4, 22, True),
    ("Charlotte Dubois", "SGL", 2, 2, 4, False),
]
FAULTS = [(302, "HIGH", "Shower drips through the ceiling of 202"), (304, "LOW", "Bedside lamp")]


class Scene:
    """The hotel as its owner and as its manager. `arranged` makes it; further actions of anybody may follow."""

    def __init__(self, admin_url: str) -> None:
        """Open the hotel, five days ago."""
        self._owner = owner_of(admin_url)
        self._movements = count(1)
        self._clock = MovingClock.install(self._owner)
        self.now = datetime.combine(datetime.now(ZONE).date(), MIDDAY, ZONE)
        self.today: date = self.now.date()
        self._expected: dict[str, str] = {}
        self.at(self._day(-5, 10))
        seeded = seed(admin_url)
        self.hotel, self.token = seeded.hotel_slug, seeded.token

    @classmethod
    def arranged(cls, admin_url: str) -> Scene:
        """Seed an empty release and live up to midday. The clock stays there and runs on."""
        scene = cls(admin_url)
        scene._reserve_before_the_others_come()
        for days, guests in EARLIER.items():
            scene._receive(days, guests)
        scene._morning()
        scene._midday()
        return scene

    def close(self) -> None:
        self._owner.close()

    def copied(self, admin_url: str) -> Scene:
        """The same scene in a copy of its database."""
        copy = object.__new__(Scene)
        copy.__dict__.update(self.__dict__)
        copy._owner = owner_of(admin_url)
        return copy

    def at(self, moment: datetime) -> None:
        """Set the hotel's clock."""
        self._clock.set_ahead(self._owner, moment - datetime.now(ZONE))

    def staff(self, function: str, **arguments: Any) -> Any:
        """What api.<function> answers the manager."""
        return self._api(function, token=self.token, **arguments)

    def book(self, name: str, kind: str, arrival: date, nights: int, *, adults: int = 1, wish: str = "") -> str:
        """A booking that is paid at the desk; its number."""
        fields = self._stay(name, kind, arrival, nights)
        fields |= {"adults": adults, "special_requests": wish, "terms": "PAY_AT_PROPERTY"}
        number = str(self.staff("create_staff_booking", **fields)["booking_id"])
        self.staff("mark_booking_seen", booking_id=number)
        return number

    def request(self, name: str, kind: str, arrival: date, nights: int) -> str:
        """A guest's request whose payment is authorised; its number."""
        fields = self._stay(name, kind, arrival, nights) | {"booker_type": "SELF"}
        number = str(self._api("create_booking", **fields)["data"]["booking_id"])
        self.money(number, "AUTHORIZED")
        return number

    def money(self, number: str, kind: str) -> None:
        """A report of the provider about the whole total."""
        self._owner.execute(
            "select app.record_payment_movement(%s, %s, %s::hotel.ledger_kind, %s, %s, "
            "(select total_minor from hotel.booking where number = %s))",
            [self.hotel, number, kind, f"pi_{number}", f"m_{next(self._movements)}", number],
        )

    def assign(self, number: str, room: int) -> None:
        """Give a booking a room by the number on its door."""
        self.staff("assign_room", booking_id=number, room_id=self.room_id(room))

    def room_id(self, room: int) -> int:
        """The id behind a door."""
        return int(self._value("select id from hotel.room where room_number = %s", room))

    def time(self) -> float:
        """The hotel's clock as `time.time` tells it."""
        return self._clock.time()

    def expired(self, name: str) -> str:
        """A request nobody decided before its authorisation lapsed."""
        number = self.request(name, "SGL", self.today + timedelta(days=20), 1)
        self._owner.execute(
            "update hotel.payment set capture_before = hotel.clock() - interval '1 second' where reference = %s",
            [f"pi_{number}"],
        )
        self._owner.execute(
            "select jobs.expire_approvals(b.hotel_id, p_only => b.id) from hotel.booking as b where b.number = %s",
            [number],
        )
        return number

    def precheckin_link(self, number: str) -> str:
        """The raw token of a link for a booking."""
        return str(
            self._value("select app.issue_precheckin_token(b) from hotel.booking as b where b.number = %s", number)
        )

    def guest_token(self, name: str) -> str:
        """A fresh raw token of a guest."""
        number = self.number_of(name)
        return str(self._value("select app.issue_guest_token(b) from hotel.booking as b where b.number = %s", number))

    # --- the days ---

    def _reserve_before_the_others_come(self) -> None:
        """The room that somebody will still be in was promised while it was free."""
        self.at(self._day(-4, 10))
        for name, room, kind, nights, adults, wish in EXPECTED:
            number = self._expected[name] = self.book(name, kind, self.today, nights, adults=adults, wish=wish)
            if room == 204:
                self._name_companions(number, adults)
                self.assign(number, room)

    def _receive(self, days: int, guests: list[tuple[str, int, str, int]]) -> None:
        for nth, (name, room, kind, nights) in enumerate(guests):
            self.at(self._day(-days, 15) + timedelta(minutes=13 * nth))
            number = self.book(name, kind, self.today - timedelta(days=days), nights)
            self.assign(number, room)
            self.staff("check_in", booking_id=number)

    def _morning(self) -> None:
        for nth, name in enumerate(LEFT):
            self.at(self._day(0, 9) + timedelta(minutes=17 * nth))
            number = self.number_of(name)
            self.staff("record_property_payment", booking_id=number, amount_minor=self.total_of(number))
            self.staff("check_out", booking_id=number)
        self.at(self._day(0, 11))
        for room, steps in TURNED.items():
            for step in TURNOVER[:steps]:
                self.staff(step, room_number=room, **({"passed": True} if step == "inspect_room" else {}))
        for room, priority, notes in FAULTS:
            self.staff("mark_maintenance", room_number=room, priority=priority, notes=notes)
        self.staff(
            "set_room_status",
            room_id=self.room_id(308),
            to_status="OUT_OF_ORDER",
            source="MANAGER_OVERRIDE",
            note="New carpet",
        )
        self._owner.execute(
            "insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason) "
            "select r.hotel_id, r.id, %s, %s, 'New window' from hotel.room as r where r.room_number = 306",
            [self.today, self.today + timedelta(days=2)],
        )

    def _midday(self) -> None:
        for name, room, _, _, adults, _ in EXPECTED:
            if room not in (None, 204) and name != "Fatima El Amrani":  # one party is not complete yet
                self._name_companions(self._expected[name], adults)
                self.assign(self._expected[name], room)
        for name, kind, days, nights, minutes, is_seen in REQUESTS:
            self.at(self.now - timedelta(minutes=minutes))
            number = self.request(name, kind, self.today + timedelta(days=days), nights)
            if is_seen:
                self.staff("mark_booking_seen", booking_id=number)
        self.at(self.now)
        self._owner.execute("reset role")
        self._owner.execute("call jobs.run_due()")
        self._owner.execute("set role hotelmate_owner")

    def _name_companions(self, number: str, adults: int) -> None:
        names = [{"first_name": "Robin", "last_name": "Guest"}] * (adults - 1)
        if names:
            self.staff("update_companions", booking_id=number, companions=Jsonb(names))

    def number_of(self, name: str) -> str:
        """The booking of a guest."""
        return str(self._value("select v.booking_id from app.booking_view as v where v.guest_name = %s", name))

    def total_of(self, number: str) -> int:
        """What a stay costs, in minor units."""
        return int(self._value("select total_minor from hotel.booking where number = %s", number))

    def _day(self, days: int, hour: int) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), time(hour), ZONE)

    def _stay(self, name: str, kind: str, arrival: date, nights: int) -> dict[str, Any]:
        first, _, last = name.partition(" ")
        return {
            "room_type_code": kind,
            "check_in": arrival,
            "check_out": arrival + timedelta(days=nights),
            "primary_first_name": first,
            "primary_last_name": last,
            "primary_email": "guest@guests.example",
            "primary_phone": "+353 1 555 0199",
        }

    def _api(self, function: str, **arguments: Any) -> Any:
        named = {"hotel": self.hotel} | arguments
        call = ", ".join(f"p_{name} => %({name})s" for name in named)
        return self._value(f"select api.{function}({call})", named)

    def _value(self, query: str, *parameters: Any) -> Any:
        """The one value of a query; its parameters in order, or one dictionary of them."""
        given = parameters[0] if parameters and isinstance(parameters[0], dict) else parameters
        row = self._owner.execute(query.encode(), given).fetchone()
        assert row, query
        return row[0]
