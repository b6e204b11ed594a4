"""`hotel prove refunds`: what it shows, and that it would show the contrary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import psycopg
import pytest

from hotelmate.prove import refunds
from hotelmate.prove.ground import install_session_clock
from hotelmate.prove.refunds_cases import PLACES, POLICIES, Case, cases
from hotelmate.prove.refunds_desk import Seen
from hotelmate.prove.refunds_rules import HOUR, Penalty, Policy, Stay, cancellation, instant, no_show

FLEXIBLE = Policy("FLEX24", "FLEXIBLE", 24, Penalty("FIRST_NIGHT"))
STEPS = Policy("STEPS", "CUSTOM", tiers=((48, Penalty("PERCENTAGE", percentage="12.5")), (24, Penalty("FULL_STAY"))))


def say_nothing(_: str) -> None:
    """Progress nobody reads."""


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("Europe/Dublin", date(2027, 3, 28), time(0, 59, 59), "2027-03-28T00:59:59"),
        ("Europe/Dublin", date(2027, 3, 28), time(1, 30), "2027-03-28T01:30:00"),  # never shown
        ("Europe/Dublin", date(2027, 3, 28), time(15), "2027-03-28T14:00:00"),
        ("Europe/Dublin", date(2027, 10, 31), time(1, 30), "2027-10-31T01:30:00"),  # shown twice
        ("America/New_York", date(2027, 3, 14), time(2, 30), "2027-03-14T07:30:00"),
        ("America/New_York", date(2027, 11, 7), time(1, 30), "2027-11-07T06:30:00"),
        ("Asia/Kathmandu", date(2027, 2, 1), time(15), "2027-02-01T09:15:00"),
        ("America/St_Johns", date(2027, 2, 1), time(15), "2027-02-01T18:30:00"),
    ],
)
def test_a_wall_clock_is_read_as_written(zone: str, day: date, at: time, utc: str) -> None:
    assert instant(day, at, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_hours_are_counted_through_the_change_of_clocks() -> None:
    stay = Stay("Europe/Dublin", date(2027, 3, 28), time(15), 3, 20000)
    local_day_before = instant(date(2027, 3, 27), time(15), "Europe/Dublin")  # 23 hours, not 24
    assert cancellation(FLEXIBLE, stay, local_day_before).rule == "FLEXIBLE_PENALTY"
    assert cancellation(FLEXIBLE, stay, stay.begins - 24 * HOUR).rule == "FLEXIBLE_FREE"


def test_cents_are_rounded_half_up_and_the_total_is_the_most() -> None:
    def stay(nights: int, total: int) -> Stay:
        return Stay("UTC", date(2027, 6, 15), time(15), nights, total)

    late = stay(1, 1).begins
    assert cancellation(FLEXIBLE, stay(2, 10001), late).fee == 5001
    assert cancellation(FLEXIBLE, stay(3, 10000), late).fee == 3333
    assert cancellation(STEPS, stay(1, 100), late - 60 * HOUR).fee == 13
    assert cancellation(STEPS, stay(1, 100), late - HOUR).fee == 100  # below the smallest tier
    dear = Policy("X", "CUSTOM", tiers=((0, Penalty("FIXED", amount=500)),), no_show="SAME_AS_CANCELLATION")
    assert no_show(dear, stay(1, 100), late) == 100


CASE = Case(PLACES[0], FLEXIBLE, PLACES[0].stay(2, 10001), PLACES[0].stay(2, 10001).begins, "cancel")
RIGHT = Seen(("50.01", "50.00", "FLEXIBLE_PENALTY"), ("50.01", "50.00"), 5001, [("REFUND", 5000)])


@pytest.mark.parametrize(
    ("case", "seen"),
    [
        (CASE, RIGHT),
        (replace(CASE, at_desk=True), replace(RIGHT, back=[("AT_DESK", 5000)])),
        (
            replace(CASE, is_paid=False),
            Seen(("50.01", "0.00", "FLEXIBLE_PENALTY"), ("50.01", "0.00"), 5001, []),
        ),
        (
            replace(CASE, ends_by="withdraw"),
            Seen(("0.00", "0.00", "BEFORE_APPROVAL"), ("0.00", "0.00"), 0, [("RELEASE", 10001)]),
        ),
        (replace(CASE, ends_by="no_show"), Seen(None, None, None, [], "NO_SHOW_TOO_EARLY")),
        (replace(CASE, ends_by="no_show", at=CASE.at + 12 * HOUR), Seen(None, None, 10001, [])),
    ],
)
def test_what_is_right_has_no_differences(case: Case, seen: Seen) -> None:
    assert list(refunds.differences(case, seen)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(RIGHT, preview=("50.00", "50.01", "FLEXIBLE_PENALTY")),
        replace(RIGHT, preview=("50.01", "50.00", "FLEXIBLE_FREE")),
        replace(RIGHT, told=("50.01", "50.01")),
        replace(RIGHT, fee=5000),
        replace(RIGHT, back=[("REFUND", 5001)]),
        replace(RIGHT, back=[*RIGHT.back, ("REFUND", 1)]),
        replace(RIGHT, back=[("AT_DESK", 5000)]),
        replace(RIGHT, refused="INVALID_STATUS"),
    ],
)
def test_one_cent_is_a_difference(wrong: Seen) -> None:
    assert len(list(refunds.differences(CASE, wrong))) == 1


def test_the_table_has_every_policy_at_every_place() -> None:
    tried = {(case.place.slug, case.policy, case.ends_by) for case in cases()}
    assert len(tried) == len(PLACES) * len(POLICIES) * 3


def test_what_is_charged_is_what_is_written() -> None:
    result = refunds.prove(say_nothing, every=97)
    assert result.failures == []
    figures: dict[str, Any] = result.figures
    assert figures["bookings"] >= 60
    ends = ("cancelled", "withdrawn", "no_shows", "refused_as_too_early")
    assert sum(figures[end] for end in ends) == figures["bookings"]
    assert min(figures["with_a_fee"], figures["money_back"], figures["refused_as_too_early"]) > 0
    assert {"BEFORE_APPROVAL", "FLEXIBLE_FREE", "MODERATE_PENALTY"} <= set(figures["rules_applied"])


def test_hours_counted_in_the_servers_zone_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def install(owner: psycopg.Connection[Any]) -> None:
        install_session_clock(owner)
        owner.execute(
            "create or replace function hotel.local_instant(p_date date, p_time time, p_timezone text) "
            "returns timestamptz language sql stable parallel safe return (p_date + p_time) at time zone 'UTC'"
        )

    monkeypatch.setattr(refunds, "install_session_clock", install)
    result = refunds.prove(say_nothing, every=97)
    assert len(result.failures) > 10
    assert not any(" at plain, " in failure for failure in result.failures)
