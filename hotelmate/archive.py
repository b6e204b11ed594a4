"""Where a server's log goes while it runs, so that a backup can be brought up to any later moment.

PostgreSQL's own module basic_archive does it (`archive_library`): it writes under another name, flushes the file and
the directory, renames, and never replaces a file by another. A shell command would have to be taught all of that, and
costs a process for every segment. Each database system has a directory of its own in the archive, named by its
identifier: two servers that were told the same place never meet.
"""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path

from hotelmate import files, unprivileged
from hotelmate.binaries import Binaries, find
from hotelmate.wal import Control, control_of, histories, segments

LIBRARY = "basic_archive"
SECONDS = 60  # a piece of log that is not full is put away after this time: so much can be lost with the machine
HALF_WRITTEN = "archtemp*"  # what the module leaves when the machine dies while it writes


class ArchiveError(Exception):
    """The log cannot be archived here; the message says why."""


class Archive:
    """A directory for the logs of any number of servers."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()

    def __str__(self) -> str:
        return str(self.directory)

    def place_of(self, system_id: int) -> Path:
        """Where one server's log lies."""
        return self.directory / str(system_id)

    def settings(self, binaries: Binaries, data: Path) -> dict[str, str]:
        """Settings for a server about to start over `data`, and the place made ready for it. Raises ArchiveError."""
        if not binaries.has_library(LIBRARY):
            raise ArchiveError(f"This PostgreSQL lacks {LIBRARY}; it is in the contrib package of your distribution.")
        control = control_of(binaries, data)
        place = self.place_of(control.system_id)
        self._refuse_another_line(place, data, control)
        try:
            unprivileged.hand_over(place)
        except OSError as error:
            raise ArchiveError(f"Nothing can be archived to {place}: {error.strerror}.") from error
        for left in place.glob(HALF_WRITTEN):
            left.unlink()
        keep_history(place, data)
        return {
            "archive_mode": "on",
            "archive_library": LIBRARY,
            f"{LIBRARY}.archive_directory": str(place),
            "archive_timeout": str(SECONDS),
        }

    def restore_command(self, system_id: int) -> str:
        """The command by which a server that recovers fetches a file from here."""
        place = str(self.place_of(system_id)).replace("%", "%%")
        return f"cp {shlex.quote(place)}/%f %p"

    def _refuse_another_line(self, place: Path, data: Path, control: Control) -> None:
        """Servers that come from one backup share an identifier. Only one of them may go on in one archive."""
        theirs, ours = histories(place), histories(data / "pg_wal")
        is_behind = max(theirs, default=0) > control.timeline
        is_unknown = control.timeline > 1 and control.timeline not in theirs and segments(place, control.segment_size)
        if is_behind or is_unknown or any(theirs[n].read_bytes() != ours[n].read_bytes() for n in theirs.keys() & ours):
            raise ArchiveError(
                f"{place} holds the log of another server that comes from the same backup. "
                "Archive this one into another directory."
            )


def keep_history(place: Path, data: Path) -> None:
    """Put histories of a server's timelines into its archive, as a server does that archives when it leaves one."""
    for path in histories(data / "pg_wal").values():
        put(path, place)


def keep_timeline(place: Path, data: Path) -> None:
    """The same, and the whole segments of its newest timeline, of a server at rest that wrote them unarchived."""
    control = control_of(find(), data)
    for segment in segments(data / "pg_wal", control.segment_size):
        if segment.timeline == control.timeline and segment.number < control.checkpoint // control.segment_size:
            put(data / "pg_wal" / segment.name(control.segment_size), place)
    keep_history(place, data)


def put(file: Path, place: Path) -> None:
    """Copy a file into a directory as if nobody ever crashed: whole or not at all, and never over another."""
    if (place / file.name).exists():
        return
    new = place / f"{HALF_WRITTEN[:-1]}.{file.name}"
    files.keep(new, file.read_bytes())
    unprivileged.give(new)
    with suppress(FileExistsError):
        os.link(new, place / file.name)
    new.unlink()
    files.sync(place)
