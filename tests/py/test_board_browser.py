"""The board as people use it: by mouse, by keyboard, on a phone, on a bad line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from hotelmate.board_scene import Scene
from listener.settings import PusherSettings
from tests.postgres import TestDatabase, TestServer
from tests.py.board_world import Board, board_over, launched, needs_browser, playwright
from tests.py.relay_world import KEY, SECRET, Listener, StandIn

pytestmark = needs_browser
expect = playwright.expect
SCENE = "board_scene"
_numbers = count(1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def scene(server: TestServer, template: str) -> Iterator[Scene]:
    server.create_database(SCENE, template)
    scene = Scene.arranged(server.url(SCENE))
    scene.close()
    yield scene
    server.drop_database(SCENE)


@pytest.fixture
def database(server: TestServer, scene: Scene) -> Iterator[TestDatabase]:
    name = f"board_{next(_numbers)}"
    server.create_database(name, SCENE)
    database = TestDatabase(server, name)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def board(database: TestDatabase, scene: Scene, browser: Any) -> Iterator[Board]:
    with board_over(database, scene, browser) as board:
        yield board
        assert board.complaints == []


def staff(board: Board, path: str, **body: Any) -> httpx.Response:
    """Somebody else acts over HTTP."""
    return httpx.post(
        f"{board.address}/api/staff/hotel/{board.scene.hotel}/{path}/",
        json=body,
        headers={"Authorization": f"Token {board.scene.token}"},
        trust_env=False,
    ).raise_for_status()


def paid_request(board: Board, name: str = "Nina Castell", kind: str = "DBL", nights: int = 2) -> str:
    """A request for tonight whose payment has been captured: approving it needs no provider."""
    number = board.scene.request(name, kind, board.scene.today, nights)
    board.scene.money(number, "CAPTURED")
    return number


def scrolls_sideways(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_a_link_signs_in_and_leaves_no_token_behind(board: Board) -> None:
    page = board.tab()
    expect(page).to_have_url(f"{board.address}/board")
    expect(page.locator(".room")).to_have_count(24)
    expect(board.room(page, 204)).to_contain_text("Henrik Møller")
    expect(board.room(page, 204)).to_contain_text("Occupied")
    expect(board.room(page, 302)).to_contain_text("Repair")
    expect(board.room(page, 306)).to_contain_text("Closed until")
    expect(page.locator(".top")).to_contain_text("Harbour View")
    expect(page.locator("[data-clock]")).to_contain_text("12:1")
    page.reload()
    expect(page.locator(".room")).to_have_count(24)


def test_a_token_that_opens_nothing_is_refused_in_words_and_the_right_one_taken(board: Board) -> None:
    page = board.tab(token="")
    page.get_by_label("Hotel").fill(board.scene.hotel)
    page.get_by_label("Your token").fill("nonsense")
    page.get_by_role("button", name="Open the board").click()
    expect(page.get_by_role("alert")).to_contain_text("Invalid token.")
    expect(page.get_by_label("Hotel")).to_have_value(board.scene.hotel)
    page.get_by_label("Your token").fill(board.scene.token)
    page.keyboard.press("Enter")
    expect(page.locator(".room")).to_have_count(24)


def test_a_request_is_approved_by_keyboard(board: Board) -> None:
    number = paid_request(board)
    page = board.tab()
    expect(board.line(page, number)).to_contain_text("New")
    page.keyboard.press("1")
    for _ in range(3):
        page.keyboard.press("j")
    expect(board.line(page, number)).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_contain_text("Nina Castell is told that the booking is confirmed.")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("approved")
    expect(page.locator(f'.desk [aria-label="Requests"] [data-entity="booking:{number}"]')).to_have_count(0)
    expect(page.locator(".panel .flag.strong")).to_have_text("Confirmed")
    assert board.scene.staff("get_booking", booking_id=number)["status"] == "CONFIRMED"
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)


def test_what_is_not_possible_says_why(board: Board) -> None:
    page = board.tab()
    page.get_by_role("tab", name="Arrivals").click()
    page.locator(".today .item", has_text="Fatima El Amrani").click()
    page.get_by_text(re.compile(r"Not possible now")).click()
    refused = page.locator(".refused li", has=page.get_by_role("button", name="Assign a room"))
    expect(refused).to_contain_text("Not everybody of the party is named yet.")
    expect(refused).to_contain_text("PARTY_INCOMPLETE")
    expect(refused.get_by_role("button")).to_have_attribute("title", re.compile("Not everybody"))
    expect(page.get_by_role("button", name=re.compile("^Cancel the booking"))).to_be_enabled()


def test_a_refusal_stays_in_its_dialog_with_message_and_code(board: Board) -> None:
    number = paid_request(board)
    page = board.tab()
    board.line(page, number).click()
    page.get_by_role("button", name=re.compile("^Decline")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("combobox")).to_be_visible()
    page.route("**/board/", lambda route: route.abort())  # the board does not hear of what comes now
    staff(board, f"room-bookings/{number}/cancel", reason="The guest phoned")
    dialog.get_by_role("button", name="Decline").click()
    expect(dialog.get_by_role("alert")).to_contain_text("CANCELLED")
    expect(dialog.get_by_role("alert").locator("code")).to_have_text("INVALID_STATUS")
    page.unroute("**/board/")
    dialog.get_by_role("button", name="Back").click()
    expect(page.locator(".panel .flag.strong")).to_have_text("Cancelled")


def test_an_attempt_carries_one_key_however_often_it_is_sent(board: Board) -> None:
    number = paid_request(board)
    page = board.tab()
    keys: list[str | None] = []
    page.on("request", lambda r: keys.append(r.headers.get("idempotency-key")) if r.url.endswith("/approve/") else None)
    board.line(page, number).click()
    page.route("**/approve/", lambda route: route.abort(), times=1)
    page.keyboard.press("a")
    expect(page.get_by_role("dialog").get_by_role("button", name="Approve")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("does not answer")
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(keys) == 2
    assert keys[0] == keys[1] != None  # noqa: E711


@pytest.mark.parametrize("way", ["pusher", "stream", "looking again"])
def test_what_somebody_else_does_appears_without_a_reload(
    database: TestDatabase, scene: Scene, browser: Any, way: str
) -> None:
    with StandIn() as events, Listener(database, events.port):
        pusher = PusherSettings("1", KEY, SECRET, "127.0.0.1", events.port, ssl=False)
        with board_over(database, scene, browser, **({"pusher": pusher} if way == "pusher" else {})) as board:
            page = board.tab()
            if way == "looking again":
                page.route("**/events/stream/", lambda route: route.abort())
                page.reload()
            state = "polling" if way == "looking again" else "live"
            expect(page.locator(".connection")).to_have_attribute("data-state", state)
            page.evaluate("window.isTheSamePage = true")
            staff(board, "rooms/103/start-cleaning")
            expect(board.room(page, 103)).to_contain_text("Cleaning")
            number = paid_request(board)
            expect(board.line(page, number)).to_contain_text("Nina Castell")
            assert page.evaluate("window.isTheSamePage")
            assert board.complaints == []


def test_what_changes_lights_up_where_it_is(board: Board) -> None:
    page = board.tab()
    expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    with page.expect_event("console", lambda message: message.text == "flashed room:103"):
        page.evaluate(
            """addEventListener("animationstart", ({ target, animationName }) => {
                if (animationName === "flash") console.log("flashed", target.dataset.entity);
            })"""
        )
        staff(board, "rooms/103/start-cleaning")


def test_a_broken_line_shows_and_nothing_is_missed(board: Board) -> None:
    page = board.tab()
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("alert")).to_contain_text("The hotel’s server does not answer.".replace("’", "'"))
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"What you see is from 12:\d\d"))
    expect(page.locator(".connection")).to_have_attribute("data-state", "away")
    expect(page.locator(".room")).to_have_count(24)
    staff(board, "rooms/103/start-cleaning")
    staff(board, "rooms/103/mark-cleaned")
    page.context.set_offline(False)
    expect(board.room(page, 103)).to_contain_text("To inspect", timeout=20_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".connection")).to_have_attribute("data-state", "live")


def test_a_board_that_opens_while_the_server_is_away_comes_up_later(board: Board) -> None:
    page = board.tab(token="")
    page.route("**/board/", lambda route: route.abort())
    page.goto(f"{board.address}/board?#hotel={board.scene.hotel}&token={board.scene.token}")
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(page.locator("main")).to_contain_text("Opening the board")
    page.unroute("**/board/")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".room")).to_have_count(24)
    expect(page.locator(".connection")).to_have_attribute("data-state", "live")


def test_the_stream_stands_in_for_a_provider_that_goes_away(database: TestDatabase, scene: Scene, browser: Any) -> None:
    sockets: list[Any] = []
    refusing: list[bool] = []

    def connect(socket: Any) -> None:
        if refusing:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    with StandIn() as events, Listener(database, events.port):
        pusher = PusherSettings("1", KEY, SECRET, "127.0.0.1", events.port, ssl=False)
        with board_over(database, scene, browser, pusher=pusher) as board:
            page = board.tab(token="")
            page.route_web_socket(re.compile("^ws://"), connect)
            streams: list[str] = []
            page.on("request", lambda r: streams.append(r.url) if "/events/stream/" in r.url else None)
            page.goto(f"{board.address}/board?#hotel={board.scene.hotel}&token={board.scene.token}")
            live = page.locator('.connection[data-state="live"]')
            expect(live).to_be_visible()
            assert (len(sockets), streams) == (1, [])
            refusing.append(True)
            sockets[0].close()
            staff(board, "rooms/103/start-cleaning")
            expect(board.room(page, 103)).to_contain_text("Cleaning")
            expect(live).to_be_visible()
            assert streams
            refusing.clear()
            staff(board, "rooms/103/mark-cleaned")
            expect(board.room(page, 103)).to_contain_text("To inspect")


def test_a_whole_day_by_clicks_is_followed_in_another_tab(board: Board) -> None:
    number = paid_request(board)
    page, other = board.tab(), board.tab()

    def act(name: str, **choices: str) -> None:
        page.locator(".panel").get_by_role("button", name=re.compile(f"^{name}")).click()
        dialog = page.get_by_role("dialog")
        for label, choice in choices.items():
            dialog.get_by_label(label).select_option(label=choice)
        if not name.startswith(("Start", "Passes")):
            dialog.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)

    board.line(page, number).click()
    act("Approve")
    expect(board.line(other, number, ".today")).to_contain_text("No room yet")
    act("Assign a room", Room="305 · Double")
    expect(board.room(other, 305)).to_contain_text("Nina Castell")
    act("Check in")
    expect(board.room(other, 305)).to_contain_text("Occupied")
    other.get_by_role("tab", name="In house").click()
    expect(board.line(other, number, ".today")).to_contain_text("Nina Castell")
    act("Check out")
    expect(board.room(other, 305)).to_contain_text("Dirty")
    expect(board.line(other, number, ".today")).to_have_count(0)
    board.room(page, 305).click()
    act("Start cleaning")
    expect(board.room(other, 305)).to_contain_text("Cleaning")
    act("Cleaned")
    expect(board.room(other, 305)).to_contain_text("To inspect")
    act("Passes inspection")
    expect(board.room(other, 305)).to_contain_text("Ready")


def test_opening_a_request_is_seeing_it(board: Board) -> None:
    page = board.tab()
    request = page.locator(".desk .item", has_text="Charlotte Dubois")
    expect(request).to_contain_text("New")
    request.click()
    expect(page.locator(".panel")).to_contain_text("Maeve Byrne")
    expect(request).not_to_contain_text("New")


def test_on_a_phone_nothing_scrolls_sideways(board: Board) -> None:
    page = board.tab(width=390, height=844, has_touch=True, is_mobile=True)
    for section, first in (("Desk", ".desk .item"), ("Rooms", ".room"), ("Today", ".today .item")):
        page.get_by_role("navigation").get_by_role("button", name=section).click()
        expect(page.locator(first).first).to_be_visible()
        assert not scrolls_sideways(page), section
        page.locator(first).first.click()
        expect(page.locator(".panel .facts").first).to_be_visible()
        assert not scrolls_sideways(page), f"{section}: what is open"
        page.get_by_role("button", name="Close", exact=True).click()


def test_the_search_finds_on_the_board_and_beyond_it(board: Board) -> None:
    page = board.tab()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("tanaka")
    expect(board.room(page, 105)).not_to_have_class(re.compile("dimmed"))
    expect(board.room(page, 101)).to_have_class(re.compile("dimmed"))
    page.keyboard.press("Escape")
    expect(board.room(page, 101)).not_to_have_class(re.compile("dimmed"))
    departed = next(b for b in board.scene.staff("list_bookings", page_size=100)["results"] if b["checked_out_at"])
    page.keyboard.press("/")
    page.keyboard.type(departed["booking_id"])
    page.locator(".results button").click()
    expect(page.locator(".panel h2")).to_have_text(departed["guest_name"])


def test_who_may_not_read_bookings_sees_rooms_and_their_own_steps(board: Board, database: TestDatabase) -> None:
    row = database.connect(autocommit=True).execute(
        "select app.issue_staff_token(s.hotel_id, s.id, 'test') from hotel.staff as s where s.first_name = 'João'"
    )
    token = row.fetchone()
    assert token
    page = board.tab(token=token[0])
    expect(page.locator(".room")).to_have_count(24)
    expect(page.locator(".desk")).to_contain_text("Nothing waits for you")
    board.room(page, 103).click()
    expect(page.locator(".panel").get_by_role("button", name=re.compile("^Start cleaning"))).to_be_visible()
    page.keyboard.press("s")
    expect(board.room(page, 103)).to_contain_text("Cleaning")


def test_a_name_is_text_whatever_it_says(board: Board) -> None:
    number = paid_request(board, name="<img/src=x/onerror=alert(1)> <b>Bold</b>")
    page = board.tab()
    expect(board.line(page, number)).to_contain_text("<img/src=x/onerror=alert(1)> <b>Bold</b>")


def test_every_button_has_a_name(board: Board) -> None:
    page = board.tab()
    page.locator(".desk .item").first.click()
    expect(page.locator(".panel .facts").first).to_be_visible()
    nameless = page.evaluate(
        """[...document.querySelectorAll("button, input, select")]
            .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.labels?.length)).length"""
    )
    assert nameless == 0
