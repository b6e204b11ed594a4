"""Requests that must be refused, for every operation of the API: what is sent, and what must come back.

Every attack must be answered with a 4xx problem and must leave every row of every table as it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from hotelmate.prove.house import HOTEL, OTHER_HOTEL, House, changed_rows

STAFF_BASE = "/api/staff/hotel/{hotel}/"
PUBLIC_BASE = "/api/public/hotel/{hotel}/"
GUEST_BASE = "/api/guest/hotel/{hotel}/"
TEN_MEGABYTES = 10_000_000
# What no filter of the bookings list takes, by name.
BAD_FILTERS = {
    **dict.fromkeys(("bucket", "date_mode", "precheckin", "ordering", "status"), ("x", "'", "%00", "ARRIVALS")),
    **dict.fromkeys(("q", "room_type", "currency"), ("%00", "a%00b")),
    **dict.fromkeys(("date_from", "date_to"), ("2026-02-30", "0000-01-01", "yesterday", "99999-01-01", "%00")),
    **dict.fromkeys(("assigned", "seen"), ("maybe", "2", "%00")),
    **dict.fromkeys(("amount_min", "amount_max"), ("-1", "1.234", "1e9", "9" * 30, "%00")),
    **dict.fromkeys(
        ("room_id", "room_number", "adults", "children", "party_size_min", "party_size_max", "seen_by_staff_id"),
        ("-1", "abc", "9" * 30, "1.5", "1e9", "%00"),
    ),
}
SQL = ("'; drop table hotel.booking; --", "' or '1'='1", '" or ""="', "%s", "%(hotel)s", "$1", "\\", "); select 1; --")


class Sent(NamedTuple):
    """A request on its way."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes | None


class Got(NamedTuple):
    """What came back."""

    status: int
    media_type: str


Send = Callable[[Sent], Got]


@dataclass(frozen=True)
class Operation:
    """One operation, with a body that has every field and would be accepted."""

    name: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    required: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # fields that name something, so that nothing but a name will do
    query: tuple[str, ...] = ()
    staff: bool = True
    base: str = PUBLIC_BASE  # of one that is not for staff

    @property
    def acts(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True)
class Target:
    """What the attacks aim at: things of the hotel, and of the other one."""

    house: House
    booking: str
    room: int
    door: int
    foreign_booking: str
    foreign_room: int
    guest_token: str
    other_booking: str
    discrepancy: int
    session: str
    precheckin: str
    task: int
    house_guest: int
    policy: int
    rate_plan: int
    block: int
    token_id: int
    room_type: str

    @classmethod
    def of(cls, house: House) -> Target:
        room, door = house.room_at("CHECKOUT_DIRTY")
        foreign_booking, foreign_room = house.assigned(OTHER_HOTEL)
        held, token = house.held()
        booking, _ = house.assigned()
        return cls(
            house,
            booking,
            room,
            door,
            foreign_booking,
            foreign_room,
            token,
            held,
            house.discrepancy(),
            house.page(held),
            house.precheckin(booking),
            house.task(room),
            house.guest_in_house(),
            house.policy(),
            house.rate_plan(),
            house.block(door),
            house.staff_token(),
            "DBL",
        )

    def path(self, operation: Operation, **parts: object) -> str:
        """The address of an operation; `parts` replace {hotel}, {booking}, {room}, {door}, {discrepancy}, …

        A guest's booking is the one whose token and payment page the target has.
        """
        names = (
            *("booking", "room", "door", "discrepancy", "guest_token", "session", "precheckin"),
            *("task", "house_guest", "policy", "rate_plan", "block", "token_id", "room_type"),
        )
        own = {"hotel": HOTEL} | {name: getattr(self, name) for name in names}
        if not operation.staff:
            own["booking"] = self.other_booking
        base = STAFF_BASE if operation.staff else operation.base
        return (base + operation.path).format(**{**own, **parts})

    def request(self, operation: Operation, body: object = None, *, who: str | None = "manager", **parts: Any) -> Sent:
        """A request with this body, or the accepted one."""
        body = operation.body if body is None else body
        content = None if body is None else json.dumps(body).encode()
        return self.raw(operation, content, who=who, **parts)

    def raw(self, operation: Operation, content: bytes | None, *, who: str | None = "manager", **parts: Any) -> Sent:
        headers = {"Content-Type": "application/json"} if content is not None else {}
        if operation.staff and who is not None:
            headers["Authorization"] = f"Token {self.house.tokens.get(who, who)}"
        return Sent(operation.method, self.path(operation, **parts), headers, content)


