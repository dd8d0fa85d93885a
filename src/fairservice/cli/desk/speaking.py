"""How things on record are said in one language: grants with their amounts, days, roles and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fairservice.cli.desk.phrases import Words, words_in

if TYPE_CHECKING:
    from fairservice.desk.desk import Desk
    from fairservice.desk.recorded import Recorded
    from fairservice.desk.session import Session
    from fairservice.ledger.records import Record
    from fairservice.policy.rulebook import Rulebook

LOGINS = ("by", "asked_by", "given_by", "answered_by", "employee")
"""The fields of records that name an employee. Each is shown to that employee only."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language, and the policy that has its words."""

    rulebook: Rulebook
    lang: str
    login: str

    @property
    def words(self) -> Words:
        return words_in(self.lang)

    def what(self, grant: str, amount: int) -> str:
        """What is given, with how much of it: `store credit €10.00`."""
        label = self.label(grant)
        if grant not in self.rulebook.grants:  # the policy of today no longer gives it
            return f"{label} {amount}"
        return f"{label} {self.amount(grant, amount)}".rstrip()

    def amount(self, grant: str, amount: int) -> str:
        """How much of a grant: `€10.00`. Nothing of what has no amount, or the policy of today no longer gives."""
        from fairservice.conditions.vocabulary import BOOLEAN
        from fairservice.conditions.wording import spoken

        declared = self.rulebook.grants.get(grant)
        if declared is None or declared.type == BOOLEAN:
            return ""
        text = spoken(amount, declared.type, self._spoken_lang, self.rulebook.currency, self.label)
        return text.replace("\u202f", "\u00a0")

    def value(self, fact: str, value: object) -> str:
        """A value of a fact, as people call it."""
        from fairservice.conditions.vocabulary import Boolean, Choice

        if value is None:
            return self.words.unknown
        declared = self.rulebook.facts.get(fact)
        if declared is not None and isinstance(declared.type, Choice):
            return self.label(str(value))
        if declared is not None and isinstance(declared.type, Boolean):
            return self.words.answers["yes" if str(value).lower() in ("true", "yes") else "no"]
        return str(value)

    def day(self, day: str | int | date) -> str:
        from fairservice.conditions.wording import spoken_day

        if isinstance(day, str):
            day = date.fromisoformat(day)
        elif isinstance(day, int):
            day = date.fromordinal(day)
        return spoken_day(day, self._spoken_lang)

    def label(self, name: str) -> str:
        """What people call a role, a grant, a reason."""
        return self.rulebook.label(name, self.lang)

    def rule(self, rule: str | None) -> str:
        return self.words.the_rule if rule is None else self.words.named_rule.format(rule=rule)

    def answer(self, answer: str) -> str:
        return self.words.answers.get(answer, answer)

    def fields(self, record: Record) -> dict[str, Any]:
        """What a record says, for whoever looks: an employee's login is in it only where it is their own."""
        content = record.content()
        return {name: value for name, value in content.items() if name not in LOGINS or value == self.login}

    def written(self, grant: str, amount: int) -> str:
        """An amount as a policy writes it: `10.00`. Of what the policy no longer gives it is the number on record."""
        from fairservice.conditions.vocabulary import write_value

        declared = self.rulebook.grants.get(grant)
        return str(amount) if declared is None else write_value(amount, declared.type)

    @property
    def _spoken_lang(self) -> str:
        from fairservice.conditions.wording import LOCALES

        return self.lang if self.lang in LOCALES else "en"


def speaker(session: Session, lang: str | None, record: Record | None = None, like: str | None = None) -> Speaker:
    """Who speaks the language that was typed; else that of the record, or of its decision; else the policy's first.

    `like` goes before those two: one language for all of a list. The words are those of the policy that decided, where
    it can be had. It never fails: what is told was done already.
    """
    from fairservice.errors import FairserviceError

    policy, own = session.policy, getattr(record, "lang", None)
    decision = session.decision_of(record)
    if decision is not None:
        with suppress(FairserviceError):  # its bundle cannot be read
            policy, own = session.policy_of(decision), decision.lang
    languages = policy.rulebook.languages
    chosen = next((each for each in (lang, like, own) if each in languages), languages[0])
    return Speaker(policy.rulebook, str(chosen), session.person.login)


def speaker_at(desk: Desk, lang: str | None, record: Record | None = None) -> Speaker:
    with desk.looking() as session:
        return speaker(session, lang, record)


def entry_json(found: Recorded[Record], speaker: Speaker) -> dict[str, object]:
    """An entry as JSON: its name, when, the hash that it has in the chain, and what it says."""
    return {
        "id": found.id,
        "kind": found.record.kind,
        "at": found.at.isoformat(),
        "hash": found.hash,
        "record": _plain(speaker.fields(found.record), speaker),
    }


def _plain(content: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    """As JSON; amounts are written as in a policy."""
    plain: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in content.items()
    }
    if "grant" in plain and "amount" in plain:
        plain["amount"] = speaker.written(plain["grant"], plain["amount"])
    for name in ("give", "beyond"):
        if name in plain:
            plain[name] = {grant: speaker.written(grant, amount) for grant, amount in plain[name].items()}
    return plain
