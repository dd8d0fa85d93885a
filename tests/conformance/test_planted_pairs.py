"""Each planted defect about two decisions shows, as its owner says it does; and no repaired twin has any.

What is true of them is written beside them by hand, and judged here by laying decisions side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from conformance.cases import CaseWriter
from conformance.chooser import Seeded, chance, pick
from conformance.planted_pairs import (
    FOLDER,
    PAIR_JUDGES,
    Truth,
    allowed,
    better,
    beyond_mandate,
    breaks,
    concedes_as_much,
    decided,
    lost_rights,
    may_become,
    offers_as_much,
    read_truth,
    shown,
    without_marks,
)
from fairservice.analysis.check import check_policy
from fairservice.bootstrap import load
from fairservice.conditions.nodes import Constant
from fairservice.conditions.vocabulary import BOOLEAN, DATE, Quantity, default_quantity, int_of, write_value
from fairservice.decisions.content import Amount
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.decisions.sameness import key_of_rule
from fairservice.errors import CaseError, PolicyError
from fairservice.interpreters.python_code import PythonCode
from fairservice.policy.invariant import Invariant, NeverWorse
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook

SLUGS = sorted(each.name for each in FOLDER.iterdir() if (each / "truth.yaml").is_file())
OURS = [slug for slug in SLUGS if read_truth(FOLDER / slug)["finds"] in PAIR_JUDGES]
PAIRS = ("rudeness-pays", "rights-shrink", "complaining-costs", "protected-fact", "backlog")
"""The kinds that show on two cases."""
DRAWN = 2000
"""How many cases, and pairs of each kind, are drawn for a twin."""

ANSWERS_ALONE = """
facts:
  tone: {type: choice, ordered: [calm, cross, loud, shouting], about: conduct, worse: higher, ask: {en: Which tone?}}
requests:
  ask:
    question: {en: May it be?}
    otherwise: {answer: no, because: {en: No.}}
rules:
  kind-words: {request: ask, when: {tone: cross}, answer: no_but, offer: [{what: kind_word, calming: true}]}
  partly: {request: ask, when: {tone: loud}, answer: yes_but, because: {en: "Yes, but slowly."}}
  wholly: {request: ask, when: {tone: shouting}, answer: yes}