def operations(target_house: House) -> list[Operation]:
    """Every operation there is; a test holds this list against the OpenAPI document."""
    day = target_house.today
    person = {f"primary_{name}": "Ann" for name in ("first_name", "last_name", "phone")} | {"primary_email": "a@b.ie"}
    booker = {f"booker_{name}": "Bea" for name in ("first_name", "last_name", "phone", "company")}
    new = {
        "room_type_code": "DBL",
        "check_in": str(day + timedelta(days=30)),
        "check_out": str(day + timedelta(days=32)),
        **person,
        **booker,
        "booker_email": "b@b.ie",
        "booker_type": "SELF",
        "adults": 2,
        "children": 0,
        "party": [{"first_name": "Bob", "last_name": "Guest"}],
        "special_requests": "quiet",
        "promo_code": "",
    }
    needed = ("room_type_code", "check_in", "check_out", *person)
    of_booking = "room-bookings/{booking}/"
    of_room = "rooms/{door}/"
    tended = "housekeeping/rooms/{room}/"
    return [
        Operation(
            "list_bookings", "GET", "room-bookings/", query=("page", "page_size", "include_counts", *BAD_FILTERS)
        ),
        Operation(
            "create_staff_booking",
            "POST",
            "room-bookings/",
            {
                **new,
                "terms": "PREPAID",
                "total_amount": "10.00",
                "cancellation_policy": None,
                "rate_plan": None,
                "rebooked_from": None,
            },
            needed,
            ("room_type_code", "booker_type", "terms", "cancellation_policy", "rate_plan", "rebooked_from"),
        ),
        Operation(
            "create_staff_bookings",
            "POST",
            "room-bookings/bulk/",
            {"bookings": [{**new, "check_in": new["check_out"]}]},
            ("bookings",),
            ("bookings",),
        ),
        Operation("get_booking", "GET", of_booking),
        Operation("send_precheckin_link", "POST", of_booking + "send-precheckin-link/"),
        Operation("booking_history", "GET", of_booking + "history/", query=("limit",)),
        Operation("get_booking_as_of", "GET", of_booking + "as-of/", query=("at",)),
        Operation("allowed_actions", "GET", of_booking + "allowed-actions/"),
        Operation("mark_booking_seen", "POST", of_booking + "mark-seen/"),
        Operation("approve_booking", "POST", of_booking + "approve/"),
        Operation("confirm_booking", "POST", of_booking + "confirm/"),
        Operation("decline_booking", "POST", of_booking + "decline/", {"reason_code": "OTHER", "reason_note": "no"}),
        Operation("cancel_booking", "POST", of_booking + "cancel/", {"reason": "ill"}),
        Operation("preview_cancellation", "GET", of_booking + "cancel/"),
        Operation("mark_no_show", "POST", of_booking + "no-show/"),
        Operation(
            "amend_booking",
            "POST",
            of_booking + "amend/",
            {k: new[k] for k in ("check_in", "check_out", "room_type_code", "adults", "children")}
            | {"total_amount": "5.00"},
            names=("room_type_code",),
        ),
        Operation(
            "record_property_payment",
            "POST",
            of_booking + "property-payment/",
            {"amount": "1.00", "reference": "r1"},
            ("amount",),
            ("amount",),
        ),
        Operation("get_party", "GET", of_booking + "party/"),
        Operation(
            "update_companions",
            "PUT",
            of_booking + "party/companions/",
            {"companions": [{"first_name": "Bob", "last_name": "Guest", "id": None}]},
            ("companions",),
        ),
        Operation("list_available_rooms", "GET", of_booking + "available-rooms/"),
        Operation(
            "assign_room",
            "POST",
            of_booking + "safe-assign-room/",
            {"room_id": 1, "notes": "", "assignment_notes": "", "upgrade_reason": ""},
            ("room_id",),
            ("room_id",),
        ),
        Operation("unassign_room", "POST", of_booking + "unassign-room/"),
        Operation(
            "move_room",
            "POST",
            of_booking + "move-room/",
            {"to_room_id": 1, "reason": "noise", "notes": "", "upgrade_reason": ""},
            ("to_room_id", "reason"),
            ("to_room_id",),
        ),
        Operation(
            "swap_rooms",
            "POST",
            of_booking + "swap-rooms/",
            {"other_booking_id": "BK-X", "reason": "view"},
            ("other_booking_id", "reason"),
            ("other_booking_id",),
        ),
        Operation("check_in", "POST", of_booking + "check-in/", {"override_reason": "a test"}),
        Operation("undo_check_in", "POST", of_booking + "undo-check-in/", {"reason": "error"}, ("reason",)),
        Operation("check_out", "POST", of_booking + "check-out/", {"open_balance_note": "a test"}),
        Operation(
            "extend_stay",
            "POST",
            of_booking + "overstay/extend/",
            {"new_checkout_date": str(day + timedelta(days=9)), "add_nights": 1},
        ),
        Operation(
            "acknowledge_overstay", "POST", of_booking + "overstay/acknowledge/", {"note": "knows", "dismiss": False}
        ),
        Operation("get_overstay_status", "GET", of_booking + "overstay/status/"),
        Operation("list_arrivals_at_risk", "GET", "room-bookings/arrivals-at-risk/"),
        Operation("check_out_rooms", "POST", "rooms/checkout/", {"room_ids": [1]}, ("room_ids",), ("room_ids",)),
        Operation("housekeeping_dashboard", "GET", "housekeeping/dashboard/"),
        Operation(
            "set_room_status",
            "POST",
            tended + "status/",
            {"to_status": "CLEANING_IN_PROGRESS", "source": "HOUSEKEEPING", "note": ""},
            ("to_status",),
            ("to_status", "source"),
        ),
        Operation(
            "override_room_status",
            "POST",
            tended + "manager_override/",
            {"to_status": "CLEANING_IN_PROGRESS", "note": "so"},
            ("to_status",),
            ("to_status",),
        ),
        Operation("room_status_history", "GET", tended + "status-history/", query=("limit",)),
        Operation("list_discrepancies", "GET", "housekeeping/discrepancies/"),
        Operation(
            "report_discrepancies",
            "POST",
            "housekeeping/discrepancies/",
            {"counts": [{"room_number": 101, "persons": 1, "note": ""}]},
            ("counts",),
            ("counts",),
        ),
        Operation(
            "close_discrepancy",
            "POST",
            "housekeeping/discrepancies/{discrepancy}/close/",
            {"resolution": "a crew"},
            ("resolution",),
        ),
        Operation("start_cleaning", "POST", of_room + "start-cleaning/"),
        Operation("mark_cleaned", "POST", of_room + "mark-cleaned/", {"notes": ""}),
        Operation("inspect_room", "POST", of_room + "inspect/", {"passed": True, "notes": ""}),
        Operation(
            "mark_maintenance",
            "POST",
            of_room + "mark-maintenance/",
            {"priority": "LOW", "notes": ""},
            names=("priority",),
        ),
        Operation("complete_maintenance", "POST", of_room + "complete-maintenance/"),
        Operation("list_rooms", "GET", "turnover/rooms/"),
        Operation("get_room", "GET", "room-management/{door}/"),
        Operation("read_board", "GET", "board/"),
        Operation("allowed_room_actions", "GET", of_room + "allowed-actions/"),
        Operation("room_history", "GET", of_room + "history/", query=("limit",)),
        Operation("get_room_as_of", "GET", of_room + "as-of/", query=("at",)),
        *house_operations(day),
        Operation(
            "create_booking",
            "POST",
            "bookings/",
            new,
            (*needed, "booker_type"),
            ("room_type_code", "booker_type"),
            staff=False,
        ),
        Operation(
            "cancel_own_booking",
            "POST",
            of_booking + "cancel/",
            {"token": "x", "reason": "ill"},
            names=("token",),
            staff=False,
        ),
        Operation("abandon_booking", "POST", of_booking + "abandon/", {"token": "x"}, names=("token",), staff=False),
        Operation(
            "preview_own_cancellation",
            "GET",
            of_booking + "cancel/?token={guest_token}",
            query=("token",),
            staff=False,
        ),
        Operation(
            "open_payment_session",
            "POST",
            of_booking + "payment/session/",
            {"success_url": "https://a.ie/", "cancel_url": "https://a.ie/"},
            ("success_url", "cancel_url"),
            ("success_url", "cancel_url"),
            staff=False,
        ),
        Operation(
            "verify_payment",
            "GET",
            of_booking + "payment/verify/?session_id={session}",
            query=("session_id",),
            staff=False,
        ),
        Operation(
            "get_availability",
            "GET",
            "availability/?check_in={check_in}&check_out={check_out}".format_map(new),
            query=("check_in", "check_out", "adults", "children"),
            staff=False,
        ),
        Operation(
            "quote_stay",
            "POST",
            "pricing/quote/",
            {k: new[k] for k in ("room_type_code", "check_in", "check_out", "adults", "children", "promo_code")},
            ("room_type_code", "check_in", "check_out"),
            ("room_type_code",),
            staff=False,
        ),
        Operation("get_cancellation_policy", "GET", "cancellation-policy/", staff=False),
        Operation("get_own_booking", "GET", of_booking + "?token={guest_token}", query=("email", "token"), staff=False),
        Operation(
            "get_managed_booking", "GET", "booking-management/?token={guest_token}", query=("token",), staff=False
        ),
        Operation(
            "cancel_managed_booking",
            "POST",
            "booking-management/cancel/",
            {"token": "x", "reason": "ill"},
            names=("token",),
            staff=False,
        ),
        Operation("get_precheckin", "GET", "precheckin/?token={precheckin}", query=("token",), staff=False),
        Operation(
            "submit_precheckin",
            "POST",
            "precheckin/submit/",
            {
                "token": "x",
                "party": {"primary": {"first_name": "Ann", "last_name": "Guest"}, "companions": []},
                "eta": "15:00",
                "special_requests": "quiet",
                "consent_checkbox": True,
            },
            ("party",),
            ("token",),
            staff=False,
        ),
        Operation(
            "get_guest_context", "GET", "context/?token={guest_token}", query=("token",), staff=False, base=GUEST_BASE
        ),
        Operation(
            "authorize_guest_channel",
            "POST",
            "chat/pusher/auth/?token={guest_token}",
            {"socket_id": "1.1", "channel_name": "private-guest-booking.BK-X"},
            ("socket_id", "channel_name"),
            ("socket_id", "channel_name"),
            staff=False,
            base=GUEST_BASE,
        ),
        Operation(
            "authorize_channel",
            "POST",
            "pusher/auth/",
            {"socket_id": "1.1", "channel_name": f"private-{HOTEL}.rooms"},
            ("socket_id", "channel_name"),
            ("socket_id", "channel_name"),
        ),
        Operation("list_events", "GET", "events/", query=("after", "limit")),
    ]


