"""What `--help` lists can be read to its end."""

from __future__ import annotations

from collections.abc import Iterator

import click

from fairservice.cli.main import cli


def groups(group: click.Group, path: str) -> Iterator[tuple[str, click.Group, click.Context]]:
    with click.Context(group, info_name=path, terminal_width=80) as ctx:
        yield path, group, ctx
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            if isinstance(command, click.Group):
                yield from groups(command, f"{path} {name}")


def test_every_summary_fits_on_its_line() -> None:
    """In a terminal of 80 columns no command of any group is cut off in `--help`."""
    cut = []
    for path, group, ctx in groups(cli, "fairservice"):
        with ctx:
            listed = group.get_help(ctx).splitlines()
        assert len(group.list_commands(ctx)) > 1
        cut += [f"{path}: {line.strip()}" for line in listed if line.endswith("...") and "[ARGS]" not in line]
    assert cut == []
