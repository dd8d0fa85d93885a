"""A year at a web shop, simulated with a seed: tickets, agents, team leads, and a manager who overrules too often.

What is planted: a favour that spreads among colleagues, one that many give now and then and that stays rare, one that
a single colleague gives, and what those get who ask for somebody higher. All of it goes through the desk.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desks import KEY, StandingClock, desk_for_tests
from fairservice.desk.desk import Ask, DecidedCase, Desk
from fairservice.desk.key import Pseudonyms
from fairservice.desk.ports import Person
from fairservice.errors import Refused
from fairservice.ledger.records import ApprovalAsked, Conceded, Overridden
from fairservice.policy.desk_terms import KEPT_KINDS
from fairservice.storage.sql_ledger import open_ledger

FIRST = date(2026, 1, 5)
DAYS = 364
OPENS = datetime(2026, 1, 5, 9, tzinfo=UTC)
AGENTS = ("quinten", "roosmarijn", "sjoukje", "thijmen", "wendelien", "xander")
LEADS = ("yolanthe", "zacharias")
MANAGER = "mirabelle"
OWNER = "olivier"
LONE = "sjoukje"
PEOPLE = (
    *(Person(login, login.title(), ("agent",)) for login in AGENTS),
    *(Person(login, login.title(), ("team_lead",)) for login in LEADS),
    Person(MANAGER, MANAGER.title(), ("manager",)),
    Person(OWNER, OWNER.title(), ("policy_owner",)),
)

SPREADS, RARE, ALONE, PRESSED = "bad_weather", "helped_us", "birthday", "kept_asking"
"""The reasons: of the favour that spreads, of the one that stays rare, of the lone giver, of the manager."""

MANIFEST = """\
language: 1
policy: year
title: {en: A year at a web shop}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
  team_lead: {above: agent, may: [approve, override]}
  manager: {above: team_lead, may: [approve, override]}
  policy_owner: {may: [publish]}
grants: {store_credit: money, refund: money}
mandates:
  agent: {store_credit: {per_case: 25.00}}
  team_lead: {store_credit: {per_case: 50.00}}
  manager: {store_credit: {per_case: 100.00}}
"""
RULES = """\
facts:
  order.days: {type: integer, unit: days, ask: {en: How many days ago was it delivered?}}
  order.total: {type: money, ask: {en: What did it cost?}}
  parcel.wet: {type: boolean, ask: {en: Did it arrive wet?}}
requests:
  return:
    question: {en: May it come back?}
    otherwise:
      answer: no_but
      may_override: team_lead
      offer: [{what: trade_in}]
      because: {en: The term is over.}
  discount:
    question: {en: Is there something off?}
    otherwise:
      answer: no_but
      may_override: team_lead
      offer: [{what: newsletter}]
      because: {en: Prices are the same for everyone.}
labels:
  trade_in: {en: trading it in}
  newsletter: {en: our newsletter}
  store_credit: {en: store credit}
  refund: {en: money back}
  team_lead: {en: team lead}
  bad_weather: {en: bad weather}
  helped_us: {en: customer helped us}
  birthday: {en: birthday}
  kept_asking: {en: kept asking}
rules:
  in-time:
    request: return
    when: {order.days: at most 30}
    answer: yes
    give: {refund: order.total}
    because: {en: It is within the term.}
  wet-parcel:
    request: discount
    when: {parcel.wet: true}
    answer: yes
    give: {store_credit: 10.00}
    because: {en: It arrived wet.}
  late-kindness:
    request: return
    basis: goodwill
    exception_to: otherwise
    when: {order.days: 31 to 90}
    concede: {store_credit: {up_to: 60.00}}
    reasons: [bad_weather, helped_us]
    per_customer: {at_most: 4, within: 365 days}
  discount-kindness:
    request: discount
    basis: goodwill
    exception_to: otherwise
    when: {order.total: at least 10.00}
    concede: {store_credit: {up_to: 60.00}}
    reasons: [birthday, helped_us, kept_asking]
    per_customer: {at_most: 4, within: 365 days}
desk:
  controller: Example Web Shop B.V.
  contact: privacy@example.com
  concessions: {valid_for: 60 days, uses: 1}
  no_precedent: {en: We do this once.}
  keeps:
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """A run of `precedents`: on which day, after which entry of the ledger, and up to which it wrote alarms."""

    day: date
    after: int
    until: int


