"""Records to fill ledgers with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from fairservice.ledger import records as r
from fairservice.policy.bundle import digest_of

DAY = date(2026, 1, 5)
MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
CONTENT = b"a bundle"
BUNDLE = digest_of(CONTENT)


def moment(number: int) -> datetime:
    return MOMENT + timedelta(seconds=number)


def decision(ticket: str | None = "T-1", **given: Any) -> r.DecisionMade:
    said: dict[str, Any] = {
        "on": str(DAY), "by": "anna", "role": "agent", "ticket": ticket, "customer": "c1", "household": None,
        "request": "return", "lang": "nl", "bundle": BUNDLE, "publication": 1, "draft": False,
        "received_on": str(DAY), "valid_until": "2026-02-05", "facts": {"order.total": "12.00"},
        "fingerprint": "f0", "status": "decided", "answer": "no", "rule": "return-late", "decision": {"say": "Nee."},
    }  # fmt: skip
    return r.DecisionMade(**{**said, **given})


def answer(of: int, ticket: str | None = "T-1", refused: bool = True, **given: Any) -> r.AnswerGiven:
    said: dict[str, Any] = {
        "on": str(DAY), "by": "anna", "role": "agent", "ticket": ticket, "customer": "c1", "decision": of,
        "request": "return", "rule": "return-late", "refused": refused, "said": "Nee, dat kan niet.", "lang": "nl",
    }  # fmt: skip
    return r.AnswerGiven(**{**said, **given})


def concession(of: int, ticket: str | None = "T-1", **given: Any) -> r.Conceded:
    said: dict[str, Any] = {
        "on": str(DAY), "by": "tim", "role": "team_lead", "ticket": ticket, "customer": "c1", "decision": of,
        "request": "return", "rule": "return-late", "favour": "return-late-once", "grant": "store_credit",
        "amount": 1500, "reason": "unclear_information", "in_return": None, "asked_by": "anna", "recovery": False,
        "level": "none", "expires_on": "2026-03-05", "uses": 1, "notice": "Eenmalig.", "lang": "nl",
    }  # fmt: skip
    return r.Conceded(**{**said, **given})


def notice(of: int, **given: Any) -> r.NoticeSent:
    said = {"on": str(DAY), "by": "anna", "role": "agent", "ticket": "T-1", "customer": "c1", "lang": "nl"}
    return r.NoticeSent(concession=of, said="Eenmalig.", **{**said, **given})


def use(of: int, left: int, **given: Any) -> r.ConcessionUsed:
    said = {"on": str(DAY), "by": "anna", "role": "agent", "ticket": "T-1", "customer": "c1"}
    return r.ConcessionUsed(concession=of, left=left, **{**said, **given})


def alarm(**given: Any) -> r.AlarmRaised:
    said: dict[str, Any] = {
        "on": str(DAY), "by": "desk", "role": "desk", "alarm": "cohort", "request": "return", "rule": "return-late",
        "grant": "store_credit", "reason": None, "figures": {"cases": 40, "rate": "0.31"}, "due": "2026-02-01",
    }  # fmt: skip
    return r.AlarmRaised(**{**said, **given})


def resolution(of: int, **given: Any) -> r.PrecedentResolved:
    said: dict[str, Any] = {"on": str(DAY), "by": "eva", "role": "policy_owner", "how": "accept", "why": "goed zo"}
    return r.PrecedentResolved(alarm=of, **{**said, "until": "2026-06-01", **given})


def erased(count: int) -> r.Erased:
    return r.Erased(on=str(DAY), by="eva", role="policy_owner", count=count)


def rectified(entry: int) -> r.Rectified:
    return r.Rectified(on=str(DAY), by="eva", role="policy_owner", entry=entry, facts=("order.total",), why="typefout")
