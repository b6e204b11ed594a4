"""One hotel's life over HTTP, so that every event the client knows happens: what is done, and what it announces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from hotelmate.prove.house import HOTEL, House

LATER = "hours => 80"  # far enough for a stay of two nights to be over, and a request of today to be too old


class NotDone(Exception):
    """A step was not answered as it should be."""


class Day:
    """What happens. `done` lists the steps and the HTTP requests of each; the token is a manager's."""

    def __init__(self, house: House, api_url: str) -> None:
        self.house = house
        self.done: list[str] = []
        self.guest_booking = ""
        self.guest_token = ""
        self._client = httpx.Client(base_url=api_url, trust_env=False, timeout=30)

    def close(self) -> None:
        self._client.close()

    def step(self, name: str, what: Callable[[], object]) -> None:
        """Do something by its name."""
        try:
            what()
        except httpx.HTTPError as error:
            raise NotDone(f"{name}: {error}") from error
        self.done.append(name)

    def begin(self) -> None:
        """A booking whose guest listens."""
        self.guest_booking, self.guest_token = self.book(adults=2)

    def go(self) -> None:
        """The whole of it, in order. NotDone."""
        number, room = self.guest_booking, 0
        self.step("the provider authorises", lambda: self.house.money(number, "AUTHORIZED"))
        self.step("staff see it", lambda: self.staff(f"room-bookings/{number}/mark-seen/"))
        companion = {"companions": [{"first_name": "Bo", "last_name": "Guest"}]}
        self.step(
            "the party is named", lambda: self.staff(f"room-bookings/{number}/party/companions/", companion, "PUT")
        )
        self.step("staff approve", lambda: self.staff(f"room-bookings/{number}/approve/"))
        self.step("the provider captures", lambda: self.house.money(number, "CAPTURED"))
        room, door = self.free_room(number)
        self.step(
            "a room is assigned", lambda: self.staff(f"room-bookings/{number}/safe-assign-room/", {"room_id": room})
        )
        arrival = {"override_reason": "a proof runs at any hour"}
        self.step("they arrive", lambda: self.staff(f"room-bookings/{number}/check-in/", arrival))
        self.step("they leave", lambda: self.staff(f"room-bookings/{number}/check-out/"))
        self.clean(door)
        self.endings()
        self.too_late()

    def clean(self, door: int) -> None:
        """The room after them, a repair included."""
        broken = {"priority": "HIGH", "notes": "the tap drips"}
        self.step("cleaning begins", lambda: self.staff(f"rooms/{door}/start-cleaning/"))
        self.step(
            "the room is clean", lambda: self.staff(f"rooms/{door}/mark-cleaned/", {"notes": "a window was open"})
        )
        self.step("it is inspected", lambda: self.staff(f"rooms/{door}/inspect/", {"passed": True}))
        self.step("something breaks", lambda: self.staff(f"rooms/{door}/mark-maintenance/", broken))
        self.step("it is repaired", lambda: self.staff(f"rooms/{door}/complete-maintenance/"))

    def endings(self) -> None:
        """Bookings that come to nothing."""
        number, token = self.book()
        self.step("a guest cancels", lambda: self.guest(f"room-bookings/{number}/cancel/", {"token": token}))
        for name, action, body in [
            ("staff decline", "decline", {"reason_code": "NO_ROOM"}),
            ("staff cancel", "cancel", {}),
        ]:
            other, _ = self.book()
            self.house.money(other, "AUTHORIZED")
            self.step(name, lambda: self.staff(f"room-bookings/{other}/{action}/", body))  # noqa: B023

    def too_late(self) -> None:
        """What happens because nothing was done in time. The jobs are called as their scheduler calls them."""
        asked, _ = self.book()
        self.house.money(asked, "AUTHORIZED")
        absent, staying = (self.at_the_desk() for _ in range(2))
        room, door = self.free_room(staying)
        self.staff(f"room-bookings/{staying}/safe-assign-room/", {"room_id": room})
        self.staff(f"room-bookings/{staying}/check-in/", {"override_reason": "a proof runs at any hour"})
        visitor = {"first_name": "Wal", "last_name": "Kin", "room_number": door}
        visitor["check_out_date"] = str(self.house.today + timedelta(days=1))
        self.step("somebody walks in", lambda: self.staff("guests/", visitor))

        self.house.run(
            "create or replace function hotel.clock() returns timestamptz language sql stable parallel safe "
            f"return pg_catalog.now() + make_interval({LATER})"
        )
        hotel_id = self.house.hotel_id
        self.step("a request was not decided", lambda: self.house.value("select jobs.expire_approvals(%s)", hotel_id))
        self.step("a guest has not left", lambda: self.house.value("select jobs.flag_overstays(%s)", hotel_id))
        overstay = f"room-bookings/{staying}/overstay/"
        self.step("staff know", lambda: self.staff(overstay + "acknowledge/", {"note": "the flight is late"}))
        self.step("staff extend", lambda: self.staff(overstay + "extend/", {"add_nights": 5}))
        self.step("somebody never came", lambda: self.staff(f"room-bookings/{absent}/no-show/"))
        self.step("a contradiction is corrected", self.heal)

    def heal(self) -> None:
        """A token that somebody brought back behind the rules' back, and the reconciliation that finds it."""
        self.house.run(
            "do $$ begin perform set_config('role', 'none', true); "
            "perform set_config('session_replication_role', 'replica', true); "
            "update hotel.guest_token set status = 'ACTIVE', revoked_at = null where id = (select max(t.id) "
            "from hotel.guest_token as t inner join hotel.booking as b on t.hotel_id = b.hotel_id "
            "and t.booking_id = b.id where b.status = 'COMPLETED'); end; $$"
        )
        self.house.run("select * from ops.reconcile(%s, true, 'a proof')", HOTEL)

    # --- requests ---

    def book(self, **fields: Any) -> tuple[str, str]:
        """A guest books; number and token."""
        body = {name: str(value) for name, value in self.house.stay().items()} | fields
        data = self.guest("bookings/", body)["data"]
        return data["booking_id"], data["guest_token"]

    def at_the_desk(self) -> str:
        """The front desk books for somebody who pays at the property."""
        body = {name: str(value) for name, value in self.house.stay().items()}
        return str(self.staff("room-bookings/", body)["booking_id"])

    def free_room(self, number: str) -> tuple[int, int]:
        """Id and number of a room the booking could have."""
        room = self.staff(f"room-bookings/{number}/available-rooms/", method="GET")["available_rooms"][0]
        return room["id"], room["room_number"]

    def staff(self, path: str, body: object = None, method: str = "POST") -> Any:
        headers = {"Authorization": f"Token {self.house.tokens['manager']}"}
        return self._answer(method, f"/api/staff/hotel/{HOTEL}/{path}", body, headers)

    def guest(self, path: str, body: object) -> Any:
        return self._answer("POST", f"/api/public/hotel/{HOTEL}/{path}", body, {})

    def _answer(self, method: str, path: str, body: object, headers: dict[str, str]) -> Any:
        answer = self._client.request(method, path, json=body, headers=headers)
        if not answer.is_success:
            raise NotDone(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()
