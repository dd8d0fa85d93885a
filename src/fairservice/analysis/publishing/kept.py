"""Rules are ended, not deleted: decisions cite them, and cases of earlier days are still judged by them.

What a publication with an earlier first day has, a later one must keep: each rule and each row that is a rule, the days
on which it was in force, and the figures of those days. What comes into force after it must keep what it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fairservice.analysis.publishing.pasting import ended, written_rule
from fairservice.analysis.publishing.stage import Candidate, Examined
from fairservice.conditions.vocabulary import nearest
from fairservice.errors import Defect, Finding
from fairservice.policy.published.record import Publication
from fairservice.policy.published.shelf import may_have_decided
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook
from fairservice.span import Span

RULE_DROPPED = Defect("FS702", "rule-dropped", "error", "a rule that was published is gone instead of ended")
PAST_CHANGED = Defect("FS703", "past-changed", "error", "a figure or the days of a rule change for the past")
CHANGED_IN_PLACE = Defect(
    "FS708", "changed-in-place", "advice", "a rule is changed for cases of days before the change too"
)
UNDONE_LATER = Defect(
    "FS710", "undone-later", "error", "what is published would be gone when the next comes into force"
)

Rules = dict[str, Rule]


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that was published before is still there, as it was until the new first day."""

    name: str = "keep"

    def examine(self, candidate: Candidate) -> Examined:
        before, after = _around(candidate)
        book = candidate.policy.rulebook
        rules = rules_of(book)
        dropped: dict[str, tuple[Finding, Rulebook]] = {}
        last: Rulebook | None = None
        for publication in before:
            last = candidate.open(publication).rulebook
            dropped |= {id: (found, last) for id, found in _dropped(last, rules, publication, candidate.effective)}
        findings = [found for found, _ in dropped.values()]
        undone = [
            found
            for publication in after
            for found in _undone(
                rules, rules_of(candidate.open(publication).rulebook), publication, candidate.effective
            )
        ]
        past = list(_past(last, book, candidate.effective)) if last is not None else []
        if candidate.correcting is None:
            findings += past
        findings += undone
        details = {
            "compared_with": [each.record.number for each in before],
            "corrected": [each.message for each in past] if candidate.correcting is not None else [],
            "why": candidate.correcting if past else None,
        }
        below = ended(((id, of) for id, (_, of) in dropped.items()), candidate.effective)
        if findings:
            return Examined(
                "refused",
                _counted(len(dropped), len(findings) - len(dropped) - len(undone), len(undone)),
                tuple(findings),
                details,
                below,
            )
        if last is None:
            return Examined("passed", "nothing came before it", (), details)
        advice = tuple(_changed(last, book, candidate.effective))
        said = f"every rule of {_numbers(before)} is kept"
        if past and candidate.correcting is not None:
            said += f"; {len(past)} {'place' if len(past) == 1 else 'places'} of the past corrected"
        return Examined("passed", said, advice, details)


def rules_of(book: Rulebook) -> Rules:
    """Every rule by its id; the rows of a table are rules, what a request answers otherwise is none."""
    return {rule.id: rule for request in book.requests.values() for rule in request.rules}


def _around(candidate: Candidate) -> tuple[list[Publication], list[Publication]]:
    """What it must keep, in the order of being in force, and what must keep it."""
    publications, first = candidate.shelf.publications, candidate.effective
    before = [
        each
        for each in publications
        if may_have_decided(each, publications, candidate.today)
        or (each.record.effective < first and not _superseded(each, publications))
    ]
    after = [each for each in publications if each.record.effective > first and not _superseded(each, publications)]
    return sorted(before, key=lambda each: (each.record.effective, each.record.number)), after


def _superseded(publication: Publication, publications: tuple[Publication, ...]) -> bool:
    record = publication.record
    return any(o.record.effective == record.effective and o.record.number > record.number for o in publications)


# ---- rules that are gone


def _dropped(earlier: Rulebook, rules: Rules, publication: Publication, first: date) -> Iterator[tuple[str, Finding]]:
    was = rules_of(earlier)
    fresh = [id for id in rules if id not in was]
    for id, rule in was.items():
        if id not in rules:
            number = publication.record.number
            message = f"`{id}` is gone; publication {number} has it, and decisions may rest on it"
            yield id, RULE_DROPPED.at(rule.span, message, _how_to_end(rule, first, nearest(id, fresh)))


def _how_to_end(rule: Rule, first: date, near: str | None) -> str:
    last = _day_before(first)
    ended_before = rule.effective[1] is not None and rule.effective[1] < first.toordinal()
    if ended_before:
        end = "put it back as it was: also a rule that has ended stays"
    elif rule.table is not None:
        end = f"put its row back and end it: `{last}` in a column `until`"
    else:
        end = f"put it back and end it: `effective: {{until: {last}}}`"
    return end + (f"; `{near}` is another rule, whatever it says" if near else "")


