"""Generates well-typed conditions and amounts over declared names, as their owner would write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.chooser import Chooser, chance, pick, some
from conformance.yaml_text import Tree

KINDS = ("book", "shoe", "lamp")
LEVELS = ("calm", "warned", "barred")
FLAWS = ("dent", "scratch", "stain")
NOTES = ("blue", "red wine")
DAYS = ("2026-05-31", "2026-06-01", "2026-06-02")
FIGURES = {
    "integer": ("0", "1", "2", "3", "14"),
    "number": ("0.1", "0.5", "2", "2.5"),
    "money": ("0.01", "5.00", "9.99", "10.00", "10.01"),
    "percent": ("10%", "12.5%", "50%", "100%"),
    "date": DAYS,
}
OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
LENGTHS = ("1 month", "2 years", "18 months", "3 weeks")


@dataclass
class Names:
    """What may be named, by kind; definitions are added as they are made."""

    chooser: Chooser
    by_kind: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    above_zero: list[str] = field(default_factory=list)

    def add(self, name: str, kind: str) -> None:
        self.by_kind.setdefault(kind, []).append(name)

    def of(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in self.by_kind.get(kind, [])]

    # ---- amounts

    def amount(self, kind: str, depth: int = 2) -> str:
        """What a line of that kind comes to; a division that is not exact only outermost."""
        if kind == "boolean":
            return self.condition(1) if chance(self.chooser, 40) else "true"
        if self.above_zero and kind in ("money", "number", "percent") and self.named(kind) and chance(self.chooser, 20):
            divisor = pick(self.chooser, self.above_zero)
            top = self.expression(kind, depth - 1)
            return f"({top}) / {pick(self.chooser, [divisor, f'({divisor} + 2)', f'max({divisor}, 3)'])}"
        return self.expression(kind, depth)

    def named(self, kind: str) -> list[str]:
        """The names that have that kind; every whole number is a number too."""
        if kind == "date":
            return [*self.of(kind), "today", "received_on"]
        return self.of("integer", "number") if kind == "number" else self.of(kind)

    def figure(self, kind: str) -> str:
        return pick(self.chooser, FIGURES[kind] + (FIGURES["integer"] if kind == "number" else ()))

    def atom(self, kind: str) -> str:
        """A name or a figure. A figure of money is a mere number where nothing beside it is money."""
        names = self.named(kind)
        return pick(self.chooser, names) if names and chance(self.chooser, 75) else self.figure(kind)

    def root(self, kind: str) -> str:
        names = self.named(kind)
        return pick(self.chooser, names) if names else self.figure(kind)

    def expression(self, kind: str, depth: int) -> str:
        """A calculation of one kind: number, money, percent or date."""
        if depth <= 0 or chance(self.chooser, 30) or not self.named(kind):
            return self.root(kind)

        def first() -> str:
            return self.expression(kind, depth - 1)

        def part() -> str:
            return self.atom(kind) if chance(self.chooser, 60) else self.expression(kind, depth - 1)

        forms: list[Callable[[], str]] = [
            lambda: f"min({first()}, {part()})",
            lambda: f"max({part()}, {first()})",
            lambda: f"(if {self.condition(depth - 1)} then {part()} else {first()})",
        ]
        if kind == "date":
            counts = self.of("integer")
            if counts:
                forms.append(lambda: f"({self.atom('date')} + {pick(self.chooser, counts)})")
            forms.append(lambda: f"({self.atom('date')} {pick(self.chooser, '+-')} 7)")
            dates = [name for name in self.of("date") if name in self.facts] or ["today"]
            forms.append(
                lambda: f"({pick(self.chooser, dates)} {pick(self.chooser, '+-')} {pick(self.chooser, LENGTHS)})"
            )
        else:
            forms += [
                lambda: f"({first()} + {part()})",
                lambda: f"({part()} - {first()})",
                lambda: f"{first()} / {pick(self.chooser, ('4', '2', '10'))}",
            ]
            factors = self.of("integer", "number")
            owned = self.of(kind) if kind != "number" else factors
            if factors and owned:
                forms.append(lambda: f"{pick(self.chooser, factors)} * {pick(self.chooser, owned)}")
            if owned:
                forms.append(lambda: f"{pick(self.chooser, ('2', '0.5'))} * {pick(self.chooser, owned)}")
        if kind == "money":
            forms.append(lambda: f"{self.atom('percent')} of ({first()})")
        if kind == "number" and (moments := self.of("date", "datetime")):
            forms.append(lambda: f"{pick(self.chooser, ('month', 'weekday'))}({self.moment(moments)})")
        if kind == "number":
            forms.append(
                lambda: f"{pick(self.chooser, ('floor', 'ceiling'))}({part()} / {pick(self.chooser, ('7', '0.3'))})"
            )
            forms.append(lambda: f"abs({first()} - {part()})")
            forms.append(lambda: f"days_between({self.atom('date')}, {self.atom('date')})")
        return pick(self.chooser, forms)()

    def moment(self, names: list[str]) -> str:
        """A date or datetime fact, of which parts can be taken."""
        return pick(self.chooser, [name for name in names if name in self.facts] or ["today"])

    # ---- conditions

    def condition(self, depth: int) -> str:
        """A full condition, as in `if:`."""
        if depth > 0 and chance(self.chooser, 40):
            form = pick(self.chooser, ("and", "or", "not"))
            if form == "not":
                return f"not({self.condition(depth - 1)})"
            return f"({self.condition(depth - 1)} {form} {self.condition(depth - 1)})"
        forms: list[Callable[[], str]] = [lambda: self.comparison(depth)]
        if flags := self.of("boolean"):
            forms += [lambda: pick(self.chooser, flags), lambda: f"{pick(self.chooser, flags)} = false"]
        if kinds := self.of("choice"):
            forms += [
                lambda: f'{pick(self.chooser, kinds)} {pick(self.chooser, ("=", "!="))} "{pick(self.chooser, KINDS)}"',
                lambda: f'{pick(self.chooser, kinds)} in ("{KINDS[0]}", "{pick(self.chooser, KINDS[1:])}")',
            ]
        if moments := self.of("datetime"):
            forms.append(lambda: f"{pick(self.chooser, moments)} {pick(self.chooser, OPERATORS)} 2026-03-02T12:00")
        if levels := self.of("ordered"):
            forms.append(
                lambda: f'{pick(self.chooser, levels)} {pick(self.chooser, OPERATORS)} "{pick(self.chooser, LEVELS)}"'
            )
        if flaws := self.of("choices"):
            forms.append(lambda: f'"{pick(self.chooser, FLAWS)}" in {pick(self.chooser, flaws)}')
        if notes := self.of("text"):
            forms.append(lambda: f'{pick(self.chooser, notes)} = "{pick(self.chooser, NOTES)}"')
        return pick(self.chooser, forms)()

    def comparison(self, depth: int) -> str:
        kind = pick(self.chooser, [kind for kind in ("number", "money", "percent", "date") if self.named(kind)])
        operator, right = pick(self.chooser, OPERATORS), self.expression(kind, depth - 1)
        left = self.root(kind)
        form = self.chooser.integer(0, 9)
        if form == 0 and kind != "date" and self.above_zero:
            divisor = pick(self.chooser, self.above_zero)
            return f"{left} / {divisor} {operator} {self.figure(kind)}"
        if form == 1:
            low, high = pick(self.chooser, ((0, 1), (1, 1), (0, 2), (1, 2)))
            figures = FIGURES[kind]
            return f"{left} {pick(self.chooser, ('in [{}..{}]', 'between {} and {}', 'in ({}..{}]'))}".format(
                figures[low], figures[high]
            )
        return f"{left} {operator} {right}"

    # ---- unary tests, as they stand after a fact's name

    def test(self, name: str, kind: str) -> Tree:
        """A test that fits a kind, in words or in FEEL."""
        match kind:
            case "boolean":
                return pick(self.chooser, ("true", "false"))
            case "choice":
                return pick(self.chooser, ("book", "shoe", "lamp", "book, lamp", "not shoe", 'not("book", "shoe")'))
            case "ordered":
                return pick(
                    self.chooser,
                    ("warned", "at least warned", "less than warned", "calm, barred", "calm to warned", ">= barred"),
                )
            case "choices":
                if chance(self.chooser, 50):
                    return f"{pick(self.chooser, ('any', 'all', 'none'))} of dent, {pick(self.chooser, FLAWS[1:])}"
                which = pick(self.chooser, ("any_of", "all_of", "none_of"))
                return {which: list(some(self.chooser, FLAWS, 50)) or ["dent"]}
            case "text":
                return pick(self.chooser, ("blue", '"red wine"', 'not "blue"'))
            case "date":
                day = pick(self.chooser, (*DAYS, "today"))
                words = ("before {}", "after {}", "on or before {}", "on or after {}", "{}", "not {}")
                return pick(self.chooser, words).format(day)
        return self.quantity_test(kind)

    def quantity_test(self, kind: str) -> str:
        figures = FIGURES[kind]
        a = self.chooser.integer(0, len(figures) - 2)
        low, high = figures[a], figures[self.chooser.integer(a, len(figures) - 1)]
        words = (
            "at most {0}", "at least {0}", "more than {0}", "less than {0}", "{0} to {1}", "between {0} and {1}",
            "{0}, {1}", "not {0}", "<= {0}", "[{0}..{1})", "({0}..{1}]", "at least {0} and less than {1}",
            "{0} or more than {1}",
        )  # fmt: skip
        if names := self.of(kind):
            if chance(self.chooser, 25):
                return f"at most {pick(self.chooser, names)}"
            if chance(self.chooser, 15):
                return f"more than {pick(self.chooser, names)} + {low}"
        return pick(self.chooser, words).format(low, high)

    def when(self, depth: int = 1) -> dict[str, Tree]:
        """The entries of a `when`."""
        found: dict[str, Tree] = {}
        for _ in range(1 if chance(self.chooser, 65) else 2):
            group = self.chooser.integer(0, 13) if depth > 0 else 9
            if group in (0, 1):
                found[pick(self.chooser, ("any", "all"))] = [self.when(depth - 1), self.when(depth - 1)]
            elif group == 2:
                found[pick(self.chooser, ("not", "unless"))] = self.when(depth - 1)
            elif group == 3:
                count = str(self.chooser.integer(1, 3))
                found["at_least"] = {count: [self.when(depth - 1) for _ in range(3)]}
            elif group in (4, 5):
                found["if"] = self.condition(2)
            else:
                found.update(self.entry())
        return found

    def entry(self) -> dict[str, Tree]:
        """One test of one fact or definition; yes/no and choice facts come up often, so that rules meet."""
        plain = [(name, kind) for name, kind in self.facts.items() if kind in ("boolean", "choice", "ordered")]
        pool = plain if plain and chance(self.chooser, 60) else list(self.facts.items())
        defined = [name for name in self.of("boolean") if name not in self.facts]
        if defined and chance(self.chooser, 15):
            return {pick(self.chooser, defined): pick(self.chooser, ("true", "false"))}
        pool = [each for each in pool if each[1] != "datetime"]
        if not pool:
            return {"today": f"on or after {pick(self.chooser, DAYS)}"}
        name, kind = pick(self.chooser, pool)
        return {name: self.test(name, kind)}
