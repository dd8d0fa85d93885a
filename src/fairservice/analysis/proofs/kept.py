"""Keeps what was proved, by the digest of what it was proved of: only what changed is proved again.

Nothing is kept of a request of which a claim was not settled, or told with a class of cases. Whoever needs evidence
proves anew; what is kept only saves time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fairservice.analysis.checks.plain.belonging import is_own, is_pack
from fairservice.analysis.proofs.situation import Case
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.nodes import Named
from fairservice.conditions.vocabulary import Unreadable, read_value, write_value
from fairservice.policy.rulebook import Request, Rulebook
from fairservice.span import Span

FORMAT = 4
"""Raised whenever a claim is proved otherwise, so that nothing that was kept before is taken for it."""
_NOT_MEANING = {"span", "places", "scope", "question"}


def default_folder() -> Path:
    """Where proofs are kept: `$FAIRSERVICE_CACHE`, else the cache folder of the user."""
    given = os.environ.get("FAIRSERVICE_CACHE")
    if given:
        return Path(given) / "proofs"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "fairservice" / "proofs"


class Kept:
    """A folder of what was proved, a file for each request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def verdicts(self, rulebook: Rulebook, digest: str) -> list[Verdict] | None:
        """What was found of a request; None where that is not known, or cannot be read."""
        try:
            seal, _, text = (self.folder / f"{digest}.json").read_text(encoding="utf-8").partition("\n")
            if seal != _seal(digest, text):
                return None
            return [_read(each, rulebook) for each in json.loads(text)]
        except (OSError, ValueError, TypeError, KeyError, AttributeError, Unreadable):
            return None

    def keep(self, rulebook: Rulebook, digest: str, verdicts: list[Verdict]) -> None:
        """Keeps what was found of a request, as far as it may be kept and the disk allows."""
        if any(each.status == "not settled" or each.around is not None for each in verdicts):
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = self.folder / f"{digest}.{os.getpid()}"
            text = json.dumps([_written(each, rulebook) for each in verdicts])
            fresh.write_text(f"{_seal(digest, text)}\n{text}", encoding="utf-8")
            fresh.replace(self.folder / f"{digest}.json")


def _seal(digest: str, text: str) -> str:
    """Tells a file that is damaged, or lies under another name, from a whole one; it keeps nobody from forging one."""
    return hashlib.sha256(f"{digest}\n{text}".encode()).hexdigest()


def _written(verdict: Verdict, rulebook: Rulebook) -> dict[str, Any]:
    plain = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    del plain["around"]
    plain["cases"] = [
        {name: write_value(value, rulebook.facts[name].type) for name, value in case.items()} for case in verdict.cases
    ]
    return plain


def _read(plain: dict[str, Any], rulebook: Rulebook) -> Verdict:
    cases: list[Case] = [
        {name: read_value(text, rulebook.facts[name].type, rulebook.zone) for name, text in case.items()}
        for case in plain.pop("cases")
    ]
    lists = tuple((str(name), int(count)) for name, count in plain.pop("lists"))
    told: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in plain.items()}
    return Verdict(**told, cases=tuple(cases), lists=lists)


def digest_of_request(rulebook: Rulebook, request: Request) -> str:
    """The SHA-256 of all that the claims about a request depend on."""
    reads = {name.partition("/")[0] for name in request.program.types} | {request.in_force_fact}
    invariants = [each for each in rulebook.invariants if each.request == request.name]
    if invariants:
        reads |= set(rulebook.facts)
    facts = [
        (name, fact.type, fact.about, fact.worse, fact.protected)
        for name, fact in rulebook.facts.items()
        if name in reads
    ]
    whole = (
        *(FORMAT, _version("fairservice"), _version("z3-solver")),
        *(request.name, request.rules, request.otherwise, request.complete, request.combine, request.in_force),
        *(request.tables, facts, invariants, rulebook.since, rulebook.zone.key, sorted(rulebook.together)),
        *(rulebook.roles, rulebook.mandates, any(fact.protected for fact in rulebook.facts.values())),
        *([is_own(rulebook, rule.span) for rule in request.rules], is_pack(rulebook)),
    )
    return _Digest().of(whole)


def _version(part: str) -> str:
    try:
        return version(part)
    except PackageNotFoundError:
        return "a checkout"


class _Digest:
    """Digests of frozen values, by what they mean: places in files are left out. What has a name is read once."""

    def __init__(self) -> None:
        self._named: dict[int, str] = {}

    def of(self, value: object) -> str:
        return hashlib.sha256("\x00".join(self._parts(value)).encode()).hexdigest()

    def _parts(self, value: object) -> Iterator[str]:
        if isinstance(value, Named):
            if id(value) not in self._named:
                self._named[id(value)] = self.of(("named", value.name, value.body))
            yield self._named[id(value)]
        elif isinstance(value, str | int | float | bool | None.__class__) and not isinstance(value, Enum):
            yield repr(value)
        elif isinstance(value, Enum):
            yield str(value)
        elif isinstance(value, Span):
            return
        elif isinstance(value, frozenset | set):
            yield f"set {len(value)}"
            yield from sorted(self.of(each) for each in value)
        elif isinstance(value, Mapping):
            yield f"mapping {len(value)}"
            for key, each in value.items():
                yield from self._parts(key)
                yield from self._parts(each)
        elif isinstance(value, tuple | list):
            yield f"list {len(value)}"
            for each in value:
                yield from self._parts(each)
        elif is_dataclass(value):
            yield value.__class__.__name__
            for field in fields(value):
                if field.name not in _NOT_MEANING:
                    yield from self._parts(getattr(value, field.name))
        else:
            raise TypeError(f"a digest of {value.__class__.__name__} is not defined")
