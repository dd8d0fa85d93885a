"""`fairservice diff`: what changes between two versions of a policy, for whom, and by how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.options import command, lang_option

if TYPE_CHECKING:
    from fairservice.analysis.difference.change import RequestDifference
    from fairservice.analysis.difference.told import Teller
    from fairservice.decisions.decide import Policy


@command(
    "diff",
    example="""
fairservice diff published/webshop my-webshop
fairservice diff HEAD~1 -- rules/webshop
fairservice diff main my-branch -- rules/webshop --format markdown
""",
    exits="0  everything is decided the same; 1  something is decided otherwise, or could not be settled; "
    "2  a policy has errors, or is not there",
)
@click.argument("versions", nargs=-1, required=True, metavar="OLD NEW | REVISION [REVISION] -- POLICY")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Text for people, json for programs, markdown for a pull request.",
)
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=20, show_default=True, help="The most time for one question."
)
@lang_option()
def run(versions: tuple[str, ...], format: str, seconds: float, lang: str | None) -> int:
    """Tell what a change of the rules means.

    For each request: that it is decided the same in all cases, which is proved, or the cases that change, with an
    example each: from which answer to which, and whether the customer gains or loses.

    OLD and NEW are folders, bundles or shipped policies; or give one or two git REVISIONs and the policy's folder,
    where one revision is compared with what is there now.
    """
    from fairservice.bootstrap import comparer
    from fairservice.cli.options import language_of
    from fairservice.cli.progress import Progress

    compare = comparer()
    old, new = _opened(versions)
    chosen = language_of(new, lang)
    progress = Progress(len(new.rulebook.requests), "comparing")
    found = list(compare(old.rulebook, new.rulebook, seconds, progress.begins))
    progress.ends()
    from fairservice.analysis.difference.told import Teller

    teller = Teller(old.rulebook, new.rulebook, chosen)
    beside = teller.surroundings()
    if format == "json":
        _print_json(old, new, found, teller, beside)
    elif format == "markdown":
        _print_markdown(new, found, teller, beside)
    else:
        _print(new, found, teller, beside)
    return FINE if all(each.nothing for each in found) and not beside else FOUND


def _opened(versions: tuple[str, ...]) -> tuple[Policy, Policy]:
    from fairservice.cli.policies import must_exist, open_policy
    from fairservice.cli.revisions import policy_at

    if len(versions) == 1:
        raise Trouble("there is nothing to compare with", "name two policies, or a git revision and a policy")
    *earlier, last = versions
    if len(earlier) > 2:
        raise Trouble(f"`{versions[3]}` is one too many", "name two policies, or one or two revisions and a policy")
    if len(earlier) == 1 and _is_policy(earlier[0]):
        return open_policy(earlier[0]), open_policy(last)
    if len(earlier) == 1 and not Path(last).exists():
        must_exist(last)
        raise Trouble(f"there is no policy `{earlier[0]}`", f"`{last}` is shipped, and lies in no git repository")
    opened = [policy_at(revision, Path(last)) for revision in earlier]
    return (opened[0], opened[1]) if len(opened) == 2 else (opened[0], open_policy(last))


def _is_policy(named: str) -> bool:
    """Whether there is a policy of that name; a mere folder can be called as a revision is."""
    from fairservice.cli.policies import is_shelf, shipped_names

    path = Path(named)
    return path.is_file() or (path / "policy.yaml").is_file() or is_shelf(named) or named in shipped_names()


def _counts(found: list[RequestDifference]) -> dict[str, int]:
    from fairservice.analysis.difference.change import SIDES

    sides = [change.side for each in found for change in each.changes]
    return {side: sides.count(side) for side in SIDES}


def _print_json(old: Policy, new: Policy, found: list[RequestDifference], teller: Teller, beside: list[str]) -> None:
    from fairservice.analysis.difference.json_form import difference_to_dict
    from fairservice.cli.terminal import say_json

    say_json(
        {
            "policy": new.name,
            "old": old.digest,
            "new": new.digest,
            "same": all(each.nothing for each in found) and not beside,
            "kinds_of_cases": _counts(found),
            "beside": beside,
            "requests": [difference_to_dict(each, teller) for each in found],
        }
    )


def _print_markdown(new: Policy, found: list[RequestDifference], teller: Teller, beside: list[str]) -> None:
    from fairservice.analysis.difference.told import escaped
    from fairservice.cli.terminal import say

    say(f"## {escaped(new.name)}")
    say()
    say(_summary(found, teller, "`{}`"))
    say()
    if beside:
        for line in beside:
            say(f"- {escaped(line)}")
        say()
    for each in found:
        if not _is_plain(each, teller):
            for line in teller.markdown(each):
                say(line)
    same = [f"`{each.request}`" for each in found if _is_plain(each, teller)]
    if same and len(same) < len(found):
        say(f"{', '.join(same)}: {teller.say['same']}.")


def _print(new: Policy, found: list[RequestDifference], teller: Teller, beside: list[str]) -> None:
    from fairservice.cli.terminal import bold, hanging, paint, say, width_now, wrap

    width = min(width_now(), 100)
    colours = {"+": "green", "-": "red", "!": "red", "±": "yellow", "~": "yellow"}
    plain = [each for each in found if _is_plain(each, teller)]
    for each in found:
        if each in plain:
            continue
        for number, line in enumerate(teller.text(each)):
            indent = len(line) - len(line.lstrip())
            parts = hanging(" " * indent, line.strip(), indent, width - 2)
            parts[1:] = ["  " + part for part in parts[1:]]
            if number == 0:
                parts[0] = parts[0].replace(each.request, bold(each.request), 1)
            elif indent == 2 and line.strip()[0] in colours:
                parts = [paint(part, fg=colours[line.strip()[0]], bold=True) for part in parts]
            for part in parts:
                say(part)
            if indent == 4 and line.strip().startswith(teller.say["example"]):
                say()
        if not each.changes or each.more or any(teller.notes(each)):
            say()
    if plain:
        names = ", ".join(bold(each.request) for each in plain)
        say("\n  ".join(wrap(f"{names}: {teller.say['same']}", width - 2)))
    for line in beside:
        say("\n  ".join(wrap(line, width - 2)))
    say(f"{bold(new.name)}: {_summary(found, teller)}")


def _is_plain(found: RequestDifference, teller: Teller) -> bool:
    """Whether there is nothing to tell of a request but that it is the same."""
    return found.nothing and not found.words and not any(teller.notes(found))


def _summary(found: list[RequestDifference], teller: Teller, name: str = "{}") -> str:
    """One line: how many kinds of cases change, and for whom."""
    counts = _counts(found)
    if all(each.status == "same" for each in found):
        if not all(each.nothing for each in found):
            return teller.say["nothing_common"]
        return teller.say["nothing_beside" if teller.surroundings() else "nothing"]
    sides = [f"{count} × {teller.say[side]}" for side, count in counts.items() if count]
    changed = [name.format(each.request) for each in found if each.status != "same"]
    return f"{', '.join(changed)}; {', '.join(sides)}." if sides else f"{', '.join(changed)}."
