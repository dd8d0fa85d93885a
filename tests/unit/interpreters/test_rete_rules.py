"""The second engine: what it judges, what it is given, and what is refused."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise, product

import pytest

import fairservice.interpreters.rete_rules as rete_rules
from durable_here import needed
from fairservice.bootstrap import engine_named, load, second_engine
from fairservice.conditions.nodes import (
    And,
    Arithmetic,
    AtLeast,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Count,
    Field,
    LookUp,
    Node,
    Not,
    OneOf,
    Or,
    Some,
    Variable,
    walk,
)
from fairservice.conditions.program import Program, Row
from fairservice.conditions.vocabulary import BOOLEAN, EXACT, TEXT, Boolean, Choices, Quantity, Records
from fairservice.errors import EngineFailed, MissingPart
from fairservice.interpreters.reference import Reference
from fairservice.interpreters.rete_rules import ReteRules, Worker
from fairservice.interpreters.rete_rules.plan import Worked, planned
from fairservice.interpreters.rete_rules.rules import (
    MAX_COLUMNS,
    MAX_CONJUNCTS,
    MAX_TERM,
    MAX_TESTS,
    Combined,
    Term,
    columns_in,
    size,
)

NUMBER = Quantity("integer", 0, 1_000_000)
SET = Choices(("a", "b", "c"))
WORKER = Worker()


@pytest.fixture
def worker() -> Worker:
    """One worker for all tests of this file; skips where there can be none."""
    needed()
    return WORKER


def number(name: str) -> Variable:
    return Variable(name, NUMBER)


def figure(value: int) -> Constant:
    return Constant(value, NUMBER)


def flag(name: str) -> Variable:
    return Variable(name, BOOLEAN)


def agree(worker: Worker, program: Program, rows: list[Row]) -> None:
    """The second engine says what the reference says."""
    engine, reference = ReteRules(program, worker), Reference(program)
    assert engine.fire_many(rows) == [reference.fire(row) for row in rows]
    for row in rows[:3]:
        assert engine.fire(row) == reference.fire(row)
        for position in range(len(program.amounts)):
            assert engine.amount(position, row) == reference.amount(position, row)


SOME: tuple[Node, ...] = tuple(flag(name) for name in "pqrst")


def conditions_of(p: Node, q: Node, r: Node, s: Node, t: Node) -> dict[str, Node]:
    """Conditions of every shape over five truths."""
    deep = Or((And((p, Or((q, And((r, Not(s))))))), Not(Or((t, And((p, s)))))))
    five = (p, q, r, s, t)
    return {
        "nested and, or, not": deep,
        "not of nested": Not(deep),
        **{f"at least {count} of 5": AtLeast(count, five) for count in range(7)},
        **{f"not at least {count} of 5": Not(AtLeast(count, five)) for count in range(7)},
        "at least 2 of what is one thing twice": AtLeast(2, (p, p, q)),
        "if": Conditional(p, q, Not(r), BOOLEAN),
        "not if": Not(Conditional(deep, q, r, BOOLEAN)),
        "equal truths": Comparison("=", p, And((q, r))),
        "table of yes and no": LookUp((p, q), (((True, True), True), ((False, True), True)), False, BOOLEAN),
        "table that is else yes": LookUp((p,), (((True,), False),), True, BOOLEAN),
        "not that table": Not(LookUp((p,), (((True,), False),), True, BOOLEAN)),
        "nothing": Or(()),
        "everything": And(()),
    }


CONDITIONS = conditions_of(*SOME)


@pytest.mark.parametrize("claim", CONDITIONS)
def test_conditions_are_judged_as_the_reference_does(worker: Worker, claim: str) -> None:
    """Of every combination of true, false and unknown."""
    program = Program((CONDITIONS[claim],), ())
    agree(worker, program, list(product((True, False, None), repeat=len(program.columns))))


@pytest.mark.parametrize("claim", CONDITIONS)
def test_conditions_on_records_are_judged_as_the_reference_does(worker: Worker, claim: str) -> None:
    """Whether a record meets it, and how many do: there conditions also come negated."""
    type = Records(tuple((name, BOOLEAN) for name in "pqrst"), 4)
    fields = (Field(0, at, f"lines.{name}", BOOLEAN) for at, name in enumerate("pqrst"))
    condition, lines = conditions_of(*fields)[claim], Variable("lines", type)
    met = Some(0, lines, condition)
    program = Program((met, Not(met), Comparison(">=", Count(0, lines, condition, NUMBER), figure(2))), ())
    each = list(product((True, False, None), repeat=5))
    agree(worker, program, [(None,), ((),), *(((one,),) for one in each), *(((a, b, a),) for a, b in pairwise(each))])


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparisons_are_judged_as_the_reference_does(worker: Worker, operator: str) -> None:
    """Of facts with facts, with figures on either side, and with sums and products; figures alone too."""
    a, b = number("a"), number("b")
    total = Arithmetic("+", Arithmetic("*", a, figure(3), NUMBER), Arithmetic("-", b, figure(7), NUMBER), NUMBER)
    alone = Arithmetic("+", figure(1), figure(2), NUMBER)
    sides = [(a, b), (a, figure(5)), (figure(5), a), (total, b), (a, total), (total, total), (alone, figure(3))]
    sides += [(a, alone), (Arithmetic("-", a, alone, NUMBER), Arithmetic("*", b, b, NUMBER)), (figure(5), figure(5))]
    program = Program(tuple(Comparison(operator, *each) for each in sides), (total,))  # type: ignore[arg-type]
    agree(worker, program, list(product((None, 0, 3, 4, 5, 6, 1_000_000), repeat=2)))


def test_no_sum_or_product_leaves_64_bits(worker: Worker) -> None:
    """A product that could is worked out before it is compared; a fact beyond its range is refused."""
    wide = Quantity("integer", -EXACT + 1, EXACT - 1)
    a, b = Variable("a", wide), Variable("b", wide)
    product_of = Arithmetic("*", a, b, wide)
    program = Program((Comparison(">", product_of, a), Comparison("<=", Arithmetic("-", a, b, wide), b)), ())
    agree(worker, program, [(2, 3), (-5, 3), (None, EXACT - 1), (EXACT - 1, 1), (EXACT - 1, EXACT - 1)][:-1])
    with pytest.raises(EngineFailed, match="has no room for"):
        ReteRules(program, worker).fire((EXACT - 1, EXACT - 1))
    with pytest.raises(EngineFailed, match="has no room for `1000001` in `a`"):
        ReteRules(Program((Comparison(">", number("a"), figure(1)),), ()), worker).fire((1_000_001,))


def test_texts_and_sets_are_judged_as_the_reference_does(worker: Worker) -> None:
    """Texts are equal or not, known to the policy or not; of sets each value is in or not."""
    x, y, one, other = Variable("x", TEXT), Variable("y", TEXT), Variable("one", SET), Variable("other", SET)
    conditions: tuple[Node, ...] = (
        Comparison("=", x, y),
        Comparison("!=", x, y),
        OneOf(x, ("a", "b")),
        Not(OneOf(x, ("a", "b"))),
        Comparison("=", x, Constant("a", TEXT)),
        Comparison("=", one, other),
        Comparison("!=", one, other),
        Comparison("=", one, Constant(frozenset("ab"), SET)),
        *(form(Contains(one, which, ("a", "b"))) for which in ("any", "all") for form in (lambda n: n, Not)),  # type: ignore[arg-type]
    )
    program = Program(conditions, (x, one))
    texts, sets = (None, "a", "b", "new", "newer", ""), (None, frozenset(), frozenset("a"), frozenset("ab"))
    agree(worker, program, [(x, y, p, q) for x in texts for y in texts for p in sets for q in sets])


def test_what_silences_what_is_fairservices_own(worker: Worker) -> None:
    """Overriding is no matter of durable-rules: a silenced rule is left out, as by the reference."""
    program = Program(tuple(SOME[:3]), (), ((), (0,), (1,)))
    agree(worker, program, list(product((True, False, None), repeat=3)))


def test_every_rule_stays_within_what_durable_rules_bears() -> None:
    """Long conditions are cut: so many tests in a set of rules, so many in a rule, so many columns, so long a sum."""
    flags = tuple(flag(f"f{at}") for at in range(500))
    long_sum: Node = number("n0")
    for at in range(1, 200):
        long_sum = Arithmetic("+", long_sum, number(f"n{at}"), NUMBER)
    conditions = (And(flags), Or(flags), AtLeast(250, flags), Comparison(">", long_sum, figure(1)))
    plan = planned(Program(conditions, ()))

    def terms(term: Term) -> int:
        return size(term)

    for shard in plan.shards:
        assert sum(len(rule.tests) for rule in shard.rules) <= MAX_TESTS
        assert len(shard.columns) <= MAX_COLUMNS
        for rule in shard.rules:
            assert 1 <= len(rule.tests) <= MAX_CONJUNCTS
            assert all(terms(each.right) <= MAX_TERM + 1 for each in rule.tests)


def test_long_conditions_are_judged_as_the_reference_does(worker: Worker) -> None:
    """However many parts a condition has."""
    flags = tuple(flag(f"f{at}") for at in range(300))
    program = Program((And(flags), Or(flags), AtLeast(150, flags), Not(And(flags)), Not(Or(flags))), ())
    rows: list[Row] = [(True,) * 300, (False,) * 300, (True,) * 150 + (False,) * 150, (True,) * 149 + (False,) * 151]
    agree(worker, program, [*rows, (True,) * 299 + (None,), (None,) * 300])


def test_durable_rules_is_given_no_negation_no_text_and_no_sum_of_figures_alone() -> None:
    """What it is given are conjunctions of comparisons of whole numbers."""
    policies = [load(name).rulebook for name in ("webshop", "airline", "supplier")]
    programs = [request.program for rulebook in policies for request in rulebook.requests.values()]
    signs: Counter[str] = Counter()

    def seen(term: object) -> None:
        match term:
            case int() | {"$m": str()}:
                pass
            case {"$add": parts} | {"$sub": parts} | {"$mul": parts}:
                assert not all(isinstance(each, int) for each in parts.values())
                seen(parts["$l"])
                seen(parts["$r"])
            case _:
                raise AssertionError(term)

    for program in [*programs, Program(tuple(CONDITIONS.values()), ())]:
        for shard in planned(program).shards:
            for head, tests in shard.message():  # type: ignore[misc]
                assert type(head) is int
                for field, sign, term in tests:
                    assert field == "z" or field.startswith("f")
                    signs[sign] += 1
                    seen(term)
    assert set(signs) == {"=", "!=", "<", "<=", ">", ">="}


def test_no_condition_is_judged_in_fairservice() -> None:
    """What is worked out around durable-rules takes branches and adds up; it compares nothing."""
    for name in ("webshop", "airline", "supplier"):
        for request in load(name).rulebook.requests.values():
            for stage in planned(request.program).stages:
                for step in stage.steps:
                    nodes = walk(step.node) if isinstance(step, Worked) else ()
                    assert all(
                        isinstance(node, Constant | Variable) or not isinstance(node.type, Boolean) for node in nodes
                    )


def test_the_names_of_fields_have_hashes_of_their_own() -> None:
    """durable-rules tells names by a 32-bit hash: those that are used differ in it, and from its own names."""

    def hashed(name: str) -> int:
        found = 2_166_136_261
        for byte in name.encode():
            found = (found ^ byte) * 16_777_619 % 2**32
        return found

    own = ["sid", "id", "$s", "$m", "$i", "$forward", "m", "all", "any", "run", "z", "count", "pri", "cap", "dist"]
    names = [*own, *(f"f{at}" for at in range(MAX_COLUMNS))]
    assert hashed("sid") == 3_593_476_751  # as its source has it
    assert len({hashed(name) for name in names}) == len(names)


def test_a_case_with_too_many_records_is_refused(worker: Worker) -> None:
    """Records that are looked at in each other's light are bounded; the case is told of, the others are judged."""
    needed()
    text = {"a": 200, "b": 200}
    program, rows = _nested(text)
    engine = ReteRules(program, worker)
    found = list(engine.judge_many([((), ())] * 30 + [*rows, (((1,),), ((1,),))]))
    assert isinstance(found[30], EngineFailed)
    assert found[30].reason == "refused"
    assert "the records of" in str(found[30])
    assert [each for each in found if isinstance(each, EngineFailed)] == [found[30]]
    with pytest.raises(EngineFailed, match="they are too many"):
        engine.fire(rows[0])


