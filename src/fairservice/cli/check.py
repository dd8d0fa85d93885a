"""`fairservice check`: everything that is wrong with a policy, at once, with a picture of each place."""

from __future__ import annotations

import sys

import click

from fairservice.cli.failures import FINE, FOUND
from fairservice.cli.options import command, format_option


@command(
    "check",
    example="""
fairservice check my-policy
fairservice check rules/* --format annotations
""",
    exits="0  nothing stands in the way, though there may be advice; 1  there are errors or warnings; "
    "2  there is no policy at that place",
)
@click.argument("policies", nargs=-1, required=True, metavar="POLICY…")
@format_option("annotations")
def run(policies: tuple[str, ...], format: str) -> int:
    """Find everything that is wrong with a policy, at once.

    Each finding has a picture of the place, a code with a page in the docs, and mostly a way to fix it.
    Errors and warnings make the check fail; advice never does.

    POLICY is a folder with a policy.yaml, a bundle, or a shipped policy such as `webshop`.
    """
    from fairservice.cli.policies import must_exist, place_of
    from fairservice.cli.program import typed
    from fairservice.cli.terminal import colour_on, paint, say, say_json, width_now
    from fairservice.source.render import render_annotations, render_findings

    for policy in policies:
        must_exist(policy)
    from fairservice.analysis.check import check_policy
    from fairservice.bootstrap import shipped_rules

    packs = (shipped_rules(),)
    findings = list(dict.fromkeys(each for policy in policies for each in check_policy(place_of(policy), packs)))
    bad = any(finding.severity != "advice" for finding in findings)
    if format == "json":
        say_json({"ok": not bad, "findings": [finding.to_dict() for finding in findings]})
    elif format == "annotations":
        say(render_annotations(findings), end=False)
    else:
        colour = colour_on(sys.stdout)
        say(render_findings(findings, min(width_now(), 100), colour), end=False)
        if not bad:
            several = len(policies) > 1
            named = policies[0]
            say(paint("✓ ", fg="green", bold=True) + _good(named, bool(findings), several))
            say(f"  Next: `{typed('test', named)}` runs its examples,")
            say(f"        `{typed('explain', named)}` reads it out loud.")
    return FOUND if bad else FINE


def _good(named: str, advice: bool, several: bool) -> str:
    whole = "these policies are" if several else f"{named} is"
    return f"{whole} fine as written; the advice above is yours to weigh." if advice else f"{whole} in good order."