def house_operations(day: date) -> list[Operation]:
    """Those on tasks, rooms, guests in the house and the hotel's configuration."""
    of_task = "housekeeping/tasks/{task}/"
    of_type = "room-types/{room_type}/"
    of_policy = "cancellation-policies/{policy}/"
    task = {
        "room": 1,
        "task_type": "AMENITY",
        "booking": None,
        "priority": "LOW",
        "assigned_to": None,
        "note": "towels",
    }
    room = {"room_number": 9001, "room_type": "NONE", "room_status": "OCCUPIED", "is_active": True}
    kind = {
        "code": "",
        "name": "",
        "max_occupancy": 2,
        "starting_price_from": "99.50",
        "overbooking_limit": 0,
        **dict.fromkeys(
            ("bed_setup", "short_description", "photo", "booking_code", "booking_url", "availability_message"), ""
        ),
        "sort_order": 0,
        "is_active": True,
    }
    policy = {
        "code": "",
        "name": "",
        "description": "",
        "is_active": True,
        "template_type": "FLEXIBLE",
        "free_until_hours": 24,
        "penalty_type": "FIRST_NIGHT",
        "penalty_amount": None,
        "penalty_percentage": None,
        "no_show_penalty_type": "FULL_STAY",
        "tiers": [],
    }
    of_plan = "rate-plans/{rate_plan}/"
    plan = {
        **dict.fromkeys(("code", "name", "description", "cancellation_policy"), ""),
        "is_refundable": True,
        "default_discount_percent": "10.00",
        "is_active": True,
    }
    access = {
        **dict.fromkeys(
            (
                "guest_portal_enabled",
                "staff_portal_enabled",
                "requires_room_pin",
                "rotate_pin_on_checkout",
                "allow_multiple_guest_sessions",
            ),
            True,
        ),
        "room_pin_length": 0,
        "max_active_guest_devices_per_room": 5,
        "standard_checkout_time": "11:00",
        "late_checkout_grace_minutes": 30,
        "approval_sla_minutes": 30,
        "approval_cutoff_time": "22:00",
        "approval_cutoff_day_offset": 0,
    }
    settings = {
        **dict.fromkeys(("name", "email", "phone"), ""),
        "approval_policy": "REQUEST",
        "hold_minutes": 15,
        "room_readiness": "AT_CHECK_IN",
        "check_in_time": "15:00",
        "early_checkin_from": "12:00",
        "late_arrival_cutoff": "02:00",
        "precheckin_token_hours": 72,
        "vat_percent": "9.00",
        "realtime_visibility": "PUBLIC",
        "default_cancellation_policy": "",
    }
    person = {"first_name": "", "last_name": "Guest", "email": "a@b.ie", "phone": "1"}
    form = {"enabled": {"eta": False}, "required": {"eta": True}}
    listed = ("status", "task_type", "priority", "room", "assigned_to")
    return [
        Operation("list_tasks", "GET", "housekeeping/tasks/", query=listed),
        Operation("create_task", "POST", "housekeeping/tasks/", task, ("room", "task_type"), ("task_type", "room")),
        Operation("get_task", "GET", of_task),
        Operation("update_task", "PATCH", of_task, {**task, "status": "OPEN"}, (), ("task_type", "status")),
        Operation("delete_task", "DELETE", of_task),
        Operation(
            "assign_task",
            "POST",
            of_task + "assign/",
            {"assigned_to_id": 1, "note": ""},
            ("assigned_to_id",),
            ("assigned_to_id",),
        ),
        Operation("start_task", "POST", of_task + "start/"),
        Operation("complete_task", "POST", of_task + "complete/"),
        Operation("search_rooms", "GET", "room-management/", query=("page", "page_size", "search")),
        Operation(
            "create_room",
            "POST",
            "room-management/",
            room,
            ("room_number", "room_type"),
            ("room_number", "room_type", "room_status"),
        ),
        Operation(
            "update_room",
            "PATCH",
            "room-management/{door}/",
            {
                **room,
                "is_occupied": False,
                "is_out_of_order": None,
                "maintenance_required": None,
                "maintenance_priority": "LOW",
            },
            (),
            ("room_number", "room_type", "room_status", "maintenance_priority"),
        ),
        Operation("deactivate_room", "DELETE", "room-management/{door}/"),
        Operation("list_room_blocks", "GET", "room-blocks/"),
        Operation(
            "block_room",
            "POST",
            "rooms/{door}/blocks/",
            {
                "starts_on": str(day + timedelta(days=300)),
                "ends_on": str(day + timedelta(days=301)),
                "reason": "painters",
            },
            ("starts_on", "ends_on", "reason"),
        ),
        Operation("lift_room_block", "POST", "room-blocks/{block}/lift/"),
        Operation("turnover_stats", "GET", "turnover/stats/"),
        Operation("list_room_types", "GET", "room-types/"),
        Operation("create_room_type", "POST", "room-types/", kind, ("code", "name"), ("starting_price_from",)),
        Operation("get_room_type", "GET", of_type),
        Operation("update_room_type", "PATCH", of_type, kind, (), ("starting_price_from",)),
        Operation("deactivate_room_type", "DELETE", of_type),
        Operation(
            "create_rooms",
            "POST",
            of_type + "rooms/bulk-create/",
            {"room_numbers": [1], "ranges": [{"start": 2, "end": 1}]},
            (),
            ("room_numbers", "ranges"),
        ),
        Operation("list_house_guests", "GET", "guests/", query=("room_number",)),
        Operation(
            "create_house_guest",
            "POST",
            "guests/",
            {**person, "room_number": 1, "check_out_date": str(day)},
            ("room_number", "first_name", "last_name", "check_out_date"),
            ("room_number",),
        ),
        Operation("get_house_guest", "GET", "guests/{house_guest}/"),
        Operation("update_house_guest", "PATCH", "guests/{house_guest}/", person),
        Operation("remove_house_guest", "DELETE", "guests/{house_guest}/"),
        Operation(
            "erase_guest",
            "POST",
            "guests/erase/",
            {"booking_ids": ["BK-X"], "guest_ids": [1], "forgive_debt": True},
            (),
            ("booking_ids", "guest_ids"),
        ),
        Operation("get_me", "GET", "me/"),
        Operation("list_staff_tokens", "GET", "staff-tokens/", query=("staff_id",)),
        Operation(
            "issue_staff_token",
            "POST",
            "staff-tokens/",
            {"staff_id": 1, "label": "desk", "expires_at": f"{day + timedelta(days=30)}T12:00:00Z"},
            ("staff_id",),
            ("staff_id", "expires_at"),
        ),
        Operation("revoke_staff_token", "POST", "staff-tokens/{token_id}/revoke/"),
        Operation("get_access_config", "GET", "access-config/"),
        Operation(
            "update_access_config",
            "PATCH",
            "access-config/",
            access,
            (),
            ("standard_checkout_time", "approval_cutoff_time"),
        ),
        Operation("get_settings", "GET", "settings/"),
        Operation("update_settings", "PATCH", "settings/", settings, (), ("check_in_time", "approval_policy")),
        Operation("get_precheckin_config", "GET", "precheckin-config/"),
        Operation(
            "set_precheckin_config",
            "POST",
            "precheckin-config/",
            form,
            ("enabled", "required"),
            ("enabled", "required"),
        ),
        Operation("list_rate_plans", "GET", "rate-plans/"),
        Operation("create_rate_plan", "POST", "rate-plans/", plan, ("code", "name"), ("default_discount_percent",)),
        Operation("get_rate_plan", "GET", of_plan),
        Operation("update_rate_plan", "PATCH", of_plan, plan, (), ("default_discount_percent",)),
        Operation("deactivate_rate_plan", "DELETE", of_plan + "delete/"),
        Operation("list_cancellation_policies", "GET", "cancellation-policies/"),
        Operation(
            "create_cancellation_policy",
            "POST",
            "cancellation-policies/",
            policy,
            ("code", "name", "template_type"),
            ("template_type", "penalty_type"),
        ),
        Operation("cancellation_policy_templates", "GET", "cancellation-policies/templates/"),
        Operation("get_own_cancellation_policy", "GET", of_policy),
        Operation("update_cancellation_policy", "PATCH", of_policy, policy, (), ("template_type", "penalty_type")),
    ]


