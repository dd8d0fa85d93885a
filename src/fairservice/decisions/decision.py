"""What a decision is to those who use it: its content, told to each reader and in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from fairservice.conditions.wording import LOCALES
from fairservice.decisions.once import once
from fairservice.decisions.told import Told

if TYPE_CHECKING:
    from fairservice.decisions.explain import Reader


class Decision(Told):
    """The answer of a policy to one case, at one moment, in one language. Immutable; each part is told on demand.

    Two decisions are equal if they have the same fingerprint and language.
    """

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        return (self.lang, self.fingerprint) == (other.lang, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.lang, self.fingerprint))

    def __copy__(self) -> Decision:
        return self

    def __deepcopy__(self, memo: object) -> Decision:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a decision is not pickled, since its policy belongs to it; send `decision.to_dict()`")

    @once
    def fingerprint(self) -> str:
        """The SHA-256 of the decision without its wording, in hexadecimal; the same in every language."""
        from fairservice.decisions.json_form import content_of

        return self.fingerprint_of(content_of(self))

    def in_language(self, lang: str) -> Decision:
        """The same decision in another language of the policy. Raises ValueError for one that it has not."""
        if lang == self.lang:
            return self
        if lang not in LOCALES:
            raise ValueError(f"no texts in `{lang}`")
        return Decision(self._answering, self._row, self._outcome, self.today, self.received_on, lang)

    def explain(self, for_: Reader = "staff", lang: str | None = None) -> str:
        """The decision told to one reader. Raises ValueError for a reader or language that is not known."""
        from fairservice.decisions.explain import explain

        return explain(self.in_language(lang or self.lang), for_)

    def to_dict(self, trace: bool = True) -> dict[str, object]:
        """The decision as JSON-ready data, as `fairservice schema --decision` describes it."""
        from fairservice.decisions.json_form import decision_to_dict

        return decision_to_dict(self, trace)
