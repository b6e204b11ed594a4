"""A copy of a server's files becomes a server again, carried on by its log to the end or to a moment.

Nothing that exists is touched before the restored server has answered: the copy is made, verified and recovered under
another name, and takes its place as the last thing.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from hotelmate import unprivileged
from hotelmate.archive import Archive, keep_timeline
from hotelmate.backup_physical import DATA, verify
from hotelmate.backup_shelf import Backup, BackupError, Physical
from hotelmate.binaries import Binaries
from hotelmate.cluster import Cluster, ClusterError
from hotelmate.wal import Reach, Segment, control_of, descent, histories, legs_of, position, reach, segments

Say = Callable[[str], None]
RECOVERY_MAY_TAKE = 24 * 3600.0  # seconds
# A piece of log that was archived is full, but for a record that goes on in the next one, or was ended, which counts as
# full. Where recovery stops earlier, it has met a broken record, which PostgreSQL takes for the end of the log.
LONGEST_RECORD = 2**20
LAST_COMMIT = re.compile(r"last completed transaction was at log time (\S+ \S+)")
TOO_LATE = "recovery ended before configured recovery target was reached"
TOO_EARLY = "requested recovery stop point is before consistent recovery point"


@dataclass(frozen=True)
class Wanted:
    """What to restore, up to when (None: all there is), with the log of which archive, and into which directory.

    `timeline` is the life to follow, after earlier restores have begun others: the newest unless told.
    With `is_copy` the result is a server beside the one that was backed up, and leaves no trace in its archive.
    """

    path: Path
    backup: Backup
    home: Path
    archive: Archive | None
    until: datetime | None = None
    timeline: int | None = None
    put_aside: bool = False
    is_copy: bool = False


@contextmanager
def recovered(binaries: Binaries, wanted: Wanted, say: Say) -> Iterator[tuple[Cluster, datetime]]:
    """A recovered server that runs, without a scheduler, and the time of its last transaction.

    When the block ends well, its data is where a Cluster of `wanted.home` finds it, and its timeline is in the archive;
    else what was there is there still. Raises BackupError.
    """
    facts = _physical(binaries, wanted)
    final = wanted.home / f"pg{binaries.major}"
    if final.exists() and not wanted.put_aside:
        raise BackupError(f"{final} exists. Say --replace to put it aside, or --into another directory.")
    found = _log_after(wanted, facts)
    if wanted.until is None and found.missing:
        raise BackupError(_lacks(wanted, facts, found))
    data = wanted.home / f"{final.name}.restoring"
    try:
        say(f"copying {wanted.backup.size / 1e6:,.1f} MB")
        _copy(wanted.path / DATA, data)
        verify(binaries, data)
        say("verified; recovering" + (f" up to {wanted.until}" if wanted.until else ""))
        reached = _run(_Unnamed(wanted.home, data, binaries, _recovery(wanted, facts)), wanted, facts, found)
        with _Unnamed(wanted.home, data, binaries, {}) as server:
            yield server, reached
            _end_segment(server)
        if wanted.archive is not None and not wanted.is_copy:
            keep_timeline(wanted.archive.place_of(facts.system_id), data)
        _take_its_place(data, final, say)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _end_segment(server: Cluster) -> None:
    """Make the first piece of the new timeline a whole one, to be archived with the timeline's history.

    Without it, a later recovery would read the same piece of the old timeline, past the point that was gone back to.
    """
    with psycopg.connect(server.url(), autocommit=True) as conn:
        conn.execute("select pg_switch_wal()")


def _physical(binaries: Binaries, wanted: Wanted) -> Physical:
    """What is known before anything is copied. Raises BackupError."""
    backup, facts = wanted.backup, wanted.backup.physical
    if facts is None:
        raise BackupError("A dump is restored into a database of your own: set HOTELMATE_DATABASE_URL to an empty one.")
    if backup.major != binaries.major:
        raise BackupError(
            f"The backup is of PostgreSQL {backup.major}, and {binaries.directory} holds {binaries.major}. "
            f"Set HOTELMATE_PG_BIN to the programs of {backup.major}."
        )
    if wanted.until is not None and wanted.until < backup.finished_at:
        raise BackupError(
            f"{wanted.until} is before {backup.finished_at}, when this backup was finished: take an older one."
        )
    if wanted.until is not None and wanted.until > datetime.now(UTC):
        raise BackupError(f"{wanted.until} has not come yet.")
    if wanted.until is not None and wanted.archive is None:
        raise BackupError("Without an archive there is no moment but the backup's own: say --latest or --archive DIR.")
    return facts


def _log_after(wanted: Wanted, facts: Physical) -> Reach:
    """What the archive has of the log since the backup."""
    if wanted.archive is None:
        return Reach(None, [])
    place = wanted.archive.place_of(facts.system_id)
    start, legs = position(facts.stop_lsn) - 1, descent(place, facts.timeline, wanted.timeline)
    return reach(segments(place, facts.segment_size), legs, start, facts.segment_size)


def _lacks(wanted: Wanted, facts: Physical, found: Reach) -> str:
    names = [Segment(number, facts.timeline).name(facts.segment_size)[8:] for number in found.missing[:3]]
    more = f" and {len(found.missing) - 3} more" if len(found.missing) > 3 else ""
    return (
        f"The archive {wanted.archive} lacks a part of the log: {', '.join(names)}{more}. Find it, "
        "or restore to a moment before it with --to."
    )


class _Unnamed(Cluster):
    """A server over data that has no name yet. Nothing runs in it by itself, and nothing of it is archived."""

    def __init__(self, home: Path, data: Path, binaries: Binaries, settings: dict[str, str]) -> None:
        settings = {"wal_keep_size": "1TB"} | settings  # what it writes is still to be archived
        super().__init__(home, binaries=binaries, settings=settings, scheduler=False, patience=RECOVERY_MAY_TAKE)
        self.data = data


def _recovery(wanted: Wanted, facts: Physical) -> dict[str, str]:
    """Settings to recover with. Nobody may look in before it is done."""
    settings = {"hot_standby": "off", "recovery_target_timeline": str(wanted.timeline or "latest")}
    settings["restore_command"] = wanted.archive.restore_command(facts.system_id) if wanted.archive else "false"
    if wanted.until is not None:
        settings |= {"recovery_target_time": wanted.until.isoformat(), "recovery_target_action": "promote"}
    return settings


def _copy(source: Path, data: Path) -> None:
    """A copy of a backup that PostgreSQL's account may use, told to recover."""
    data.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(source, data, symlinks=True)
    for directory, _, files in os.walk(data):
        unprivileged.give(Path(directory))
        for name in files:
            unprivileged.give(Path(directory) / name)
    data.chmod(0o700)


