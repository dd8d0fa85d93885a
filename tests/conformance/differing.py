"""Two versions of generated policies: what `diff` tells of them is compared with the decisions on many cases.

PYTHONPATH=src:tests python -m conformance.differing [PAIRS] [--seed N] [--cases 300]

A version is a generated policy; its other version has one to three changes, as an owner would make them. What counts
as another decision is written down here once more, from what a decision says, so that it does not repeat what the
formulas, or the comparing of decisions behind them, may have got wrong.
"""

from __future__ import annotations

import argparse
import copy
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Hashable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conformance.cases import CaseWriter, Moment
from conformance.chooser import Chooser, Seeded, chance, pick
from conformance.policies import REQUEST, Size, Writer, Written
from fairservice.analysis.difference.change import Change, RequestDifference
from fairservice.analysis.difference.compare import compare
from fairservice.analysis.difference.spreads import most_of
from fairservice.conditions.nodes import columns_of
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Quantity, Records, Value, write_value, written_records
from fairservice.decisions.case import with_parts
from fairservice.decisions.content import Amount
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.errors import CaseError, PolicyError
from fairservice.interpreters.python_code import PythonCode
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook

SIZES: tuple[Size, ...] = ("small", "small", "medium")
FIGURE = re.compile(r"(?<![\w.\-])(\d+)((?:\.\d+)?)(?![\w\-])")
MOST_OF_GRID = 3000

# ---- another version


def changed(written: Written, chooser: Chooser) -> tuple[Written, list[str]]:
    """Another version, and what was changed in it."""
    made = Written(copy.deepcopy(written.manifest), copy.deepcopy(written.rules), dict(written.sheets))
    told = []
    for _ in range(1 + chance(chooser, 30) + chance(chooser, 15)):
        told.append(pick(chooser, CHANGES)(made, chooser))
    return made, [each for each in told if each]


def _figure(made: Written, chooser: Chooser) -> str:
    """Some figure is one more or one less."""
    places: list[tuple[Any, Any]] = []
    _texts(made.rules.get("rules"), places)
    _texts(made.rules.get("parameters"), places)
    _texts(made.rules.get("definitions"), places)
    _texts(made.rules.get("requests"), places)
    places += [(made.sheets, name) for name in made.sheets]
    places = [(holder, key) for holder, key in places if FIGURE.search(str(holder[key]))]
    if not places:
        return ""
    holder, key = pick(chooser, places)
    before = str(holder[key])
    found = pick(chooser, list(FIGURE.finditer(before)))
    figure = max(int(found[1]) + pick(chooser, (-1, 1, 5)), 0)
    holder[key] = before[: found.start()] + f"{figure}{found[2]}" + before[found.end() :]
    return f"figure {before[:60]!r} -> {str(holder[key])[:60]!r}"


def _texts(tree: Any, found: list[tuple[Any, Any]]) -> None:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        if key in ("because", "say", "if_pressed", "question", "effective", "request", "reference"):
            continue
        if isinstance(value, str):
            found.append((tree, key))
        else:
            _texts(value, found)


def _drop(made: Written, chooser: Chooser) -> str:
    rules: Any = made.rules["rules"]
    if len(rules) < 2:
        return ""
    gone = pick(chooser, list(rules))
    del rules[gone]
    for rule in rules.values():
        kept = [each for each in rule.get("overrides", []) if each != gone and not each.startswith(gone)]
        rule["overrides"] = kept
        if not kept:
            del rule["overrides"]
    return f"dropped {gone}"


def _outcomes(made: Written) -> list[Any]:
    rules: Any = made.rules["rules"]
    requests: Any = made.rules["requests"]
    otherwise = requests[REQUEST].get("otherwise")
    return [*(rule for rule in rules.values() if "answer" in rule), *([otherwise] if otherwise else [])]


def _answer(made: Written, chooser: Chooser) -> str:
    outcomes = _outcomes(made)
    if not outcomes:
        return ""
    outcome = pick(chooser, outcomes)
    swaps = {"yes": ("yes_but", "no"), "yes_but": ("yes", "no_but"), "no": ("no_but", "yes"), "no_but": ("no", "yes")}
    before = outcome["answer"]
    outcome["answer"] = after = pick(chooser, swaps[before])
    if after.startswith("no"):
        outcome.pop("give", None), outcome.pop("provided", None)
    if after == "no_but":
        outcome.setdefault("offer", [{"what": "advice"}])
    if after == "yes_but":
        outcome.setdefault("provided", ["receipt"])
    return f"answer {before} -> {after}"


