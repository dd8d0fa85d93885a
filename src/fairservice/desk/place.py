"""Where a desk is and what it works with: `fairservice.yaml`, found from where one stands, and never by a guess."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote

from pydantic import Field

from fairservice.conditions.vocabulary import Unreadable, cut, nearest, one_of, read_date
from fairservice.desk.agreement import Agreement
from fairservice.errors import Defect, DeskError, Finding, SetupError
from fairservice.policy.authority import UNKNOWN_ROLE
from fairservice.policy.blocks import Block, Scalar, Scalars
from fairservice.policy.declare_values import BAD_NAME, BAD_VALUE, ID, TWICE
from fairservice.policy.packs import MANIFEST, shown_path, words
from fairservice.policy.rulebook import Rulebook
from fairservice.policy.shape import shaped
from fairservice.source.located_yaml import Text, read_bytes, read_yaml
from fairservice.source.text_file import MAX_BYTES

NOT_PUBLISHED = Defect("FS730", "desk-not-published", "error", "a desk serves what is not published, and no draft")
NOT_SET = Defect("FS731", "variable-not-set", "error", "a ledger's URL names a variable that is not set")
OPEN_PASSWORD = Defect("FS732", "password-in-file", "warning", "the password of a ledger stands in a file")
WITHIN_POLICY = Defect("FS733", "desk-within-policy", "error", "the files of a desk lie in the folder of its policy")

FILE = "fairservice.yaml"
VARIABLE = "FAIRSERVICE_DESK"
"""The variable that names the desk: its file, or the folder of it."""
VIEWS: Mapping[str, str] = {"own_team_overrides": "the overrides of those who are on one's own team"}
"""Every figure with a name that there is, and what it shows."""
_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", re.ASCII)
_SQLITE = "sqlite:///"
_POSTGRES = re.compile(r"postgresql(\+psycopg)?://")
_PASSWORD = re.compile(r"//[^/@:]*:(?P<password>[^/]*)@")
NEW = "`fairservice desk new` makes one here"


class AgreementFile(Block):
    on: Scalar = Field(description="the day on which the works council agreed")
    reference: Scalar = Field(description="the document in which it did")
    views: Scalars = Field(description="the views that it agreed to: " + ", ".join(VIEWS))
    roles: Scalars = Field(description="the roles that may look at them")


class PlaceFile(Block):
    """`fairservice.yaml`: a desk."""

    desk: Scalar = Field(description="the name of the desk: of a brand, or of who answers for it")
    policy: Scalar = Field(description="the shelf that its policies are published on, like `published/webshop`")
    ledger: Scalar | None = Field(
        None, description="where the ledger is: `sqlite:///desk.db` where not said, or `postgresql://…`"
    )
    staff: Scalar | None = Field(None, description="the file of who works here; `staff.yaml` where not said")
    key: Scalar | None = Field(None, description="the file of the key of the pseudonyms; `desk.key` where not said")
    draft: Scalar | None = Field(None, description="true: `policy` is a folder, and no decision counts as precedent")
    works_council_agreement: AgreementFile | None = Field(
        None, description="what makes figures with a name possible: there are none without it"
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A desk as its file says. Paths are where things are, whatever folder one stands in."""

    file: Path
    name: str
    policy: str
    """A shelf or a folder; of a draft also the name of a shipped policy."""
    draft: bool
    ledger: str = field(repr=False)
    """The URL, with what the environment has put in: passwords. Show `shown_ledger`."""
    staff: Path
    key: Path
    agreement: Agreement | None
    warnings: tuple[Finding, ...] = field(repr=False)
    _roles: tuple[Text, ...] = field(repr=False)

    @property
    def shown_ledger(self) -> str:
        """The URL of the ledger without its password."""
        return _hidden(self.ledger)

    def check_roles(self, rulebook: Rulebook) -> tuple[Finding, ...]:
        """A finding for each role of the agreement that the policy does not have."""
        return tuple(
            UNKNOWN_ROLE.at(
                role.span,
                f"`{rulebook.name}` has no role `{cut(role)}`",
                one_of(role, list(rulebook.roles), "roles"),
            )
            for role in self._roles
            if str(role) not in rulebook.roles
        )


