"""Stages that look at all cases at once: what must always be so is proved, and what changes is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fairservice.analysis.publishing.stage import Candidate, Examined
from fairservice.policy.published.record import PROOF
from fairservice.policy.rulebook import Rulebook

if TYPE_CHECKING:
    from fairservice.analysis.difference.change import RequestDifference
    from fairservice.analysis.proofs.verdict import Verdict

DIFFERENCE = "diff"


@dataclass(frozen=True, slots=True)
class Proved:
    """`fairservice prove`, anew: what is refuted refuses, what could not be settled is recorded.

    `prove` raises MissingPart where the prover is not installed.
    """

    prove: Callable[[Rulebook], Iterator[Verdict]]
    name: str = PROOF

    def examine(self, candidate: Candidate) -> Examined:
        rulebook = candidate.policy.rulebook
        verdicts = [each for each in self.prove(rulebook) if not each.more]
        from fairservice.analysis.proofs.findings import finding_of

        counts = Counter(each.status for each in verdicts)
        details = {
            "invariants": [
                {"name": each.name or each.claim, "request": each.request, "status": each.status.replace(" ", "_")}
                for each in verdicts
            ],
            "against": [
                {"pack": pack.name, "since": date.fromordinal(pack.since).isoformat()} for pack in rulebook.packs[:-1]
            ],
            "lists_up_to": dict(pair for each in verdicts for pair in each.lists),
        }
        wrong = [each for each in verdicts if each.status in ("refuted", "not settled")]
        findings = tuple(found for each in wrong if (found := finding_of(rulebook, each)) is not None)
        if counts["refuted"]:
            said = f"{counts['refuted']} of {len(verdicts)} claims do not hold; `fairservice prove` tells the cases"
            return Examined("refused", said, findings, details)
        if counts["not settled"]:
            said = f"{counts['proved']} of {len(verdicts)} claims proved; {counts['not settled']} not settled"
            return Examined("passed", said, findings, details)
        return Examined("passed", f"{counts['proved']} claims proved, for every case there can be", (), details)


@dataclass(frozen=True, slots=True)
class Differs:
    """`fairservice diff` with what is in force on its first day. It never refuses: whoever publishes decides.

    `compare` raises MissingPart where the prover is not installed.
    """

    compare: Callable[[Rulebook, Rulebook], Iterator[RequestDifference]]
    name: str = DIFFERENCE

    def examine(self, candidate: Candidate) -> Examined:
        earlier = candidate.earlier
        if earlier is None:
            return Examined("passed", "nothing is in force that it could differ from")
        old, new = earlier.rulebook, candidate.policy.rulebook
        found = list(self.compare(old, new))
        from fairservice.analysis.difference.told import Teller

        sides = Counter(change.side for each in found for change in each.changes)
        changed = [each.request for each in found if each.status not in ("same", "not settled")]
        unsettled = [each.request for each in found if each.status == "not settled" or each.reason]
        details = {
            "changed": changed,
            "same": [each.request for each in found if each.status == "same"],
            "not_settled": unsettled,
            "kinds_of_cases": dict(sides),
        }
        teller = Teller(old, new, "en" if "en" in new.languages else new.languages[0])
        beside = teller.surroundings()
        if not changed and not unsettled:
            if all(each.nothing for each in found) and not beside:
                return Examined("passed", "decides the same in all cases, which is proved", (), details)
            told = [line for each in found if not each.nothing for line in teller.text(each)]
            said = "decides the same in all cases that both versions can read, which is proved"
            return Examined("passed", said, (), details, "\n".join([*told, *beside]))
        parts = [f"{count} × {teller.say[side]}" for side, count in sorted(sides.items())]
        said = f"{', '.join(changed + unsettled)}: " + (", ".join(parts) or "added, removed or not settled")
        below = "\n".join([*(line for each in found if each.status != "same" for line in teller.text(each)), *beside])
        return Examined("passed", said, (), details, below)
