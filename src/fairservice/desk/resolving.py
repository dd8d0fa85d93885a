"""Decides on a pattern of concessions: make it policy, stop it, end it with notice, or accept it until a day.

The owner of the policy decides, in words. What was decided can be decided anew; the last decision holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from fairservice.conditions.vocabulary import nearest, shown
from fairservice.conditions.wording import spoken_day
from fairservice.decisions.case import day_of
from fairservice.desk.objecting import refuse_but_owner
from fairservice.desk.precedents.codify import draft
from fairservice.desk.principal import role_with
from fairservice.desk.recorded import Recorded
from fairservice.desk.refusals.owning import DECIDES_ON_PRECEDENTS, TOO_LONG
from fairservice.desk.refusals.refusal import the_day
from fairservice.desk.session import Session
from fairservice.desk.wording import neutral
from fairservice.errors import DeskError, NotOnRecord
from fairservice.ledger.item import Item
from fairservice.ledger.records import AlarmRaised, PrecedentResolved

How: TypeAlias = Literal["codify", "tighten", "sunset", "accept"]
WAYS: tuple[How, ...] = ("codify", "tighten", "sunset", "accept")
LONGEST = 365
"""A favour is accepted, or given on with notice, for a year at most: then it is looked at again."""
LONGEST_NOTICE = 500
SUNSET = {
    "nl": "Wij geven dit nog tot en met {day}. Daarna gelden de gewone afspraken, voor iedereen.",
    "en": "We will give this up to and including {day}. After that our usual terms hold, for everyone.",
}
"""What customers are told of a favour that ends, where the owner of the policy says nothing else."""


def resolve(
    session: Session,
    name: str,
    how: str,
    why: str,
    until: date | None = None,
    words: Mapping[str, str] | None = None,
) -> Recorded[PrecedentResolved]:
    """Puts on record what the owner of the policy decides on an alarm.

    `until` is the last day of what is accepted or ends. `words`: of a sunset what customers are told, per language of
    the policy. Raises `Refused` for everybody else, and for what a way of deciding needs or has no place for.
    """
    alarm = session.live(session.found(name, AlarmRaised))
    refuse_but_owner(session, DECIDES_ON_PRECEDENTS)
    way = _way(how)
    item = session.item(f"alarm/{alarm.number}")
    if item is None:
        raise NotOnRecord(f"`{alarm.id}` is no longer on record")
    reason = neutral(why)
    last = _last_day(session, way, until)
    if words and way != "sunset":
        raise DeskError(f"`{way}` has no words for customers", "leave them out; only what ends by a day is announced")
    return session.put(
        PrecedentResolved(
            **session.common(role_with(session.rulebook, session.person, "publish") or session.own_role),
            alarm=alarm.number,
            how=way,
            why=reason,
            until=None if last is None else last.isoformat(),
            **_said(session, way, item, last, words or {}),
        )
    )


def _way(how: str) -> How:
    found = next((each for each in WAYS if each == how), None)
    if found is None:
        near = nearest(shown(how), list(WAYS))
        listed = ", ".join(f"`{each}`" for each in WAYS)
        raise DeskError(
            f"`{shown(how)}` is no way to decide on it", f"did you mean `{near}`?" if near else f"choose {listed}"
        )
    return found


def _last_day(session: Session, how: How, until: date | None) -> date | None:
    if how in ("codify", "tighten"):
        if until is not None:
            raise DeskError(f"`{how}` has no last day", "leave it out, or choose `sunset` or `accept`")
        return None
    if until is None:
        raise DeskError(f"`{how}` needs its last day", f"say until when with `until`, at most {LONGEST} days from now")
    last = day_of("until", until)
    ahead = (last - session.today).days
    if ahead < 0:
        raise DeskError(f"{last} is past", "say a day that is still to come, or choose `tighten`")
    if ahead > LONGEST:
        raise TOO_LONG.of(last=the_day(last), longest=LONGEST, most=the_day(session.in_days(LONGEST)))
    return last


def _said(session: Session, how: How, item: Item, last: date | None, words: Mapping[str, str]) -> dict[str, Any]:
    if how == "codify":
        return {"words": draft(session.reading, session.policy, item, session.terms, session.today).text}
    if how == "sunset" and last is not None:
        return {"notice": _notice(session, last, words)}
    return {}


def _notice(session: Session, last: date, words: Mapping[str, str]) -> dict[str, str]:
    """What customers are told, in every language of the policy."""
    languages = session.rulebook.languages
    unknown = next((lang for lang in words if lang not in languages), None)
    if unknown is not None:
        raise DeskError(f"the policy does not speak `{unknown[:20]}`", f"it speaks {', '.join(languages)}")
    notice: dict[str, str] = {}
    for lang in languages:
        said = " ".join(str(words.get(lang, "")).split())
        if not said:
            if lang not in SUNSET:
                raise DeskError(f"there are no words in `{lang}` for customers", "say in it until when it is given")
            said = SUNSET[lang].format(day=spoken_day(last, lang))
        if len(said) > LONGEST_NOTICE:
            raise DeskError(f"the words in `{lang}` are longer than {LONGEST_NOTICE} signs", "say it shorter")
        notice[lang] = said
    return notice
