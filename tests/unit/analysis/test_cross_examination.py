"""Cross-examination: what a second engine says otherwise is shown with its case, and what it was not asked is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from durable_here import needed
from fairservice import Policy
from fairservice.analysis.boundary_cases import BoundaryCases
from fairservice.analysis.cross_examination import MOST_SHOWN, cross_examine
from fairservice.bootstrap import engine_named, load, second_engine
from fairservice.conditions.nodes import Comparison, Constant, Node
from fairservice.conditions.program import Program, Row
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Value
from fairservice.errors import EngineFailed, MissingPart

LIVE = engine_named("python")
RULES = """\
facts:
  order.days: {type: integer, range: 0 to 60, ask: {en: How long ago?}}
  order.total: {type: money, ask: {en: How much was it?}}
  order.late: {type: boolean, ask: {en: Was it late?}}
requests:
  return:
    question: {en: May it come back?}
    otherwise: {answer: no, because: {en: That is too late.}}
rules:
  in-window:
    request: return
    when: {order.days: at most 30}
    answer: yes
    give: {refund: order.total}
    because: {en: It may.}
  late:
    request: return
    overrides: in-window
    when: {order.late: true, order.days: at most 45}
    answer: yes
    give: {refund: order.total}
    because: {en: It may because it was late.}
