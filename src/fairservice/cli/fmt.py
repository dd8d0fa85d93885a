"""`fairservice fmt`: one layout for policy files, with every comment kept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.options import command, format_option


@command(
    "fmt",
    example="""
fairservice fmt my-policy
fairservice fmt --check --diff my-policy
""",
    exits="0  everything is in layout now, or with --check: it was; 1  with --check: some files are not; "
    "2  a file is not there or cannot be read",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--check", is_flag=True, help="Change nothing; only say which files would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@format_option()
def run(paths: tuple[str, ...], check: bool, diff: bool, format: str) -> int:
    """Put policy files in their one layout.

    So no two people need to argue about blanks. Comments stay, and the meaning never changes. A file with
    errors is left alone and shown.

    PATH is a file, a folder with all its .yaml files, or `-` for standard input.
    """
    from fairservice.cli.files import write_whole
    from fairservice.cli.terminal import bold, say, say_json
    from fairservice.errors import Finding, PolicyError

    if paths == ("-",):
        sys.stdout.buffer.write(_laid_out("standard input", sys.stdin.buffer.read())[1].encode())
        return FINE
    changed: list[str] = []
    findings: list[Finding] = []
    files = yaml_files(paths)
    for file in files:
        content = file.read_bytes()
        try:
            before, after = _laid_out(str(file), content)
        except PolicyError as error:
            findings += error.findings
            continue
        if after.encode() == content:
            continue
        changed.append(str(file))
        if diff and format == "text":
            _show_diff(str(file), before, after)
        if not check and not diff:
            write_whole(file, after.encode())
    if format == "json":
        told = [finding.to_dict() for finding in findings]
        say_json({"files": len(files), "changed": changed, "written": not check and not diff, "findings": told})
    else:
        kept = check or diff
        for name in changed if not diff else []:
            say(f"{'would change' if kept else 'changed'} {bold(name)}")
        noun = "file" if len(files) == 1 else "files"
        if not findings:
            say(f"{len(files)} {noun}, {len(changed) or 'none'} {'to change' if kept else 'changed'}.")
    if findings:
        if format == "text":
            raise PolicyError(findings)
        return 2
    return FOUND if changed and check else FINE


def yaml_files(paths: tuple[str, ...]) -> list[Path]:
    """The files meant by files and folders, each once. Raises Trouble for what is not there."""
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(path.rglob("*.y*ml"))
            hidden = (each for each in inside if any(part.startswith(".") for part in each.relative_to(path).parts))
            skipped = set(hidden)
            found |= {each: None for each in inside if each.suffix in (".yaml", ".yml") and each not in skipped}
        elif path.exists():
            found[path] = None
        else:
            raise Trouble(f"there is no file or folder `{path}`", "nothing was changed")
    return list(found)


def _laid_out(shown: str, content: bytes) -> tuple[str, str]:
    """The text of a file and its layout. Raises PolicyError."""
    from fairservice.errors import Finding, PolicyError
    from fairservice.source.layout import format_text
    from fairservice.source.text_file import read_bytes

    findings: list[Finding] = []
    file = read_bytes(shown, content, findings)
    if file is None:
        raise PolicyError(findings)
    return file.text, format_text(file.text, path=shown)


def _show_diff(name: str, before: str, after: str) -> None:
    from difflib import unified_diff

    from fairservice.cli.terminal import paint, say

    colours = {"+": "green", "-": "red", "@": "cyan"}
    lines = unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (laid out)", lineterm="")
    for line in lines:
        say(paint(line, fg=colours.get(line[:1])))
