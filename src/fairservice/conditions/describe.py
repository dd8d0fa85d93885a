"""Reads conditions and amounts out as plain Dutch and English, with the values that they met in a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import assert_never
from zoneinfo import ZoneInfo

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
    Whole,
    walk,
)
from fairservice.conditions.quantities import quantity_of
from fairservice.conditions.reference import Case
from fairservice.conditions.vocabulary import CLOCKS, Boolean, Quantity, Records, Type, Value
from fairservice.conditions.wording import bare, spoken, spoken_day

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
_COMPARE_TIMES = {
    "nl": {"<": "is voor", "<=": "is uiterlijk", ">": "is na", ">=": "is niet eerder dan"},
    "en": {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"},
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
        "listed": "{}: {}",
        "no_records": "geen",
        "true": "in elk geval",
        "false": "in geen geval",
        "until": "{value} vanaf {day}",
        "divided": "{} gedeeld door {}",
        "size": "de grootte van {}",
        "floor": "{}, naar beneden afgerond",
        "ceiling": "{}, naar boven afgerond",
        "day": "de dag van {}",
        "weekday": "de weekdag van {}",
        "month": "de maand van {}",
        "year": "het jaar van {}",
        "time": "het tijdstip van {}",
        "later": "{} na {}",
        "earlier": "{} voor {}",
        "some": "voor minstens één van de {} geldt: ({})",
        "every": "voor elk van de {} geldt: ({})",
        "none": "voor geen van de {} geldt: ({})",
        "some_at_all": "er zijn {}",
        "none_at_all": "er zijn geen {}",
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
        "listed": "{}: {}",
        "no_records": "none",
        "true": "in every case",
        "false": "in no case",
        "until": "{value} from {day} on",
        "divided": "{} divided by {}",
        "size": "the size of {}",
        "floor": "{}, rounded down",
        "ceiling": "{}, rounded up",
        "day": "the day of {}",
        "weekday": "the weekday of {}",
        "month": "the month of {}",
        "year": "the year of {}",
        "time": "the time of {}",
        "later": "{} after {}",
        "earlier": "{} before {}",
        "some": "for at least one of the {}: ({})",
        "every": "for each of the {}: ({})",
        "none": "for none of the {}: ({})",
        "some_at_all": "there are {}",
        "none_at_all": "there are no {}",
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
    """Reads nodes out in one language. `label` says what people call a name or a value; moments are local to `zone`."""

    lang: str
    currency: str
    label: Callable[[str], str]
    zone: ZoneInfo | None = None

    def value(self, value: Value | None, type: Type, today: date | None = None) -> str:
        """A value with its unit, or that it is not known; a day with its weekday, see `spoken_day`."""
        if value is None:
            return _PHRASES[self.lang]["unknown"]
        text = self.plain(value, type, today)
        if isinstance(type, Quantity) and type.unit and type.kind in ("integer", "number"):
            one, many = _UNITS[self.lang].get(type.unit) or (self.label(type.unit),) * 2
            text += f" {one if text == '1' else many}"
        return text

    def plain(self, value: Value, type: Type, today: date | None = None) -> str:
        """A value without its unit, as a text that names the unit itself has it."""
        return spoken(value, type, self.lang, self.currency, self.label, self.zone, today)

    def name(self, column: str) -> str:
        """What people call a fact, or a part of one."""
        name, slash, part = column.partition("/")
        if part[:1] in ("+", "-"):
            return self._moved(self.label(name), int(part))
        return _PHRASES[self.lang][part].format(self.label(name)) if slash else self.label(name)

    def _moved(self, name: str, months: int) -> str:
        count, unit = (months // 12, "years") if months % 12 == 0 else (months, "months")
        length = self.value(abs(count), Quantity("integer", 0, abs(count), unit=unit))
        return _PHRASES[self.lang]["later" if months > 0 else "earlier"].format(length, name)

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
                return phrases["some_at_all"].format(self.listed(node.records))
            case Not(Some(condition=condition) as inner) if condition == TRUE:
                return phrases["none_at_all"].format(self.listed(inner.records))
            case Some(condition=condition):
                return phrases["some"].format(self.listed(node.records), self.condition(condition))
            case Not(Some(condition=Not(operand)) as inner):
                return phrases["every"].format(self.listed(inner.records), self.condition(operand))
            case Not(Some(condition=condition) as inner):
                return phrases["none"].format(self.listed(inner.records), self.condition(condition))
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
                if isinstance(left.type, Quantity) and left.type.kind in CLOCKS:
                    words = {**words, **(_COMPARE_DATES if left.type.kind == "date" else _COMPARE_TIMES)[self.lang]}
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
                return phrases["count"].format(self.listed(records), self._where(condition))
            case Total(_, records, condition, amount):
                amounts, listed = self._operand(amount), self.listed(records)
                return phrases["sum"].format(amounts, listed, self._where(condition))
            case Extreme(which, _, records, condition, amount, otherwise):
                amounts, listed = self._operand(amount), self.listed(records)
                rest = self._operand(otherwise)
                return phrases["list_" + which].format(amounts, listed, self._where(condition), rest)
            case Named(name, kind, body):
                shown = self.name(name)
                if kind == "parameter" and isinstance(body, Constant | Dated | Variable):
                    return f"{shown} ({self.amount(body)})"
                return shown
            case Arithmetic("-", Constant(0), right):
                return f"−{self._operand(right)}"
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
            case Whole(which, numerator, denominator):
                inner = self._operand(numerator)
                if quantity_of(numerator).scale == quantity_of(denominator).scale:
                    inner = phrases["divided"].format(inner, self._operand(denominator))
                return phrases[which].format(inner)
            case Extremum("max", (one, Arithmetic("-", Constant(0), other))) if one == other:
                return phrases["size"].format(self._operand(one))
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
        return f"({text})" if isinstance(inner, Arithmetic | Conditional | Whole) else text

    def listed(self, records: Variable) -> str:
        """What people call a list, as it stands after `the` or `no`."""
        return bare(self.name(records.name), self.lang)

    def met(self, node: Node, case: Case) -> str:
        """The values that a condition met: `days since delivery is 35 days`, one per column it reads."""
        columns: dict[str, Type] = {}
        fields: set[str] = set()
        for part in walk(node):
            if isinstance(part, Variable):
                columns[part.name] = part.type
            elif isinstance(part, Field):
                fields.add(part.name)
        return "; ".join(self._met(name, case.get(name), type, fields) for name, type in columns.items())

    def _met(self, name: str, value: Value | None, type: Type, fields: set[str]) -> str:
        """A fact with its value; of a list what was read of each record, or how many there are where that is long."""
        phrases = _PHRASES[self.lang]
        if not isinstance(type, Records):
            return phrases["value"].format(self.name(name), self.value(value, type))
        assert value is None or isinstance(value, tuple)
        text = self.value(value, type) if value is None or value else phrases["no_records"]
        read = [(at, f"{name}.{each}", its) for at, (each, its) in enumerate(type.fields) if f"{name}.{each}" in fields]
        if value and read and len(value) <= SHOWN_RECORDS:
            records = [", ".join(self._field(label, record[at], its) for at, label, its in read) for record in value]
            text = " / ".join(records)
        return phrases["listed"].format(self.name(name), text)

    def _field(self, name: str, value: Value | None, type: Type) -> str:
        """A field with its value; its label once where the unit says the same: `500 pieces`."""
        label, text = self.label(name), self.value(value, type)
        return text if text.endswith(f" {label}") else f"{label} {text}"


def tests_of(node: Node) -> tuple[Node, ...]:
    """The tests that a rule's condition joins, one per entry of its `when`."""
    return node.operands if isinstance(node, And) else (node,)
