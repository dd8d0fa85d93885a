"""Conditions of any allowed depth are judged alike by every interpreter, and do not grow on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.bootstrap import Engine, load
from fairservice.conditions.lowering import lower
from fairservice.conditions.nodes import walk
from probe import SHOP

FACTS = "facts:\n  n:\n    type: integer\n    range: 0 to 9\n  flag:\n    type: boolean\n"
REQUEST = """\
requests:
  return:
    otherwise:
      answer: no
rules:
  one:
    request: return
    when:
      if: CONDITION
    answer: yes
"""


def policy(folder: Path, definitions: str, condition: str, engine: Engine) -> object:
    (folder / "policy.yaml").write_text(SHOP, encoding="utf-8")
    (folder / "rules.yaml").write_text(FACTS + definitions + REQUEST.replace("CONDITION", condition), encoding="utf-8")
    return load(folder, engine)


def doubling(levels: int) -> str:
    """Definitions that each use the one before twice: written out, the last has 2**levels parts."""
    lines = ["  d0: n"]
    lines += [f"  d{i}: if flag then d{i - 1} else min(d{i - 1}, 9)" for i in range(1, levels)]
    return "definitions:\n" + "\n".join(lines) + "\n"


def branching(levels: int) -> str:
    """One `if` in the `else` of another."""
    return "".join(f"if n = {i % 10} then {i % 7} else " for i in range(levels)) + "0"


SHAPES = {
    "names that double": (doubling(60), "d59 > 3"),
    "a ladder of ifs": ("definitions:\n  score: " + branching(15) + "\n", "score > 3"),
    "a sum of a hundred": ("", " + ".join(["n"] * 100) + " > 3"),
    "many parentheses": ("", "(" * 30 + "n > 3" + ")" * 30),
    "many nots": ("", "not (n > 3 and " * 15 + "flag" + ")" * 15),
    "dates without end": (
        "parameters:\n  p:\n    values:\n" + "".join(f"      {1901 + i}-01-01: {i}\n" for i in range(250)),
        "n < p",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_depth_costs_no_more_than_it_says(shape: str, tmp_path: Path) -> None:
    """No shape fails, grows beyond its text when lowered, or means something else to another interpreter."""
    definitions, condition = SHAPES[shape]
    answers = set()
    for engine in ("reference", "lowered", "python"):
        loaded = policy(tmp_path, definitions, condition, engine)
        for case in ({}, {"n": 4}, {"flag": False}, {"n": 9, "flag": True}):
            decision = loaded.decide("return", case, lang="en")  # type: ignore[attr-defined]
            answers.add((str(case), decision.fingerprint, decision.answer))
            assert decision.explain("auditor")
    assert len(answers) == 4
    lowered = lower(load(tmp_path).rulebook.requests["return"].program)
    parts = sum(1 for _, node in lowered.bindings for _ in walk(node))
    assert parts < 10 * len(definitions + condition), "something doubles level by level"