def _nested(lists: dict[str, int]) -> tuple[Program, list[Row]]:
    type = Records((("n", NUMBER),), 200)
    inner = Some(1, Variable("b", type), Comparison("=", Field(0, 0, "a.n", NUMBER), Field(1, 0, "b.n", NUMBER)))
    program = Program((Some(0, Variable("a", type), inner),), ())
    return program, [tuple(tuple((at,) for at in range(lists[name])) for name in program.columns)]


def test_a_list_within_several_lists_is_read_in_the_light_of_each(worker: Worker) -> None:
    """The same list within two others is looked at once for each record of either, at one level or at another."""
    type = Records((("n", NUMBER),), 4)
    a, b, c = (Variable(name, type) for name in "abc")

    def shared(outer: Variable, level: int) -> Node:
        same = Comparison("=", Field(level, 0, "x.n", NUMBER), Field(level + 1, 0, "c.n", NUMBER))
        return Some(level, outer, Some(level + 1, c, same))

    program = Program((shared(a, 0), shared(b, 0), Not(shared(a, 1)), shared(b, 1)), ())
    lists = (None, (), ((1,),), ((1,), (2,)), ((3,), (None,)))
    agree(worker, program, list(product(lists, repeat=3)))


def test_a_number_beyond_the_exact_ones_is_refused(worker: Worker) -> None:
    """What a double cannot hold is not asked, rather than cut off."""
    wide = Variable("a", Quantity("integer", 0, 2**60))
    engine = ReteRules(Program((Comparison(">", wide, figure(1)),), ()), worker)
    with pytest.raises(EngineFailed, match="has no room for `9007199254740992`"):
        engine.fire((2**53,))
    assert engine.fire((2**53 - 1,)) == ((0,), ())


