"""Resolution: from which rules hold to what is answered, given, offered and may be conceded.

Written for a case with unknowns. Each rule's condition is true, false or open; whatever may still happen is
kept, and a part of the outcome is *certain* when all that may still happen agree on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fairservice.conditions.nodes import Node
from fairservice.conditions.vocabulary import Quantity, int_of
from fairservice.decisions.outcome import (
    AmountOf,
    Choosable,
    Conceded,
    Giving,
    Outcome,
    Proposed,
    Truth,
    both,
    standing,
)
from fairservice.policy.rule import NOBODY, Answer, Offer, Rule
from fairservice.policy.rulebook import Request


def resolve(request: Request, fired: Sequence[Truth], amount_of: AmountOf, together: frozenset[str]) -> Outcome:
    """The outcome of a request whose conditions are `fired`; `amount_of` tells what an amount comes to."""
    return _Resolution(request, fired, amount_of, together).outcome


class _Resolution:
    def __init__(self, request: Request, fired: Sequence[Truth], amount_of: AmountOf, together: frozenset[str]) -> None:
        self.request = request
        self.amount_of = amount_of
        self.together = together
        self.fired = fired
        self.stands = standing(request, fired)
        self.outcome = Outcome(fired, self.stands)
        self.prohibitions: list[int] = []
        self.rights: list[int] = []
        self.policy: list[int] = []
        self.goodwill: list[int] = []
        for position, rule in enumerate(request.rules):
            if self.stands[position] is False:
                continue
            if rule.basis == "goodwill":
                self.goodwill.append(position)
            elif rule.basis == "policy":
                self.policy.append(position)
            elif rule.answer is not None and rule.answer.grants:
                self.rights.append(position)
            else:
                self.prohibitions.append(position)
        self.prohibited: Truth = self._any(self.prohibitions)
        # INVARIANT: some policy rule stands as soon as one surely fired, since overriding has no circles
        self.none_stands_possible = not any(
            truth is True and rule.basis == "policy" for truth, rule in zip(fired, request.rules, strict=True)
        )
        self.conflicts: list[tuple[int, int]] = []
        self.conflict_possible = False
        self.candidates: list[tuple[Rule, bool]] = []
        self._resolve()

    def _any(self, positions: list[int]) -> Truth:
        if any(self.stands[position] is True for position in positions):
            return True
        return None if positions else False

    def _rule(self, position: int) -> Rule:
        return self.request.rules[position]

    # ---- the whole

    def _resolve(self) -> None:
        outcome = self.outcome
        if self.prohibited is not False:
            self._prohibit()
        if self.prohibited is not True:
            self._policy_outcome()
            self._answer_without_prohibition()
            self._options()
        outcome.conflict = tuple(self._rule(p) for p in sorted({p for pair in self.conflicts for p in pair}))
        self._deciding()
        self._offers()
        self._overriders()
        if self.prohibited is not True:
            self._concessions()

    def _prohibit(self) -> None:
        """Law rules that refuse: the lowest decides; a law right that stands beside one is a conflict."""
        outcome = self.outcome
        certain = [self._answer(p) for p in self.prohibitions if self.stands[p] is True]
        open_ones = [self._answer(p) for p in self.prohibitions if self.stands[p] is None]
        lowest = min(certain) if certain else None
        outcome.answers |= {lowest} if lowest is not None else set()
        outcome.answers |= {answer for answer in open_ones if lowest is None or answer < lowest}
        laws = [p for p in self.rights if self._rule(p).basis == "law"]
        for prohibition in self.prohibitions:
            for right in laws:
                if self._related(prohibition, right):
                    continue
                outcome.withheld.add("conflict")
                if self.stands[prohibition] is True and self.stands[right] is True:
                    self.conflicts.append((prohibition, right))
        if self.conflicts:
            outcome.answers.clear()

    def _answer(self, position: int) -> Answer:
        answer = self._rule(position).answer
        assert answer is not None
        return answer

    # ---- the policy's outcome

    def _policy_outcome(self) -> None:
        """`candidates`: the rules that may make the policy's outcome, and whether each certainly does."""
        sure = [p for p in self.policy if self.stands[p] is True]
        if self.request.combine == "highest":
            self.candidates = [(self._rule(p), self.stands[p] is True) for p in self.policy]
            if self.none_stands_possible and self.request.otherwise:
                self.candidates.append((self.request.otherwise, not self.policy))
            return
        self._find_conflicts()
        if self.conflicts:
            return
        if sure:
            self.candidates = [(self._rule(sure[0]), not self.conflict_possible)]
            return
        found: list[Rule] = []
        for position in self.policy:
            rule = self._rule(position)
            if not any(self._agree(rule, each) is True for each in found):
                found.append(rule)
        otherwise = self.request.otherwise if self.none_stands_possible else None
        if otherwise and not any(self._agree(otherwise, each) is True for each in found):
            found.append(otherwise)
        gap = self.none_stands_possible and otherwise is None
        only = len(found) == 1 and not gap and not self.conflict_possible
        self.candidates = [(rule, only) for rule in found]

    def _find_conflicts(self) -> None:
        """Pairs of policy rules that stand and disagree; whether any that may stand could."""
        if not self.policy:
            return
        first = self._rule(self.policy[0])
        if all(self._agree(first, self._rule(p)) is True for p in self.policy[1:]):
            return
        for index, one in enumerate(self.policy):
            for other in self.policy[index + 1 :]:
                agree = self._agree(self._rule(one), self._rule(other))
                if agree is True or self._related(one, other):
                    continue
                self.conflict_possible = True
                if agree is False and self.stands[one] is True and self.stands[other] is True:
                    self.conflicts.append((one, other))

    def _related(self, one: int, other: int) -> bool:
        """Whether one of two rules overrides the other, directly or through others."""
        return self._reaches(one, other) or self._reaches(other, one)

    def _reaches(self, below: int, above: int) -> bool:
        pending, seen = [below], {below}
        while pending:
            for each in self.request.overriders[pending.pop()]:
                if each == above:
                    return True
                if each not in seen:
                    seen.add(each)
                    pending.append(each)
        return False

    def _agree(self, one: Rule, other: Rule) -> Truth:
        """Whether two rules come to the same answer, options, offers and right to override, by value."""
        if one is other:
            return True
        plain = (one.answer, one.may_override, sorted(one.provided)) == (
            other.answer,
            other.may_override,
            sorted(other.provided),
        )
        mine = {line.grant: line.amount for line in one.lines}
        theirs = {line.grant: line.amount for line in other.lines}
        if not plain or mine.keys() != theirs.keys() or len(one.offers) != len(other.offers):
            return False
        pairs: list[tuple[Node | None, Node | None]] = [(mine[grant], theirs[grant]) for grant in mine]
        for a, b in zip(one.offers, other.offers, strict=True):
            if (a.what, a.calming) != (b.what, b.calming):
                return False
            pairs += [(a.on, b.on), (a.amount, b.amount)]
        result: Truth = True
        for left, right in pairs:
            result = both(result, self._same(left, right))
        return result

    def _same(self, left: Node | None, right: Node | None) -> Truth:
        if left is None or right is None:
            return left is right
        if left == right:
            return True
        a, b = self.amount_of(left), self.amount_of(right)
        return None if a is None or b is None else a == b

    def _answer_without_prohibition(self) -> None:
        outcome = self.outcome
        certain = [self._answer(p) for p in self.rights if self.stands[p] is True]
        open_rights = {self._answer(p) for p in self.rights if self.stands[p] is None}
        base = max(certain) if certain else None
        for answer in self._policy_answers():
            if answer == "conflict":
                outcome.withheld.add("conflict")
                continue
            if answer is None and base is None:
                outcome.withheld.add("gap")
                outcome.answers |= open_rights
                continue
            lowest = max(each for each in (answer, base) if each is not None)
            outcome.answers |= {lowest} | {max(lowest, each) for each in open_rights}

    def _policy_answers(self) -> set[Answer | Literal["conflict"] | None]:
        """The answers that the policy may come to; None where no rule of it stands and it has no `otherwise`."""
        if self.conflicts:
            return {"conflict"}
        found: set[Answer | Literal["conflict"] | None] = set()
        if self.request.combine == "highest":
            sure = [rule.answer for rule, certain in self.candidates if certain and rule.answer is not None]
            base = max(sure) if sure else None
            for rule, _ in self.candidates:
                assert rule.answer is not None
                found.add(rule.answer if base is None else max(base, rule.answer))
        else:
            found |= {rule.answer for rule, _ in self.candidates}
            if self.conflict_possible:
                found.add("conflict")
        if self.none_stands_possible and self.request.otherwise is None:
            found.add(None)
        return found

    # ---- options

    def _options(self) -> None:
        free = self.prohibited is False
        sources = [(self._rule(p), free and self.stands[p] is True) for p in self.rights]
        sources += [
            (rule, free and certain)
            for rule, certain in self.candidates
            if rule.answer is not None and rule.answer.grants
        ]
        options: list[Choosable] = []
        added: list[Giving] = []
        for rule, certain in sources:
            named = self._surely_named(rule)
            lines = [Giving(line, self.amount_of(line.amount), rule, certain, named) for line in rule.lines]
            added += [each for each in lines if each.line.grant in self.together]
            own = [each for each in lines if each.line.grant not in self.together]
            if own or not lines:
                options.append(Choosable(rule, own, [], certain, named))
        if added and not any(option.certain for option in options):
            # nothing that it could add to is certain to be there: it is an option by itself
            first = added[0]
            options.append(Choosable(first.rule, [], [], first.certain and not options, self._surely_named(first.rule)))
        for option in options:
            option.added = added
        self.outcome.options = self._without_covered(options)
        self.outcome.options_settled = all(
            option.certain and all(each.certain and each.value is not None for each in (*option.lines, *option.added))
            for option in self.outcome.options
        )

    def _without_covered(self, options: list[Choosable]) -> list[Choosable]:
        """Options that another one covers are dropped; those that another may still cover are not certain."""
        kept: list[Choosable] = []
        doubtful: list[Choosable] = []
        for index, option in enumerate(options):
            dropped = False
            for other_index, other in enumerate(options):
                if other is option:
                    continue
                covered = self._covers(other, option)
                if covered is False:
                    continue
                if covered is True and index < other_index and self._covers(option, other) is True:
                    continue  # equal: the first one stays
                if covered is True and other.certain:
                    dropped = True
                else:
                    doubtful.append(option)
            if not dropped:
                kept.append(option)
        for option in doubtful:
            option.certain = False
        return kept

    def _covers(self, more: Choosable, less: Choosable) -> Truth:
        """Whether one option has as much of each grant as another, and asks no more for it."""
        if not set(more.rule.provided) <= set(less.rule.provided):
            return False
        theirs = {each.line.grant: each for each in more.lines}
        result: Truth = True
        for each in less.lines:
            if each.line.grant not in theirs:
                return False
            result = both(result, self._as_much(theirs[each.line.grant], each))
        return result

    @staticmethod
    def _as_much(more: Giving, less: Giving) -> Truth:
        if more.line.amount == less.line.amount:
            return True
        if more.value is None or less.value is None:
            return None
        a, b = int_of(more.value), int_of(less.value)
        earlier_is_more = isinstance(less.line.amount.type, Quantity) and less.line.amount.type.kind == "date"
        return a <= b if earlier_is_more else a >= b

    # ---- who gives the answer

    def _sources(self) -> list[tuple[Rule, bool]]:
        """Every rule that may give the answer, and whether it certainly has its part in the outcome."""
        free = self.prohibited is False
        found = [(self._rule(p), self.prohibited is True and self.stands[p] is True) for p in self.prohibitions]
        if self.prohibited is not True:
            found += [(self._rule(p), free and self.stands[p] is True) for p in self.rights]
            found += [(rule, free and certain) for rule, certain in self.candidates]
        return found

    def _deciding(self) -> None:
        """The rules that give the answer. The first in file order lends its words, rights before the policy."""
        answer = self.outcome.answer
        if answer is None:
            return
        givers = [(rule, certain and self._stands(rule)) for rule, certain in self._sources() if rule.answer == answer]
        # a rule that only adds to what another one gives speaks after it
        givers.sort(key=lambda each: self._only_adds(each[0]))
        # the words of a rule whose option another one covers would tell what the customer does not choose
        speakers = [
            (rule, sure and self._keeps(rule) is True) for rule, sure in givers if self._keeps(rule) is not False
        ]
        first, settled = (speakers or givers)[0] if givers else (None, False)
        named = [rule for rule, sure in givers if sure]
        if first is not None and settled:
            named = [first, *(rule for rule in named if rule is not first)]
        for position in self.policy if self.request.combine == "agree" else []:
            # all policy rules that stand and agree are named
            if self.stands[position] is True and self._answer(position) == answer and self.candidates:
                rule = self._rule(position)
                if rule not in named and self.candidates[0][0] in named:
                    named.append(rule)
        settled = settled and first is not None and self._surely_named(first)
        self.outcome.deciding = tuple(named)
        self.outcome.words_settled = settled

    def _surely_named(self, rule: Rule) -> bool:
        """Whether it is this rule that makes its part of the outcome, and no earlier one that agrees with it may."""
        if rule.basis != "policy":
            return True
        first = self.request.combine == "highest" or not self.policy or rule is self._rule(self.policy[0])
        return self._stands(rule) and first

    def _stands(self, rule: Rule) -> bool:
        """Whether a rule surely stands; `otherwise` does where no rule of the policy may."""
        position = self.request.position.get(rule.id)
        return not self.policy if position is None else self.stands[position] is True

    def _keeps(self, rule: Rule) -> Truth:
        """Whether what a rule gives is among the options. What adds to any option, or is nothing, is never covered."""
        if rule.answer is None or not rule.answer.grants:
            return True
        if self._only_adds(rule):
            return True
        option = next((each for each in self.outcome.options if each.rule is rule), None)
        return False if option is None else True if option.certain else None

    def _only_adds(self, rule: Rule) -> bool:
        """Whether all that a rule gives adds to any option, so that it makes none of its own."""
        return bool(rule.lines) and all(line.grant in self.together for line in rule.lines)

    def _overriders(self) -> None:
        """Who may answer otherwise: as the policy's rule says where it gives the answer; nobody over the law."""
        outcome = self.outcome
        if self.prohibited is not False:
            outcome.overriders.add(NOBODY)
        if self.prohibited is True:
            return
        for answer in outcome.answers:
            givers = [rule for rule, _ in self.candidates if rule.answer == answer]
            outcome.overriders |= {rule.may_override for rule in givers} or {NOBODY}
            rights = {self._answer(p) for p in self.rights if self._answer(p) == answer}
            certain_giver = any(certain for rule, certain in self.candidates if rule.answer == answer)
            if rights and not certain_giver:
                outcome.overriders.add(NOBODY)

    # ---- offers and concessions

    def _offers(self) -> None:
        outcome = self.outcome
        answer = outcome.answer
        givers = [(rule, certain) for rule, certain in self._sources() if rule.answer in outcome.answers]
        candidates = [rule for rule, _ in self.candidates]
        found: list[Proposed] = []
        for rule, certain in givers:
            for offer in rule.offers:
                everywhere = (
                    self.prohibited is False
                    and not (self.none_stands_possible and self.request.otherwise is None)
                    and rule in candidates
                    and all(each.answer == answer and self._has_offer(each, offer) for each in candidates)
                )
                proposed = Proposed(
                    rule,
                    offer,
                    None if offer.on is None else self.amount_of(offer.on),
                    None if offer.amount is None else self.amount_of(offer.amount),
                    answer is not None and (certain or everywhere),
                    certain and self._surely_named(rule),
                )
                same = next((each for each in found if self._same_offer(each.offer, offer)), None)
                if same is None:
                    found.append(proposed)
                elif proposed.certain:
                    same.certain = True
        found.sort(key=lambda each: self._place_of(each.offer))
        outcome.offers = found
        outcome.offers_settled = all(
            each.certain
            and (each.offer.on is None or each.on is not None)
            and (each.offer.amount is None or each.amount is not None)
            for each in found
        )

    def _place_of(self, offer: Offer) -> tuple[int, int]:
        """Where the request first speaks of such an offer, whichever rule of it makes it in this case."""
        otherwise = self.request.otherwise
        for place, rule in enumerate((*self.request.rules, *([otherwise] if otherwise else []))):
            for position, each in enumerate(rule.offers):
                if (each.what, each.calming) == (offer.what, offer.calming):
                    return place, position
        return len(self.request.rules) + 1, 0

    def _has_offer(self, rule: Rule, offer: Offer) -> bool:
        return any(self._same_offer(each, offer) for each in rule.offers)

    def _same_offer(self, one: Offer, other: Offer) -> bool:
        return (
            (one.what, one.calming) == (other.what, other.calming)
            and self._same(one.on, other.on) is True
            and self._same(one.amount, other.amount) is True
        )

    def _concessions(self) -> None:
        outcome = self.outcome
        for position in self.goodwill:
            rule = self._rule(position)
            assert rule.concession is not None
            decides = self._decides(rule.concession.exception_to)
            if decides is False:
                continue
            for line in rule.concession.lines:
                value = self.amount_of(line.amount)
                certain = decides is True and self.stands[position] is True
                outcome.concessions.append(Conceded(rule, line, value, certain))
        outcome.concessions_settled = all(each.certain and each.up_to is not None for each in outcome.concessions)

    def _decides(self, name: str) -> Truth:
        """Whether the rule of that name (or `otherwise`) is one that gives the answer."""
        outcome = self.outcome
        if outcome.withheld == {"conflict"} and not outcome.answers:
            return False
        if any(rule.id == name for rule in outcome.deciding):
            return True
        otherwise = self.request.otherwise
        if otherwise is not None and name == otherwise.id:
            possible = self.none_stands_possible and otherwise.answer in outcome.answers and not self.conflicts
            return None if possible else False
        position = self.request.position.get(name)
        if position is None or self.stands[position] is False:
            return False
        return None if self._answer(position) in outcome.answers else False
