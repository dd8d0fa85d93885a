"""Judges single cases by the terms that proofs are made of, so that they can be held to the definition.

Far too slow for live decisions: each case is put into the terms and simplified.
"""

from __future__ import annotations

from typing import Any

import z3

from fairservice.conditions.lowering import flag_of, lower, lowered_case
from fairservice.conditions.program import Firing, Program, Row
from fairservice.conditions.vocabulary import BOOLEAN, Records, Type, Value
from fairservice.interpreters.smt_formula.columns import Columns, ListTerm, SetTerm, Term, Texts, code_of, read_scalar
from fairservice.interpreters.smt_formula.formulas import Formulas

Z = Any
Lengths = tuple[int, ...]


class SmtFormula:
    """An `Interpreter` over z3 terms of the lowered form, made once for each number of records in the lists."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lowered = lower(program)
        self._types: dict[str, Type] = {}
        for name, type in self._lowered.columns:
            self._types[flag_of(name)] = BOOLEAN
            self._types[name] = with_flags(type) if isinstance(type, Records) else type
        self._terms: dict[Lengths, tuple[Columns, list[tuple[Term, Term]], list[tuple[Term, Term]]]] = {}

    def fire(self, row: Row) -> Firing:
        _, given, (conditions, _) = self._put(row)
        truths: list[bool | None] = []
        for sure, fails in conditions:
            if z3.is_true(_simplified(sure, given)):
                truths.append(True)
            else:
                truths.append(False if z3.is_true(_simplified(fails, given)) else None)
        return self._program.firing(truths)

    def amount(self, position: int, row: Row) -> Value | None:
        columns, given, (_, amounts) = self._put(row)
        known, term = amounts[position]
        if not z3.is_true(_simplified(known, given)):
            return None
        type = self._program.amounts[position].type
        assert not isinstance(type, Records)
        solver = z3.Solver()
        for variable, value in given:
            solver.add(variable == value)
        assert solver.check() == z3.sat
        return read_scalar(solver.model(), term, type, columns.texts)

    def _put(self, row: Row) -> Any:
        case = lowered_case(self._lowered.columns, self._program.case(row))
        lengths = tuple(len(value) for value in case.values() if isinstance(value, tuple))
        if lengths not in self._terms:
            self._terms[lengths] = self._made(case)
        columns, conditions, amounts = self._terms[lengths]
        given = [pair for name, term in columns.terms.items() for pair in self._pairs(columns, term, name, case[name])]
        return columns, given, (conditions, amounts)

    def _made(self, case: dict[str, Value]) -> tuple[Columns, list[tuple[Term, Term]], list[tuple[Term, Term]]]:
        def slots(name: str, type: Records) -> int:
            value = case[name]
            assert isinstance(value, tuple)
            return len(value)

        columns = Columns(Texts(), slots=slots)
        bound: dict[str, Term] = {}

        def column(name: str, type: Type) -> Term:
            return bound[name] if name in bound else columns.term(name, self._types[name])

        formulas = Formulas(column, columns.texts)
        for name, node in self._lowered.bindings:
            bound[name] = formulas.of(node)
        conditions = [(formulas.of(pair.first), formulas.of(pair.second)) for pair in self._lowered.conditions]
        amounts = [(formulas.of(pair.first), formulas.of(pair.second)) for pair in self._lowered.amounts]
        return columns, conditions, amounts

    def _pairs(self, columns: Columns, term: Term, name: str, value: Value) -> list[tuple[Z, Z]]:
        type = self._types[name]
        if not isinstance(type, Records):
            return _assigned(term, code_of(value, type, columns.texts))  # type: ignore[arg-type]
        assert isinstance(term, ListTerm) and isinstance(value, tuple)
        pairs: list[tuple[Z, Z]] = []
        for (filled, terms), record in zip(term.slots, value, strict=True):
            pairs.append((filled, z3.BoolVal(True)))
            for each, field, (_, its) in zip(terms, record, type.fields, strict=True):
                assert field is not None
                pairs += _assigned(each, code_of(field, its, columns.texts))
        return pairs


def with_flags(type: Records) -> Records:
    """The type of a lowered list: its fields, and after them the flag of each."""
    return Records((*type.fields, *((flag_of(name), BOOLEAN) for name, _ in type.fields)), type.at_most)


def _assigned(term: Term, value: Term) -> list[tuple[Z, Z]]:
    if isinstance(term, SetTerm):
        return [(held, value.members[each]) for each, held in term.members.items()]
    return [(term, value)]


def _simplified(term: Z, given: list[tuple[Z, Z]]) -> Z:
    return z3.simplify(z3.substitute(term, given))
