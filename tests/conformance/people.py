"""Generates small policies about people: conduct, threats, complaints, favours, segments; rights, goodwill, offers.

So small that every case of them can be decided, and every two cases laid beside each other: see `brute_force.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.chooser import Chooser, chance, pick, some
from conformance.policies import Branch, Written

MANIFEST: Branch = {
    "language": "1",
    "policy": "people",
    "title": {"en": "People"},
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
        "refund": "money",
        "credit": "money",
        "discount": "percent",
        "swap": "yes_or_no",
        "ready_on": "date",
        "extra": "quantity",
    },
    "mandates": {"agent": {"credit": {"per_case": "5.00"}}, "lead": {"credit": {"per_case": "9.99"}}},
}
FACTS: dict[str, Branch] = {
    "conduct.level": {"type": "choice", "ordered": ["good", "rude", "banned"], "about": "conduct", "worse": "higher"},
    "conduct.patience": {"type": "integer", "range": "0 to 2", "about": "conduct", "worse": "lower"},
    "conduct.shouted": {"type": "boolean", "about": "conduct", "worse": "true"},
    "conduct.polite": {"type": "boolean", "about": "conduct", "worse": "false"},
    "customer.threatens": {"type": "boolean", "about": "influence"},
    "complaint.count": {"type": "integer", "range": "0 to 2", "about": "complaint"},
    "complaint.open": {"type": "boolean", "about": "complaint"},
    "complaint.about": {"type": "choices", "values": ["price", "staff"], "about": "complaint"},
    "customer.tier": {"type": "choice", "values": ["basic", "plus"], "about": "segment"},
    "favours": {"type": "integer", "range": "0 to 1", "about": "goodwill"},
    "item.fine": {"type": "boolean"},
    "price": {"type": "money", "range": "9.99 to 10.00"},
    "days": {"type": "integer", "range": "0 to 2"},
    "placed_on": {"type": "date", "range": "2025-12-31 to 2026-01-01"},
    "lines": {"type": "list", "at_most": "1", "of": {"back": {"type": "boolean"}}},
}
PEOPLE = [name for name, fact in FACTS.items() if "about" in fact]
THINGS = [name for name in FACTS if name not in PEOPLE]
TESTS: dict[str, tuple[str, ...]] = {
    "conduct.level": ("good", "rude, banned", "banned", "good, rude", "at most rude"),
    "conduct.patience": ("at least 1", "0", "at most 1"),
    "complaint.count": ("at least 1", "0", "at least 2", "at most 1"),
    "complaint.about": ("any of price", "none of staff", "all of price, staff"),
    "customer.tier": ("basic", "plus"),
    "favours": ("0", "at least 1"),
    "price": ("at least 10.00", "less than 10.00"),
    "days": ("at most 1", "0", "at least 1"),
    "placed_on": ("at least 2026-01-01", "before 2026-01-01"),
}
BOOLEANS = ("conduct.shouted", "conduct.polite", "customer.threatens", "complaint.open", "item.fine")
IFS = {
    "conduct.level": 'conduct.level = "good"',
    "conduct.patience": "conduct.patience > 0",
    "complaint.count": "complaint.count > 1",
    "complaint.about": '"price" in complaint.about',
    "customer.tier": 'customer.tier = "plus"',
    "favours": "favours = 0",
    "price": "price > 9.99",
    "days": "days < 2",
    "placed_on": "placed_on > 2025-12-31",
    "lines": "some line in lines satisfies line.back",
    **{name: name for name in BOOLEANS},
}
AMOUNTS = {
    "refund": ("5.00", "10.00", "0.00", "price", "50% of price", "price / 3", "price - 9.99"),
    "credit": ("5.00", "9.99", "price", "50% of price"),
    "discount": ("5%", "10%", "0%"),
    "swap": ("true", "false"),
    "ready_on": ("received_on + 1", "received_on + 2", "placed_on + 14"),
    "extra": ("0", "1", "2", "days"),
}
COUNTED = ("conduct.patience", "complaint.count", "favours", "days")
WIDTHS = {"conduct.level": 3, "conduct.patience": 3, "complaint.count": 3, "complaint.about": 4, "days": 3, "lines": 3}
MOST_CASES = 300
MOST_DATED = 60


@dataclass
class PeopleWriter:
    """Writes one policy."""

    chooser: Chooser
    names: list[str] = field(default_factory=list)
    together: list[str] = field(default_factory=list)
    rules: dict[str, Branch] = field(default_factory=dict)

    def written(self) -> Written:
        dated = chance(self.chooser, 20)
        self._choose(MOST_DATED if dated else MOST_CASES)
        self.together = some(self.chooser, ("discount", "extra", "credit"), 30)
        self.outcomes = [self._outcome() for _ in range(2)]
        self.waits = dated and chance(self.chooser, 50)
        request: Branch = {"question": {"en": "May I?"}}
        if chance(self.chooser, 25):
            request["combine"] = "highest"
        if dated and "placed_on" in self.names and chance(self.chooser, 50):
            request["in_force_on"] = "placed_on"
        if chance(self.chooser, 20):
            request["complete"] = "true"
        else:
            request["otherwise"] = {**self._outcome(), "because": {"en": "Otherwise."}}
        name = pick(self.chooser, ("ask", "complaint"))
        for number in range(self.chooser.integer(1, 5)):
            self._rule(f"r{number}", name, "otherwise" in request, dated)
        tree: Branch = {"facts": {each: FACTS[each] for each in self.names}, "requests": {name: request}}
        if dated:
            versions = {"2025-01-01": pick(self.chooser, ("5.00", "9.99")), "2026-01-01": "10.00"}
            tree["parameters"] = {"fee": {"type": "money", "values": versions}}
        if self.waits:
            tree["definitions"] = {"waited": "days_between(received_on, today)"}
        tree["rules"] = self.rules
        if claims := self._invariants(name):
            tree["invariants"] = claims
        if chance(self.chooser, 40):
            tree["minimums"] = {"least": self._minimum(name)}
        manifest = dict(MANIFEST)
        if self.together:
            manifest["together"] = list(self.together)
        self.dated = dated
        return Written(manifest, tree)

    def _choose(self, most: int) -> None:
        """A few facts: some about people, and some about things."""
        size = 1
        for pool, count in ((PEOPLE, self.chooser.integer(1, 3)), (THINGS, self.chooser.integer(1, 2))):
            left = list(pool)
            for _ in range(count):
                name = left.pop(self.chooser.integer(0, len(left) - 1))
                if size * WIDTHS.get(name, 2) <= most:
                    size *= WIDTHS.get(name, 2)
                    self.names.append(name)

    # ---- conditions and amounts

    def _test(self) -> tuple[str, str]:
        # things more often than people, so that something is left to prove
        things = [name for name in self.names if name in THINGS and (name in TESTS or name in BOOLEANS)]
        pool = things if things and chance(self.chooser, 60) else [n for n in self.names if n != "lines"]
        if not pool:
            return "if", IFS["lines"]
        name = pick(self.chooser, pool)
        return name, pick(self.chooser, ("true", "false") if name in BOOLEANS else TESTS[name])

    def _when(self) -> Branch:
        found = dict(self._test() for _ in range(self.chooser.integer(1, 2)))
        if chance(self.chooser, 15):
            found["if"] = IFS[pick(self.chooser, self.names)]
        if self.waits and chance(self.chooser, 40):
            found["waited"] = pick(self.chooser, ("at most 1", "more than 1"))
        if chance(self.chooser, 20) and len(found) > 1:
            return {"any": [{name: test} for name, test in found.items()]}
        return dict(found)

    def _amount(self, grant: str) -> str:
        usual = [each for each in AMOUNTS[grant] if all(n not in each or n in self.names for n in FACTS)]
        counted = [name for name in COUNTED if name in self.names]
        if chance(self.chooser, 25):
            condition = IFS[pick(self.chooser, self.names)]
            if grant in ("refund", "credit"):
                then, otherwise = pick(self.chooser, ("5.00", "10.00")), pick(self.chooser, ("5.00", "0.00"))
            else:
                then, otherwise = pick(self.chooser, usual), pick(self.chooser, usual)
            return f"if {condition} then {then} else {otherwise}"
        if grant in ("refund", "credit") and counted and chance(self.chooser, 15):
            return f"price * {pick(self.chooser, counted)}"
        return pick(self.chooser, usual)

    def _outcome(self, answers: tuple[str, ...] = ("no", "no_but", "yes_but", "yes")) -> Branch:
        answer = pick(self.chooser, answers)
        found: Branch = {"answer": answer}
        if answer.startswith("yes") and chance(self.chooser, 85):
            grants = some(self.chooser, list(AMOUNTS), 20) or [pick(self.chooser, ("refund", "discount"))]
            grants += [each for each in self.together if each not in grants and chance(self.chooser, 25)]
            found["give"] = {grant: self._amount(grant) for grant in grants}
        if answer == "yes_but" or chance(self.chooser, 10):
            found["provided"] = some(self.chooser, ("receipt", "sent_back"), 60) or ["receipt"]
        if answer == "no_but" or chance(self.chooser, 15):
            found["offer"] = self._offers()
        if chance(self.chooser, 35):
            found["may_override"] = pick(self.chooser, ("lead", "head", "nobody"))
        return found

    def _offers(self) -> list[Branch]:
        found: list[Branch] = []
        for what in some(self.chooser, ("exchange", "advice"), 50) or ["advice"]:
            offer: Branch = {"what": what}
            if chance(self.chooser, 30):
                offer["amount"] = self._amount("refund")
            if chance(self.chooser, 20):
                offer["on"] = "received_on + 3"
            if chance(self.chooser, 25):
                offer["calming"] = "true"
            found.append(offer)
        return found

    # ---- rules

    def _rule(self, name: str, request: str, has_otherwise: bool, dated: bool) -> None:
        basis = pick(self.chooser, ("policy", "policy", "policy", "law", "law", "promise", "goodwill"))
        others = [each for each, rule in self.rules.items() if rule.get("basis") != "goodwill"]
        if basis == "goodwill" and not (others or has_otherwise):
            basis = "policy"
        rule: Branch = {"request": request}
        if basis != "policy":
            rule["basis"] = basis
        if chance(self.chooser, 85):
            rule["when"] = self._when()
        if dated and chance(self.chooser, 40):
            rule["effective"] = pick(
                self.chooser, ({"from": "2026-01-01"}, {"from": "2025-01-01", "until": "2025-12-31"})
            )
        if basis == "law":
            rule["reference"] = "art. 1"
        outcome: Branch = {}
        if basis == "goodwill":
            names = [*others, *(["otherwise"] if has_otherwise else [])]
            grants = some(self.chooser, ("credit", "extra"), 40) or ["credit"]
            rule |= {
                "exception_to": pick(self.chooser, names),
                "concede": {grant: {"up_to": self._amount(grant)} for grant in grants},
                "reasons": some(self.chooser, ("personal", "unclear"), 60) or ["personal"],
            }
        elif basis == "policy":
            outcome = pick(self.chooser, self.outcomes) if chance(self.chooser, 60) else self._outcome()
        else:
            gives = basis == "promise" or chance(self.chooser, 65)
            outcome = self._outcome(("yes_but", "yes") if gives else ("no", "no_but"))
        same = [each for each, its in self.rules.items() if its.get("basis") == rule.get("basis")]
        if basis != "goodwill" and (chosen := some(self.chooser, same, 45)):
            rule["overrides"] = list(chosen)
        if dated and "give" in outcome and "refund" in outcome["give"] and chance(self.chooser, 40):  # type: ignore[operator]
            outcome = {**outcome, "give": {**outcome["give"], "refund": "fee"}}  # type: ignore[dict-item]
        self.rules[name] = {**rule, **outcome, "because": {"en": f"Because {name}."}}

    # ---- what the owner claims

    def _invariants(self, request: str) -> Branch:
        found: Branch = {}
        if chance(self.chooser, 40):
            never: Branch = {"request": request}
            kinds = some(self.chooser, ("answer", "give", "concede", "offer"), 35) or ["give"]
            if "answer" in kinds:
                never["answer"] = pick(self.chooser, ("yes", "no", "no_but, no", "yes_but"))
            if "give" in kinds:
                tests = {"refund": "more than 5.00", "discount": "more than 5%", "extra": "at least 2", "swap": "true"}
                tests |= {"credit": "less than 5.00", "ready_on": "after received_on + 1"}
                never["give"] = {each: tests[each] for each in some(self.chooser, list(tests), 20) or ["refund"]}
            if "concede" in kinds:
                never["concede"] = {"credit": "more than 5.00"}
            if "offer" in kinds:
                never["offer"] = pick(self.chooser, ("exchange", "advice"))
            found["never-so"] = {"never": never, **({"when": self._when()} if chance(self.chooser, 50) else {})}
        if chance(self.chooser, 40):
            numbers = [name for name in (*COUNTED, "price") if name in self.names]
            if numbers and chance(self.chooser, 60):
                change: Branch = {pick(self.chooser, numbers): pick(self.chooser, ("higher", "lower"))}
            else:
                booleans = [name for name in BOOLEANS if name in self.names]
                change = {pick(self.chooser, booleans): {"from": "false", "to": "true"}} if booleans else {}
            if change:
                found["never-worse"] = {"never_worse": request, "when_only": change}
        return found

    def _minimum(self, request: str) -> Branch:
        found: Branch = {"request": request}
        if chance(self.chooser, 60):
            found["when"] = self._when()
        if chance(self.chooser, 50):
            found["answer"] = pick(self.chooser, ("no_but", "yes_but", "yes"))
        if "answer" not in found or chance(self.chooser, 50):
            grants = some(self.chooser, list(AMOUNTS), 15) or ["discount"]
            found["give"] = {grant: self._amount(grant) for grant in grants}
            if chance(self.chooser, 50):
                found["provided"] = some(self.chooser, ("receipt", "sent_back"), 40)
        return found


def about_people(written: Written, chooser: Chooser) -> Written:
    """A policy that uses all of the language, of which half of the facts turn out to be about people."""
    facts = written.rules["facts"]
    assert isinstance(facts, dict)
    for name, shape in facts.items():
        assert isinstance(shape, dict)
        if chance(chooser, 50):
            about = pick(chooser, ("conduct", "influence", "complaint", "segment", "goodwill"))
            facts[name] = {**shape, "about": about}
            if about == "conduct" and (
                "ordered" in shape or shape["type"] in ("integer", "money", "percent", "number")
            ):
                facts[name]["worse"] = pick(chooser, ("higher", "lower"))  # type: ignore[index]
            if about == "conduct" and shape["type"] == "boolean":
                facts[name]["worse"] = pick(chooser, ("true", "false"))  # type: ignore[index]
    return written