def _run(cluster: Cluster, wanted: Wanted, facts: Physical, found: Reach) -> datetime:
    """Recover, and make sure that it got as far as it should; the time of the last transaction."""
    (cluster.data / "recovery.signal").touch()
    unprivileged.give(cluster.data / "recovery.signal")
    begun = cluster.log.stat().st_size if cluster.log.exists() else 0
    try:
        with cluster:
            pass
    except ClusterError as error:
        raise BackupError(_explain(wanted, facts, found, _log_since(cluster, begun))) from error
    end = _end_of(cluster, facts)
    whole = (found.last.number + 1) * facts.segment_size if found.last else end
    if wanted.until is None and whole - end > LONGEST_RECORD:
        assert found.last
        name = Segment(end // facts.segment_size, found.last.timeline).name(facts.segment_size)
        raise BackupError(
            f"The log breaks off in {name} of {wanted.archive}, though {found.last.name(facts.segment_size)} is there: "
            "that piece is damaged. What is before it can be had with --to."
        )
    last = LAST_COMMIT.findall(_log_since(cluster, begun))
    return datetime.fromisoformat(last[-1]) if last else wanted.backup.finished_at


def _end_of(cluster: Cluster, facts: Physical) -> int:
    """Where recovery ended, in bytes: where the server's new timeline begins."""
    timeline = control_of(cluster.binaries, cluster.data).timeline
    ended: int | None = legs_of(histories(cluster.data / "pg_wal")[timeline])[-1].until
    assert ended is not None and timeline > facts.timeline
    return ended


def _log_since(cluster: Cluster, begun: int) -> str:
    with cluster.log.open("rb") as log:
        log.seek(begun)
        return log.read().decode(errors="replace")


def _explain(wanted: Wanted, facts: Physical, found: Reach, said: str) -> str:
    """What PostgreSQL said when it did not come up, in our terms where we know them."""
    if TOO_LATE in said:
        if found.missing:
            return _lacks(wanted, facts, found)
        last = LAST_COMMIT.findall(said)
        end = f"; its last transaction is of {last[-1]}" if last else ""
        return f"The log in {wanted.archive} ends before {wanted.until}{end}. Say --latest for all there is."
    if TOO_EARLY in said:
        return f"{wanted.until} is before the moment at which this backup is whole: take an older one."
    return "PostgreSQL does not recover from this backup:\n" + "\n".join(said.splitlines()[-8:])


def _take_its_place(data: Path, final: Path, say: Say) -> None:
    if final.exists():
        aside = final.with_name(f"{final.name}.replaced-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}")
        final.rename(aside)
        say(f"what was there is now {aside}; remove it when you no longer need it")
    data.rename(final)
