"""A click group whose commands are imported when they run, so that `--help` costs nothing."""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click


class Elsewhere(NamedTuple):
    """A command in another module: `module` holds it as `command`; `help` is its line in the list of commands."""

    module: str
    help: str


class LazyGroup(click.Group):
    """Commands of its own plus some that live elsewhere."""

    def __init__(self, *arguments: object, elsewhere: dict[str, Elsewhere] | None = None, **settings: object) -> None:
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]
        self.elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *self.elsewhere]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.elsewhere:
            return super().get_command(ctx, name)
        command = importlib.import_module(self.elsewhere[name].module).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing any."""
        own = [(name, command.get_short_help_str(limit=90)) for name, command in self.commands.items()]
        others = [(name, entry.help) for name, entry in self.elsewhere.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *others])
