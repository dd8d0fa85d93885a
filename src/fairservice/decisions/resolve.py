"""Resolution: from which rules hold to what is answered, given, offered and may be conceded.

Written for a case with unknowns. Each rule surely holds, may hold, or does not; whatever may still happen is
kept, and a part of the outcome is *certain* when all that may still happen agree on it. The work grows with the
number of rules that may stand, not with those of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from typing import Literal

from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Firing, mask_of, positions_in
from fairservice.conditions.vocabulary import Quantity, Value, int_of
from fairservice.decisions.outcome import AmountOf, Choosable, Conceded, Giving, Outcome, Proposed, Truth, both
from fairservice.decisions.sameness import Key, differ, key_of_offer, key_of_rule, nodes_of
from fairservice.policy.rule import NOBODY, Answer, Offer, Rule
from fairservice.policy.rulebook import Request


def resolve(request: Request, firing: Firing, amount_of: AmountOf, together: frozenset[str]) -> Outcome:
    """The outcome of a request whose conditions fire so; `amount_of` tells what an amount comes to."""
    return _Resolution(request, firing, amount_of, together).outcome


class _Resolution:
    def __init__(self, request: Request, firing: Firing, amount_of: AmountOf, together: frozenset[str]) -> None:
        self.request = request
        self.together = together
        self._amount_of = amount_of
        sure, perhaps = firing
        self.stands: dict[int, Literal[True] | None] = dict.fromkeys(perhaps)
        open_above = mask_of(perhaps)
        for position in sure:
            # what a surely firing rule overrides is not among them; an open one may still come to override it
            self.stands[position] = None if open_above and self._above[position] & open_above else True
        self.outcome = Outcome(firing, self.stands)
        self.prohibitions: list[int] = []
        self.rights: list[int] = []
        self.policy: list[int] = []
        self.goodwill: list[int] = []
        for position in sorted(self.stands):
            rule = self._rule(position)
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
        self.none_stands_possible = not any(self._rule(position).basis == "policy" for position in sure)
        self.conflicting: set[int] = set()
        self.conflict_possible = False
        self.candidates: list[tuple[Rule, bool]] = []
        self._resolve()

    @cached_property
    def _above(self) -> tuple[int, ...]:
        return self.request.program.above

    def _any(self, positions: list[int]) -> Truth:
        if any(self.stands[position] is True for position in positions):
            return True
        return None if positions else False

    def _rule(self, position: int) -> Rule:
        return self.request.rules[position]

    def _value(self, node: Node) -> Value | None:
        """What an amount comes to, where that bears on the outcome."""
        self.outcome.compared = True
        return self._amount_of(node)

    # ---- the whole

    def _resolve(self) -> None:
        outcome = self.outcome
        if self.prohibited is not False:
            self._prohibit()
        if self.prohibited is not True:
            self._policy_outcome()
            self._answer_without_prohibition()
            self._options()
        outcome.conflict = tuple(self._rule(position) for position in sorted(self.conflicting))
        if len(outcome.answers) == 1 and not outcome.withheld:
            outcome.answer = next(iter(outcome.answers))
            outcome.word = outcome.answer.word
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
                    self.conflicting |= {prohibition, right}
        if self.conflicting:
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
        classes = self._classes(self.policy)
        self._find_conflicts(classes)
        if self.conflicting:
            return
        if sure:
            self.candidates = [(self._rule(sure[0]), not self.conflict_possible)]
            return
        otherwise = self.request.otherwise if self.none_stands_possible else None
        found = [self._rule(members[0]) for members in classes]
        if otherwise and not any(self._agree(otherwise, each) for each in found):
            found.append(otherwise)
        gap = self.none_stands_possible and otherwise is None
        only = len(found) == 1 and not gap and not self.conflict_possible
        self.candidates = [(rule, only) for rule in found]

    def _classes(self, positions: list[int]) -> list[list[int]]:
        """The rules, gathered into those that surely agree in all that they answer, give and offer; in file order."""
        if len(positions) < 2:
            return [positions] if positions else []
        by_node: dict[Key, list[int]] = {}
        for position in positions:
            by_node.setdefault(key_of_rule(self._rule(position)), []).append(position)
        if len(by_node) == 1 or len({key[0] for key in by_node}) == len(by_node):
            return list(by_node.values())
        by_value: dict[Key, list[int]] = {}
        for members in by_node.values():
            by_value.setdefault(self._key_by_value(self._rule(members[0])), []).extend(members)
        return [sorted(members) for members in by_value.values()]

    def _key_by_value(self, rule: Rule) -> Key:
        """As `key_of_rule`, with each amount that is known by its value instead of how it is calculated."""
        plain, _ = key_of_rule(rule)
        return plain, tuple(map(self._by_value, nodes_of(rule)))

    def _by_value(self, node: Node | None) -> Hashable:
        if node is None:
            return None
        value = self._value(node)
        return node if value is None else (value,)

    def _agree(self, one: Rule, other: Rule) -> bool:
        """Whether two rules surely come to the same."""
        if key_of_rule(one)[0] != key_of_rule(other)[0]:
            return False
        return key_of_rule(one) == key_of_rule(other) or self._key_by_value(one) == self._key_by_value(other)

    def _find_conflicts(self, classes: list[list[int]]) -> None:
        """Policy rules that stand and disagree; whether any that may stand could."""
        if len(classes) < 2:
            return
        key_of: dict[int, Key] = {}
        of_class: dict[int, int] = {}
        alike: dict[Hashable, int] = {}
        stand = [position for position in self.policy if self.stands[position] is True]
        for members in classes:
            mask = mask_of(members)
            of_class |= dict.fromkeys(members, mask)
            if len(stand) > 1:
                key = self._key_by_value(self._rule(members[0]))
                key_of |= dict.fromkeys(members, key)
                alike[key[0]] = alike.get(key[0], 0) | mask
        plainly = 0  # those whose amounts are all known: two of them agree by value, or surely differ
        for position, key in key_of.items():
            if all(each is None or isinstance(each, tuple) for each in key[1]):
                plainly |= 1 << position
        seen = standing = conflicting = 0
        # a rule that was seen before may override this one, and is never overridden by it
        for position in self._downward(self.policy):
            rivals = seen & ~of_class[position] & ~self._above[position]
            self.conflict_possible = self.conflict_possible or bool(rivals)
            seen |= 1 << position
            if self.stands[position] is True:
                if rivals & standing:
                    mine = key_of[position]
                    rivals &= standing
                    settled = plainly if plainly >> position & 1 else 0
                    against = rivals & (~alike[mine[0]] | settled)
                    against |= mask_of(each for each in positions_in(rivals & ~against) if differ(mine, key_of[each]))
                    if against:
                        conflicting |= against | 1 << position
                standing |= 1 << position
        self.conflicting |= set(positions_in(conflicting))

    def _downward(self, positions: list[int]) -> Iterable[int]:
        """These positions, each after all that override it."""
        if not any(self.request.overriders):
            return positions
        place = self.request.program.place
        return sorted(positions, key=place.__getitem__)

    def _related(self, one: int, other: int) -> bool:
        """Whether one of two rules overrides the other, directly or through others."""
        return bool(self._above[one] >> other & 1 or self._above[other] >> one & 1)

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
        if self.conflicting:
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
            lines = [Giving(line, rule, certain, named) for line in rule.lines]
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

    def _without_covered(self, options: list[Choosable]) -> list[Choosable]:
        """Options that another one covers are dropped; those that another may still cover are not certain."""
        if len(options) < 2:
            return options
        kept: list[Choosable] = []
        doubtful: list[Choosable] = []
        # what is not certain can neither drop another option, nor become doubtful itself
        certain = [(index, option) for index, option in enumerate(options) if option.certain]
        everything = list(enumerate(options))
        for index, option in everything:
            dropped = False
            for other_index, other in everything if option.certain else certain:
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

    def _as_much(self, more: Giving, less: Giving) -> Truth:
        if more.line.amount == less.line.amount:
            return True
        mine, theirs = self._value(more.line.amount), self._value(less.line.amount)
        if mine is None or theirs is None:
            return None
        a, b = int_of(mine), int_of(theirs)
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
        there = {rule.id for rule in named}
        if self.request.combine == "agree" and self.candidates and self.candidates[0][0].id in there:
            # all policy rules that stand and agree are named
            also = [p for p in self.policy if self.stands[p] is True and self._answer(p) == answer]
            named += [rule for rule in map(self._rule, also) if rule.id not in there]
        settled = settled and first is not None and self._surely_named(first)
        self.outcome.deciding = tuple(named)
        if first is not None and settled:
            self.outcome.speaker, self.outcome.speaker_id = first, first.id

    def _surely_named(self, rule: Rule) -> bool:
        """Whether it is this rule that makes its part of the outcome, and no earlier one that agrees with it may."""
        if rule.basis != "policy":
            return True
        first = self.request.combine == "highest" or not self.policy or rule is self._rule(self.policy[0])
        return self._stands(rule) and first

    def _stands(self, rule: Rule) -> bool:
        """Whether a rule surely stands; `otherwise` does where no rule of the policy may."""
        position = self.request.position.get(rule.id)
        return not self.policy if position is None else self.stands.get(position, False) is True

    def _keeps(self, rule: Rule) -> Truth:
        """Whether what a rule gives is among the options. What adds to any option, or is nothing, is never covered."""
        if rule.answer is None or not rule.answer.grants:
            return True
        if self._only_adds(rule):
            return True
        certain = self._option_certain.get(rule.id)
        return False if certain is None else certain or None

    @cached_property
    def _option_certain(self) -> dict[str, bool]:
        """Of each rule whose option is kept, whether that is certain; asked once the options are there."""
        return {option.rule.id: option.certain for option in reversed(self.outcome.options)}

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
        if not any(rule.offers for rule, _ in givers):
            return
        key_of = self._offer_keys([rule for rule, _ in givers])
        everywhere = self._offered_by_all(answer, key_of)
        found: dict[Hashable, Proposed] = {}
        for rule, certain in givers:
            is_candidate = rule.id in self._candidate_ids
            for offer in rule.offers:
                key = key_of(offer)
                sure = answer is not None and (certain or (is_candidate and key in everywhere))
                if key not in found:
                    found[key] = Proposed(rule, offer, sure, certain and self._surely_named(rule))
                elif sure:
                    found[key].certain = True
        nowhere = (len(self.request.rules) + 1, 0)
        places = self.request.offer_places
        outcome.offers = sorted(
            found.values(), key=lambda each: places.get((each.offer.what, each.offer.calming), nowhere)
        )

    @cached_property
    def _candidate_ids(self) -> set[str]:
        return {rule.id for rule, _ in self.candidates}

    def _offered_by_all(self, answer: Answer | None, key_of: Callable[[Offer], Hashable]) -> set[Hashable]:
        """The offers that are made whichever candidate it will be, where they all answer the same."""
        open_end = self.none_stands_possible and self.request.otherwise is None
        if self.prohibited is not False or open_end or any(rule.answer != answer for rule, _ in self.candidates):
            return set()
        offered = [{key_of(offer) for offer in rule.offers} for rule, _ in self.candidates]
        return set.intersection(*offered) if offered else set()

    def _offer_keys(self, rules: list[Rule]) -> Callable[[Offer], Hashable]:
        """What makes two offers the same: by value, where some differ only in how an amount is calculated."""
        by_node = {key_of_offer(offer) for rule in rules for offer in rule.offers}
        if len({key[:2] for key in by_node}) == len(by_node):
            return key_of_offer
        return lambda offer: (offer.what, offer.calming, self._by_value(offer.on), self._by_value(offer.amount))

    def _concessions(self) -> None:
        outcome = self.outcome
        for position in self.goodwill:
            rule = self._rule(position)
            assert rule.concession is not None
            decides = self._decides(rule.concession.exception_to)
            if decides is False:
                continue
            certain = decides is True and self.stands[position] is True
            outcome.concessions += [Conceded(rule, line, certain) for line in rule.concession.lines]

    def _decides(self, name: str) -> Truth:
        """Whether the rule of that name, a row of that table, or `otherwise` is one that gives the answer."""
        outcome = self.outcome
        if outcome.withheld == {"conflict"} and not outcome.answers:
            return False
        if any(name in (rule.id, rule.table) for rule in outcome.deciding):
            return True
        otherwise = self.request.otherwise
        if otherwise is not None and name == otherwise.id:
            possible = self.none_stands_possible and otherwise.answer in outcome.answers and not self.conflicting
            return None if possible else False
        table = self.request.tables.get(name)
        positions = (self.request.position.get(each) for each in (table.rules if table else (name,)))
        there = (each for each in positions if each is not None and each in self.stands)
        return None if any(self._answer(each) in outcome.answers for each in there) else False
