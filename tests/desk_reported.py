"""A desk at which all that reports tell of has happened, by colleagues whose logins would be seen anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from desks import StandingClock, desk_for_tests
from fairservice.desk.desk import Desk
from fairservice.desk.ports import Ledger, Person
from fairservice.desk.recorded import Recorded
from fairservice.desk.reports.period import period_of
from fairservice.desk.reports.report import Asked, asked_of

ODD = (
    Person("zq-anna.xx", "Annabel Zeewolde", ("agent",), "Noord"),
    Person("zq.bram+77", "Bram van Quispel", ("agent",), "Noord"),
    Person("ZQ_Çarla", "Çarla Ypenburg", ("agent",), "Zuid"),
    Person("zq tess$", "Tess Xanten", ("team_lead",), "Noord"),
    Person("zq@teun", "Teun Wyckel", ("team_lead",), "Zuid"),
    Person("zq\\mira", "Mira Vlodrop", ("manager",), None),
    Person("zq-olga", "Olga Uddel", ("policy_owner",), None),
)
"""Each with parts of names and logins that stand in nothing else."""
TELLTALES = tuple(
    {each.login for each in ODD} | {part for each in ODD for part in (each.name, *each.name.split()) if part != "van"}
)
CUSTOMERS = tuple(f"klant-{n}@example.com" for n in range(40))
KINDNESS = {"service.failure": "no_failure", "customer.tenure_years": 4, "conduct.level": "none"}
"""Facts on which `webshop` refuses goodwill, and allows a small kindness of € 15 at most."""
ONCE_SETTLED = {"service.failure": "small", "service.failure_settled": True, "conduct.level": "none"}
"""Facts on which it refuses, and a team lead may override."""


def opened(clock: StandingClock | None = None, ledger: Ledger | None = None) -> Desk:
    return desk_for_tests(ODD[0].login, people=ODD, clock=clock, ledger=ledger)


def refused(desk: Desk, ticket: str, customer: str = "c1", facts: dict[str, Any] | None = None) -> str:
    """Decides a case that the policy refuses, and says so to the customer. Gives the name of the decision."""
    made = desk.decide(ticket, customer, "goodwill", KINDNESS if facts is None else facts)
    assert made.record.refuses
    desk.answer(made.id)
    return made.id


def kindness(desk: Desk, decision: str, amount: str = "10.00", **other: Any) -> Recorded[Any]:
    given = desk.concede(decision, "store_credit", amount, "helped_us", **other)
    assert given.id.startswith("C-")
    return given


def asked(desk: Desk, first: date | None = None, until: date | None = None) -> Asked:
    with desk.looking() as session:
        return asked_of(session, period_of(first, until, session.today))


def a_busy_desk(ledger: Ledger | None = None) -> Desk:
    """A desk of three months, in which everything happened at least once; the clock stands on 31 May 2026."""
    clock = StandingClock(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    desk = opened(clock, ledger)
    anna, bram, carla, tess, teun, mira, olga = (desk.for_login(each.login) for each in ODD)
    for n, customer in enumerate(CUSTOMERS):
        agent = (anna, bram, carla)[n % 3]
        decision = refused(agent, f"T-{n}", customer, ONCE_SETTLED if n % 7 == 6 else None)
        match n % 7:
            case 0 | 1 | 2 | 3:
                given = kindness(agent, decision, in_return="a review, as Bram van Quispel asked")
                if n % 2:
                    agent.notice_sent(given.id)
            case 4:
                tess.uphold(agent.escalate(decision).id)
            case 5:
                agent.escalate(decision)
                agent.report(decision, "store_credit", "20.00", reason="zq@teun said so", given_by="zq@teun")
                agent.cite(decision, "store_credit")
            case _:
                agent.escalate(decision)
                teun.override(
                    decision,
                    "yes",
                    "the failure was not settled",
                    give={"store_credit": "10.00"},
                    fact=("service.failure_settled", False),
                )
        if n % 20 == 3:
            objection = agent.object(decision, "Tess Xanten and I find this too strict")
            if n == 3:
                olga.answer_objection(objection.id, "Annabel is right, and zq.bram+77 too: it changes.", True)
        clock.pass_(days=2)
    mira.report_incident("T-9", CUSTOMERS[9], "shouting")
    alarms = [each for each in olga.precedents().patterns if each.alarm == "cohort"]
    if alarms:
        olga.resolve_precedent(alarms[0].id, "accept", "for the summer", until=date(2026, 8, 31))
    clock.moment = datetime(2026, 5, 31, 10, 0, tzinfo=UTC)
    refused(carla, "T-last", CUSTOMERS[0])
    kindness(anna, refused(anna, "T-open", "klant-nieuw@example.com"), "12.50")
    return desk
