"""What asking for somebody higher brought, from what stands on a ledger."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk_reported import ONCE_SETTLED, kindness, opened, refused
from desks import StandingClock
from fairservice.desk.desk import Desk
from fairservice.desk.ports import Ledger
from fairservice.ledger import records as r
from fairservice.storage.sql_ledger import open_ledger
from memory_ledger import MemoryLedger

END = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)
YEAR = {"first": date(2026, 1, 1), "until": date(2026, 12, 31)}
RULES = (("goodwill", "otherwise"), ("goodwill", "gesture-already-settled"), ("return", "otherwise"))


def in_memory(folder: Path) -> Ledger:
    return MemoryLedger()


def in_sqlite(folder: Path) -> Ledger:
    return open_ledger(f"sqlite:///{folder / 'desk.db'}", "webshop", bytes(16))


def year(ledger: Ledger, seed: int, premium: int, cases: int = 1500) -> None:
    """A year of refusals, one in twelve escalated. Anyone is given € 10 or so at the odds of their rule; those who
    escalate as often, and `premium` cents on top of it each time."""
    draw = random.Random(seed)
    with ledger.writing() as writing:
        for n in range(cases):
            day = (date(2026, 1, 1) + timedelta(draw.randrange(360))).isoformat()
            request, rule = draw.choices(RULES, (6, 3, 2))[0]
            odds = {"otherwise": 0.15, "gesture-already-settled": 0.4}[rule]
            escalates = draw.random() < (0.05 if rule == "otherwise" else 0.2)
            who: dict[str, Any] = {"on": day, "by": "zq-anna.xx", "role": "agent", "ticket": f"T{n}"}
            who["customer"] = f"c{n}"
            at = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
            said: dict[str, Any] = {
                "lang": "en", "bundle": "sha256:1", "publication": 1, "draft": False, "received_on": day,
                "valid_until": day, "facts": {}, "fingerprint": "f", "status": "settled", "answer": "no_but",
                "decision": {}, "request": request, "rule": rule,
            }  # fmt: skip
            made = writing.append(r.DecisionMade(**who, **said), at).number
            about: dict[str, Any] = {**who, "decision": made, "request": request, "rule": rule}
            if escalates:
                writing.append(r.Escalated(**about, refused=True, to_role="team_lead"), at)
            amount = round(draw.gauss(1000, 150)) if draw.random() < odds else 0
            amount += premium if escalates else 0
            if amount:
                given: dict[str, Any] = {
                    "favour": "small-kindness", "grant": "store_credit", "amount": amount, "reason": "helped_us",
                    "in_return": None, "asked_by": "zq-anna.xx", "recovery": False, "level": "none",
                    "expires_on": day, "uses": 1, "notice": "…", "lang": "en",
                }  # fmt: skip
                writing.append(r.Conceded(**about, **given), at)


def report(ledger: Ledger, **period: Any) -> dict[str, Any]:
    return opened(StandingClock(END), ledger).figures("escalation_premium", **(period or YEAR)).to_dict()


@pytest.mark.parametrize("ledger", [in_memory, in_sqlite])
def test_a_planted_premium_is_found(ledger: Callable[[Path], Ledger], tmp_path: Path) -> None:
    """€ 4 more for whoever escalates lies within the interval, on either ledger; one that is not there is not seen.

    Those who escalate get more than others on the whole also without a premium: they do it where more is given.
    """
    with_it, without = (ledger(_made(tmp_path / name)) for name in ("with", "without"))
    year(with_it, 1, 400)
    year(without, 1, 0)
    (found,) = report(with_it)["grants"]
    assert found["tells"] == "more" and found["low"] <= 4 <= found["high"], found
    assert found["grant"] == "store_credit" and found["measure"] == "amount"
    (none,) = report(without)["grants"]
    assert none["tells"] == "nothing" and none["low"] <= 0 <= none["high"], none


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_interval_covers_over_seeds() -> None:
    """Of twenty years with a premium of € 4 at least seventeen intervals have it, and of twenty without one zero."""
    held = none = 0
    for seed in range(20):
        for premium in (400, 0):
            ledger = MemoryLedger()
            year(ledger, seed, premium, cases=500)
            (found,) = report(ledger)["grants"]
            inside = found["low"] is not None and found["low"] <= premium / 100 <= found["high"]
            held, none = held + (inside and premium > 0), none + (inside and premium == 0)
    assert held >= 17 and none >= 17, (held, none)


def test_few_escalations_are_too_few_to_tell() -> None:
    """Under twenty that can be compared there is no figure at all."""
    clock = StandingClock()
    desk = opened(clock)
    for n in range(19):
        decision = refused(desk, f"E{n}", f"e{n}")
        desk.escalate(decision)
        kindness(desk, decision)
        refused(desk, f"N{n}", f"n{n}")
    (found,) = desk.figures("escalation_premium").to_dict()["grants"]
    assert (found["tells"], found["escalated"], found["mean"]) == ("too_few", 19, None)
    decision = refused(desk, "E19", "e19")
    desk.escalate(decision)
    kindness(desk, decision)
    (found,) = desk.figures("escalation_premium").to_dict()["grants"]
    assert (found["tells"], found["mean"], found["others"]) == ("more", 10.0, 19)


def premium_of(desk: Desk, grant: str = "store_credit") -> dict[str, Any]:
    grants: list[dict[str, Any]] = desk.figures("escalation_premium").to_dict()["grants"]
    return next(each for each in grants if each["grant"] == grant)


def test_a_case_that_was_decided_anew_is_matched_by_what_was_escalated() -> None:
    """An override decides the case again on the fact that changed: it stays with the cases that the rule refused."""
    desk = opened()
    tess = desk.for_login("zq tess$")
    for n in range(20):
        decision = refused(desk, f"E{n}", f"e{n}", ONCE_SETTLED)
        desk.escalate(decision)
        tess.override(
            decision,
            "yes",
            "it was not settled",
            give={"store_credit": "10.00"},
            fact=("service.failure_settled", False),
        )
        refused(desk, f"N{n}", f"n{n}", ONCE_SETTLED)
    for n in range(3):  # overridden without being asked: these are others, of the rule that refused
        decision = refused(desk, f"O{n}", f"o{n}", ONCE_SETTLED)
        tess.override(
            decision,
            "yes",
            "it was not settled",
            give={"store_credit": "5.00"},
            fact=("service.failure_settled", False),
        )
    found = premium_of(desk)
    assert (found["escalated"], found["others"], found["with_any"]) == (20, 23, 23)
    assert found["mean"] == pytest.approx(10 - 15 / 23, abs=0.001)


def test_what_was_taken_back_unused_was_not_given() -> None:
    """A concession that was withdrawn counts for nothing; what happened outside counts as given."""
    desk = opened()
    for n in range(20):
        decision = refused(desk, f"E{n}", f"e{n}")
        desk.escalate(decision)
        desk.report(decision, "store_credit", "8.00", on=date(2026, 2, 27))
        other = refused(desk, f"N{n}", f"n{n}")
        desk.withdraw(kindness(desk, other).id, "not wanted")
    found = premium_of(desk)
    assert (found["mean"], found["with_any"]) == (8.0, 20)


def test_what_has_no_amount_is_counted() -> None:
    """A thing, or a day, is told as how often it was given: days do not add up."""
    desk = opened()
    for n in range(20):
        decision = refused(desk, f"E{n}", f"e{n}")
        desk.escalate(decision)
        desk.report(decision, "inspection", True)
        desk.report(decision, "delivery_on", "2026-03-09")
        refused(desk, f"N{n}", f"n{n}")
    for grant in ("inspection", "delivery_on"):
        found = premium_of(desk, grant)
        assert (found["measure"], found["mean"]) == ("count", 1.0)


def test_months_are_not_mixed() -> None:
    """Escalated in one month and others in another: nothing is alike, and nothing is told."""
    clock = StandingClock(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    desk = opened(clock)
    for n in range(20):
        desk.escalate(refused(desk, f"E{n}", f"e{n}"))
    clock.pass_(days=31)
    for n in range(20):
        kindness(desk, refused(desk, f"N{n}", f"n{n}"))
    found = desk.figures("escalation_premium").to_dict()
    assert (found["escalated"], found["matched"]) == (20, 0)
    assert [each["tells"] for each in found["grants"]] == ["too_few"]
