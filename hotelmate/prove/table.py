"""Tables for people: columns aligned, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence


def text_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The rows under their column names, as wide as they need to be."""
    texts = [list(columns), *([_text(value) for value in row] for row in rows)]
    widths = [max(len(line[n]) for line in texts) for n in range(len(columns))]
    right = [bool(rows) and all(isinstance(row[n], int | float) for row in rows) for n in range(len(columns))]
    lines = [
        "  ".join(
            text.rjust(width) if r else text.ljust(width) for text, width, r in zip(line, widths, right, strict=True)
        )
        for line in texts
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
