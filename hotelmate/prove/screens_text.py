"""Reads the lists of screens: screens_staff.txt and screens_guest.txt, whose heads say how they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from hotelmate.prove.screens_walk import Ask, Screen


def screens(who: str) -> list[Screen]:
    """The screens of "staff" or "guest". ValueError for a line that cannot be read."""
    lists: dict[str, str] = {}
    found: list[tuple[str, list[Ask]]] = []
    for head, lines in _blocks(Path(__file__).with_name(f"screens_{who}.txt").read_text()):
        word, _, rest = head.partition(" ")
        if word == "let":
            lists[rest] = " ".join(lines)
        elif word == "screen":
            found.append((rest, []))
        else:
            found[-1][1].append(_ask(word, rest, lines, lists))
    return [Screen(name, who, tuple(asks)) for name, asks in found]


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each line that begins at the margin, with the indented ones below it."""
    head, lines = "", []
    for line in text.splitlines():
        if line.startswith(" "):
            lines.append(line.strip())
        elif line and not line.startswith("#"):
            if head:
                yield head, lines
            head, lines = line, []
    if head:
        yield head, lines


def _ask(method: str, rest: str, lines: list[str], lists: dict[str, str]) -> Ask:
    path, _, status = rest.partition(" ")
    body, reads = None, []
    keeps, headers = {}, {}
    for line in lines:
        word, _, what = line.partition(" ")
        if word == "send":
            body = json.loads(what)
        elif word == "header":
            name, _, value = what.partition(": ")
            headers[name] = value
        elif word == "keep":
            name, _, value = what.partition(" = ")
            keeps[name] = value
        else:
            reads.append(re.sub(r"\$(\w+)", lambda name: lists[name.group(1)], line))
    return Ask(method, path, " ".join(reads), body, int(status or 200), keeps, headers)