"""


@cache
def repaired(slug: str) -> Policy:
    return load(FOLDER / slug / "repaired")


@pytest.fixture
def planted(slug: str, tmp_path: Path) -> Policy:
    """The planted policy; one that the loader refuses, without what it is refused for."""
    folder = FOLDER / slug / "planted"
    return load(without_marks(folder, tmp_path / slug) if "refused" in read_truth(FOLDER / slug) else folder)


@pytest.fixture
def truth(slug: str) -> Truth:
    return read_truth(FOLDER / slug)


def test_there_are_enough_of_each_kind() -> None:
    """Each kind of defect has been planted, those that matter most several times."""
    kinds = [read_truth(FOLDER / slug)["finds"] for slug in OURS]
    least = {"rudeness-pays": 8, "rights-shrink": 4, "backlog": 2, "complaint-refused": 1, "broken-invariant": 5}
    assert {kind: kinds.count(kind) for kind in PAIR_JUDGES if kinds.count(kind) < least.get(kind, 3)} == {}


@pytest.mark.parametrize("slug", OURS)
class TestOnePlantedDefect:
    """What its `truth.yaml` says is so."""

    def test_it_shows_on_the_witness(self, planted: Policy, truth: Truth) -> None:
        """The planted policy has the defect, in the very case or two cases that are told."""
        assert PAIR_JUDGES[truth["finds"]](planted, truth) != []

    def test_the_witness_is_decided_as_told(self, planted: Policy, truth: Truth) -> None:
        """What is said under `shows` is what the planted policy decides; of lists all, in any order."""
        assert len(truth["shows"]) == len(truth["witness"])
        for witness, expected in zip(truth["witness"], truth["shows"], strict=True):
            found = shown(decided(planted, truth["request"], witness))
            for key, value in expected.items():
                assert _says(found[key], value), found

    def test_it_is_gone_in_the_repaired_twin(self, slug: str, truth: Truth) -> None:
        """On the same witness the repaired policy has no such defect."""
        assert PAIR_JUDGES[truth["finds"]](repaired(slug), truth) == []

    def test_the_witness_is_complete(self, slug: str, truth: Truth) -> None:
        """Every fact of the policy is given, of planted and repaired alike, and each case is decided for certain."""
        facts = {name for name, fact in repaired(slug).rulebook.facts.items() if fact.source != "clock"}
        for witness in truth["witness"]:
            assert set(witness["case"]) == facts
            assert decided(repaired(slug), truth["request"], witness).status == "settled"

    def test_the_witness_differs_only_where_it_may(self, slug: str, truth: Truth) -> None:
        """Two cases differ only in facts of the kind that is spoken of, and in the direction that is spoken of."""
        assert len(truth["witness"]) == (2 if truth["finds"] in PAIRS else len(truth["witness"]))
        if truth["finds"] in PAIRS:
            first, second = truth["witness"]
            assert first != second
            assert allowed(repaired(slug), truth["finds"], first, second) == []

    def test_it_is_refused_where_that_is_told(self, slug: str, truth: Truth) -> None:
        """A planted policy loads without errors, except where the truth tells with which error it is refused."""
        errors = {each.code for each in check_policy(FOLDER / slug / "planted") if each.severity == "error"}
        assert errors == ({truth["refused"]} if "refused" in truth else set())

    def test_the_rules_and_the_invariant_are_there(self, planted: Policy, truth: Truth) -> None:
        """What a finding must name exists."""
        request = planted.rulebook.requests[truth["request"]]
        assert truth["rules"]
        assert set(truth["rules"]) <= {rule.id for rule in request.rules} | {"otherwise"}
        named = truth.get("invariant")
        assert (named in {each.name for each in planted.rulebook.invariants}) == (truth["finds"] == "broken-invariant")

    def test_both_are_the_same_but_for_a_few_lines(self, slug: str) -> None:
        """The repair is small: only a few lines are in one of the two and not in the other."""
        a, b = (Counter(_lines(FOLDER / slug / which)) for which in ("planted", "repaired"))
        assert 0 < (a - b).total() + (b - a).total() <= 20


def _says(found: Any, value: Any) -> bool:
    """Whether a part of a decision is what is said of it; of an option, what must be provided only where it is said."""
    if not isinstance(value, list):
        return bool(found == value)
    left = list(found)
    for each in value:
        wanted = (
            {k: sorted(v) if isinstance(v, list) else v for k, v in each.items()} if isinstance(each, dict) else each
        )
        alike = [one for one in left if one == wanted or _without_provided(one, wanted) == wanted]
        if not alike:
            return False
        left.remove(alike[0])
    return not left


def _without_provided(option: Any, wanted: Any) -> Any:
    if not isinstance(option, dict) or "provided" in wanted:
        return option
    return {key: value for key, value in option.items() if key != "provided"}


def _lines(folder: Path) -> list[str]:
    return [f"{path.name} {line}" for path in sorted(folder.iterdir()) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("slug", OURS)
class TestNothingElse:
    """A planted policy has the one defect, and the search that acquits its twin would have found it."""

    def test_pairs_show_this_defect_alone(self, slug: str, planted: Policy, truth: Truth) -> None:
        """Among drawn pairs, those of its own kind show the defect, and no others show any."""
        found = {
            kind
            for name in planted.rulebook.requests
            for kind, pair in _pairs(planted, name)
            if PAIR_JUDGES[kind](planted, pair)
        }
        assert found == ({truth["finds"]} & set(PAIRS) if "refused" not in truth else set())

    def test_cases_show_this_defect_alone(self, slug: str, planted: Policy, truth: Truth) -> None:
        """No case is withheld, and a concession beyond all mandates is there only where that is the defect."""
        drawn = [(name, each) for name in planted.rulebook.requests for each in _drawn(planted, name)]
        assert {decided(planted, name, each).status for name, each in drawn} == {"settled"}
        beyond = [each for name, each in drawn if beyond_mandate(planted, decided(planted, name, each))]
        assert bool(beyond) == (truth["finds"] == "beyond-mandate")

    def test_one_invariant_is_broken(self, slug: str, planted: Policy, truth: Truth) -> None:
        """Of the invariants of the owner that one is broken, and no other."""
        broken = {each.name for each in planted.rulebook.invariants if _broken(planted, each)}
        assert broken == ({truth["invariant"]} if "invariant" in truth else set())


@pytest.mark.parametrize("slug", OURS)
class TestNoTwinAccused:
    """A repaired twin has none of these defects, as far as thousands of drawn cases show."""

    def test_no_pair_shows_a_defect(self, slug: str) -> None:
        """No two cases that may be compared show that rudeness pays, a right shrinks, a complaint costs, …"""
        policy = repaired(slug)
        for name in policy.rulebook.requests:
            for kind, truth in _pairs(policy, name):
                assert PAIR_JUDGES[kind](policy, truth) == [], (kind, truth)

    def test_no_case_shows_a_defect(self, slug: str) -> None:
        """In no case do rules contradict each other, is there a gap, a concession beyond all mandates, …"""
        policy = repaired(slug)
        for name in policy.rulebook.requests:
            for witness in _drawn(policy, name):
                truth = {"request": name, "witness": [witness]}
                decision = decided(policy, name, witness)
                assert decision.status == "settled", witness
                assert PAIR_JUDGES["beyond-mandate"](policy, truth) == [], witness
                if name == "complaint":
                    assert PAIR_JUDGES["complaint-refused"](policy, truth) == [], witness

    def test_every_rule_matters(self, slug: str) -> None:
        """Without any one of its rules, or of what a rule says that it overrides, some case is decided otherwise."""
        policy = repaired(slug)
        for name, request in policy.rulebook.requests.items():
            drawn = list(_drawn(policy, name))
            told = [content_of(decided(policy, name, witness)) for witness in drawn]

            def changes(rules: Iterable[Rule], name: str = name, drawn: Any = drawn, told: Any = told) -> bool:
                other = _with_rules(policy, name, rules)
                return any(
                    content_of(decided(other, name, witness)) != before
                    for witness, before in zip(drawn, told, strict=True)
                )

            for rule in request.rules:
                never = replace(rule, condition=Constant(False, BOOLEAN))
                assert changes(never if each is rule else each for each in request.rules), rule.id
                table = request.tables.get(rule.table or "")
                for silenced in rule.overrides if table is None or table.hit != "first" else ():
                    fewer = replace(rule, overrides=tuple(each for each in rule.overrides if each != silenced))
                    assert changes(fewer if each is rule else each for each in request.rules), (rule.id, silenced)

    def test_otherwise_is_reached(self, slug: str) -> None:
        """Where a request says what is answered otherwise, some case comes to that."""
        policy = repaired(slug)
        for name, request in policy.rulebook.requests.items():
            reached = any("otherwise" in decided(policy, name, witness).rules for witness in _drawn(policy, name))
            assert reached == (request.otherwise is not None)

    def test_no_two_rules_say_the_same(self, slug: str) -> None:
        """No two rules of one basis answer, give and offer the same."""
        for request in repaired(slug).rulebook.requests.values():
            for one, other in combinations([rule for rule in request.rules if rule.answer is not None], 2):
                assert (one.basis, key_of_rule(one)) != (other.basis, key_of_rule(other)), (one.id, other.id)

    def test_invariants_hold(self, slug: str) -> None:
        """No case, or two, breaks an invariant of the owner."""
        policy = repaired(slug)
        assert [each.name for each in policy.rulebook.invariants if _broken(policy, each)] == []

    def test_check_finds_nothing_wrong(self, slug: str) -> None:
        """What `check` says of it is at most advice."""
        assert [each for each in check_policy(FOLDER / slug / "repaired") if each.severity != "advice"] == []


def _drawn(policy: Policy, request: str) -> Iterator[Mapping[str, Any]]:
    """Complete cases of a request, on and beside the figures that it speaks of; days so far back as its terms are."""
    chooser, writer = Seeded(1), _writer(policy.rulebook, request)
    terms = _terms(policy.rulebook)
    days = [name for name, fact in writer.facts.items() if isinstance(fact.type, Quantity) and fact.type.kind == "date"]
    since = date.fromordinal(policy.rulebook.since)
    for _ in range(DRAWN):
        moment = writer.moment(chooser)
        case = writer.full(chooser)
        for name in days:
            if terms and chance(chooser, 60):
                back = timedelta(days=pick(chooser, terms) + chooser.integer(-2, 2))
                dated = policy.rulebook.requests[request].in_force_fact == name
                case[name] = str(max(moment.received_on - back, since) if dated else moment.received_on - back)
        yield {"today": str(moment.today), "received_on": str(moment.received_on), "case": case}


def _terms(rulebook: Rulebook) -> list[int]:
    """How many days each figure of a policy is that has days or years for a unit."""
    found = []
    for parameter in rulebook.parameters.values():
        unit = parameter.type.unit if isinstance(parameter.type, Quantity) else None
        values = [int_of(version.value) for version in parameter.versions if version.value is not None]
        found += [value if unit == "days" else value * 1461 // 4 for value in values if unit in ("days", "years")]
    return found


def _writer(rulebook: Rulebook, request: str) -> CaseWriter:
    """Writes cases with every fact of the policy, those too at which the request does not look.

    Counts of the ledger are drawn like all others, which a writer by itself keeps to the least of them.
    """
    writer = CaseWriter(rulebook, rulebook.requests[request])
    facts = {name: fact for name, fact in rulebook.facts.items() if fact.source != "clock"}
    writer.facts = {name: replace(fact, source="case") for name, fact in facts.items()}
    return writer


def _pairs(policy: Policy, request: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Pairs of cases that may be compared, each with the kind of defect that they could show."""
    chooser, writer = Seeded(2), _writer(policy.rulebook, request)
    about = {
        "rudeness-pays": [("conduct", "influence")],
        "rights-shrink": [("conduct", "goodwill", "influence", "complaint"), ("segment", "conduct", "goodwill")],
        "complaining-costs": [("complaint",)],
    }
    for first in _drawn(policy, request):
        for kind in PAIRS:
            if kind == "backlog":
                later = writer.moment(chooser).today + timedelta(days=chooser.integer(0, 40))
                yield kind, {"request": request, "witness": [first, {**first, "today": str(later)}]}
                continue
            kinds = pick(chooser, about.get(kind, [()]))
            facts = [
                fact
                for fact in writer.facts.values()
                if (fact.protected if kind == "protected-fact" else fact.about in kinds) and chance(chooser, 70)
            ]
            new = {fact.name: writer.written(fact, writer.value(chooser, fact)) for fact in facts}
            new = {
                fact.name: new[fact.name]
                for fact in facts
                if may_become(policy.rulebook, kind, fact, first["case"][fact.name], new[fact.name])
            }
            if new:
                yield kind, {"request": request, "witness": [first, {**first, "case": {**first["case"], **new}}]}