def test_both_true_and_false_is_told_as_broken(worker: Worker) -> None:
    """A condition that would hold and fail at once gives an error, not an answer."""
    engine = ReteRules(Program((flag("p"),), ()), worker)
    pair = engine.plan.lowered.conditions[0]
    wrong = replace(engine.plan.lowered, conditions=(replace(pair, second=pair.first),))
    engine.plan = replace(engine.plan, lowered=wrong)
    with pytest.raises(EngineFailed, match="both that it holds and that it fails"):
        engine.fire((True,))


def test_equal_facts_are_asked_once(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand cases that look alike cost what one costs."""
    asked: list[int] = []
    ask = Worker.ask

    def counted(self: Worker, rules: object, number: int, facts: list[list[int]]) -> list[list[int]]:
        asked.append(len(facts))
        return ask(self, rules, number, facts)  # type: ignore[arg-type]

    monkeypatch.setattr(Worker, "ask", counted)
    engine = ReteRules(Program((Comparison(">", number("a"), figure(1)),), ()), worker)
    engine.fire_many([(5,)] * 1000)
    assert set(asked) == {1}


def test_a_program_without_conditions_is_no_trouble(worker: Worker) -> None:
    """Amounts alone are told; nothing fires; no cases at all come to nothing at all."""
    engine = ReteRules(Program((), (number("a"), figure(3))), worker)
    assert engine.fire((5,)) == ((), ())
    assert [engine.amount(at, (5,)) for at in (0, 1)] == [5, 3]
    assert engine.amount(0, (None,)) is None
    assert engine.fire_many([]) == []


# ---- whether it is there


def test_python_3_13_is_told_that_nothing_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """durable-rules does not import on Python 3.13: the message says so, and names no line that would fail."""
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    found = second_engine()
    assert isinstance(found, MissingPart)
    assert found.install is None
    assert str(found) == (
        "the second engine, `rete`, cannot be had here: durable-rules does not run on Python 3.13 or later; "
        "Python 3.11 and 3.12 have it"
    )
    with pytest.raises(MissingPart, match=r"3\.13"):
        engine_named("rete")


def test_where_it_is_not_installed_the_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that installs it is in the message."""
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(rete_rules, "find_spec", lambda name: None)
    found = second_engine()
    assert isinstance(found, MissingPart)
    assert "`pip install 'fairservice[rete]'` installs it" in str(found)


def test_where_a_c_long_is_short_it_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rules keep figures as C longs: where these have 32 bits, amounts in cents would be cut off."""
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(rete_rules.ctypes, "sizeof", lambda type: 4)
    found = rete_rules.cannot_run()
    assert found is not None
    assert "32 bits" in found[0]


def test_bounds_of_sums_and_products_are_those_of_their_parts() -> None:
    """What could leave 2^61 does not fit: a sum by its ends, a difference crosswise, a product by any corner."""
    from fairservice.interpreters.rete_rules.rules import Column, fits

    big, bounds = 2**60, {"up": (2**60, 2**60 + 9), "down": (-(2**60) - 9, -(2**60)), "small": (-4, 4)}
    up, down, small = Column("up"), Column("down"), Column("small")
    assert fits(up, bounds)
    assert not fits(Combined("+", up, up), bounds)
    assert fits(Combined("+", up, down), bounds)
    assert fits(Combined("-", up, up), bounds)
    assert not fits(Combined("-", up, down), bounds)
    assert not fits(Combined("*", small, down), bounds)
    assert not fits(Combined("-", Combined("*", small, up), Combined("*", small, up)), bounds)
    assert not fits(big, bounds)


def test_terms_of_figures_are_worked_out_at_once() -> None:
    """No sum, difference or product of figures alone is ever made."""
    from fairservice.interpreters.rete_rules.rules import ZERO, Column, Test, combined

    assert combined("*", combined("+", 1, 2), 3) == 9
    made = combined("-", Column("a"), combined("+", 1, 2))
    assert made == Combined("-", Column("a"), 3)
    assert list(columns_in([Test(ZERO, "<", made)])) == [Column("a")]
