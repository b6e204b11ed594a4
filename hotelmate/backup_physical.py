"""A backup of the stack's own PostgreSQL: a verified copy of its files, which its log carries on to any moment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from hotelmate import backup_shelf
from hotelmate.archive import Archive
from hotelmate.backup_shelf import Backup, BackupError, Physical
from hotelmate.binaries import IN_ENGLISH, Binaries
from hotelmate.wal import Segment, control_of, position

Say = Callable[[str], None]
DATA = "data"  # in the directory of a backup
MANIFEST = "backup_manifest"
COUNTS = """
select clock_timestamp(), (select count(*) from hotel.hotel), (select count(*) from hotel.booking),
    current_setting('basic_archive.archive_directory', true)
"""


def back_up(binaries: Binaries, admin_url: str, shelf: Path, say: Say) -> tuple[Path, Backup]:
    """Copy a running server of ours to a shelf; where the backup lies, and what it is. Raises BackupError."""
    with psycopg.connect(admin_url, autocommit=True) as conn, backup_shelf.new_place(shelf) as place:
        began_at, hotels, bookings, archived_to = conn.execute(COUNTS).fetchone() or ()
        data = place / DATA
        _copy(binaries, admin_url, data, say)
        verify(binaries, data)
        backup = Backup(
            kind="physical",
            major=binaries.major,
            began_at=began_at,
            finished_at=backup_shelf.now(conn),
            size=backup_shelf.size_of(data),
            hotels=hotels,
            bookings=bookings,
            physical=_physical(binaries, data, archived_to),
        )
        return backup_shelf.finish(place, backup), backup


def _copy(binaries: Binaries, admin_url: str, data: Path, say: Say) -> None:
    """Have the server send its files and the log written meanwhile; its progress is said as it comes."""
    command = [
        *(str(binaries.program("pg_basebackup")), "--dbname", admin_url, "--pgdata", str(data), "--no-password"),
        *("--wal-method", "stream", "--checkpoint", "fast", "--manifest-checksums", "SHA256", "--progress"),
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **binaries.popen_arguments(IN_ENGLISH),
    ) as process:
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line.strip())
            say(f"copying: {said[-1]}")
    if process.returncode:
        raise BackupError("pg_basebackup failed:\n" + "\n".join(said[-5:]))


def verify(binaries: Binaries, data: Path) -> None:
    """Hold a copy against its manifest, file by file and through the log it needs. Raises BackupError."""
    done = binaries.run("pg_verifybackup", data, environment=IN_ENGLISH)
    if done.returncode:
        raise BackupError(f"The backup is torn or was altered:\n{done.stderr.strip()}")


def _physical(binaries: Binaries, data: Path, archived_to: str | None) -> Physical:
    control = control_of(binaries, data)
    ranges: list[dict[str, Any]] = json.loads((data / MANIFEST).read_bytes())["WAL-Ranges"]
    return Physical(
        system_id=control.system_id,
        timeline=ranges[-1]["Timeline"],
        segment_size=control.segment_size,
        start_lsn=ranges[0]["Start-LSN"],
        stop_lsn=ranges[-1]["End-LSN"],
        archive=str(Path(archived_to).parent) if archived_to else None,
    )


def forget_log(binaries: Binaries, shelf: Path, backup: Backup) -> None:
    """Remove from the archive what no backup on the shelf needs any more. Raises BackupError."""
    ours = backup.physical
    if ours is None or ours.archive is None:
        return
    starts = [
        Segment(position(other.physical.start_lsn) // ours.segment_size, other.physical.timeline)
        for _, other in backup_shelf.kept(shelf)
        if other.physical and (other.physical.system_id, other.physical.archive) == (ours.system_id, ours.archive)
    ]
    place = Archive(Path(ours.archive)).place_of(ours.system_id)
    done = binaries.run("pg_archivecleanup", place, min(starts).name(ours.segment_size))
    if done.returncode:
        raise BackupError(f"The archive could not be cleaned up:\n{done.stderr.strip()}")


def archiver_trouble(admin_url: str) -> str | None:
    """Why the server's log does not reach the archive at present; None when it does, or goes nowhere."""
    with psycopg.connect(admin_url) as conn:
        row = conn.execute(
            "select format('%s could not be archived since %s; the reason is in the server''s log', "
            "last_failed_wal, last_failed_time) from pg_stat_archiver "
            "where last_failed_time > coalesce(last_archived_time, '-infinity')"
        ).fetchone()
    return str(row[0]) if row else None
