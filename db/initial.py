"""Write migrations/0001_initial.sql: db/schema as the first release ships it.

`python -m db.initial`, until that release. From then on the file is frozen, and this program refuses.
"""

from __future__ import annotations

import sys

from db.source import Source

NAME = "0001_initial.sql"


def main() -> None:
    source = Source()
    if any(migration.path.name != NAME for migration in source.migrations):
        sys.exit(f"{NAME} is frozen: other migrations follow it.")
    parts = [f"-- {file.name}\n\n{file.text.strip()}\n" for file in source.schema]
    (source.root / "migrations" / NAME).write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
