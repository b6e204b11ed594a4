"""Who one is, staff's tokens, and how the hotel is set up."""

from __future__ import annotations

from datetime import date, timedelta

from hotelmate.prove.target import Operation

OF_POLICY = "cancellation-policies/{policy}/"
OF_PLAN = "rate-plans/{rate_plan}/"
POLICY = {
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
PLAN = {
    **dict.fromkeys(("code", "name", "description", "cancellation_policy"), ""),
    "is_refundable": True,
    "default_discount_percent": "10.00",
    "is_active": True,
}
ACCESS = {
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
SETTINGS = {
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
FORM = {"enabled": {"eta": False}, "required": {"eta": True}}


def config_operations(day: date) -> list[Operation]:
    """The hotel's own settings, each with every field."""
    return [
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
            ACCESS,
            (),
            ("standard_checkout_time", "approval_cutoff_time"),
        ),
        Operation("get_settings", "GET", "settings/"),
        Operation("update_settings", "PATCH", "settings/", SETTINGS, (), ("check_in_time", "approval_policy")),
        Operation("get_precheckin_config", "GET", "precheckin-config/"),
        Operation(
            "set_precheckin_config",
            "POST",
            "precheckin-config/",
            FORM,
            ("enabled", "required"),
            ("enabled", "required"),
        ),
        Operation("list_rate_plans", "GET", "rate-plans/"),
        Operation("create_rate_plan", "POST", "rate-plans/", PLAN, ("code", "name"), ("default_discount_percent",)),
        Operation("get_rate_plan", "GET", OF_PLAN),
        Operation("update_rate_plan", "PATCH", OF_PLAN, PLAN, (), ("default_discount_percent",)),
        Operation("deactivate_rate_plan", "DELETE", OF_PLAN + "delete/"),
        Operation("list_cancellation_policies", "GET", "cancellation-policies/"),
        Operation(
            "create_cancellation_policy",
            "POST",
            "cancellation-policies/",
            POLICY,
            ("code", "name", "template_type"),
            ("template_type", "penalty_type"),
        ),
        Operation("cancellation_policy_templates", "GET", "cancellation-policies/templates/"),
        Operation("get_own_cancellation_policy", "GET", OF_POLICY),
        Operation("update_cancellation_policy", "PATCH", OF_POLICY, POLICY, (), ("template_type", "penalty_type")),
    ]