# --- the attacks: each yields the requests it makes against one operation ---

Requests = Iterator[Sent]


def no_token(o: Operation, t: Target) -> Requests:
    if o.staff:
        yield t.request(o, who=None)
        for header in ("", "Token", "Basic dXNlcjpwYXNz", f"token={t.house.tokens['manager']}"):
            yield t.request(o)._replace(headers={"Content-Type": "application/json", "Authorization": header})


def invented_token(o: Operation, t: Target) -> Requests:
    if o.staff:
        for token in ("0" * 64, "hotel_manager", "' or true --", "x" * 5000, t.guest_token, "%00"):
            yield t.request(o, who=token)


def another_hotels_token(o: Operation, t: Target) -> Requests:
    if o.staff:
        yield t.request(o, who="stranger")
        yield t.request(o, hotel=OTHER_HOTEL)


def token_without_the_capability(o: Operation, t: Target) -> Requests:
    if o.staff and o.name != "get_me":  # who one is, everybody may ask
        yield t.request(o, who="cook")


def unknown_id(o: Operation, t: Target) -> Requests:
    if "{booking}" in o.path:
        for number in ("BK-GRANDPLA-2026-9999", "0", "null", "undefined", t.booking.lower(), t.booking + "0"):
            yield t.request(o, booking=number)
    if "{room}" in o.path:
        yield from (t.request(o, room=room) for room in (0, -1, 2**31, 2**63 - 1))
    if "{door}" in o.path:
        yield from (t.request(o, door=door) for door in (0, -1, 99999, 2**31 - 1))
    for name in ("discrepancy", "task", "house_guest", "policy", "rate_plan", "block", "token_id"):
        if f"{{{name}}}" in o.path:
            parts: list[dict[str, Any]] = [{name: number} for number in (0, -1, 2**31, 2**63 - 1)]
            yield from (t.request(o, **part) for part in parts)
    if "{room_type}" in o.path:
        yield from (t.request(o, room_type=code) for code in ("NONE", "dbl", "0", "99999999999999999999"))
    yield t.request(o, hotel="no-such-hotel")


