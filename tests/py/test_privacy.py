"""docs/privacy.md says of every text in the database whether it may be a guest's, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hotelmate.paths import REPOSITORY
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused

PAGE = (REPOSITORY / "docs" / "privacy.md").read_text()
TRACES = (REPOSITORY / "tests" / "sql" / "erase_guest" / "leaves_no_trace.sql").read_text()
TEXTS = """
select array_agg(distinct case c.relnamespace::regnamespace::text when 'hotel' then '' else 'archive.' end || c.relname)
from pg_class as c
inner join pg_attribute as a on c.oid = a.attrelid
where
    c.relnamespace in ('hotel'::regnamespace, 'archive'::regnamespace)
    and c.relkind in ('r', 'p') and not c.relispartition
    and a.attnum > 0 and not a.attisdropped
    and format_type(a.atttypid, null) in ('text', 'json', 'jsonb', 'text[]')
"""


def tables_under(title: str) -> set[str]:
    """What a section is about: the first column of its table, or else everything it lists."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`(?:hotel|archive)\..*?) \|", section, re.MULTILINE)
    return set(re.findall(r"`(?:hotel\.)?((?:archive\.)?\w+)`", " ".join(rows) or section))


def test_every_text_is_accounted_for(database: Any) -> None:
    with database.connect() as conn:
        (texts,) = conn.execute(TEXTS).fetchone()
    listed = [tables_under(title) for title in ("What goes", "What stays, and why", "Names no guest")]
    assert set().union(*listed) == set(texts)
    assert sum(map(len, listed)) == len(texts), "a table is listed twice"


def test_what_goes_is_what_is_tried() -> None:
    """The places where the SQL test finds its guest before the erasure.

    A door's PIN is no word to be found; months that were put away have a test of their own (detach_log).
    """
    found = re.search(r"'\{([a-z_,]+)\}',\s+'they are remembered here", TRACES)
    assert found
    assert set(found[1].split(",")) | {"in_house_guest", "archive.event"} == tables_under("What goes")


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_privacy") as api:
        yield api


def test_a_guest_is_erased_over_http_and_by_a_manager_only(api: Api) -> None:
    number = api.house.departed()
    body = {"booking_ids": [number], "forgive_debt": True}
    refused(api.staff("POST", "guests/erase/", body, who="desk"), 403, "CAPABILITY_MISSING")
    owing = refused(api.staff("POST", "guests/erase/", {"booking_ids": [number]}), 409, "GUEST_OWES_MONEY")
    assert owing["booking_ids"] == [number]
    answer = api.staff("POST", "guests/erase/", body).json()
    assert (answer["booking_ids"], answer["persons"]) == ([number], 1)
    booking = api.staff("GET", f"room-bookings/{number}/").json()
    assert (booking["guest_name"], booking["primary_email"], booking["primary_phone"]) == ("", "", "")
    assert "Ann" not in str(booking)


def test_of_a_crowd_that_erases_one_guest_one_does_and_all_are_told(api: Api) -> None:
    before = api.house.value("select count(*) from hotel.erasure")
    walk_in = api.house.guest_in_house()
    api.house.staff("remove_house_guest", guest_id=walk_in)
    for body in ({"booking_ids": [api.house.departed()], "forgive_debt": True}, {"guest_ids": [walk_in]}):
        with ThreadPoolExecutor(8) as crowd:
            answers = list(crowd.map(lambda _, body=body: api.staff("POST", "guests/erase/", body), range(8)))
        assert [answer.status_code for answer in answers] == [200] * 8, [answer.text for answer in answers]
        assert len({answer.json()["erased_at"] for answer in answers}) == 1
    assert api.house.value("select count(*) from hotel.erasure") == before + 2
