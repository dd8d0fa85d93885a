"""Rules that change nothing: without them every decision is the same, to the words. And rules that are one.

An *outranked* rule never has its part in the answer: a prohibition, or a right that gives as much, is always there.
One that *never matters* has, but another rule or `otherwise` would say the same. *Near-duplicates* come to the same
and differ in one test only, so that one rule could say both. None of these is wrong: they are pointed out.

An `overrides` between rules that never hold together is not told: while facts are unknown, it says that the two will
not contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.dead_rules import own_positions
from fairservice.analysis.proofs.comparing import more_in
from fairservice.analysis.proofs.resolution import Resolution, all_of, any_of, negated
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.nodes import And, Node, columns_of
from fairservice.decisions.sameness import key_of_rule
from fairservice.policy.rule import Rule

Z = Any
Speaking = dict[Any, Z]
"""For each wording whether the rule that speaks has it."""


def prove(bench: Bench) -> Iterator[Verdict]:
    """Asked of the rules that are not dead; those have been told already."""
    found = [*_idle(bench), *_near_duplicates(bench)]
    yield from found
    if not found:
        yield bench.proved("no-idle-rule")


def _idle(bench: Bench) -> Iterator[Verdict]:
    doubtful = list(_doubtful(bench))
    told = speaking(bench.resolution) if doubtful else {}
    for position in doubtful:
        rule = bench.request.rules[position]
        try:
            if _matters(bench, position, told):
                continue
            kind, by = _why(bench, position)
        except Unsettled as error:
            yield bench.verdict("no-idle-rule", "not settled", rules=(rule.id,), reason=str(error))
            continue
        yield bench.verdict("no-idle-rule", "pointed out", kind=kind, rules=(rule.id,), by=by)


def _doubtful(bench: Bench) -> Iterator[int]:
    """The rules of which no single case shows that they make a difference: quick to find, and few."""
    search, trials, resolution = bench.ask(), bench.trials, bench.resolution
    _ = resolution.conceding, resolution.decided  # with all names that these need
    search = bench.ask()
    with search.given(*resolution.decided):
        for position in own_positions(bench):
            try:
                for part in _telling(bench, position):
                    if position in trials.mattered:
                        break
                    model = search.model_of(part)
                    if model is not None:
                        trials.learn(bench.situation.case(model), position)
                else:
                    if position not in trials.mattered and search.model_of(resolution.stands[position]) is not None:
                        yield position
            except Unsettled:
                yield position


def _telling(bench: Bench, position: int) -> Iterator[Z]:
    """What a case that shows it may look like: where it concedes, or where no right gives something anyway."""
    resolution = bench.resolution
    stands = resolution.stands[position]
    if bench.request.rules[position].basis == "goodwill":
        lines = [each for each in resolution.conceding if each.rule is bench.request.rules[position]]
        yield any_of(all_of((each.there, each.much.counts)) for each in lines)
    else:
        others = any_of(resolution.stands[each] for each in resolution.rights if each != position)
        yield all_of((stands, resolution.allowed, negated(others)))
    yield stands


def _comes_to(rule: Rule) -> tuple[Any, ...]:
    """What a rule says and gives, words included."""
    return (key_of_rule(rule), words_of(rule))


def words_of(rule: Rule) -> tuple[Any, ...]:
    """The words of a rule, as they are written."""
    templates = (rule.because, rule.say, rule.if_pressed, *(offer.say for offer in rule.offers))
    return tuple(tuple(sorted(each.items())) for each in templates)


def _matters(bench: Bench, position: int, told: Speaking) -> bool:
    """Whether there is a case that is decided otherwise without the rule. Raises `Unsettled`."""
    one = bench.resolution
    without = Resolution(bench.situation, f" without {position}", one, without=position)
    more = [*more_in(one, without).values(), *more_in(without, one).values(), _other_words(told, speaking(without))]
    undecided = any_of((without.disagree, without.law_conflict, without.gap))
    parts = [*one.decided, one.stands[position]]
    search = bench.ask()
    with search.given(*without.definitions, *parts):
        if search.model_of(undecided) is not None:
            return True
        with search.given(*without.sound):  # only now: it leaves out the cases in which the others disagree
            return search.model_of(any_of(more)) is not None


def _other_words(mine: Speaking, theirs: Speaking) -> Z:
    """Another sentence is said: what speaks are the first rules in file order that give the answer."""
    return any_of(
        all_of((there, negated(any_of(again for words_again, again in theirs.items() if words_again == words))))
        for words, there in mine.items()
    )


def speaking(resolution: Resolution) -> Speaking:
    """For each wording whether the rule that speaks has it: rights speak before the policy, each in file order.

    What only adds to what others give speaks last. That a rule is silent whose option another covers is left out.
    """
    found: dict[Any, list[Z]] = {}
    before: list[Z] = []
    sources = [resolution.request.rules[p] for p in (*resolution.prohibitions, *resolution.rights, *resolution.policy)]
    if resolution.request.otherwise is not None:
        sources.append(resolution.request.otherwise)
    together = resolution.facts.rulebook.together
    sources.sort(key=lambda rule: bool(rule.lines) and all(line.grant in together for line in rule.lines))
    for rule in sources:
        gives = resolution.gives_answer(rule)
        speaks = resolution.named(f"{rule.id} speaks", all_of((gives, negated(any_of(before)))))
        before = [resolution.named(f"{rule.id} or one before it", any_of((*before, gives)))]
        found.setdefault(words_of(rule), []).append(speaks)
    return {words: any_of(parts) for words, parts in found.items()}


def _why(bench: Bench, position: int) -> tuple[str, tuple[str, ...]]:
    """Whether the rule never has a part in the answer, and which rules see to that."""
    resolution, search = bench.resolution, bench.ask()
    rules = bench.request.rules
    rule = rules[position]
    if rule.basis == "goodwill":
        return "never-matters", ()
    stands = resolution.stands[position]
    bound = [*resolution.prohibitions, *resolution.rights]
    with search.given(stands, *resolution.decided):
        core = search.core({str(p): negated(resolution.stands[p]) for p in bound if p != position})
    if core:
        return "outranked", tuple(rules[int(each)].id for each in core)
    same = [p for p in resolution.policy if p != position and key_of_rule(rules[p]) == key_of_rule(rule)]
    with search.given(stands, *resolution.decided):
        core = search.core({str(p): negated(resolution.stands[p]) for p in same})
    if core:
        return "never-matters", tuple(rules[int(each)].id for each in core)
    otherwise = bench.request.otherwise
    return "never-matters", (otherwise.id,) if otherwise is not None and key_of_rule(otherwise) == key_of_rule(
        rule
    ) else ()


# ---- near-duplicates


def _near_duplicates(bench: Bench) -> Iterator[Verdict]:
    """Rules that come to the same, in the same words, and whose conditions differ in one test."""
    rules = bench.request.rules
    seen: dict[Any, int] = {}
    for position in own_positions(bench):
        rule = rules[position]
        ordered = rule.table is not None and bench.request.tables[rule.table].hit == "first"
        if ordered or rule.basis == "goodwill":
            continue
        tests = _tests(rule.condition)
        what = (_comes_to(rule), rule.basis, rule.effective, tuple(sorted(rule.overrides)), rule.reference)
        for left_out in tests:
            key = (what, frozenset(tests - {left_out}), _columns(left_out))
            first = seen.setdefault(key, position)
            if first != position:
                pair = (rules[first].id, rule.id)
                yield bench.verdict("no-idle-rule", "pointed out", kind="near-duplicate", rules=pair)
                break


def _columns(tests: frozenset[Node]) -> frozenset[str]:
    return frozenset(column for test in tests for column in columns_of(test))


def _tests(condition: Node) -> frozenset[frozenset[Node]]:
    """What a rule asks, by the facts that it asks it of: the two ends of a stretch are one test."""
    found: dict[frozenset[str], set[Node]] = {}
    for part in condition.operands if isinstance(condition, And) else (condition,):
        found.setdefault(frozenset(columns_of(part)), set()).add(part)
    return frozenset(map(frozenset, found.values()))
