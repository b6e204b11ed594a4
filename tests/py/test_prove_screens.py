"""`prove screens`: what it says of an answer is true, and the existing client's screens work."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from hotelmate.prove import screens
from hotelmate.prove.screens_fields import MISSING, fields
from hotelmate.prove.screens_text import screens as listed
from hotelmate.prove.screens_walk import Ask, Screen, Walk


def test_words_unfold_into_fields() -> None:
    found = fields("id:int a.{b:text? c[].{d:money}} e:day")
    assert [(one.name, one.kind, one.may_be_null) for one in found] == [
        ("id", "int", False),
        ("a.b", "text", True),
        ("a.c.[].d", "money", False),
        ("e", "day", False),
    ]


@pytest.mark.parametrize(
    ("word", "body", "expected"),
    [
        ("a.b:int", {"a": {"b": 1}}, [1]),
        ("a.b:int", {"a": {}}, [MISSING]),
        ("a.b:int", {"a": None}, []),
        ("a[].b:int", {"a": [{"b": 1}, {}]}, [1, MISSING]),
        ("a[].b:int", {"a": 3}, [MISSING]),
        ("*.b:int", {"x": {"b": 1}, "y": {"b": 2}}, [1, 2]),
        ("a:int", [], [MISSING]),
    ],
)
def test_a_path_leads_to_values_or_to_nothing(word: str, body: object, expected: list[object]) -> None:
    assert list(fields(word)[0].values(body)) == expected


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("int", 1, True),
        ("int", 1, "1"),
        ("money", "120.50", "120.5"),
        ("money", "120.50", 120.5),
        ("time", "2026-11-21T12:00:00+00:00", "2026-11-21T12:00:00"),
        ("day", "2026-11-21", "21.11.2026"),
        ("clock", "11:00:00", "11"),
        ("word", "x", ""),
        ("bool", False, None),
        ("list", [], {}),
    ],
)
def test_a_kind_takes_what_it_names(kind: str, good: object, bad: object) -> None:
    (one,) = fields(f"x:{kind}")
    assert one.fits(good)
    assert not one.fits(bad)
    (one,) = fields(f"x:{kind}?")
    assert one.fits(None)


def answering(status: int, body: Any) -> Walk:
    client = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(status, json=body)), base_url="http://x"
    )
    return Walk(client, "hotel", "token", {})


def test_a_field_that_is_missing_or_of_another_kind_is_told() -> None:
    screen = Screen("A screen", "staff", (Ask("GET", "x/", "a:int b:text c[].d:money"),))
    seen = answering(200, {"a": "1", "c": [{"d": "1.00"}, {"d": 1}]}).through(screen)
    assert seen.failures == [
        "A screen: GET x/: a is '1', should be int",
        "A screen: GET x/: b is missing, should be text",
        "A screen: GET x/: c.[].d is 1, should be money",
    ]
    assert (seen.requests, seen.checks, seen.filled) == (1, 4, {"c.[].d"})


def test_another_status_is_told_and_a_field_without_a_value_shows_nothing() -> None:
    screen = Screen("A screen", "staff", (Ask("GET", "x/", "a:int?"),))
    (failure,) = answering(404, {"detail": "none"}).through(screen).failures
    assert failure.startswith("A screen: GET x/ answers 404")
    result = screens.report([answering(200, {"a": None}).through(screen)])
    assert result.failures == ["a had no value in any answer: nothing was shown of it"]


def test_the_lists_are_read_whole() -> None:
    staff = {screen.name: screen for screen in listed("staff")}
    (first,) = [ask for ask in staff["Overstay"].asks if ask.headers and ask.status == 409]
    assert first.headers == {"Idempotency-Key": "ext_blocking_20260101120000_ab12"}
    assert first.body == {"add_nights": 1}
    assert "conflicts.[].start_date" in [one.name for one in fields(first.reads)]
    assert staff["Room assignment"].asks[0].keeps == {"free": "available_rooms[].id"}
    assert all(
        screen.asks and fields(ask.reads)
        for who in ("staff", "guest")
        for screen in listed(who)
        for ask in screen.asks
        if ask.reads
    )


def test_every_screen_gets_what_it_reads() -> None:
    result = screens.prove(lambda _: None)
    assert result.failures == []
    assert result.figures["screens"] == len(result.rows) - 1 >= 17
    assert isinstance(result.figures["fields read"], int)
    assert result.figures["fields read"] > 5000
