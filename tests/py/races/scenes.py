"""What has happened in the hotel before two actors meet there. Today's guests are Ann, Bob and Cat."""

from __future__ import annotations

from collections.abc import Callable

from tests.py.races.stage import A_WHILE_AGO, HALF_AN_HOUR_AGO, PRICE, TOKEN, Booking, Stage

Scene = Callable[[Stage], None]

TWO_NIGHTS = PRICE * 2


def empty(_: Stage) -> None:
    """Nothing yet."""


def hold(stage: Stage) -> None:
    stage.hold("Ann")


def lapsed_hold(stage: Stage) -> None:
    stage.hold("Ann", lapsed=True)


def request(stage: Stage) -> None:
    """Waits for a decision; it may still be approved, and the cutoff has passed."""
    stage.request("Ann")


def old_request(stage: Stage) -> None:
    """Nobody has asked the provider about its payment since the day before yesterday."""
    request(stage)
    stage.sql("update hotel.payment set created_at = created_at - interval '2 days' where hotel_id = %(hotel)s")


def paid_request(stage: Stage) -> None:
    stage.request("Ann", captured=True)


def capturing(stage: Stage) -> None:
    """Approved, and the provider has been asked for the money."""
    stage.request("Ann")
    stage.conn.execute(
        "select api.approve_booking(p_hotel => %s, p_booking_id => %s, p_token => %s)",
        [stage.slug, stage.numbers["Ann"], TOKEN],
    )


def lapsing_requests(stage: Stage) -> None:
    """Eleven requests for next week whose authorisations have lapsed; Ann's is the last that a job comes to."""
    for number in range(10):
        stage.request(f"Guest {number}", arrives=7, capture_before=HALF_AN_HOUR_AGO)
    stage.request("Ann", arrives=7, capture_before=HALF_AN_HOUR_AGO, at=A_WHILE_AGO)


def one_sold(stage: Stage) -> None:
    stage.book("Ann")


def unpaid(stage: Stage) -> None:
    """To be settled at the desk."""
    stage.book("Ann", total=TWO_NIGHTS)


def unpaid_stay(stage: Stage) -> None:
    stage.stay("Ann", 101, total=TWO_NIGHTS)


def paid_at_desk(stage: Stage) -> None:
    unpaid(stage)
    stage.pay_at_desk("Ann", TWO_NIGHTS)


def owed(stage: Stage) -> None:
    """Paid at the desk and cancelled at no cost: the desk owes it all."""
    paid_at_desk(stage)
    stage.cancel("Ann")


def pair(stage: Stage) -> None:
    """For two, one of them not named yet."""
    stage.book("Ann", adults=2)


def three(stage: Stage) -> None:
    """For three, two of them not named yet."""
    stage.book("Ann", adults=3)


def arrival(stage: Stage) -> None:
    stage.book("Ann")
    stage.assign("Ann", 101)


def with_a_suite(stage: Stage) -> None:
    """Ann has a double; room 103 is a suite."""
    stage.sql("insert into hotel.room_type (hotel_id, code, name, max_occupancy) values (%(hotel)s, 'STE', 'Suite', 4)")
    stage.sql(
        "update hotel.room as r set room_type_id = t.id from hotel.room_type as t "
        "where r.hotel_id = %(hotel)s and r.room_number = 103 and t.hotel_id = r.hotel_id and t.code = 'STE'"
    )
    one_sold(stage)


def pair_with_a_suite(stage: Stage) -> None:
    """For two, both named; room 103 is a suite."""
    with_a_suite(stage)
    stage.book("Bea", adults=2)
    stage.sql(
        "with p as (insert into hotel.person (hotel_id, first_name) values (%(hotel)s, 'Cem') returning id) "
        "insert into hotel.party_member (hotel_id, booking_id, person_id, role) "
        "select %(hotel)s, b.id, p.id, 'COMPANION' from p, hotel.booking as b where b.number = %(booking)s",
        booking=Booking("Bea"),
    )


def late_arrival(stage: Stage) -> None:
    """Was expected yesterday."""
    stage.book("Ann", arrives=-1, nights=3)
    stage.assign("Ann", 101)


def one_after_the_other(stage: Stage) -> None:
    """Both have room 101: Ann was expected yesterday for one night, Bob arrives today."""
    stage.book("Ann", arrives=-1, nights=1)
    stage.assign("Ann", 101)
    stage.book("Bob")
    stage.assign("Bob", 101)


def one_before_the_other(stage: Stage) -> None:
    """Both have room 101: Ann arrives today for one night, Bob tomorrow."""
    stage.book("Ann", nights=1)
    stage.assign("Ann", 101)
    stage.book("Bob", arrives=1)
    stage.assign("Bob", 101)


def two_bookings(stage: Stage) -> None:
    stage.book("Ann")
    stage.book("Bob")


def two_assigned(stage: Stage) -> None:
    two_bookings(stage)
    stage.assign("Ann", 101)
    stage.assign("Bob", 102)


def three_assigned(stage: Stage) -> None:
    two_assigned(stage)
    stage.book("Cat")
    stage.assign("Cat", 103)


def around_ten_thousand(stage: Stage) -> None:
    """Two stays whose numbers sort as text the other way round than as numbers."""
    stage.sql("insert into hotel.number_counter (hotel_id, year, last_number) values (%(hotel)s, 2031, 9998)")
    stage.stay("Ann", 101)
    stage.stay("Bob", 102)


def stay(stage: Stage) -> None:
    stage.stay("Ann", 101)


def stay_with_a_visitor(stage: Stage) -> None:
    stage.stay("Ann", 101)
    stage.visit("Flo", 101)


def stay_with_a_conversation(stage: Stage) -> None:
    stage.stay("Ann", 101)
    stage.sql(
        "insert into hotel.conversation (hotel_id, booking_id) select b.hotel_id, b.id from hotel.booking as b "
        "where b.hotel_id = %(hotel)s and b.number = %(booking)s",
        booking=Booking("Ann"),
    )


def departed(stage: Stage) -> None:
    stage.stay("Ann", 101)
    stage.check_out("Ann")


def overstay(stage: Stage) -> None:
    """Should have left this morning."""
    stage.stay("Ann", 101, arrives=-1, nights=1)


def two_in_house(stage: Stage) -> None:
    stage.stay("Ann", 101)
    stage.stay("Bob", 102)


def two_far_apart(stage: Stage) -> None:
    stage.stay("Ann", 101)
    stage.stay("Bob", 104)


def stay_and_booking(stage: Stage) -> None:
    stage.stay("Ann", 101)
    stage.book("Bob")


def stay_before_an_arrival(stage: Stage) -> None:
    """Ann leaves tomorrow, when Bob comes; rooms may be assigned before they are ready."""
    _assign_early(stage)
    stage.stay("Ann", 101, nights=1)
    stage.book("Bob", arrives=1)


def stays_before_an_assignment(stage: Stage) -> None:
    """The earlier booking is in the room with the higher number, and next week's guest has that room."""
    _assign_early(stage)
    stage.stay("Ann", 102)
    stage.stay("Bob", 101)
    stage.book("Cat", arrives=7)
    stage.assign("Cat", 102)


def dirty(stage: Stage) -> None:
    """Room 101 waits to be cleaned."""
    stage.status(101, "MAINTENANCE_REQUIRED", "CHECKOUT_DIRTY")


def cleaned(stage: Stage) -> None:
    """Room 101 waits for inspection."""
    dirty(stage)
    stage.status(101, "CLEANED_UNINSPECTED")


def _assign_early(stage: Stage) -> None:
    stage.sql("update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN' where hotel_id = %(hotel)s")
