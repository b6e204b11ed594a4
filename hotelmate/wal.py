"""What a data directory and an archive say of themselves: control file, segment names, histories of timelines.

A server's log is cut into segments, numbered from the beginning of time. A name is the timeline and the number; a
server that goes on after a restore writes on a timeline of its own, whose history file says where it left the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hotelmate.binaries import IN_ENGLISH, Binaries

SEGMENT = re.compile(r"[0-9A-F]{24}")
HISTORY = re.compile(r"([0-9A-F]{8})\.history")


@dataclass(frozen=True)
class Control:
    """A data directory by its control file; sizes and the place of its last checkpoint in bytes."""

    system_id: int
    timeline: int
    segment_size: int
    checkpoint: int


def control_of(binaries: Binaries, data: Path) -> Control:
    """Read a data directory's control file. Raises subprocess.CalledProcessError when it has none."""
    done = binaries.run("pg_controldata", "-D", data, environment=IN_ENGLISH)
    done.check_returncode()
    said = dict(re.findall(r"^(.*?): +(.*)$", done.stdout, re.MULTILINE))
    return Control(
        int(said["Database system identifier"]),
        int(said["Latest checkpoint's TimeLineID"]),
        int(said["Bytes per WAL segment"]),
        position(said["Latest checkpoint location"]),
    )


@dataclass(frozen=True, order=True)
class Segment:
    """One file of a log: the number of the piece, and the timeline it was written on."""

    number: int
    timeline: int

    @classmethod
    def of(cls, name: str, size: int) -> Segment:
        high, low = int(name[8:16], 16), int(name[16:], 16)
        return cls(high * (2**32 // size) + low, int(name[:8], 16))

    def name(self, size: int) -> str:
        high, low = divmod(self.number, 2**32 // size)
        return f"{self.timeline:08X}{high:08X}{low:08X}"


def position(lsn: str) -> int:
    """A place in the log, in bytes from its beginning, out of PostgreSQL's 0/16B3748."""
    high, low = lsn.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def segments(directory: Path, size: int) -> list[Segment]:
    """The whole segments that lie in a directory, in order."""
    return sorted(Segment.of(path.name, size) for path in _files(directory) if SEGMENT.fullmatch(path.name))


def histories(directory: Path) -> dict[int, Path]:
    """The history files that lie in a directory, by timeline."""
    found = ((HISTORY.fullmatch(path.name), path) for path in _files(directory))
    return {int(match[1], 16): path for match, path in found if match}


def _files(directory: Path) -> Iterator[Path]:
    return directory.iterdir() if directory.is_dir() else iter(())


@dataclass(frozen=True)
class Leg:
    """A stretch of a line of descent: a timeline, and up to where the next one follows it (None: it is the newest)."""

    timeline: int
    until: int | None


def descent(directory: Path, timeline: int, target: int | None = None) -> list[Leg]:
    """How a timeline has come about, the newest that a directory knows unless told; `timeline` alone if it is none."""
    known = histories(directory)
    target = target or max(known, default=timeline)
    if target <= timeline or target not in known:
        return [Leg(timeline, None)]
    return [*legs_of(known[target]), Leg(target, None)]


def legs_of(history: Path) -> list[Leg]:
    """The ancestors that a history file names, oldest first."""
    lines = (line.split("\t") for line in history.read_text().splitlines() if line.strip() and line[0] != "#")
    return [Leg(int(fields[0]), position(fields[1])) for fields in lines]


@dataclass(frozen=True)
class Reach:
    """What of a log lies in an archive, from a place on: up to which segment (None: nothing), and which are missing."""

    last: Segment | None
    missing: list[int]


def reach(found: Iterable[Segment], legs: list[Leg], start: int, size: int) -> Reach:
    """How far one can go from `start` (bytes) along a line of descent with the segments that were found."""
    usable = [segment for segment in found if segment.number >= start // size and _belongs(segment, legs, size)]
    if not usable:
        return Reach(None, [])
    numbers, last = {segment.number for segment in usable}, max(usable)
    return Reach(last, [n for n in range(start // size, last.number) if n not in numbers])


def _belongs(segment: Segment, legs: list[Leg], size: int) -> bool:
    """Whether a segment was written on a timeline while that was the one of this line."""
    begun = 0
    for leg in legs:
        if leg.timeline == segment.timeline:
            return begun // size <= segment.number and (leg.until is None or segment.number <= leg.until // size)
        begun = leg.until or 0
    return False