def another_hotels_id(o: Operation, t: Target) -> Requests:
    if "{booking}" in o.path:
        yield t.request(o, booking=t.foreign_booking)
    if "{room}" in o.path:
        yield t.request(o, room=t.foreign_room)
    foreign = {
        "room": t.foreign_room,
        "booking": t.foreign_booking,
        "room_id": t.foreign_room,
        "to_room_id": t.foreign_room,
        "room_ids": [t.foreign_room],
        "other_booking_id": t.foreign_booking,
        "rebooked_from": t.foreign_booking,
        "booking_ids": [t.foreign_booking],
    }
    for name in foreign.keys() & (o.body or {}).keys():
        yield t.request(o, {**(o.body or {}), name: foreign[name]})


def odd_address(o: Operation, t: Target) -> Requests:
    odd = ("%00", "a%00b", "%2e%2e%2f", "%FF%FE", "%E2%80%AE", "x" * 3000, "%27%20or%201=1--", "*", "%F0%9F%9B%8F")
    yield from (t.request(o, hotel=part) for part in odd)
    if "{booking}" in o.path:
        yield from (t.request(o, booking=part) for part in odd)
    numbers = ("1e3", "1.0", "0x10", "9" * 30, "9" * 5000, "NaN", "--1", "1%00", "%00")
    for name in ("room", "door", "task", "house_guest", "policy", "rate_plan", "token_id"):
        if f"{{{name}}}" in o.path:
            yield from (t.request(o, **{name: part}) for part in numbers)


