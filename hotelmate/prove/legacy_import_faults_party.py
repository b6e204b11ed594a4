"""Faults of parties, guests and their links; and of time itself."""

from __future__ import annotations

from hotelmate.prove.legacy_import_site import Site, fault
from hotelmate.prove.legacy_import_world import GUESTS, PARTY, TOKENS


@fault("T1")
def no_primary(at: Site) -> None:
    """No PRIMARY in the party, one on the booking."""
    row = at.booking(people=2)
    at.world.drop(PARTY, at.world.party(row)[0])
    at.corrected(row, "PRIMARY_TAKEN_FROM_BOOKING")


@fault("T1")
def nobody_at_all(at: Site) -> None:
    """No PRIMARY anywhere."""
    row = at.booking(primary_first_name="", primary_last_name="")
    at.world.drop(PARTY, at.world.party(row)[0])
    at.refused(row, "booking_has_one_primary_guest")


@fault("T1")
def two_primaries(at: Site) -> None:
    """Two PRIMARY."""
    row = at.booking(people=2)
    at.world.party(row)[1]["role"] = "PRIMARY"
    at.refused(row, "one_primary_per_booking")


@fault("T1")
def primary_named_otherwise(at: Site) -> None:
    """Another primary guest on the booking than in the party."""
    at.corrected(at.booking(primary_first_name="Anna"), "PRIMARY_NAMED_OTHERWISE")


@fault("T2")
def party_of_strangers(at: Site) -> None:
    """More people in the party than the booking is for."""
    at.refused(at.booking(people=3, adults=1), "party_is_within_the_booking")


@fault("T2")
def guest_twice(at: Site) -> None:
    """Two guests in the house for one member of the party."""
    row = at.in_house()
    again = at.world.guest(at.hotel, row, at.world.party(row)[0], row["assigned_room_id"])
    at.refused(again, "in_house_guest_hotel_id_party_member_id_key", GUESTS)


@fault("T2")
def guest_without_member(at: Site) -> None:
    """A guest in the house who is not of the party."""
    row = at.in_house()
    guest = at.world.guest(at.hotel, row, at.world.party(row)[0] | {"id": None}, row["assigned_room_id"])
    at.refused(guest, "IMPORT_PARENT_MISSING", GUESTS)


@fault("T2 A7")
def guest_after_departure(at: Site) -> None:
    """A guest still in the room of a stay that is over."""
    row = at.departed()
    guest = at.world.guest(at.hotel, row, at.world.party(row)[0], row["assigned_room_id"])
    at.corrected(guest, "GUEST_FOLLOWS_THE_STAY", table=GUESTS)


@fault("A1")
def guest_in_another_room(at: Site) -> None:
    """Two rooms open for one booking: its own, and the one its guest was moved from."""
    row = at.in_house()
    guest = next(guest for guest in at.world.rows[GUESTS] if guest["booking_id"] == row["id"])
    guest["room_id"] = at.room()["id"]
    at.corrected(guest, "GUEST_FOLLOWS_THE_STAY", table=GUESTS)


@fault("T3")
def link_after_departure(at: Site) -> None:
    """A link that is alive after the end of its booking."""
    at.corrected(at.world.link(at.departed()), "TOKEN_ENDED_WITH_THE_BOOKING", table=TOKENS)


@fault("T3")
def two_links(at: Site) -> None:
    """Two links alive for one booking."""
    row = at.booking()
    at.world.link(row)
    at.refused(at.world.link(row), "one_active_token_per_booking", TOKENS)


@fault("T3")
def raw_link(at: Site) -> None:
    """A link stored as it was sent."""
    at.refused(at.world.link(at.booking(), token_hash="let-me-in"), "unreadable value (22023)", TOKENS)


@fault("T3")
def pin_of_letters(at: Site) -> None:
    """A PIN that is not made of digits."""
    row = at.in_house()
    guest = next(guest for guest in at.world.rows[GUESTS] if guest["booking_id"] == row["id"])
    guest["id_pin"] = "a1b2"
    at.corrected(guest, "PIN_GIVEN_ANEW", table=GUESTS)


@fault("")
def naive_time(at: Site) -> None:
    """A time without an offset."""
    at.corrected(at.booking(precheckin_submitted_at="2026-03-29T01:30:00"), "NAIVE_TIME_READ_AS_UTC")
