"""The desk: what staff do with a policy, each thing on record. Thin: every operation is a module of its own.

Who acts is the employee for whom the desk was opened; whoever embeds it has made sure that it is them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from fairservice.decisions.case import day_of
from fairservice.decisions.decision import Decision
from fairservice.desk import backing as backed
from fairservice.desk import (
    conceding,
    deciding,
    deciding_again,
    escalating,
    following_up,
    incidents,
    objecting,
    overriding,
    patterns,
    replaying,
    reporting_outside,
    resolving,
    weighing,
)
from fairservice.desk.backing import Verdict
from fairservice.desk.deciding_again import Earlier
from fairservice.desk.policies import in_force_at
from fairservice.desk.ports import Reading
from fairservice.desk.precedents.codify import Draft
from fairservice.desk.privacy.operations import AboutPeople
from fairservice.desk.recorded import Recorded, recorded
from fairservice.desk.reports.monthly_note import Note, monthly_note
from fairservice.desk.reports.period import period_of, read_month
from fairservice.desk.reports.registry import made
from fairservice.desk.reports.report import Report, asked_of
from fairservice.desk.session import Parts, Session
from fairservice.desk.wording import named
from fairservice.errors import DeskError, KeyReused, NotOnRecord, Refused
from fairservice.ledger.records import (
    AnswerGiven,
    ApprovalAnswered,
    ApprovalAsked,
    Conceded,
    ConcessionUsed,
    ConcessionWithdrawn,
    DecisionMade,
    Escalated,
    FavourCited,
    HappenedOutside,
    IncidentReported,
    NoticeSent,
    ObjectionAnswered,
    Overridden,
    PrecedentResolved,
    Repaired,
    StaffObjected,
    Upheld,
)

T = TypeVar("T", bound=Recorded[Any])


@dataclass(frozen=True, slots=True)
class DecidedCase(Recorded[DecisionMade]):
    """A decision on record: its name, and the decision itself, with all that it says."""

    decision: Decision
    earlier: Earlier | None = None
    """Of a case that was decided again: what is to be known of the decision before. None where it was done before."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One case to decide, of several at once. As the parameters of `Desk.decide`."""

    ticket: str
    customer: str | None
    request: str
    facts: Mapping[str, object]
    household: str | None = None
    received_on: date | None = None
    lang: str | None = None
    key: str | None = None


