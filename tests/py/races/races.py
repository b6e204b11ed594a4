"""Every pair of actions that can meet, the scene in which they do, and how each serial order ends.

What is written here is what a person expects; the judge first checks that the serial orders really end so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.py.races import actions as do
from tests.py.races import scenes
from tests.py.races.actions import Action
from tests.py.races.scenes import TWO_NIGHTS, Scene

OK = "ok"
TAKEN = "one_holder_per_room_and_night"
OVERSOLD = "night_is_not_oversold"
TOO_LARGE = "party_fits_the_room_type"
TOO_MANY = "party_is_within_the_booking"
HALF_DONE = "room_is_occupied_by_its_stay"
BOTH = (OK, OK)


@dataclass(frozen=True)
class Race:
    """Two actions and the codes (OK or the refusal's) with which they end, (one, two), in each serial order.

    `waits`: whether two runs into the locks of one, and one into those of two. `settle` runs after both: a job skips
    what is locked, and comes again. `phantom`: an action is about whatever it finds, so the log may tell things in
    another order than that in which they would have had to happen; the rows must fit all the same.
    """

    name: str
    scene: Scene
    one: Action
    two: Action
    one_first: tuple[str, str]
    two_first: tuple[str, str]
    rooms: int = 3
    waits: tuple[bool, bool] = (True, True)
    settle: Action | None = None
    phantom: bool = False


# A job skips what somebody holds; what the job holds is waited for.
JOB: dict[str, Any] = {"waits": (False, True), "settle": do.expire()}
ASK: dict[str, Any] = {"waits": (False, True), "settle": do.verify()}
LAPSE: dict[str, Any] = {"waits": (False, True), "settle": do.lapse()}
FLAG: dict[str, Any] = {"waits": (False, True), "settle": do.flag()}

# fmt: off
DECISIONS = [
    Race("approve / approve", scenes.request, do.approve("Ann"), do.approve("Ann"),
         (OK, "DECISION_PENDING"), ("DECISION_PENDING", OK)),
    Race("approve / decline", scenes.request, do.approve("Ann"), do.decline("Ann"),
         (OK, "DECISION_PENDING"), ("INVALID_STATUS", OK)),
    Race("approve / decline, paid", scenes.paid_request, do.approve("Ann"), do.decline("Ann"),
         (OK, "INVALID_STATUS"), ("INVALID_STATUS", OK)),
    Race("approve / guest cancels", scenes.request, do.approve("Ann"), do.cancel_own("Ann"),
         (OK, "DECISION_PENDING"), ("INVALID_STATUS", OK)),
    Race("approve / guest cancels, paid", scenes.paid_request, do.approve("Ann"), do.cancel_own("Ann"),
         BOTH, ("INVALID_STATUS", OK)),
    Race("approve / staff cancel", scenes.request, do.approve("Ann"), do.cancel("Ann"),
         (OK, "DECISION_PENDING"), ("INVALID_STATUS", OK)),
    Race("decline / guest cancels", scenes.request, do.decline("Ann"), do.cancel_own("Ann"),
         (OK, "INVALID_TOKEN"), ("INVALID_STATUS", OK)),
    Race("staff cancel / guest cancels", scenes.request, do.cancel("Ann"), do.cancel_own("Ann"), BOTH, BOTH),
    Race("seen / seen", scenes.request, do.see("Ann"), do.see("Ann"), BOTH, BOTH),
    Race("seen / approve", scenes.request, do.see("Ann"), do.approve("Ann"), BOTH, BOTH),
]

MONEY = [
    Race("authorised / staff cancel", scenes.hold, do.provider_says("AUTHORIZED", "Ann"), do.cancel("Ann"), BOTH, BOTH),
    Race("authorised / guest cancels", scenes.hold, do.provider_says("AUTHORIZED", "Ann"), do.cancel_own("Ann"),
         BOTH, BOTH),
    Race("authorised / guest abandons", scenes.hold, do.provider_says("AUTHORIZED", "Ann"), do.abandon("Ann"),
         (OK, "INVALID_STATUS"), BOTH),
    Race("authorised / authorised again", scenes.hold, do.provider_says("AUTHORIZED", "Ann"),
         do.provider_says("AUTHORIZED", "Ann"), BOTH, BOTH),
    Race("authorised / captured", scenes.hold, do.provider_says("AUTHORIZED", "Ann"),
         do.provider_says("CAPTURED", "Ann"), BOTH, (OK, "captured_is_within_authorized")),
    Race("captured / captured again", scenes.capturing, do.provider_says("CAPTURED", "Ann"),
         do.provider_says("CAPTURED", "Ann"), BOTH, BOTH),
    Race("captured / guest cancels", scenes.capturing, do.provider_says("CAPTURED", "Ann"), do.cancel_own("Ann"),
         BOTH, (OK, "DECISION_PENDING")),
    Race("captured / decline", scenes.capturing, do.provider_says("CAPTURED", "Ann"), do.decline("Ann"),
         (OK, "INVALID_STATUS"), (OK, "DECISION_PENDING")),
    Race("capture failed / decline", scenes.capturing, do.capture_refused("Ann"), do.decline("Ann"),
         BOTH, (OK, "DECISION_PENDING")),
    Race("capture failed / approve again", scenes.capturing, do.capture_refused("Ann"), do.approve("Ann"),
         BOTH, (OK, "DECISION_PENDING")),
    Race("released / staff cancel", scenes.request, do.provider_says("RELEASED", "Ann"), do.cancel("Ann"), BOTH, BOTH),
    Race("captured unasked / decline", scenes.request, do.provider_says("CAPTURED", "Ann"), do.decline("Ann"),
         BOTH, BOTH),
    Race("paid at the desk / paid at the desk", scenes.unpaid, do.pay_at_desk("Ann", TWO_NIGHTS, "till-1"),
         do.pay_at_desk("Ann", TWO_NIGHTS, "till-2"), (OK, "NOTHING_TO_PAY"), ("NOTHING_TO_PAY", OK)),
    Race("paid at the desk / check-out", scenes.unpaid_stay, do.pay_at_desk("Ann", TWO_NIGHTS, "till-1"),
         do.check_out("Ann"), BOTH, (OK, "OPEN_BALANCE")),
    Race("paid at the desk / cancel", scenes.unpaid, do.pay_at_desk("Ann", TWO_NIGHTS, "till-1"), do.cancel("Ann"),
         BOTH, ("NOTHING_TO_PAY", OK)),
    Race("given back at the desk / given back at the desk", scenes.owed, do.refund_at_desk("Ann", TWO_NIGHTS, "till-1"),
         do.refund_at_desk("Ann", TWO_NIGHTS, "till-2"), (OK, "NOTHING_TO_REFUND"), ("NOTHING_TO_REFUND", OK)),
    Race("given back at the desk / one receipt twice", scenes.owed, do.refund_at_desk("Ann", 100, "till-1"),
         do.refund_at_desk("Ann", 100, "till-1"), (OK, "REFUND_REFERENCE_USED"), ("REFUND_REFERENCE_USED", OK)),
    Race("given back at the desk / cancel", scenes.paid_at_desk, do.refund_at_desk("Ann", TWO_NIGHTS, "till-1"),
         do.cancel("Ann"), ("NOTHING_TO_REFUND", OK), BOTH),
    Race("given back at the desk / authorised late", scenes.owed, do.refund_at_desk("Ann", TWO_NIGHTS, "till-1"),
         do.provider_says("AUTHORIZED", "Ann"), BOTH, BOTH),
]

JOBS = [
    Race("decline / provider asked", scenes.old_request, do.decline("Ann"), do.verify(), BOTH, BOTH, **ASK),
    Race("approve / expire", scenes.request, do.approve("Ann"), do.expire(), BOTH, ("BOOKING_EXPIRED", OK), **JOB),
    Race("approve / expire, paid", scenes.paid_request, do.approve("Ann"), do.expire(),
         BOTH, ("BOOKING_EXPIRED", OK), **JOB),
    Race("decline / expire", scenes.request, do.decline("Ann"), do.expire(), BOTH, ("BOOKING_EXPIRED", OK), **JOB),
    Race("guest cancels / expire", scenes.request, do.cancel_own("Ann"), do.expire(),
         BOTH, ("INVALID_TOKEN", OK), **JOB),
    Race("staff cancel / expire", scenes.request, do.cancel("Ann"), do.expire(), BOTH, ("BOOKING_EXPIRED", OK), **JOB),
    Race("amend / expire", scenes.request, do.amend("Ann", check_in="2031-05-15"), do.expire(),
         BOTH, ("BOOKING_EXPIRED", OK), **JOB),
    Race("captured unasked / expire", scenes.request, do.provider_says("CAPTURED", "Ann"), do.expire(),
         BOTH, BOTH, **JOB),
    Race("capture failed / expire", scenes.capturing, do.capture_refused("Ann"), do.expire(), BOTH, BOTH,
         waits=(False, False), settle=do.expire()),
    Race("captured unasked / expire, many lapsed", scenes.lapsing_requests, do.provider_says("CAPTURED", "Ann"),
         do.expire(), BOTH, BOTH, rooms=11, phantom=True, **JOB),
    Race("expire / expire", scenes.request, do.expire(), do.expire(), BOTH, BOTH,
         waits=(False, False), settle=do.expire()),
    Race("authorised / lapse", scenes.lapsed_hold, do.provider_says("AUTHORIZED", "Ann"), do.lapse(),
         BOTH, BOTH, **LAPSE),
    Race("guest cancels / lapse", scenes.lapsed_hold, do.cancel_own("Ann"), do.lapse(),
         BOTH, ("INVALID_TOKEN", OK), **LAPSE),
    Race("staff cancel / lapse", scenes.lapsed_hold, do.cancel("Ann"), do.lapse(),
         BOTH, ("INVALID_STATUS", OK), **LAPSE),
    Race("lapse / creation of the room it frees", scenes.lapsed_hold, do.create("Bob"), do.lapse(),
         (OVERSOLD, OK), BOTH, rooms=1, **LAPSE),
    Race("check-out / flag", scenes.overstay, do.check_out("Ann"), do.flag(), BOTH, BOTH, **FLAG),
    Race("extend / flag", scenes.overstay, do.extend("Ann", 2), do.flag(), BOTH, BOTH, **FLAG),
    Race("flag / flag", scenes.overstay, do.flag(), do.flag(), BOTH, BOTH,
         waits=(False, False), settle=do.flag()),
]

STAYS = [
    Race("cancel / check-in", scenes.arrival, do.cancel("Ann"), do.check_in("Ann"),
         (OK, "BOOKING_NOT_ELIGIBLE"), ("BOOKING_IN_HOUSE", OK)),
    Race("no-show / check-in", scenes.late_arrival, do.no_show("Ann"), do.check_in_late("Ann"),
         (OK, "BOOKING_NOT_ELIGIBLE"), ("BOOKING_IN_HOUSE", OK)),
    Race("no-show / cancel", scenes.late_arrival, do.no_show("Ann"), do.cancel("Ann"),
         (OK, "INVALID_STATUS"), ("INVALID_STATUS", OK)),
    Race("amend / check-in", scenes.arrival, do.amend("Ann", check_out="2031-05-17"), do.check_in("Ann"),
         (OK, "BOOKING_NOT_ELIGIBLE"), ("BOOKING_IN_HOUSE", OK)),
    Race("unassign / check-in", scenes.arrival, do.unassign("Ann"), do.check_in("Ann"),
         (OK, "BOOKING_NOT_ELIGIBLE"), ("BOOKING_ALREADY_CHECKED_IN", OK)),
    Race("check-in / check-in", scenes.arrival, do.check_in("Ann"), do.check_in("Ann"), BOTH, BOTH),
    Race("two check-ins into one room", scenes.one_before_the_other, do.check_in("Ann"), do.check_in_late("Bob"),
         (OK, "ROOM_NOT_READY"), (OK, TAKEN)),
    Race("check-in / companions", scenes.arrival, do.check_in("Ann"), do.companions("Ann"),
         (OK, "PARTY_IS_FIXED"), BOTH),
    Race("check-out / check-out", scenes.stay, do.check_out("Ann"), do.check_out("Ann"), BOTH, BOTH),
    Race("check-out / move", scenes.stay, do.check_out("Ann"), do.move("Ann", 102),
         (OK, "BOOKING_ALREADY_CHECKED_OUT"), BOTH),
    Race("check-out / extend", scenes.stay, do.check_out("Ann"), do.extend("Ann", 1),
         (OK, "BOOKING_ALREADY_CHECKED_OUT"), BOTH),
    Race("check-out / undo check-in", scenes.stay, do.check_out("Ann"), do.undo_check_in("Ann"),
         (OK, "BOOKING_ALREADY_CHECKED_OUT"), ("NOT_CHECKED_IN", OK)),
    Race("visitor leaves / another comes", scenes.stay_with_a_visitor, do.leave("Flo"), do.visit("Gil", 101),
         BOTH, BOTH),
    Race("visitor leaves / check-out", scenes.stay_with_a_visitor, do.leave("Flo"), do.check_out("Ann"), BOTH, BOTH),
    Race("visitor comes / check-out", scenes.stay, do.visit("Gil", 101), do.check_out("Ann"),
         BOTH, ("ROOM_NOT_OCCUPIED", OK)),
    Race("guest erased / name corrected", scenes.departed, do.erase("Ann"), do.correct_name("Ann", "Anna"), BOTH, BOTH),
    Race("undo check-in / guest cancels", scenes.stay, do.undo_check_in("Ann"), do.cancel_own("Ann"),
         (OK, "INVALID_TOKEN"), (OK, "BOOKING_IN_HOUSE")),
    Race("bulk check-out / check-out", scenes.two_in_house, do.check_out_rooms(101, 102), do.check_out("Bob"),
         BOTH, BOTH),
    Race("bulk check-out of a room / move out of it", scenes.stay, do.check_out_rooms(101), do.move("Ann", 102),
         (OK, "BOOKING_ALREADY_CHECKED_OUT"), ("NO_STAY_IN_HOUSE", OK)),
    Race("bulk check-out of a room / move into it", scenes.two_in_house, do.check_out_rooms(102, 103),
         do.move("Ann", 103), BOTH, BOTH, waits=(False, False), phantom=True),
]

ROOMS = [
    Race("assign / assign, one room", scenes.two_bookings, do.assign("Ann", 101), do.assign("Bob", 101),
         (OK, TAKEN), (TAKEN, OK)),
    Race("assign / assign, one booking", scenes.one_sold, do.assign("Ann", 101), do.assign("Ann", 102), BOTH, BOTH),
    Race("assign / cancel", scenes.one_sold, do.assign("Ann", 101), do.cancel("Ann"),
         BOTH, ("BOOKING_STATUS_NOT_ASSIGNABLE", OK)),
    Race("assign / amend", scenes.one_sold, do.assign("Ann", 101), do.amend("Ann", check_out="2031-05-17"), BOTH, BOTH),
    Race("assign / companions", scenes.pair, do.assign("Ann", 101), do.companions("Ann", "Bea"),
         ("PARTY_INCOMPLETE", OK), BOTH),
    Race("assign / block", scenes.one_sold, do.assign("Ann", 101), do.block(101), (OK, TAKEN), (TAKEN, OK)),
    Race("assign / maintenance", scenes.one_sold, do.assign("Ann", 101), do.mark_maintenance(101),
         BOTH, ("ROOM_NOT_BOOKABLE", OK)),
    Race("assign / room closed", scenes.one_sold, do.assign("Ann", 101), do.close_room(101),
         (OK, "ROOM_IS_ASSIGNED"), ("ROOM_NOT_BOOKABLE", OK)),
    Race("assign / extend into it", scenes.stay_before_an_arrival, do.assign("Bob", 101), do.extend("Ann", 1),
         (OK, "EXTENSION_CONFLICT"), (TAKEN, OK)),
    Race("block / block", scenes.empty, do.block(101), do.block(101), (OK, TAKEN), (TAKEN, OK)),
    Race("move / move, one room", scenes.two_in_house, do.move("Ann", 103), do.move("Bob", 103),
         (OK, "ROOM_OCCUPIED"), ("ROOM_OCCUPIED", OK)),
    Race("move / move, into each other's room", scenes.two_in_house, do.move("Ann", 102), do.move("Bob", 101),
         ("ROOM_OCCUPIED", "ROOM_OCCUPIED"), ("ROOM_OCCUPIED", "ROOM_OCCUPIED"), waits=(False, False)),
    Race("move / move, into the room left", scenes.two_in_house, do.move("Ann", 103), do.move("Bob", 101),
         (OK, "ROOM_NOT_BOOKABLE"), (OK, "ROOM_OCCUPIED")),
    Race("move / move, crossing", scenes.two_far_apart, do.move("Ann", 103), do.move("Bob", 102),
         BOTH, BOTH, rooms=4, waits=(False, False)),
    Race("move / assign, one room", scenes.stay_and_booking, do.move("Ann", 103), do.assign("Bob", 103),
         (OK, "ROOM_NOT_BOOKABLE"), (TAKEN, OK)),
    Race("move / block", scenes.stay, do.move("Ann", 103), do.block(103), (OK, TAKEN), (TAKEN, OK)),
    Race("swap / swap from the other side", scenes.two_assigned, do.swap("Ann", "Bob"), do.swap("Bob", "Ann"),
         BOTH, BOTH),
    Race("swap / cancel", scenes.two_assigned, do.swap("Ann", "Bob"), do.cancel("Bob"),
         BOTH, ("NO_ROOM_ASSIGNED", OK)),
    Race("swap / check-in", scenes.two_assigned, do.swap("Ann", "Bob"), do.check_in("Bob"),
         BOTH, ("BOOKING_ALREADY_CHECKED_IN", OK)),
    Race("swap / reassign", scenes.two_assigned, do.swap("Ann", "Bob"), do.assign("Bob", 103), BOTH, BOTH),
    Race("bulk check-out / reassign between its rooms", scenes.stays_before_an_assignment,
         do.check_out_rooms(101, 102), do.assign("Cat", 101), BOTH, BOTH),
    Race("bulk check-out / swap of its bookings", scenes.around_ten_thousand, do.check_out_rooms(101, 102),
         do.swap("Ann", "Bob"), (OK, "NO_ROOM_ASSIGNED"), (OK, "BOOKING_ALREADY_CHECKED_IN")),
]

HOUSEKEEPING = [
    Race("start cleaning / maintenance", scenes.dirty, do.start_cleaning(101), do.mark_maintenance(101),
         BOTH, ("TRANSITION_NOT_LISTED", OK)),
    Race("start cleaning / start cleaning", scenes.dirty, do.start_cleaning(101), do.start_cleaning(101), BOTH, BOTH),
    Race("start cleaning / mark cleaned", scenes.dirty, do.start_cleaning(101), do.mark_cleaned(101),
         BOTH, ("TRANSITION_NOT_LISTED", OK)),
    Race("start cleaning / somebody found in the room", scenes.dirty, do.start_cleaning(101), do.count_guests(101, 1),
         BOTH, BOTH),
    Race("passed / failed inspection", scenes.cleaned, do.inspect(101, passed=True), do.inspect(101, passed=False),
         (OK, "TRANSITION_NOT_LISTED"), ("TRANSITION_NOT_LISTED", OK)),
    Race("check-in / maintenance", scenes.arrival, do.check_in("Ann"), do.mark_maintenance(101),
         (OK, "TRANSITION_NOT_LISTED"), ("ROOM_NOT_READY", OK)),
    Race("move / maintenance", scenes.stay, do.move("Ann", 102), do.mark_maintenance(102),
         (OK, "TRANSITION_NOT_LISTED"), ("ROOM_NOT_BOOKABLE", OK)),
    Race("check-out / start cleaning", scenes.stay, do.check_out("Ann"), do.start_cleaning(101),
         BOTH, (OK, "TRANSITION_NOT_LISTED")),
    Race("housekeeping task by hand / start cleaning", scenes.dirty, do.add_task(101), do.start_cleaning(101),
         BOTH, BOTH, waits=(False, False)),
]

INVENTORY = [
    Race("two creations of the last room", scenes.one_sold, do.create("Bob"), do.create("Cat"),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=2),
    Race("two creations of the only room, new nights", scenes.empty, do.create("Bob"), do.create("Cat"),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=1),
    Race("creation of the last room / room closed", scenes.one_sold, do.create("Bob"), do.close_room(102),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=2),
    Race("creation of the only room, new nights / room closed", scenes.empty, do.create("Bob"), do.close_room(101),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=1),
    Race("creation of the last room / block", scenes.one_sold, do.create("Bob"), do.block(102),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=2),
    Race("creation of the only room, new nights / block", scenes.empty, do.create("Bob"), do.block(101),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=1),
    Race("creation above capacity / overbooking allowed", scenes.one_sold, do.create("Bob"), do.allow_overbooking(1),
         (OVERSOLD, OK), BOTH, rooms=1),
    Race("two rooms closed", scenes.one_sold, do.close_room(101), do.close_room(102),
         (OK, OVERSOLD), (OVERSOLD, OK), rooms=2),
    Race("amend into the last night / creation of it", scenes.one_sold, do.amend("Ann", check_out="2031-05-18"),
         do.create("Bob", arrives=2, nights=1), (OK, OVERSOLD), (OVERSOLD, OK), rooms=1),
    Race("extend into the last night / creation of it", scenes.stay, do.extend("Ann", 2),
         do.create("Bob", arrives=2, nights=1), (OK, OVERSOLD), (OVERSOLD, OK), rooms=1),
    Race("one key, one request", scenes.empty, do.create_once("key", "Ann"), do.create_once("key", "Ann"),
         BOTH, BOTH),
    Race("one key, two requests", scenes.empty, do.create_once("key", "Ann"), do.create_once("key", "Bob"),
         (OK, "IDEMPOTENCY_KEY_REUSED"), ("IDEMPOTENCY_KEY_REUSED", OK)),
    Race("cancel / creation of the room it frees", scenes.one_sold, do.cancel("Ann"), do.create("Bob"),
         BOTH, (OK, OVERSOLD), rooms=1),
]

PARTIES = [
    Race("companions / companions", scenes.pair, do.companions("Ann", "Bea"), do.companions("Ann", "Cem"), BOTH, BOTH),
    Race("companions / fewer adults", scenes.pair, do.companions("Ann", "Bea"), do.amend("Ann", adults=1),
         (OK, TOO_MANY), (TOO_MANY, OK)),
    Race("companion by hand / companion by hand", scenes.pair, do.add_companion("Ann", "Bea"),
         do.add_companion("Ann", "Cem"), (OK, TOO_MANY), (TOO_MANY, OK)),
    Race("companion by hand / companions", scenes.three, do.add_companion("Ann", "Bea"),
         do.companions("Ann", "Cem", "Dan"), BOTH, (TOO_MANY, OK)),
    Race("more adults / smaller room type", scenes.one_sold, do.amend("Ann", adults=3), do.shrink_type(2),
         (OK, TOO_LARGE), (TOO_LARGE, OK)),
    Race("companion by hand / fewer adults by hand", scenes.pair, do.add_companion("Ann", "Bea"),
         do.set_adults("Ann", 1), (OK, TOO_MANY), (TOO_MANY, OK)),
]

RAW_STAYS = [
    Race("half a check-in by hand / the other half", scenes.arrival, do.occupy_claim("Ann"), do.occupy_room(101),
         (HALF_DONE, HALF_DONE), (HALF_DONE, HALF_DONE)),
    Race("check-in by hand / maintenance by hand", scenes.arrival, do.check_in_by_hand("Ann", 101),
         do.set_status(101, "MAINTENANCE_REQUIRED"), (OK, "TRANSITION_NOT_LISTED"), ("TRANSITION_NOT_LISTED", OK)),
    Race("check-in by hand / check-in", scenes.arrival, do.check_in_by_hand("Ann", 101), do.check_in("Ann"),
         BOTH, BOTH),
    Race("two check-ins by hand into one room", scenes.one_after_the_other, do.check_in_by_hand("Ann", 101),
         do.check_in_by_hand("Bob", 101), (OK, "one_in_house_stay_per_room"), ("one_in_house_stay_per_room", OK)),
    Race("check-in by hand / cancel", scenes.arrival, do.check_in_by_hand("Ann", 101), do.cancel("Ann"),
         (OK, "BOOKING_IN_HOUSE"), ("in_house_is_confirmed", OK)),
]
# A rule between two rows, from either side: what one relies on, the other takes away.
OTHER_SIDES = [
    Race("assign / room of another type", scenes.with_a_suite, do.assign("Ann", 101), do.retype_room(101, "STE"),
         (OK, "ROOM_IS_ASSIGNED"), ("ROOM_TYPE_MISMATCH", OK)),
    Race("upgrade / smaller room type", scenes.pair_with_a_suite, do.upgrade("Bea", 103), do.shrink_type(1, "STE"),
         (OK, TOO_LARGE), ("ROOM_CAPACITY_EXCEEDED", OK)),
    Race("larger party by hand / smaller type of its room", scenes.pair_with_a_suite, do.set_adults("Ann", 3),
         do.shrink_type(2), (OK, TOO_LARGE), (TOO_LARGE, OK)),
    Race("cancel / guest token by hand", scenes.one_sold, do.cancel("Ann"), do.give_token("Ann"),
         (OK, "BOOKING_HAS_ENDED"), BOTH),
    Race("cancel / pre-check-in link", scenes.one_sold, do.cancel("Ann"), do.give_precheckin_link("Ann"),
         (OK, "BOOKING_HAS_ENDED"), BOTH),
    Race("check-out / conversation begun", scenes.stay, do.check_out("Ann"), do.begin_conversation("Ann"),
         (OK, "BOOKING_HAS_ENDED"), BOTH),
    Race("check-out / message", scenes.stay_with_a_conversation, do.check_out("Ann"), do.say("Ann"),
         (OK, "CONVERSATION_IS_ARCHIVED"), BOTH),
]
# fmt: on

RACES = [*DECISIONS, *MONEY, *JOBS, *STAYS, *ROOMS, *HOUSEKEEPING, *INVENTORY, *PARTIES, *RAW_STAYS, *OTHER_SIDES]