@dataclass
class Year:
    """What is planted, and what came of it."""

    seed: int
    folder: Path
    tickets: int = 4500
    premium: int = 1500
    """What those who escalate a discount get beyond others on average, in cents: planted."""
    spread: float = 0.5
    """How often the favour that spreads is given in the second half year."""
    clock: StandingClock = field(default_factory=lambda: StandingClock(OPENS))
    looked: list[Looked] = field(default_factory=list)
    overruled: list[tuple[str, str]] = field(default_factory=list)
    """Who was overruled, and the sentence that backs them."""
    refused: dict[str, int] = field(default_factory=dict)
    escalated: int = 0

    def __post_init__(self) -> None:
        self.choose = random.Random(self.seed)
        policy = self.folder / "year"
        policy.mkdir()
        (policy / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
        kept = "".join(
            f"    {kind}: {{purpose: {{en: To do right}}, basis: legitimate_interests, keep: 1100 days}}\n"
            for kind in KEPT_KINDS
        )
        (policy / "rules.yaml").write_text(RULES + kept, encoding="utf-8")
        ledger = open_ledger(f"sqlite:///{self.folder / 'desk.db'}", "webshop", bytes.fromhex(Pseudonyms(KEY).check()))
        opened = desk_for_tests(OWNER, policy=policy, ledger=ledger, clock=self.clock, people=PEOPLE)
        self.owner = opened
        self.desks = {each.login: opened.for_login(each.login) for each in PEOPLE}

    def run(self) -> Year:
        for day in range(DAYS):
            self.clock.moment = OPENS + timedelta(days=day)
            asks = [self._ask(day, number) for number in range(self._arrivals(day))]
            agent = self.choose.choice(AGENTS)
            for made in self.desks[agent].decide_many(asks) if asks else ():
                self._contact(day, self.choose.choice(AGENTS), made)
            if day % 7 == 6:
                self._look()
        return self

    def _arrivals(self, day: int) -> int:
        """The tickets of a day: the same number over the year, more on some days than on others."""
        mean = self.tickets / DAYS
        return int(mean + self.choose.random() * 2 * (mean - int(mean)) + self.choose.choice((-1, 0, 0, 1)))

    def _ask(self, day: int, number: int) -> Ask:
        customer = f"customer-{self.choose.randrange(4 * self.tickets)}"
        ticket = f"T{day}-{number}"
        total = f"{self.choose.randrange(10, 200)}.00"
        if self.choose.random() < 0.5:
            return Ask(
                ticket, customer, "return", {"order.days": str(self.choose.randrange(1, 100)), "order.total": total}
            )
        wet = "true" if self.choose.random() < 0.1 else "false"
        return Ask(ticket, customer, "discount", {"parcel.wet": wet, "order.total": total})

    def _contact(self, day: int, agent: str, made: DecidedCase) -> None:
        """What becomes of one ticket: answered, pressed, a favour, somebody higher."""
        record, desk, chance = made.record, self.desks[agent], self.choose.random()
        if record.answer not in ("no", "no_but"):
            return
        if record.request == "return":
            if 31 <= int(str(record.facts["order.days"])) <= 90:
                # Hardly anyone at first; from the spring on more and more colleagues.
                rate = 0.02 if day < 90 else self.spread
                if chance < rate:
                    self._concede(desk, made, "15.00", SPREADS)
                    return
                if chance < rate + 0.01:
                    self._concede(desk, made, "10.00", RARE)
                    return
            if chance > 0.99:
                self._try(lambda: desk.report(made.id, "store_credit", "20.00", reason="promised by phone"))
                return
        else:
            if agent == LONE and chance < 0.06:
                self._concede(desk, made, "5.00", ALONE)
                return
            if chance < 0.03:
                self._concede(desk, made, "10.00", RARE)
                return
            if chance > 0.85:
                self._escalate(desk, made)
                return
        if self.choose.random() < 0.3:
            self._try(lambda: desk.answer(made.id))

    def _concede(self, desk: Desk, made: DecidedCase, amount: str, reason: str) -> None:
        given = self._try(lambda: desk.concede(made.id, "store_credit", amount, reason))
        if given is None:
            return
        record = getattr(given, "record", None)
        if isinstance(record, ApprovalAsked):
            lead = self.desks[self.choose.choice((*LEADS, MANAGER))]
            well = self.choose.random() < 0.5
            self._try(lambda: lead.approve(given.id, well, "as the case is"))  # type: ignore[attr-defined]
        elif isinstance(record, Conceded) and self.choose.random() < 0.9:
            self._try(lambda: desk.notice_sent(given.id))  # type: ignore[attr-defined]

    def _escalate(self, desk: Desk, made: DecidedCase) -> None:
        """The leads uphold; the manager mostly overrules, with money where a premium is planted."""
        asked = desk.escalate(made.id)
        self.escalated += 1
        if self.choose.random() < 0.4:
            self._try(lambda: self.desks[self.choose.choice(LEADS)].uphold(asked.id))
            return
        manager = self.desks[MANAGER]
        if self.choose.random() < 0.5:
            fact = ("parcel.wet", "true")
            done = self._try(lambda: manager.override(made.id, "yes_but", "the photo shows it", fact=fact))
            if done is not None:
                overridden = done.record  # type: ignore[attr-defined]
                assert isinstance(overridden, Overridden)
                self.overruled.append((overridden.answered_by, overridden.sentence))
            return
        # 60 % go to the manager and half of those get this, so that it is `premium` on the average of all.
        if self.premium:
            amount = f"{round(self.premium / 0.3) // 100}.00"
            self._concede(manager, made, amount, PRESSED)
        else:
            self._try(lambda: manager.uphold(asked.id))

    def _look(self) -> None:
        """The owner looks at the patterns once a week, and decides on what has waited for two weeks."""
        before = self._head()
        found = self.owner.precedents()
        day = self.clock.moment.date()
        self.looked.append(Looked(day, before, self._head()))
        for each in found.patterns:
            if each.status == "open" and (day - each.raised_on).days >= 14:
                self._decide(each.id, each.alarm, each.reason, day)

    def _decide(self, name: str, alarm: str, reason: str | None, day: date) -> None:
        if alarm == "cohort" and reason == SPREADS:
            earlier = [each for each in self.owner.precedents().patterns if each.reason == SPREADS]
            if len(earlier) == 1:
                self.owner.resolve_precedent(name, "accept", "the storms are not over", until=day + timedelta(60))
            else:
                self.owner.resolve_precedent(name, "codify", "it is what we want")
        else:
            self.owner.resolve_precedent(name, "accept", "let us look at it again", until=day + timedelta(30))

    def _try(self, work: Callable[[], object]) -> object | None:
        """What somebody does; where it is outside of their bounds, they are told so and leave it."""
        try:
            return work()
        except Refused as told:
            self.refused[told.code] = self.refused.get(told.code, 0) + 1
            return None

    def _head(self) -> int:
        with self.owner.parts.ledger.reading() as reading:
            return reading.head().number