class Desk(AboutPeople):
    """A desk, opened for one employee. Safe to share between threads; `for_login` opens it for another employee."""

    def __init__(self, parts: Parts, login: str) -> None:
        self.parts = parts
        self.login = login
        with self.looking():  # so that who is not on the staff, or has no policy in force, learns it now
            pass

    def __repr__(self) -> str:
        return f"<Desk {self.parts.name} for {self.login}>"

    def for_login(self, login: str) -> Desk:
        """The same desk for another employee. Raises `NotStaff` where nobody on the staff has that login today."""
        return Desk(self.parts, named(login, "an employee"))

    # ---- deciding and answering

    def decide(
        self,
        ticket: str,
        customer: str | None,
        request: str,
        facts: Mapping[str, object],
        *,
        household: str | None = None,
        received_on: date | None = None,
        lang: str | None = None,
        key: str | None = None,
    ) -> DecidedCase:
        """The decision of the policy in force, on record. It may be answered until `record.valid_until`.

        `customer` and `household` are ids of yours, and kept as pseudonyms. `facts` are those of `Policy.decide`;
        what the ledger knows is put to them. Raises `CaseError`, `Refused` for a fact that only the ledger knows.
        """
        return self.decide_many([Ask(ticket, customer, request, facts, household, received_on, lang, key)])[0]

    def decide_many(self, asks: Iterable[Ask]) -> list[DecidedCase]:
        """Several decisions, all on record or none: one commit. Raises as `decide`, for the first that is wrong."""
        found: list[DecidedCase] = []
        asked_all = [(ask, self._asked(ask)) for ask in asks]  # before the ledger is held: others write meanwhile
        with self.doing() as session:
            for ask, asked in asked_all:
                given = {
                    "ticket": asked.ticket,
                    "customer": asked.customer,
                    "household": asked.household,
                    "request": ask.request,
                    "facts": ask.facts,
                    "received_on": ask.received_on,
                    "lang": ask.lang,
                }
                fresh: list[Decision] = []
                made = self._once(session, "decide", ask.key, given, partial(_decided, session, asked, fresh))
                decision = fresh[0] if fresh else deciding.again(session, made.record)
                found.append(DecidedCase(made.id, made.number, made.at, made.hash, made.record, decision))
        return found

    def decide_again(
        self, decision: str, facts: Mapping[str, object], *, lang: str | None = None, key: str | None = None
    ) -> DecidedCase:
        """The case of an earlier decision, decided by the policy in force with these facts put over its own.

        None is a fact that is not known after all. Ticket, customer, household, request and the day it came in are
        those of the earlier decision; what the ledger knows is looked up anew. Raises as `decide`, and `NotOnRecord`
        for a decision that is erased.
        """
        fresh: list[tuple[Decision, Earlier]] = []

        def work(session: Session) -> Recorded[DecisionMade]:
            made, found, earlier = deciding_again.decide_again(session, decision, facts, lang)
            fresh.append((found, earlier))
            return made

        given = {"decision": decision, "facts": facts, "lang": lang}
        with self.doing() as session:
            done = self._once(session, "decide_again", key, given, lambda: work(session))
            found, earlier = fresh[0] if fresh else (deciding.again(session, done.record), None)
        return DecidedCase(done.id, done.number, done.at, done.hash, done.record, found, earlier)

    def _asked(self, ask: Ask) -> deciding.Asked:
        ticket = named(ask.ticket, "a ticket")
        if not isinstance(ask.request, str) or not isinstance(ask.lang, str | None):
            raise DeskError("a request and a language are named by texts", "say them as the policy names them")
        pseudonyms = self.parts.pseudonyms
        customer = None if ask.customer is None else pseudonyms.of_customer(ask.customer)
        household = None if ask.household is None else pseudonyms.of_household(ask.household)
        return deciding.Asked(ticket, customer, household, ask.request, ask.facts, ask.received_on, ask.lang)

    def answer(
        self, decision: str, said: str | None = None, *, channel: str | None = None, key: str | None = None
    ) -> Recorded[AnswerGiven]:
        """Puts on record what the customer was told: the sentence of the policy where `said` is left out."""
        given = {"decision": decision, "said": said, "channel": channel}
        return self._do("answer", key, given, lambda s: deciding.answer(s, decision, said, channel))

    def escalate(self, decision: str, *, key: str | None = None) -> Recorded[Escalated]:
        """The customer asked for somebody higher."""
        return self._do("escalate", key, {"decision": decision}, lambda s: escalating.escalate(s, decision))

    def uphold(self, escalation: str, *, key: str | None = None) -> Recorded[Upheld]:
        """Stands behind the answer of a colleague. `record.sentence` is what to say."""
        return self._do("uphold", key, {"escalation": escalation}, lambda s: escalating.uphold(s, escalation))

    # ---- concessions

    def concede(
        self,
        decision: str,
        grant: str,
        amount: object,
        reason: str,
        *,
        favour: str | None = None,
        in_return: str | None = None,
        uses: int | None = None,
        renews: str | None = None,
        key: str | None = None,
    ) -> Recorded[Conceded] | Recorded[ApprovalAsked]:
        """Gives what the policy allows to concede, or asks for approval where the mandate does not reach.

        `amount` is written as in a policy (`"15.00"`), `reason` a word from the list of the rule. Raises `Refused`
        for what lies outside the bounds; what happened already is told with `report`.
        """
        wish = weighing.Wish(grant, amount, reason, favour, in_return, uses, renews)
        given = {"decision": decision, "wish": _listed(wish)}
        return self._do("concede", key, given, lambda s: conceding.concede(s, decision, wish))

    def approve(
        self, approval: str, approved: bool, why: str, *, key: str | None = None
    ) -> Recorded[Conceded] | Recorded[ApprovalAnswered]:
        """Answers a request for approval; never one's own."""
        given = {"approval": approval, "approved": approved, "why": why}
        return self._do("approve", key, given, lambda s: conceding.approve(s, approval, approved, why))

    def notice_sent(
        self, concession: str, *, channel: str | None = None, key: str | None = None
    ) -> Recorded[NoticeSent]:
        """The customer was told that the concession is no precedent."""
        given = {"concession": concession, "channel": channel}
        return self._do("notice", key, given, lambda s: following_up.notice_sent(s, concession, channel))

    def use(self, concession: str, *, key: str | None = None) -> Recorded[ConcessionUsed]:
        """The customer used a concession once."""
        return self._do("use", key, {"concession": concession}, lambda s: following_up.use(s, concession))

    def withdraw(self, concession: str, why: str, *, key: str | None = None) -> Recorded[ConcessionWithdrawn]:
        """Takes a concession back that was not used yet."""
        given = {"concession": concession, "why": why}
        return self._do("withdraw", key, given, lambda s: following_up.withdraw(s, concession, why))

    def cite(self, decision: str, grant: str, *, key: str | None = None) -> Recorded[FavourCited]:
        """The customer named an earlier favour as a reason to have it again."""
        given = {"decision": decision, "grant": grant}
        return self._do("cite", key, given, lambda s: following_up.cite(s, decision, grant))

    # ---- overrides, and what happened outside of the policy

    def override(
        self,
        decision: str,
        answer: str,
        reason: str,
        *,
        give: Mapping[str, object] | None = None,
        fact: tuple[str, object] | None = None,
        favour: str | None = None,
        reason_word: str | None = None,
        for_safety: bool = False,
        key: str | None = None,
    ) -> Recorded[Overridden] | Recorded[Conceded] | Recorded[ApprovalAsked]:
        """Answers otherwise than the policy, for a `fact` (name and value) that was not known or not right.

        Without one it is a concession, with its `reason_word`. `record.sentence` backs the colleague who answered.
        """
        other = overriding.Otherwise(answer, reason, give or {}, fact, favour, reason_word, for_safety)
        given = {"decision": decision, "otherwise": _listed(other)}
        return self._do("override", key, given, lambda s: overriding.override(s, decision, other))

    def report(
        self,
        decision: str,
        grant: str,
        amount: object,
        *,
        on: date | None = None,
        reason: str | None = None,
        given_by: str | None = None,
        key: str | None = None,
    ) -> Recorded[HappenedOutside]:
        """Tells what was given or promised outside of the policy already. Never refused, and never held against you."""
        happened = reporting_outside.Happened(grant, amount, on, reason, given_by)
        given = {"decision": decision, "happened": _listed(happened)}
        return self._do("report", key, given, lambda s: reporting_outside.report(s, decision, happened))

    def repair(self, report: str, how: str, *, key: str | None = None) -> Recorded[Repaired]:
        """Honours (`honour`) or retracts (`retract`) it. `record.said` has the words for the customer."""
        given = {"report": report, "how": how}
        return self._do("repair", key, given, lambda s: reporting_outside.repair(s, report, how))

    def report_incident(
        self,
        ticket: str,
        customer: str | None,
        what: str,
        *,
        household: str | None = None,
        key: str | None = None,
    ) -> Recorded[IncidentReported]:
        """Tells of unreasonable conduct in the contact of a ticket: `shouting`, `insult`, `threat`, …"""
        asked = self._asked(Ask(ticket, customer, "", {}, household))
        given = {"ticket": asked.ticket, "customer": asked.customer, "household": asked.household, "what": what}
        return self._do(
            "incident",
            key,
            given,
            lambda s: incidents.report_incident(s, asked.ticket, asked.customer, asked.household, what),
        )

    # ---- patterns of concessions

    def precedents(self) -> patterns.Patterns:
        """All alarms about patterns, with those that are due by now, and what comes due soon."""
        with self.doing() as session:
            return patterns.list_patterns(session)

    def precedent(self, alarm: str) -> patterns.Shown:
        """One alarm, and what was decided on it."""
        with self.looking() as session:
            return patterns.show_pattern(session, alarm)

    def draft_rule(self, alarm: str) -> Draft:
        """The rule that would make a favour policy, for its owner to look at; nothing is decided by it."""
        with self.looking() as session:
            return patterns.draft_of(session, alarm)

    def resolve_precedent(
        self,
        alarm: str,
        how: str,
        why: str,
        *,
        until: date | None = None,
        words: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Recorded[PrecedentResolved]:
        """The owner of the policy decides: `codify`, `tighten`, `sunset` or `accept`, the last two until a day."""
        given = {"alarm": alarm, "how": how, "why": why, "until": until, "words": words}
        return self._do("resolve_precedent", key, given, lambda s: resolving.resolve(s, alarm, how, why, until, words))

    # ---- the voice of staff, and what backs them

    def object(self, decision: str, note: str, *, key: str | None = None) -> Recorded[StaffObjected]:
        """Says that the rule behind a decision is wrong. The owner of the policy answers by `record.due`."""
        given = {"decision": decision, "note": note}
        return self._do("object", key, given, lambda s: objecting.object_to(s, decision, note))

    def answer_objection(
        self, objection: str, answer: str, changes: bool, *, key: str | None = None
    ) -> Recorded[ObjectionAnswered]:
        """The owner of the policy answers an objection."""
        given = {"objection": objection, "answer": answer, "changes": changes}
        return self._do(
            "answer_objection", key, given, lambda s: objecting.answer_objection(s, objection, answer, changes)
        )

    def backing(self, decision: str) -> dict[str, Any]:
        """The statement that an answer followed the policy, sealed, as data for JSON."""
        with self.looking() as session:
            return backed.backing(session, decision)

    def verify_backing(self, statement: Mapping[str, Any]) -> Verdict:
        """Whether a statement holds: `holds`, `holds_but_erased`, `differs`, or `not_ours`."""
        with self.looking() as session:
            return backed.verify_backing(session, statement)

    def replay(self) -> Iterator[replaying.Replayed]:
        """Every decision on the ledger, made again by its own policy."""
        with self.parts.ledger.reading() as reading:
            yield from replaying.replay(reading, self.parts.policies)

    # ---- figures

    def figures(self, report: str, *, first: date | None = None, until: date | None = None) -> Report:
        """A report by its name, of the last 365 days where nobody says otherwise. No figure is of one employee."""
        named(report, "a report")
        first, until = (None if each is None else day_of("a day", each) for each in (first, until))
        with self.looking() as session:
            return made(report, asked_of(session, period_of(first, until, session.today)))

    def monthly_note(self, month: str) -> Note:
        """What happened in a month, like `2026-10`, as it is told to all staff."""
        named(month, "a month")
        with self.looking() as session:
            asked = asked_of(session, period_of(None, None, session.today))
            return monthly_note(asked, read_month(month, session.today))

    # ---- sessions

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session that writes nothing."""
        with self.parts.ledger.reading() as reading, _speaking(self._session(reading)) as session:
            yield session

    @contextmanager
    def doing(self) -> Iterator[Session]:
        """A session that writes: all of it is on record when the block ends, or nothing of it."""
        with self.parts.ledger.writing() as writing, _speaking(self._session(writing)) as session:
            yield session

    def _session(self, reading: Reading) -> Session:
        parts = self.parts
        moment = parts.clock.now()
        in_force, today = in_force_at(parts.policies, moment)
        return Session(parts, parts.staff.person(self.login, today), moment, in_force, today, reading)

    def _do(self, operation: str, key: str | None, given: Mapping[str, Any], work: Callable[[Session], T]) -> T:
        with self.doing() as session:
            return self._once(session, operation, key, given, lambda: work(session))

    def _once(
        self,
        session: Session,
        operation: str,
        key: str | None,
        given: Mapping[str, Any],
        work: Callable[[], T],
    ) -> T:
        """Does it, or where it was done under this key already, says again what came of it."""
        if key is None:
            return work()
        pseudonyms = self.parts.pseudonyms
        digest = pseudonyms.key_digest(self.login, operation, key)
        try:
            body = pseudonyms.body_digest(_exact(given))
        except (RecursionError, ValueError):
            raise DeskError(
                "what was asked lies too deep, or is too large, to be known again", "say it plainer"
            ) from None
        before = session.writing.remembered(digest)
        if before is not None:
            asked, number = before
            if asked != body:
                raise KeyReused(
                    f"the key `{key}` was used for something else", "use a new key for each thing that you do"
                )
            entry = session.reading.entry(number)
            if entry is None or entry.erased:
                raise NotOnRecord("what was done under this key is erased", None)
            return recorded(entry)  # type: ignore[return-value]  # what was recorded under the key before
        done = work()
        session.writing.remember(digest, body, done.number)
        return done


@contextmanager
def _speaking(session: Session) -> Iterator[Session]:
    """Tells a refusal on its way out in which language what was refused is spoken of."""
    try:
        yield session
    except Refused as refused:
        refused.lang = refused.lang or session.lang
        raise


def _decided(session: Session, asked: deciding.Asked, fresh: list[Decision]) -> Recorded[DecisionMade]:
    """Decides, and keeps the decision itself where it was not made before."""
    made, decision = deciding.decide(session, asked)
    fresh.append(decision)
    return made


def _listed(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _exact(value: Any) -> Any:
    """What was asked, in a form of which there is a digest: no number is taken for a text."""
    if isinstance(value, Mapping):
        return {str(name): _exact(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_exact(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted((_exact(each) for each in value), key=str)
    if value is None or isinstance(value, bool | int | str):
        return value
    return {"type": type(value).__name__, "value": str(value)}  # never the same as a text
