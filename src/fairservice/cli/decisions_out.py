"""Writes what came of many cases: every decision as a row, and every refused case as it was given."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import IO, Literal, Protocol

from fairservice.cli.cases_given import NOTE, CasesFile, Refused
from fairservice.conditions.vocabulary import Quantity, int_of, write_value
from fairservice.decisions.content import Option
from fairservice.decisions.decision import Decision
from fairservice.errors import Finding
from fairservice.policy.rulebook import Request, Rulebook

OutForm = Literal["jsonl", "csv"]


def money_grants(rulebook: Rulebook, request: Request) -> list[str]:
    """The grants in money that some rule of the request gives, in the order of the policy."""
    rules = [*request.rules, *([request.otherwise] if request.otherwise else [])]
    given = {line.grant for rule in rules if rule.basis != "goodwill" for line in rule.lines}
    return [
        name
        for name, grant in rulebook.grants.items()
        if name in given and isinstance(grant.type, Quantity) and grant.type.kind == "money"
    ]


def gives(decision: Decision, grant: str) -> tuple[int, int] | None:
    """The least and the most of a grant that the customer gets, whatever they choose; None while that is open."""
    if decision.status in ("conflict", "gap") or not decision.options_settled:
        return None
    amounts: list[int] = []
    for option in decision.options:
        whole = 0
        for line in option.lines:
            if line.grant == grant:
                if line.amount.value is None:
                    return None
                whole += int_of(line.amount.value)
        amounts.append(whole)
    return (min(amounts), max(amounts)) if amounts else (0, 0)


class Out(Protocol):
    """Where decisions are written, one after the other."""

    def add(self, line: int, id: str | None, decision: Decision) -> None: ...


class JsonLines:
    """One object a line: where the case stood, and its decision in the published form, without the trace."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def add(self, line: int, id: str | None, decision: Decision) -> None:
        row = {"line": line, "id": id, "decision": decision.to_dict(trace=False)}
        self.stream.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


class Rows:
    """One row a decision, for a spreadsheet: what is asked of most, and per grant in money its least and most."""

    def __init__(self, stream: IO[bytes], rulebook: Rulebook, request: Request, delimiter: str) -> None:
        self.grants = [(name, rulebook.grants[name].type) for name in money_grants(rulebook, request)]
        self.stream = stream
        self.delimiter = delimiter
        self.begun = False

    def add(self, line: int, id: str | None, decision: Decision) -> None:
        row = self._row(line, id, decision)
        if not self.begun:
            self._write(row)
            self.begun = True
        self._write(row.values())

    def _row(self, line: int, id: str | None, decision: Decision) -> dict[str, str | None]:
        amounts: dict[str, str | None] = {}
        for name, type in self.grants:
            low, high = gives(decision, name) or (None, None)
            amounts[f"{name}_at_least"] = None if low is None else write_value(low, type)
            amounts[f"{name}_at_most"] = None if high is None else write_value(high, type)
        return {
            "line": str(line),
            "id": id,
            "status": decision.status,
            "answer": decision.answer,
            "at_least": decision.at_least,
            "at_most": decision.at_most,
            "rule": decision.rule,
            "options": " | ".join(map(_option, decision.options)),
            **amounts,
            "offers": " ".join(offer.what for offer in decision.offers),
            "may_concede": " ".join(each.rule for each in decision.may_concede),
            "may_override": decision.may_override,
            "conflict": " ".join(decision.conflict),
            "questions": " ".join(each.fact for each in decision.questions),
            "say": decision.say,
            "today": decision.today.isoformat(),
            "received_on": decision.received_on.isoformat(),
            "in_force_on": decision.in_force_on.isoformat() if decision.in_force_on else None,
            "fingerprint": decision.fingerprint,
        }

    def _write(self, cells: Iterable[str | None]) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerow(
            ["" if cell is None else cell for cell in cells]
        )
        self.stream.write(text.getvalue().encode())


def _option(option: Option) -> str:
    lines = " + ".join(f"{line.grant} {line.amount.to_json() or '?'}" for line in option.lines)
    provided = [*option.provided, *(each for line in option.lines for each in line.provided)]
    return ("" if option.certain else "perhaps ") + lines + (f" for {', '.join(provided)}" if provided else "")


class Rejects:
    """The refused cases in the form that they came in, each below a note that says why; can be read again."""

    def __init__(self, stream: IO[bytes], cases: CasesFile) -> None:
        self.stream = stream
        self.form = cases.form
        self.begun = False
        self.header = cases.header

    def add(self, refused: Refused) -> None:
        if not self.begun and self.form == "csv":
            self._text(self.header)
        if self.form == "json":
            self.stream.write(b",\n" if self.begun else b"[\n")
        self.begun = True
        for finding in refused.findings:
            note = f"{NOTE} {noted(refused.line, finding)}"
            if self.form == "csv":
                note = '"' + note.replace('"', '""') + '"'
            self.stream.write(note.encode("utf-8", "replace") + b"\n")
        last = b""
        for part in refused.text:
            self.stream.write(part)
            last = part or last
        if not last.endswith(b"\n"):
            self.stream.write(b"\n")

    def end(self) -> None:
        if self.form == "json":
            self.stream.write(b"]\n" if self.begun else b"[]\n")
        elif self.form == "csv" and not self.begun:
            self._text(self.header)

    def _text(self, text: bytes) -> None:
        self.stream.write(text if text.endswith(b"\n") else text + b"\n")


def noted(line: int, finding: Finding) -> str:
    """A finding in one line, without the path: `line 5, column 12: …`."""
    place = f"line {line}"
    if finding.span is not None and finding.span.start.line >= line:
        place = f"line {finding.span.start.line}, column {finding.span.start.column}"
    elif finding.where:
        place = f"line {line}, {finding.where}"
    fix = f" ({finding.help})" if finding.help else ""
    return " ".join(f"{place}: {finding.message}{fix}".split())
