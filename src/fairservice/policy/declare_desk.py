"""Reads what a policy says for the desk, and whether what is kept suffices for what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args

from fairservice.conditions.declarations import Fact, Recorded
from fairservice.conditions.vocabulary import Quantity, cut, one_of
from fairservice.errors import Defect
from fairservice.policy.blocks import Block
from fairservice.policy.declare import Declarations
from fairservice.policy.declare_values import MOST_DAYS
from fairservice.policy.desk_files import (
    CohortFile,
    DeadlineFile,
    DeskFile,
    DriftFile,
    FavourFile,
    KeepFile,
    PrecedentsFile,
)
from fairservice.policy.desk_terms import (
    KEPT_KINDS,
    NOTICE,
    Cohort,
    DeskTerms,
    Drift,
    Favour,
    Keep,
    LawfulBasis,
    Precedents,
    Stays,
)
from fairservice.policy.packs import Folder
from fairservice.policy.rulebook import Mandate, Request
from fairservice.policy.texts import read_texts
from fairservice.source.located_yaml import Text
from fairservice.span import Span

MISPLACED = Defect("FS370", "desk-misplaced", "error", "the section `desk` stands twice, or in a pack")
TERMS = Defect("FS371", "desk-unclear", "error", "what a policy says for the desk cannot be so")
KEPT_TOO_SHORT = Defect("FS372", "kept-too-short", "error", "something is erased before what counts it is over")

_YEAR = 365
_BASES: tuple[LawfulBasis, ...] = get_args(LawfulBasis)
_STAYS: tuple[Stays, ...] = get_args(Stays)
_S = TypeVar("_S", bound=str)


def read_desk(
    declare: Declarations,
    folders: Iterable[Folder],
    requests: Mapping[str, Request],
    mandates: Iterable[Mandate],
    facts: Mapping[str, Fact],
) -> DeskTerms | None:
    """The one section `desk` of the policy itself; any other is a finding, and so is what is kept too short."""
    model, key = _section(declare, folders)
    if model is None or key is None:
        return None
    terms = DeskReader(declare).terms(model, key)
    needs = [*_of_rules(requests, mandates, facts), *_of_terms(terms, model)]
    for keep in terms.keeps.values():
        _check_keep(declare, keep, getattr(model.keeps, keep.kind), needs)
    return terms


def _section(declare: Declarations, folders: Iterable[Folder]) -> tuple[DeskFile | None, Span | None]:
    found: tuple[DeskFile | None, Span | None] = (None, None)
    for folder, file in ((each, file) for each in folders for file in each.models):
        if file.desk is None:
            continue
        key = file.places()["desk"]
        if folder.manifest.pack is not None:
            message = "a pack speaks for no desk"
            help = "move `desk:` to the policy that uses the pack: it has its own controller"
            declare.findings.append(MISPLACED.at(key, message, help))
        elif found[1] is not None:
            message = "`desk` stands here a second time"
            also = [(found[1], "the first one")]
            declare.findings.append(MISPLACED.at(key, message, "make one section of both", also))
        else:
            found = (file.desk, key)
    return found


class DeskReader:
    """Reads the section, with what is usual in place of what is wrong, so that all of it is told at once."""

    def __init__(self, declare: Declarations) -> None:
        self.declare = declare

    def wrong(self, span: Span, message: str, help: str) -> None:
        self.declare.findings.append(TERMS.at(span, message, help))

    def terms(self, model: DeskFile, key: Span) -> DeskTerms:
        usable = model.concessions
        return DeskTerms(
            controller=str(model.controller),
            contact=str(model.contact),
            span=key,
            notice=self._notice(model, key),
            keeps=self._keeps(model),
            answerable_days=self._days(model.answerable_for, 30),
            concession_days=self._days(usable.valid_for if usable else None, 30),
            concession_uses=self._number(usable.uses if usable else None, 1, 1, 100, "how often it can be used"),
            approval_days=self._answered(model.approvals, 2),
            objection_days=self._answered(model.objections, 14),
            repair_days=self._answered(model.repairs, 5),
            precedents=self._precedents(model.precedents),
        )

    # ---- one value

    def _days(self, text: Text | None, usual: int, most: int = MOST_DAYS) -> int:
        found = self.declare.period(text, most) if text is not None else None
        return usual if found is None else found

    def _answered(self, model: DeadlineFile | None, usual: int) -> int:
        return self._days(model.answer_within if model else None, usual, _YEAR)

    def _number(self, text: Text | None, usual: int, low: int, high: int, what: str) -> int:
        found = self.declare.bounded(text, Quantity("integer", low, high), what) if text is not None else None
        return usual if found is None else found

    def _percent(self, text: Text | None, usual: int, low: int, high: int, what: str) -> int:
        """Hundredths of a percent; the bounds are whole percents."""
        type = Quantity("percent", low * 100, high * 100, 2)
        found = self.declare.bounded(text, type, what) if text is not None else None
        return usual if found is None else found

    # ---- precedents

    def _precedents(self, model: PrecedentsFile | None) -> Precedents:
        if model is None:
            return Precedents()
        single = model.single_giver
        usual = Precedents()
        found = Precedents(
            self._favour(model.favour) if model.favour else usual.favour,
            self._cohort(model.cohort) if model.cohort else usual.cohort,
            self._number(
                single.customers if single else None, usual.single_giver, 2, 100_000, "how many customers it takes"
            ),
            self._drift(model.drift) if model.drift else usual.drift,
            self._drift(model.recovery_drift) if model.recovery_drift else usual.recovery_drift,
            self._days(model.decide_within, usual.decide_within_days, _YEAR),
            self._days(model.warn_before, usual.warn_days, _YEAR),
        )
        if found.warn_days >= found.decide_within_days:
            at = model.warn_before or model.decide_within
            if at is not None:
                message = f"a warning {found.warn_days} days ahead comes before there is anything to decide"
                help = f"the owner has {found.decide_within_days} days; warn later, or give more time"
                self.wrong(at.span, message, help)
        return found

    def _favour(self, model: FavourFile) -> Favour:
        usual = Favour()
        found = Favour(
            self._number(model.emerging, usual.emerging, 1, 100, "when a pattern emerges"),
            self._number(model.expectation, usual.expectation, 2, 100, "when it is an expectation"),
            self._days(model.within, usual.within_days),
            self._days(model.notice_within, usual.notice_within_days, _YEAR),
        )
        if found.expectation <= found.emerging:
            at = model.expectation or model.emerging
            if at is not None:
                message = f"an expectation at {found.expectation} comes no later than a pattern at {found.emerging}"
                self.wrong(at.span, message, f"write `expectation: {found.emerging + 1}`, or more")
        return found

    def _cohort(self, model: CohortFile) -> Cohort:
        usual = Cohort()
        found = Cohort(
            self._percent(model.rate, usual.rate, 1, 99, "a share that is too much"),
            self._number(model.customers, usual.customers, 2, 100_000, "how many customers it takes"),
            self._number(model.givers, usual.givers, 1, 1000, "how many colleagues it takes"),
            self._number(model.days, usual.days, 1, MOST_DAYS, "how many days it takes"),
            self._days(model.within, usual.within_days),
        )
        if found.days >= found.within_days:
            at = model.days or model.within
            if at is not None:
                message = f"within {found.within_days} days nothing can be spread over {found.days}"
                self.wrong(at.span, message, "let `days` be less than `within`, or no favour ever spreads")
        return found

    def _drift(self, model: DriftFile) -> Drift:
        usual = Drift()
        return Drift(
            self._days(model.within, usual.within_days, MOST_DAYS // 2),
            self._number(model.cases, usual.cases, 1, 1_000_000, "how many cases it takes"),
            self._percent(model.value, usual.value, 101, 1000, "how much more is too much"),
        )

    # ---- words, and what is kept

    def _notice(self, model: DeskFile, key: Span) -> dict[str, str]:
        own = read_texts(model.no_precedent, self.declare.languages, self.declare.findings)
        found: dict[str, str] = {}
        for lang in self.declare.languages:
            text = own.get(lang) or NOTICE.get(lang)
            if text is not None:
                found[lang] = text
            elif model.no_precedent is None or lang not in model.no_precedent:
                at = model.places()["no_precedent"] if model.no_precedent is not None else key
                message = f"nobody says in `{lang}` that a favour is for one time"
                self.wrong(at, message, f"add `{lang}: …` under `no_precedent`")
        return found

    def _keeps(self, model: DeskFile) -> dict[str, Keep]:
        said, at = model.keeps, model.places()["keeps"]
        missing = [kind for kind in KEPT_KINDS if getattr(said, kind) is None and kind not in said.lost()]
        if missing:
            kinds = ", ".join(f"`{kind}`" for kind in missing)
            help = f"add `{missing[0]}:` with `purpose`, `basis` and `keep`"
            self.wrong(at, f"nobody says why and how long these are kept: {kinds}", help)
        return {kind: self._keep(kind, block) for kind in KEPT_KINDS if (block := getattr(said, kind)) is not None}

    def _keep(self, kind: str, model: KeepFile) -> Keep:
        purpose = read_texts(model.purpose, self.declare.languages, self.declare.findings)
        if not model.purpose:
            self.wrong(model.purpose.span, "this purpose says nothing", "write in each language what it is kept for")
        basis = self._one_of(model.basis, _BASES, "a ground of GDPR art. 6(1)", "grounds") or "legitimate_interests"
        stays = self._one_of(model.stays, _STAYS, "a reason of GDPR art. 17(3) to keep it", "reasons")
        if stays == "legal_obligation" and basis not in ("legal_obligation", "public_task") and model.stays is not None:
            self.wrong(
                model.stays.span,
                f"no law asks to keep what is kept on the ground of `{basis}`",
                "write `basis: legal_obligation`, or leave `stays` out",
            )
        return Keep(kind, purpose, basis, self._days(model.keep, MOST_DAYS), stays)

    def _one_of(self, text: Text | None, known: tuple[_S, ...], what: str, called: str) -> _S | None:
        if text is None:
            return None
        found = next((each for each in known if each == text), None)
        if found is None:
            self.wrong(text.span, f"`{cut(text)}` is not {what}", one_of(text.lower(), [*known], called))
        return found


# ---- long enough


@dataclass(frozen=True, slots=True)
class _Need:
    """That something still needs entries of one kind after so many days."""

    kind: str
    days: int
    what: str
    span: Span


_KIND_OF: Mapping[Recorded, str] = {
    "concessions": "concessions",
    "recoveries": "concessions",
    "refusals": "decisions",
    "overrides": "overrides",
    "promises": "promises",
    "complaints": "complaints",
    "incidents": "incidents",
}


def _check_keep(declare: Declarations, keep: Keep, block: KeepFile, needs: Iterable[_Need]) -> None:
    """Entries of a kind are kept as long as anything counts them: what is erased can bound nothing."""
    longest = max((each for each in needs if each.kind == keep.kind), key=lambda each: each.days, default=None)
    if longest is None or longest.days <= keep.days:
        return
    help = f"keep them for `{longest.days} days` or longer"
    if longest.days > MOST_DAYS:
        help = f"nothing is kept longer than `{MOST_DAYS} days`: look back less"
    declare.findings.append(
        KEPT_TOO_SHORT.at(
            block.keep.span,
            f"`{keep.kind}` are erased after {keep.days} days, and {longest.what} needs them for {longest.days}",
            help,
            [(longest.span, "this needs them")],
        )
    )


def _of_rules(
    requests: Mapping[str, Request], mandates: Iterable[Mandate], facts: Mapping[str, Fact]
) -> Iterator[_Need]:
    for rule in (rule for request in requests.values() for rule in request.rules):
        if rule.concession and rule.concession.per_customer:
            span = rule.places.get("per_customer", rule.span)
            yield _Need("concessions", rule.concession.per_customer.within_days, f"`per_customer` of `{rule.id}`", span)
    for mandate in mandates:
        if mandate.per_customer:
            what = f"the mandate of `{mandate.role}` for `{mandate.grant}`"
            yield _Need("concessions", mandate.per_customer.within_days, what, mandate.span)
    for fact in facts.values():
        if fact.history and fact.span:
            yield _Need(_KIND_OF[fact.history.what], fact.history.within_days, f"`{fact.name}`", fact.span)


def _of_terms(terms: DeskTerms, model: DeskFile) -> Iterator[_Need]:
    """What the section itself looks back at, or must find again when a deadline comes."""
    said = terms.precedents
    at = model.precedents
    favour, cohort = said.favour.within_days, said.cohort.within_days
    span = _place(terms.span, model, "precedents")
    for kind in ("concessions", "outside_policy", "decisions"):  # a refusal ends a pattern, so it counts as well
        yield _Need(kind, favour, "`favour` of `precedents`", _place(span, at, "favour"))
        yield _Need(kind, cohort, "`cohort` of `precedents`", _place(span, at, "cohort"))
        # a period is set against the one before it
        yield _Need(kind, 2 * said.drift.within_days, "`drift` of `precedents`", _place(span, at, "drift"))
    for kind in ("concessions", "decisions"):
        recent = 2 * said.recovery_drift.within_days
        yield _Need(kind, recent, "`recovery_drift` of `precedents`", _place(span, at, "recovery_drift"))
    # what was decided about a favour, so that the same grants do not raise it again
    yield _Need("precedents", cohort, "`cohort` of `precedents`", _place(span, at, "cohort"))
    yield _Need("precedents", said.decide_within_days, "`decide_within`", _place(span, at, "decide_within"))
    yield _Need("decisions", terms.answerable_days, "`answerable_for`", _place(terms.span, model, "answerable_for"))
    yield _Need("concessions", terms.concession_days, "`valid_for`", _place(terms.span, model, "concessions"))
    yield _Need("objections", terms.objection_days, "their deadline", _place(terms.span, model, "objections"))
    yield _Need("outside_policy", terms.repair_days, "their repair", _place(terms.span, model, "repairs"))


def _place(otherwise: Span, block: Block | None, key: str) -> Span:
    return block.places().get(key, otherwise) if block is not None else otherwise
