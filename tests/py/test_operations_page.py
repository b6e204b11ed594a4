"""docs/operations.md is true: a hotel is made as it says, and it knows every setting there is."""

from __future__ import annotations

import re

from hotelmate.paths import REPOSITORY
from tests.postgres import TestDatabase

PAGE = (REPOSITORY / "docs" / "operations.md").read_text()
SETTING = re.compile(r"\b(?:HOTELMATE|PUSHER|STRIPE|SMTP|MAIL)_[A-Z_]+[A-Z]\b")
ELSEWHERE = {"HOTELMATE_ARCHIVE", "HOTELMATE_NO_APT"}  # docs/backup.md; what `hotel` itself says
BETWEEN_OURSELVES = {"HOTELMATE_CHROMIUM", "HOTELMATE_OWN_PSQLRC"}  # who makes pictures; one program tells another


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def test_a_hotel_made_as_written_is_worked_in(database: TestDatabase) -> None:
    statements = re.findall(r"^```sql\n(.*?)^```$", section("A hotel of your own"), re.MULTILINE | re.DOTALL)
    with database.connect("owner", autocommit=True) as owner:
        *_, issued = [owner.execute(s.encode()) for s in "".join(statements).split(";") if s.strip()]
        ((token,),) = issued.fetchall()
    with database.connect("api", autocommit=True) as api:

        def staff(function: str, **arguments: object) -> object:
            named = {"hotel": "cliff-house", "token": token} | arguments
            call = ", ".join(f"p_{name} => %({name})s" for name in named)
            (answer,) = api.execute(f"select api.{function}({call})".encode(), named).fetchone() or [None]
            return answer

        staff("create_room_type", code="DBL", name="Double", starting_price_minor=9900)
        staff("create_room", room_number=1, room_type="DBL")
        guest = {f"primary_{name}": "nora@x.ie" for name in ("first_name", "last_name", "email", "phone")}
        staff("create_staff_booking", room_type_code="DBL", check_in="2030-01-01", check_out="2030-01-02", **guest)
    with database.connect("operator") as operator:
        assert operator.execute("select distinct hotel from ops.room_rack").fetchall() == [("cliff-house",)]
        assert operator.execute("select * from ops.drift where entity <> 'job'").fetchall() == []


def test_every_setting_is_on_the_page_and_no_other() -> None:
    folders = ("api", "listener", "hotelmate")
    code = "".join(path.read_text() for folder in folders for path in (REPOSITORY / folder).glob("*.py"))
    read = {name for name in re.findall(r'"([A-Z_]+)"', code) if SETTING.fullmatch(name)}
    read |= {f"HOTELMATE_API_{name}" for name in re.findall(r'_said\("([A-Z_]+)"', code)}  # api/config.py
    read |= {f"HOTELMATE_{role}_URL" for role in ("API", "LISTENER", "OPERATOR", "JOBS")}  # hotelmate/stack.py
    assert {*SETTING.findall(PAGE)} == read - ELSEWHERE - BETWEEN_OURSELVES
