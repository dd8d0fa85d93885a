"""The alarms' definitions once more, read off plain entries from the first to the last: slow, and without any query.

Written against the definition, not against the code. It knows nothing of items; it keeps a list of what happened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from fairservice.ledger.entry import Entry
from fairservice.ledger.records import Record, read_record
from fairservice.policy.desk_terms import Precedents

Kind = tuple[str, str, str]
"""Request, rule excepted, grant."""
Z = Fraction(1_959_964, 1_000_000)
STEP = Fraction(1, 10_000)
"""A hundredth of a percent: bounds are compared as they are told, rounded outward."""


@dataclass
class Given:
    number: int
    day: date
    kind: Kind
    reason: str | None
    ticket: str | None
    customer: str | None
    giver: str | None
    recovery: bool
    amount: int
    used: bool = False
    taken_back: bool = False

    @property
    def counts(self) -> bool:
        return self.used or not self.taken_back


@dataclass
class Case:
    number: int
    day: date
    rule: str | None


@dataclass
class Alarm:
    number: int
    what: str
    kind: Kind
    reason: str | None
    due: date
    decided: tuple[int, str, date, date | None] | None = None
    """The number, the way, the day, and until when."""


@dataclass
class History:
    """All that happened, brought up to date entry by entry."""

    given: dict[int, Given] = field(default_factory=dict)
    cases: dict[tuple[str, str], Case] = field(default_factory=dict)
    """By request and ticket: the last decision on it."""
    alarms: dict[int, Alarm] = field(default_factory=dict)

    def takes(self, number: int, kind: str, said: dict[str, object]) -> None:
        if said.get("draft"):
            return
        s: dict[str, object] = defaultdict(lambda: None, said)
        day = date.fromisoformat(str(s["on"]))
        if kind == "decision" and s["ticket"] is not None:
            self.cases[str(s["request"]), str(s["ticket"])] = Case(number, day, s["rule"])  # type: ignore[arg-type]
        elif kind in ("concession", "outside_policy"):
            happened = s["happened_on"] if kind == "outside_policy" else s["on"]
            self.given[number] = Given(
                number, date.fromisoformat(str(happened)), (s["request"], s["rule"], s["grant"]), s["reason"],  # type: ignore[arg-type]
                s["ticket"], s["customer"], s["given_by"] if kind == "outside_policy" else s["by"],  # type: ignore[arg-type]
                bool(s["recovery"]), s["amount"],  # type: ignore[arg-type]
            )  # fmt: skip
        elif kind == "override":
            for place, (grant, amount) in enumerate((s["beyond"] or {}).items()):  # type: ignore[attr-defined]
                favour = (s["request"], s["rule"], grant)
                self.given[-(number * 100 + place)] = Given(
                    number, day, favour, None, s["ticket"], s["customer"], s["by"], False, amount  # type: ignore[arg-type]
                )  # fmt: skip
        elif kind in ("use", "withdrawal", "repair"):
            given = self.given.get(s["report" if kind == "repair" else "concession"])  # type: ignore[call-overload]
            if given is not None:  # else it is erased
                given.used |= kind == "use"
                given.taken_back |= kind == "withdrawal" or s["how"] == "retract"
        elif kind == "alarm":
            due = date.fromisoformat(str(s["due"]))
            self.alarms[number] = Alarm(
                number, str(s["alarm"]), (s["request"], s["rule"], s["grant"]), s["reason"], due
            )  # type: ignore[arg-type]
        elif kind == "resolution":
            until = None if s["until"] is None else date.fromisoformat(str(s["until"]))
            self.alarms[s["alarm"]].decided = (number, str(s["how"]), day, until)  # type: ignore[index]

    # ---- the definitions

    def due(self, limits: Precedents, today: date, only: Kind | None = None) -> set[tuple[str, Kind, str | None]]:
        """The alarms that hold today and are not open: what, of which kind of favour (or `only` one), which reason."""
        found: set[tuple[str, Kind, str | None]] = set()
        given = [each for each in self.given.values() if only in (None, each.kind)]
        for kind, reason in {(each.kind, each.reason) for each in given if not each.recovery}:
            if self._spread(kind, reason, limits, today):
                found.add(("cohort", kind, reason))
            if self._alone(kind, reason, limits, today):
                found.add(("single_giver", kind, reason))
        for kind in {each.kind for each in given}:
            for what, recovery, limit in (
                ("drift", False, limits.drift),
                ("recovery_drift", True, limits.recovery_drift),
            ):
                if self._drifted(kind, what, recovery, limit.within_days, limit.cases, limit.value, today):
                    found.add((what, kind, None))
        return found

    def open(self, what: str, kind: Kind, reason: str | None) -> bool:
        return any(
            each.decided is None and (each.what, each.kind, each.reason) == (what, kind, reason)
            for each in self.alarms.values()
        )

    def _since(self, what: str, kind: Kind, reason: str | None) -> tuple[date, int]:
        """The first day that counts, and the entry after which it counts."""
        same = [each for each in self.alarms.values() if (each.what, each.kind, each.reason) == (what, kind, reason)]
        decided = [each.decided for each in same if each.decided is not None]
        if not decided:
            return date.min, 0
        number, how, day, until = max(decided)
        if how in ("accept", "sunset"):
            assert until is not None
            return until + timedelta(1), 0
        return day, number

    def _grants(
        self, kind: Kind, first: date, last: date, recovery: bool = False, since: tuple[date, int] = (date.min, 0)
    ) -> list[Given]:
        return [
            each
            for each in self.given.values()
            if each.kind == kind and each.counts and each.recovery == recovery
            and first <= each.day <= last and each.day >= since[0] and each.number > since[1]
        ]  # fmt: skip

    def _tickets(self, kind: Kind, first: date, last: date, since: tuple[date, int], given: list[Given]) -> set[object]:
        """The cases: tickets that the rule decided, or in which it was given; a grant without a ticket."""
        decided: set[object] = {
            ticket
            for (request, ticket), case in self.cases.items()
            if request == kind[0] and case.rule == kind[1]
            and first <= case.day <= last and case.day >= since[0] and case.number > since[1]
        }  # fmt: skip
        return decided | granted_tickets(given)

    def _spread(self, kind: Kind, reason: str | None, limits: Precedents, today: date) -> bool:
        if self.open("cohort", kind, reason):
            return False
        cohort, since = limits.cohort, self._since("cohort", kind, reason)
        first = today - timedelta(cohort.within_days)
        given = [each for each in self._grants(kind, first, today, since=since) if each.reason == reason]
        if not given:
            return False
        cases = self._tickets(kind, first, today, since, given)
        days = (max(each.day for each in given) - min(each.day for each in given)).days
        return (
            len({each.customer for each in given if each.customer is not None}) >= cohort.customers
            and len({each.giver for each in given if each.giver is not None}) >= cohort.givers
            and days >= cohort.days
            and above(len(granted_tickets(given)), len(cases), Fraction(cohort.rate, 10_000))
        )

    def _alone(self, kind: Kind, reason: str | None, limits: Precedents, today: date) -> bool:
        if self.open("single_giver", kind, reason):
            return False
        since, first = self._since("single_giver", kind, reason), today - timedelta(limits.cohort.within_days)
        given = [each for each in self._grants(kind, first, today, since=since) if each.reason == reason]
        named = [each for each in given if each.giver is not None]
        customers = {each.customer for each in named if each.customer is not None}
        return len({each.giver for each in named}) == 1 and len(customers) >= limits.single_giver

    def _drifted(self, kind: Kind, what: str, recovery: bool, within: int, least: int, value: int, today: date) -> bool:
        if self.open(what, kind, None):
            return False
        now, before = today - timedelta(within), today - timedelta(2 * within + 1)
        day, number = self._since(what, kind, None)
        if now < day or (number and now == day):
            return False
        recent = self._grants(kind, now, today, recovery)
        earlier = self._grants(kind, before, now - timedelta(1), recovery)
        everything = (date.min, 0)
        n1 = len(self._tickets(kind, now, today, everything, recent))
        n2 = len(self._tickets(kind, before, now - timedelta(1), everything, earlier))
        k1, k2 = len(granted_tickets(recent)), len(granted_tickets(earlier))
        apart = min(n1, n2) >= least and lower_at_least(k1, n1, least_upper(k2, n2) + STEP)
        enough = max(5, -(-least // 4))
        if len(recent) < enough or len(earlier) < enough:
            return apart
        mean1 = Fraction(sum(each.amount for each in recent), len(recent))
        mean2 = Fraction(sum(each.amount for each in earlier), len(earlier))
        return apart or mean1 > Fraction(value, 10_000) * mean2


def upper_at_most(k: int, n: int, rate: Fraction) -> bool:
    """Whether Wilson's upper bound is a rate, or below it."""
    p = Fraction(k, n)
    return rate == 1 or (rate > p and (p - rate) ** 2 * n >= Z * Z * rate * (1 - rate))


