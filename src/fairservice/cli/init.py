"""`fairservice init`: a policy of your own to begin with, that already passes its checks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from fairservice.cli.failures import Trouble, meant
from fairservice.cli.options import DEFAULT_LANGUAGE, command, format_option, language_of

_LANGUAGES = re.compile(r"^languages: \[.*?\]", re.MULTILINE)


@command(
    "init",
    example="""
fairservice init my-policy
fairservice init my-shop --from webshop --lang nl
""",
    exits="0  the policy is there; 2  the folder is in use, or there is no such pack",
)
@click.argument("folder", metavar="DIR")
@click.option("--from", "pack", metavar="PACK", default="starter", show_default=True, help="The one to begin with.")
@click.option(
    "--lang",
    metavar="nl|en",
    default=DEFAULT_LANGUAGE,
    show_default=True,
    help="The language that it answers in when none is asked for.",
)
@format_option()
def run(folder: str, pack: str, lang: str, format: str) -> None:
    """Make a new policy in DIR, ready to edit.

    It begins as a copy of a small starter, or of another policy that comes with fairservice. The packs that
    it uses (like the law pack) are copied too, so that they change only when you change them.
    """
    from fairservice.bootstrap import load, shipped_rules
    from fairservice.cli.policies import shipped_names
    from fairservice.cli.program import typed
    from fairservice.cli.schema import write_schemas
    from fairservice.cli.terminal import bold, paint, say, say_json

    names = shipped_names()
    if pack not in names:
        raise Trouble(f"no pack `{pack}` comes with fairservice", meant(pack, names))
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Trouble(f"`{folder}` is already in use", "name a folder that is new or empty; nothing was changed")
    root = shipped_rules()
    original = load(root / pack)
    lang = language_of(original, lang)
    used = [each.name for each in original.rulebook.packs if not each.is_policy and each.name != pack]
    home = target / Path(pack).name if used else target
    _copy(root / pack, home)
    _put_first(lang, home / "policy.yaml", original.rulebook.languages)
    for each in used:
        _copy(root / each, target / each)
    write_schemas(("policy", "rules"), home)
    if format == "json":
        say_json({"policy": str(home), "from": pack, "packs": [str(target / each) for each in used]})
        return
    say(f"{paint('✓', fg='green', bold=True)} Your policy is in {bold(str(home))}.")
    if used:
        say(f"  Beside it: {', '.join(str(target / each) for each in used)}, which it uses.")
    say("  Open its .yaml files in any editor; one with YAML schemas helps as you type.")
    say()
    say(f"  {bold('Next')}")
    steps = [
        (typed("check", str(home)), "finds everything that is wrong"),
        (typed("test", str(home)), "runs the examples in it"),
        (typed("explain", str(home)), "reads it out loud"),
    ]
    column = max(len(step) for step, _ in steps) + 2
    for step, why in steps:
        say(f"    {paint(step.ljust(column), fg='cyan')}{why}")


def _put_first(lang: str, manifest: Path, languages: Sequence[str]) -> None:
    """Names this language before the others, so that answers come in it where none is asked for."""
    listed = ", ".join([lang, *(each for each in languages if each != lang)])
    text = _LANGUAGES.sub(f"languages: [{listed}]", manifest.read_text(encoding="utf-8"))
    manifest.write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".*", "published")
    shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True, copy_function=shutil.copyfile)
