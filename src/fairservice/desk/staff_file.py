"""Who works at a desk, from a YAML file that is read again when it changes.

What a changed file says counts from the next question on; while it is wrong nobody is staff, never those of before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from fairservice.conditions.vocabulary import Unreadable, cut, one_of, read_date
from fairservice.desk.ports import Person
from fairservice.desk.unchanged import Stamp, stamp_of
from fairservice.errors import DeskError, Finding, NotStaff, SetupError
from fairservice.policy.authority import UNKNOWN_ROLE
from fairservice.policy.blocks import Block, Scalar, Scalars
from fairservice.policy.declare_values import BAD_NAME, BAD_VALUE, TWICE, WORD
from fairservice.policy.packs import shown_path, words
from fairservice.policy.rulebook import Rulebook
from fairservice.policy.shape import shaped
from fairservice.source.located_yaml import Text, read_bytes, read_yaml
from fairservice.source.text_file import MAX_BYTES

# Accounts are called by letters, digits and these signs; on Windows also with blanks.
_LOGIN = re.compile(r"\w(?:[\w.@+\\ -]{0,62}[\w$])?\Z")
MAX_NAME = 80


class PersonFile(Block):
    """One employee."""

    name: Scalar = Field(description="what colleagues call them: it stands in the sentence that backs them")
    roles: Scalars = Field(description="one or several of the policy's roles")
    from_: Scalar | None = Field(None, alias="from", description="the first day on which they work here")
    until: Scalar | None = Field(None, description="the last day on which they work here")
    team: Scalar | None = Field(None, description="only ever used to group figures of enough people")


class StaffList(Block):
    """`staff.yaml`: who works here."""

    staff: dict[Scalar, PersonFile] = Field(description="who works here, each below the login of their account")


@dataclass(frozen=True, slots=True)
class Employed:
    """A person with their first and last day, None for an open end, and where their roles are written."""

    person: Person
    first: int | None
    last: int | None
    roles: tuple[Text, ...]

    def on(self, day: date) -> bool:
        at = day.toordinal()
        return (self.first is None or self.first <= at) and (self.last is None or at <= self.last)


class StaffFile:
    """The staff as a file says. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[Stamp, Mapping[str, Employed] | tuple[Finding, ...]] | None = None

    def person(self, login: str, day: date) -> Person:
        """The employee with a login on a day.

        Raises `NotStaff` where nobody has it then, SetupError where the file is wrong, and DeskError where it is not
        there.
        """
        staff = self._staff()
        found = staff.get(unicodedata.normalize("NFC", login))
        if found is not None and found.on(day):
            return found.person
        shown = shown_path(self.path)
        if found is None:
            near = next((each for each in staff if each.casefold() == login.casefold()), None)
            help = f"put it into `{shown}`, under `staff`, with a name and roles"
            if near is not None:
                help = f"`{shown}` has `{near}`; a login counts as it is written"
            raise NotStaff(f"nobody in `{shown}` has the login `{cut(login)}`", help)
        if found.first is not None and day.toordinal() < found.first:
            when = f"their first day is {date.fromordinal(found.first)}"
        else:
            when = f"their last day was {date.fromordinal(found.last or 1)}"
        help = f"{when}; whoever keeps `{shown}` can change that"
        raise NotStaff(f"`{login}` is not on the staff on {day}", help)

    def people(self, day: date) -> tuple[Person, ...]:
        """Everybody who works here on a day, in the order of the file. Raises SetupError and DeskError."""
        return tuple(each.person for each in self._staff().values() if each.on(day))

    def check_roles(self, rulebook: Rulebook) -> tuple[Finding, ...]:
        """A finding for each role in the file that the policy does not have. Raises SetupError and DeskError."""
        known = list(rulebook.roles)
        return tuple(
            UNKNOWN_ROLE.at(role.span, f"`{rulebook.name}` has no role `{cut(role)}`", one_of(role, known, "roles"))
            for each in self._staff().values()
            for role in each.roles
            if str(role) not in rulebook.roles
        )

    def _staff(self) -> Mapping[str, Employed]:
        try:
            now = stamp_of(self.path.stat())
            if self._read is None or not self._read[0].still(now):
                self._read = now, self._of_file()
            read = self._read[1]
        except FileNotFoundError:
            message = f"there is no `{shown_path(self.path)}`, so nobody works at this desk"
            raise DeskError(message, f"write it; its first lines are {_BEGIN}") from None
        except OSError as error:
            why = (error.strerror or "it cannot be read").lower()
            raise DeskError(f"`{shown_path(self.path)}`: {why}", "it says who works at this desk") from None
        if isinstance(read, tuple):
            raise SetupError(read)
        return read

    def _of_file(self) -> Mapping[str, Employed] | tuple[Finding, ...]:
        findings: list[Finding] = []
        with self.path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        file = read_bytes(shown_path(self.path), content, findings)
        tree = read_yaml(file, findings, lambda path: False) if file is not None else None
        model = shaped(StaffList, tree, findings) if tree is not None else None
        staff = _employed(model, findings) if model is not None else {}
        wrong = tuple(each for each in findings if each.severity == "error" and not each.follows)
        return wrong or staff