def _part(made: Written, chooser: Chooser) -> str:
    """Something of an outcome that says less than its answer."""
    outcomes = _outcomes(made)
    if not outcomes:
        return ""
    outcome = pick(chooser, outcomes)
    what = pick(chooser, ("calming", "offer", "override", "provided", "give"))
    if what == "calming" and outcome.get("offer"):
        offer = pick(chooser, outcome["offer"])
        if "calming" in offer:
            del offer["calming"]
        else:
            offer["calming"] = "true"
    elif what == "offer":
        new = {"what": pick(chooser, ("call", "advice", "exchange"))}
        if chance(chooser, 40):
            new["calming"] = "true"
        outcome["offer"] = [*outcome.get("offer", [])[:1], new] if chance(chooser, 50) else [new]
    elif what == "override":
        outcome["may_override"] = pick(chooser, ("lead", "head", "nobody", "side"))
    elif what == "provided" and outcome["answer"].startswith("yes"):
        outcome["provided"] = pick(chooser, (["receipt"], ["sent_back"], ["receipt", "sent_back"]))
    elif what == "give" and outcome.get("give"):
        del outcome["give"][pick(chooser, list(outcome["give"]))]
        if not outcome["give"]:
            del outcome["give"]
    return f"{what} of an outcome"


def _rule(made: Written, chooser: Chooser) -> str:
    rules: Any = made.rules["rules"]
    rule = rules[pick(chooser, list(rules))]
    for part in ("overrides", "unless", "effective", "when", "per_customer"):
        if part in rule and chance(chooser, 40):
            del rule[part]
            return f"no {part}"
    if "concede" in rule:
        rule["reasons"] = ["personal"]
        return "fewer reasons"
    return ""


def _request(made: Written, chooser: Chooser) -> str:
    requests: Any = made.rules["requests"]
    request = requests[REQUEST]
    what = pick(chooser, ("combine", "in_force_on", "since", "together", "mandate", "roles", "timezone", "grant"))
    manifest: Any = made.manifest
    facts: Any = made.rules["facts"]
    if what == "combine":
        request["combine"] = "agree" if request.get("combine") == "highest" else "highest"
    elif what == "in_force_on" and "order.placed_on" in facts:
        if request.pop("in_force_on", None) is None:
            request["in_force_on"] = "order.placed_on"
    elif what == "since":
        manifest["since"] = "2024-06-01"
    elif what == "together":
        manifest["together"] = [] if manifest.get("together") else ["discount"]
        if not manifest["together"]:
            del manifest["together"]
    elif what == "roles":
        manifest["roles"] = {**manifest["roles"], "side": {"may": ["override"]}}
    elif what == "timezone":
        manifest["timezone"] = "America/New_York"
    elif what == "grant":
        manifest["grants"] = {**manifest["grants"], "extra": "money"}
    return what


def _fact(made: Written, chooser: Chooser) -> str:
    """A fact that is declared otherwise."""
    facts: Any = made.rules["facts"]
    name = pick(chooser, list(facts))
    fact = facts[name] = dict(facts[name])
    if "range" in fact and fact["type"] in ("integer", "money"):
        low, high = fact["range"].split(" to ")
        fact["range"] = f"{low} to {int(float(high)) + pick(chooser, (-1, 2))}"
    elif "values" in fact:
        fact["values"] = [*fact["values"], "novel"] if chance(chooser, 50) else list(reversed(fact["values"]))
    elif "ordered" in fact:
        fact["ordered"] = [*fact["ordered"], "novel"] if chance(chooser, 50) else ["novel", *fact["ordered"]]
    elif fact["type"] == "list":
        fact["at_most"] = str(int(fact["at_most"]) + 1)
    else:
        return ""
    return f"fact {name}"


CHANGES = (_figure, _figure, _figure, _drop, _answer, _answer, _part, _part, _rule, _request, _fact)

# ---- what a decision comes to


def seen(decision: Decision) -> Hashable:
    """All that makes a decision another one, whichever rule it is by."""
    if decision.answer is None:
        return decision.status
    offers = frozenset((each.what, each.calming, _much(each.on), _much(each.amount)) for each in decision.offers)
    concessions = frozenset(
        (each.grant, _much(each.up_to), frozenset(each.reasons), each.at_most, each.within_days)
        for each in decision.may_concede
        if _some(each.up_to)
    )
    kept = [each for each in concessions if not any(other != each and _as_good(other, each) for other in concessions)]
    return decision.answer, _options(decision), offers, frozenset(kept), decision.may_override


