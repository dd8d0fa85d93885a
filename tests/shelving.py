"""Publishes policies as of any day, through the real stages, for tests that need a shelf."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime
from pathlib import Path

from fairservice.analysis.publishing.publish import Published, Wanted, first_day, publish
from fairservice.analysis.publishing.stage import Candidate
from fairservice.bootstrap import load, open_publication, publishing_stages
from fairservice.policy.published.record import Publication
from fairservice.policy.published.shelf import open_shelf
from fairservice.policy.published.signing import Signer

BY = "anna@example.com"

MANIFEST = """\
language: 1
policy: kiosk
title: {en: The kiosk}
owner: owner@example.com
languages: [en]
since: 2025-01-01
timezone: Europe/Amsterdam
roles: {agent: {}}
grants: {refund: money}
labels: {refund: {en: money back}}
"""

RULES = """\
facts:
  price: {type: money, ask: {en: What did it cost?}}
  days_ago: {type: integer, unit: days, ask: {en: How many days ago was it bought?}}
parameters:
  window: {unit: days, values: {2025-01-01: 30}}
requests:
  ask:
    question: {en: May it come back?}
    otherwise:
      answer: no
      because: {en: That was too long ago.}
rules:
  in-time:
    request: ask
    when: {days_ago: at most window}
    answer: yes
    give: {refund: price}
    because: {en: "You get {refund} back."}
"""
"""Nothing of this policy is objected to."""


def kiosk(folder: Path, *changes: tuple[str, str], rules: str = RULES, more: str = "") -> Path:
    """Writes the policy to a folder, with each (old, new) text changed and more files of rules beside; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for old, new in changes:
        assert old in rules, old
        rules = rules.replace(old, new)
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    if more:
        (folder / "more.yaml").write_text(more, encoding="utf-8")
    return folder


def examined(
    policy: Path,
    to: Path,
    effective: str | None = None,
    today: str = "2026-06-01",
    *,
    signer: Signer | None = None,
    correcting: str | None = None,
    write: bool = True,
    only: Container[str] | None = None,
) -> Published:
    """What comes of publishing a policy on the day `today`, at noon UTC. Raises PolicyError.

    `only` names the stages that it goes through, where not all.
    """
    opened = load(policy)
    shelf = open_shelf(to / opened.name)
    day = date.fromisoformat(today)
    first = first_day(opened, shelf, date.fromisoformat(effective) if effective else None, day)
    candidate = Candidate(opened, first, day, shelf, open_publication, correcting)
    stages = tuple(each for each in publishing_stages() if only is None or each.name in only)
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return publish(candidate, stages, Wanted(BY, "fairservice test", signer), now, write)


def put(policy: Path, to: Path, effective: str | None = None, today: str = "2026-06-01", **more: object) -> Publication:
    """A publication that every stage lets pass."""
    result = examined(policy, to, effective, today, **more)  # type: ignore[arg-type]
    assert result.publication is not None, [each for each in result.stages if each[1].result == "refused"]
    return result.publication
