"""What the pages claim beside their examples."""

from __future__ import annotations

import json
import re
import tomllib

from pages import ROOT

import fairservice
from fairservice.bootstrap import shipped


def test_the_angry_caller_gets_the_card_that_a_calm_one_gets() -> None:
    """README: take the shouting and the threat away, and the card is the same."""
    case = json.loads((shipped("webshop") / "cases" / "angry-caller-wants-a-discount.json").read_text("utf-8"))
    angry = case["facts"]
    calm = {name: value for name, value in angry.items() if name.partition(".")[0] not in ("conduct", "influence")}
    assert calm != angry
    policy = fairservice.load("webshop")
    told = [policy.decide(case["request"], facts, lang="en").explain("staff") for facts in (angry, calm)]
    assert told[0] == told[1]


def test_every_dependency_has_its_reason() -> None:
    """Decision record 10 names each library that the project installs, for use or for tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    record = (ROOT / "docs" / "decisions" / "0010-dependencies.md").read_text("utf-8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[^\w-]", each)[0] for each in wanted}
    assert {name for name in names if not name.startswith("types-")} <= set(re.findall(r"\*\*([\w-]+)\*\*", record))
