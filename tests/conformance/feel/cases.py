"""Cases of FEEL that others wrote, from the compatibility kit of the DMN standard: found, read and declared here.

They are data beside the project, not part of it: `FAIRSERVICE_CASES` says where, else `../shared/cases`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from fairservice.conditions.tokens import KEYWORDS

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("FAIRSERVICE_CASES") or ROOT.parent / "shared" / "cases") / "dmn"
ABSENT = f"no cases of FEEL here: {FOLDER} is not there (FAIRSERVICE_CASES says where they are)"

Written: TypeAlias = "bool | Decimal | str | list[Written] | dict[str, Written] | None"
"""A value as the cases write it; a date is `{"$date": …}`."""


class Unfit(Exception):
    """A case that cannot even be asked here: its facts have no type. Says the reason."""


@dataclass(frozen=True)
class FeelCase:
    """One expression with the facts it is asked about and what it must come to."""

    id: str
    context: Mapping[str, Written]
    expression: str
    expected: Written

    @property
    def suite(self) -> str:
        return self.id.split("/")[1]

    @property
    def name(self) -> str:
        """Short, and enough to find it: `0100-arithmetic#011/decision`."""
        return f"{self.suite}#{self.id.partition('#')[2]}"


def read_json(file: str) -> list[dict[str, Written]]:
    """A file of cases; no number in it becomes a float."""
    return json.loads((FOLDER / file).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)


def read_cases() -> list[FeelCase]:
    """Every expression case, in the order of the file."""
    return [
        FeelCase(str(each["id"]), each["context"], str(each["expression"]), each["expected"])
        for each in read_json("feel_cases.json")
    ]


# ---- spelling: what the kit writes otherwise, and means the same

_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')


def unquoted(text: str) -> Iterator[tuple[bool, str]]:
    """The stretches of an expression, and whether each one stands outside of quotes."""
    for position, part in enumerate(_QUOTED.split(text)):
        yield position % 2 == 0, part


def respelled(text: str, names: Mapping[str, str]) -> str:
    """An expression in the spelling of the language: names of one word, a blank after each comma, one line."""
    wanted = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?<!\w\.)(" + "|".join(map(re.escape, wanted)) + r")(?!\w)") if wanted else None
    parts = []
    for outside, part in unquoted(text):
        if outside:
            part = re.sub(r",(?=\S)", ", ", " ".join(part.split()) if part.strip() else part)
            part = pattern.sub(lambda match: names[match[1]], part) if pattern else part
            part = f" {part} "
        parts.append(part)
    joined = " ".join("".join(parts).split(" "))
    return re.sub(r"\( +", "(", re.sub(r"@ +", "@", joined)).strip()


def name_of(written: str) -> str:
    """A name of the kit as a name of the language."""
    name = re.sub(r"\W+", "_", written.strip()).lower().strip("_")
    name = re.sub(r"^([0-9])", r"n\1", name)
    return name + "_" if name in KEYWORDS or name in ("today", "received_on") else name


def mentions(expression: str, name: str) -> bool:
    """Whether an expression speaks of a name of its context."""
    pattern = rf"(?<!\w)(?<!\w\.){re.escape(name)}(?!\w)"
    return any(re.search(pattern, " ".join(part.split())) for outside, part in unquoted(expression) if outside)
