"""What is raised is documented, what is documented is raised, and each becomes the HTTP status it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api import errors
from tests.postgres import TestDatabase

DB = Path(__file__).resolve().parents[2] / "db"
PAGE = (DB / "ERRORS.md").read_text()

CODE = re.compile(r"'([A-Z][A-Z_]{3,}|[a-z]+(?:_[a-z]+){2,}|(?:missing|invalid)_token|token_[a-z]+)[ ']")
STATE = re.compile(r"'(RV[A-Z]{3})'")


def sources() -> dict[str, str]:
    """The code that is deployed, without comments."""
    files = [*(DB / "functions").rglob("*.sql"), *(DB / "triggers").rglob("*.sql")]
    return {str(path.relative_to(DB)): re.sub(r"--[^\n]*", "", path.read_text()) for path in files}


def arguments(text: str, start: int) -> list[str]:
    """The arguments of the call whose opening parenthesis ends at `start`, split at the commas of its own level."""
    found, depth, quoted, begun = [], 0, False, start
    for at in range(start, len(text)):
        character = text[at]
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if (character == "," and depth == 0) or depth < 0:
            found.append(text[begun:at])
            begun = at + 1
        if depth < 0:
            break
    return found


def expressions(text: str) -> Iterator[tuple[str, str]]:
    """(SQLSTATE, expression) for everything that becomes a code: raised at once, or carried as a refusal."""
    for match in re.finditer(r"raise exception using(.*?);", text, re.S):
        settings = dict(part.split("=", 1) for part in arguments(match[1] + ")", 0) if "=" in part)
        named = {name.strip(): value for name, value in settings.items()}
        yield named.get("errcode", ""), named.get("detail", "")
    for match in re.finditer(r"(?<!function )app\.refusal_of\(", text):
        yield "'RVSTT'", arguments(text, match.end())[0]
    for match in re.finditer(r"\brow\(\s*('RV[A-Z]{3}'),", text):
        yield match[1], arguments(text, match.end())[0]
    for match in re.finditer(r"v_code := case(.*?)end;", text, re.S):
        for chosen in re.findall(r"then ('\w+')", match[1]):
            yield "'RVSTT'", chosen


def raised() -> dict[str, set[str]]:
    """code → SQLSTATEs it is raised with."""
    codes: dict[str, set[str]] = {}
    for text in sources().values():
        for state, expression in expressions(text):
            chosen = re.sub(r"(when|=|<>)\s*'[^']*'", "", re.sub(r"jsonb_build_object.*", "", expression, flags=re.S))
            for code in CODE.findall(chosen):
                codes.setdefault(code, set()).update(STATE.findall(state))
    return codes


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page, cells without backticks."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_every_code_raised_is_documented_and_every_documented_one_is_raised() -> None:
    documented = {code: {state} for code, state, *_ in table("Codes")}
    assert raised() == documented


def test_every_raise_was_understood() -> None:
    """A raise whose code this file cannot read would be missed; a message alone is not enough."""
    carried = {"v_code", "p_refusal.code", "p_code"}
    for name, text in sources().items():
        for match in re.finditer(r"raise exception(?! using)", text):
            pytest.fail(f"{name}: {text[match.start() : match.start() + 60]!r} names no code")
        for state, expression in expressions(text):
            assert CODE.search(expression) or expression.strip() in carried, (name, expression)
            assert STATE.search(state) or "p_refusal.errcode" in state, (name, state)


def test_the_page_says_the_status_that_is_sent() -> None:
    assert {state: int(status) for state, status, _ in table("Kinds")} == errors.OWN_STATES
    for code, state, status, *_ in table("Codes"):
        assert errors.OWN_STATES[state] == int(status), code


def test_the_page_lists_the_constraints_of_the_table() -> None:
    page = {
        name: errors.Refusal(int(status), code, sentence, field or None)
        for name, status, code, sentence, field in table("Constraints that a request can meet")
    }
    assert page == errors.CONSTRAINTS


def test_the_apis_own_codes_are_documented() -> None:
    section = PAGE.split("## What PostgreSQL and the API say themselves\n")[1].split("\n## ")[0]
    documented = set(re.findall(r"\| `([A-Z_]+)` \|", section))
    framework = {code for code, _, _ in errors.FRAMEWORK.values()}
    own = {errors.TRY_AGAIN, errors.AWAY, errors.DEFECT, errors.NUL, *errors.STATES.values()}
    own |= {errors.PAYMENT_FAILED, errors.PROVIDER_REFUSED, errors.PROVIDER_AWAY}
    own |= {errors.PAYMENTS_OFF, errors.REALTIME_OFF, errors.BAD_SIGNATURE, errors.TOO_MANY}
    assert documented == framework | {refusal.code for refusal in own} | {errors.INVALID}


def test_every_constraint_is_mapped_or_listed_as_out_of_reach(database: TestDatabase) -> None:
    """CHECK, unique and exclusion constraints and unique indexes of schema hotel; primary keys are never met."""
    existing = {
        row[0]
        for row in database.connect().execute(
            """
            select c.conname from pg_constraint as c
            where c.connamespace = 'hotel'::regnamespace and c.contype in ('c', 'u', 'x') and c.conrelid <> 0
                and not exists (select from pg_inherits as i where i.inhrelid = c.conrelid)
            union
            select x.relname from pg_index as i join pg_class as x on x.oid = i.indexrelid
            where i.indisunique and not i.indisprimary and x.relnamespace = 'hotel'::regnamespace
                and not exists (select from pg_inherits as h where h.inhrelid = x.oid)
            """
        )
    }
    out_of_reach = set(
        re.findall(r"`([a-z0-9_]+)`", PAGE.split("## Constraints that no request can meet\n")[1].split("\n* ", 1)[1])
    )
    assert out_of_reach.isdisjoint(errors.CONSTRAINTS)
    assert existing == out_of_reach | set(errors.CONSTRAINTS)


def test_no_function_catches_everything() -> None:
    """A caught exception is a refusal nobody hears. Jobs and the inbox may: one bad row must not stop the others."""
    catching = [name for name, text in sources().items() if re.search(r"when\s+others", text, re.I)]
    allowed = ("functions/80_jobs/", "functions/40_payment/process_provider_event.sql")
    assert all(name.startswith(allowed) for name in catching), catching


@pytest.mark.parametrize(
    ("state", "constraint", "status", "code"),
    [
        ("23514", "booking_has_a_night", 400, "booking_has_a_night"),
        ("23P01", "one_holder_per_room_and_night", 409, "ROOM_OVERLAP_CONFLICT"),
        ("23514", "some_internal_rule", 500, "INTERNAL_ERROR"),
        ("22P02", None, 400, "BAD_VALUE"),
        ("22003", None, 400, "BAD_VALUE"),
        ("22007", None, 400, "BAD_VALUE"),
        ("22008", None, 400, "BAD_VALUE"),
        ("40P01", None, 503, "TRY_AGAIN"),
        ("40001", None, 503, "TRY_AGAIN"),
        ("57014", None, 503, "TIMEOUT"),
        ("57P01", None, 503, "DATABASE_AWAY"),
        ("08006", None, 503, "DATABASE_AWAY"),
        ("53300", None, 503, "DATABASE_AWAY"),
        ("42883", None, 500, "INTERNAL_ERROR"),
        ("42501", None, 500, "INTERNAL_ERROR"),
        ("XX000", None, 500, "INTERNAL_ERROR"),
    ],
)
def test_postgresql_states(state: str, constraint: str | None, status: int, code: str) -> None:
    refusal = errors.refusal_of(state, constraint)
    assert (refusal.status, refusal.code) == (status, code)


def test_psycopg_takes_none_of_our_states_for_a_lost_connection(database: TestDatabase) -> None:
    conn = database.connect(autocommit=True)
    for state in errors.OWN_STATES:
        with pytest.raises(psycopg.DatabaseError) as caught:
            conn.execute(f"do $$ begin raise exception using errcode = '{state}', message = 'no'; end $$".encode())
        assert caught.value.sqlstate == state
        assert not isinstance(caught.value, psycopg.OperationalError)


def test_detail_json_is_readable() -> None:
    """Literal JSON behind a code parses; the rest is built by jsonb_build_object."""
    for text in sources().values():
        for literal in re.findall(r"'[A-Z_]+ (\{.*?\})'", text):
            json.loads(literal)
