"""What a decision says, part by part; readers and forms of it build on this."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import TYPE_CHECKING

from fairservice.conditions.program import Row
from fairservice.decisions.content import Considered, Listed, MayConcede, OfferMade, Option, Question, Status
from fairservice.decisions.once import once
from fairservice.decisions.outcome import Outcome
from fairservice.decisions.phrases import GENERIC, HOLDING
from fairservice.decisions.resolved import Resolved

if TYPE_CHECKING:
    from fairservice.decisions.answering import Answering


class Told:
    """All that a decision says, in one language. Immutable; each part is told on demand."""

    def __init__(
        self, answering: Answering, row: Row, outcome: Outcome, today: date, received_on: date, lang: str
    ) -> None:
        content = self.__dict__
        content["_answering"] = answering
        content["_row"] = row
        content["_outcome"] = outcome
        content["today"] = today
        content["received_on"] = received_on
        content["lang"] = lang

    if TYPE_CHECKING:
        _answering: Answering
        _row: Row
        _outcome: Outcome
        today: date
        received_on: date
        lang: str

    @once
    def _resolved(self) -> Resolved:
        return Resolved(self._answering, self._row, self._outcome, self.today)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a decision does not change: `{name}` cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a decision does not change: `{name}` cannot be deleted")

    def __repr__(self) -> str:
        by = f" by {self.rule}" if self.rule else ""
        return f"<Decision {self.request}: {self.answer or self.status}{by}>"

    # ---- the answer

    @property
    def answer(self) -> str | None:
        """`no`, `no_but`, `yes_but` or `yes`; None while it is open, in conflict or in a gap."""
        return self._outcome.word

    @property
    def status(self) -> Status:
        return self._resolved.status

    @property
    def settled(self) -> bool:
        """Whether answer, options and offers all stand, whatever else may still become known."""
        return self.status == "settled"

    @property
    def at_least(self) -> str | None:
        """The lowest that the answer may still become; None in a conflict or gap."""
        answers = self._outcome.answers
        return min(answers).word if answers else None

    @property
    def at_most(self) -> str | None:
        """The highest that the answer may still become; None in a conflict or gap."""
        answers = self._outcome.answers
        return max(answers).word if answers else None

    @property
    def may_conflict(self) -> bool:
        return bool(self._outcome.withheld)

    @property
    def rule(self) -> str | None:
        """The rule that gives the answer and lends its words; None while that is open."""
        return self._outcome.speaker_id

    @property
    def rules(self) -> tuple[str, ...]:
        """All rules that certainly give the answer."""
        return tuple(rule.id for rule in self._outcome.deciding)

    @property
    def conflict(self) -> tuple[str, ...]:
        """The rules that stand and disagree."""
        return tuple(rule.id for rule in self._outcome.conflict)

    @property
    def reference(self) -> str | None:
        speaker = self._outcome.speaker
        return speaker.reference if speaker else None

    @property
    def owner(self) -> str:
        speaker = self._outcome.speaker
        return speaker.owner if speaker else self._answering.rulebook.owner

    # ---- what comes with it

    @property
    def options(self) -> tuple[Option, ...]:
        """What the customer may choose from."""
        return self._outcome.told.get(self.lang) or self._own_options

    @once
    def _own_options(self) -> tuple[Option, ...]:
        return self._resolved.options(self.lang)

    @property
    def options_settled(self) -> bool:
        return self._resolved.options_settled

    @once
    def offers(self) -> tuple[OfferMade, ...]:
        """What can be proposed instead."""
        return self._resolved.offers(self.lang)

    @property
    def offers_settled(self) -> bool:
        return self._resolved.offers_settled

    @once
    def may_concede(self) -> tuple[MayConcede, ...]:
        """What the employee may concede beyond the answer."""
        return self._resolved.concessions(self.lang)

    @property
    def may_concede_settled(self) -> bool:
        return self._resolved.concessions_settled

    @property
    def may_override(self) -> str | None:
        """The role that may answer otherwise, or `nobody`; None while that is open."""
        return self._resolved.may_override()

    # ---- words

    @once
    def question(self) -> str:
        """The question that is answered."""
        answering = self._answering
        name = answering.request.name
        return answering.request.question.get(self.lang) or answering.rulebook.label(name, self.lang)

    @once
    def because(self) -> str | None:
        """What the customer may truthfully be told."""
        speaker = self._outcome.speaker
        return self._resolved.words(speaker.because, self.lang, speaker) if speaker else None

    @once
    def say(self) -> str:
        """One sentence that is ready to be said; while something is open that matters, the holding sentence."""
        answer = self._outcome.answer
        if answer is None or self.status in ("conflict", "gap"):
            return self._holding_sentence
        speaker = self._outcome.speaker
        own = self._resolved.words(speaker.say, self.lang, speaker) if speaker and speaker.say else None
        return own or self.because or GENERIC[self.lang][answer.word]

    @once
    def if_pressed(self) -> str | None:
        """What to say when the customer insists."""
        speaker = self._outcome.speaker
        return self._resolved.words(speaker.if_pressed, self.lang, speaker) if speaker else None

    @property
    def holding(self) -> str | None:
        """What to say while something is open; None once all is settled."""
        return None if self.status == "settled" else self._holding_sentence

    @property
    def _holding_sentence(self) -> str:
        return self._answering.rulebook.holding.get(self.lang) or HOLDING[self.lang]

    @once
    def questions(self) -> tuple[Question, ...]:
        """The unknown facts that still matter, most telling first."""
        return self._resolved.questions(self.lang)

    @once
    def labels(self) -> tuple[tuple[str, str], ...]:
        """What people call the roles and reasons that are mentioned: name and words, sorted by name."""
        return self._resolved.labels(self.lang, self.may_concede)

    # ---- on record

    @property
    def policy(self) -> str:
        return self._answering.rulebook.name

    @property
    def request(self) -> str:
        return self._answering.request.name

    @once
    def facts(self) -> tuple[tuple[str, str | Listed], ...]:
        """The facts that were known and that the request reads, in their written form, sorted by name."""
        return self._resolved.facts()

    @property
    def in_force_on(self) -> date | None:
        return self._resolved.in_force_on

    @property
    def law(self) -> tuple[tuple[str, date], ...]:
        """The law packs that it was made against: name, and the date each begins."""
        packs = self._answering.rulebook.packs
        return tuple((pack.name, date.fromordinal(pack.since)) for pack in packs if not pack.is_policy)

    @property
    def bundle(self) -> str:
        """The digest of the policy's bundle."""
        return self._answering.digest()

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """The SHA-256 of the decision without its wording, in hexadecimal; the same in every language."""

    def fingerprint_of(self, content: dict[str, object]) -> str:
        """The fingerprint, by all that the decision says (`content_of`), where that has been worked out already."""
        return self._resolved.fingerprint(dict(content))

    @once
    def trace(self) -> tuple[Considered, ...]:
        """Each rule that was considered, with the facts that made it hold, fail or yield."""
        return self._resolved.trace(self.lang)