def _undone(rules: Rules, later: Rules, publication: Publication, first: date) -> Iterator[Finding]:
    record = publication.record
    for id, rule in rules.items():
        if id not in later:
            message = f"`{id}` would be gone on {record.effective}, when publication {record.number} comes into force"
            help = (
                f"first publish a policy that has it with `--effective {record.effective}`, then this one for {first}"
            )
            yield UNDONE_LATER.at(rule.span, message, help)


# ---- the past


def _past(earlier: Rulebook, book: Rulebook, first: date) -> Iterator[Finding]:
    """What was so on days before the first one, and would no longer have been."""
    rules = rules_of(book)
    for id, old in rules_of(earlier).items():
        new = rules.get(id)
        if new is not None and _days(old, first) != _days(new, first):
            was, now = _said(_days(old, first)), _said(_days(new, first))
            help = "a rule ends at the earliest on the day before, and begins at the earliest on the first day"
            yield PAST_CHANGED.at(
                new.places.get("effective", new.span),
                f"before {first} `{id}` was in force {was}, and now {now}",
                help,
                [(old.span, "as it was published")],
            )
    for name, parameter in earlier.parameters.items():
        new_one = book.parameters.get(name)
        if new_one is None:  # a rule that is kept and reads it would have been refused before
            continue
        day = first.toordinal()
        before = {each.first: each for each in parameter.versions if each.first < day}
        after = {each.first: each for each in new_one.versions if each.first < day}
        for begins in sorted(before.keys() | after.keys()):
            was_version, version = before.get(begins), after.get(begins)
            began = date.fromordinal(begins)
            if version is None:
                assert was_version is not None
                message = f"the figure of `{name}` from {began} is gone"
                yield PAST_CHANGED.at(
                    new_one.span, message, _NEW_FIGURE.format(first=first), _as_it_was(was_version.span)
                )
            elif was_version is None:
                message = f"`{name}` gets a figure from {began}, which is before {first}"
                yield PAST_CHANGED.at(version.span, message, _NEW_FIGURE.format(first=first))
            elif (version.value, version.rows, version.otherwise, new_one.type) != (
                was_version.value,
                was_version.rows,
                was_version.otherwise,
                parameter.type,
            ):
                message = f"the figure of `{name}` from {began} is another one than was published"
                yield PAST_CHANGED.at(
                    version.span, message, _NEW_FIGURE.format(first=first), _as_it_was(was_version.span)
                )


_NEW_FIGURE = (
    "leave what is past as it was, and add a figure from `{first}`; a mistake is corrected with `--correcting WHY`"
)


def _as_it_was(span: Span) -> list[tuple[Span, str]]:
    return [(span, "as it was published")]


def _days(rule: Rule, first: date) -> tuple[int | None, int] | None:
    """The days before the first one on which a rule was in force; None where there are none."""
    begins, ends = rule.effective
    last = first.toordinal() - 1
    last = last if ends is None else min(ends, last)
    return None if begins is not None and begins > last else (begins, last)


def _said(days: tuple[int | None, int] | None) -> str:
    if days is None:
        return "on no day"
    until = f"until {date.fromordinal(days[1])}"
    return until if days[0] is None else f"from {date.fromordinal(days[0])} {until}"


def _changed(earlier: Rulebook, book: Rulebook, first: date) -> Iterator[Finding]:
    """Rules that decide otherwise for cases of before, where a request is judged as of a day in the case."""
    was = rules_of(earlier)
    for request in book.requests.values():
        if request.in_force_fact == "today":
            continue
        for rule in request.rules:
            old = was.get(rule.id)
            if (
                old is not None
                and _days(old, first) is not None
                and _decides(earlier, rule.id) != _decides(book, rule.id)
            ):
                fact = request.in_force_fact
                yield CHANGED_IN_PLACE.at(
                    rule.span,
                    f"`{rule.id}` changes for every case, also where `{fact}` is before {first}",
                    f"to change later cases only, end it with `until: {_day_before(first)}` and begin a new rule",
                    _as_it_was(old.span),
                )


def _decides(book: Rulebook, id: str) -> dict[str, object] | None:
    """A rule as written, without its words and its days; None for a row of a table."""
    tree = written_rule(book, id)
    return None if tree is None else {str(key): value for key, value in tree.pairs() if str(key) not in _NOT_DECIDING}


_NOT_DECIDING = frozenset({"because", "say", "if_pressed", "reference", "owner", "effective"})


# ---- words


def _day_before(first: date) -> date:
    return date.fromordinal(first.toordinal() - 1)


def _counted(dropped: int, past: int, undone: int) -> str:
    parts = [f"{dropped} {'rule is' if dropped == 1 else 'rules are'} gone"] if dropped else []
    parts += [f"{past} {'change' if past == 1 else 'changes'} of the past"] if past else []
    parts += [f"{undone} {'rule' if undone == 1 else 'rules'} would soon be gone again"] if undone else []
    return ", ".join(parts)


def _numbers(publications: list[Publication]) -> str:
    if len(publications) == 1:
        return f"publication {publications[0].record.number}"
    return f"{len(publications)} publications"
