"""A small policy for tests of the desk that has one of everything: law, promise, favours, and kinds of grants."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import fairservice
from desks import OnePolicy, StandingClock, desk_for_tests
from fairservice.bootstrap import shipped
from fairservice.decisions.decide import Policy
from fairservice.desk.ports import Ledger, Person
from fairservice.desk.recorded import Recorded
from fairservice.errors import FairserviceError, Refused
from fairservice.ledger.records import Conceded

MANIFEST = """\
language: 1
policy: counter
title: {en: The counter}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
  lead: {above: agent, may: [approve, override]}
  head: {above: lead, may: [approve, override]}
  fitter: {}
  owner: {may: [publish, protect_data]}
grants: {refund: money, credit: money, discount: percent, swap: yes_or_no}
mandates:
  agent:
    credit: {per_case: 20.00, per_customer: {at_most: 30.00, within: 90 days}}
    discount: {per_case: 10%}
  lead:
    credit: {per_case: 60.00}
    swap: {per_case: true}
  head:
    credit: {per_case: 200.00}
    refund: {per_case: 100.00}
labels:
  refund: {en: money back}
  credit: {en: store credit}
  discount: {en: a discount}
  swap: {en: an exchange}
"""

RULES = """\
facts:
  price: {type: money, ask: {en: What did it cost?}}
  damaged: {type: boolean, ask: {en: Did it arrive damaged?}}
  lawful: {type: boolean, ask: {en: Is it within the time of the law?}}
  banned: {type: boolean, ask: {en: May it not be sold again by law?}}
  promised: {type: boolean, ask: {en: Was it promised?}}
  loyal: {type: boolean, ask: {en: Has the customer been here for long?}}
  failure: {type: choice, ordered: [no_failure, failed], ask: {en: Did we fail?}}
  note: {type: text, ask: {en: What is on the slip?}}
  house.favours:
    type: integer
    history: {count: concessions, rules: plenty, of: household, within: 365 days}
    from: ledger
requests:
  ask:
    question: {en: May it come back?}
    otherwise:
      answer: no_but
      may_override: lead
      offer: [{what: advice}]
      because: {en: That was too long ago. We advise you what to do.}
  plain:
    question: {en: May it be wrapped?}
    otherwise:
      answer: no
      may_override: lead
      because: {en: We do not wrap this.}
rules:
  the-ban:
    request: ask
    basis: law
    reference: Act 1
    when: {banned: true}
    answer: no
    because: {en: The law forbids it.}
  the-right:
    request: ask
    basis: law
    reference: Act 2
    overrides: the-ban
    when: {lawful: true}
    answer: yes
    give: {refund: price}
    because: {en: "You get {refund} back."}
  the-promise:
    request: ask
    basis: promise
    reference: the card
    when: {promised: true}
    answer: yes_but
    give: {credit: 5.00}
    provided: [receipt]
    because: {en: "We promised {credit}."}
  damaged-back:
    request: ask
    when: {damaged: true}
    answer: yes
    give: {refund: price}
    because: {en: "You get {refund} back."}
    may_override: lead
  plenty:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {loyal: true, house.favours: less than 9}
    concede: {credit: {up_to: 80.00}}
    reasons: [helped_us, circumstances]
    per_customer: {at_most: 9, within: 365 days}
    because: {en: This once.}
  just-one:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {loyal: true}
    concede: {credit: {up_to: 15.00}, discount: {up_to: 15%}, swap: {up_to: true}}
    reasons: [helped_us]
    per_customer: {at_most: 2, within: 365 days}
    because: {en: This once.}
  makes-up:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {failure: failed}
    concede: {credit: {up_to: 50.00}}
    reasons: [costs_made]
    recovery: failure
    per_customer: {at_most: 9, within: 365 days}
    because: {en: It cost you more.}
"""

CASE: dict[str, object] = {
    "price": "40.00", "damaged": False, "lawful": False, "banned": False, "promised": False, "loyal": True,
    "failure": "no_failure",
}  # fmt: skip
"""Refused by `otherwise`, with favours that may be conceded."""


@cache
def counter(*changes: tuple[str, str], name: str = "counter") -> Policy:
    """The policy, with each (old, new) text of its files changed."""
    desk = (shipped("starter") / "desk.yaml").read_text(encoding="utf-8")
    desk = "\n".join(line for line in desk.splitlines() if not re.match(r"\s+nl:|#", line)) + "\n"
    files = {"policy.yaml": MANIFEST, "rules.yaml": RULES, "desk.yaml": desk}
    for old, new in changes:
        hit = [each for each, text in files.items() if old in text]
        assert hit, old
        files = {each: text.replace(old, new) for each, text in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.mkdir()
        for each, text in files.items():
            (place / each).write_text(text, encoding="utf-8")
        return fairservice.load(place)


PEOPLE = (
    Person("anna", "Anna", ("agent",)),
    Person("bram", "Bram", ("agent",)),
    Person("finn", "Finn", ("fitter",)),
    Person("lena", "Lena", ("lead",)),
    Person("luuk", "Luuk", ("lead",)),
    Person("hugo", "Hugo", ("head",)),
    Person("olga", "Olga", ("owner",)),
)


@dataclass
class Counter:
    """A desk of the counter with its clock, and what tests do there all the time."""

    policy: Policy | None = None
    number: int | None = 1
    ledger: Ledger | None = None
    clock: StandingClock = field(default_factory=StandingClock)
    customers: int = 0

    def __post_init__(self) -> None:
        self.desk = desk_for_tests(
            policy=self.policy or counter(),
            number=self.number,
            ledger=self.ledger,
            clock=self.clock,
            people=PEOPLE,
        )
        self.policies: OnePolicy = self.desk.parts.policies  # type: ignore[assignment]
        self.anna, self.bram, self.lena, self.luuk, self.hugo, self.olga, self.finn = map(
            self.desk.for_login, ("anna", "bram", "lena", "luuk", "hugo", "olga", "finn")
        )

    def case(self, ticket: str = "T1", customer: str | None = "c1", by: str = "anna", **facts: object) -> str:
        """A decision on the plain case, with other facts; its name."""
        request = str(facts.pop("request", "ask"))
        household = facts.pop("household", None)
        given = {**CASE, **facts} if request == "ask" else facts
        return self.desk.for_login(by).decide(ticket, customer, request, given, household=household).id  # type: ignore[arg-type]

    def days(self, days: float) -> None:
        self.clock.pass_(days=days)

    def given(self, decision: str, amount: str = "10.00", by: str = "anna", **more: Any) -> Recorded[Conceded]:
        """A concession of credit by `plenty`, which is within the mandate."""
        wish: dict[str, Any] = {"favour": "plenty", "reason": "helped_us", **more}
        found = self.desk.for_login(by).concede(decision, "credit", amount, **wish)
        assert isinstance(found.record, Conceded), found
        return found  # type: ignore[return-value]

    def told(self, *concessions: str) -> None:
        for each in concessions:
            self.anna.notice_sent(each)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Whatever happens in it must be refused for this reason, in words that end in no full stop."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code, (caught.value.code, str(caught.value), caught.value.help)
    reads_well(caught.value)


def reads_well(error: FairserviceError) -> None:
    """One line, small at the start, without names of Python's; and no longer than a screen."""
    said = str(error)
    assert said and len(said) < 500 and "\n" not in said and not said.endswith(".") and not said[0].isupper(), said
    assert not re.search(r"<class|NoneType|Traceback|Recorded\(", said), said