"""


@dataclass(frozen=True)
class Judged:
    truths: tuple[bool | None, ...]
    amounts: tuple[Value | None, ...]


class Plain:
    """An engine that judges by the definition of each node, after `changed` had a look at it; or refuses a case."""

    changed: Callable[[Node], Node] = staticmethod(lambda node: node)
    refuses: Callable[[Row], bool] = staticmethod(lambda row: False)

    def __init__(self, program: Program) -> None:
        self.program = program

    def judge_many(self, rows: Iterable[Row]) -> Iterator[Judged | EngineFailed]:
        for row in rows:
            case = self.program.case(row)
            truths = tuple(value_of(type(self).changed(each), case) for each in self.program.conditions)
            amounts = tuple(value_of(each, case) for each in self.program.amounts)
            refused = type(self).refuses(row)
            yield EngineFailed("refused", "has no room for it") if refused else Judged(truths, amounts)  # type: ignore[arg-type]


def off_by_one(node: Node) -> Node:
    """At most 30 taken for less than 30."""
    match node:
        case Comparison("<=", _, Constant(30)):
            return replace(node, operator="<")
        case _:
            return node


class OffByOne(Plain):
    changed = staticmethod(off_by_one)


class Refusing(Plain):
    refuses = staticmethod(lambda row: None in row)


def test_engines_that_mean_the_same_agree(policy_of: Callable[..., Policy]) -> None:
    """As many cases as were asked for are judged by both, and none differs."""
    found = cross_examine(policy_of(RULES).rulebook, LIVE, Plain, cases=120)
    assert (found.asked, found.differing, found.shown, found.not_asked) == (120, 0, (), ())
    assert found.agrees


def test_an_error_at_a_boundary_is_found_and_shown(policy_of: Callable[..., Policy]) -> None:
    """`at most 30` read as `less than 30` differs on the 30th day alone; case, rule and both readings are told."""
    found = cross_examine(policy_of(RULES).rulebook, LIVE, OffByOne, cases=60)
    assert 0 < found.differing < found.asked
    assert not found.agrees
    assert 0 < len(found.shown) <= MOST_SHOWN
    for each in found.shown:
        assert each.facts["order.days"] == "30"
        assert each.differs == ("rule `in-window` holds by the live engine, and does not hold by the second one",)
        assert "`return` on " in str(each)
        assert "order.days: 30" in str(each)
    json.dumps(found.to_dict())


def test_what_was_not_asked_is_no_agreement(policy_of: Callable[..., Policy]) -> None:
    """Refused cases are counted by request and reason; where all are, nothing agrees."""
    rulebook = policy_of(RULES).rulebook
    found = cross_examine(rulebook, LIVE, Refusing, cases=80)
    ((request, reason, cases),) = found.not_asked
    assert (request, reason) == ("return", "the second engine (durable-rules) has no room for it")
    assert found.asked + cases == 80
    assert found.agrees
    assert (found.to_dict()["not_asked"]) == [{"request": request, "reason": reason, "cases": cases}]
    never = type("Never", (Plain,), {"refuses": staticmethod(lambda row: True)})
    assert not cross_examine(rulebook, LIVE, never, cases=20).agrees


def test_what_failed_is_told_by_its_rules(policy_of: Callable[..., Policy]) -> None:
    """A crash names the rules that it was asked about, not the names of the lowered form."""

    class Failing(Plain):
        def judge_many(self, rows: Iterable[Row]) -> Iterator[Judged | EngineFailed]:
            for _ in rows:
                error = EngineFailed("died", "ended in the middle of a question (SIGSEGV)")
                error.asked = ("condition 1 T", "condition 1 F", "condition ~12", "part")
                yield error

    found = cross_examine(policy_of(RULES).rulebook, LIVE, Failing, cases=7)
    reason = "the second engine (durable-rules) ended in the middle of a question (SIGSEGV); it was asked about `late`"
    assert found.not_asked == (("return", reason, 7),)
    assert (found.asked, found.agrees) == (0, False)


def test_a_silenced_rule_is_examined_too(policy_of: Callable[..., Policy]) -> None:
    """A difference in a rule that another one overrides is found, though no decision shows it yet."""
    found = cross_examine(policy_of(RULES).rulebook, LIVE, OffByOne, cases=60)
    assert any(each.facts.get("order.late") == "true" for each in found.shown)


def test_the_same_cases_are_made_each_time(policy_of: Callable[..., Policy]) -> None:
    """Nothing depends on the clock or on chance."""
    rulebook = policy_of(RULES).rulebook
    made = BoundaryCases(rulebook, rulebook.requests["return"])
    assert list(made.cases(200)) == list(made.cases(200))


def test_each_boundary_is_tried(policy_of: Callable[..., Policy]) -> None:
    """Of each fact its figures, one less and one more, its ends, both truths, and unknown occur."""
    rulebook = policy_of(RULES).rulebook
    cases = list(BoundaryCases(rulebook, rulebook.requests["return"]).cases(60))
    days = {case.get("order.days") for case in cases}
    assert {0, 29, 30, 31, 44, 45, 46, 60, None} <= days
    assert {case.get("order.late") for case in cases} == {True, False, None}


@pytest.mark.parametrize("name", ["webshop", "airline", "supplier"])
def test_durable_rules_agrees_on_shipped_policies(name: str) -> None:
    """All examples and some hundreds of generated cases a request: no difference, and nothing that is not asked."""
    needed()
    second = second_engine()
    assert not isinstance(second, MissingPart)
    rulebook = load(name).rulebook
    found = cross_examine(rulebook, LIVE, second)
    assert (found.differing, found.shown, found.not_asked) == (0, (), ())
    assert found.asked >= 300 * len(rulebook.requests)


def test_durable_rules_finds_a_planted_error(policy_of: Callable[..., Policy]) -> None:
    """A live engine that takes `at most 30` for `less than 30` is contradicted on the 30th day."""
    needed()
    second = second_engine()
    assert not isinstance(second, MissingPart)

    def wrong(program: Program) -> object:
        return LIVE(replace(program, conditions=tuple(map(off_by_one, program.conditions))))

    found = cross_examine(policy_of(RULES).rulebook, wrong, second, cases=60)  # type: ignore[arg-type]
    assert found.differing
    assert {each.facts["order.days"] for each in found.shown} == {"30"}


def test_examples_that_name_no_day_are_examined_on_the_same_day_each_time() -> None:
    """The day of such an example comes from the policy, and not from the clock."""
    rulebook = load("webshop").rulebook
    shown = [cross_examine(rulebook, LIVE, Refusing, cases=0).to_dict() for _ in range(2)]
    assert shown[0] == shown[1]
