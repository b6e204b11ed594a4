"""A machine is lost: what was promised and archived comes back, is checked, and fools nobody who saw what is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from hotelmate import backup_shelf
from hotelmate.archive import Archive, ArchiveError
from hotelmate.backup_physical import DATA, archiver_trouble
from hotelmate.backup_shelf import FACTS, BackupError
from hotelmate.cluster import Cluster
from hotelmate.prove.hotels import call, value
from hotelmate.restore import restore
from hotelmate.state import AlreadyRunning, Home
from tests.processes import open_directory
from tests.py.backup_world import UNDELIVERED, Ruin, listener, ruin, silent
from tests.py.relay_world import eventually, needs_node


@pytest.fixture(scope="module")
def lost() -> Iterator[Ruin]:
    with ruin() as lost:
        yield lost


def test_up_to_a_moment_there_is_exactly_what_was_acknowledged_before(lost: Ruin) -> None:
    outcome, there = lost.copied("moment", until=lost.moment)
    assert there == lost.before
    assert len(there) < len(lost.promises) - 5
    assert outcome.restored.at <= lost.moment
    assert outcome.contradictions == 0


def test_everything_archived_is_there_and_nobody_is_fooled(lost: Ruin) -> None:
    """kill -9, the data lost, everything back; then the listener goes on where the restored marks say."""
    living = lost.living
    outcome = restore(lost.wanted(), "the machine was lost", silent)
    assert outcome.contradictions == 0
    living.again()
    there, promised = living.numbers(), {promise.number for promise in lost.promises}
    assert {promise.number for promise in lost.promises if promise.log <= lost.archived} <= there
    assert len(promised - there) == 5, "what was promised after the last of the log is lost, and no more"
    with living.owner() as owner:
        assert value(owner, "select bool_and(problem is null) from ops.verify_audit()") is True
        _judge_numbers(lost, owner)


def _judge_numbers(lost: Ruin, owner: psycopg.Connection[Any]) -> None:
    [(left, first)] = owner.execute("select seq_before, seq from hotel.restoration").fetchall()
    with psycopg.connect(lost.living.cluster.url("api"), autocommit=True) as session:
        new = lost.living.desk.take(session).number
        page = call(session, "list_events", hotel=lost.living.hotel.slug, after=left + 3, token=lost.living.hotel.token)
    assert page["events"][0]["seq"] == first
    assert page["events"][0]["data"]["event_type"] == "hotel_restored"
    assert page["is_complete"] is False, "whoever knew a lost number is told to read everything anew"
    assert new not in {promise.number for promise in lost.promises}, "a number in a guest's letter is nobody else's"


def types(lost: Ruin, known: int) -> set[str]:
    """Of what a client has heard since it had heard so much."""
    assert lost.client
    return {message["data"]["event_type"] for message in lost.client.received[known:]}


@needs_node
def test_the_listener_goes_on_without_repeating_itself(lost: Ruin) -> None:
    assert lost.client
    if not lost.living.cluster.data.exists():
        pytest.skip("nothing was restored")
    heard = {message["data"]["meta"]["event_id"]: message["data"]["meta"]["seq"] for message in lost.client.received}
    with lost.living.owner() as owner:
        marked = value(owner, "select delivered_seq from hotel.relay_cursor")
        [(left, first)] = owner.execute("select seq_before, seq from hotel.restoration").fetchall()
        assert max(heard.values()) > left, "the world has heard what is lost"
        assert marked <= left
        known = len(lost.client.received)
        with listener(lost.living, lost.pusher):
            eventually(lambda: value(owner, UNDELIVERED) == 0, what="delivered")
            eventually(lambda: "hotel_restored" in types(lost, known), what="told")
    metas = [message["data"]["meta"] for message in lost.client.received[known:]]
    assert [m for m in metas if heard.get(m["event_id"], first) <= marked] == [], "what was marked is not sent again"
    fresh = [m["seq"] for m in metas if m["event_id"] not in heard]
    assert min(fresh) > max(heard.values()), "no number that anybody has seen means anything new"


def test_a_second_restore_leaps_again(lost: Ruin) -> None:
    """Of the same backup, while people have seen numbers of the first restore."""
    if not lost.living.cluster.data.exists():
        pytest.skip("nothing was restored")
    with lost.living.owner() as owner:
        seen = value(owner, "select event_seq from hotel.log_head")
    home = lost.living.home.with_name("again")
    restore(lost.wanted(home), "once more", silent)
    with Cluster(home, scheduler=False) as cluster, psycopg.connect(cluster.url()) as conn:
        assert value(conn, "select max(seq) from hotel.restoration") > seen
    with pytest.raises(ArchiveError, match="another server that comes from the same backup"):
        Cluster(home, archive=lost.living.archive, scheduler=False).start()


def test_an_archive_that_cannot_be_written_is_told_with_the_backup(lost: Ruin) -> None:
    home = lost.living.home.with_name("unarchived")
    restore(lost.wanted(home, archive=None), "a test", silent)
    with Cluster(home, archive=Archive(home.with_name("own-archive")), scheduler=False) as cluster:
        assert archiver_trouble(cluster.url()) is None
        (place,) = home.with_name("own-archive").iterdir()
        place.chmod(0o500)
        with psycopg.connect(cluster.url(), autocommit=True) as conn:
            conn.execute("select pg_switch_wal()")
        eventually(lambda: archiver_trouble(cluster.url()) is not None, what="told")
        place.chmod(0o700)
        eventually(lambda: archiver_trouble(cluster.url()) is None, within=90, what="archived after all")


# --- what is refused ---


def refused(lost: Ruin, **fields: Any) -> str:
    """Why a restore into a new directory is refused; nothing is left there."""
    with open_directory() as directory, pytest.raises(BackupError) as refusal:
        restore(lost.wanted(directory / "new", **fields), "a test", silent)
    assert not list(directory.glob("new/pg*"))
    return str(refusal.value)


@pytest.fixture
def spoilt(lost: Ruin) -> Iterator[Path]:
    """A copy of the backup, to be altered."""
    with open_directory() as directory:
        shutil.copytree(lost.path, directory / "copy")
        yield directory / "copy"


def flip(file: Path, at: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)
        opened.seek(at)
        opened.write(bytes([byte[0] ^ 1]))


def test_an_altered_backup_is_refused(lost: Ruin, spoilt: Path) -> None:
    largest = max((spoilt / DATA / "base").rglob("*"), key=lambda path: path.stat().st_size)
    flip(largest, 5000)
    assert "torn or was altered" in refused(lost, path=spoilt)


def test_a_torn_backup_is_refused(lost: Ruin, spoilt: Path) -> None:
    next((spoilt / DATA / "pg_wal").glob("0*")).unlink()
    assert "torn or was altered" in refused(lost, path=spoilt)
    (spoilt / FACTS).unlink()
    with pytest.raises(BackupError, match="is no backup"):
        backup_shelf.read(spoilt)


def pieces(archive: Archive) -> list[Path]:
    """The segments of an archive, which from now on knows only the first timeline."""
    (place,) = archive.directory.iterdir()
    for later in [*place.glob("*.history"), *place.glob("0000000[2-9]*")]:
        later.unlink(missing_ok=True)
    return sorted(place.glob("00000001" + "?" * 16))


def test_a_hole_in_the_archive_is_refused(lost: Ruin) -> None:
    """As if there were a segment two further than the last: what is between is missing."""
    archive = lost.elsewhere("holed")
    last = pieces(archive)[-1]
    shutil.copy(last, last.with_name(f"{int(last.name, 16) + 2:024X}"))
    assert "lacks a part of the log" in refused(lost, archive=archive)


def test_a_damaged_piece_of_the_log_is_not_taken_for_its_end(lost: Ruin) -> None:
    archive = lost.elsewhere("damaged")
    flip(pieces(archive)[-1], 20_000)
    assert "that piece is damaged" in refused(lost, archive=archive)


def test_a_moment_that_cannot_be_had_is_refused(lost: Ruin) -> None:
    now = datetime.now(UTC)
    assert "when this backup was finished" in refused(lost, until=lost.backup.began_at)
    assert "has not come yet" in refused(lost, until=now + timedelta(hours=1))
    assert "Without an archive" in refused(lost, until=lost.moment, archive=None)
    said = refused(lost, until=now)
    assert "ends before" in said
    assert "its last transaction is of" in said


def test_another_version_is_refused(lost: Ruin) -> None:
    other = msgspec.structs.replace(lost.backup, major=lost.backup.major + 1)
    assert "Set HOTELMATE_PG_BIN" in refused(lost, backup=other)


def test_nothing_that_exists_is_replaced_unasked(lost: Ruin) -> None:
    with open_directory() as directory:
        there = directory / f"pg{lost.backup.major}"
        there.mkdir()
        (there / "precious").touch()
        with pytest.raises(BackupError, match="Say --replace"):
            restore(lost.wanted(directory), "a test", silent)
        assert (there / "precious").exists()
        bare = restore(lost.wanted(directory, put_aside=True, archive=None), "a test", silent)
        assert 20 <= bare.restored.bookings < len(lost.before), "without an archive, what the backup holds"
        assert len(list(directory.glob("pg*.replaced-*/precious"))) == 1, "put aside, not deleted"


def test_what_was_not_told_of_its_restore_takes_no_place(lost: Ruin) -> None:
    """The database refuses to be told without a reason: neither the stack nor the archive has anything of it then."""
    before = sorted(path.name for path in lost.living.archive.directory.rglob("*"))
    with open_directory() as directory:
        with pytest.raises(psycopg.Error, match="note"):
            restore(lost.wanted(directory / "new", is_copy=False), " ", silent)
        assert not list(directory.glob("new/pg*"))
    assert sorted(path.name for path in lost.living.archive.directory.rglob("*")) == before


def test_a_stack_that_runs_is_left_alone(lost: Ruin) -> None:
    with open_directory() as directory:
        running = Home(directory)
        running.hold()
        with pytest.raises(AlreadyRunning):
            restore(lost.wanted(directory), "a test", silent)
        running.release()