def find_place(start: Path | None = None, environ: Mapping[str, str] = os.environ) -> Place:
    """The desk that `FAIRSERVICE_DESK` names, or else that of this folder or the nearest one above.

    Raises DeskError where there is none, SetupError with all that is wrong in its file, and OSError.
    """
    here = Path.cwd() if start is None else start
    named = environ.get(VARIABLE)
    if named:
        path = here / named
        if path.is_dir():
            path = path / FILE
        if not path.is_file():
            help = f"name a file such as `{FILE}` in {VARIABLE}, or its folder; or unset it to look from here"
            raise DeskError(f"{VARIABLE} names `{cut(named, 80)}`, and there is no desk at `{shown_path(path)}`", help)
        return read_place(path, environ)
    resolved = here.resolve()
    for folder in (resolved, *resolved.parents):
        if (folder / FILE).is_file():
            return read_place(folder / FILE, environ)
    close = nearest(FILE, [each.name for each in _beside(resolved) if each.suffix in (".yaml", ".yml")])
    help = f"{NEW}; or say in {VARIABLE} where it is"
    if close is not None:
        help = f"`{close}` is here; a desk's file is called `{FILE}`"
    raise DeskError(f"there is no desk here: no `{FILE}` in this folder or one above it", help)


def read_place(path: Path, environ: Mapping[str, str] = os.environ) -> Place:
    """The desk of a file. Raises SetupError with all that is wrong in it, and OSError."""
    findings: list[Finding] = []
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    file = read_bytes(shown_path(path), content, findings)
    tree = read_yaml(file, findings, lambda keys: False) if file is not None else None
    model = shaped(PlaceFile, tree, findings) if tree is not None else None
    place = _Reading(path, environ, findings).place(model) if model is not None else None
    if place is None or any(each.severity == "error" for each in findings):
        told = sorted((each for each in findings if not each.follows), key=_order)
        raise SetupError(told)
    return place


def _order(finding: Finding) -> tuple[int, int]:
    return (finding.span.start.line, finding.span.start.column) if finding.span else (0, 0)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # its name is too long, or nobody may look there
        return False


def _beside(path: Path) -> Iterator[Path]:
    try:
        yield from sorted(each for each in path.iterdir() if not each.name.startswith("."))
    except OSError:
        return


