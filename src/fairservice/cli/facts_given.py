"""The facts of a case as they reach the command line: a file, the standard input, or `NAME=VALUE`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fairservice.cli.failures import TYPED, Trouble, meant
from fairservice.errors import CaseError, Defect, Finding
from fairservice.source.located import Entries, Located, Text
from fairservice.span import File, Position, Span

if TYPE_CHECKING:
    from fairservice.decisions.decide import Policy

CASE_FILE = Defect("FS725", "case-file-shape", "error", "a case file is neither plain facts nor a case with `facts`")

_KEYS = ("id", "request", "today", "received_on", "story", "facts")
_MAX_BYTES = 1024 * 1024


class GivenCase(NamedTuple):
    """Facts with their places, and what else a case file of the shipped kind says."""

    facts: Entries
    request: str | None = None
    today: date | None = None
    received_on: date | None = None
    story: tuple[tuple[str, str], ...] = ()
    id: str | None = None
    """What the case is called among others; nothing depends on it."""


def empty_case() -> GivenCase:
    at = Span(File(TYPED[0], ""), Position(1, 1), Position(1, 1))
    return GivenCase(Entries([], at))


def example_case(policy: Policy, name: str) -> GivenCase:
    """The case of one of the policy's own examples. Raises Trouble with the one that was probably meant."""
    from fairservice.analysis.examples import own_examples

    examples = {each.name: each for each in own_examples(policy.rulebook)}
    name = _whole(name, examples)
    if name not in examples:
        otherwise = None if examples else "this policy has no examples yet; add some under `examples:`"
        raise Trouble(f"`{policy.name}` has no example `{name}`", meant(name, examples, otherwise))
    found = examples[name]
    today, received = (None if day is None else date.fromordinal(day) for day in (found.today, found.received_on))
    return GivenCase(found.case, found.request, today, received)


def read_case(path: str, cases: Path | None = None) -> GivenCase:
    """The case in a JSON, YAML or CSV file (of one row); `-` is the standard input. Raises CaseError or Trouble.

    `cases` is a folder whose files can be named without path and ending, by how their names begin.
    """
    from fairservice.source.text_file import read_bytes

    shown, content = _content(path, cases)
    findings: list[Finding] = []
    file = read_bytes(shown, content, findings)
    if file and shown.endswith(".csv"):
        return GivenCase(_only_row(file, findings))
    tree = _tree(file, shown, findings) if file else None
    if not findings and not isinstance(tree, Entries):
        at = tree.span if tree is not None else None
        findings.append(CASE_FILE.at(at, "this is not a case", "write `name: value` for each fact that is known"))
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors or not isinstance(tree, Entries):
        raise CaseError(errors)
    return given_case(tree)


def with_facts(case: GivenCase, assignments: Iterable[str]) -> GivenCase:
    """The case with facts of the command line, which go before those of the file. Raises Trouble."""
    lines = [f"--fact {each}" for each in assignments]
    if not lines:
        return case
    file = File(TYPED[0], "\n".join(lines))
    pairs: dict[str, tuple[Text, Located | None]] = {str(key): (key, value) for key, value in case.facts.pairs()}
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        written = line.removeprefix("--fact ")
        name, equals, value = written.partition("=")
        if not equals or not name.strip():
            raise Trouble(f"`--fact {written}` names no value", "write it as `--fact NAME=VALUE`, without blanks")
        if name in seen:
            raise Trouble(f"the fact `{name}` is given twice", "leave one of the two out")
        seen.add(name)
        start = len("--fact ") + 1
        key = Text(name.strip(), (file, number, start, number, start + len(name)))
        begin = start + len(name) + 1
        pairs[key] = (key, Text(value, (file, number, begin, number, max(begin + len(value), begin + 1))))
    return case._replace(facts=Entries(pairs.values(), case.facts.span))


def _found(given: Path, cases: Path | None) -> Path:
    """The file itself, or where there is none the case of that name that comes with the policy."""
    if not given.exists() and cases is not None and given.name == str(given):
        found = {each.stem: each for each in _in(cases)}
        return found.get(_whole(Path(given).stem, found), given)
    return given


def _whole(typed: str, names: Iterable[str]) -> str:
    """The name that was typed: itself, or the only one that begins so."""
    longer = [name for name in names if name.startswith(typed)]
    return longer[0] if len(longer) == 1 else typed


def _in(folder: Path | None) -> list[Path]:
    return sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []


def _content(path: str, cases: Path | None) -> tuple[str, bytes]:
    if path == "-":
        if sys.stdin.isatty():
            print("Type or paste the facts, and end with Ctrl-D (Windows: Ctrl-Z, Enter).", file=sys.stderr)
        return TYPED[1], sys.stdin.buffer.read(_MAX_BYTES + 1)
    given = _found(Path(path), cases)
    if given.is_dir():
        raise Trouble(f"`{path}` is a folder; a case is one file", "name a .json, .yaml or .csv file in it")
    if not given.exists():
        names = [
            each.stem if folder == cases else each.name for folder in (cases, given.parent) for each in _in(folder)
        ]
        raise Trouble(f"there is no case file `{path}`", meant(given.name, names, "`-` reads it from standard input"))
    with given.open("rb") as stream:
        return os.fspath(path), stream.read(_MAX_BYTES + 1)


def _tree(file: File, path: str, findings: list[Finding]) -> Located | None:
    """JSON for a `.json` file or where a brace comes first, else YAML."""
    if path.endswith(".json") or (path == TYPED[1] and file.text.lstrip().startswith("{")):
        from fairservice.source.located_json import read_json

        return read_json(file, findings)
    from fairservice.source.located_yaml import read_yaml

    return read_yaml(file, findings, lambda path: True)


def _only_row(file: File, findings: list[Finding]) -> Entries:
    """The one case of a CSV file: a header with the names of the facts, and a row below it."""
    from fairservice.source.located_csv import read_csv

    rows = read_csv(file, findings)
    if not findings and len(rows) != 1:
        said = f"this file has {len(rows)} cases" if rows else "this file has no case below its header"
        at = rows[1].span if rows else None
        findings.append(CASE_FILE.at(at, said, "one case is answered at a time: keep one row below the header"))
    if findings:
        raise CaseError(findings)
    return rows[0]


def given_case(tree: Entries, within: str = "facts") -> GivenCase:
    """The case in a mapping: plain facts, or facts under the key `within` with what belongs beside them."""
    from fairservice.conditions.vocabulary import Unreadable, read_date

    facts = tree.get(within)
    if not isinstance(facts, Entries):
        return GivenCase(tree)
    findings = [
        CASE_FILE.at(key.span, f"nothing here is called `{key}`", meant(str(key), _KEYS))
        for key, _ in tree.pairs()
        if key not in _KEYS and key != within
    ]
    texts: dict[str, Text] = {}
    days: dict[str, date] = {}
    for name in ("id", "request", "today", "received_on"):
        value = tree.get(name)
        if not isinstance(value, Text):
            if value is not None:
                findings.append(CASE_FILE.at(value.span, f"`{name}` is one word", None))
            continue
        texts[name] = value
        if name in ("today", "received_on"):
            try:
                days[name] = date.fromordinal(read_date(value))
            except Unreadable as error:
                findings.append(CASE_FILE.at(value.span, error.message, error.help))
    if findings:
        raise CaseError(findings)
    told = tree.get("story")
    story = tuple((str(k), str(v)) for k, v in told.items()) if isinstance(told, Entries) else ()
    request, id = (str(texts[name]) if texts.get(name) else None for name in ("request", "id"))
    return GivenCase(facts, request, days.get("today"), days.get("received_on"), story, id)
