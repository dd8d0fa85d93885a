"""What somebody gets to read of what is kept about them: the same as the data for programs, in words and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairservice.desk.privacy.phrases import HEADINGS


def readable(content: Mapping[str, Any]) -> str:
    """An export as a page of plain text, in the language that it was made in."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    say = {name: each[content["lang"]] for name, each in HEADINGS.items()}
    title = say[content["about"]]
    yield from (title, "=" * len(title), "")
    controller = content["controller"]
    yield f"{say['controller']}: {controller['name']}, {controller['contact']}"
    yield f"{say['made']}: {content['made_on']}"
    yield f"{say['recipients']}: {content['recipients']}"
    yield f"{say['transfers']}: {content['transfers']}"
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
                yield from _entry(entry, say)


def _entry(entry: Mapping[str, Any], say: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield f"{entry['id']}  {entry['called']}, {entry['at'][:10]} ({say['until']} {entry['kept_until']})"
    yield f"    {say['source']}: {entry['from']}"
    yield from _values(entry["content"], "    ")
    for name, why in entry.get("withheld", {}).items():
        yield f"    {name}: {say['withheld']}: {why}"


def _values(content: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in content.items():
        match value:
            case None | [] | () | {}:
                continue
            case Mapping():
                yield f"{indent}{name}:"
                yield from _values(value, f"{indent}    ")
            case list() | tuple():
                yield f"{indent}{name}:"
                for each in value:
                    if isinstance(each, Mapping):
                        yield from _values(each, f"{indent}  - ")
                    else:
                        yield f"{indent}  - {each}"
            case _:
                yield f"{indent}{name}: {value}"
