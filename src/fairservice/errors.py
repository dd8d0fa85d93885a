"""Everything that fairservice can object to, and the one way in which it says so.

    FairserviceError
    ├── FindingsError      something a person wrote is wrong; carries every finding at once
    │   ├── PolicyError    … in the files of a policy
    │   ├── CaseError      … in the facts of a case, or in what was asked about it
    │   └── SetupError     … in the files of a desk: its configuration, or who works there
    ├── MissingPart        an optional part is not there; says the line that installs it, or why none does
    ├── EngineFailed       the second engine crashed, hung or refused: there is no answer, never a wrong one
    └── DeskError          what the desk was asked cannot be done; says what would
        ├── Refused        … since it lies outside the bounds of who asked; has a code for programs
        ├── NotOnRecord    … since the ledger has nothing of that name
        ├── NotStaff       … since nobody on the staff has that login
        ├── KeyReused      … since its idempotency key stands for something else
        └── LedgerError    … since the ledger cannot be used as it is

A *defect* is a kind of thing that can be wrong and has a stable code; a *finding* is one occurrence of it.
Codes: FS0 reading files, FS1 shape and names, FS2 types and numbers, FS3 rules and how they
combine, FS4 words for people, FS5 sense, FS6 cases, FS7 bundles, publishing and examples, FS8 proofs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fairservice.span import Span

Severity = Literal["error", "warning", "advice"]

DEFECTS: dict[str, Defect] = {}


@dataclass(frozen=True, slots=True)
class Defect:
    """A kind of thing that can be wrong. `name` is also the name of its page in `docs/checks/`.

    An *error* stops a policy from being loaded; a *warning* makes `check` fail but a decision can
    still be made; *advice* never fails anything.
    """

    code: str
    name: str
    severity: Severity
    summary: str

    def __post_init__(self) -> None:
        if self.code in DEFECTS:
            raise ValueError(f"defect code {self.code} is used twice")
        DEFECTS[self.code] = self

    def at(
        self,
        span: Span | None,
        message: str,
        help: str | None = None,
        also: Iterable[tuple[Span, str]] = (),
    ) -> Finding:
        """One occurrence: what is wrong in one lower-case line, the fix as `help`, other places as `also`."""
        return Finding(self, message, span, help, tuple(also))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong at one place. `where` names the place when there is no file (a fact's name)."""

    defect: Defect
    message: str
    span: Span | None
    help: str | None = None
    also: tuple[tuple[Span, str], ...] = ()
    where: str | None = None
    follows: bool = False
    """Whether it only follows from another finding, and so is never shown."""

    @property
    def code(self) -> str:
        return self.defect.code

    @property
    def severity(self) -> Severity:
        return self.defect.severity

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else f"{self.where}: " if self.where else ""
        fix = f" ({self.help})" if self.help else ""
        return f"{place}{self.code} {self.message}{fix}"

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON: code, name, severity, message, help, place (lines and columns from 1), also."""
        return {
            "code": self.code,
            "name": self.defect.name,
            "severity": self.severity,
            "message": self.message,
            "help": self.help,
            "where": self.where,
            "place": _place(self.span),
            "also": [{"place": _place(span), "label": label} for span, label in self.also],
        }


def _place(span: Span | None) -> dict[str, object] | None:
    if span is None:
        return None
    return {
        "file": span.file.path,
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
    }


class FairserviceError(Exception):
    """The root of every error that fairservice raises on purpose."""


class FindingsError(FairserviceError):
    """What a person wrote is wrong; `findings` has everything that was found, in reading order."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class PolicyError(FindingsError):
    """The files of a policy are wrong."""


class CaseError(FindingsError):
    """The facts of a case are wrong, or what was asked about it is not in the policy."""


class SetupError(FindingsError):
    """The files that a desk is set up with are wrong: its configuration, or who works there."""


class MissingPart(FairserviceError):
    """An optional part is not there. `install` is the line that installs it; None where nothing does: `why` not."""

    def __init__(self, what: str, install: str | None, why: str | None = None) -> None:
        self.install = install
        if install is None:
            super().__init__(f"{what} cannot be had here: {why}")
        else:
            super().__init__(f"{what} needs a part that is not installed here; `{install}` installs it")


class EngineFailed(FairserviceError):
    """The second engine has no answer. `reason` tells why, and `asked` what it was asked about, where that is known.

    `died`: its process ended; `late`: it was stopped after its time limit; `broke`: it raised, or said what cannot be;
    `refused`: the case is more than it is trusted with.
    """

    def __init__(self, reason: Literal["died", "late", "broke", "refused"], what: str) -> None:
        self.reason = reason
        self.what = what
        self.asked: tuple[str, ...] = ()
        super().__init__(what)

    def __str__(self) -> str:
        shown = ", ".join(f"`{each}`" for each in self.asked[:5]) + (" …" if len(self.asked) > 5 else "")
        about = f"; it was asked about {shown}" if shown else ""
        return f"the second engine (durable-rules) {self.what}{about}"


class Rejected(Exception):
    """One finding on its way to the list it belongs in; never leaves the package."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


class DeskError(FairserviceError):
    """What the desk was asked cannot be done: why, in one line, and `help` that says what would."""

    def __init__(self, message: str, help: str | None = None) -> None:
        self.help = help
        super().__init__(message)


class Refused(DeskError):
    """What was asked lies outside the bounds of who asked it. `code` tells programs which bound.

    `str(error)` and `help` are English; `told_in` has the line and its help in another language.
    """

    def __init__(
        self,
        code: str,
        message: str,
        help: str | None = None,
        told: Mapping[str, tuple[str, str | None]] | None = None,
    ) -> None:
        self.code = code
        self.lang: str | None = None
        """The language of what it is about, once the desk has said so."""
        self._told = dict(told or {})
        super().__init__(message, help)

    def told_in(self, lang: str | None = None) -> tuple[str, str, str | None]:
        """The language, the line and its help: in `lang`, else that of what it is about, else English."""
        chosen = lang or self.lang or "en"
        if chosen not in self._told:
            return "en", str(self), self.help
        return chosen, *self._told[chosen]


class NotOnRecord(DeskError):
    """The ledger has nothing of that name, or nothing of that kind."""


class NotStaff(DeskError):
    """Nobody on the staff has this login, or the login has no role that the policy knows."""


class KeyReused(DeskError):
    """An idempotency key was used before, for something else."""


class LedgerError(DeskError):
    """The ledger cannot be used as it is: not there, of another version or desk, damaged, or busy for too long."""
