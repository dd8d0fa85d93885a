"""`fairservice prove`: what holds of every case there can be, or a case of which it does not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, FOUND, Trouble, meant
from fairservice.cli.options import command, format_option, lang_option, language_of

if TYPE_CHECKING:
    from fairservice.analysis.proofs.verdict import Verdict
    from fairservice.decisions.decide import Policy

CLAIMS = {
    "no-conflict": "no two rules disagree",
    "no-gap": "every case has a rule",
    "no-dead-rule": "no rule is dead",
    "complaints-heard": "no complaint is refused",
    "refusals-offer": "each `no, but` has an offer",
    "within-mandates": "no concession is beyond all mandates",
    "rudeness-never-pays": "rudeness never pays",
    "rights-never-shrink": "rights never shrink",
    "complaining-never-costs": "complaining never costs",
    "protected-facts": "protected facts decide nothing",
    "no-backlog": "our backlog eats no right",
    "owners": "your own invariants and minimums",
    "later-gets-more": "waiting pays nothing",
    "no-idle-rule": "every rule changes something",
}


@command(
    "prove",
    example="""
fairservice prove webshop
fairservice prove my-policy --request return --lang en
""",
    exits="0  everything is proved, advice aside; 1  something is refuted, or could not be settled; "
    "2  the policy has errors",
)
@click.argument("policy")
@click.option("--request", "requests", metavar="NAME", multiple=True, help="Only this request. May be given again.")
@click.option(
    "--cases",
    metavar="FOLDER",
    default="counterexamples",
    show_default=True,
    help="Where the cases that refute something are written, for dry-run.",
)
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=20, show_default=True, help="The most time for one question."
)
@click.option("--anew", is_flag=True, help="Prove everything again, also what has not changed.")
@lang_option()
@format_option("annotations")
def run(
    policy: str, requests: tuple[str, ...], cases: str, seconds: float, anew: bool, lang: str | None, format: str
) -> int:
    """Prove what must always be so, for every case there can be.

    Each claim is proved, refuted with the smallest case that shows it, or not settled, with the reason. Proved are
    what holds for every policy (rudeness never pays, rights never shrink, …) and what the policy itself says under
    `invariants` and `minimums`.
    """
    from fairservice.bootstrap import found, prover
    from fairservice.cli.policies import open_policy
    from fairservice.cli.progress import Progress

    opened = open_policy(policy)
    chosen = language_of(opened, lang)
    for name in requests:
        if name not in opened.rulebook.requests:
            raise Trouble(f"`{opened.name}` answers no request `{name}`", meant(name, opened.rulebook.requests))
    _refuse_folder(Path(cases), found(policy))
    asked = list(dict.fromkeys(requests)) or list(opened.rulebook.requests)
    prove = prover()
    progress = Progress(len(asked), "proving")
    verdicts = list(prove(opened.rulebook, seconds, anew, asked, progress.begins))
    progress.ends()
    failed = [each for each in verdicts if each.status in ("refuted", "not settled")]
    written = _write_cases(opened, verdicts, Path(cases)) if failed else {}
    if format == "annotations":
        from fairservice.analysis.proofs.findings import findings_of
        from fairservice.cli.terminal import say
        from fairservice.source.render import render_annotations

        say(render_annotations(findings_of(opened.rulebook, verdicts)), end=False)
    elif format == "json":
        _print_json(opened, verdicts, chosen, written)
    else:
        _print(opened, policy, verdicts, chosen, written)
    return FOUND if failed else FINE


def _refuse_folder(cases: Path, policy: Path) -> None:
    """Refuses a folder that is none, or whose files would be read as rules. Raises `Trouble`."""
    from fairservice.policy.packs import NOT_READ

    if cases.exists() and not cases.is_dir():
        raise Trouble(f"`{cases}` is no folder", "`--cases` names the folder for the cases that refute something")
    where, rules = cases.resolve(), policy.resolve()
    if where.is_relative_to(rules) and not NOT_READ & set(where.relative_to(rules).parts):
        help = f"call it `{policy / 'cases'}`, or choose one outside of the policy"
        raise Trouble(f"what lies in `{cases}` would be read as rules of the policy", help)


def _write_cases(policy: Policy, verdicts: list[Verdict], folder: Path) -> dict[int, list[str]]:
    """Writes the cases that refute something; by the place of the verdict their files."""
    from fairservice.analysis.proofs.story import Story
    from fairservice.cli.files import write_whole

    story = Story(policy.rulebook, policy.rulebook.languages[0])
    written: dict[int, list[str]] = {}
    counts: dict[str, int] = {}
    for at, verdict in enumerate(verdicts):
        if verdict.status != "refuted" or not verdict.cases:
            continue
        stem = f"{verdict.request}-{verdict.name or verdict.claim}"
        counts[stem] = counts.get(stem, 0) + 1
        stem += f"-{counts[stem]}" if counts[stem] > 1 else ""
        letters = ("",) if len(verdict.cases) == 1 else ("-first", "-second")
        for letter, text in zip(letters, story.case_files(verdict), strict=True):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{stem}{letter}.yaml"
            write_whole(path, text.encode())
            written.setdefault(at, []).append(str(path))
    return written


def _print_json(policy: Policy, verdicts: list[Verdict], lang: str, written: dict[int, list[str]]) -> None:
    from fairservice.analysis.proofs.findings import finding_of
    from fairservice.analysis.proofs.story import Story
    from fairservice.cli.terminal import say_json

    story = Story(policy.rulebook, lang)
    told = []
    for at, verdict in enumerate(verdicts):
        finding = finding_of(policy.rulebook, verdict)
        told.append(
            {
                "claim": verdict.claim,
                "name": verdict.name,
                "request": verdict.request,
                "status": verdict.status.replace(" ", "_"),
                "kind": verdict.kind,
                "reason": verdict.reason,
                "more": verdict.more,
                "rules": list(verdict.rules),
                "by": list(verdict.by),
                "more_in": list(verdict.aspects),
                "lists_up_to": dict(verdict.lists),
                "finding": finding.to_dict() if finding else None,
                "story": story.lines(verdict),
                "missing_rule": "\n".join(story.missing_rule(verdict)) or None,
                "case_files": written.get(at, []),
            }
        )
    ok = not any(each.status in ("refuted", "not settled") for each in verdicts)
    say_json({"policy": policy.name, "digest": policy.digest, "ok": ok, "against": _against(policy), "claims": told})


def _against(policy: Policy) -> list[dict[str, str]]:
    """The packs that the proofs count on, with the day since which each is in force."""
    from datetime import date

    packs = policy.rulebook.packs[:-1]
    return [{"pack": pack.name, "since": date.fromordinal(pack.since).isoformat()} for pack in packs]


def _print(policy: Policy, named: str, verdicts: list[Verdict], lang: str, written: dict[int, list[str]]) -> None:
    from fairservice.analysis.proofs.findings import finding_of
    from fairservice.analysis.proofs.story import Story
    from fairservice.cli.policies import is_shelf
    from fairservice.cli.program import typed
    from fairservice.cli.terminal import bold, colour_on, dim, hanging, paint, say, width_now
    from fairservice.source.render import render_finding

    width, colour = min(width_now(), 100), colour_on(sys.stdout)
    story = Story(policy.rulebook, lang)
    for at, verdict in enumerate(verdicts):
        finding = finding_of(policy.rulebook, verdict)
        if verdict.more:
            say("There may be more of these: mend what is told, and prove again.\n")
        if finding is None:
            continue
        say(render_finding(finding, width, colour))
        for line in story.lines(verdict):
            indent = len(line) - len(line.lstrip())
            for part in hanging(" " * (4 + indent), line.strip(), 6 + indent, width):
                say(part)
        missing = story.missing_rule(verdict)
        if missing:
            say(f"    {dim('the missing rule, to complete:')}")
            for line in missing:
                say(f"      {line}")
        for path in written.get(at, []):
            say(f"    {dim('try:')} {paint(typed('dry-run', named, '--case', path, '--why'), fg='cyan')}")
        say()
    for claim, words in CLAIMS.items():
        found = [each for each in verdicts if each.claim == claim]
        if found:
            say(_line(words, found))
    for each in verdicts:
        if each.claim == "rights-never-shrink" and each.status == "proved" and each.by:
            said = f"Rights of `{each.request}` are lowered by a ban of the law, as they may be: {', '.join(each.by)}."
            for line in hanging("  ", said, 4, width):
                say(line)
    for name, count in sorted({pair for each in verdicts for pair in each.lists}):
        said = f"Lists: `{name}` was looked at up to {count} records; it may be longer."
        for line in hanging("  ", said, 4, width):
            say(line)
    packs = ", ".join(f"{each['pack']} of {each['since']}" for each in _against(policy))
    told = [each for each in verdicts if not each.more]
    failed = sum(each.status in ("refuted", "not settled") for each in told)
    say()
    if failed:
        mark = paint("✗", fg="red", bold=True)
        say(f"{mark} {bold(policy.name)}: {failed} of {len(told)} claims do not hold, or are not settled.")
    else:
        mark = paint("✓", fg="green", bold=True)
        against = f", against {packs}" if packs else ""
        advice = sum(each.status == "pointed out" for each in verdicts)
        many = f"{len(verdicts) - advice}" if advice else f"all {len(verdicts)}"
        rest = f"; {advice} {'piece' if advice == 1 else 'pieces'} of advice" if advice else ""
        say(f"{mark} {bold(policy.name)}: {many} claims are proved{against}{rest}.")
        if not is_shelf(named):
            say(f"  Next: `{typed('publish', named)}` makes it go live.")


def _line(words: str, found: list[Verdict]) -> str:
    from fairservice.cli.terminal import dim, paint

    worst = next((s for s in ("refuted", "not settled", "pointed out") if any(v.status == s for v in found)), "proved")
    mark = {
        "refuted": paint("✗", fg="red", bold=True),
        "not settled": paint("?", fg="yellow", bold=True),
        "pointed out": paint("·", fg="yellow"),
        "proved": paint("✓", fg="green"),
    }[worst]
    at = sorted({each.request for each in found if each.status == worst})
    if worst == "proved":
        told = f"{len(at)} request{'' if len(at) == 1 else 's'}"
    else:
        told = f"{worst}: {', '.join(at)}"
    return f"  {mark} {words:<38} {dim(told)}"
