"""The JSON form of a decision, and its published schema (`fairservice schema --decision`)."""

from __future__ import annotations

from typing import Any

from fairservice.conditions.vocabulary import Quantity
from fairservice.decisions.content import Amount
from fairservice.decisions.told import Told

ANSWER_WORDS = ["no", "no_but", "yes_but", "yes"]


def decision_to_dict(decision: Told, trace: bool) -> dict[str, object]:
    """Lists, texts, numbers and booleans only. Amounts are texts, exact as written: `"49.95"`, `"2026-01-31"`."""
    content = content_of(decision)
    content["fingerprint"] = decision.__dict__.setdefault("fingerprint", decision.fingerprint_of(content))
    if trace:
        content["trace"] = [
            {
                "rule": each.rule,
                "basis": each.basis,
                "standing": each.standing,
                "yielded_to": each.yielded_to,
                "reasons": [
                    {"text": reason.text, "holds": reason.holds, "facts": list(reason.facts)} for reason in each.reasons
                ],
                "reference": each.reference,
                "place": each.place,
                "table": each.table,
            }
            for each in decision.trace
        ]
    return content


def content_of(decision: Told) -> dict[str, object]:
    """All that a decision says but for its fingerprint and trace."""
    return {
        "policy": decision.policy,
        "request": decision.request,
        "question": decision.question,
        "lang": decision.lang,
        "status": decision.status,
        "answer": decision.answer,
        "at_least": decision.at_least,
        "at_most": decision.at_most,
        "may_conflict": decision.may_conflict,
        "options": [
            {
                "rule": option.rule,
                "basis": option.basis,
                "lines": [
                    {
                        "grant": line.grant,
                        "label": line.label,
                        "amount": _amount(line.amount),
                        "rule": line.rule,
                        "provided": list(line.provided),
                        "certain": line.certain,
                    }
                    for line in option.lines
                ],
                "provided": list(option.provided),
                "provided_labels": list(option.provided_labels),
                "certain": option.certain,
            }
            for option in decision.options
        ],
        "options_settled": decision.options_settled,
        "offers": [
            {
                "what": offer.what,
                "label": offer.label,
                "on": _amount(offer.on),
                "amount": _amount(offer.amount),
                "calming": offer.calming,
                "say": offer.say,
                "rule": offer.rule,
                "certain": offer.certain,
            }
            for offer in decision.offers
        ],
        "offers_settled": decision.offers_settled,
        "may_concede": [
            {
                "rule": each.rule,
                "exception_to": each.exception_to,
                "grant": each.grant,
                "label": each.label,
                "up_to": _amount(each.up_to),
                "by_role": [{"role": role, "up_to": _amount(up_to)} for role, up_to in each.by_role],
                "reasons": list(each.reasons),
                "used": each.used,
                "at_most": each.at_most,
                "within_days": each.within_days,
                "certain": each.certain,
            }
            for each in decision.may_concede
        ],
        "may_concede_settled": decision.may_concede_settled,
        "may_override": decision.may_override,
        "say": decision.say,
        "if_pressed": decision.if_pressed,
        "because": decision.because,
        "holding": decision.holding,
        "rule": decision.rule,
        "rules": list(decision.rules),
        "conflict": list(decision.conflict),
        "reference": decision.reference,
        "owner": decision.owner,
        "questions": [
            {
                "fact": question.fact,
                "text": question.text,
                "kind": question.kind,
                "unit": question.type.unit if isinstance(question.type, Quantity) else None,
                "values": list(question.values),
                "value_labels": list(question.value_labels),
                "from_ledger": question.from_ledger,
            }
            for question in decision.questions
        ],
        "facts": {
            name: value if isinstance(value, str) else [dict(record) for record in value]
            for name, value in decision.facts
        },
        "today": decision.today.isoformat(),
        "received_on": decision.received_on.isoformat(),
        "in_force_on": decision.in_force_on.isoformat() if decision.in_force_on else None,
        "law": [{"pack": name, "since": since.isoformat()} for name, since in decision.law],
        "labels": dict(decision.labels),
        "bundle": decision.bundle,
    }


def _amount(amount: Amount | None) -> dict[str, object] | None:
    return None if amount is None else {"value": amount.to_json(), "text": amount.text}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TEXT = {"type": "string"}
