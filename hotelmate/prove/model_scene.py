"""The hotel of `prove model` in a database: the same rooms, people and policies as the model's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hotelmate.prove.model_house import BEDS, DOORS, PRICES, House
from hotelmate.prove.model_people import STAFF
from hotelmate.standin.stripe_books import Books
from tests.py.races.arena import Arena
from tests.py.races.stage import Stage

FIRST_DAY = date(2031, 5, 14)
NO_NUMBER = "BK-NOBODY-2031-0001"
OPERATOR = "hotelmate_operator"
VAT = 109  # percent with it


@dataclass
class Scene:
    """One hotel of an arena, and the provider's books. `numbers`, `tokens`, `blocks` go by the model's names."""

    arena: Arena
    stage: Stage
    tokens_of: dict[str, str]
    books: Books = field(default_factory=Books)
    doors: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    blocks: dict[int, int] = field(default_factory=dict)
    now: int = House.now
    events: list[list[str]] = field(default_factory=list)  # by report: event texts that go with it
    outcomes: list[dict[str, Any]] = field(default_factory=list)  # arguments of record_payment_outcome

    @property
    def slug(self) -> str:
        return self.stage.slug

    @property
    def hotel_id(self) -> int:
        return self.stage.hotel_id

    def number(self, name: int) -> str:
        return self.numbers.get(name, NO_NUMBER)

    def room_id(self, door: int) -> int:
        return self.doors.get(door, -1)

    def day(self, days: int) -> date:
        return FIRST_DAY + timedelta(days=days)

    def at(self) -> datetime:
        """The scene's time as the database has it."""
        return datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(minutes=self.now)

    def value(self, query: str, *parameters: Any) -> Any:
        """The one value of an administrator's query at the scene's time."""
        row = self.arena.admin.execute(query.encode(), parameters).fetchone()
        return row[0] if row else None


def open_scene(arena: Arena, house: House, foreign_token: str) -> Scene:
    """A fresh hotel that is as `house` begins. `foreign_token`: another hotel's manager's."""
    stage = Stage(arena.admin, arena.next_slug())
    scene = Scene(arena, stage, {"stranger": foreign_token, "forger": "nobody issued this"})
    scene.books.clock = lambda: scene.at().timestamp()
    with arena.admin.transaction():
        arena.admin.execute("select set_config('race.clock', %s, true)", [scene.at().isoformat()])
        stage.hotel_id = scene.value("select app.create_hotel(%s, %s, 'UTC')", stage.slug, stage.slug)
        _furnish(scene, house)
        for name in STAFF:
            scene.tokens_of[name] = employ(scene, name)
    return scene


def employ(scene: Scene, name: str) -> str:
    """The raw token of somebody who works here from now on."""
    return str(
        scene.value(
            "with s as (insert into hotel.staff "
            "(hotel_id, email, first_name, last_name, role, department, access_level) "
            "values (%s, %s, %s, 'Staff', %s, %s, %s) returning hotel_id, id) "
            "select app.issue_staff_token(s.hotel_id, s.id, 'model') from s",
            *(scene.hotel_id, f"{name}@example.org", name.title(), *STAFF[name]),
        )
    )


def _furnish(scene: Scene, house: House) -> None:
    run = scene.arena.admin.execute
    run(
        "update hotel.hotel_policy set approval_policy = %s, room_readiness = %s where hotel_id = %s",
        [house.policy, house.readiness, scene.hotel_id],
    )
    run("insert into hotel.operator_access (hotel_id, role_name) values (%s, %s)", [scene.hotel_id, OPERATOR])
    run(
        "insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type, "
        "no_show_penalty_type) values (%s, 'ALL', 'All', 'NON_REFUNDABLE', 0, 'FULL_STAY', 'FULL_STAY')",
        [scene.hotel_id],
    )
    for kind, price in PRICES.items():
        doors: Iterable[int] = [door for door, of in DOORS.items() if of == kind]
        made = run(
            "with t as (insert into hotel.room_type (hotel_id, code, name, max_occupancy, starting_price_minor) "
            "values (%s, %s, %s, %s, %s) returning hotel_id, id) "
            "insert into hotel.room (hotel_id, room_number, room_type_id) "
            "select t.hotel_id, door, t.id from t, unnest(%s::int[]) as door returning room_number, id",
            [scene.hotel_id, kind, kind.title(), BEDS[kind], price * 100 // VAT, list(doors)],
        )
        scene.doors |= dict(made.fetchall())
