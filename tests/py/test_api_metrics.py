"""The figures are true, they cost those who write nothing, nobody outside sees them, and what asks for them asks for
figures there are."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

import listener
from api.config import Limits
from hotelmate.paths import REPOSITORY
from hotelmate.prove.house import House
from hotelmate.prove.operations import operations
from hotelmate.prove.target import Target
from listener.figures import DatabaseFigures
from listener.settings import Address, PusherSettings
from listener.settings import Settings as ListenerSettings
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over
from tests.py.relay_world import KEY, SECRET, StandIn

NAME = "api_metrics"
PATIENCE = 20.0
Labels = frozenset[tuple[str, str]]
DASHBOARD = json.loads((REPOSITORY / "docs" / "dashboard.json").read_text())
ALERTS = yaml.safe_load((REPOSITORY / "docs" / "alerts.yml").read_text())
BY_PROMETHEUS = {"up": {"job", "instance"}}
ON_EVERYTHING = {"job", "instance"}


class Scrape:
    """What an address told: {name of a sample: {labels: value}}."""

    def __init__(self, *texts: str) -> None:
        self.samples: defaultdict[str, dict[Labels, float]] = defaultdict(dict)
        self.families = set()
        for text in texts:
            for family in text_string_to_metric_families(text):
                self.families.add(family.name)
                assert family.documentation, family.name
                for sample in family.samples:
                    self.samples[sample.name][frozenset(sample.labels.items())] = sample.value

    def __call__(self, name: str, **labels: str) -> float:
        return self.samples[name].get(frozenset(labels.items()), 0.0)

    def labels(self, name: str) -> set[str]:
        return {label for labels in self.samples[name] for label, _ in labels}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def listening(settings: ListenerSettings) -> Iterator[None]:
    """The listener, in a thread."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(listener.run(settings, stop),), name="listener")
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()
        loop.close()


class World:
    """An API and a listener that tell their figures."""

    def __init__(self, api: Api, pusher: StandIn, api_port: int, listener_port: int) -> None:
        self.api = api
        self.pusher = pusher
        self.addresses = [f"http://127.0.0.1:{port}/metrics" for port in (api_port, listener_port)]

    def scrape(self) -> Scrape:
        answers = [httpx.get(address, trust_env=False, timeout=PATIENCE) for address in self.addresses]
        for answer in answers:
            assert answer.status_code == 200
        return Scrape(*(answer.text for answer in answers))

    def until(self, is_so: Any) -> Scrape:
        """The first scrape of which it is so."""
        deadline = time.monotonic() + PATIENCE
        while not is_so(scrape := self.scrape()):
            assert time.monotonic() < deadline, scrape.samples
            time.sleep(0.1)
        return scrape


@pytest.fixture(scope="module")
def world(server: TestServer, template: str) -> Iterator[World]:
    with ExitStack() as undo:
        pusher = undo.enter_context(StandIn())
        account = PusherSettings("1", KEY, SECRET, host="127.0.0.1", port=pusher.port, ssl=False)
        ports = free_port(), free_port()
        high = Limits(staff_address=100_000, staff_token=100_000, guest_address=100_000, hold=2, wrong_token=100_000)
        api = undo.enter_context(
            api_over(server, template, NAME, pusher=account, limits=high, metrics=Address("127.0.0.1", ports[0], "API"))
        )
        settings = ListenerSettings(
            server.url(NAME, "listener"), account, metrics=Address("127.0.0.1", ports[1], "LISTENER")
        )
        undo.enter_context(listening(settings))
        yield World(api, pusher, *ports)


def logged(house: House) -> dict[Labels, float]:
    """The audit log, counted by hand."""
    rows = house.value(
        "select jsonb_agg(to_jsonb(t)) from (select a.entity, coalesce(a.from_status, '') as was, "
        "a.to_status as is_now, count(*) as made from hotel.audit as a "
        "where a.to_status <> coalesce(a.from_status, '') group by 1, 2, 3) as t"
    )
    return {
        frozenset({"machine": row["entity"], "from": row["was"], "to": row["is_now"]}.items()): row["made"]
        for row in rows
    }


