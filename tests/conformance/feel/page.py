"""The counted parts of `docs/feel.md`: what became of the cases of FEEL, by reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from conformance.feel import expressions, tables
from conformance.feel.cases import ROOT
from conformance.feel.reasons import WHY

PAGE = ROOT / "docs" / "feel.md"
_COUNTED = re.compile(r"<!-- counted: (\w+) -->\n(.*?)<!-- end of counted -->", re.DOTALL)


def shown() -> dict[str, str]:
    """The counted parts as they stand in the page."""
    return dict(_COUNTED.findall(PAGE.read_text("utf-8")))


def counted(deviations: Mapping[str, str]) -> dict[str, str]:
    """The counted parts as they should be; `deviations` has a reason by the name of a case."""
    return {
        "figures": _figures(),
        "reasons": _reasons(),
        "deviations": _deviations(deviations),
        "tables": _tables(),
    }


def update(parts: Mapping[str, str]) -> None:
    """Writes the counted parts into the page."""
    text = _COUNTED.sub(
        lambda match: f"<!-- counted: {match[1]} -->\n{parts[match[1]]}<!-- end of counted -->",
        PAGE.read_text("utf-8"),
    )
    PAGE.write_text(text, "utf-8", newline="\n")


def _figures() -> str:
    kinds, _ = expressions.counted(expressions.outcomes())
    lines = [
        "| Expressions | |",
        "| --- | ---: |",
        f"| in the kit, those that come to null left out | {sum(kinds.values())} |",
        f"| accepted | {kinds['agreed'] + kinds['deviation']} |",
        f"| of these come to what the kit expects | {kinds['agreed']} |",
        f"| of these deviate, as told below | {kinds['deviation']} |",
        f"| refused | {kinds['refused']} |",
    ]
    return "\n".join(lines) + "\n"


def _reasons() -> str:
    _, reasons = expressions.counted(expressions.outcomes())
    lines = ["| What | Expressions | Why, or what to write |", "| --- | ---: | --- |"]
    lines += [f"| {reason} | {count} | {WHY[reason]} |" for reason, count in sorted(reasons.items(), key=_most)]
    return "\n".join(lines) + "\n"


def _most(each: tuple[str, int]) -> tuple[int, str]:
    return -each[1], each[0]


def _deviations(deviations: Mapping[str, str]) -> str:
    found = Counter((name.partition("#")[0], why) for name, why in deviations.items())
    lines = ["| Suite of the kit | Expressions | Why |", "| --- | ---: | --- |"]
    lines += [f"| {suite} | {count} | {why} |" for (suite, why), count in found.items()]
    return "\n".join(lines) + "\n"


def _tables() -> str:
    found = tables.outcomes()
    kinds, reasons = expressions.counted(found)
    agreed = tables.policies_of(found)
    listed = ", ".join(f"{policy.lower()} {count}" for policy, count in sorted(agreed.items(), key=_most))
    lines = [
        "| Decisions | |",
        "| --- | --- |",
        f"| in the kit | {sum(kinds.values())} |",
        f"| as expected | {kinds['agreed']}: {listed} |",
        *(f"| refused: {reason} | {count} |" for reason, count in sorted(reasons.items(), key=_most)),
    ]
    return "\n".join(lines) + "\n"