def _broken(policy: Policy, invariant: Invariant) -> bool:
    """Whether a drawn case, or two that differ as an invariant says, break it."""
    chooser, writer = Seeded(4), _writer(policy.rulebook, invariant.request)
    for first in _drawn(policy, invariant.request):
        witness = [first]
        if isinstance(invariant, NeverWorse):
            facts = [writer.facts[each] for each in sorted(invariant.facts)]
            new = {each.name: writer.written(each, writer.value(chooser, each)) for each in facts}
            witness = [first, {**first, "case": {**first["case"], **new}}]
        if breaks(policy, invariant, witness):
            return True
    return False


def _with_rules(policy: Policy, name: str, rules: Iterable[Rule]) -> Policy:
    """The policy with other rules for a request."""
    request = replace(policy.rulebook.requests[name], rules=tuple(rules))
    return Policy(replace(policy.rulebook, requests={**policy.rulebook.requests, name: request}), (), PythonCode)


def content_of(decision: Decision) -> tuple[object, ...]:
    """What a decision comes to, in any words and by whichever rule; of a concession also for which reasons."""
    concessions = sorted(
        (each.grant, str(each.up_to.to_json()), each.reasons, each.at_most, each.within_days, each.rule)
        for each in decision.may_concede
    )
    offers = sorted(
        (each.what, each.calming, str(each.on and each.on.to_json()), str(each.amount and each.amount.to_json()))
        for each in decision.offers
    )
    return decision.status, decision.answer, decision.may_override, shown(decision)["options"], offers, concessions