def odd_query(o: Operation, t: Target) -> Requests:
    bad_number = ("0", "-1", "abc", "9" * 30, "1.5", "1e9", "%00", "")
    bad = {
        **dict.fromkeys(("page", "page_size", "limit"), bad_number),
        "include_counts": ("maybe", "%00"),
        "search": ("%00",),
        "room": ("-1", "abc", "9" * 30, "%00"),
        "at": ("yesterday", "2026-02-30", "2026-01-01T25:00", "infinity", "%00"),
        **dict.fromkeys(("task_type", "priority", "assigned_to"), ("x", "'", "-1", "%00")),
        **BAD_FILTERS,
        "token": ("%00", "", "x", "f" * 64, "%27%20or%20true--"),
        **dict.fromkeys(("check_in", "check_out"), ("", "2026-02-30", "%00", "tomorrow", "infinity")),
        **dict.fromkeys(("adults", "children"), ("-1", "abc", "9" * 30, "1.5", "%00")),
        "staff_id": ("-1", "abc", "9" * 30, "1.5", "%00", ""),
        "after": ("-1", "abc", "9" * 30, "1.5", "%00", ""),
        "email": ("", "%00", "nobody@example.org", "%27%20or%20true--"),
        "session_id": ("%00", "", "cs_test_none", "x" * 300, "%25"),
    }
    for name in o.query:
        for value in bad[name]:
            sent = t.request(o)
            yield sent._replace(path=f"{sent.path.partition('?')[0]}?{name}={value}")


