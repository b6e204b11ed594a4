"""Events reach a real pusher-js client: all of them, in order, whatever breaks on the way."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import db.source
from db.apply import apply
from db.source import Source
from tests.postgres import TestDatabase
from tests.py.relay_world import Client, Hotels, Listener, StandIn, eventually, needs_node

pytestmark = needs_node


@pytest.fixture
def hotels(database: TestDatabase) -> Hotels:
    return Hotels(database)


@pytest.fixture
def pusher() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


def bookings(slug: str) -> str:
    return f"{slug}.room-bookings"


def test_every_channel_hears_the_envelope_made_for_it(database: TestDatabase, hotels: Hotels, pusher: StandIn) -> None:
    shore = hotels.add("shore")
    channels = ["shore.rooms", "shore.room-bookings", f"staff-hotel-{shore}", "shore-staff-overstays"]
    guest = "private-guest-booking.BK-SHORE-2026-0001"
    booking: dict[str, Any] = {"booking_number": "BK-SHORE-2026-0001", "room_number": 204}
    with Client(pusher.port, [*channels, guest]) as client, Listener(database, pusher.port):
        staff_sees, guest_sees = {"status": "DECLINED", "note": "Ünïcödé 🛎"}, {"status": "DECLINED"}
        hotels.emit(
            shore,
            "booking_declined",
            **booking,
            payload=json.dumps(staff_sees),
            guest_type="booking_updated",
            guest_payload=json.dumps(guest_sees),
        )
        hotels.emit(shore, "room_occupancy_updated", booking_number=None, room_number=204)
        hotels.emit(shore, "booking_overstay_flagged", **booking)
        eventually(lambda: len(client.received) >= 5)
        eventually(lambda: hotels.undelivered() == 0)

    heard = {message["channel"]: message for message in client.received}
    assert len(client.received) == len(heard) == 5

    known = heard["shore.room-bookings"]  # under a name that the client's store knows
    assert (known["name"], known["data"]["type"]) == ("booking_updated", "booking_updated")
    assert known["data"]["event_type"] == "booking_declined"
    assert known["data"]["category"] == "room_booking"
    assert known["data"]["payload"] == staff_sees
    meta = known["data"]["meta"]
    assert meta["scope"] == {"booking_id": "BK-SHORE-2026-0001", "room_number": 204}
    assert (meta["seq"], meta["hotel_slug"], meta["ts"][-1]) == (1, "shore", "Z")

    true_name = heard[f"staff-hotel-{shore}"]
    assert true_name["name"] == "booking_declined"
    assert true_name["data"]["meta"] == meta  # one change, one event_id, on every channel

    for_guest = heard[guest]["data"]
    assert for_guest["payload"] == guest_sees
    assert for_guest["meta"]["scope"] == {"type": "guest_booking", "booking_id": "BK-SHORE-2026-0001"}
    assert "booking_declined" not in json.dumps(for_guest)

    assert heard["shore.rooms"]["name"] == "room_updated"
    assert heard["shore.rooms"]["data"]["event_type"] == "room_occupancy_updated"
    assert heard["shore.rooms"]["data"]["meta"]["scope"] == {"room_number": 204}
    assert heard["shore-staff-overstays"]["name"] == "booking_overstay_flagged"


def test_a_private_hotel_is_heard_on_private_channels_only(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    cove = hotels.add("cove", "PRIVATE")
    private = ["private-cove.room-bookings", f"private-staff-hotel-{cove}"]
    with (
        Client(pusher.port, [*private, "cove.room-bookings", f"staff-hotel-{cove}"]) as client,
        Listener(database, pusher.port),
    ):
        hotels.emit(cove)
        eventually(lambda: len(client.received) >= 2)
        eventually(lambda: hotels.undelivered() == 0)
    assert sorted(message["channel"] for message in client.received) == private


def test_an_event_too_large_arrives_in_short_form(database: TestDatabase, hotels: Hotels, pusher: StandIn) -> None:
    shore = hotels.add("shore")
    large = {"booking_id": "BK-1", "status": "CONFIRMED", "guest_name": "Ó Súilleabháin", "notes": "€" * 4000}
    with Client(pusher.port, [bookings("shore")]) as client, Listener(database, pusher.port):
        hotels.emit(shore, payload=json.dumps(large, ensure_ascii=False), booking_number="BK-1")
        # Just below the limit in bytes; the provider's own library would count it fourfold and refuse it.
        hotels.emit(shore, payload=json.dumps({"notes": "🛎" * 2300}, ensure_ascii=False))
        eventually(lambda: len(client.received) == 2)
    short, whole = (message["data"]["payload"] for message in client.received)
    assert short == {
        "booking_id": "BK-1",
        "status": "CONFIRMED",
        "guest_name": "Ó Súilleabháin",
        "truncated": True,
        "fetch": "/api/staff/hotel/shore/room-bookings/BK-1/",
    }
    assert whole == {"notes": "🛎" * 2300}
    assert hotels.dead_letters() == []


def test_a_listener_killed_in_mid_stream_loses_and_reorders_nothing(
    database: TestDatabase, hotels: Hotels, pusher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    slugs = [f"hotel-{name}" for name in "abcdef"]
    ids = [hotels.add(slug) for slug in slugs]
    each = 150
    pusher.faults.distance = 0.02  # as far away as the real one
    with Client(pusher.port, [bookings(slug) for slug in slugs]) as client:
        listener = Listener(database, pusher.port)
        eventually(lambda: listener.said("leading"))
        kills = 0
        for number in range(each):
            for hotel_id in ids:
                hotels.emit(hotel_id)
            if number % 40 == 20:
                eventually(lambda: pusher.faults.in_flight > 0, what="a call under way")
                listener.kill()
                kills += 1
                listener = Listener(database, pusher.port)
        with listener:
            eventually(lambda: hotels.undelivered() == 0, within=30)
            assert listener.stop() < 2
        eventually(lambda: all(len(client.first_seqs(bookings(slug))) == each for slug in slugs), within=5)

    for slug in slugs:
        assert client.first_seqs(bookings(slug)) == list(range(1, each + 1))
    repeated = len(client.received) - each * len(slugs)
    with capsys.disabled():
        print(f"\n{kills} kill -9 in {each * len(slugs)} events of {len(slugs)} hotels: 0 lost, {repeated} repeated")
    assert kills == 4
    assert repeated > 0, "no kill hit a call under way: this proved nothing"
    assert pusher.faults.largest_batch <= 10
    assert hotels.dead_letters() == []


@pytest.mark.parametrize("outage", ["5xx", "timeout", "garbage", "400 to everything", "lost answers"])
def test_an_outage_of_pusher_only_delays(database: TestDatabase, hotels: Hotels, pusher: StandIn, outage: str) -> None:
    slugs = ["shore", "cove", "dune"]
    ids = [hotels.add(slug) for slug in slugs]
    faults = pusher.faults
    with Client(pusher.port, [bookings(slug) for slug in slugs]) as client, Listener(database, pusher.port) as listener:
        hotels.emit(ids[0])
        eventually(lambda: hotels.undelivered() == 0)
        match outage:
            case "5xx":
                faults.fail(10_000)
            case "timeout":
                faults.delay = 6.0
            case "garbage":
                faults.fail(10_000, 200, b"<html>please log in</html>")
            case "400 to everything":
                faults.fail(10_000, 400, b"Bad Request")
            case "lost answers":
                faults.lose_answers(10_000)
        before = faults.requests
        for _ in range(30):
            for hotel_id in ids:
                hotels.emit(hotel_id)
        eventually(lambda: listener.said("sink unavailable"), within=10)
        eventually(lambda: faults.requests >= before + 3)
        assert hotels.undelivered() == 90
        faults.clear()
        eventually(lambda: hotels.undelivered() == 0, within=20)
        assert listener.process.poll() is None
        eventually(lambda: len(client.first_seqs(bookings("shore"))) == 31, within=5)
    assert client.first_seqs(bookings("shore")) == list(range(1, 32))
    assert client.first_seqs(bookings("cove")) == client.first_seqs(bookings("dune")) == list(range(1, 31))
    assert hotels.dead_letters() == []


def test_many_failing_lanes_become_one_probe_and_recover_together(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    ids = [hotels.add(f"hotel-{number}") for number in range(100, 140)]
    with Listener(database, pusher.port) as listener:
        eventually(lambda: listener.said("leading"))
        pusher.faults.fail(100_000)
        for hotel_id in ids:
            hotels.emit(hotel_id)
        eventually(lambda: pusher.faults.requests >= 16)
        time.sleep(2)
        begun = pusher.faults.requests
        time.sleep(3)
        asked = pusher.faults.requests - begun
        assert asked <= 12, f"{asked} requests in 3 s to a Pusher that is down"
        pusher.faults.clear()
        eventually(lambda: hotels.undelivered() == 0, within=6)
        assert listener.said("sink works again")


def test_wrong_credentials_are_an_outage_that_shouts(database: TestDatabase, hotels: Hotels, pusher: StandIn) -> None:
    shore = hotels.add("shore")
    with Listener(database, pusher.port, secret="wrong-secret") as listener:
        hotels.emit(shore)
        eventually(lambda: listener.said("sink refuses our credentials"))
        assert {line["level"] for line in listener.said("sink refuses our credentials")} == {"error"}
        assert (hotels.undelivered(), hotels.dead_letters()) == (1, [])
        text = json.dumps(listener.log)
        assert "wrong-secret" not in text and "auth_signature" not in text
        listener.stop()
    with Client(pusher.port, [bookings("shore")]) as client, Listener(database, pusher.port):
        eventually(lambda: client.seqs(bookings("shore")) == [1])


def test_a_message_refused_for_itself_is_buried_and_the_rest_goes_on(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    shore = hotels.add("shore")
    staff = f"staff-hotel-{shore}"
    poison: dict[str, Any] = {
        "booking_number": "BK no/channel",
        "guest_type": "booking_updated",
        "guest_payload": "{}",
    }
    for number in range(1, 21):
        hotels.emit(shore, **(poison if number in (7, 13) else {}))
    with Client(pusher.port, [bookings("shore"), staff]) as client, Listener(database, pusher.port) as listener:
        eventually(lambda: hotels.undelivered() == 0)
        eventually(lambda: len(client.received) == 40)
    assert client.seqs(bookings("shore")) == client.seqs(staff) == list(range(1, 21))
    dead = hotels.dead_letters()
    assert [(seq, channel) for _, seq, channel, _ in dead] == [
        (7, "private-guest-booking.BK no/channel"),
        (13, "private-guest-booking.BK no/channel"),
    ]
    assert all("Invalid channel name" in error for *_, error in dead)
    assert len(listener.said("message refused")) == 2


def test_two_listeners_publish_nothing_twice_and_the_second_takes_over(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    slugs = ["shore", "cove", "dune"]
    ids = [hotels.add(slug) for slug in slugs]
    with (
        Client(pusher.port, [bookings(slug) for slug in slugs]) as client,
        Listener(database, pusher.port) as first,
        Listener(database, pusher.port) as second,
    ):
        eventually(lambda: first.said("leading") or second.said("leading"))
        eventually(lambda: hotels.sessions("hotelmate relay") == 2)
        for _ in range(100):
            for hotel_id in ids:
                hotels.emit(hotel_id)
        eventually(lambda: hotels.undelivered() == 0)
        eventually(lambda: len(client.received) >= 300)
        for slug in slugs:
            assert client.seqs(bookings(slug)) == list(range(1, 101))  # repeats included: there are none

        leader, standby = (first, second) if first.said("leading") else (second, first)
        assert not standby.said("leading")
        leader.kill()
        begun = time.monotonic()
        hotels.emit(ids[0])
        eventually(lambda: 101 in client.seqs(bookings("shore")), within=5)
        assert time.monotonic() - begun < 2
        assert standby.said("leading")


def test_a_lost_database_connection_is_found_again(database: TestDatabase, hotels: Hotels, pusher: StandIn) -> None:
    shore = hotels.add("shore")
    with Client(pusher.port, [bookings("shore")]) as client, Listener(database, pusher.port) as listener:
        eventually(lambda: listener.said("leading"))

        def leads_again(before: int) -> bool:
            return len(listener.said("leading")) == before + 1

        for name in ("hotelmate relay", "hotelmate relay bell"):
            for _ in range(60):
                hotels.emit(shore)
            led = len(listener.said("leading"))
            hotels.end_sessions(name)
            for _ in range(60):
                hotels.emit(shore)
            eventually(partial(leads_again, led), within=10)
        eventually(lambda: hotels.undelivered() == 0)
        eventually(hotels.sleeps, what="asleep")
        hotels.end_sessions("hotelmate relay bell")  # a relay that sleeps notices as well
        eventually(lambda: len(listener.said("leading")) == 4)
        eventually(lambda: len(client.first_seqs(bookings("shore"))) == 240)
    assert client.first_seqs(bookings("shore")) == list(range(1, 241))


def test_a_deploy_of_new_code_does_not_disturb_delivery(
    database: TestDatabase, hotels: Hotels, pusher: StandIn, tmp_path: Path
) -> None:
    """It drops and reloads the functions that the relay is calling."""
    shutil.copytree(db.source.HERE, tmp_path / "db")
    with (tmp_path / "db/functions/90_relay/pending_messages.sql").open("a") as file:
        file.write("-- a new release\n")
    shore = hotels.add("shore")
    with Client(pusher.port, [bookings("shore")]) as client, Listener(database, pusher.port) as listener:
        for _ in range(100):
            hotels.emit(shore)
        assert apply(database.url(), progress=lambda line: None, source=Source(tmp_path / "db")).code_loaded
        hotels.open_log()
        for _ in range(100):
            hotels.emit(shore)
        eventually(lambda: hotels.undelivered() == 0)
        eventually(lambda: len(client.first_seqs(bookings("shore"))) == 200)
        assert listener.process.poll() is None
    assert client.first_seqs(bookings("shore")) == list(range(1, 201))
