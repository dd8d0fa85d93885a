"""Resolution for all complete cases at once: `decisions/resolve.py` with formulas in place of truths.

Without unknowns: each rule fires or does not. Positions are those of the request's rules. What a policy whose rules
must agree comes to is told by implications (*where this rule stands, the policy answers so*), so that asserting
`sound` leaves out the cases in which two of them disagree; those are looked for by themselves (`disagree`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import z3

from fairservice.analysis.proofs.situation import Situation
from fairservice.conditions.nodes import FALSE, TRUE, Node
from fairservice.conditions.vocabulary import Boolean, Quantity, Type
from fairservice.decisions.sameness import key_of_rule
from fairservice.policy.rule import NOBODY, OTHERWISE, Answer, Offer, Rule

Z = Any

NEVER, ALWAYS = z3.BoolVal(False), z3.BoolVal(True)


def any_of(parts: Iterable[Z]) -> Z:
    """That one of these holds, without what surely does not."""
    kept = [part for part in parts if not z3.is_false(part)]
    return z3.Or(*kept) if len(kept) > 1 else kept[0] if kept else NEVER


def all_of(parts: Iterable[Z]) -> Z:
    """That all of these hold, without what surely does."""
    kept = [part for part in parts if not z3.is_true(part)]
    return z3.And(*kept) if len(kept) > 1 else kept[0] if kept else ALWAYS


def negated(part: Z) -> Z:
    return NEVER if z3.is_true(part) else ALWAYS if z3.is_false(part) else z3.Not(part)


@dataclass(frozen=True, slots=True)
class Much:
    """How much of a grant: whether there is any line of it, and its amount as an int."""

    there: Z
    amount: Z
    type: Type

    @property
    def earlier_is_more(self) -> bool:
        return isinstance(self.type, Quantity) and self.type.kind == "date"

    @property
    def counts(self) -> Z:
        """There is a line, and it comes to something."""
        return self.there if self.earlier_is_more else all_of((self.there, self.amount > 0))

    def as_much_as(self, other: Much) -> Z:
        more = self.amount <= other.amount if self.earlier_is_more else self.amount >= other.amount
        return all_of((self.there, more))


@dataclass(frozen=True)
class Slot:
    """An option that there may be: whether it is there, its lines, and what must be provided for it."""

    there: Z
    lines: dict[str, Much]
    provided: dict[str, Z]
    plain: bool
    """Whether it has no lines at all: to be allowed something is all of it."""
    rules: tuple[int, ...] = ()


@dataclass(frozen=True)
class Adding:
    """A line that adds to any option, with what must be provided for it."""

    grant: str
    much: Much
    provided: dict[str, Z]


@dataclass(frozen=True)
class Offering:
    """An offer that may be made."""

    there: Z
    offer: Offer
    on: Z | None
    amount: Z | None


@dataclass(frozen=True)
class Conceding:
    """A line that may be conceded where `there`."""

    there: Z
    rule: Rule
    grant: str
    much: Much


@dataclass
class _Policy:
    """What the policy's rules come to: a slot, additions and offers per place that may hold them."""

    slots: list[Slot] = field(default_factory=list)
    adding: list[Adding] = field(default_factory=list)


