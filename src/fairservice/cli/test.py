"""`fairservice test`: the examples of a policy, run; and the rules that none of them exercises."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, FOUND
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.analysis.examples import Report


@command(
    "test",
    example="""
fairservice test my-policy
fairservice test my-policy --junit report.xml
""",
    exits="0  every example is decided as it expects; 1  some are not; 2  the policy has errors",
)
@click.argument("policy")
@click.option("--junit", metavar="FILE", help="Also write the results as JUnit XML, for CI.")
@format_option()
def run(policy: str, junit: str | None, format: str) -> int:
    """Run the examples that the policy keeps as its tests.

    An example passes if everything that it expects is so; the right answer by the wrong rule fails. Rules
    that no passing example exercises are named, so that you know what is still only believed.
    """
    from fairservice.analysis.examples import run_examples
    from fairservice.cli.policies import open_policy
    from fairservice.cli.terminal import say_json

    opened = open_policy(policy)
    begun = perf_counter()
    report = run_examples(opened.rulebook, opened.decide)
    if junit:
        from fairservice.cli.files import write_whole
        from fairservice.cli.junit import junit_xml

        write_whole(Path(junit), junit_xml(report, perf_counter() - begun))
    if format == "json":
        say_json(report.to_dict())
    else:
        _print(report, policy)
    return FINE if report.passed else FOUND


def _print(report: Report, named: str) -> None:
    from fairservice.cli.program import typed
    from fairservice.cli.terminal import bold, colour_on, dim, hanging, paint, say, width_now
    from fairservice.source.render import render_findings

    width = min(width_now(), 100)
    if not report.outcomes:
        say(f"{bold(report.policy)} has no examples yet.")
        say("  Add some under `examples:`; each is a case and what you expect, in a few lines.")
        return
    failed = [outcome for outcome in report.outcomes if not outcome.passed]
    if failed:
        findings = [finding for outcome in failed for finding in outcome.findings]
        colour = colour_on(sys.stdout)
        say(render_findings(findings, width, colour), end=False)
        say()
        for outcome in failed:
            say(f"{paint('✗', fg='red', bold=True)} {bold(outcome.example.name)}")
            if not outcome.understood:
                say(dim("    could not be run; see above"))
            for each in outcome.compared:
                mark = paint("✓", fg="green") if each.same else paint("✗", fg="red")
                got = "" if each.same else f", got {bold(each.got)}"
                said = f"{each.key.replace('_', ' ')}: expected {each.expected}{got}"
                for line in hanging(f"    {mark}", said, 6, width):
                    say(line)
        say()
    passed = len(report.outcomes) - len(failed)
    mark = paint("✗", fg="red", bold=True) if failed else paint("✓", fg="green", bold=True)
    whole = len(report.outcomes)
    noun = ("example " if whole == 1 else "examples ") + ("is" if 1 in (whole, passed) else "are")
    say(f"{mark} {bold(report.policy)}: {passed} of {whole} {noun} decided as expected.")
    exercised = len(report.rules) - len(report.never)
    say(f"  {exercised} of {len(report.rules)} rules are exercised by them.")
    if report.never:
        for line in hanging("  Never exercised:", ", ".join(report.never), 19, width):
            say(line)
    if failed:
        again = typed("dry-run", named, "--example", failed[0].example.name, "--why")
        say("  To see why:")
        say(f"      {paint(again, fg='cyan')}")
