"""A booking as the service layer announces it, to staff and to its guest: what app.booking_view and
app.guest_booking_view have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bench.service_rules import Row, money

APPROVED = ("CONFIRMED", "NO_SHOW", "COMPLETED")


@dataclass(frozen=True)
class Loaded:
    """A booking as it will be, and what surrounds it."""

    hotel: Row
    booking: Row
    party: list[Row]
    claim: Row | None
    payment: Row | None
    now: datetime

    @cached_property
    def primary(self) -> Row:
        return next(member for member in self.party if member["role"] == "PRIMARY")

    @cached_property
    def staying(self) -> int:
        return sum(member["is_staying"] for member in self.party)

    @property
    def guest_name(self) -> str:
        return f"{self.primary['first_name']} {self.primary['last_name']}".strip()


def booking_payload(loaded: Loaded) -> Row:
    """The complete snapshot for staff."""
    return {**_stay(loaded), **_people(loaded), **_money(loaded), **_clocks(loaded), **_seen(loaded.booking)}


def guest_payload(loaded: Loaded) -> Row:
    """The same for the guest: no staff, no notes."""
    b, hotel = loaded.booking, loaded.hotel
    nights, persons = (b["check_out"] - b["check_in"]).days, b["adults"] + b["children"]
    return {
        "hotel_id": b["hotel_id"], "id": b["id"], "booking_id": b["number"],
        "confirmation_number": b["confirmation_number"], "status": b["status"],
        "hotel_name": hotel["name"], "hotel_phone": hotel["phone"],
        "hotel": {key: hotel[key] for key in ("name", "slug", "phone", "email")},
        "check_in": b["check_in"], "check_out": b["check_out"], "nights": nights,
        "dates": {"check_in": b["check_in"], "check_out": b["check_out"], "nights": nights},
        "guests": {"adults": b["adults"], "children": b["children"], "total": persons}, "party_size": persons,
        "room_type": b["room_type_name"], "total_amount": money(b["total_minor"]), "currency": b["currency"],
        "payment_required": b["status"] == "PENDING_PAYMENT", "expires_at": b["expires_at"],
        "guest_name": f"{loaded.primary['first_name']} {loaded.primary['last_name']}",
        "confirmed_at": (b["decision_at"] or b["paid_at"] or b["created_at"]) if b["status"] == "CONFIRMED" else None,
        "cancelled_at": b["cancelled_at"], "cancellation_reason": b["cancellation_reason"],
        "checked_in_at": b["checked_in_at"], "checked_out_at": b["checked_out_at"], "created_at": b["created_at"],
        "room_number": loaded.claim and loaded.claim["room_number"],
    }  # fmt: skip


def _stay(loaded: Loaded) -> Row:
    b, claim = loaded.booking, loaded.claim
    reserved = "ASSIGNED" if claim else "RESERVED"
    arrived = "IN_HOUSE" if b["checked_in_at"] else reserved
    return {
        "hotel_id": b["hotel_id"], "id": b["id"], "booking_id": b["number"],
        "confirmation_number": b["confirmation_number"], "status": b["status"],
        "check_in": b["check_in"], "check_out": b["check_out"], "nights": (b["check_out"] - b["check_in"]).days,
        "adults": b["adults"], "children": b["children"],
        "room_type_code": b["room_type_code"], "room_type_name": b["room_type_name"],
        "stay_status": "DEPARTED" if b["checked_out_at"] else arrived,
        "assigned_room_number": claim and claim["room_number"], "room_number": claim and claim["room_number"],
        "room_assigned_at": claim and claim["opened_at"], "room": claim and _room(claim),
        "checked_in_at": b["checked_in_at"], "checked_out_at": b["checked_out_at"],
    }  # fmt: skip


def _room(claim: Row) -> Row:
    return {
        "id": claim["room_id"], "room_number": claim["room_number"], "room_status": claim["room_status"],
        "is_occupied": claim["occupied_from"] is not None and claim["occupied_until"] is None,
        "is_active": claim["is_active"], "is_out_of_order": claim["is_out_of_order"],
        "room_type_id": claim["room_type_id"], "room_type_name": claim["type_name"],
    }  # fmt: skip


def _people(loaded: Loaded) -> Row:
    b, primary, name, total = loaded.booking, loaded.primary, loaded.guest_name, len(loaded.party)
    persons = b["adults"] + b["children"]
    complete = loaded.staying == persons
    booker = {key: b[key] for key in ("first_name", "last_name", "company", "email", "phone")}
    companions = [_member(member) for member in loaded.party if member["role"] == "COMPANION"]
    of_company = b["booker_type"] == "COMPANY"
    return {
        "booker_type": b["booker_type"],
        "booker_summary": b["company"] if of_company else f"{b['first_name']} {b['last_name']}".strip(),
        "booker_email": b["email"], "booker": {"type": b["booker_type"], **booker},
        "guest_name": name, "guest_display_name": name, "primary_guest_name": name, "party_primary_full_name": name,
        "primary_first_name": primary["first_name"], "primary_last_name": primary["last_name"],
        "primary_email": primary["email"], "primary_phone": primary["phone"],
        "party": {"primary": _member(primary), "companions": companions, "total_count": total},
        "party_total_count": total, "party_complete": complete,
        "party_missing_count": max(persons - loaded.staying, 0),
        "party_status_display": "Complete" if complete else f"{loaded.staying} of {persons} named",
        "precheckin_submitted_at": b["precheckin_submitted_at"],
        "special_requests": b["special_requests"] or "", "internal_notes": b["internal_notes"] or "",
    }  # fmt: skip


def _member(member: Row) -> Row:
    return {
        "id": member["id"], "role": member["role"],
        "first_name": member["first_name"], "last_name": member["last_name"],
        "full_name": f"{member['first_name']} {member['last_name']}".strip(),
        "email": member["email"], "phone": member["phone"], "is_staying": member["is_staying"],
        "created_at": member["created_at"],
    }  # fmt: skip


def _money(loaded: Loaded) -> Row:
    b, payment = loaded.booking, loaded.payment
    times = ("expires_at", "payment_authorized_at", "payment_captured_at", "paid_at", "payment_failed_at")
    return {
        "promo_code": b["promo_code"], "total_amount": money(b["total_minor"]), "currency": b["currency"],
        "terms": b["terms"], **{key: b[key] for key in times}, "refund_processed_at": b["refund_processed_at"],
        "payment_provider": payment and payment["provider"],
        "payment_reference": payment and (payment["session_reference"] or payment["reference"]),
    }  # fmt: skip


def _clocks(loaded: Loaded) -> Row:
    b, now, zone = loaded.booking, loaded.now, ZoneInfo(loaded.hotel["timezone"])
    deadline = b["approval_deadline_at"]
    late = minutes(deadline, now) if b["status"] == "PENDING_APPROVAL" and deadline and now > deadline else 0
    risk = _approval_risk(b["status"], deadline, now)
    leaves = datetime.combine(b["check_out"], b["standard_checkout_time"], zone)
    grace = leaves + timedelta(minutes=b["late_checkout_grace_minutes"])
    overstay = _overstay_risk(b, leaves, grace, now)
    over = overstay in ("OVERDUE", "CRITICAL")
    cutoff_day = b["check_in"] + timedelta(days=b["approval_cutoff_day_offset"])
    cutoff = datetime.combine(cutoff_day, b["approval_cutoff_time"], zone)
    fees = ("decline_reason_code", "decline_reason_note", "expired_at", "auto_expire_reason_code", "cancelled_at")
    decided = b["decision_at"] or b["payment_captured_at"] or b["created_at"]
    return {
        "approval_deadline_at": deadline,
        "approval_cutoff_at": max(cutoff, deadline or cutoff) if b["status"] == "PENDING_APPROVAL" else None,
        "approval_risk_level": risk, "is_approval_due_soon": risk == "DUE_SOON",
        "is_approval_overdue": risk in ("OVERDUE", "CRITICAL"), "approval_overdue_minutes": late,
        "confirmed_at": decided if b["status"] in APPROVED else None,
        "payment_required_at": b["created_at"] if b["status"] == "PENDING_PAYMENT" else None,
        "decision_at": b["decision_at"], "decision_by": b["decision_by"], **{key: b[key] for key in fees},
        "cancellation_reason": b["cancellation_reason"], "cancellation_fee": money(b["cancellation_fee_minor"]),
        "no_show_at": b["no_show_at"], "no_show_fee": money(b["no_show_fee_minor"]),
        "checkout_deadline_at": leaves, "overstay_risk_level": overstay, "is_overstay": over,
        "overstay_minutes": minutes(grace, now) if over else 0,
    }  # fmt: skip


def _approval_risk(status: str, deadline: datetime | None, now: datetime) -> str:
    if status != "PENDING_APPROVAL" or deadline is None:
        return "OK"
    if now > deadline:
        return "CRITICAL" if minutes(deadline, now) > 60 else "OVERDUE"
    return "DUE_SOON" if minutes(now, deadline) <= 10 else "OK"


def _overstay_risk(booking: Row, leaves: datetime, grace: datetime, now: datetime) -> str:
    if booking["checked_in_at"] is None or booking["checked_out_at"] is not None or now <= leaves:
        return "OK"
    if now <= grace:
        return "GRACE"
    return "CRITICAL" if minutes(grace, now) > 120 else "OVERDUE"


def minutes(since: datetime, until: datetime) -> int:
    """Whole minutes from one instant to a later one."""
    return int((until - since).total_seconds() // 60)


def _seen(b: Row) -> dict[str, Any]:
    seen = b["staff_seen_at"] is not None
    return {
        "staff_seen_at": b["staff_seen_at"], "staff_seen_by": b["staff_seen_by_staff_id"],
        "staff_seen_by_display": {"id": b["staff_seen_by_staff_id"], "name": b["staff_seen_by"]} if seen else None,
        "is_new_for_staff": not seen, "created_at": b["created_at"], "updated_at": b["updated_at"],
    }  # fmt: skip
