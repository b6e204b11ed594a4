"""For every operation of the API, a request that succeeds: what has to be there first, and what is sent."""

from __future__ import annotations

from typing import Any

from hotelmate.prove.house import House
from hotelmate.prove.target import Operation, Target


class Successes:
    """For each operation, a target for which it succeeds, and a body."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.target = Target.of(house)

    def of(self, operation: Operation) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """(parts of the path, body)."""
        prepare = getattr(self, operation.name, None)
        if prepare is None:
            return {}, operation.body
        parts, body = prepare()
        return parts, body

    def create_booking(self) -> Any:
        return {}, {name: str(value) for name, value in self.house.stay().items()}

    create_staff_booking = create_booking

    def list_bookings(self) -> Any:
        for make in (self.house.requested, self.house.in_house, self.house.departed, self.house.expired):
            make()
        return {}, None

    def get_booking(self) -> Any:
        return {"booking": self.house.in_house()[0]}, None

    def approve_booking(self) -> Any:
        return {"booking": self.house.requested()}, None

    confirm_booking = decline_booking = approve_booking

    def mark_no_show(self) -> Any:
        number = self.house.confirmed()
        self.house.arrived_days_ago(number, 3)
        return {"booking": number}, None

    def cancel_booking(self) -> Any:
        return {"booking": self.house.confirmed()}, None

    def amend_booking(self) -> Any:
        return {"booking": self.house.confirmed()}, {"adults": 2}

    def record_property_payment(self) -> Any:
        return {"booking": self.house.confirmed()}, {"amount": "1.00"}

    def record_property_refund(self) -> Any:
        number = self.house.confirmed()
        self.house.staff("record_property_payment", booking_id=number, amount_minor=100)
        self.house.staff("cancel_booking", booking_id=number)
        return {"booking": number}, {"amount": "1.00"}

    def update_companions(self) -> Any:
        body = {"companions": [{"first_name": "Bo", "last_name": "Guest"}]}
        return {"booking": self.house.confirmed(adults=2)}, body

    def assign_room(self) -> Any:
        number = self.house.confirmed()
        return {"booking": number}, {"room_id": self.house.free_room(number)}

    def unassign_room(self) -> Any:
        return {"booking": self.house.assigned()[0]}, None

    def move_room(self) -> Any:
        number, _ = self.house.in_house()
        return {"booking": number}, {"to_room_id": self.house.free_room(self.house.confirmed()), "reason": "noise"}

    def swap_rooms(self) -> Any:
        other, _ = self.house.assigned()
        return {"booking": self.house.assigned()[0]}, {"other_booking_id": other, "reason": "view"}

    def check_in(self) -> Any:
        return {"booking": self.house.assigned()[0]}, {"override_reason": "a test"}

    def undo_check_in(self) -> Any:
        return {"booking": self.house.in_house()[0]}, {"reason": "error"}

    def check_out(self) -> Any:
        return {"booking": self.house.in_house()[0]}, {"open_balance_note": "a test"}

    def extend_stay(self) -> Any:
        return {"booking": self.house.in_house()[0]}, {"add_nights": 1}

    def acknowledge_overstay(self) -> Any:
        return {"booking": self.house.in_house()[0]}, {"note": "packs", "dismiss": False}

    def get_overstay_status(self) -> Any:
        number, _ = self.house.in_house()
        self.house.staff("acknowledge_overstay", booking_id=number)
        self.house.staff("extend_stay", booking_id=number, add_nights=1)
        self.house.staff("acknowledge_overstay", booking_id=number)
        return {"booking": number}, None

    def list_arrivals_at_risk(self) -> Any:
        self.house.arrival_at_risk()
        return {}, None

    def check_out_rooms(self) -> Any:
        number, room = self.house.in_house()
        self.house.staff("record_property_payment", booking_id=number, amount_minor=21800)
        return {}, {"room_ids": [room]}

    def at(self, status: str) -> Any:
        room, door = self.house.room_at(status)
        return {"room": room, "door": door}, None

    def inspect_room(self) -> Any:
        return self.at("CLEANED_UNINSPECTED")

    def mark_maintenance(self) -> Any:
        return self.at("READY_FOR_GUEST")

    def complete_maintenance(self) -> Any:
        return self.at("MAINTENANCE_REQUIRED")

    def set_room_status(self) -> Any:
        return self.at("CHECKOUT_DIRTY")[0], {"to_status": "CLEANING_IN_PROGRESS"}

    def override_room_status(self) -> Any:
        return self.at("CHECKOUT_DIRTY")[0], {"to_status": "CLEANING_IN_PROGRESS", "note": "so"}

    def create_staff_bookings(self) -> Any:
        one = {name: str(value) for name, value in self.house.stay().items()}
        return {}, {"bookings": [one, {**one, "total_amount": "9.50"}]}

    def send_precheckin_link(self) -> Any:
        return {"booking": self.house.confirmed()}, None

    def create_task(self) -> Any:
        return {}, {"room": self.house.room_at("READY_FOR_GUEST")[0], "task_type": "AMENITY", "note": "towels"}

    def fresh_task(self) -> Any:
        return {"task": self.house.task(self.house.room_at("READY_FOR_GUEST")[0])}, None

    def update_task(self) -> Any:
        return self.fresh_task()[0], {"priority": "HIGH", "status": "IN_PROGRESS"}

    delete_task = start_task = fresh_task

    def assign_task(self) -> Any:
        return self.fresh_task()[0], {"assigned_to_id": self.house.colleague()}

    def complete_task(self) -> Any:
        parts, _ = self.fresh_task()
        self.house.staff("start_task", task_id=parts["task"])
        return parts, None

    def create_room(self) -> Any:
        return {}, {"room_number": 701, "room_type": "DBL"}

    def update_room(self) -> Any:
        return {"door": self.house.room_at("READY_FOR_GUEST")[1]}, {"is_out_of_order": True, "is_occupied": False}

    def deactivate_room(self) -> Any:
        return {"door": self.house.staff("create_room", room_number=702, room_type="DBL")["room_number"]}, None

    def lift_room_block(self) -> Any:
        return {"block": self.house.block(self.target.door)}, None

    def create_rooms(self) -> Any:
        return {}, {"room_numbers": [703, 101], "ranges": [{"start": 704, "end": 709}]}

    def create_room_type(self) -> Any:
        return {}, {"code": "STE", "name": "Suite", "starting_price_from": "250.00"}

    def update_room_type(self) -> Any:
        return {}, {"bed_setup": "king"}

    def deactivate_room_type(self) -> Any:
        self.house.staff("create_room_type", code="OLD", name="Old")
        return {"room_type": "OLD"}, None

    def create_house_guest(self) -> Any:
        door = self.house.room_number(self.house.in_house()[1])
        body = {"room_number": door, "first_name": "Gus", "last_name": "Guest", "check_out_date": str(self.house.today)}
        return {}, body

    def update_house_guest(self) -> Any:
        return {"house_guest": self.house.guest_in_house()}, {"phone": "+353 1"}

    def remove_house_guest(self) -> Any:
        return {"house_guest": self.house.guest_in_house()}, None

    def erase_guest(self) -> Any:
        return {}, {"booking_ids": [self.house.departed()], "forgive_debt": True}

    def issue_staff_token(self) -> Any:
        return {}, {"staff_id": self.house.colleague(), "label": "a phone"}

    def revoke_staff_token(self) -> Any:
        return {"token_id": self.house.staff_token()}, None

    def update_access_config(self) -> Any:
        return {}, {"approval_sla_minutes": 45, "standard_checkout_time": "11:00"}

    def update_settings(self) -> Any:
        return {}, {"phone": "+353 1 234", "late_arrival_cutoff": "02:00"}

    def set_precheckin_config(self) -> Any:
        return {}, {"enabled": {"eta": True, "consent_checkbox": True}, "required": {"consent_checkbox": True}}

    def create_rate_plan(self) -> Any:
        return {}, {"code": "LATE", "name": "Last minute", "default_discount_percent": "20"}

    def update_rate_plan(self) -> Any:
        return {"rate_plan": self.house.rate_plan()}, {"name": "Other"}

    def create_cancellation_policy(self) -> Any:
        tiers = [{"hours_before_checkin": 48, "penalty_type": "PERCENTAGE", "penalty_percentage": "50"}]
        return {}, {"code": "TIER", "name": "Tiers", "template_type": "CUSTOM", "tiers": tiers}

    def update_cancellation_policy(self) -> Any:
        return {"policy": self.house.policy()}, {"name": "Other"}

    def close_discrepancy(self) -> Any:
        return {"discrepancy": self.house.discrepancy()}, {"resolution": "a crew"}

    def start_cleaning(self) -> Any:
        return self.at("CHECKOUT_DIRTY")

    mark_cleaned = start_cleaning

    def cancel_own_booking(self) -> Any:
        number, token = self.house.held()
        return {"booking": number}, {"token": token}

    abandon_booking = cancel_own_booking

    def preview_own_cancellation(self) -> Any:
        number, token = self.house.held()
        return {"booking": number, "guest_token": token}, None

    def open_payment_session(self) -> Any:
        body = {"success_url": "https://a.ie/", "cancel_url": "https://a.ie/"}
        return {"booking": self.house.requested()}, body

    def verify_payment(self) -> Any:
        number, _ = self.house.held()
        return {"booking": number, "session": self.house.page(number)}, None

    def quote_stay(self) -> Any:
        return {}, {name: str(self.house.stay()[name]) for name in ("room_type_code", "check_in", "check_out")}

    def get_own_booking(self) -> Any:
        number, token = self.house.held()
        return {"booking": number, "guest_token": token}, None

    def cancel_managed_booking(self) -> Any:
        return {}, {"token": self.house.held()[1]}

    def submit_precheckin(self) -> Any:
        guest = {"first_name": "Ann", "last_name": "Guest", "nationality": "IE"}
        link = self.house.precheckin(self.house.confirmed())
        return {}, {"token": link, "party": {"primary": guest}, "consent_checkbox": True}

    def authorize_guest_channel(self) -> Any:
        number, token = self.house.held()
        return {"guest_token": token}, {"socket_id": "1.1", "channel_name": f"private-guest-booking.{number}"}
