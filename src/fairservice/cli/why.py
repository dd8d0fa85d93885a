"""Draws the reasons of a decision below its card, rule by rule, each test with the values that it met."""

from __future__ import annotations

from fairservice.cli.terminal import bold, hanging, paint, wrap
from fairservice.decisions.content import RowsLeftOut
from fairservice.decisions.decision import Decision
from fairservice.decisions.explain import rows_left_out
from fairservice.decisions.phrases import EXPLAIN
from fairservice.decisions.trace import abridged

_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "blue")}


def draw_rules(decision: Decision, width: int) -> str:
    """Every rule that was considered. Those that stand or may still stand are bold."""
    words = EXPLAIN[decision.lang]
    basis = words["basis"]
    assert isinstance(basis, dict)
    out = [f"  {bold(str(words['rules']))}"]
    for each in abridged(decision.trace):
        if isinstance(each, RowsLeftOut):
            out += hanging("", rows_left_out(each, decision.lang), 4, width)
            continue
        standing = str(words[each.standing]).format(each.yielded_to)
        grounds = ", ".join(part for part in (basis[each.basis], each.reference) if part)
        heading = wrap(f"{each.rule} ({grounds}): {standing}", width - 6)
        shown = bold if each.standing in ("stands", "may_stand") else str
        out += [("      " if number else "    ") + shown(line) for number, line in enumerate(heading)]
        for reason in each.reasons:
            mark, colour = _MARKS[reason.holds]
            out += hanging(f"      {paint(mark, fg=colour)}", reason.text, 8, width)
    return "\n".join(out)


def draw_told(text: str, width: int) -> str:
    """What is told to one reader, as lines that fit, each indented as the card is."""
    out = []
    for line in text.rstrip().splitlines():
        begin = len(line) - len(line.lstrip()) + 2
        first, *rest = hanging("", line.lstrip(), begin, width - 2)
        out += [first, *("  " + each for each in rest)] if line.strip() else [""]
    return "\n".join(out)
