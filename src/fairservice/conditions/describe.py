"""Reads conditions and amounts out as plain Dutch and English, with the values that they met in a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from fairservice.conditions.nodes import (
    TRUE,
    And,
    Arithmetic,
    AtLeast,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Count,
    Dated,
    Extreme,
    Extremum,
    Field,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Rounded,
    Some,
    Total,
    Variable,
    children,
    columns_of,
    walk,
)
from fairservice.conditions.reference import Case, value_of
from fairservice.conditions.vocabulary import Boolean, Quantity, Records, Type, Value, int_of
from fairservice.conditions.wording import spoken, spoken_day

_COMPARE = {
    "nl": {
        "=": "is",
        "!=": "is niet",
        "<": "is minder dan",
        "<=": "is hoogstens",
        ">": "is meer dan",
        ">=": "is minstens",
    },
    "en": {
        "=": "is",
        "!=": "is not",
        "<": "is less than",
        "<=": "is at most",
        ">": "is more than",
        ">=": "is at least",
    },
}
_COMPARE_DATES = {
    "nl": {"<": "is voor", "<=": "is uiterlijk op", ">": "is na", ">=": "is op of na"},
    "en": {"<": "is before", "<=": "is on or before", ">": "is after", ">=": "is on or after"},
}
_PHRASES = {
    "nl": {
        "and": " en ",
        "or": " of ",
        "not": "niet: {}",
        "is_no": "{} is niet zo",
        "any": "{} heeft een van {}",
        "all": "{} heeft {}",
        "at_least": "minstens {} van: {}",
        "min": "de laagste van {}",
        "max": "de hoogste van {}",
        "if": "{then} als {condition}, anders {otherwise}",
        "by": "{} volgens de tabel",
        "of": "{} van {}",
        "unknown": "onbekend",
        "value": "{} is {}",
        "true": "in elk geval",
        "false": "in geen geval",
        "until": "{value} vanaf {day}",
        "divided": "{} gedeeld door {}",
        "day": "de dag van {}",
        "weekday": "de weekdag van {}",
        "month": "de maand van {}",
        "year": "het jaar van {}",
        "some": "voor minstens één van de {} geldt: ({})",
        "every": "voor elk van de {} geldt: ({})",
        "none": "voor geen van de {} geldt: ({})",
        "some_at_all": "{} is niet leeg",
        "none_at_all": "{} is leeg",
        "count": "het aantal {}{}",
        "sum": "de som van {} over de {}{}",
        "list_min": "de laagste {} van de {}{}, of anders {}",
        "list_max": "de hoogste {} van de {}{}, of anders {}",
        "where": " (waarvoor geldt: {})",
    },
    "en": {
        "and": " and ",
        "or": " or ",
        "not": "not: {}",
        "is_no": "{} is not so",
        "any": "{} has one of {}",
        "all": "{} has {}",
        "at_least": "at least {} of: {}",
        "min": "the least of {}",
        "max": "the greatest of {}",
        "if": "{then} if {condition}, otherwise {otherwise}",
        "by": "{} by the table",
        "of": "{} of {}",
        "unknown": "not known",
        "value": "{} is {}",
        "true": "in every case",
        "false": "in no case",
        "until": "{value} from {day} on",
        "divided": "{} divided by {}",
        "day": "the day of {}",
        "weekday": "the weekday of {}",
        "month": "the month of {}",
        "year": "the year of {}",
        "some": "for at least one of the {}: ({})",
        "every": "for each of the {}: ({})",
        "none": "for none of the {}: ({})",
        "some_at_all": "{} is not empty",
        "none_at_all": "{} is empty",
        "count": "the number of {}{}",
        "sum": "the sum of {} over the {}{}",
        "list_min": "the lowest {} of the {}{}, or else {}",
        "list_max": "the highest {} of the {}{}, or else {}",
        "where": " (where {})",
    },
}
_UNITS = {
    "nl": {
        "minutes": ("minuut", "minuten"),
        "hours": ("uur", "uur"),
        "days": ("dag", "dagen"),
        "weeks": ("week", "weken"),
        "months": ("maand", "maanden"),
        "years": ("jaar", "jaar"),
        "times": ("keer", "keer"),
        "items": ("stuk", "stuks"),
        "pieces": ("stuk", "stuks"),
    },
    "en": {
        "minutes": ("minute", "minutes"),
        "hours": ("hour", "hours"),
        "days": ("day", "days"),
        "weeks": ("week", "weeks"),
        "months": ("month", "months"),
        "years": ("year", "years"),
        "times": ("time", "times"),
        "items": ("item", "items"),
        "pieces": ("piece", "pieces"),
    },
}
"""Of one and of more; a unit that is not here goes by its label."""


SHOWN_RECORDS = 3
"""The longest list whose records are read out one by one."""


@dataclass(frozen=True)
class Describer:
    """Reads nodes out in one language. `label` says what people call a name or a value."""

    lang: str
    currency: str
    label: Callable[[str], str]

    def value(self, value: Value | None, type: Type) -> str:
        """A value with its unit, or that it is not known."""
        if value is None:
            return _PHRASES[self.lang]["unknown"]
        text = spoken(value, type, self.lang, self.currency, self.label)
        if isinstance(type, Quantity) and type.unit and type.kind in ("integer", "number"):
            one, many = _UNITS[self.lang].get(type.unit) or (self.label(type.unit),) * 2
            text += f" {one if text == '1' else many}"
        return text

    def name(self, column: str) -> str:
        """What people call a fact, or a part of one."""
        name, slash, part = column.partition("/")
        return _PHRASES[self.lang][part].format(self.label(name)) if slash else self.label(name)

    def condition(self, node: Node) -> str:
        """A condition as a clause: `days since delivery is at most 30 days`."""
        phrases = _PHRASES[self.lang]
        match node:
            case Constant(value):
                return phrases["true" if value else "false"]
            case Variable() | Named() | Field() if isinstance(node.type, Boolean):
                return self.amount(node)
            case Not(Variable() | Named() | Field() as inner):
                return phrases["is_no"].format(self.amount(inner))
            case Not(OneOf(operand, values)):
                listed = phrases["or"].join(self.value(each, operand.type) for each in values)
                return f"{self.amount(operand)} {_COMPARE[self.lang]['!=']} {listed}"
            case Not(Comparison("=", left, right)):
                return f"{self.amount(left)} {_COMPARE[self.lang]['!=']} {self.amount(right)}"
            case Some(condition=condition) if condition == TRUE:
                return phrases["some_at_all"].format(self.amount(node.records))
            case Not(Some(condition=condition) as inner) if condition == TRUE:
                return phrases["none_at_all"].format(self.amount(inner.records))
            case Some(condition=condition):
                return phrases["some"].format(self.amount(node.records), self.condition(condition))
            case Not(Some(condition=Not(operand)) as inner):
                return phrases["every"].format(self.amount(inner.records), self.condition(operand))
            case Not(Some(condition=condition) as inner):
                return phrases["none"].format(self.amount(inner.records), self.condition(condition))
            case Not(operand):
                return phrases["not"].format(self.condition(operand))
            case And(operands):
                return phrases["and"].join(self._part(each, Or) for each in operands)
            case Or(operands):
                return phrases["or"].join(self._part(each, And) for each in operands)
            case AtLeast(count, operands):
                return phrases["at_least"].format(count, "; ".join(self.condition(each) for each in operands))
            case Comparison(operator, left, right):
                words = _COMPARE[self.lang]
                if isinstance(left.type, Quantity) and left.type.kind == "date":
                    words = {**words, **_COMPARE_DATES[self.lang]}
                return f"{self.amount(left)} {words[operator]} {self.amount(right)}"
            case OneOf(operand, values):
                listed = phrases["or"].join(self.value(each, operand.type) for each in values)
                return f"{self.amount(operand)} {_COMPARE[self.lang]['=']} {listed}"
            case Contains(operand, which, values):
                joint = phrases["or"] if which == "any" else phrases["and"]
                return phrases[which].format(self.amount(operand), joint.join(map(self.label, values)))
            case _:
                return self.amount(node)

    def _part(self, node: Node, parenthesised: type[Or] | type[And]) -> str:
        text = self.condition(node)
        return f"({text})" if isinstance(node, parenthesised) else text

    def amount(self, node: Node) -> str:
        """An expression as a phrase: `return window (30 days)`."""
        phrases = _PHRASES[self.lang]
        match node:
            case Constant(value, type):
                return self.value(value, type)
            case Variable(name):
                return self.name(name)
            case Field(name=name):
                return self.label(name)
            case Count(_, records, condition):
                return phrases["count"].format(self.name(records.name), self._where(condition))
            case Total(_, records, condition, amount):
                amounts, listed = self._operand(amount), self.name(records.name)
                return phrases["sum"].format(amounts, listed, self._where(condition))
            case Extreme(which, _, records, condition, amount, otherwise):
                amounts, listed = self._operand(amount), self.name(records.name)
                rest = self._operand(otherwise)
                return phrases["list_" + which].format(amounts, listed, self._where(condition), rest)
            case Named(name, kind, body):
                shown = self.label(name)
                if kind == "parameter" and isinstance(body, Constant | Dated):
                    return f"{shown} ({self.amount(body)})"
                return shown
            case Arithmetic(operator, left, right):
                sign = {"+": "+", "-": "−", "*": "×"}[operator]
                if operator == "*" and isinstance(left.type, Quantity) and left.type.kind == "percent":
                    return phrases["of"].format(self._operand(left), self._operand(right))
                return f"{self._operand(left)} {sign} {self._operand(right)}"
            case Rescale(operand):
                return self.amount(operand)
            case Rounded(numerator, denominator):
                if isinstance(denominator, Constant):
                    return self.amount(numerator)
                return phrases["divided"].format(self._operand(numerator), self._operand(denominator))
            case Extremum(which, operands):
                return phrases[which].format(", ".join(self.amount(each) for each in operands))
            case Conditional(condition, then, otherwise):
                return phrases["if"].format(
                    then=self.amount(then),
                    condition=self.condition(condition),
                    otherwise=self.amount(otherwise),
                )
            case Dated(_, versions):
                values = [self.amount(versions[0][1])]
                for first, body in versions[1:]:
                    day = spoken_day(date.fromordinal(first), self.lang)
                    values.append(phrases["until"].format(value=self.amount(body), day=day))
                return ", ".join(values)
            case LookUp(keys):
                return phrases["by"].format(", ".join(self.amount(each) for each in keys))
            case Comparison() | OneOf() | Contains() | Not() | And() | Or() | AtLeast() | Some():
                return self.condition(node)
            case _:
                assert_never(node)

    def _where(self, condition: Node) -> str:
        return "" if condition == TRUE else _PHRASES[self.lang]["where"].format(self.condition(condition))

    def _operand(self, node: Node) -> str:
        text = self.amount(node)
        inner = node.operand if isinstance(node, Rescale) else node
        return f"({text})" if isinstance(inner, Arithmetic | Conditional) else text

    def met(self, node: Node, case: Case) -> str:
        """The values that a condition met: `days since delivery is 35 days`, one per column it reads."""
        found = {part.name: part.type for part in walk(node) if isinstance(part, Variable)}
        phrase = _PHRASES[self.lang]["value"]
        return "; ".join(
            phrase.format(self.name(name), self._met(name, case.get(name), type)) for name, type in found.items()
        )

    def _met(self, name: str, value: Value | None, type: Type) -> str:
        """A value that was met; of a list how long it is, and what is in it while that is short."""
        text = self.value(value, type)
        if not isinstance(type, Records) or not isinstance(value, tuple) or not 0 < len(value) <= SHOWN_RECORDS:
            return text
        records = [
            ", ".join(
                f"{self.label(f'{name}.{field}')} {self.value(each, its)}"
                for (field, its), each in zip(type.fields, record, strict=True)
            )
            for record in value
        ]
        return f"{text} ({'; '.join(records)})"


def tests_of(node: Node) -> tuple[Node, ...]:
    """The tests that a rule's condition joins, one per entry of its `when`."""
    return node.operands if isinstance(node, And) else (node,)