def least_upper(k: int, n: int) -> Fraction:
    """The upper bound, rounded up to a hundredth of a percent."""
    return STEP * bisect_left(range(10_000), True, key=lambda each: upper_at_most(k, n, STEP * each))


def lower_at_least(k: int, n: int, rate: Fraction) -> bool:
    """Whether Wilson's lower bound is a rate, or above it."""
    p = Fraction(k, n)
    return rate == 0 or (rate < p and (p - rate) ** 2 * n >= Z * Z * rate * (1 - rate))


def above(k: int, n: int, rate: Fraction) -> bool:
    """Whether Wilson's lower bound, (2k + z² - z·√(z² + 4k(n-k)/n)) / (2n + 2z²), is above a rate."""
    if n == 0:
        return False
    left = 2 * k + Z * Z - 2 * rate * (n + Z * Z)
    return left > 0 and left**2 > Z * Z * (Z * Z + Fraction(4 * k * (n - k), n))


def granted_tickets(given: Iterable[Given]) -> set[object]:
    return {each.ticket if each.ticket is not None else each.number for each in given}


def history_of(entries: Iterable[Entry]) -> History:
    """What happened, by all entries that are not erased."""
    history = History()
    for entry in entries:
        if not entry.erased:
            record: Record = read_record(entry.kind, entry.content())
            history.takes(entry.number, entry.kind, dict(record.content()))
    return history