_BEGIN = "`staff:`, `  anna:`, `    name: Anna de Vries`, `    roles: agent`"


def _employed(model: StaffList, findings: list[Finding]) -> dict[str, Employed]:
    found: dict[str, Employed] = {}
    told: dict[str, Text] = {}
    for written, each in model.staff.items():
        login = unicodedata.normalize("NFC", written)
        if not _LOGIN.match(login):
            help = "write the name of their account, as `whoami` tells it; put signs such as `:` nowhere in it"
            findings.append(BAD_NAME.at(written.span, f"`{cut(written)}` cannot be a login", help))
            continue
        other = told.setdefault(login.casefold(), written)
        if other is not written:
            message = f"`{written}` and `{other}` are the same login for many systems"
            also = [(other.span, "the other one")]
            findings.append(TWICE.at(written.span, message, "keep one of them, as `whoami` tells it", also))
            continue
        first, last = _day(each.from_, findings), _day(each.until, findings)
        if each.from_ is not None and each.until is not None and first and last and last < first:
            message = f"`{login}` would leave on {each.until}, before their first day"
            findings.append(BAD_VALUE.at(each.until.span, message, f"they begin on {each.from_}"))
        roles = _roles(written, each, findings)
        named = tuple(map(str, roles))
        person = Person(login, _line(each.name, findings), named, _line(each.team, findings) if each.team else None)
        found[login] = Employed(person, first, last, roles)
    return found


def _roles(login: Text, model: PersonFile, findings: list[Finding]) -> tuple[Text, ...]:
    found: list[Text] = []
    for role in words(model.roles):
        if not WORD.match(role):
            help = "write it as the policy does, with small letters and `_`; several as `[agent, team_lead]`"
            findings.append(BAD_NAME.at(role.span, f"`{cut(role)}` cannot be a role", help))
        elif str(role) in map(str, found):
            findings.append(TWICE.at(role.span, f"`{role}` is listed twice", "leave one out"))
        else:
            found.append(role)
    if not found and not words(model.roles):
        message = f"`{login}` has no role, and so can do nothing here"
        findings.append(BAD_VALUE.at(model.places()["roles"], message, "name a role, or leave them out of the file"))
    return tuple(found)


def _day(text: Text | None, findings: list[Finding]) -> int | None:
    if text is None:
        return None
    try:
        return read_date(text)
    except Unreadable as error:
        findings.append(BAD_VALUE.at(text.span, error.message, error.help))
        return None


def _line(text: Text, findings: list[Finding]) -> str:
    """A name that stands in a sentence."""
    line = text.strip()
    if not line or len(line) > MAX_NAME or "\n" in line:
        message = f"`{cut(text)}` is no name" if line else "this name is empty"
        findings.append(BAD_VALUE.at(text.span, message, f"write it on one line, with at most {MAX_NAME} signs"))
    return line
