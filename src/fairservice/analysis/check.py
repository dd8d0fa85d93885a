"""Everything that is wrong with a policy, at once: what its files say, and what that means for people."""

from __future__ import annotations

import re
from pathlib import Path

from fairservice.analysis.checks import OF_WHAT_IS_WRITTEN, OF_WHAT_IT_MEANS
from fairservice.analysis.examples import misunderstood_examples
from fairservice.errors import Finding
from fairservice.policy.load import in_reading_order, read_rulebook
from fairservice.policy.rulebook import Rulebook
from fairservice.span import Span

_ROW = re.compile(r"`([a-z0-9_-]+)\.[a-z0-9_-]+`")


def check_policy(path: str | Path, search: tuple[Path, ...] = ()) -> list[Finding]:
    """All findings on the policy in a folder or bundle, in reading order, each once. Never raises `PolicyError`.

    `search` has further folders in which packs are looked for. What a used pack has wrong is told when that pack
    is checked; here only how the policy and its packs go together.
    """
    findings: list[Finding] = []
    rulebook = read_rulebook(path, findings, search)
    if rulebook is not None:
        readable = not any(finding.severity == "error" for finding in findings)
        findings += _found(rulebook, readable)
    return in_reading_order(findings)


def check_rulebook(rulebook: Rulebook) -> list[Finding]:
    """All findings on a policy that was read without errors, in reading order, each once."""
    return in_reading_order(_found(rulebook, readable=True))


def _found(rulebook: Rulebook, readable: bool) -> list[Finding]:
    checks = (*OF_WHAT_IS_WRITTEN, *(OF_WHAT_IT_MEANS if readable else ()))
    found = [finding for check in checks for finding in check(rulebook)]
    return [*_once_a_table(rulebook, found), *(misunderstood_examples(rulebook) if readable else [])]


def _once_a_table(rulebook: Rulebook, findings: list[Finding]) -> list[Finding]:
    """What is wrong at one place with several rows of a table is told of the first of them."""
    tables = {name for request in rulebook.requests.values() for name in request.tables}
    if not tables:
        return findings

    def shared(match: re.Match[str]) -> str:
        return f"`{match[1]}`" if match[1] in tables else match[0]

    kept: dict[tuple[str, Span | None, str], Finding] = {}
    for each in findings:
        kept.setdefault((each.code, each.span, _ROW.sub(shared, each.message)), each)
    return list(kept.values())
