"""Who connects as whom."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from hotelmate import stack
from hotelmate.urls import ROLES, as_role, in_database, socket_url, without_password
from tests.postgres import TestDatabase


def test_every_caller_can_log_in_as_itself(database: TestDatabase) -> None:
    for role, name in ROLES.items():
        with psycopg.connect(database.url(role)) as conn:
            row = conn.execute("select current_user, current_database()").fetchone()
        assert row == (name or "postgres", database.name)


def test_the_owner_is_the_administrator_in_another_role(database: TestDatabase) -> None:
    """hotelmate_owner has no login."""
    assert database.connect("owner").execute("select session_user").fetchone() == ("postgres",)


@pytest.mark.parametrize("directory", ["/home/ana/my hotel", "/home/josé/hôtel", "/a+b", "/50%/a&b=c?d#e"])
@pytest.mark.parametrize("role", ROLES)
def test_a_socket_may_lie_anywhere(directory: str, role: str) -> None:
    """libpq reads the path that was meant; a + is no space to it."""
    assert conninfo_to_dict(as_role(socket_url(directory, "postgres", "hotelmate"), role))["host"] == directory


def test_a_password_does_not_follow_to_another_user() -> None:
    brought = "postgresql://boss:s%40crt@db.example:6432/hotel?sslmode=require"
    assert as_role(brought, "api") == "postgresql://hotelmate_api@db.example:6432/hotel?sslmode=require"
    assert as_role(brought, None) == brought
    assert "s%40crt" in as_role(brought, "owner")


def test_a_password_stays_off_command_lines() -> None:
    assert without_password("postgresql://boss:s%40crt@db.example/hotel") == (
        "postgresql://boss@db.example/hotel",
        {"PGPASSWORD": "s@crt"},
    )
    assert without_password("postgresql://boss@db.example/hotel") == ("postgresql://boss@db.example/hotel", {})


def test_another_database_keeps_server_and_user() -> None:
    assert in_database("postgresql://a@/one?host=%2Fs", "two") == "postgresql://a@/two?host=%2Fs"


def test_a_url_said_outright_wins_over_a_derived_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", "postgresql://boss@h/hotel")
    monkeypatch.setenv("HOTELMATE_API_URL", "postgresql://gateway@h/hotel")
    assert stack.url_for("api") == "postgresql://gateway@h/hotel"
    assert stack.url_for("jobs") == "postgresql://hotelmate_jobs@h/hotel"


def test_without_a_stack_the_answer_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTELMATE_DATABASE_URL", raising=False)
    monkeypatch.delenv("HOTELMATE_API_URL", raising=False)
    monkeypatch.setattr(stack, "running", lambda: None)
    with pytest.raises(stack.NoStack, match="hotel up"):
        stack.url_for("api")
