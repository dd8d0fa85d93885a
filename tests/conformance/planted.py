"""Policies with one planted defect each, their repaired twins, and what is known to be wrong, found without a prover.

A folder of `tests/policies/planted/` holds `planted/`, a policy as an owner would write it with one slip of meaning
in it; `repaired/`, the same with the smallest sensible repair and no defect left; and `truth.yaml`:

| key | says |
| --- | --- |
| `says` | what is wrong, in a sentence |
| `finds` | the kind of defect, a key of `JUDGES` |
| `request` | the request that has it |
| `rules` | the rules that a finding must name; of an override that changes nothing the one that overrides goes first |
| `shadowers` | of a shadowed rule: a smallest set of rules of which one always goes before it |
| `outranked_by` | of an outranked rule: the rights that always give as much, or the prohibition that always holds |
| `invariant` | the name of the invariant that is broken |
| `witness` | the case that shows it, of some kinds two: first and second. They say every fact that the request reads |
| `shows` | what the decisions on the witness say; where there is none, why it is so, in a sentence |
| `grid` | per fact, or day, the values to go through by brute force |
| `refused` | the code by which the planted policy is refused, where it cannot even be loaded |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from conformance.planted_sweep import everything_wrong
from fairservice.bootstrap import load
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.policy.rule import ANSWERS

PLANTED = Path(__file__).resolve().parents[1] / "policies" / "planted"
TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Moment:
    """One case with the days on which it is asked."""

    case: Mapping[str, Any]
    today: date
    received_on: date


@dataclass(frozen=True)
class Truth:
    """What is known to be wrong with a planted policy."""

    folder: Path
    raw: Mapping[str, Any]
    """All of it as it is written."""
    says: str
    finds: str
    request: str
    rules: tuple[str, ...]
    shadowers: tuple[str, ...]
    outranked_by: tuple[str, ...]
    invariant: str | None
    witness: tuple[Moment, ...]
    shows: Any
    grid: tuple[Moment, ...]
    refused: str | None

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def finding(self) -> tuple[str, tuple[str, ...]]:
        return self.finds, self.rules

    def policy(self, twin: str) -> Policy:
        """`planted` or `repaired`, judged by the reference engine."""
        return load(self.folder / twin, engine="reference")

    def decisions(self, policy: Policy) -> list[Decision]:
        """The decisions of a policy on the witness."""
        return [decided(policy, self.request, each) for each in self.witness]


KEYS = {"says", "finds", "request", "rules", "shadowers", "outranked_by", "invariant", "witness", "shows"}
KEYS |= {"grid", "refused"}


def truths() -> list[Truth]:
    """All of the corpus, by folder."""
    return [truth_of(path.parent) for path in sorted(PLANTED.glob("*/truth.yaml"))]


def truth_of(folder: Path) -> Truth:
    """Every value is read as the text that it is, as fairservice reads policies. Raises where a key is none."""
    tree = yaml.load((folder / "truth.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    if set(tree) - KEYS:
        raise ValueError(f"{folder.name}: truth.yaml has no key {sorted(set(tree) - KEYS)}")
    return Truth(
        folder,
        tree,
        tree["says"],
        tree["finds"],
        tree["request"],
        tuple(tree["rules"]),
        tuple(tree.get("shadowers", ())),
        tuple(tree.get("outranked_by", ())),
        tree.get("invariant"),
        tuple(_moment(each["case"], each) for each in tree.get("witness", ())),
        tree["shows"],
        tuple(_grid(tree.get("grid", {}))),
        tree.get("refused"),
    )


def _moment(case: Mapping[str, Any], days: Mapping[str, str]) -> Moment:
    today = date.fromisoformat(days["today"]) if "today" in days else TODAY
    return Moment(case, today, date.fromisoformat(days["received_on"]) if "received_on" in days else today)


def _grid(values: Mapping[str, Sequence[Any]]) -> list[Moment]:
    """Every combination of the values; none where no values are given."""
    if not values:
        return []
    found = []
    for each in product(*values.values()):
        case = dict(zip(values, each, strict=True))
        days = {name: case.pop(name) for name in ("today", "received_on") if name in case}
        found.append(_moment(case, days))
    return found


def decided(policy: Policy, request: str, moment: Moment) -> Decision:
    return policy.decide(request, moment.case, today=moment.today, received_on=moment.received_on)


# ---- one judge a kind: what shows the defect, by decisions alone; nothing where there is none

Judge = Callable[[Policy, Truth], list[str]]


def _withheld(policy: Policy, truth: Truth) -> list[str]:
    """The decision on the witness is withheld for this very reason, and by these very rules."""
    (decision,) = truth.decisions(policy)
    if decision.status != truth.finds or set(decision.conflict) != set(truth.rules):
        return []
    return [f"withheld: {decision.status} {', '.join(decision.conflict)}"]


def _by_brute_force(policy: Policy, truth: Truth) -> list[str]:
    """Going through the whole grid, with and without the rule, comes to the same finding."""
    assert truth.grid, f"{truth.name}: give a grid"
    return [f"{kind}: {rules}" for kind, rules in everything_wrong(policy, truth) if (kind, rules) == truth.finding]


def _shadowed(policy: Policy, truth: Truth) -> list[str]:
    """The rule never stands, and of the shadowers each is needed: in some case it is the only one that holds."""
    found = _by_brute_force(policy, truth)
    (rule,), shadowers = truth.rules, set(truth.shadowers)
    alone = set()
    for moment in truth.grid if found else ():
        holding = standings(decided(policy, truth.request, moment), "stands", "yielded")
        above = shadowers & holding
        if rule in holding and not above:
            return []
        if rule in holding and len(above) == 1:
            alone |= above
    return found if alone == shadowers else []


def _outranked(policy: Policy, truth: Truth) -> list[str]:
    """The rule changes nothing, and wherever it stands one of those that outrank it stands as well."""
    found = _by_brute_force(policy, truth)
    (rule,) = truth.rules
    for moment in truth.grid if found else ():
        standing = standings(decided(policy, truth.request, moment), "stands")
        if rule in standing and not standing & set(truth.outranked_by):
            return []
    return found


def _later_gets_more(policy: Policy, truth: Truth) -> list[str]:
    """The second case differs from the first in a count of days alone, which is higher, and it gets more."""
    first, second = truth.witness
    changed = [name for name in first.case if first.case[name] != second.case[name]]
    assert len(changed) == 1 and int(first.case[changed[0]]) < int(second.case[changed[0]]), truth.name
    before, after = truth.decisions(policy)
    return [f"more where {changed[0]} is {second.case[changed[0]]}"] if gets_more(before, after) else []


def gets_more(first: Decision, second: Decision) -> bool:
    """Whether the second has a higher answer, or with the same answer more of some grant."""
    if first.answer is None or second.answer is None:
        return False
    if first.answer != second.answer:
        return ANSWERS[first.answer] < ANSWERS[second.answer]
    before, after = most_given(first), most_given(second)
    return any(amount > before.get(grant, 0) for grant, amount in after.items())


def most_given(decision: Decision) -> dict[str, int]:
    """Per grant the most that any option has of it, in the smallest unit; of yes or no, 1 or 0."""
    found: dict[str, int] = {}
    for option in decision.options:
        for line in option.lines:
            found[line.grant] = max(found.get(line.grant, 0), int(line.amount.value or 0))
    return found


def standings(decision: Decision, *which: str) -> set[str]:
    """The rules that stand, yield or failed."""
    return {each.rule for each in decision.trace if each.standing in which}


def as_shown(decision: Decision, shown: Mapping[str, Any]) -> bool:
    """Whether a decision says what a truth writes of it: `withheld`, `answer`, `options`."""
    said: dict[str, object] = {
        "withheld": decision.status,
        "answer": decision.answer,
        "options": [{line.grant: line.amount.to_json() for line in each.lines} for each in decision.options],
    }
    return all(said[key] == value for key, value in shown.items())


JUDGES: dict[str, Judge] = {
    "conflict": _withheld,
    "gap": _withheld,
    "never-fires": _by_brute_force,
    "shadowed": _shadowed,
    "never-matters": _by_brute_force,
    "outranked": _outranked,
    "near-duplicate": _by_brute_force,
    "later-gets-more": _later_gets_more,
}
"""The kinds that compare two cases, or hang on mandates and invariants, are judged in `planted_pairs.py`."""


def judge_of(kind: str) -> Judge:
    """Raises KeyError for a kind that nobody judges."""
    if kind in JUDGES:
        return JUDGES[kind]
    pairs: dict[str, Callable[[Policy, Mapping[str, Any]], list[str]]] = {}
    if find_spec("conformance.planted_pairs") is not None:
        pairs = import_module("conformance.planted_pairs").PAIR_JUDGES
    judge = pairs[kind]
    return lambda policy, truth: judge(policy, truth.raw)
