"""Writes what happened at a desk straight onto a ledger, a line each: for tests of what is worked out from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fairservice.desk.ports import Ledger
from fairservice.desk.precedents.grants import Favour
from fairservice.ledger import records as r
from fairservice.policy.desk_terms import KEPT_KINDS, DeskTerms, Keep, Precedents
from fairservice.span import File, Position, Span

FAVOUR = Favour("goodwill", "otherwise", "store_credit")
DAY = date(2026, 1, 5)
"""The first day of a story."""
_NOWHERE = Span(File("policy.yaml", ""), Position(1, 1), Position(1, 1))


def terms(precedents: Precedents | None = None) -> DeskTerms:
    keeps = {kind: Keep(kind, {"en": "…"}, "legitimate_interests", 730, None) for kind in KEPT_KINDS}
    return DeskTerms(
        controller="Example B.V.",
        contact="privacy@example.com",
        span=_NOWHERE,
        notice={"en": "Just this once."},
        keeps=keeps,
        precedents=precedents or Precedents(),
    )


class Story:
    """Each method appends one entry and gives its number. `day` counts from the first day of the story."""

    def __init__(self, ledger: Ledger, favour: Favour = FAVOUR) -> None:
        self.ledger = ledger
        self.favour = favour
        self._answered = 0

    def write(self, record: r.Record) -> int:
        at = datetime.fromisoformat(record.on).replace(hour=12, tzinfo=UTC)
        with self.ledger.writing() as writing:
            return writing.append(record, at).number

    def decide(self, day: int, ticket: str | None, customer: str | None = "c1", **other: Any) -> int:
        said: dict[str, Any] = {
            "lang": "en", "bundle": "sha256:1", "publication": 1, "draft": False, "received_on": on(day),
            "valid_until": on(day + 30), "facts": {}, "fingerprint": "f", "status": "settled", "answer": "no_but",
            "decision": {}, "request": self.favour.request, "rule": self.favour.rule,
        }  # fmt: skip
        return self._add(r.DecisionMade, day, ticket, customer, {**said, **other})

    def refuse(self, day: int, ticket: str | None, customer: str | None = "c1", **other: Any) -> int:
        """What the customer was told: no."""
        self._answered += 1
        said = {"decision": 10**6 + self._answered, "refused": True, "said": "…", "lang": "en"}
        return self._add(r.AnswerGiven, day, ticket, customer, {**said, **self._kind(grant=False), **other})

    def concede(
        self,
        day: int,
        ticket: str | None,
        customer: str | None = "c1",
        by: str = "anna",
        notice: int | None = 0,
        **other: Any,
    ) -> int:
        """A concession, with its notice sent so many days later; None: never."""
        said: dict[str, Any] = {
            "decision": 1, "favour": "small-kindness", "amount": 1000, "reason": "helped_us", "in_return": None,
            "asked_by": by, "recovery": False, "level": "none", "expires_on": on(day + 30), "uses": 1,
            "notice": "…", "lang": "en",
        }  # fmt: skip
        number = self._add(r.Conceded, day, ticket, customer, {**said, **self._kind(), **other}, by)
        if notice is not None:
            self.notice(day + notice, number)
        return number

    def notice(self, day: int, concession: int) -> int:
        return self._add(r.NoticeSent, day, None, None, {"concession": concession, "said": "…", "lang": "en"})

    def use(self, day: int, concession: int, left: int = 0) -> int:
        return self._add(r.ConcessionUsed, day, None, None, {"concession": concession, "left": left})

    def withdraw(self, day: int, concession: int) -> int:
        return self._add(r.ConcessionWithdrawn, day, None, None, {"concession": concession, "why": "…"})

    def outside(
        self, day: int, ticket: str | None, customer: str | None = "c1", by: str | None = "anna", **other: Any
    ) -> int:
        """Something that was given outside of the policy, and told on the day itself."""
        said: dict[str, Any] = {
            "decision": None, "amount": 1000, "reason": "helped_us", "happened_on": on(day), "given_by": by,
            "late": False, "due": on(day + 5),
        }  # fmt: skip
        return self._add(r.HappenedOutside, day, ticket, customer, {**said, **self._kind(), **other})

    def repair(self, day: int, report: int, how: str) -> int:
        return self._add(r.Repaired, day, None, None, {"report": report, "how": how, "said": "…", "lang": "en"})

    def cite(self, day: int, ticket: str | None, customer: str | None = "c1", **other: Any) -> int:
        return self._add(r.FavourCited, day, ticket, customer, {**self._kind(), **other})

    def raise_alarm(self, alarm: r.AlarmRaised) -> int:
        return self.write(alarm)

    def alarm(self, day: int, due: int, kind: str = "cohort", reason: str | None = "helped_us") -> int:
        said = {"alarm": kind, "reason": reason, "figures": {}, "due": on(due)}
        return self._add(r.AlarmRaised, day, None, None, {**said, **self._kind()}, "")

    def resolve(self, day: int, alarm: int, how: str, until: int | None = None) -> int:
        said = {"alarm": alarm, "how": how, "why": "…", "until": None if until is None else on(until)}
        return self._add(r.PrecedentResolved, day, None, None, said, "olga")

    def erase(self, day: int, *numbers: int) -> int:
        record = r.Erased(on=on(day), by="olga", role="policy_owner", count=len(numbers))
        with self.ledger.writing() as writing:
            return writing.erase(numbers, "prune", record, datetime(2027, 1, 1, tzinfo=UTC)).number

    def _kind(self, grant: bool = True) -> dict[str, Any]:
        kind = {"request": self.favour.request, "rule": self.favour.rule}
        return {**kind, "grant": self.favour.grant} if grant else kind

    def _add(
        self,
        kind: Callable[..., r.Record],
        day: int,
        ticket: str | None,
        customer: str | None,
        said: dict[str, Any],
        by: str = "anna",
    ) -> int:
        return self.write(
            kind(**{"on": on(day), "by": by, "role": "agent", "ticket": ticket, "customer": customer} | said)
        )


def on(day: int) -> str:
    return the(day).isoformat()


def the(day: int) -> date:
    return DAY + timedelta(days=day)