def odd_header(o: Operation, t: Target) -> Requests:
    if o.acts:
        for key in ("", "k" * 256, "k" * 5000):
            sent = t.request(o)
            yield sent._replace(headers={**sent.headers, "Idempotency-Key": key})


def wrong_method(o: Operation, t: Target) -> Requests:
    answered = {other.method for other in operations(t.house) if (other.path, other.staff) == (o.path, o.staff)}
    if "PATCH" in answered:
        answered.add("PUT")  # as older clients send it
    if o.path.endswith("/delete/"):
        answered.add("POST")  # and so does this
    for method in sorted({"DELETE", "PATCH", "POST", "PUT"} - answered):
        yield t.request(o)._replace(method=method)


def malformed_json(o: Operation, t: Target) -> Requests:
    if o.body:
        for content in (
            b"{",
            b'{"a":',
            b"'a'",
            b"{a:1}",
            b"nul",
            b"{}}",
            b"\xff\xfe",
            b'"\xff"',
            b"NaN",
            b"\x00",
            b"--",
        ):
            yield t.raw(o, content)


def body_of_another_kind(o: Operation, t: Target) -> Requests:
    if o.body:
        contents = (b"[]", b'"text"', b"1", b"true", b"1e400", *((b"null", b"{}") if o.required else ()))
        yield from (t.raw(o, content) for content in contents)


