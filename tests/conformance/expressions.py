"""Generates well-typed conditions and amounts over declared names, as their owner would write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
TIMES = ("00:00", "12:00", "23:30")
LENGTHS = ("1 month", "2 years", "18 months", "3 weeks")


@dataclass
class Names:
    """What may be named, by kind; definitions are added as they are made."""

    chooser: Chooser
    by_kind: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    above_zero: list[str] = field(default_factory=list)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    """Per list its fields, each with its kind."""
    scores: list[str] = field(default_factory=list)
    bound: list[tuple[str, str]] = field(default_factory=list)
    """The lists that are gone through, each with what stands before its fields; the innermost last."""
    _variables: int = 0

    def add(self, name: str, kind: str) -> None:
        self.by_kind.setdefault(kind, []).append(name)

    def of(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in self.by_kind.get(kind, [])]

    # ---- lists of records

    @contextmanager
    def within(self, records: str, prefix: str) -> Iterator[None]:
        """While it lasts, the fields of a list can be named, and are so more often than anything else."""
        before = self.by_kind
        self.by_kind = {kind: list(names) for kind, names in before.items()}
        for name, kind in self.lists[records].items():
            self.by_kind[kind] = [prefix + name] * 3 + self.by_kind.get(kind, [])
        self.bound.append((records, prefix))
        try:
            yield
        finally:
            self.bound.pop()
            self.by_kind = before

    def to_go_through(self) -> list[str]:
        """The lists that can still be gone through; two within one another are enough."""
        return list(self.lists) if len(self.bound) < 2 else []

    def _for_bare_fields(self) -> list[str]:
        return [each for each in self.to_go_through() if (each, "") not in self.bound]

    def _variable(self) -> str:
        self._variables += 1
        return f"v{self._variables}"

    def _where(self, records: str, depth: int) -> str:
        with self.within(records, ""):
            return self.condition(depth)

    def _listed(self, records: str, depth: int) -> str:
        """A list, or those of its records that meet a condition, in FEEL's way."""
        if (records, "") in self.bound or not chance(self.chooser, 25):
            return records
        return f"{records}[{self._where(records, depth)}]"

    def quantified(self, depth: int) -> str:
        """`some` or `every` record satisfies a condition."""
        records, name = pick(self.chooser, self.to_go_through()), self._variable()
        listed = self._listed(records, 0)
        with self.within(records, name + "."):
            body = self.condition(depth)
        return f"({pick(self.chooser, ('some', 'every'))} {name} in {listed} satisfies {body})"

    def aggregate(self, kind: str, depth: int) -> str | None:
        """A count, sum, least or greatest over a list; None where no list has that kind."""
        counted = self._for_bare_fields()
        if kind == "number" and counted and chance(self.chooser, 45):
            records = pick(self.chooser, counted)
            if chance(self.chooser, 25):
                return f"count({self._listed(records, 0)})"
            return f"count({records} where {self._where(records, depth)})"
        kinds = ("integer", "number") if kind == "number" else (kind,)
        have = [
            (records, name)
            for records in self.to_go_through()
            for name, its in self.lists[records].items()
            if its in kinds
        ]
        if not have:
            return None
        records, name = pick(self.chooser, have)
        which = pick(self.chooser, ("min", "max") if kind == "date" else ("sum", "sum", "min", "max"))
        default = "" if which == "sum" else f", otherwise {self.atom(kind)}"
        if chance(self.chooser, 25):
            variable, listed = self._variable(), self._listed(records, 0)
            with self.within(records, variable + "."):
                body = self.expression(kind, min(depth, 1))
            return f"{which}(for {variable} in {listed} return {body}{default})"
        where = ""
        if (records, "") not in self.bound and chance(self.chooser, 65):
            where = f" where {self._where(records, depth)}"
        return f"{which}({records}.{name}{where}{default})"

    def list_entry(self, records: str) -> Tree:
        """What stands after the name of a list in a `when`."""
        form = pick(self.chooser, ("some", "every", "none", "count"))
        if form != "count":
            return {form: self._record_entries(records)}
        counted: dict[str, Tree] = {"count": self.quantity_test("integer")}
        if chance(self.chooser, 70):
            counted["where"] = self._record_entries(records)
        return counted

    def _record_entries(self, records: str) -> dict[str, Tree]:
        fields = self.lists[records]
        found: dict[str, Tree] = {}
        with self.within(records, ""):
            for name in some(self.chooser, list(fields), 40) or [pick(self.chooser, list(fields))]:
                found[name] = self.test(name, fields[name])
            if chance(self.chooser, 15):
                found["if"] = self.condition(1)
            if chance(self.chooser, 10):
                name = pick(self.chooser, list(fields))
                found["not"] = {name: self.test(name, fields[name])}
        return found

    # ---- scores

    def score(self) -> str:
        """A sum of what counts when something holds; a count or another score may be part of it."""
        parts = []
        for _ in range(self.chooser.integer(2, 4)):
            least = pick(self.chooser, ("0", "0", "1"))
            parts.append(f"(if {self.condition(1)} then {pick(self.chooser, ('1', '2', '3'))} else {least})")
        if self.scores and chance(self.chooser, 30):
            parts.append(pick(self.chooser, self.scores))
        if self.lists and chance(self.chooser, 40):
            records = pick(self.chooser, list(self.lists))
            parts.append(f"count({records} where {self._where(records, 1)})")
        return f" {pick(self.chooser, '++-')} ".join(parts)

    def score_comparison(self) -> str:
        """A comparison of a score with a figure, a name, or another score."""
        score, operator = pick(self.chooser, self.scores), pick(self.chooser, OPERATORS)
        if len(self.scores) > 1 and chance(self.chooser, 40):
            other = next(each for each in self.scores if each != score)
            forms = (f"{score} {operator} {other}", f"2 * {score} {operator} {other} + 1",
                     f"min({score}, {other}) {operator} 2", f"max({score}, {other}) {operator} {self.atom('number')}",
                     f"{score} - {other} {operator} 0")  # fmt: skip
            return pick(self.chooser, forms)
        return f"{score} {operator} {pick(self.chooser, ('1', '2', '3', '4', self.atom('number')))}"

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
        if self.lists and chance(self.chooser, 45) and (over := self.aggregate(kind, depth - 1)) is not None:
            return over
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
        if depth > 0 and self.to_go_through():
            forms += [lambda: self.quantified(depth - 1), lambda: self.list_comparison(depth - 1)]
        if self.scores and not self.bound:
            forms.append(self.score_comparison)
        if flags := self.of("boolean"):
            forms += [lambda: pick(self.chooser, flags), lambda: f"{pick(self.chooser, flags)} = false"]
        if kinds := self.of("choice"):
            forms += [
                lambda: f'{pick(self.chooser, kinds)} {pick(self.chooser, ("=", "!="))} "{pick(self.chooser, KINDS)}"',
                lambda: f'{pick(self.chooser, kinds)} in ("{KINDS[0]}", "{pick(self.chooser, KINDS[1:])}")',
            ]
        if moments := self.of("datetime"):
            forms.append(lambda: f"{pick(self.chooser, moments)} {pick(self.chooser, OPERATORS)} 2026-03-02T12:00")
        if times := [*self.of("time"), *(f"{each}.time" for each in self.of("datetime"))]:
            forms.append(
                lambda: f"{pick(self.chooser, times)} {pick(self.chooser, OPERATORS)} {pick(self.chooser, TIMES)}"
            )
        if levels := self.of("ordered"):
            forms.append(
                lambda: f'{pick(self.chooser, levels)} {pick(self.chooser, OPERATORS)} "{pick(self.chooser, LEVELS)}"'
            )
        if flaws := self.of("choices"):
            forms.append(lambda: f'"{pick(self.chooser, FLAWS)}" in {pick(self.chooser, flaws)}')
        if notes := self.of("text"):
            forms.append(lambda: f'{pick(self.chooser, notes)} = "{pick(self.chooser, NOTES)}"')
        return pick(self.chooser, forms)()

    def list_comparison(self, depth: int) -> str:
        """What a list comes to beside a figure or a name."""
        kind = pick(self.chooser, ("number", "number", "money", "date"))
        over = self.aggregate(kind, depth)
        if over is None:
            return self.comparison(depth)
        return f"{over} {pick(self.chooser, OPERATORS)} {self.atom(kind)}"

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
        if self.lists and chance(self.chooser, 30):
            records = pick(self.chooser, list(self.lists))
            return {records: self.list_entry(records)}
        defined = [name for name in self.of("boolean") if name not in self.facts]
        if self.scores and chance(self.chooser, 12):
            return {pick(self.chooser, self.scores): self.quantity_test("integer")}
        if defined and chance(self.chooser, 15):
            return {pick(self.chooser, defined): pick(self.chooser, ("true", "false"))}
        pool = [each for each in pool if each[1] not in ("datetime", "time")]
        if not pool:
            return {"today": f"on or after {pick(self.chooser, DAYS)}"}
        name, kind = pick(self.chooser, pool)
        return {name: self.test(name, kind)}
