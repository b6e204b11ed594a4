"""A row of the file, as the replay understands it."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from hotelmate.replay.rows import BadFile, Outcome, Row, read

PLAIN = {
    "hotel": "Resort Hotel",
    "lead_time": "10",
    "arrival_date_year": "2016",
    "arrival_date_month": "March",
    "arrival_date_day_of_month": "26",
    "stays_in_weekend_nights": "2",
    "stays_in_week_nights": "1",
    "adults": "2",
    "children": "0",
    "babies": "0",
    "distribution_channel": "TA/TO",
    "reserved_room_type": "A",
    "assigned_room_type": "A",
    "deposit_type": "No Deposit",
    "adr": "50",
    "reservation_status": "Check-Out",
    "reservation_status_date": "2016-03-29",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    """A file of rows that differ from PLAIN in the given columns."""
    lines = [",".join(PLAIN), *(",".join({**PLAIN, **row}.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def row(tmp_path: Path, request: pytest.FixtureRequest) -> Row:
    """The row that the test's parameters make."""
    return read(write(tmp_path / "rows.csv", request.param))[0]


def test_reads_a_plain_row(tmp_path: Path) -> None:
    assert read(write(tmp_path / "rows.csv", {})) == [
        Row(
            line=2,
            reserved_type="A",
            assigned_type="A",
            created=date(2016, 3, 16),
            arrival=date(2016, 3, 26),
            departure=date(2016, 3, 29),
            adults=2,
            children=0,
            total_minor=15000,
            pays_at_property=False,
            policy="FLEXIBLE",
            outcome=Outcome.STAYED,
            ended=date(2016, 3, 29),
        )
    ]


@pytest.mark.parametrize(
    ("row", "children"),
    [
        ({"children": "NA", "babies": "0"}, 0),
        ({"children": "NULL", "babies": "1"}, 1),
        ({"children": "", "babies": ""}, 0),
        ({"children": "2", "babies": "1"}, 3),
        ({"children": "1.0", "babies": "0"}, 1),
    ],
    indirect=["row"],
)
def test_babies_count_as_children_and_na_as_nobody(row: Row, children: int) -> None:
    assert (row.adults, row.children, row.party) == (2, children, 2 + children)


@pytest.mark.parametrize(
    ("row", "total_minor"),
    [
        ({"adr": "0"}, 0),
        ({"adr": "-6.38"}, -1914),
        ({"adr": "33.335"}, 10001),  # 100.005, half up
        ({"adr": "33.3349"}, 10000),
        ({"adr": "0.1"}, 30),  # exact: no binary fraction on the way
    ],
    indirect=["row"],
)
def test_the_price_is_rate_times_nights_to_the_cent(row: Row, total_minor: int) -> None:
    assert row.total_minor == total_minor


@pytest.mark.parametrize(
    ("row", "pays_at_property", "policy"),
    [
        ({"distribution_channel": "Corporate", "deposit_type": "Refundable"}, True, "MODERATE"),
        ({"distribution_channel": "Undefined", "deposit_type": "Non Refund"}, False, "NON_REFUNDABLE"),
    ],
    indirect=["row"],
)
def test_channel_decides_who_pays_when_and_deposit_the_policy(row: Row, pays_at_property: bool, policy: str) -> None:
    assert (row.pays_at_property, row.policy) == (pays_at_property, policy)


@pytest.mark.parametrize(
    ("row", "ended"),
    [
        # nobody cancels before booking, leaves before arriving, or is a no-show before the night is over
        ({"reservation_status": "Canceled", "reservation_status_date": "2016-03-01"}, date(2016, 3, 16)),
        ({"reservation_status": "Canceled", "reservation_status_date": "2016-03-20"}, date(2016, 3, 20)),
        ({"reservation_status": "Check-Out", "reservation_status_date": "2016-03-02"}, date(2016, 3, 26)),
        ({"reservation_status": "Check-Out", "reservation_status_date": "2016-04-02"}, date(2016, 4, 2)),
        ({"reservation_status": "No-Show", "reservation_status_date": "2015-12-05"}, date(2016, 3, 27)),
        ({"reservation_status": "No-Show", "reservation_status_date": "2016-03-26"}, date(2016, 3, 27)),
        ({"reservation_status": "No-Show", "reservation_status_date": "2016-03-28"}, date(2016, 3, 28)),
    ],
    indirect=["row"],
)
def test_an_impossible_status_date_means_the_nearest_possible_day(row: Row, ended: date) -> None:
    assert row.ended == ended


def test_flaws_are_left_for_the_database(tmp_path: Path) -> None:
    flawed = {"stays_in_weekend_nights": "0", "stays_in_week_nights": "0", "adults": "0"}
    (row,) = read(write(tmp_path / "rows.csv", flawed))
    assert (row.departure, row.adults) == (row.arrival, 0)


def test_a_packed_file_reads_like_a_plain_one_and_a_limit_cuts_it(tmp_path: Path) -> None:
    plain = write(tmp_path / "rows.csv", {"adults": "1"}, {"adults": "2"}, {"adults": "3"})
    packed = tmp_path / "rows.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert read(packed) == read(plain)
    assert [row.adults for row in read(packed, limit=2)] == [1, 2]


@pytest.mark.parametrize(
    "broken",
    [
        {"arrival_date_month": "Mars"},
        {"reservation_status": "Asleep"},
        {"deposit_type": "Maybe"},
        {"adr": "cheap"},
        {"adults": "two"},
        {"reservation_status_date": "yesterday"},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_another_format_is_refused_with_its_line(tmp_path: Path, broken: dict[str, str]) -> None:
    with pytest.raises(BadFile, match=r"^line 3: "):
        read(write(tmp_path / "rows.csv", {}, broken))


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("hotel,adults\nResort,2\n")
    with pytest.raises(BadFile, match="line 2: KeyError 'arrival_date_year'"):
        read(path)