def _as_good(one: Any, other: Any) -> bool:
    if one[0] != other[0] or not one[2] >= other[2] or one[1][0] < other[1][0] or one[1][1:] != other[1][1:]:
        return False
    return one[3] is None or (other[3] is not None and one[3] >= other[3] and one[4] <= other[4])


def _options(decision: Decision) -> Hashable:
    found = set()
    for option in decision.options:
        lines = [line for line in option.lines if _some(line.amount)]
        amounts = frozenset((line.grant, _much(line.amount), frozenset(line.provided)) for line in lines)
        # to be given nothing is to be allowed what was asked, and nothing is to be provided for it
        found.add((amounts, frozenset(option.provided) if lines or not option.lines else frozenset()))
    return frozenset(found)


def _some(amount: Amount) -> bool:
    return bool(amount.value)


def _much(amount: Amount | None) -> Any:
    """An amount with what it is counted in."""
    if amount is None:
        return None
    type = amount.type
    unit = (type.dimension, type.scale, type.unit) if isinstance(type, Quantity) else ("yes or no", 0, None)
    return (int(amount.value or 0), *unit)  # type: ignore[arg-type]


# ---- the judge


class Judge:
    """Decides cases by both versions, and compares that with what was told of them."""

    def __init__(self, old: Rulebook, new: Rulebook, found: RequestDifference) -> None:
        self.rulebooks = (old, new)
        self.policies = tuple(Policy(each, (), PythonCode) for each in (old, new))
        self.writers = tuple(CaseWriter(each, each.requests[REQUEST]) for each in (old, new))
        self.found = found
        self.counts: Counter[str] = Counter()
        self.described = all(each is not None for change in found.changes for each in change.around)

    def wrong(self, case: dict[str, Value], moment: Moment) -> str | None:
        """What a case contradicts. The case has facts of either version, the values those of the old where it can."""
        decided = self._decided(case, moment)
        if decided is None:
            self.counts["unreadable"] += 1
            return None
        before, after = decided
        differs = seen(before) != seen(after)
        self.counts["differ" if differs else "alike"] += 1
        if self.found.status == "same" and differs:
            return f"told as the same, and is not: {seen(before)} -> {seen(after)}"
        whole = {**case, "today": moment.today.toordinal(), "received_on": moment.received_on.toordinal()}
        within = [change for change in self.found.changes if any(self._lies_in(each, whole) for each in change.around)]
        for change in within:
            if problem := self._told_wrongly(change, before, after):
                return problem
        if any(change.rest and _by_its_rules(change, before, after) for change in self.found.changes):
            return None
        if differs and not within and self.found.status == "changed" and self._should_be_told():
            return f"not told: {seen(before)} -> {seen(after)}"
        return None

    def _should_be_told(self) -> bool:
        return not self.found.more and self.found.reason is None and self.described

    def _lies_in(self, around: Any, case: dict[str, Value]) -> bool:
        if around is None:
            return False
        node = around.node
        rulebook = self.rulebooks[0]
        names = list(columns_of(node))
        if any(name.partition("/")[0] not in case for name in names):
            return False
        if any(name.partition("/")[0] not in rulebook.facts for name in names):
            rulebook = self.rulebooks[1]
        return value_of(node, with_parts(dict(case), names, rulebook)) is True

    def _told_wrongly(self, change: Change, before: Decision, after: Decision) -> str | None:
        """A class speaks of cases that are decided as its example is: with an answer, or without one."""
        told = (change.before, change.after)
        if any(
            (one.answer is None) != (other.answer is None) for one, other in zip(told, (before, after), strict=True)
        ):
            return None
        if before.answer is None and after.answer is None:
            return None
        self.counts["in a class"] += 1
        if (before.answer, after.answer) != (change.before.answer, change.after.answer):
            return f"in a class, and told wrongly: {before.answer} -> {after.answer}"
        if seen(before) == seen(after):
            return "in a class, and does not change"
        old, new = most_of(before), most_of(after)
        for spread in change.spreads:
            if not spread.least <= new.get(spread.grant, 0) - old.get(spread.grant, 0) <= spread.most:
                return f"beyond what was told of {spread.grant}"
        return None

    def _decided(self, case: dict[str, Value], moment: Moment) -> tuple[Decision, Decision] | None:
        both = []
        for at, policy in enumerate(self.policies):
            facts = {name: self._written(name, case[name]) for name in self.writers[at].facts if name in case}
            try:
                both.append(policy.decide(REQUEST, facts, today=moment.today, received_on=moment.received_on))
            except CaseError:
                return None
        return both[0], both[1]

    def _written(self, name: str, value: Value) -> Any:
        type = next(each.facts[name].type for each in self.rulebooks if name in each.facts)
        return written_records(value, type) if isinstance(type, Records) else write_value(value, type)  # type: ignore[arg-type]

    # ---- cases

    def cases(self, chooser: Chooser, count: int) -> Iterator[tuple[dict[str, Value], Moment]]:
        """Random cases, on and beside the figures of either version, and those near what was told."""
        near = [change.case for change in self.found.changes]
        for number in range(count):
            writer = self.writers[number % 2]
            moment = writer.moment(chooser)
            case = {
                name: (writer if name in writer.facts else other).value(chooser, self._fact(name))
                for other in self.writers
                for name in other.facts
            }
            if near and number % 3 == 0:
                around = pick(chooser, near)
                case |= {name: value for name, value in around.items() if name in case and chance(chooser, 80)}
                if "today" in around and chance(chooser, 70):
                    today = date.fromordinal(int(around["today"]))  # type: ignore[arg-type]
                    received = date.fromordinal(int(around.get("received_on", around["today"])))  # type: ignore[arg-type]
                    moment = Moment(today, received)
            yield case, moment

    def _fact(self, name: str) -> Any:
        return next(each.facts[name] for each in self.rulebooks if name in each.facts)

    def grid(self, moment: Moment) -> Iterator[tuple[dict[str, Value], Moment]]:
        """Every case of a moment, where there are few."""
        names = list(dict.fromkeys(name for each in self.writers for name in each.facts))
        domains = [self.writers[0].domain(self._fact(name)) for name in names]
        size = 1
        for domain in domains:
            size *= len(domain or [])
        if 0 < size <= MOST_OF_GRID:
            for values in product(*(domain or [] for domain in domains)):
                yield dict(zip(names, values, strict=True)), moment


