"""Bookings over HTTP: each operation once as it should go, and each refusal it documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hotelmate.prove.house import companions
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_bookings") as api:
        yield api


def new(api: Api, **fields: Any) -> dict[str, Any]:
    """Body of a new booking."""
    return {name: str(value) for name, value in api.house.stay().items()} | fields


# --- reading ---


def test_list_bookings_by_status_bucket_and_text(api: Api) -> None:
    request, confirmed = api.house.requested(), api.house.confirmed()

    def numbers(query: str) -> set[str]:
        response = api.staff("GET", f"room-bookings/?page_size=100&{query}")
        assert response.status_code == 200, response.text
        return {row["booking_id"] for row in response.json()["results"]}

    assert request in numbers("bucket=pending")
    assert confirmed not in numbers("bucket=pending")
    assert {request, confirmed} <= numbers("status=PENDING_APPROVAL,CONFIRMED")
    assert numbers("status=EXPIRED,DECLINED").isdisjoint({request, confirmed})
    assert numbers(f"q={confirmed}") == {confirmed}


def test_list_bookings_in_pages(api: Api) -> None:
    for _ in range(3):
        api.house.confirmed()
    first = api.staff("GET", "room-bookings/?page_size=2").json()
    second = api.staff("GET", "room-bookings/?page_size=2&page=2").json()
    assert (len(first["results"]), first["next"], first["previous"]) == (2, 2, None)
    assert second["previous"] == 1
    assert first["count"] == second["count"] >= 3
    assert {row["id"] for row in first["results"]}.isdisjoint({row["id"] for row in second["results"]})


def test_list_bookings_refuses_an_unknown_bucket(api: Api) -> None:
    problem = refused(api.staff("GET", "room-bookings/?bucket=somewhere"), 400, "INVALID_FILTER_PARAMETERS")
    assert problem["field"] == "bucket"
    assert "in_house" in problem["reason"]


def test_list_bookings_counts_every_bucket(api: Api) -> None:
    api.house.in_house()
    counts = api.staff("GET", "room-bookings/?page_size=1").json()["bucket_counts"]
    for bucket, count in counts.items():
        assert api.staff("GET", f"room-bookings/?bucket={bucket}&page_size=1").json()["count"] == count, bucket
    assert counts["in_house"] >= 1
    assert "bucket_counts" not in api.staff("GET", "room-bookings/?include_counts=0").json()


def test_list_bookings_refuses_an_order_it_does_not_have(api: Api) -> None:
    assert refused(api.staff("GET", "room-bookings/?ordering=name"), 400, "INVALID_ORDERING")["field"] == "ordering"


def test_list_bookings_refuses_a_page_that_is_none(api: Api) -> None:
    for page in ("0", "-1", "two"):
        problem = refused(api.staff("GET", f"room-bookings/?page={page}"), 400, "VALIDATION_ERROR")
        assert problem["field"] == "page"


def test_get_booking(api: Api) -> None:
    number = api.house.confirmed()
    booking = api.staff("GET", f"room-bookings/{number}/").json()
    assert booking["booking_id"] == number
    assert booking["allowed_actions"]["assign_room"] == {"allowed": True}
    assert booking["flags"]["can_check_in"] is False


def test_allowed_actions_say_why_not(api: Api) -> None:
    actions = api.staff("GET", f"room-bookings/{api.house.requested()}/allowed-actions/", who="desk").json()
    assert actions["approve_booking"]["code"] == "CAPABILITY_MISSING"
    assert actions["check_in"]["code"] == "BOOKING_NOT_ELIGIBLE"
    assert actions["cancel_booking"] == {"allowed": True}


def test_reading_changes_nothing(api: Api) -> None:
    number = api.house.confirmed()
    before = api.house.rows()
    for path in ("", "allowed-actions/", "party/", "available-rooms/"):
        assert api.staff("GET", f"room-bookings/{number}/{path}").status_code == 200
    assert api.house.rows() == before


# --- making ---


def test_create_staff_booking_to_pay_at_the_property(api: Api) -> None:
    response = api.staff("POST", "room-bookings/", new(api, adults=2))
    assert response.status_code == 201
    answer = response.json()
    assert (answer["status"], answer["total_amount"]) == ("CONFIRMED", "218.00")


def test_create_staff_booking_at_an_agreed_total(api: Api) -> None:
    answer = api.staff("POST", "room-bookings/", new(api, total_amount="99.90", terms="PREPAID")).json()
    assert (answer["status"], answer["total_amount"]) == ("PENDING_PAYMENT", "99.90")


def test_create_staff_booking_for_somebody_with_companions(api: Api) -> None:
    party = [{"first_name": "Bo", "last_name": "Guest"}, {"first_name": "Cy", "last_name": "Guest", "email": "c@c.ie"}]
    booker = {"booker_type": "COMPANY", "booker_company": "Acme", "booker_first_name": "Ed", "booker_last_name": "Bo"}
    body = new(api, adults=3, party=party, booker_email="ed@acme.ie", special_requests="quiet") | booker
    answer = api.staff("POST", "room-bookings/", body)
    assert answer.status_code == 201, answer.text
    booking = api.staff("GET", f"room-bookings/{answer.json()['booking_id']}/").json()
    assert [member["first_name"] for member in booking["party"]["companions"]] == ["Bo", "Cy"]
    assert booking["booker"]["company"] == "Acme"
    assert booking["special_requests"] == "quiet"


def test_create_staff_booking_that_replaces_another(api: Api) -> None:
    old = api.house.expired()
    response = api.staff("POST", "room-bookings/", new(api, rebooked_from=old))
    assert response.status_code == 201
    replaced = (
        "select o.number from hotel.booking n join hotel.booking o on o.id = n.rebooked_from_id where n.number = %s"
    )
    assert api.house.value(replaced, response.json()["booking_id"]) == old


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"check_out": "today"}, 400, "booking_has_a_night", "check_out"),
        ({"check_in": "2020-01-01"}, 400, "VALIDATION_ERROR", "check_in"),
        ({"check_out": "9999-12-31"}, 400, "booking_is_shorter_than_two_years", "check_out"),
        ({"check_in": "2026-02-30"}, 400, "VALIDATION_ERROR", "check_in"),
        ({"adults": 0}, 400, "booking_has_an_adult", "adults"),
        ({"children": -1}, 400, "booking_children_are_not_negative", "children"),
        ({"adults": "two"}, 400, "VALIDATION_ERROR", "adults"),
        ({"adults": 4}, 409, "party_fits_the_room_type", None),
        ({"room_type_code": "PENTHOUSE"}, 404, "ROOM_TYPE_NOT_FOUND", None),
        ({"cancellation_policy": "NONE-SUCH"}, 404, "CANCELLATION_POLICY_NOT_FOUND", None),
        ({"rebooked_from": "BK-NONE-2026-0001"}, 404, "BOOKING_NOT_FOUND", None),
        ({"total_amount": "-1.00"}, 400, "VALIDATION_ERROR", "total_amount"),
        ({"total_amount": "1.001"}, 400, "VALIDATION_ERROR", "total_amount"),
        ({"total_amount": 12.5}, 400, "VALIDATION_ERROR", "total_amount"),
        ({"terms": "LATER"}, 400, "VALIDATION_ERROR", "terms"),
        ({"booker_type": "ALIEN"}, 400, "VALIDATION_ERROR", "booker_type"),
        ({"booker_type": "COMPANY"}, 400, "VALIDATION_ERROR", "booker_first_name"),
        ({"primary_email": "nobody"}, 400, "VALIDATION_ERROR", "primary_email"),
        ({"primary_first_name": " "}, 400, "VALIDATION_ERROR", "primary_first_name"),
        ({"primary_first_name": "x" * 101}, 400, "person_names_are_short", "first_name"),
        ({"primary_phone": "1" * 51}, 400, "person_phone_is_short", "phone"),
        ({"primary_email": "x" * 255 + "@b"}, 400, "person_email_is_short", "email"),
        ({"special_requests": "x" * 4001}, 400, "special_requests_are_short", "special_requests"),
        ({"party": [{"first_name": "Bo"}]}, 400, "VALIDATION_ERROR", "party[0]"),
        ({"party": [{"first_name": "Bo", "last_name": " "}]}, 400, "VALIDATION_ERROR", "party"),
        ({"party": [{"first_name": "B", "last_name": "G", "role": "PRIMARY"}]}, 400, "VALIDATION_ERROR", "party"),
        ({"party": [{"first_name": "B", "last_name": "G"}]}, 409, "party_is_within_the_booking", None),
    ],
)
def test_create_staff_booking_refuses(
    api: Api, fields: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    fields = {name: str(api.house.today) if value == "today" else value for name, value in fields.items()}
    before = api.house.rows()
    problem = refused(api.staff("POST", "room-bookings/", new(api) | fields), status, code)
    assert problem.get("field") == field
    assert api.house.rows() == before


def test_a_sold_out_night_refuses(api: Api) -> None:
    stay = api.house.stay(nights=1, begins_in=50) | {"room_type_code": "SGL"}
    for _ in range(10):
        api.house.confirmed(**stay)
    body = {name: str(value) for name, value in stay.items()}
    refused(api.staff("POST", "room-bookings/", body), 409, "night_is_not_oversold")


def test_everything_wrong_with_a_body_is_said_at_once(api: Api) -> None:
    problem = refused(
        api.staff("POST", "room-bookings/", {"check_in": "soon", "adults": [], "party": [{"first_name": 1}]}),
        400,
        "VALIDATION_ERROR",
    )
    assert problem["message"].startswith(
        "room_type_code: Required fields: room_type_code, check_out, primary_first_name"
    )
    assert {error["field"] for error in problem["errors"]} >= {
        "room_type_code",
        "check_in",
        "adults",
        "party[0].first_name",
    }


def test_what_a_value_should_have_been_is_said_in_plain_words(api: Api) -> None:
    body = new(api, check_in="9.6.2026", terms="LATER", adults="two")
    problem = refused(api.staff("POST", "room-bookings/", body), 400, "VALIDATION_ERROR")
    assert {error["field"]: error["reason"] for error in problem["errors"]} == {
        "check_in": "Expected a date such as 2026-06-09",
        "terms": "Expected one of PREPAID, PAY_AT_PROPERTY",
        "adults": "Expected int, got str",
    }
    problem = refused(api.staff("GET", "room-bookings/", params={"page": "one"}), 400, "VALIDATION_ERROR")
    assert problem["reason"] == "Expected int, got str"


def test_a_body_that_does_not_come_is_asked_for(api: Api) -> None:
    problem = refused(api.staff("POST", "room-bookings/"), 400, "VALIDATION_ERROR")
    everything = ("room_type_code", "check_in", "check_out", "primary_first_name", "primary_last_name")
    assert problem["reason"].startswith(f"Required fields: {', '.join(everything)}")
    problem = refused(api.staff("PATCH", "settings/"), 400, "VALIDATION_ERROR")
    assert problem["detail"] == "The body must be a JSON object"


def test_older_clients_may_send_numbers_as_text_and_fields_nobody_knows(api: Api) -> None:
    response = api.staff("POST", "room-bookings/", new(api, adults="2", children="1", newsletter=True))
    assert response.status_code == 201


# --- deciding ---


def test_mark_booking_seen_keeps_the_first_viewer(api: Api) -> None:
    number = api.house.requested()
    first = api.booking(number, "mark-seen", who="desk").json()
    again = api.booking(number, "mark-seen", who="manager").json()
    assert first["staff_seen_by"]["name"] == "Desk Staff"
    assert again == first


@pytest.mark.parametrize("name", ["approve", "confirm"])
def test_approve_waits_for_the_capture_with_202(api: Api, name: str) -> None:
    response = api.booking(api.house.requested(), name)
    assert (response.status_code, response.json()["status"]) == (202, "capturing")


def test_approve_a_paid_request(api: Api) -> None:
    number = api.house.paid_request()
    response = api.booking(number, "approve")
    assert (response.status_code, response.json()["booking"]["status"]) == (200, "CONFIRMED")
    again = api.booking(number, "approve")
    assert (again.status_code, again.json()["status"]) == (200, "approved")


def test_approve_refuses_an_expired_request(api: Api) -> None:
    number = api.house.expired()
    problem = refused(api.booking(number, "approve"), 409, "BOOKING_EXPIRED")
    assert problem["booking_id"] == number
    assert problem["auto_expire_reason_code"] == "APPROVAL_TIMEOUT"
    assert problem["expired_at"]
    assert problem["hint"]


def test_approve_refuses_twice_and_wrong_states(api: Api) -> None:
    waiting = api.house.requested()
    api.booking(waiting, "approve")
    refused(api.booking(waiting, "approve"), 409, "DECISION_PENDING")
    number, _ = api.house.held()
    assert refused(api.booking(number, "approve"), 409, "INVALID_STATUS")["current_status"] == "PENDING_PAYMENT"


def test_decline_with_and_without_a_body(api: Api) -> None:
    plain = api.booking(api.house.requested(), "decline").json()
    assert (plain["status"], plain["reason_code"]) == ("declined", "OTHER")
    with_reason = api.booking(
        api.house.requested(), "decline", {"reason_code": "FULL", "reason_note": "a wedding"}
    ).json()
    assert (with_reason["reason_code"], with_reason["reason_note"]) == ("FULL", "a wedding")
    with_nulls = api.booking(api.house.requested(), "decline", {"reason_code": None}).json()
    assert with_nulls["reason_code"] == "OTHER"


def test_decline_twice_answers_the_same(api: Api) -> None:
    number = api.house.requested()
    first, again = api.booking(number, "decline"), api.booking(number, "decline")
    assert first.status_code == again.status_code == 200
    assert first.json()["booking"] == again.json()["booking"]


def test_decline_refuses(api: Api) -> None:
    refused(api.booking(api.house.confirmed(), "decline"), 409, "INVALID_STATUS")
    refused(api.booking(api.house.expired(), "decline"), 409, "BOOKING_EXPIRED")
    waiting = api.house.requested()
    api.booking(waiting, "approve")
    refused(api.booking(waiting, "decline"), 409, "DECISION_PENDING")
    problem = refused(api.booking(api.house.requested(), "decline", {"reason_code": "x" * 51}), 400, "VALIDATION_ERROR")
    assert problem["field"] == "reason_code"


def test_cancel(api: Api) -> None:
    number = api.house.confirmed()
    answer = api.booking(number, "cancel", {"reason": "flight cancelled"}).json()
    assert answer["booking"]["status"] == "CANCELLED"
    assert answer["cancellation_reason"] == "flight cancelled"
    assert api.booking(number, "cancel").json()["message"] == "Booking is already cancelled"


def test_cancel_without_a_body_says_by_whom(api: Api) -> None:
    assert api.booking(api.house.confirmed(), "cancel").json()["cancellation_reason"] == "Cancelled by staff"


def test_cancel_refuses(api: Api) -> None:
    in_house, _ = api.house.in_house()
    refused(api.booking(in_house, "cancel"), 409, "BOOKING_IN_HOUSE")
    refused(api.booking(api.house.departed(), "cancel"), 409, "INVALID_STATUS")
    refused(api.booking(api.house.expired(), "cancel"), 409, "BOOKING_EXPIRED")
    problem = refused(api.booking(api.house.confirmed(), "cancel", {"reason": "x" * 256}), 400, "VALIDATION_ERROR")
    assert problem["field"] == "reason"


def test_no_show(api: Api) -> None:
    number = api.house.confirmed()
    refused(api.booking(number, "no-show"), 409, "NO_SHOW_TOO_EARLY")
    api.house.arrived_days_ago(number, 3)
    assert api.booking(number, "no-show").json()["booking"]["status"] == "NO_SHOW"
    assert api.booking(number, "no-show").status_code == 200


def test_no_show_refuses(api: Api) -> None:
    in_house, _ = api.house.in_house()
    refused(api.booking(in_house, "no-show"), 409, "BOOKING_IN_HOUSE")
    refused(api.booking(api.house.requested(), "no-show"), 409, "INVALID_STATUS")


# --- changing ---


def test_amend(api: Api) -> None:
    number = api.house.confirmed()
    until = str(api.house.today + timedelta(days=4))
    booking = api.booking(number, "amend", {"check_out": until, "adults": 2}).json()
    assert (booking["check_out"], booking["adults"], booking["total_amount"]) == (until, 2, "436.00")
    assert api.booking(number, "amend", {"total_amount": "400.00"}).json()["total_amount"] == "400.00"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"check_in": "2020-01-01"}, 400, "VALIDATION_ERROR"),
        ({"check_out": "2020-01-02"}, 400, "booking_has_a_night"),
        ({"room_type_code": "PENTHOUSE"}, 404, "ROOM_TYPE_NOT_FOUND"),
        ({"adults": 4}, 409, "party_fits_the_room_type"),
        ({"room_type_code": "SGL", "adults": 2}, 409, "party_fits_the_room_type"),
        ({"adults": 0}, 400, "booking_has_an_adult"),
    ],
)
def test_amend_refuses_values(api: Api, fields: dict[str, Any], status: int, code: str) -> None:
    number = api.house.confirmed()
    before = api.house.rows()
    refused(api.booking(number, "amend", fields), status, code)
    assert api.house.rows() == before


def test_amend_refuses_states(api: Api) -> None:
    in_house, _ = api.house.in_house()
    refused(api.booking(in_house, "amend", {"adults": 1}), 409, "BOOKING_IN_HOUSE")
    refused(api.booking(api.house.departed(), "amend", {"adults": 1}), 409, "INVALID_STATUS")
    free = api.house.confirmed(terms="PREPAID", total_minor=0)
    refused(api.booking(free, "amend", {"total_amount": "50.00"}), 409, "pending_approval_is_authorized_or_free")
    api.booking(free, "approve")
    refused(api.booking(free, "amend", {"total_amount": "50.00"}), 409, "confirmed_is_paid_or_pays_at_property")


def test_record_property_payment(api: Api) -> None:
    number = api.house.confirmed()
    part = api.booking(number, "property-payment", {"amount": "18.00", "reference": f"receipt {number}"}).json()
    assert (part["open_balance"], part["paid_at"]) == ("200.00", None)
    rest = api.booking(number, "property-payment", {"amount": "200"}).json()
    assert (rest["open_balance"], rest["paid_at"] is None) == ("0.00", False)


def test_record_property_payment_refuses(api: Api) -> None:
    number = api.house.confirmed()
    for amount in ("0", "0.00", "218.01", "-5", "1e2", "1,50", "", "NaN", "9999999999999"):
        problem = refused(api.booking(number, "property-payment", {"amount": amount}), 400, "VALIDATION_ERROR")
        assert problem["field"] == "amount"
    refused(api.booking(api.house.requested(), "property-payment", {"amount": "1.00"}), 409, "INVALID_STATUS")
    paid = {"amount": "1.00", "reference": f"twice {number}"}
    assert api.booking(number, "property-payment", paid).status_code == 200
    refused(api.booking(number, "property-payment", paid), 409, "PAYMENT_REFERENCE_USED")
    api.booking(number, "property-payment", {"amount": "217.00"})
    refused(api.booking(number, "property-payment", {"amount": "1.00"}), 409, "NOTHING_TO_PAY")


def test_record_property_refund(api: Api) -> None:
    number = api.house.confirmed()
    api.booking(number, "property-payment", {"amount": "218.00"})
    refused(api.booking(number, "property-refund", {"amount": "1.00"}), 409, "NOTHING_TO_REFUND")
    told = api.booking(number, "cancel").json()["cancellation"]["refund_amount"]
    detail = api.staff("GET", f"room-bookings/{number}/").json()
    assert (detail["payment"]["refund_due_at_desk"], detail["payment"]["open_balance"]) == (told, "0.00")
    assert detail["allowed_actions"]["record_property_refund"] == {"allowed": True}
    part = api.booking(number, "property-refund", {"amount": "18.00", "reference": "till 7"}).json()
    assert (part["refund_due_at_desk"], part["refund_processed_at"] is None) == ("200.00", False)
    again = {"amount": "200.00", "reference": "till 7"}
    problem = refused(api.booking(number, "property-refund", again), 409, "REFUND_REFERENCE_USED")
    assert problem["reference"] == "till 7"
    problem = refused(api.booking(number, "property-refund", {"amount": "200.01"}), 400, "VALIDATION_ERROR")
    assert problem["field"] == "amount"
    assert api.booking(number, "property-refund", {"amount": "200"}).json()["refund_due_at_desk"] == "0.00"


def test_who_left_without_paying_pays_later(api: Api) -> None:
    number = api.house.departed()
    open_balance = api.staff("GET", f"room-bookings/{number}/").json()["payment"]["open_balance"]
    paid = api.booking(number, "property-payment", {"amount": open_balance}).json()
    assert (paid["open_balance"], paid["status"], paid["paid_at"] is None) == ("0.00", "COMPLETED", False)


# --- the party ---


def test_the_party_is_replaced_as_a_whole(api: Api) -> None:
    number = api.house.confirmed(adults=3, party=companions("Bo", "Cy"))
    before = api.staff("GET", f"room-bookings/{number}/party/").json()
    kept = before["companions"][0]
    wanted = [
        {"id": kept["id"], "first_name": "Beau", "last_name": "Guest", "email": "beau@b.ie"},
        {"first_name": "Di", "last_name": "Guest"},
    ]
    after = api.staff("PUT", f"room-bookings/{number}/party/companions/", {"companions": wanted}).json()
    assert [member["first_name"] for member in after["companions"]] == ["Beau", "Di"]
    assert after["companions"][0]["id"] == kept["id"]
    assert after["primary"] == before["primary"]
    empty = api.staff("PUT", f"room-bookings/{number}/party/companions/", {"companions": []}).json()
    assert (empty["companions"], empty["total_count"]) == ([], 1)


def test_the_party_refuses(api: Api) -> None:
    def put(number: str, *companions: dict[str, Any]) -> Any:
        return api.staff("PUT", f"room-bookings/{number}/party/companions/", {"companions": companions})

    bo = {"first_name": "Bo", "last_name": "Guest"}
    number = api.house.confirmed()
    refused(put(number, bo), 409, "party_is_within_the_booking")
    refused(put(number, {**bo, "id": 987654321}), 404, "COMPANION_NOT_FOUND")
    refused(put(number, {**bo, "first_name": ""}), 400, "VALIDATION_ERROR")
    refused(put(number, {"first_name": "Bo"}), 400, "VALIDATION_ERROR")
    in_house, _ = api.house.in_house()
    refused(put(in_house), 409, "PARTY_IS_FIXED")