def open_columns(node: Node, case: Case) -> list[str]:
    """The unknown columns that keep a node open: only parts that are open themselves are looked into."""
    named: dict[int, Value | None] = {}
    found: dict[str, None] = {}
    seen: set[int] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if id(current) in seen or value_of(current, case, named) is not None:
            continue
        seen.add(id(current))
        inside = children(current)
        match current:
            case Variable(name):
                found[name] = None
            case Conditional(condition, then, otherwise):
                holds = value_of(condition, case, named)
                if holds is not None:
                    inside = (then if holds else otherwise,)
            case Dated(on, versions) if (day := value_of(on, case, named)) is not None:
                begun = [body for first, body in versions if first <= int_of(day)]
                inside = (begun[-1] if begun else versions[0][1],)
            case Some() | Count() | Total() | Extreme():
                found |= dict.fromkeys(_open_of_list(current, case))
                inside = ()
            case _:
                pass
        pending.extend(reversed(inside))
    return list(found)


def _open_of_list(node: Some | Count | Total | Extreme, case: Case) -> list[str]:
    """The unknown columns that what is asked of a list reads; a list itself where a field of it is unknown."""
    found = [name for name in columns_of(node) if name not in case]
    for part in walk(node):
        if isinstance(part, Some | Count | Total | Extreme) and _reads_a_gap(part, case):
            found.append(part.records.name)
    return found


def _reads_a_gap(node: Some | Count | Total | Extreme, case: Case) -> bool:
    """Whether a list is known, and a field of it that is read is not."""
    listed = case.get(node.records.name)
    pending: list[Node] = [node.condition, *((node.amount,) if isinstance(node, Total | Extreme) else ())]
    read: set[int] = set()
    while pending:
        part = pending.pop()
        if isinstance(part, Field) and part.level == node.level:
            read.add(part.position)
        elif not isinstance(part, Named):  # what stands under a name reads other records by the same levels
            pending.extend(children(part))
    return isinstance(listed, tuple) and any(record[position] is None for record in listed for position in read)
