"""Takes the data of other people out of what somebody gets about themself (GDPR art. 15(4))."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fairservice.desk.phrases import OVERRIDDEN, UPHELD, phrase
from fairservice.desk.privacy.phrases import A_COLLEAGUE, NOTE_WITHHELD
from fairservice.desk.privacy.whose import OF_STAFF
from fairservice.desk.session import Session
from fairservice.ledger.entry import Entry
from fairservice.ledger.records import Record

OF_CUSTOMER = (
    "customer",
    "household",
    "facts",
    "decision",
    "said",
    "was",
    "is_",
    "in_return",
    "grounds",
    "what",
    "notice",
    "sentence",
)
"""The fields that tell about a customer: an employee gets the entry without them."""
OF_RULE = ("note", "answer")
"""Of an objection of an employee: their words, which are about a rule and not about the customer."""
ABOUT_RULES = ("objection", "objection_answer")
FREE = ("said", "reason", "why", "in_return", "grounds", "sentence", "words")
"""What people wrote, and so where a name can stand. All else are words of the policy, and stay what they are."""
_SENTENCES = (OVERRIDDEN, UPHELD)


@dataclass(frozen=True, slots=True)
class Others:
    """What of an entry somebody gets."""

    told: Callable[[Record], tuple[dict[str, Any], dict[str, str]]]

    def without(self, record: Record) -> dict[str, Any]:
        """What an entry says, without what is about somebody else, and what was left out, with the reason."""
        content, withheld = self.told(record)
        return {"content": content, **({"withheld": withheld} if withheld else {})}


def of_customer(session: Session, entries: Iterable[Entry], lang: str) -> Others:
    """What a customer gets: employees stand there by their role."""
    names = _names_of_staff(session, entries)
    colleague = phrase(A_COLLEAGUE, lang)

    def told(record: Record) -> tuple[dict[str, Any], dict[str, str]]:
        content: dict[str, Any] = {}
        withheld: dict[str, str] = {}
        for name, value in record.content().items():
            if name in OF_STAFF:
                continue
            if record.kind in ABOUT_RULES and name in OF_RULE:
                withheld[name] = phrase(NOTE_WITHHELD, lang)
            else:
                value = _sentence(value, colleague) if name == "sentence" else value
                content[name] = _unnamed(value, names if name in FREE else None, colleague)
        return content, withheld

    return Others(told)


def of_employee(session: Session, login: str) -> Others:
    """What an employee gets: customers are left out, and colleagues stand there by their role."""

    def told(record: Record) -> tuple[dict[str, Any], dict[str, str]]:
        content: dict[str, Any] = {}
        for name, value in record.content().items():
            whole = name == "decision" and isinstance(value, Mapping)
            if name in OF_STAFF:
                content[name] = "you" if value == login else "colleague"
            elif name not in OF_CUSTOMER or (name == "decision" and not whole):  # the number of one is no secret
                content[name] = value
        return content, {}

    return Others(told)


def _names_of_staff(session: Session, entries: Iterable[Entry]) -> re.Pattern[str] | None:
    """The names and logins of all who had to do with the entries, and of who works here today."""
    named: set[str] = set()
    for entry in entries:
        said = entry.content()
        named.update(str(said[field]) for field in OF_STAFF if said.get(field))
        # Who left since is still on the staff file of the day on which it was said, mostly.
    days = {session.today, session.today - timedelta(365)}
    for day in days:
        for person in session.parts.staff.people(day):
            named.update((person.name, person.login))
    words = sorted((each for each in named if len(each) > 1), key=len, reverse=True)
    if not words:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


def _unnamed(value: Any, names: re.Pattern[str] | None, colleague: str) -> Any:
    """A value without names of employees, wherever in it they stand."""
    if isinstance(value, str):
        return names.sub(colleague, value) if names is not None else value
    if isinstance(value, Mapping):
        return {key: _unnamed(each, names, colleague) for key, each in value.items() if key != "owner"}
    if isinstance(value, list | tuple):
        return [_unnamed(each, names, colleague) for each in value]
    return value


def _sentence(value: Any, colleague: str) -> Any:
    """The sentence that backs a colleague, without their name, whatever that was."""
    for each in _SENTENCES:
        for template in each.values():
            pattern = re.escape(template).replace(r"\{name\}", "(?P<name>.+?)").replace(r"\{reason\}", "(?P<reason>.+)")
            found = re.fullmatch(pattern, str(value))
            if found is not None:
                parts = found.groupdict()
                parts["name"] = colleague
                return template.format(**parts)
    return value