def _by_its_rules(change: Change, before: Decision, after: Decision) -> bool:
    """Whether a case is one of those that are told by the rules that decide."""
    both = ((change.before, before), (change.after, after))
    return all(set(told.rules or told.conflict) <= set(met.rules or met.conflict) for told, met in both)


def versions(seed: int, folder: Path) -> tuple[Rulebook, Rulebook, list[str]] | None:
    """Both versions of the policy of a seed; None where one of them has errors."""
    chooser = Seeded(seed)
    written = Writer(chooser, SIZES[seed % len(SIZES)]).written()
    other, told = changed(written, chooser)
    loaded = []
    for at, each in enumerate((written, other)):
        place = folder / str(at)
        place.mkdir(exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for name, text in each.files.items():
            (place / name).write_text(text, encoding="utf-8")
        try:
            loaded.append(load_rulebook(place)[0])
        except PolicyError:
            return None
    return loaded[0], loaded[1], told


def try_seed(seed: int, folder: Path, cases: int, counts: Counter[str], seconds: float = 5) -> list[str]:
    """All that is told wrongly of the two versions of a seed."""
    found = versions(seed, folder)
    if found is None:
        counts["rejected"] += 1
        return []
    old, new, told = found
    (difference,) = compare(old, new, seconds)
    counts["pairs of versions"] += 1
    counts[f"told as {difference.status}"] += 1
    counts["changes told"] += len(difference.changes)
    counts["with more"] += difference.more
    counts["not described"] += any(each is None for change in difference.changes for each in change.around)
    if difference.reason:
        counts[f"reason: {difference.reason[:60]}, such as seed {seed}"] += 1
    judge = Judge(old, new, difference)
    chooser = Seeded(seed + 1_000_000)
    wrong = []
    tried = [*judge.cases(chooser, cases)]
    tried += [each for _ in range(2) for each in judge.grid(judge.writers[0].moment(chooser))]
    for case, moment in tried:
        if problem := judge.wrong(case, moment):
            wrong.append(f"{problem}\n  {case} {moment}\n  {told}")
    counts.update(judge.counts)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pairs", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=300)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    broken = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.seed, given.seed + given.pairs):
            try:
                wrong = try_seed(seed, Path(folder), given.cases, counts)
            except Exception:
                wrong = [traceback.format_exc()]
            if wrong:
                broken += 1
                print(f"seed {seed}: {len(wrong)} wrong, such as {wrong[0]}", flush=True)
    print("\n".join(f"  {name}: {count:,}" for name, count in sorted(counts.items())))
    print(f"  broken: {broken}; {time.monotonic() - began:.0f} seconds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
