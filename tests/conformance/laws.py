"""The laws of a decision. Each tells what breaks it, in sentences that begin with the law's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from conformance.cases import Known, Moment
from conformance.engines import Loaded
from conformance.figures import Figures
from conformance.naive import added_up, told
from fairservice.analysis.cross_examination import SecondEngine
from fairservice.conditions.nodes import TRUE, Count, Extreme, Node, Some, Total, children, disjunction
from fairservice.conditions.reference import _Meaning, value_of
from fairservice.conditions.vocabulary import EXACT, Quantity, Value
from fairservice.decisions.decision import Decision
from fairservice.decisions.json_form import ANSWER_WORDS
from fairservice.errors import CaseError, EngineFailed

Json = dict[str, Any]


def plain(decision: Decision) -> Json:
    """A decision as data, without its trace."""
    return decision.to_dict(trace=False)


def engines_agree(loaded: Loaded, known: Known, moment: Moment) -> Iterator[str]:
    """All engines find equal truths and amounts, fire the same, and give equal decisions."""
    yield from judge_alike(loaded, known, moment)
    decisions = {name: plain(loaded.decide(known, moment, name)) for name in loaded.policies}
    if len({each["fingerprint"] for each in decisions.values()}) > 1:
        yield "engines: fingerprints differ"
    for name, each in decisions.items():
        if each != decisions["Reference"]:
            yield f"engines: the decision of {name} differs from the reference"


def judge_alike(loaded: Loaded, known: Known, moment: Moment) -> Iterator[str]:
    """All engines find equal truths and amounts, and fire the same: all that a decision is made from."""
    columns = loaded.columns(known, moment)
    judged = loaded.judged(columns)
    loaded.pairs.append((columns, judged["Reference"]))
    for name, found in judged.items():
        if found != judged["Reference"]:
            yield f"engines: {name} {found} and Reference {judged['Reference']}"
    fired = loaded.fired(columns, judged)
    for name, firing in fired.items():
        if firing != fired["Reference"]:
            yield f"engines: {name} fires {firing} and Reference {fired['Reference']}"


def judges_alike(loaded: Loaded, name: str, engine: SecondEngine, figures: Figures) -> Iterator[str]:
    """An engine that judges by the batch finds the truths and amounts that the reference found, of every pair."""
    rows = [loaded.program.row(columns) for columns, _ in loaded.pairs]
    for (columns, expected), found in zip(loaded.pairs, engine.judge_many(rows), strict=True):
        if isinstance(found, EngineFailed):
            figures[f"{name}: not asked"] += 1
            yield f"{name} was not asked: {found}"
            continue
        figures[f"{name}: judged"] += 1
        figures[f"{name}: conditions"] += len(found.truths)
        figures[f"{name}: amounts"] += len(found.amounts)
        if (list(found.truths), list(found.amounts)) != expected:
            figures[f"{name}: mismatches"] += 1
            yield f"{name} differs: {found} and Reference {expected}, with {columns}"


def within_bounds(loaded: Loaded, known: Known, moment: Moment) -> Iterator[str]:
    """Every intermediate lies within the bounds that the checker proved of it, and below 2^53."""
    columns = loaded.columns(known, moment)
    for root in (*loaded.request.program.conditions, *loaded.request.program.amounts):
        for node, value in _valued(root, _Meaning(columns, {})):
            if isinstance(node.type, Quantity) and isinstance(value, int):
                if not node.type.low <= value <= node.type.high:
                    yield f"bounds: {value} is outside {node.type.low}..{node.type.high} of {node}"
                if abs(value) >= EXACT or max(abs(node.type.low), abs(node.type.high)) >= EXACT:
                    yield f"bounds: {node} may reach 2^53"


def _valued(node: Node, meaning: _Meaning) -> Iterator[tuple[Node, Value | None]]:
    """Every node with what it comes to; within a list, for each of its records."""
    yield node, meaning.value(node)
    if not isinstance(node, Some | Count | Total | Extreme):
        for child in children(node):
            yield from _valued(child, meaning)
        return
    listed = meaning.case.get(node.records.name)
    before = meaning.bound.get(node.level)
    for record in listed if isinstance(listed, tuple) else ():
        meaning.bound[node.level] = record
        yield from _valued(node.condition, meaning)
        if isinstance(node, Total | Extreme):
            yield from _valued(node.amount, meaning)
    if before is not None:
        meaning.bound[node.level] = before
    if isinstance(node, Extreme):
        yield from _valued(node.otherwise, meaning)


def keeps(before: Json, after: Json) -> Iterator[str]:
    """What was determined stays determined, and the same, when facts are added."""
    for part, law in (("answer", "answer"), ("may_override", "may_override"), ("rule", "attribution of the answer")):
        if before[part] is not None and after[part] != before[part]:
            yield f"{law}: {part} {before[part]} became {after[part]}"
    for part in ("because", "if_pressed"):
        if before[part] is not None and before["rule"] == after["rule"] and after[part] != before[part]:
            yield f"words: {part} {before[part]!r} became {after[part]!r}"
    if before["status"] in ("settled", "conflict", "gap") and after["status"] != before["status"]:
        yield f"status: {before['status']} became {after['status']}"
    yield from _narrows(before, after)
    for part in ("options", "offers", "may_concede"):
        settled = f"{part}_settled"
        if before[settled] and not after[settled]:
            yield f"{part}: settled became open"
        if before[settled] and before[part] != after[part]:
            old, new = _content(before[part]), _content(after[part])
            if sorted(map(repr, old)) != sorted(map(repr, new)):
                yield f"{part}: settled {old} became {new}"
            elif not all(_same_rule(*pair) for pair in zip(before[part], after[part], strict=True)):
                yield f"attribution of {part}: settled {before[part]} became {after[part]}"
    yield from _kept_options(before, after)
    yield from _kept_lines(before, after)
    if not set(before["rules"]) <= set(after["rules"]):
        yield f"attribution of the answer: named {before['rules']} became {after['rules']}"
    if before["status"] == "conflict" and not set(before["conflict"]) <= set(after["conflict"]):
        yield f"conflict: {before['conflict']} became {after['conflict']}"


def _content(part: object) -> list[Json]:
    """What is in a part, whichever rule gives it and in whatever words."""
    if isinstance(part, dict):
        return {key: _content(value) for key, value in part.items() if key not in ("rule", "basis", "say")}  # type: ignore[return-value]
    return [_content(each) for each in part] if isinstance(part, list) else part  # type: ignore[return-value]


def _narrows(before: Json, after: Json) -> Iterator[str]:
    """The range of the answer only gets narrower, and a conflict never comes where none may."""
    if after["status"] in ("conflict", "gap"):
        if not before["may_conflict"]:
            yield f"range: {after['status']} where none was possible"
        return
    if after["may_conflict"] and not before["may_conflict"]:
        yield "range: a conflict became possible"
    if before["at_least"] is None:
        if before["status"] == "open":
            yield "range: open, and without a range"
        return
    ranks = [ANSWER_WORDS.index(each[end]) for end in ("at_least", "at_most") for each in (before, after)]
    if ranks[1] < ranks[0] or ranks[3] > ranks[2]:
        yield (f"range: {before['at_least']}..{before['at_most']} became {after['at_least']}..{after['at_most']}")


def _same_rule(before: Json, after: Json) -> bool:
    """Whether the rule that was named still is; one that was open may turn out to be any."""
    return before["rule"] in (None, after["rule"])


def _kept_options(before: Json, after: Json) -> Iterator[str]:
    """A certain option stays, with its certain lines and their known amounts."""
    for option in (each for each in before["options"] if each["certain"]):
        lines = [each for each in option["lines"] if each["certain"] and each["amount"]["value"] is not None]
        there = [each for each in after["options"] if each["certain"] and each["provided"] == option["provided"]]
        if not any(all(x in _content(each["lines"]) for x in _content(lines)) for each in there):
            yield f"options: the certain option {option} became {after['options']}"
        elif not any(
            all(any(_same_rule(x, y) and _content([x]) == _content([y]) for y in each["lines"]) for x in lines)
            and _same_rule(option, each)
            for each in there
        ):
            yield f"attribution of options: the certain option {option} became {after['options']}"


def _kept_lines(before: Json, after: Json) -> Iterator[str]:
    """A certain offer or concession stays, with its known amounts."""
    for offer in before["offers"]:
        known = all(offer[part] is None or offer[part]["value"] is not None for part in ("on", "amount"))
        if offer["certain"] and known and offer not in after["offers"]:
            there = [each for each in after["offers"] if _content([offer]) == _content([each])]
            if not there:
                yield f"offers: the certain offer {offer} became {after['offers']}"
            elif not any(_same_rule(offer, each) for each in there):
                yield f"attribution of offers: the certain offer {offer} became {after['offers']}"
    for each in before["may_concede"]:
        if each["certain"] and each["up_to"]["value"] is not None and each not in after["may_concede"]:
            yield f"may_concede: the certain concession {each} became {after['may_concede']}"


def adding_keeps(loaded: Loaded, path: list[Known], moment: Moment) -> Iterator[str]:
    """Along a path of cases, each with one fact more, every step keeps what was determined before it."""
    found: list[Json] = []
    for known in path:
        try:
            after = plain(loaded.decide(known, moment))
        except CaseError:  # the in-force date turns out to lie before the policy
            return
        for before in found[-1:] + found[:1]:
            yield from keeps(before, after)
        yield from asks(after, known, path[-1])
        found.append(after)


def asks(decision: Json, known: Known, full: Known) -> Iterator[str]:
    """While something is open there is a question, and only facts that are unknown, or known in part, are asked."""
    asked = [each["fact"] for each in decision["questions"]]
    if decision["status"] == "open" and not asked:
        yield "questions: open, and nothing to ask"
    if any(known[name] == full[name] for name in set(asked) & set(known)):
        yield f"questions: {asked} are asked though known"


def completions_agree(loaded: Loaded, known: Known, moment: Moment, figures: Figures) -> Iterator[str]:
    """A determined part is what every completion gives; and every completion lies within the range."""
    before = plain(loaded.decide(known, moment))
    finals: list[Json] = []
    for complete in loaded.cases.completions(known):
        try:
            finals.append(plain(loaded.decide(complete, moment)))
        except CaseError:
            continue
    if not finals:
        return
    for after in finals:
        for broken in keeps(before, after):
            yield "completions " + broken
        if after["status"] == "open":
            yield "completions status: open though all is known"
    _count(before, finals, figures)


def _count(before: Json, finals: list[Json], figures: Figures) -> None:
    """Whether the ranges settle what looking at every completion settles."""
    if len(finals) < 2:
        return

    def same(part: str) -> bool:
        return all(each[part] == finals[0][part] for each in finals)

    decided = all(each["answer"] is not None for each in finals)
    if same("answer") and decided:
        figures["answer settled by enumeration"] += 1
        figures["answer settled by ranges"] += before["answer"] is not None
    for part in ("options", "offers"):
        if same(part) and decided:
            figures[f"{part} settled by enumeration"] += 1
            figures[f"{part} settled by ranges"] += before[f"{part}_settled"]


def resolves_as_designed(loaded: Loaded, known: Known, moment: Moment) -> Iterator[str]:
    """A complete case is decided as the naive reading of the design says."""
    try:
        decision = plain(loaded.decide(known, moment))
    except CaseError:
        return
    columns = loaded.columns(known, moment)
    truths, amounts = loaded.meaning(columns)
    rules, index = loaded.request.rules, loaded.request.amount_index
    added: dict[Node, int] = {}
    day = date.fromisoformat(decision["in_force_on"]).toordinal()
    for rule, truth in zip(rules, truths, strict=True):
        first, last = rule.effective
        if truth and not (first is None or first <= day) & (last is None or day <= last):
            yield f"design effective: {rule.id} holds outside of its days"
        if rule.rows:
            bounds = dict(loaded.request.tables[rule.id].up_to)
            any_row, sums = added_up(rule, bounds, lambda node: value_of(node, columns))
            added |= sums
            alone = rule.in_force == TRUE and rule.condition == disjunction(row.condition for row in rule.rows)
            if (truth and not any_row) or (alone and any_row != truth):
                yield f"design collect: {rule.id} is {truth}, and that any row holds {any_row}"
            for node, total in sums.items():
                if truth and amounts[index[node]] != total:
                    yield f"design collect: {rule.id} gives {amounts[index[node]]}, and its rows come to {total}"

    def amount(node: Node) -> Value:
        value = added.get(node, amounts[index[node]])
        assert isinstance(value, int | str | frozenset)
        return value

    expected = told(
        loaded.request,
        {rule.id: truth is True for rule, truth in zip(rules, truths, strict=True)},
        amount,
        loaded.rulebook.together,
    )
    actual: dict[str, object] = {
        "status": decision["status"],
        "answer": decision["answer"],
        "rules": set(decision["rules"]),
        "conflict": set(decision["conflict"]),
    }
    for part, value in actual.items():
        if value != getattr(expected, part):
            yield f"design {part}: {value}, expected {getattr(expected, part)}"
    yield from _parts_as_designed(loaded, known, moment, expected)


def _parts_as_designed(loaded: Loaded, known: Known, moment: Moment, expected: Any) -> Iterator[str]:
    decision = loaded.decide(known, moment)
    options: Counter[object] = Counter()
    for option in decision.options:
        own = [line for line in option.lines if line.grant not in loaded.rulebook.together]
        added = Counter((each.grant, each.amount.value) for each in option.lines if each not in own)
        lines = frozenset((line.grant, line.amount.value) for line in own)
        options[lines, frozenset(option.provided), frozenset(added.items())] += 1
    if options != expected.options:
        yield f"design options: {dict(options)}, expected {dict(expected.options)}"
    offers = {
        (each.what, each.calming, each.on and each.on.value, each.amount.value if each.amount else None)
        for each in decision.offers
    }
    if offers != expected.offers:
        yield f"design offers: {offers}, expected {expected.offers}"
    concede = {(each.rule, each.grant, each.up_to.value) for each in decision.may_concede}
    if concede != expected.concede:
        yield f"design may_concede: {concede}, expected {expected.concede}"
    wanted = next(iter(expected.may_override)) if len(expected.may_override) == 1 else None
    if decision.may_override != wanted:
        yield f"design may_override: {decision.may_override}, expected {wanted}"
    uncertain = not all(each.certain for each in (*decision.options, *decision.offers, *decision.may_concede))
    if decision.status == "settled" and (uncertain or decision.rule is None):
        yield f"design certainty: all is known, and rule {decision.rule} or a part is not certain"
    if decision.rule is not None and decision.rule not in expected.rules:
        yield f"design rule: {decision.rule} speaks, and {expected.rules} decide"
    made = [rule.id for rule in loaded.request.rules if rule.id in expected.rules]
    all_policy = all(rule.basis == "policy" for rule in loaded.request.rules if rule.id in expected.rules)
    if all_policy and made and loaded.request.combine == "agree" and decision.rule not in (made[0], None):
        yield f"design rule: {decision.rule} speaks, and {made[0]} is the first in file order"
