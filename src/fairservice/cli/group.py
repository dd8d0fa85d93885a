"""A group of commands: finds the one that was typed, and loads only that one."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from fairservice.cli.failures import Trouble, meant


class LazyGroup(click.Group):
    """Commands by name, each loaded when it is asked for from `module` or `module:attribute` below `fairservice.cli`.

    Without an attribute it is `run`. A name that is not known is told with the one that was probably meant.
    """

    modules: Mapping[str, str] = {}

    def __init__(self, *args: Any, modules: Mapping[str, str] | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if modules is not None:
            self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.modules:
            return None
        module, _, attribute = self.modules[name].partition(":")
        command = getattr(import_module(f"fairservice.cli.{module}"), attribute or "run")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.modules and not args[0].startswith("-"):
            from fairservice.cli.program import typed

            within = ctx.command_path.split()[1:]
            called = " ".join([*within, args[0]])
            otherwise = f"`{typed(*within, '--help')}` lists what there is"
            raise Trouble(f"there is no command `{called}`", meant(args[0], self.modules, otherwise))
        return super().resolve_command(ctx, args)
