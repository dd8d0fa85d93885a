"""What is never silent: alarms that are due, favours that are closed, and all that comes due soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from fairservice.desk.ports import Reading
from fairservice.desk.precedents import cohort, single_giver
from fairservice.desk.precedents.cohort import Window
from fairservice.desk.precedents.drift import drifted
from fairservice.desk.precedents.grants import GIVEN, RECOVERED, Favour, favour_of
from fairservice.desk.precedents.resolutions import AlarmKind, Alarms, alarms_of, last_resolved
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import AlarmRaised
from fairservice.policy.desk_terms import DeskTerms

BY_NOBODY = ""
"""Alarms are raised by the desk. Who gave what set one off stands in no alarm."""


def due_alarms(
    reading: Reading,
    terms: DeskTerms,
    today: date,
    among: Favour | None = None,
    reason: str | None = None,
) -> list[AlarmRaised]:
    """All alarms that hold now and are not open already, to be recorded as they are.

    `among`: only of one favour, as after each grant of it; with `reason` only of that one, which is cheaper. Without:
    of every favour that was granted within the periods that count.
    """
    if among is not None:
        return list(_alarms(reading, terms, today, among, None if reason is None else (reason,)))
    found: list[AlarmRaised] = []
    for favour in _granted_lately(reading, terms, today):
        found += _alarms(reading, terms, today, favour, None)
    return found


def _granted_lately(reading: Reading, terms: DeskTerms, today: date) -> list[Favour]:
    days = max(terms.precedents.cohort.within_days, *(each.within_days for each in _drifts(terms)))
    last = today.toordinal()
    given = reading.items(Query(kinds=(*GIVEN, *RECOVERED), first_day=last - days, last_day=last))
    return list(dict.fromkeys(favour_of(each) for each in given if each.rule is not None and each.grant is not None))


def _drifts(terms: DeskTerms) -> tuple[Any, ...]:
    return terms.precedents.drift, terms.precedents.recovery_drift


def _alarms(
    reading: Reading, terms: DeskTerms, today: date, favour: Favour, reasons: Iterable[str | None] | None
) -> Iterator[AlarmRaised]:
    limits, alarms = terms.precedents, alarms_of(reading, favour)

    def alarm(kind: AlarmKind, reason: str | None, figures: dict[str, Any]) -> AlarmRaised:
        return AlarmRaised(
            on=today.isoformat(),
            by=BY_NOBODY,
            role=BY_NOBODY,
            alarm=kind,
            request=favour.request,
            rule=favour.rule,
            grant=favour.grant,
            reason=reason,
            figures=figures,
            due=(today + timedelta(days=limits.decide_within_days)).isoformat(),
        )

    for reason in _reasons(reading, terms, today, favour) if reasons is None else reasons:
        spread = _spread(reading, terms, today, favour, reason, alarms)
        if spread is not None:
            yield alarm("cohort", reason, spread)
        alone = _alone(reading, terms, today, favour, reason, alarms)
        if alone is not None:
            yield alarm("single_giver", reason, alone)
    kinds: tuple[tuple[AlarmKind, tuple[str, ...], Any], ...] = (
        ("drift", GIVEN, limits.drift),
        ("recovery_drift", RECOVERED, limits.recovery_drift),
    )
    for kind, counted, limit in kinds:
        if alarms.open(kind, None) is None:
            figures = drifted(reading, favour, counted, limit, alarms.start(reading, kind, None), today)
            if figures is not None:
                yield alarm(kind, None, figures)


def _reasons(reading: Reading, terms: DeskTerms, today: date, favour: Favour) -> list[str | None]:
    window = Window.until(today, terms.precedents.cohort.within_days)
    return list(dict.fromkeys(each.reason for each in cohort.granted(reading, favour, window)))


def _spread(
    reading: Reading, terms: DeskTerms, today: date, favour: Favour, reason: str | None, alarms: Alarms
) -> dict[str, Any] | None:
    """What an alarm says where a favour has spread, and no alarm says so yet."""
    if alarms.open("cohort", reason) is not None:
        return None
    limits = terms.precedents.cohort
    window = Window.until(today, limits.within_days, alarms.start(reading, "cohort", reason))
    if window.first > window.last:
        return None
    if reason is not None and not cohort.may_be_alarming(reading, favour, reason, limits, window):
        return None
    figures = cohort.figures(reading, favour, cohort.granted_for(reading, favour, reason, window), window)
    return figures.told(limits) if figures.alarming(limits) else None


def _alone(
    reading: Reading, terms: DeskTerms, today: date, favour: Favour, reason: str | None, alarms: Alarms
) -> dict[str, Any] | None:
    """What an alarm says where one person gives to many, and no alarm says so yet."""
    if alarms.open("single_giver", reason) is not None:
        return None
    customers = terms.precedents.single_giver
    start = alarms.start(reading, "single_giver", reason)
    window = Window.until(today, terms.precedents.cohort.within_days, start)
    if window.first > window.last:
        return None
    if reason is not None and not single_giver.may_be_one(reading, favour, reason, customers, window):
        return None
    grants = cohort.granted_for(reading, favour, reason, window)
    return single_giver.told(grants) if single_giver.customers_of_one(grants) >= customers else None


def closed(reading: Reading, favour: Favour, reason: str | None, today: date, *, recovery: bool = False) -> Item | None:
    """The alarm for which a favour may not be authorised, or None.

    It is past its day and nobody decided; or what was decided last is to tighten, or to end it by a day that is past.
    Making good our own failure is closed only by an alarm on that.
    """
    day, alarms = today.toordinal(), alarms_of(reading, favour)
    kinds: tuple[AlarmKind, ...] = ("recovery_drift",) if recovery else ("cohort", "single_giver", "drift")
    for kind in kinds:
        undecided = alarms.open(kind, reason)
        if undecided is not None and undecided.due is not None and undecided.due < day:
            return undecided
        decided = last_resolved(alarms.of(kind, reason))
        if decided is not None and decided.status == "tighten":
            return decided
        if decided is not None and decided.status == "sunset" and decided.due is not None and decided.due < day:
            return decided
    return None


def warnings(reading: Reading, terms: DeskTerms, today: date) -> list[Item]:
    """What comes due within the days of warning, the soonest first; and what is open past its day."""
    day = today.toordinal()
    soon = day + terms.precedents.warn_days
    open_until_done = Query(
        kinds=("alarm", "approval", "objection", "outside", "opposition"),
        statuses=("open", "to_repair"),
        due_by=soon,
    )
    over_by_itself = [
        Query(kinds=("alarm",), statuses=("accept", "sunset"), due_by=soon),
        Query(kinds=("concession", "recovery"), statuses=("given",), due_by=soon),
    ]
    found = reading.items(open_until_done)
    for query in over_by_itself:
        found += [each for each in reading.items(query) if each.due is not None and each.due >= day]
    return sorted(found, key=_due)


def _due(item: Item) -> tuple[int, int]:
    return item.due or 0, item.number