def nested_body(o: Operation, t: Target) -> Requests:
    if o.body:
        yield t.raw(o, b"[" * 100_000)
        yield t.raw(o, b'{"a":' * 100_000)
        yield t.raw(o, b"[" * 100_000 + b"]" * 100_000)


def too_large_body(o: Operation, t: Target) -> Requests:
    if o.acts:
        yield t.raw(o, b'{"x":"' + b"a" * TEN_MEGABYTES + b'"}')


def wrong_content_type(o: Operation, t: Target) -> Requests:
    if o.body:
        sent = t.request(o)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"):
            yield sent._replace(headers={**sent.headers, "Content-Type": kind})


def missing_field(o: Operation, t: Target) -> Requests:
    body = o.body or {}
    for name in o.required:
        yield t.request(o, {k: v for k, v in body.items() if k != name})
        yield t.request(o, {**body, name: None})


def each_field(*values: bytes) -> Callable[[Operation, Target], Requests]:
    """An attack that puts each of these values, raw JSON, into each field in turn."""

    def attack(o: Operation, t: Target) -> Requests:
        for name in o.body or {}:
            others = {k: v for k, v in (o.body or {}).items() if k != name}
            for value in values:
                rest = json.dumps(others)[1:-1]
                yield t.raw(o, f'{{{rest}{", " if rest else ""}"{name}": '.encode() + value + b"}")

    return attack


def impossible_date(o: Operation, t: Target) -> Requests:
    for name in (o.body or {}).keys() & {"check_in", "check_out", "new_checkout_date", "check_out_date"}:
        for value in (
            "2026-02-30",
            "0000-00-00",
            "yesterday",
            "99999-01-01",
            "infinity",
            "2026-13-01",
            "",
            "0001-01-01",
        ):
            yield t.request(o, {**(o.body or {}), name: value})


def reversed_dates(o: Operation, t: Target) -> Requests:
    body = o.body or {}
    if "check_in" in body:
        yield t.request(o, body | {"check_in": body["check_out"], "check_out": body["check_in"]})
        yield t.request(o, body | {"check_out": body["check_in"]})
        yield t.request(o, body | {"check_out": "9999-12-31"})
        yield t.request(o, body | {"check_in": "2020-01-01", "check_out": "2020-01-02"})
    if "new_checkout_date" in body:
        yield t.request(o, {"new_checkout_date": str(t.house.today - timedelta(days=400))})


def sql_in_a_name(o: Operation, t: Target) -> Requests:
    for name in o.names:
        for text in SQL:
            yield t.request(o, {**(o.body or {}), name: text})


def overlong_text(o: Operation, t: Target) -> Requests:
    long = "x" * 500_000
    limited = {
        "reason_code",
        "special_requests",
        "primary_first_name",
        "primary_email",
        "primary_phone",
        "room_type_code",
    }
    for name in (o.body or {}).keys() & limited:
        yield t.request(o, {**(o.body or {}), name: long})


ATTACKS: dict[str, Callable[[Operation, Target], Requests]] = {
    "no token": no_token,
    "an invented token": invented_token,
    "another hotel's token": another_hotels_token,
    "a token without the capability": token_without_the_capability,
    "an unknown id": unknown_id,
    "another hotel's id": another_hotels_id,
    "an odd address": odd_address,
    "an odd query": odd_query,
    "an odd header": odd_header,
    "a wrong method": wrong_method,
    "malformed JSON": malformed_json,
    "a body of another kind": body_of_another_kind,
    "a nested body": nested_body,
    "a body of 10 MB": too_large_body,
    "a wrong content type": wrong_content_type,
    "a missing field": missing_field,
    "a wrong type": each_field(b'{"x": []}', b"[[]]", b"1.5", b'[{"first_name": 1, "last_name": 2}]'),
    "NUL in a text": each_field(b'"a\\u0000b"', b'[{"first_name": "a\\u0000", "last_name": "b"}]'),
    "broken Unicode": each_field(b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xc0\x80"'),
    "a huge number": each_field(b"1" + b"0" * 30, b"-1" + b"0" * 30, b"9223372036854775808", b"1e400", b"9" * 5000),
    "an impossible date": impossible_date,
    "reversed dates": reversed_dates,
    "SQL in a name": sql_in_a_name,
    "an overlong text": overlong_text,
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