class _Reading:
    """One reading of a desk's file, with what the environment says."""

    def __init__(self, path: Path, environ: Mapping[str, str], findings: list[Finding]) -> None:
        self.path = path
        self.folder = path.resolve().parent
        self.environ = environ
        self.findings = findings

    def place(self, model: PlaceFile) -> Place:
        if not ID.match(model.desk):
            help = "write small letters, digits and `-`, like `webshop-nl`"
            self.findings.append(BAD_NAME.at(model.desk.span, f"`{cut(model.desk)}` cannot be a desk", help))
        draft = self._draft(model.draft)
        agreement = self._agreement(model.works_council_agreement)
        place = Place(
            file=self.path.resolve(),
            name=str(model.desk),
            policy=self._policy(model.policy, draft),
            draft=bool(draft),
            ledger=self._ledger(model.ledger),
            staff=self._file(model.staff, "staff.yaml"),
            key=self._file(model.key, "desk.key"),
            agreement=agreement,
            warnings=tuple(each for each in self.findings if each.severity != "error"),
            _roles=tuple(words(model.works_council_agreement.roles)) if model.works_council_agreement else (),
        )
        self._apart(model, place)
        return place

    def wrong(self, text: Text, message: str, help: str) -> None:
        self.findings.append(BAD_VALUE.at(text.span, message, help))

    def _draft(self, text: Text | None) -> bool | None:
        """None where it cannot be told."""
        if text is None or text in ("true", "yes", "false", "no"):
            return text in ("true", "yes") if text is not None else False
        self.wrong(text, f"`{cut(text)}` is neither `true` nor `false`", "write `draft: true`, or leave it out")
        return None

    def _policy(self, text: Text, draft: bool | None) -> str:
        """Where the policy is. What is wrong within it is told by who opens it."""
        path = (self.folder / text).resolve()
        if draft is None:
            return str(path)
        if not _exists(path):
            if not draft:
                near = nearest(path.name, [each.name for each in _beside(path.parent) if each.is_dir()])
                help = "publish a policy first: `fairservice publish POLICY`"
                if near is not None:
                    help = f"did you mean `{Path(text).with_name(near).as_posix()}`?"
                self.findings.append(NOT_PUBLISHED.at(text.span, f"nothing is published at `{cut(text)}`", help))
            return str(text)
        if path.is_file():
            message = f"`{cut(text)}` is one file, and a desk goes from one policy to the next on its own"
            help = "name the shelf: the folder that `fairservice publish` puts publications in"
            self.findings.append(NOT_PUBLISHED.at(text.span, message, help))
        elif (path / MANIFEST).is_file() and not draft:
            message = f"`{cut(text)}` is a policy that can still be edited"
            help = "publish it and name its shelf, or write `draft: true`: then nothing here counts as precedent"
            self.findings.append(NOT_PUBLISHED.at(text.span, message, help))
        elif draft and not (path / MANIFEST).is_file():
            message = f"`{cut(text)}` is no folder of a policy: it has no `{MANIFEST}`, and `draft` is for one that has"
            self.findings.append(BAD_VALUE.at(text.span, message, "take `draft: true` away where it is a shelf"))
        return str(path)

    def _ledger(self, text: Text | None) -> str:
        if text is None:
            return f"{_SQLITE}{self.folder / 'desk.db'}"
        whole = _NAMED.fullmatch(text) is not None
        told = len(self.findings)

        def value(found: re.Match[str]) -> str:
            said = self.environ.get(found[1], "")
            if not said:
                message = f"the variable `{found[1]}` is not set here"
                help = f"set it where the desk runs: `export {found[1]}=…`"
                self.findings.append(NOT_SET.at(text.part(found.start(), len(found[0])), message, help))
            # In a URL a password such as `a@b` would end too early, unless each such sign is written in code.
            return said if whole else quote(said, safe="")

        url = _NAMED.sub(value, text)
        if len(self.findings) > told:
            return ""
        if "${" in _NAMED.sub("", text):
            self.wrong(text, f"`{cut(text)}` has a `${{` that names no variable", "write it like `${DESK_PASSWORD}`")
            return ""
        what = f"what `{text}` holds" if whole else f"`{cut(_hidden(text))}`"
        if url.startswith(_SQLITE):
            within = url.removeprefix(_SQLITE)
            if not within or within == ":memory:":
                self.wrong(
                    text, f"{what} is a ledger in memory, gone when the desk closes", "write `sqlite:///desk.db`"
                )
            return f"{_SQLITE}{self.folder / within}"
        if _POSTGRES.match(url):
            found = _PASSWORD.search(text)
            if found is not None and found["password"] and not _NAMED.search(found["password"]):
                message = "whoever reads this file can change the ledger: it has the password in it"
                help = "write `${DESK_PASSWORD}` in its place, and set that variable where the desk runs"
                at = text.part(found.start("password"), len(found["password"]))
                self.findings.append(OPEN_PASSWORD.at(at, message, help))
            return url
        help = "write `sqlite:///desk.db`, or `postgresql://USER:${PASSWORD}@HOST/DATABASE`"
        if url.startswith("sqlite:"):
            help = "write three strokes before the file: `sqlite:///desk.db`"
        elif url.startswith("postgres:"):
            help = "write `postgresql://` instead of `postgres://`"
        self.wrong(text, f"{what} is not where a ledger can be", help)
        return ""

    def _file(self, text: Text | None, default: str) -> Path:
        path = (self.folder / (default if text is None else text)).resolve()
        if text is not None and _exists(path) and path.is_dir():
            self.wrong(text, f"`{cut(text)}` is a folder", f"name the file, like `{default}`")
        return path

    def _apart(self, model: PlaceFile, place: Place) -> None:
        """Every YAML file in the folder of a policy is read as rules: these are none."""
        policy = Path(place.policy)
        if not policy.is_absolute() or not (policy / MANIFEST).is_file():
            return
        for path, at in ((place.file, model.policy), (place.staff, model.staff or model.policy)):
            if path.is_relative_to(policy):
                message = f"`{path.name}` lies in the folder of the policy, where every such file is read as rules"
                help = "move the files of the desk one folder up"
                self.findings.append(WITHIN_POLICY.at(at.span, message, help))

    def _agreement(self, model: AgreementFile | None) -> Agreement | None:
        if model is None:
            return None
        day = date.max
        try:
            day = date.fromordinal(read_date(model.on))
        except Unreadable as error:
            self.wrong(model.on, error.message, error.help)
        if not model.reference.strip():
            self.wrong(model.reference, "this says nothing", "name the document in which the works council agreed")
        views = self._words(model, "views", words(model.views))
        for each in views:
            if str(each) not in VIEWS:
                help = one_of(each, list(VIEWS), "views")
                self.wrong(each, f"there is no view `{cut(each)}`", help)
        roles = self._words(model, "roles", words(model.roles))
        return Agreement(day, str(model.reference).strip(), tuple(map(str, views)), tuple(map(str, roles)))

    def _words(self, model: AgreementFile, key: str, found: list[Text]) -> list[Text]:
        kept: dict[str, Text] = {}
        for each in found:
            if str(each) in kept:
                self.findings.append(TWICE.at(each.span, f"`{each}` is listed twice", "leave one out"))
            kept.setdefault(str(each), each)
        if not kept:
            message = f"an agreement without {key} makes nothing possible"
            self.findings.append(BAD_VALUE.at(model.places()[key], message, "name one, or leave the agreement out"))
        return list(kept.values())


def _hidden(url: str) -> str:
    """A URL as it may be shown."""
    return _PASSWORD.sub(lambda found: found[0].replace(f":{found['password']}@", ":…@"), url)
