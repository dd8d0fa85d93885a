"""The statement that an answer followed a rule of the policy: made for whoever was doubted, and verified later.

It has the fingerprint of the decision, the digest of the policy and the hash of the entry in the chain, under a seal of
the desk. So it can be verified when the entry is erased, and shows when the ledger was rewritten.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any, Literal

from fairservice.desk.deciding import again
from fairservice.desk.names import name_of, number_of
from fairservice.desk.phrases import BACKED, phrase
from fairservice.desk.refusals.answering import DIFFERS, NO_ONE_RULE, TRIAL_UNBACKED
from fairservice.desk.session import Session
from fairservice.errors import DeskError
from fairservice.ledger.records import DecisionMade

FORMAT = "fairservice-backing/1"
Verdict = Literal["holds", "holds_but_erased", "differs", "not_ours"]
"""Whether a statement holds: decided again; by its seal and the chain alone, since what it rests on is erased or was
put right; not at all; or it was never made here."""


def backing(session: Session, name: str) -> dict[str, Any]:
    """The statement on a decision. Raises `Refused` where the decision, made again, is not the one on record."""
    made = session.found(name, DecisionMade)
    record = made.record
    if record.draft:
        raise TRIAL_UNBACKED.of(id=made.id)
    if record.answer is None or record.rule is None:
        raise NO_ONE_RULE.of(id=made.id)
    # Whose facts were put right since cannot be decided again as it was: it is what was decided on the facts then.
    anew = again(session, record) if record.put_right is None else None
    if anew is not None and anew.fingerprint != record.fingerprint:
        raise DIFFERS.of(id=made.id)
    statement: dict[str, Any] = {
        "format": FORMAT,
        "desk": session.parts.name,
        "decision": made.id,
        "request": record.request,
        "answer": record.answer,
        "rule": record.rule,
        "reference": record.decision["reference"],
        "owner": record.decision["owner"],
        "policy": record.decision["policy"],
        "publication": record.publication,
        "bundle": record.bundle,
        "decided_on": record.on,
        "in_force_on": record.decision["in_force_on"],
        "fingerprint": record.fingerprint,
        "entry": made.hash,
        "says": phrase(BACKED, record.lang).format(
            rule=record.rule, policy=record.decision["policy"], day=_day(record)
        ),
    }
    return {**statement, "seal": session.parts.pseudonyms.seal(_sealed(statement))}


def verify_backing(session: Session, statement: Mapping[str, Any]) -> Verdict:
    """Whether a statement holds. Raises `DeskError` for what is no statement at all."""
    if (
        not isinstance(statement, Mapping)
        or statement.get("format") != FORMAT
        or not isinstance(statement.get("decision"), str)
    ):
        raise DeskError("this is not a statement of backing", "`fairservice backing D-…` makes one")
    unsealed = {name: value for name, value in statement.items() if name != "seal"}
    try:
        seal = session.parts.pseudonyms.seal(_sealed(unsealed))
    except (TypeError, ValueError, RecursionError):  # no JSON, so it was not made here
        return "not_ours"
    given = statement.get("seal")
    if not isinstance(given, str) or not hmac.compare_digest(seal.encode(), given.encode(errors="replace")):
        return "not_ours"
    number = number_of(statement["decision"], DecisionMade.kind)
    entry = session.reading.entry(number)
    if entry is None or name_of(entry.kind, number) != statement["decision"] or entry.hash.hex() != statement["entry"]:
        return "differs"
    if entry.erased:
        return "holds_but_erased"
    record = session.numbered(number, DecisionMade).record
    if record.put_right is not None:
        return "holds_but_erased"
    anew = again(session, record)
    same = statement["fingerprint"] == record.fingerprint == anew.fingerprint and statement["rule"] == anew.rule
    return "holds" if same else "differs"


def _day(record: DecisionMade) -> str:
    return record.decision["in_force_on"] or record.on


def _sealed(statement: Mapping[str, Any]) -> bytes:
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
