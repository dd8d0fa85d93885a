"""How long each kind of entry is kept, and what stays however old it is: the only place that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fairservice.conditions.declarations import HistoryOf
from fairservice.desk.ports import Reading
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import DecisionMade, Record
from fairservice.policy.desk_terms import Keep
from fairservice.policy.rulebook import Rulebook

COUNTS: Mapping[str, tuple[str, ...]] = {
    "concessions": ("concessions", "outside_policy"),
    "recoveries": ("concessions",),
    "refusals": ("decisions",),
    "overrides": ("overrides",),
    "promises": ("promises",),
    "complaints": ("complaints",),
    # An upheld objection of a customer must stay as long as what it takes out of the count.
    "incidents": ("incidents", "privacy"),
}
"""The kinds of entries that each word of `history:` needs to be there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long the entries of one kind are kept: `days`, which is longer than the policy says where `for_` is set."""

    keep: Keep
    days: int
    for_: str | None
    """What still counts these entries, where that looks back further than the policy keeps them."""

    def last_day(self, record: Record) -> date:
        """The last day on which an entry is kept."""
        return date.fromisoformat(record.on) + timedelta(self.days)


def kept_for(rulebook: Rulebook) -> Mapping[str, Kept]:
    """How long each kind is kept by a policy, and never shorter than anything of that policy looks back."""
    terms = rulebook.desk
    assert terms is not None  # else the desk was not opened
    needed: dict[str, tuple[int, str]] = {}
    for kinds, days, what in _looks_back(rulebook):
        for kind in kinds:
            if days > needed.get(kind, (0, ""))[0]:
                needed[kind] = (days, what)
    found: dict[str, Kept] = {}
    for kind, keep in terms.keeps.items():
        days, what = needed.get(kind, (0, ""))
        found[kind] = Kept(keep, days, what) if days > keep.days else Kept(keep, keep.days, None)
    return found


def _looks_back(rulebook: Rulebook) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """What looks so many days back at entries of some kinds. More than a policy is checked for when it is read."""
    terms = rulebook.desk
    assert terms is not None
    given = ("concessions", "outside_policy")
    for rule in (rule for request in rulebook.requests.values() for rule in request.rules):
        if rule.concession is not None and rule.concession.per_customer is not None:
            yield given, rule.concession.per_customer.within_days, f"`per_customer` of `{rule.id}`"
    for mandate in rulebook.mandates:
        if mandate.per_customer is not None:
            what = f"the mandate of `{mandate.role}`"
            yield (*given, "overrides"), mandate.per_customer.within_days, what  # what an override gave counts too
    for fact in rulebook.facts.values():
        history: HistoryOf | None = fact.history
        if history is not None:
            yield COUNTS[history.what], history.within_days, f"`{fact.name}`"
    said = terms.precedents
    # A refusal takes a customer's favours back to none, and an override may give one: they count as long.
    favours = (*given, "overrides", "decisions")
    yield favours, said.favour.within_days + said.favour.notice_within_days, "`favour` of `precedents`"
    for days, what in (
        (said.cohort.within_days, "cohort"),
        (2 * said.drift.within_days, "drift"),
        (2 * said.recovery_drift.within_days, "recovery_drift"),
    ):
        yield (*favours, "precedents"), days, f"`{what}` of `precedents`"  # what was decided says from when it counts
    yield ("precedents",), said.decide_within_days, "`decide_within`"
    yield ("decisions",), terms.answerable_days, "`answerable_for`"
    yield ("concessions",), max(terms.concession_days, terms.approval_days), "how long a concession can be used"
    yield ("objections",), terms.objection_days, "the day by which objections are answered"
    yield ("outside_policy",), terms.repair_days, "the day by which it is repaired"


# ---- what is open


WAITING = {"approval": "open", "outside": "to_repair", "objection": "open", "escalation": "open", "opposition": "open"}
"""The kinds of items that wait for somebody, and their state while they do."""
RESTS_ON_DECISION = ("approval", "outside", "escalation")
"""What cannot be dealt with once the decision that it is about is erased."""
CLOSES = ("tighten", "sunset")
"""What closes a favour for good: it holds as long as the policy has the favour."""


def held(reading: Reading, rulebook: Rulebook, today: date) -> Mapping[int, str]:
    """The entries that stay however old they are, since something is open, and why: a word of `WHY_HELD`."""
    found: dict[int, str] = {}
    for kind, status in WAITING.items():
        for item in reading.items(Query(kinds=(kind,), statuses=(status,))):
            if kind in RESTS_ON_DECISION and not _decision_is_there(reading, item):
                continue  # nobody can deal with it any more
            _hold(found, item, kind)
    day = today.toordinal()
    for item in reading.items(Query(kinds=("concession", "recovery"), statuses=("given",))):
        if item.due is not None and item.due >= day:
            _hold(found, item, "concession")
    for item in _alarms(reading, rulebook, day):
        _hold(found, item, "alarm")
    return found


def _decision_is_there(reading: Reading, item: Item) -> bool:
    number = item.body.get("decision")
    entry = None if number is None else reading.entry(int(number))
    return number is None or (entry is not None and not entry.erased)


def _hold(found: dict[int, str], item: Item, why: str) -> None:
    for number in item.entries:
        found.setdefault(number, why)
    decision = item.body.get("decision")
    if item.kind in RESTS_ON_DECISION and decision is not None:
        found.setdefault(int(decision), why)


def _alarms(reading: Reading, rulebook: Rulebook, day: int) -> Iterator[Item]:
    """Alarms that nobody decided on, and of each favour what was decided last, while that closes or accepts it."""
    last: dict[object, Item] = {}
    for item in reading.items(Query(kinds=("alarm",))):
        if item.status == "open":
            yield item
            continue
        favour = (item.body.get("alarm"), item.request, item.rule, item.grant, item.reason)
        before = last.get(favour)
        if before is None or int(before.body["resolution"]) < int(item.body["resolution"]):
            last[favour] = item
    for item in last.values():
        until = item.due is not None and item.due >= day
        if until or (item.status in CLOSES and item.request in rulebook.requests):
            yield item


def still_answerable(record: Record, today: date) -> bool:
    """Whether an entry is a decision that can still be answered."""
    return isinstance(record, DecisionMade) and record.valid_until >= today.isoformat()