class TestTheJudge:
    """The judge itself sees what it should: a planted defect, turned round, is none."""

    @pytest.mark.parametrize("slug", [each for each in OURS if read_truth(FOLDER / each)["finds"] == "rudeness-pays"])
    def test_rudeness_that_costs_is_fine(self, slug: str) -> None:
        """A decision is no better than itself, and the defect shows in one direction at least."""
        truth = read_truth(FOLDER / slug)
        policy = load(FOLDER / slug / "planted")
        first, second = (decided(policy, truth["request"], each) for each in truth["witness"])
        assert better(first, first) == better(second, second) == []
        assert better(first, second) != []

    def test_the_answer_alone_can_be_better(self, policy_of: Callable[[str], Policy]) -> None:
        """A higher answer is better where nothing else differs; a `no_but` with kind words only is a `no`."""
        policy = policy_of(ANSWERS_ALONE)
        no, kind, yes_but, yes = (
            policy.decide("ask", {"tone": tone}) for tone in ("calm", "cross", "loud", "shouting")
        )
        assert [each.answer for each in (no, kind, yes_but, yes)] == ["no", "no_but", "yes_but", "yes"]
        assert better(no, kind) == better(kind, no) == []
        assert better(yes_but, yes) == ["answers yes, not yes_but"]
        assert better(yes, yes_but) == []
        assert "answers yes_but, not no_but" in better(kind, yes_but)

    def test_a_concession_covers_what_is_no_more(self) -> None:
        """A concession covers another of the same grant that is as much or less, for its reasons, and no more often."""
        truth = read_truth(FOLDER / "moving-damage")
        (one,) = decided(repaired("moving-damage"), truth["request"], truth["witness"][0]).may_concede
        less = replace(one.up_to, value=int_of(one.up_to.value or 0) - 1)
        for other in (one, replace(one, up_to=less), replace(one, reasons=one.reasons[:1]), replace(one, at_most=0)):
            assert concedes_as_much(one, other)
        rarer = replace(one, within_days=int_of(one.within_days or 0) + 1)
        assert concedes_as_much(one, rarer)
        assert not concedes_as_much(rarer, one)
        more = [replace(one, up_to=less), replace(one, reasons=one.reasons[:1]), replace(one, at_most=0)]
        assert not any(concedes_as_much(each, one) for each in more)
        assert not concedes_as_much(one, replace(one, at_most=None, within_days=None))
        assert not concedes_as_much(one, replace(one, grant="something_else"))

    def test_an_offer_covers_what_is_no_more(self) -> None:
        """An offer covers the same one later, or of less; what has no amount is less than what has one."""
        truth = read_truth(FOLDER / "energy-arrears")
        case = {**truth["witness"][0]["case"], "arrears.in_court": "true"}
        (one,) = decided(repaired("energy-arrears"), truth["request"], {**truth["witness"][0], "case": case}).offers
        soon, late = (Amount(date(2026, 3, day).toordinal(), DATE, write_value) for day in (3, 4))
        little, much = (Amount(cents, default_quantity("money"), write_value) for cents in (100, 200))
        assert offers_as_much(one, one)
        assert offers_as_much(replace(one, on=soon), replace(one, on=late))
        assert not offers_as_much(replace(one, on=late), replace(one, on=soon))
        assert offers_as_much(replace(one, amount=much), replace(one, amount=little))
        assert offers_as_much(replace(one, amount=much), one)
        assert not offers_as_much(replace(one, amount=little), replace(one, amount=much))
        assert not offers_as_much(one, replace(one, amount=little))
        assert not offers_as_much(one, replace(one, what="something_else"))

    def test_the_law_may_take_away_what_it_forbids(self) -> None:
        """A ban by law ends what was promised, and is no shrinking right; a warning that did so would be one."""
        truth = read_truth(FOLDER / "season-ticket")
        first = truth["witness"][0]
        banned = {**first, "case": {**first["case"], "conduct.has_stadium_ban": "true"}}
        policy = repaired("season-ticket")
        assert [decided(policy, truth["request"], each).answer for each in (first, banned)] == ["yes", "no"]
        assert lost_rights(*(decided(policy, truth["request"], each) for each in (first, banned))) != []
        assert PAIR_JUDGES["rights-shrink"](policy, {**truth, "witness": [first, banned]}) == []

    def test_a_fact_that_may_not_differ_is_told(self) -> None:
        """A pair that differs in the arrears, or in which conduct improves, is no pair about rudeness."""
        truth = read_truth(FOLDER / "energy-arrears")
        first, second = truth["witness"]
        policy = repaired("energy-arrears")
        other = {**second, "case": {**second["case"], "arrears.amount": "10.00"}}
        assert allowed(policy, "rudeness-pays", first, other) == ["`arrears.amount` differs"]
        assert allowed(policy, "rudeness-pays", second, first) == ["`conduct.threatened` goes the wrong way"]
        assert allowed(policy, "rudeness-pays", first, {**first, "today": "2026-03-03"}) == ["`today` differs"]

    def test_a_policy_that_reads_a_protected_fact_is_refused(self) -> None:
        """Such a policy does not load at all, and a fact that nobody declared is no case of it."""
        with pytest.raises(PolicyError):
            load(FOLDER / "scooter-hire" / "planted")
        with pytest.raises(CaseError):
            repaired("scooter-hire").decide("hire", {"rider.shoe_size": "40"})
