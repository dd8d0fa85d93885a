"""What each kind of entry comes to: the items that begin or change with it. The only place that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from fairservice.ledger import records as r
from fairservice.ledger.item import Change, Effect, Item, Put

TAKEN_BACK = ("withdrawn", "retracted")
"""The states of what was given and taken back before it did anything: it counts for nothing."""
TRIAL = "trial"
"""The kind of all that a draft of a policy has led to: it is found by its id, and never counted."""


def effects(number: int, record: r.Record) -> tuple[Effect, ...]:
    """The items that begin or change with an entry, in order."""
    return tuple(_effects(number, record))


def case_id(ticket: str | None, request: str, draft: bool = False) -> str:
    """The item of a case; what a draft decides never takes the place of what a policy decided."""
    return f"{TRIAL if draft else 'case'}/{ticket}/{request}"


def _effects(number: int, record: r.Record) -> Iterator[Effect]:
    match record:
        case r.DecisionMade():
            status = "refused" if record.refuses else record.answer or record.status
            yield Put(
                _item(
                    case_id(record.ticket, record.request, record.draft),
                    "case",
                    number,
                    record,
                    status=status,
                    rule=record.rule,
                    body={
                        "decision": number,
                        "answered": None,
                        "valid_until": record.valid_until,
                        "bundle": record.bundle,
                    },
                )
            )
        case r.AnswerGiven():
            yield Change(case_id(record.ticket, record.request, record.draft), body={"answered": number})
            if record.refused:  # said twice of one decision, it is one refusal
                yield Put(_item(f"refusal/{record.decision}", "refusal", number, record, rule=record.rule))
        case r.Escalated():
            yield Put(
                _item(
                    f"escalation/{number}",
                    "escalation",
                    number,
                    record,
                    status="open",
                    rule=record.rule,
                    body={"decision": record.decision, "refused": record.refused},
                )
            )
        case r.Upheld():
            yield Change(f"escalation/{record.escalation}", {"status": "held"})
        case r.ApprovalAsked():
            yield Put(
                _item(
                    f"approval/{number}",
                    "approval",
                    number,
                    record,
                    status="open",
                    rule=record.rule,
                    favour=record.favour,
                    grant=record.grant,
                    reason=record.reason,
                    giver=record.by,
                    amount=record.amount,
                    due=day_number(record.due),
                    body={"to_role": record.to_role, "decision": record.decision},
                )
            )
        case r.ApprovalAnswered():
            said = "approved" if record.approved else "taken_back" if record.taken_back else "refused"
            yield Change(f"approval/{record.asked}", {"status": said})
        case r.Conceded():
            yield Put(
                _item(
                    f"concession/{number}",
                    "recovery" if record.recovery else "concession",
                    number,
                    record,
                    status="given",
                    rule=record.rule,
                    favour=record.favour,
                    grant=record.grant,
                    reason=record.reason,
                    giver=record.by,
                    amount=record.amount,
                    due=day_number(record.expires_on),
                    body={
                        "decision": record.decision,
                        "left": record.uses,
                        "role": record.role,
                        "noticed": None,
                        "renews": record.renews,
                    },
                )
            )
            if record.escalation is not None:
                yield Change(f"escalation/{record.escalation}", {"status": "conceded"})
        case r.NoticeSent():
            yield Change(f"concession/{record.concession}", body={"noticed": record.on})
        case r.ConcessionUsed():
            yield Change(
                f"concession/{record.concession}",
                {"status": "given" if record.left else "used"},
                {"left": record.left},
            )
        case r.ConcessionWithdrawn():
            yield Change(f"concession/{record.concession}", {"status": "withdrawn"})
        case r.FavourCited():
            yield Put(_item(f"cited/{number}", "cited", number, record, rule=record.rule, grant=record.grant))
        case r.Overridden():
            yield Put(
                _item(
                    f"override/{number}",
                    "override",
                    number,
                    record,
                    rule=record.rule,
                    giver=record.by,
                    body={
                        "decision": record.decision,
                        "answer": record.answer,
                        "decided_anew": record.decided_anew,
                    },
                )
            )
            for grant, amount in (record.beyond or {}).items():
                yield Put(
                    _item(
                        f"override/{number}/{grant}",
                        "given_by_override",
                        number,
                        record,
                        rule=record.rule,
                        grant=grant,
                        giver=record.by,
                        amount=amount,
                        body={"decision": record.decision},
                    )
                )
            if record.escalation is not None:
                yield Change(f"escalation/{record.escalation}", {"status": "overridden"})
        case r.HappenedOutside():
            yield Put(
                _item(
                    f"outside/{number}",
                    "outside",
                    number,
                    record,
                    day=record.happened_on,
                    status="to_repair",
                    rule=record.rule,
                    grant=record.grant,
                    reason=record.reason,
                    giver=record.given_by,
                    amount=record.amount,
                    due=day_number(record.due),
                    body={"decision": record.decision},
                )
            )
            if record.escalation is not None:
                yield Change(f"escalation/{record.escalation}", {"status": "outside"})
        case r.Repaired():
            yield Change(f"outside/{record.report}", {"status": "honoured" if record.how == "honour" else "retracted"})
        case r.IncidentReported():
            yield Put(_item(f"incident/{number}", "incident", number, record, reason=record.what))
        case r.StaffObjected():
            yield Put(
                _item(
                    f"objection/{number}",
                    "objection",
                    number,
                    record,
                    status="open",
                    rule=record.rule,
                    due=day_number(record.due),
                )
            )
        case r.ObjectionAnswered():
            yield Change(f"objection/{record.objection}", {"status": "answered"}, {"changes": record.changes})
        case r.AlarmRaised():
            yield Put(
                _item(
                    f"alarm/{number}",
                    "alarm",
                    number,
                    record,
                    status="open",
                    request=record.request,
                    rule=record.rule,
                    grant=record.grant,
                    reason=record.reason,
                    due=day_number(record.due),
                    body={"alarm": record.alarm, "figures": dict(record.figures)},
                )
            )
        case r.PrecedentResolved():
            yield Change(
                f"alarm/{record.alarm}",
                {"status": record.how, "due": None if record.until is None else day_number(record.until)},
                {"resolution": number},
            )
        case r.Opposed():
            yield Put(
                _item(f"opposition/{number}", "opposition", number, record, status="open", due=day_number(record.due))
            )
        case r.OppositionDecided():
            yield Change(f"opposition/{record.opposition}", {"status": "upheld" if record.upheld else "rejected"})
        case r.Erased() | r.Rectified() | r.DataGiven() | r.NamedView():
            pass
        case _:
            raise AssertionError(f"nothing says what an entry of `{record.kind}` comes to")


def _item(id: str, kind: str, number: int, record: Any, day: str | None = None, **columns: Any) -> Item:
    """An item about whom the record is about."""
    columns.setdefault("request", getattr(record, "request", None))
    return Item(
        id=id,
        kind=TRIAL if getattr(record, "draft", False) else kind,
        number=number,
        day=day_number(day or record.on),
        customer=record.customer,
        household=record.household,
        ticket=record.ticket,
        **columns,
    )


def day_number(day: str) -> int:
    """A day as written, as a number."""
    return date.fromisoformat(day).toordinal()
