"""The private PostgreSQL: kept, reachable by nobody else, and never left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hotelmate.cluster import Cluster, ClusterError
from hotelmate.paths import REPOSITORY, is_root
from hotelmate.scheduler import RUN_DUE, schedule_with_pg_cron
from hotelmate.state import AlreadyRunning, Home, State
from hotelmate.unprivileged import hand_over
from tests.postgres import TestDatabase
from tests.processes import gone, open_directory

HOLD_A_CLUSTER = """
import sys, time
from pathlib import Path
from hotelmate.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
print(cluster.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory / "stack"


def test_data_survives_a_restart_and_only_the_socket_leads_to_it(home: Path) -> None:
    with Cluster(home) as cluster, psycopg.connect(cluster.url()) as conn:
        conn.execute("create table kept (id int)")
        settings: dict[str, str] = dict(
            conn.execute(
                "select name, setting from pg_settings where name = any(%s)",
                [["listen_addresses", "server_encoding", "TimeZone", "lc_collate", "fsync", "synchronous_commit"]],
            ).fetchall()
        )
        assert settings["listen_addresses"] == ""
        assert settings["server_encoding"] == "UTF8"
        assert settings["TimeZone"] == "UTC"
        assert settings["fsync"] == settings["synchronous_commit"] == "on"
        assert (home / "run").stat().st_mode & 0o777 == 0o700
        assert cluster.data.stat().st_mode & 0o777 == 0o700
    with Cluster(home) as cluster, psycopg.connect(cluster.url()) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (0,)


@pytest.mark.skipif(not is_root(), reason="only root starts PostgreSQL as somebody else")
def test_data_follow_the_account_that_postgresql_runs_as(home: Path) -> None:
    """Nobody's, while the machine had no account for PostgreSQL; a package made one since."""
    with Cluster(home) as cluster, psycopg.connect(cluster.url()) as conn:
        conn.execute("create table kept (id int)")
    for path in (cluster.data, *cluster.data.rglob("*")):
        os.chown(path, 54321, 54321)
    with Cluster(home) as cluster, psycopg.connect(cluster.url()) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (0,)


def test_killing_the_parent_leaves_no_server_behind(home: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent died; elsewhere the next start ends the leftover")
    parent = subprocess.Popen(
        [sys.executable, "-c", HOLD_A_CLUSTER, str(home)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    server = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert gone(server)
    with Cluster(home) as cluster:
        assert not cluster.died()


def test_a_stale_process_file_does_not_stop_a_start(home: Path) -> None:
    """The machine went down: the file names a process id that belongs to somebody else by now."""
    with Cluster(home) as cluster:
        recorded = (cluster.data / "postmaster.pid").read_text()
        os.kill(cluster.pid or 0, signal.SIGQUIT)
        while not cluster.died():
            time.sleep(0.02)
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    (cluster.data / "postmaster.pid").write_text(recorded.replace(recorded.split()[0], str(bystander.pid), 1))
    shutil.chown(cluster.data / "postmaster.pid", cluster.data.owner(), cluster.data.group())
    try:
        # PostgreSQL itself refuses while a process of its own user has that id; this one is not.
        if os.geteuid() == 0:
            with Cluster(home) as again:
                assert not again.died()
        else:
            with pytest.raises(ClusterError, match="lock file"):
                Cluster(home).start()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_leftover_server_is_ended_by_the_next_start(home: Path) -> None:
    """What happens where the kernel knows no parent-death signal."""
    first = Cluster(home)
    first.start()
    assert first.pid is not None
    with Cluster(home) as second:
        assert first.died()
        assert not second.died()
    first.stop()


def test_a_path_too_long_for_a_socket_is_no_obstacle(home: Path) -> None:
    with Cluster(home / ("d" * 90)) as cluster, psycopg.connect(cluster.url()) as conn:
        sockets = conn.execute("show unix_socket_directories").fetchone()
        assert sockets is not None
        assert len(sockets[0]) < 60
    assert not Path(sockets[0]).exists()


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with pytest.raises(ClusterError, match="max_connections"):
        Cluster(home, settings={"max_connections": "many"}).start()


def test_a_server_that_cannot_be_reached_says_why(home: Path) -> None:
    """It runs and says so in its log: what is wrong is known to who knocks."""
    elsewhere = home / "elsewhere"
    hand_over(elsewhere)
    cluster = Cluster(home, settings={"unix_socket_directories": str(elsewhere)}, patience=1)
    with pytest.raises(ClusterError, match=r"did not answer for 1 seconds:\n.*No such file or directory"):
        cluster.start()


def test_half_a_data_directory_is_made_anew(home: Path) -> None:
    cluster = Cluster(home)
    unfinished = home / f"{cluster.data.name}.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").touch()
    with cluster:
        assert not unfinished.exists()


def test_pg_cron_is_told_once_and_runs_jobs_as_their_own_role(home: Path) -> None:
    with Cluster(home) as cluster, psycopg.connect(cluster.url(), autocommit=True) as conn:
        if not cluster.has_pg_cron:
            pytest.skip("this PostgreSQL has no pg_cron")
        conn.execute("create role hotelmate_jobs login")
        for _ in range(2):
            assert schedule_with_pg_cron(cluster.url(), cluster.url("jobs"))
        assert conn.execute("select schedule, command, database, username from cron.job").fetchall() == [
            ("* * * * *", RUN_DUE, "hotelmate", "hotelmate_jobs")
        ]


def test_without_pg_cron_nothing_is_scheduled(database: TestDatabase) -> None:
    assert schedule_with_pg_cron(database.url(), database.url("jobs")) is False


def test_a_stack_is_held_by_one_and_seen_only_while_held(home: Path) -> None:
    holder = Home(home)
    holder.hold()
    holder.write(State(pid=1, admin_url="postgresql:///x", http_port=8123))
    assert (home / "stack.json").stat().st_mode & 0o777 == 0o600
    assert Home(home).read() == State(pid=1, admin_url="postgresql:///x", http_port=8123)
    with pytest.raises(AlreadyRunning, match=r"already running at http://127.0.0.1:8123 \(process 1"):
        Home(home).hold()
    left_behind = (home / "stack.json").read_text()
    holder.release()
    (home / "stack.json").write_text(left_behind)
    assert Home(home).read() is None
    with contextlib.closing(holder._open_lock()):
        Home(home).hold()