_TEXT_OR_NONE = {"type": ["string", "null"]}
_NUMBER_OR_NONE = {"type": ["integer", "null"]}
_YES_NO = {"type": "boolean"}
_DATE = {"type": "string", "format": "date"}
_DATE_OR_NONE = {"type": ["string", "null"], "format": "date"}
_TEXTS = {"type": "object", "additionalProperties": _TEXT}
_ANSWER = {"enum": [*ANSWER_WORDS, None]}
_AMOUNT = _object({"value": _TEXT_OR_NONE, "text": _TEXT_OR_NONE})
_AMOUNT_OR_NONE = {"anyOf": [_AMOUNT, {"type": "null"}]}

DECISION_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "fairservice decision",
    **_object(
        {
            "policy": _TEXT,
            "request": _TEXT,
            "question": _TEXT,
            "lang": _TEXT,
            "status": {"enum": ["settled", "open", "conflict", "gap"]},
            "answer": _ANSWER,
            "at_least": _ANSWER,
            "at_most": _ANSWER,
            "may_conflict": _YES_NO,
            "options": _list(
                _object(
                    {
                        "rule": _TEXT_OR_NONE,
                        "basis": {"enum": ["law", "promise", "policy"]},
                        "lines": _list(
                            _object(
                                {
                                    "grant": _TEXT,
                                    "label": _TEXT,
                                    "amount": _AMOUNT,
                                    "rule": _TEXT_OR_NONE,
                                    "provided": _list(_TEXT),
                                    "certain": _YES_NO,
                                }
                            )
                        ),
                        "provided": _list(_TEXT),
                        "provided_labels": _list(_TEXT),
                        "certain": _YES_NO,
                    }
                )
            ),
            "options_settled": _YES_NO,
            "offers": _list(
                _object(
                    {
                        "what": _TEXT,
                        "label": _TEXT,
                        "on": _AMOUNT_OR_NONE,
                        "amount": _AMOUNT_OR_NONE,
                        "calming": _YES_NO,
                        "say": _TEXT_OR_NONE,
                        "rule": _TEXT_OR_NONE,
                        "certain": _YES_NO,
                    }
                )
            ),
            "offers_settled": _YES_NO,
            "may_concede": _list(
                _object(
                    {
                        "rule": _TEXT,
                        "exception_to": _TEXT,
                        "grant": _TEXT,
                        "label": _TEXT,
                        "up_to": _AMOUNT,
                        "by_role": _list(_object({"role": _TEXT, "up_to": _AMOUNT})),
                        "reasons": _list(_TEXT),
                        "used": _NUMBER_OR_NONE,
                        "at_most": _NUMBER_OR_NONE,
                        "within_days": _NUMBER_OR_NONE,
                        "certain": _YES_NO,
                    }
                )
            ),
            "may_concede_settled": _YES_NO,
            "may_override": _TEXT_OR_NONE,
            "say": _TEXT,
            "if_pressed": _TEXT_OR_NONE,
            "because": _TEXT_OR_NONE,
            "holding": _TEXT_OR_NONE,
            "rule": _TEXT_OR_NONE,
            "rules": _list(_TEXT),
            "conflict": _list(_TEXT),
            "reference": _TEXT_OR_NONE,
            "owner": _TEXT,
            "questions": _list(
                _object(
                    {
                        "fact": _TEXT,
                        "text": _TEXT,
                        "kind": _TEXT,
                        "unit": _TEXT_OR_NONE,
                        "values": _list(_TEXT),
                        "value_labels": _list(_TEXT),
                        "from_ledger": _YES_NO,
                    }
                )
            ),
            "facts": {"type": "object", "additionalProperties": {"anyOf": [_TEXT, _list(_TEXTS)]}},
            "today": _DATE,
            "received_on": _DATE,
            "in_force_on": _DATE_OR_NONE,
            "law": _list(_object({"pack": _TEXT, "since": _DATE})),
            "labels": _TEXTS,
            "bundle": _TEXT,
            "fingerprint": _TEXT,
            "trace": _list(
                _object(
                    {
                        "rule": _TEXT,
                        "basis": {"enum": ["law", "promise", "policy", "goodwill"]},
                        "standing": {"enum": ["stands", "failed", "yielded", "may_stand"]},
                        "yielded_to": _TEXT_OR_NONE,
                        "reasons": _list(
                            _object({"text": _TEXT, "holds": {"type": ["boolean", "null"]}, "facts": _list(_TEXT)})
                        ),
                        "reference": _TEXT_OR_NONE,
                        "place": _TEXT_OR_NONE,
                        "table": _TEXT_OR_NONE,
                    }
                )
            ),
        },
        optional=("trace",),
    ),
}