class Resolution:
    """What a request comes to in a situation. `without` leaves a rule out; what `like` has the same is shared."""

    def __init__(
        self, situation: Situation, suffix: str = "", like: Resolution | None = None, without: int | None = None
    ) -> None:
        self.situation = situation
        self.request = situation.request
        self.facts = situation.facts
        self.suffix = suffix
        self._named: dict[str, Z] = {}
        self.definitions: list[Z] = []
        """What the names that are used in all of it stand for; true of every case."""
        self.sound: list[Z] = []
        """That the rules of the policy do not contradict one another, and nothing else; see above."""
        self.formulas = [self._truth(position, without) for position in range(len(self.request.rules))]
        self.fires: list[Z] = []
        # INVARIANT: the formulas of `like` live as long as it does, so that their ids are theirs alone
        known = {} if like is None else {each.get_id(): at for at, each in enumerate(like.formulas)}
        for position, formula in enumerate(self.formulas):
            same = known.get(formula.get_id())
            if like is not None and same is not None:
                self.fires.append(like.fires[same])
            else:
                self.fires.append(self.named(f"fires {position}", formula))
        self.stands = self._stands(like)
        self._sort()

    def _truth(self, position: int, without: int | None) -> Z:
        return NEVER if position == without else self.situation.truth(self.request.rules[position])

    def named(self, name: str, formula: Z) -> Z:
        """A name for a formula, so that it is read once."""
        if z3.is_true(formula) or z3.is_false(formula) or z3.is_const(formula):
            return formula
        made = z3.Bool(f"{name}{self.suffix}!")
        before: Z = self._named.setdefault(name, formula)
        # INVARIANT: one name, one formula; two would contradict each other, and anything could be proved
        assert before.eq(formula), name
        if before is formula:
            self.definitions.append(made == formula)
        return made

    def _stands(self, like: Resolution | None) -> list[Z]:
        program = self.request.program
        count = len(self.request.rules)
        if not any(program.silencers):
            self.silenced: list[Z] = [NEVER] * count
            return list(self.fires)
        self.silenced = [NEVER] * count
        gone = list(self.fires)  # fires, or yields to what does
        stands = list(self.fires)
        for position in program.order:
            above = program.silencers[position]
            if not above:
                continue
            yields = any_of(dict.fromkeys(gone[each] for each in above))
            self.silenced[position] = yields
            gone[position] = self.named(f"gone {position}", any_of((self.fires[position], yields)))
            stands[position] = self.named(f"stands {position}", all_of((self.fires[position], negated(yields))))
        return stands

    def _sort(self) -> None:
        rules = self.request.rules
        self.goodwill = [p for p, rule in enumerate(rules) if rule.basis == "goodwill"]
        self.policy = [p for p, rule in enumerate(rules) if rule.basis == "policy"]
        bound = [p for p, rule in enumerate(rules) if rule.basis in ("law", "promise")]
        self.rights = [p for p in bound if self.answer_of(p).grants]
        self.prohibitions = [p for p in bound if not self.answer_of(p).grants]
        self.prohibited = self.named("prohibited", any_of(self.stands[p] for p in self.prohibitions))
        self.allowed = negated(self.prohibited)
        self.none_stands = self.named("none stands", negated(any_of(self.stands[p] for p in self.policy)))

    def answer_of(self, position: int) -> Answer:
        answer = self.request.rules[position].answer
        assert answer is not None
        return answer

    # ---- what goes wrong

    @cached_property
    def law_conflict(self) -> Z:
        """A law right stands beside a prohibition."""
        laws = [p for p in self.rights if self.request.rules[p].basis == "law"]
        return all_of((self.prohibited, any_of(self.stands[p] for p in laws)))

    @cached_property
    def _kinds(self) -> list[tuple[Z, list[Z]]]:
        """The rules of a policy that must agree, by what they come to: when one of them stands, and what follows.

        What follows speaks of one outcome, by variables of its own, so that two rules disagree where both stand and
        what follows cannot be true of both.
        """
        if self.request.combine == "highest" or len(self.policy) < 2:
            return []
        classes: dict[Any, list[int]] = {}
        for position in self.policy:
            classes.setdefault(key_of_rule(self.request.rules[position]), []).append(position)
        plain: dict[Any, int] = {}
        kind = z3.Int(f"the kind of one{self.suffix}!")
        width = max(len(nodes) for _, nodes in classes)
        figures = [z3.Int(f"figure {each} of one{self.suffix}!") for each in range(width)]
        found = []
        for (what, nodes), members in classes.items():
            same = [kind == plain.setdefault(what, len(plain))]
            same += [figures[at] == self.figure(node) for at, node in enumerate(nodes) if node is not None]
            found.append((any_of(self.stands[p] for p in members), same))
        return found if len(found) > 1 else []

    @cached_property
    def disagree(self) -> Z:
        """Two rules of the policy stand and do not come to the same. Only of a request whose rules must agree."""
        one = [all_of((stand, *same)) for stand, same in self._kinds]
        other = [all_of((stand, negated(all_of(same)))) for stand, same in self._kinds]
        return all_of((self.allowed, any_of(one), any_of(other)))

    @cached_property
    def gap(self) -> Z:
        """No rule answers."""
        if self.request.otherwise is not None:
            return NEVER
        return all_of((self.allowed, self.none_stands, negated(any_of(self.stands[p] for p in self.rights))))

    # ---- what it comes to

    @cached_property
    def sources(self) -> list[tuple[Z, Rule]]:
        """Every rule that may give the policy's outcome, and when it does."""
        found = [(self.stands[p], self.request.rules[p]) for p in self.policy]
        if self.request.otherwise is not None:
            found.append((self.none_stands, self.request.otherwise))
        return found

    def _reaches(self, least: Answer) -> Z:
        parts = [self.stands[p] for p in self.rights if self.answer_of(p) >= least]
        parts += [there for there, rule in self.sources if rule.answer is not None and rule.answer >= least]
        return all_of((self.allowed, any_of(parts)))

    @cached_property
    def at_least(self) -> dict[Answer, Z]:
        """For each answer above `no` whether the answer is at least that."""
        refused = any_of(self.stands[p] for p in self.prohibitions if self.answer_of(p) is Answer.NO)
        forbidden = all_of((self.prohibited, negated(refused)))
        found = {least: self._reaches(least) for least in (Answer.YES_BUT, Answer.YES)}
        found[Answer.NO_BUT] = any_of((self._reaches(Answer.NO_BUT), forbidden))
        return {each: self.named(f"at least {each.word}", formula) for each, formula in sorted(found.items())}

    def answers(self, answer: Answer) -> Z:
        """Whether the answer is this one, where there is no gap."""
        parts = []
        if answer is not Answer.NO:
            parts.append(self.at_least[answer])
        if answer is not Answer.YES:
            parts.append(negated(self.at_least[Answer(answer + 1)]))
        return all_of(parts)

    @cached_property
    def is_answer(self) -> dict[Answer, Z]:
        return {answer: self.named(f"answers {answer.word}", self.answers(answer)) for answer in Answer}

    @cached_property
    def outcome(self) -> _Policy:
        """The options that there may be, and what adds to any of them."""
        made = _Policy()
        for position in self.rights:
            self._put(made, all_of((self.allowed, self.stands[position])), self.request.rules[position], (position,))
        granting = [(there, rule) for there, rule in self.sources if rule.answer is not None and rule.answer.grants]
        if self.request.combine == "highest" or len(granting) < 3:
            for there, rule in granting:
                place = self.request.position.get(rule.id)
                self._put(made, all_of((self.allowed, there)), rule, () if place is None else (place,))
        else:
            self._put_joint(made, granting)
        return made

    def _put(self, made: _Policy, there: Z, rule: Rule, rules: tuple[int, ...]) -> None:
        """One rule as an option of its own."""
        together = self.facts.rulebook.together
        provided = dict.fromkeys(rule.provided, ALWAYS)
        own = {
            line.grant: Much(ALWAYS, self.figure(line.amount), line.amount.type)
            for line in rule.lines
            if line.grant not in together
        }
        if own or not rule.lines:
            made.slots.append(Slot(there, own, provided, not rule.lines, rules))
        for line in rule.lines:
            if line.grant in together:
                much = Much(there, self.figure(line.amount), line.amount.type)
                made.adding.append(Adding(line.grant, much, provided))

    def _put_joint(self, made: _Policy, granting: Sequence[tuple[Z, Rule]]) -> None:
        """The rules of a policy that must agree: one option, whose lines follow from the rule that stands."""
        together = self.facts.rulebook.together
        types = {line.grant: line.amount.type for _, rule in granting for line in rule.lines}
        there = {grant: z3.Bool(f"policy gives {grant}{self.suffix}!") for grant in types}
        much = {grant: z3.Int(f"policy's {grant}{self.suffix}!") for grant in types}
        items = dict.fromkeys(item for _, rule in granting for item in rule.provided)
        asked = {item: z3.Bool(f"policy asks {item}{self.suffix}!") for item in items}
        plain = z3.Bool(f"policy grants plainly{self.suffix}!")
        some = any_of(guard for guard, _ in granting)
        for guard, rule in granting:
            lines = {line.grant: self.figure(line.amount) for line in rule.lines}
            told = [there[grant] == z3.BoolVal(grant in lines) for grant in types]
            told += [much[grant] == amount for grant, amount in lines.items()]
            told += [asked[item] == z3.BoolVal(item in rule.provided) for item in items]
            told.append(plain == z3.BoolVal(not rule.lines))
            self.sound.append(z3.Implies(all_of((self.allowed, guard)), z3.And(*told)))
        nothing = [negated(each) for each in (*there.values(), *asked.values(), plain)]
        self.sound.append(z3.Or(some, z3.And(*nothing)))
        present = all_of((self.allowed, some))
        own = {grant: Much(there[grant], much[grant], types[grant]) for grant in types if grant not in together}
        if own:
            is_there = all_of((present, any_of(each.there for each in own.values())))
            made.slots.append(Slot(is_there, own, asked, False, tuple(self.policy)))
        if any(not rule.lines for _, rule in granting):
            made.slots.append(Slot(all_of((present, plain)), {}, asked, True, tuple(self.policy)))
        for grant in types:
            if grant in together:
                line = Much(all_of((present, there[grant])), much[grant], types[grant])
                made.adding.append(Adding(grant, line, asked))

    def gives_answer(self, rule: Rule) -> Z:
        """Whether a rule gives the answer."""
        assert rule.answer is not None
        if rule.id == OTHERWISE or rule is self.request.otherwise:
            stands = self.none_stands
        else:
            stands = self.stands[self.request.position[rule.id]]
        forbids = rule.basis in ("law", "promise") and not rule.answer.grants
        return all_of((self.prohibited if forbids else self.allowed, stands, self.is_answer[rule.answer]))

    @cached_property
    def offering(self) -> list[Offering]:
        """The offers that there may be; the same offer of several rules is one."""
        found: dict[tuple[Any, ...], list[Rule]] = {}
        for rule in self._answering:
            for offer in rule.offers:
                found.setdefault((offer.what, offer.calming, offer.on, offer.amount), []).append(rule)
        made: list[Offering] = []
        for (what, calming, on, amount), rules in found.items():
            there = self.named(f"offers {len(made)}", any_of(self.gives_answer(rule) for rule in rules))
            offer = next(
                o for o in rules[0].offers if (o.what, o.calming, o.on, o.amount) == (what, calming, on, amount)
            )
            day = None if on is None else self.figure(on)
            made.append(Offering(there, offer, day, None if amount is None else self.figure(amount)))
        return made

    @property
    def _answering(self) -> list[Rule]:
        """The rules that may give an answer, `otherwise` included."""
        rules = [rule for rule in self.request.rules if rule.basis != "goodwill"]
        return [*rules, self.request.otherwise] if self.request.otherwise is not None else rules

    @cached_property
    def conceding(self) -> list[Conceding]:
        """What may be conceded."""
        found = []
        for position in self.goodwill:
            rule = self.request.rules[position]
            assert rule.concession is not None
            there = all_of((self.allowed, self.stands[position], self.decides(rule.concession.exception_to)))
            there = self.named(f"concedes {position}", there)
            for line in rule.concession.lines:
                much = Much(there, self.figure(line.amount), line.amount.type)
                found.append(Conceding(there, rule, line.grant, much))
        return found

    def decides(self, name: str) -> Z:
        """Whether the rule of that name, a row of that table, or `otherwise` gives the answer."""
        otherwise = self.request.otherwise
        if otherwise is not None and name == otherwise.id:
            return self.gives_answer(otherwise)
        table = self.request.tables.get(name)
        names = table.rules if table else (name,)
        known = self.request.position  # without `otherwise`, where the request says that it is complete
        return any_of(self.gives_answer(self.request.rules[known[each]]) for each in names if each in known)

    @cached_property
    def overriding(self) -> dict[str, Z]:
        """For each role, and `nobody`, whether it may answer otherwise."""
        found: dict[str, list[Z]] = {}
        for _, rule in self.sources:
            if rule.may_override != NOBODY:
                found.setdefault(rule.may_override, []).append(self.gives_answer(rule))
        made = {role: self.named(f"{role} may override", any_of(parts)) for role, parts in found.items()}
        return {**made, NOBODY: self.named("nobody may override", negated(any_of(made.values())))}

    def figure(self, node: Node) -> Z:
        """An amount as an int: yes is 1, no is 0."""
        term = self.situation.formulas.of(node)
        if isinstance(node.type, Boolean):
            return z3.IntVal(1) if node == TRUE else z3.IntVal(0) if node == FALSE else z3.If(term, 1, 0)
        return term

    # ---- to be asserted

    @property
    def decided(self) -> list[Z]:
        """That the case is decided: no conflict and no gap. Ask for it last: it needs all names that were made."""
        agree = [z3.Implies(all_of((self.allowed, stand)), z3.And(*same)) for stand, same in self._kinds]
        return [*self.sound, *agree, negated(self.law_conflict), negated(self.gap)]
