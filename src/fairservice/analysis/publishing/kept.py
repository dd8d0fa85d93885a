"""Rules are ended, not deleted: decisions cite them, and cases of earlier days are still judged by them.

What a publication with an earlier first day has, a later one must keep: each rule and each row that is a rule, the days
on which it was in force, and the figures of those days. What comes into force after it must keep what it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fairservice.analysis.publishing.past import changed_in_place, changes_of_the_past, day_before, rules_of
from fairservice.analysis.publishing.pasting import ended
from fairservice.analysis.publishing.stage import Candidate, Examined
from fairservice.conditions.vocabulary import nearest
from fairservice.errors import Defect, Finding
from fairservice.policy.published.record import Publication
from fairservice.policy.published.shelf import may_have_decided
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook

RULE_DROPPED = Defect("FS702", "rule-dropped", "error", "a rule that was published is gone instead of ended")
UNDONE_LATER = Defect(
    "FS710", "undone-later", "error", "what is published would be gone when the next comes into force"
)
KEEP = "keep"
"""The name of the stage, by which a record says that everything before it was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that was published before is still there, as it was until the new first day."""

    name: str = KEEP

    def examine(self, candidate: Candidate) -> Examined:
        before, after = _around(candidate)
        book = candidate.policy.rulebook
        rules = rules_of(book)
        dropped: dict[str, tuple[Finding, Rulebook]] = {}
        last: Rulebook | None = None
        for publication in _to_compare(before):
            last = candidate.open(publication).rulebook
            dropped |= {id: (found, last) for id, found in _dropped(last, rules, publication, candidate.effective)}
        findings = [found for found, _ in dropped.values()]
        undone = [
            found
            for publication in after
            for found in _undone(book, candidate.open(publication).rulebook, publication, candidate.effective)
        ]
        past = list(changes_of_the_past(last, book, candidate.effective)) if last is not None else []
        if candidate.correcting is None:
            findings += past
        findings += undone
        details = {
            "kept": [each.record.number for each in before],
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
        advice = tuple(changed_in_place(last, book, candidate.effective)) if last is not None else ()
        said = f"every rule of {_numbers(before)} is kept" if before else "nothing came before it"
        if past and candidate.correcting is not None:
            said += f"; {len(past)} {'place' if len(past) == 1 else 'places'} of the past corrected"
        for each in after:
            said += f"; on {each.record.effective} publication {each.record.number} takes over, as it was published"
        return Examined("passed", said, advice, details)


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


def _to_compare(before: list[Publication]) -> list[Publication]:
    """Back to the latest that itself kept all before it: what that one has is all that there is to keep."""
    for position in range(len(before) - 1, -1, -1):
        stages = before[position].record.stages
        if any(each.stage == KEEP and each.result == "passed" for each in stages):
            return before[position:]
    return before


def _superseded(publication: Publication, publications: tuple[Publication, ...]) -> bool:
    record = publication.record
    return any(o.record.effective == record.effective and o.record.number > record.number for o in publications)


# ---- rules that are gone


def _dropped(
    earlier: Rulebook, rules: dict[str, Rule], publication: Publication, first: date
) -> Iterator[tuple[str, Finding]]:
    was = rules_of(earlier)
    fresh = [id for id in rules if id not in was]
    for id, rule in was.items():
        if id not in rules:
            number = publication.record.number
            message = f"`{id}` is gone; publication {number} has it, and decisions may rest on it"
            yield id, RULE_DROPPED.at(rule.span, message, _how_to_end(rule, first, nearest(id, fresh)))


def _how_to_end(rule: Rule, first: date, near: str | None) -> str:
    last = day_before(first)
    ended_before = rule.effective[1] is not None and rule.effective[1] < first.toordinal()
    if ended_before:
        end = "put it back as it was: also a rule that has ended stays"
    elif rule.table is not None:
        end = f"put its row back and end it: `{last}` in a column `until`"
    else:
        end = f"put it back and end it: `effective: {{until: {last}}}`"
    return end + (f"; `{near}` is another rule, whatever it says" if near else "")


def _undone(book: Rulebook, later: Rulebook, publication: Publication, first: date) -> Iterator[Finding]:
    """What the policy has, and a publication with a later first day has not."""
    day, number = publication.record.effective, publication.record.number
    help = f"first publish a policy that has it with `--effective {day}`, then this one for {first}"
    kept = rules_of(later)
    for id, rule in rules_of(book).items():
        if id not in kept:
            message = f"`{id}` would be gone on {day}, when publication {number} comes into force"
            yield UNDONE_LATER.at(rule.span, message, help)
    for found in changes_of_the_past(book, later, day):
        message = f"on {day} publication {number} comes into force, which does not know it: {found.message}"
        yield UNDONE_LATER.at(found.span, message, help, found.also)


# ---- words


def _counted(dropped: int, past: int, undone: int) -> str:
    parts = [f"{dropped} {'rule is' if dropped == 1 else 'rules are'} gone"] if dropped else []
    parts += [f"{past} {'change' if past == 1 else 'changes'} of the past"] if past else []
    parts += [f"{undone} {'rule' if undone == 1 else 'rules'} would soon be gone again"] if undone else []
    return ", ".join(parts)


def _numbers(publications: list[Publication]) -> str:
    if len(publications) == 1:
        return f"publication {publications[0].record.number}"
    return f"{len(publications)} publications"
