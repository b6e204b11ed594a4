"""Who is who in `prove model`, and what each may do: a small hotel's people as SPEC section 9 sorts them."""

from __future__ import annotations

from hotelmate.prove.model_house import DENIED, INVALID, NOBODY, Refused

# Who works there: name → (role, department, access level); each of the three gives somebody all the rights he has.
# "stranger" is another hotel's manager; "nobody" sends no token and "forger" one that nobody issued; "operator" is a
# database login that says why, "mute" the same without a reason.
STAFF = {
    "manager": ("hotel_manager", "management", "regular_staff"),
    "director": ("kitchen_staff", "kitchen", "super_staff_admin"),
    "desk": ("front_desk_agent", "front_office", "regular_staff"),
    "cleaner": ("housekeeper", "housekeeping", "regular_staff"),
    "cook": ("kitchen_staff", "kitchen", "regular_staff"),
}
OUTSIDERS = {"stranger": DENIED, "nobody": NOBODY, "forger": NOBODY, "mute": INVALID}
EVERYBODY = (*STAFF, "operator", *OUTSIDERS)
CHIEFS = ("manager", "director", "operator")

FRONT_DESK = (
    "create_staff_booking", "cancel_booking", "mark_no_show", "mark_booking_seen", "assign_room", "unassign_room",
    "swap_rooms", "move_room", "check_in", "check_out", "amend_booking", "update_companions", "record_property_payment",
    "record_property_refund",
)  # fmt: skip
# Whoever gives the reason that these ask for has said why.
REASONED = (
    "decline_booking", "cancel_booking", "swap_rooms", "move_room", "check_in", "undo_check_in", "check_out",
    "block_room",
)  # fmt: skip
HOUSEKEEPING = ("start_cleaning", "mark_cleaned", "mark_maintenance")


def must_be_known(who: str) -> None:
    """Raises Refused for somebody who is not of this house."""
    if who in OUTSIDERS:
        raise Refused(OUTSIDERS[who], who)


def must_be_allowed(who: str, action: str) -> None:
    """Raises Refused for somebody who may not do this, whatever it is done to."""
    must_be_known(who)
    if who in CHIEFS:
        return
    if not ((who == "desk" and action in FRONT_DESK) or (who == "cleaner" and action in HOUSEKEEPING)):
        raise Refused(DENIED, f"{who} may not {action}")


def must_supervise(who: str) -> None:
    """Raises Refused for whom only a supervisor may stand in."""
    if who not in CHIEFS:
        raise Refused(DENIED, f"{who} is no supervisor")