# --- what they say ---


def test_transitions_are_the_audit_logs(world: World) -> None:
    house = world.api.house
    confirmed = world.scrape()("hotelmate_transitions_total", machine="booking", **{"from": "", "to": "CONFIRMED"})
    house.confirmed()
    house.assigned()
    house.guest_in_house()
    told = world.scrape()
    assert told.samples["hotelmate_transitions_total"] == logged(house)
    assert told("hotelmate_transitions_total", machine="booking", **{"from": "", "to": "CONFIRMED"}) > confirmed
    assert told("hotelmate_transitions_uncounted_rows") == 0


def test_many_who_ask_at_once_count_nothing_twice(world: World, server: TestServer) -> None:
    house = world.api.house
    for _ in range(5):
        house.confirmed()
    threads = [threading.Thread(target=world.scrape) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.scrape().samples["hotelmate_transitions_total"] == logged(house)


def test_those_who_write_count_nothing(world: World) -> None:
    house = world.api.house
    world.scrape()
    before = house.value("select sum(made) from hotel.transition_count")
    house.confirmed()
    assert house.value("select sum(made) from hotel.transition_count") == before


def test_requests_refusals_and_their_time(world: World) -> None:
    before = world.scrape()
    api = world.api
    assert api.staff("GET", "room-bookings/").status_code == 200
    assert api.booking("BK-NONE-2026-0001", "approve").status_code == 404
    assert api.client.get("/nowhere").status_code == 404
    limited = [api.guest("bookings/", {"room_type_code": "DBL"}).status_code for _ in range(4)]
    assert limited == [400, 400, 429, 429]
    after = world.scrape()

    def grown(name: str, **labels: str) -> float:
        return after(name, **labels) - before(name, **labels)

    answers = "hotelmate_api_answers_total"
    assert grown(answers, operation="list_bookings", status="200") == 1
    assert grown(answers, operation="approve_booking", status="404") == 1
    assert grown(answers, operation="none", status="404") == 1
    assert grown("hotelmate_api_refusals_total", code="BOOKING_NOT_FOUND") == 1
    assert grown("hotelmate_api_refusals_total", code="TOO_MANY_REQUESTS") == 2
    assert grown("hotelmate_api_request_seconds_count", operation="list_bookings") == 1
    assert 0 < grown("hotelmate_api_request_seconds_sum", operation="list_bookings") < PATIENCE
    assert after("hotelmate_api_requests_under_way") == 0


def test_the_pool(world: World) -> None:
    told = world.scrape()
    assert told("hotelmate_api_pool_max_connections") == 10
    assert told("hotelmate_api_pool_connections", state="in_use") == 0
    assert told("hotelmate_api_pool_connections", state="free") >= 1
    assert told("hotelmate_api_pool_waiting") == 0


def test_the_relay_at_work_and_at_rest(world: World) -> None:
    before = world.until(lambda told: told("hotelmate_relay_waiting_events") == 0)
    assert before("hotelmate_relay_lag_seconds") == 0
    world.api.house.confirmed()
    after = world.until(
        lambda told: (
            told("hotelmate_relay_waiting_events") == 0
            and told("hotelmate_relay_messages_total") > before("hotelmate_relay_messages_total")
        )
    )
    assert after("hotelmate_relay_batch_seconds_count") > before("hotelmate_relay_batch_seconds_count")


def test_the_relay_while_the_provider_is_away(world: World) -> None:
    before = world.until(lambda told: told("hotelmate_relay_waiting_events") == 0)
    world.pusher.faults.fail(10_000)
    try:
        world.api.house.confirmed()
        told = world.until(
            lambda told: (
                told("hotelmate_relay_failures_total", reason="unavailable")
                > before("hotelmate_relay_failures_total", reason="unavailable")
            )
        )
        assert told("hotelmate_relay_waiting_events") > 0
        world.until(lambda told: told("hotelmate_relay_lag_seconds") > 0.2)
    finally:
        world.pusher.faults.clear()
    world.until(lambda told: told("hotelmate_relay_waiting_events") == 0)


def test_a_sleeping_relay_is_woken_by_a_bell(world: World) -> None:
    before = world.scrape()("hotelmate_relay_bells_total")
    deadline = time.monotonic() + PATIENCE
    while world.scrape()("hotelmate_relay_bells_total") == before:
        assert time.monotonic() < deadline
        time.sleep(1.5)  # a quiet second, and it sleeps
        world.api.house.confirmed()


def test_a_lost_database_is_told_of_and_so_is_its_return(server: TestServer, template: str) -> None:
    name = "api_metrics_lost"
    figures = DatabaseFigures(server.url(name, "listener"))

    def is_up() -> tuple[float, int]:
        families = list(figures.collect())
        assert families[0].name == "hotelmate_database_up"
        return families[0].samples[0].value, len(families)

    assert is_up() == (0, 1)
    server.create_database(name, template)
    try:
        up, many = is_up()
        assert (up, many > 10) == (1, True)
        server.drop_database(name)
        assert is_up() == (0, 1)
        server.create_database(name, template)
        assert is_up() == (1, many)
    finally:
        figures.close()
        server.drop_database(name)


# --- what they cost, and who sees them ---


def test_a_scrape_reads_what_is_new_and_no_more(world: World) -> None:
    """However long the log is: nothing of it that was counted is read again."""
    house = world.api.house
    log = "pg_inherits as i join pg_index as x on x.indrelid = i.inhrelid where i.inhparent = 'hotel.audit'::regclass"
    read = (
        "with f as materialized (select count(*) as n from relay.figures()) "
        "select (select sum(pg_stat_get_xact_tuples_returned(i.inhrelid) "
        f"+ pg_stat_get_xact_tuples_fetched(x.indexrelid)) from {log} and f.n > 0)::bigint from f"
    )
    world.scrape()
    house.run("reset role")
    try:
        assert house.value(read) == 0
        before = house.value("select sum(audit_seq)::bigint from hotel.log_head")
        house.run("update hotel.room set turnover_notes = 'a test' where hotel_id = %s", house.hotel_id)
        new = house.value("select sum(audit_seq)::bigint from hotel.log_head") - before
        assert 0 < house.value(read) <= 2 * new
        # Counted anew, it is read from the beginning: the figure above could have been another.
        house.run("delete from hotel.transition_count")
        house.run("delete from hotel.transition_cursor")
        assert house.value(read) > 100
    finally:
        house.run("set role hotelmate_owner")
    assert world.scrape().samples["hotelmate_transitions_total"] == logged(house)


def test_nobody_sees_them_at_the_apis_own_address(world: World) -> None:
    for path in ("/metrics", "/metrics/", "/api/metrics"):
        assert world.api.client.get(path).status_code == 404


def test_only_the_listener_may_ask(world: World) -> None:
    house = world.api.house
    for role, may in (("api", False), ("jobs", False), ("operator", False), ("listener", True)):
        allowed = house.value(f"select has_function_privilege('hotelmate_{role}', 'relay.figures()', 'execute')")
        assert allowed is may, role


def test_names_of_operations_and_codes_have_an_end(world: World) -> None:
    """Whatever is asked for, no label is made of it."""
    for n in range(50):
        world.api.client.get(f"/nowhere/{n}")
        world.api.client.get(f"/api/staff/hotel/{n}/room-bookings/{n}/")
    told = world.scrape()
    names = {operation.name for operation in operations(world.api.house)}
    seen = {dict(labels)["operation"] for labels in told.samples["hotelmate_api_answers_total"]}
    assert seen - names <= {"none", "is_alive", "is_ready"}


# --- the dashboard and the alerts ---


def expressions() -> Iterator[tuple[str, str]]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield f"panel {panel['title']}", target["expr"]
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            yield f"alert {rule['alert']}", rule["expr"]


class Asked:
    """What an expression asks for."""

    def __init__(self, expression: str) -> None:
        self.selectors: list[Any] = []
        self.grouped: list[tuple[set[str], set[str]]] = []  # labels, names under them
        promql_parser.walk(promql_parser.parse(expression), self._visit, None)

    def _visit(self, node: Any) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            self.selectors.append(node)
        elif isinstance(node, promql_parser.MatrixSelector):
            self.selectors.append(node.vector_selector)
        elif isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
            names: list[str | None] = []

            def note(inner: Any) -> bool:
                if isinstance(inner, promql_parser.VectorSelector):
                    names.append(inner.name)
                elif isinstance(inner, promql_parser.MatrixSelector):
                    names.append(inner.vector_selector.name)
                return True

            promql_parser.walk(node.expr, note, None)
            self.grouped.append((set(node.modifier.labels), {name for name in names if name}))
        return True


@pytest.fixture(scope="module")
def full(world: World) -> Scrape:
    """A scrape after everything has happened that makes a figure appear."""
    house = world.api.house
    target = Target.of(house)
    for operation in operations(house):
        sent = target.request(operation)
        world.api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
    house.run(
        "insert into hotel.drift_case (hotel_id, check_code, entity, entity_id, explanation) "
        "select hotel_id, 'occupancy', 'room', '1', 'x' from hotel.hotel limit 1"
    )
    house.run(
        "insert into hotel.job_run (job, started_at, finished_at) values ('reconcile', hotel.clock(), hotel.clock())"
    )
    return world.scrape()


def test_there_are_queries_to_check() -> None:
    found = list(expressions())
    assert len(found) > 40
    assert len({title for title, _ in found}) > 30


@pytest.mark.parametrize(("title", "expression"), list(expressions()))
def test_every_query_asks_for_a_figure_there_is(title: str, expression: str, full: Scrape, world: World) -> None:
    asked = Asked(expression)
    assert asked.selectors
    for selector in asked.selectors:
        if selector.name in BY_PROMETHEUS:
            continue
        assert full.samples.get(selector.name) or told_without_labels(selector.name), f"{selector.name} does not exist"
        known = full.labels(selector.name) | LATER.get(selector.name, set()) | ON_EVERYTHING
        for matcher in selector.matchers.matchers:
            assert matcher.name in known, (selector.name, matcher.name)
            for value in matcher.value.split("|"):
                assert is_a_word(matcher.name, value, world), f"{matcher.name}={value}"
    for labels, names in asked.grouped:
        known = set().union(*(full.labels(name) | LATER.get(name, set()) for name in names)) | ON_EVERYTHING
        assert labels <= known, (labels, names)


# Figures with labels that only show up once something went wrong, by the metrics module's own declaration.
LATER = {
    "hotelmate_payment_outcomes_total": {"kind", "outcome"},
    "hotelmate_listener_database_losses_total": {"worker"},
}


def told_without_labels(name: str) -> bool:
    return name in LATER


def is_a_word(label: str, value: str, world: World) -> bool:
    """Whether a value a query looks for can come up."""
    match label:
        case "operation":
            return value in {operation.name for operation in operations(world.api.house)} | {"stream_events"}
        case "code":
            return f"`{value}`" in (REPOSITORY / "db" / "ERRORS.md").read_text()
        case "machine":
            return value in {dict(labels)["machine"] for labels in logged(world.api.house)}
        case "job":
            return value in ("hotelmate-.*",)
        case _:
            return False


def test_every_figure_is_shown_somewhere(full: Scrape) -> None:
    """A figure nobody looks at is not worth its cost."""
    asked = {selector.name for _, expression in expressions() for selector in Asked(expression).selectors}
    shown = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in asked}
    assert {re.sub(r"_total$", "", family) for family in full.families} - shown == set()


def test_every_alert_says_what_and_how_bad() -> None:
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
            assert rule["annotations"]["summary"].endswith("."), rule["alert"]


def test_panels_do_not_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert cells.isdisjoint(taken), panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
