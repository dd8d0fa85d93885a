"""What somebody gets to read of what is kept about them: the same as the data for programs, in words and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from fairservice.conditions.wording import spoken_day
from fairservice.desk.privacy.field_names import CODES, DAYS, LABELLED, called
from fairservice.desk.privacy.phrases import EMPLOYEE_HEADINGS, HEADINGS
from fairservice.policy.declare_values import WORD

TECHNICAL = ("on", "customer", "household", "lang", "bundle", "publication", "fingerprint", "draft", "status", "role")
"""What tells a reader nothing; the data for programs have it."""
OF_DECISION = ("question", "say", "because", "reference")
"""What a decision says to the customer; all else of it is in the data for programs."""


def readable(content: Mapping[str, Any], label: Callable[[str], str] = str) -> str:
    """An export as a page of plain text, in the language that it was made in.

    `label` says what people call a word of the policy, such as a grant or a role.
    """
    return "\n".join(_lines(content, label)) + "\n"


def _lines(content: Mapping[str, Any], label: Callable[[str], str]) -> Iterator[str]:
    headings = {**HEADINGS, **EMPLOYEE_HEADINGS} if content["about"] == "employee" else HEADINGS
    say = {name: each[content["lang"]] for name, each in headings.items()}
    title = say[content["about"]]
    yield from (title, "=" * len(title), "")
    controller = content["controller"]
    yield f"{say['controller']}: {controller['name']}, {controller['contact']}"
    yield f"{say['made']}: {spoken_day(date.fromisoformat(content['made_on']), content['lang'])}"
    yield f"{say['recipients']}: {content['recipients']}"
    yield f"{say['transfers']}: {content['transfers']}"
    yield say["complete"]
    yield from ("", say["rights"], "-" * len(say["rights"]))
    yield from (f"- {each}" for each in content["rights"])
    if not content["entries"]:
        yield from ("", say["nothing"])
    for kind, about in content["kinds"].items():
        heading = about["called"][0].upper() + about["called"][1:]
        yield from ("", heading, "-" * len(heading))
        yield f"{say['purpose']}: {about['purpose']}"
        yield f"{say['basis']}: {about['basis_in_words']}"
        yield f"{say['kept']}: {say['days'].format(about['days'])}"
        for entry in content["entries"]:
            if entry["kept_as"] == kind:
                yield from _entry(entry, content["lang"], say, label)


def _entry(entry: Mapping[str, Any], lang: str, say: Mapping[str, str], label: Callable[[str], str]) -> Iterator[str]:
    yield ""
    until = spoken_day(date.fromisoformat(entry["kept_until"]), lang)
    on = spoken_day(date.fromisoformat(entry["at"][:10]), lang)
    yield f"{entry['id']}  {entry['called']}, {on} ({say['kept']} {say['until']} {until})"
    yield f"    {say['source']}: {entry['from']}"
    content = {name: value for name, value in entry["content"].items() if name not in TECHNICAL}
    decision = content.pop("decision", None)
    if isinstance(decision, Mapping):
        content |= {name: decision.get(name) for name in OF_DECISION}
    told = {name: _in_words(name, value, lang, label) for name, value in content.items()}
    yield from _values(told, "    ", lang, say)
    for name, why in entry.get("withheld", {}).items():
        yield f"    {called(name, lang)}: {say['withheld']}: {why}"


def _in_words(name: str, value: Any, lang: str, label: Callable[[str], str]) -> Any:
    """A code, a day or a word of the policy as people say it; all else, also what somebody wrote, as it is."""
    if not isinstance(value, str):
        return value
    if value in CODES.get(name, {}):
        return CODES[name][value][lang]
    if name in DAYS:
        return spoken_day(date.fromisoformat(value), lang)
    return label(value) if name in LABELLED and WORD.match(value) else value


def _values(content: Mapping[str, Any], indent: str, lang: str, say: Mapping[str, str]) -> Iterator[str]:
    for name, value in content.items():
        label = called(name, lang)
        if value is None or value in ([], (), {}, ""):
            continue
        if isinstance(value, Mapping):
            yield f"{indent}{label}:"
            yield from _values(value, f"{indent}    ", lang, say)
        elif isinstance(value, list | tuple):
            yield f"{indent}{label}:"
            for each in value:
                told = ", ".join(f"{key} {said}" for key, said in each.items()) if isinstance(each, Mapping) else each
                yield f"{indent}  - {told}"
        elif isinstance(value, bool):
            yield f"{indent}{label}: {say['yes' if value else 'no']}"
        else:
            yield f"{indent}{label}: {value}"
