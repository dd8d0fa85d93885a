"""Generates well-typed policies as YAML text: all kinds of facts, figures, rules and ways to resolve them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from conformance.chooser import Chooser, chance, pick, some
from conformance.expressions import DAYS, FLAWS, KINDS, LEVELS, Names
from conformance.tables import TableWriter
from conformance.yaml_text import Tree, yaml_text

Branch = dict[str, Tree]
Size = Literal["small", "medium", "large"]
"""`small`: few facts of few values, so that every completion can be tried. `large`: enough rules to dispatch on."""
REQUEST = "ask"
MANIFEST: Branch = {
    "language": "1",
    "policy": "generated",
    "title": {"en": "Generated"},
    "owner": "owner@example.com",
    "languages": ["en"],
    "currency": "EUR",
    "timezone": "Europe/Amsterdam",
    "since": "2025-01-01",
    "roles": {
        "agent": {},
        "lead": {"above": "agent", "may": ["override"]},
        "head": {"above": "lead", "may": ["override"]},
    },
    "grants": {
        "refund": "money", "credit": "money", "discount": "percent", "swap": "yes_or_no", "ready_on": "date",
        "extra": "quantity",
    },
    "mandates": {
        "agent": {"credit": {"per_case": "5.00"}},
        "lead": {"credit": {"per_case": "25.00"}, "extra": {"per_case": "2"}},
    },
}  # fmt: skip
GRANTS = {
    "refund": "money",
    "credit": "money",
    "discount": "percent",
    "swap": "boolean",
    "ready_on": "date",
    "extra": "number",
}
KEYS = {"item.kind": KINDS, "conduct.level": LEVELS}
WIDE: dict[str, tuple[str, Branch]] = {
    "is_new": ("boolean", {"type": "boolean"}),
    "order.gift": ("boolean", {"type": "boolean"}),
    "item.kind": ("choice", {"type": "choice", "values": list(KINDS)}),
    "conduct.level": ("ordered", {"type": "choice", "ordered": list(LEVELS)}),
    "item.flaws": ("choices", {"type": "choices", "values": list(FLAWS)}),
    "days": ("integer", {"type": "integer", "unit": "days", "range": "0 to 30"}),
    "bought": ("integer", {"type": "integer", "range": "1 to 12"}),
    "weight": ("number", {"type": "number", "decimals": "1", "range": "0 to 50"}),
    "price": ("money", {"type": "money", "range": "0 to 100"}),
    "paid": ("money", {"type": "money"}),
    "share": ("percent", {"type": "percent"}),
    "order.placed_on": ("date", {"type": "date"}),
    "said_at": ("datetime", {"type": "datetime"}),
    "asked_at": ("time", {"type": "time"}),
    "note": ("text", {"type": "text"}),
}
SMALL_RANGES = {
    "days": "0 to 3", "bought": "1 to 3", "weight": "0.4 to 0.6", "price": "9.99 to 10.01", "paid": "4.99 to 5.01",
    "share": "12.49% to 12.5%", "order.placed_on": "2026-05-31 to 2026-06-02",
}  # fmt: skip
LISTS: dict[str, dict[str, tuple[str, Branch]]] = {
    "order.lines": {
        "cost": ("money", {"type": "money", "range": "0 to 100"}),
        "back": ("boolean", {"type": "boolean"}),
        "sort": ("choice", {"type": "choice", "values": list(KINDS)}),
        "pieces": ("integer", {"type": "integer", "range": "0 to 20"}),
        "tag": ("text", {"type": "text"}),
    },
    "parcels": {
        "heavy": ("boolean", {"type": "boolean"}),
        "load": ("number", {"type": "number", "decimals": "1", "range": "0 to 50"}),
        "left_on": ("date", {"type": "date"}),
        "grade": ("ordered", {"type": "choice", "ordered": list(LEVELS)}),
        "marks": ("choices", {"type": "choices", "values": list(FLAWS)}),
    },
}
SMALL_LISTS: dict[str, dict[str, tuple[str, Branch]]] = {
    "order.lines": {
        "back": ("boolean", {"type": "boolean"}),
        "pieces": ("integer", {"type": "integer", "range": "0 to 2"}),
    },
    "parcels": {
        "heavy": ("boolean", {"type": "boolean"}),
        "load": ("number", {"type": "number", "decimals": "1", "range": "0.4 to 0.6"}),
    },
}


@dataclass
class Written:
    """A policy as it is written: its manifest and its one rules file, as trees, and its sheets as texts."""

    manifest: Branch
    rules: Branch
    sheets: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str]:
        """The text of each file, by its path."""
        return {"policy.yaml": yaml_text(self.manifest), "rules.yaml": yaml_text(self.rules), **self.sheets}

    def __repr__(self) -> str:
        return "\n".join(f"# {path}\n{text}" for path, text in self.files.items())


class Writer:
    """Writes one policy."""

    def __init__(self, chooser: Chooser, size: Size) -> None:
        self.chooser = chooser
        self.size = size
        self.small = size == "small"
        self.names = Names(chooser)
        self.rules: dict[str, Branch] = {}
        self.outcomes: list[Branch] = []
        self.together: list[str] = []
        self.rows: dict[str, list[str]] = {}
        """The ids of the rows of each table that can be named."""

    def written(self) -> Written:
        facts = self._facts()
        tree: Branch = {"facts": facts}
        if parameters := self._parameters():
            tree["parameters"] = parameters
        if definitions := self._definitions():
            tree["definitions"] = definitions
        manifest = dict(MANIFEST)
        self.together = [each for each in ("discount", "extra") if chance(self.chooser, 40)]
        if self.together:
            manifest["together"] = list(self.together)
        self.outcomes = [self._outcome() for _ in range(2)]
        tables = TableWriter(self.chooser, self.names, GRANTS, self.together)
        first, count = 0, self._number_of_rules()
        if self.size == "large" and chance(self.chooser, 50):  # as owners who think in rows have it
            self._table("r0", tables, "first", 40)
            first, count = 1, 1 if chance(self.chooser, 75) else 2
        for number in range(first, count):
            if chance(self.chooser, 10 if self.size == "large" else 28):
                self._table(f"r{number}", tables)
            else:
                self._rule(f"r{number}")
        self._overrides()
        tree["requests"] = {REQUEST: self._request()}
        tree["rules"] = dict(self.rules)
        return Written(manifest, tree, tables.sheets)

    def _number_of_rules(self) -> int:
        match self.size:
            case "small":
                return self.chooser.integer(2, 5)
            case "medium":
                return self.chooser.integer(2, 8)
            case "large":
                return self.chooser.integer(15, 60) if chance(self.chooser, 25) else self.chooser.integer(15, 26)

    # ---- declarations

    def _facts(self) -> Branch:
        pool = [name for name in WIDE if not self.small or WIDE[name][0] not in ("datetime", "time", "text", "choices")]
        wanted = self.chooser.integer(2, 4 if self.small else 8)
        chosen: list[str] = ["item.kind", "conduct.level"] if self.size == "large" else []
        pool = [name for name in pool if name not in chosen]
        wanted += len(chosen)
        while len(chosen) < wanted:
            chosen.append(pool.pop(self.chooser.integer(0, len(pool) - 1)))
        found: Branch = {}
        for name in chosen:
            kind, shape = WIDE[name]
            if self.small and name in SMALL_RANGES:
                shape = {**shape, "range": SMALL_RANGES[name]}
            found[name] = shape
            self.names.facts[name] = kind
            self.names.add(name, kind)
            if name == "bought":
                self.names.above_zero.append(name)
        lists = SMALL_LISTS if self.small else LISTS
        for records in some(self.chooser, list(lists), 35):
            fields = {name: lists[records][name] for name in lists[records] if self.small or chance(self.chooser, 65)}
            fields = fields or dict(list(lists[records].items())[:2])
            most = pick(self.chooser, ("1", "2")) if self.small else pick(self.chooser, ("2", "4", "10"))
            found[records] = {
                "type": "list", "at_most": most, "of": {name: shape for name, (_, shape) in fields.items()}
            }  # fmt: skip
            self.names.lists[records] = {name: kind for name, (kind, _) in fields.items()}
        return found

    def _dated(self, values: Callable[[], Tree]) -> Branch:
        days = ["2025-01-01", *some(self.chooser, DAYS[:2], 45)]
        return {day: values() for day in days}

    def _parameters(self) -> Branch:
        kinds = {
            "window": ("integer", ("0", "1", "2", "14")),
            "fee": ("money", ("0.00", "4.99", "5.00", "10.00")),
            "rate": ("percent", ("10%", "12.5%", "33.33%")),
            "cutoff": ("date", DAYS),
            "open": ("boolean", ("true", "false")),
        }
        found: Branch = {}
        for name in some(self.chooser, list(kinds), 40):
            kind, figures = kinds[name]
            found[name] = {"type": kind, "values": self._dated(lambda figures=figures: pick(self.chooser, figures))}
            self.names.add(name, kind)
        keys = {"item.kind": KINDS, "conduct.level": LEVELS, "is_new": ("true", "false")}
        have = [name for name in keys if name in self.names.facts]
        if have and chance(self.chooser, 45):
            first, second = pick(self.chooser, have), pick(self.chooser, have)
            kind, figures = pick(self.chooser, (("money", ("1.00", "2.50", "9.99")), ("integer", ("1", "2", "3"))))

            def row(values: tuple[str, ...]) -> Branch:
                kept = some(self.chooser, values, 60)
                entries: Branch = {each: pick(self.chooser, figures) for each in kept}
                return entries if len(kept) == len(values) else {**entries, "otherwise": pick(self.chooser, figures)}

            by = [first] if first == second else [first, second]
            table: Callable[[], Tree] = (
                (lambda: row(keys[first]))
                if len(by) == 1
                else lambda: {each: row(keys[second]) for each in keys[first]}
            )
            found["listed"] = {"type": kind, "by": by, "values": self._dated(table)}
            self.names.add("listed", kind)
            if kind == "integer":
                self.names.above_zero.append("listed")
        return found

    def _definitions(self) -> Branch:
        found: Branch = {}
        if chance(self.chooser, 40):
            found["customer.loyal"] = self.names.when()
            self.names.add("customer.loyal", "boolean")
        if chance(self.chooser, 30):
            found["late"] = self.names.condition(2)
            self.names.add("late", "boolean")
        for name in some(self.chooser, ("risk", "trust"), 40):
            found[name] = self.names.score()
            self.names.scores.append(name)
            self.names.add(name, "integer" if chance(self.chooser, 30) else "score")
        for name, kind in (("worth", "money"), ("due", "date"), ("score", "number")):
            if self.names.named(kind) and chance(self.chooser, 30):
                found[name] = self.names.expression(kind, 2)
                self.names.add(name, kind)
        return found

    # ---- what is answered

    def _give(self) -> Branch:
        grants = some(self.chooser, list(GRANTS), 30) or [pick(self.chooser, list(GRANTS))]
        return {grant: self.names.amount(GRANTS[grant]) for grant in grants}

    def _offers(self) -> list[Tree]:
        found: list[Tree] = []
        for what in some(self.chooser, ("exchange", "advice", "call"), 45) or ["advice"]:
            offer: Branch = {"what": what}
            if chance(self.chooser, 30):
                offer["on"] = self.names.expression("date", 1)
            if chance(self.chooser, 30):
                offer["amount"] = self.names.amount("money", 1)
            if chance(self.chooser, 20):
                offer["calming"] = "true"
            if chance(self.chooser, 20):
                offer["say"] = {"en": f"We can do {what}."}
            found.append(offer)
        return found

    def _outcome(self, answers: tuple[str, ...] = ("no", "no_but", "yes_but", "yes")) -> Branch:
        answer = pick(self.chooser, answers)
        found: Branch = {"answer": answer}
        if answer.startswith("yes") and chance(self.chooser, 85):
            found["give"] = self._give()
        if (answer == "yes_but") or chance(self.chooser, 10):
            found["provided"] = some(self.chooser, ("receipt", "sent_back"), 60) or ["receipt"]
        if answer == "no_but" or chance(self.chooser, 15):
            found["offer"] = self._offers()
        if chance(self.chooser, 25):
            found["may_override"] = pick(self.chooser, ("lead", "head", "nobody"))
        return found

    def _words(self, name: str, outcome: Branch) -> Branch:
        named = [name for names in self.names.by_kind.values() for name in names]
        slots = [*outcome.get("give", {}), *named] if chance(self.chooser, 40) else []
        filled = f" {{{pick(self.chooser, slots)}}}" if slots else ""
        words: Branch = {"because": {"en": f"Because {name}{filled}."}}
        if chance(self.chooser, 15):
            words["if_pressed"] = {"en": f"Still {name}."}
        return words

    def _request(self) -> Branch:
        found: Branch = {"question": {"en": "May I?"}}
        if "order.placed_on" in self.names.facts and chance(self.chooser, 40):
            found["in_force_on"] = "order.placed_on"
        if chance(self.chooser, 20):
            found["combine"] = "highest"
        if chance(self.chooser, 18):
            found["complete"] = "true"
        else:
            outcome = pick(self.chooser, self.outcomes) if chance(self.chooser, 40) else self._outcome()
            found["otherwise"] = {**outcome, **self._words("otherwise", outcome)}
        return found

    # ---- rules

    def _rule(self, name: str) -> None:
        basis = pick(self.chooser, ("policy", "policy", "policy", "law", "law", "promise", "goodwill", "goodwill"))
        rule: Branch = {"request": REQUEST}
        if basis != "policy":
            rule["basis"] = basis
        if chance(self.chooser, 60 if basis == "goodwill" else 92):
            rule["when"] = self.names.when()
        if chance(self.chooser, 15):
            rule["unless"] = self.names.when(0)
        if chance(self.chooser, 15):
            rule["effective"] = dict(
                some(self.chooser, [("from", DAYS[1]), ("until", DAYS[2])], 60) or [("from", DAYS[1])]
            )
        if basis == "law":
            rule["reference"] = "art. 1"
        if basis == "goodwill":
            rule |= self._concession()
            outcome: Branch = {}
        elif basis == "policy":
            outcome = pick(self.chooser, self.outcomes) if chance(self.chooser, 60) else self._outcome()
        else:
            gives = basis == "promise" or chance(self.chooser, 60)
            outcome = self._outcome(("yes_but", "yes") if gives else ("no", "no_but"))
        self.rules[name] = {**rule, **outcome, **self._words(name, outcome)}
        if self.size == "large":  # so that there is something to dispatch on
            key = pick(self.chooser, ("item.kind", "item.kind", "conduct.level"))
            self.rules[name].setdefault("when", {}).setdefault(key, pick(self.chooser, KEYS[key]))  # type: ignore[union-attr]

    def _table(self, name: str, tables: TableWriter, hit: str | None = None, most: int | None = None) -> None:
        """A rule that is a table, of any basis but goodwill."""
        basis = pick(self.chooser, ("policy", "policy", "policy", "law", "promise"))
        most = most or {"small": 4, "medium": 8, "large": 12}[self.size]
        table, self.rows[name] = tables.table(name, basis, most, hit)
        rule: Branch = {"request": REQUEST}
        if basis != "policy":
            rule["basis"] = basis
        if basis == "law":
            rule["reference"] = "art. 1"
        if chance(self.chooser, 35):
            rule["when"] = self.names.when()
        if chance(self.chooser, 10):
            rule["unless"] = self.names.when(0)
        if chance(self.chooser, 10):
            rule["effective"] = {"from": DAYS[1]}
        if chance(self.chooser, 15):
            rule["may_override"] = pick(self.chooser, ("lead", "head"))
        if chance(self.chooser, 12):
            rule["provided"] = ["receipt"]
        self.rules[name] = {**rule, **table}

    def _concession(self) -> Branch:
        others = [name for name, rule in self.rules.items() if rule.get("basis") != "goodwill"]
        others += [pick(self.chooser, rows) for rows in self.rows.values() if rows]
        chosen = pick(self.chooser, others) if others and chance(self.chooser, 60) else "otherwise"
        grants = some(self.chooser, ("credit", "extra"), 60) or ["credit"]
        found: Branch = {
            "exception_to": chosen,
            "concede": {grant: {"up_to": self.names.amount(GRANTS[grant], 1)} for grant in grants},
            "reasons": ["personal", "unclear"],
        }
        if chance(self.chooser, 50):
            found["per_customer"] = {"at_most": "1", "within": "365 days"}
        return found

    def _overrides(self) -> None:
        """Rules override others of their basis; along one hidden order, so that there is no circle."""
        order = list(self.rules)
        for position in range(len(order) - 1):
            other = self.chooser.integer(position, len(order) - 1)
            order[position], order[other] = order[other], order[position]
        for position, name in enumerate(order):
            basis = self.rules[name].get("basis")
            below = [each for each in order[:position] if self.rules[each].get("basis") == basis]
            if chosen := some(self.chooser, below, 5 if self.size == "large" else 30):
                self.rules[name]["overrides"] = [self._named(each) for each in chosen]

    def _named(self, name: str) -> str:
        """A rule or a whole table, or of some tables a row."""
        rows = self.rows.get(name)
        return pick(self.chooser, rows) if rows and chance(self.chooser, 40) else name
