"""What a decision is to those who use it: its content, told to each reader and in each language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fairservice.conditions.wording import LOCALES
from fairservice.decisions.content import DecisionContent
from fairservice.decisions.explain import Reader, explain
from fairservice.decisions.json_form import decision_to_dict


@dataclass(frozen=True)
class Decision(DecisionContent):
    """The answer of a policy to one case, at one moment, in one language. Immutable; see `DecisionContent`."""

    _again: Callable[[str], Decision] = field(repr=False, compare=False)

    def in_language(self, lang: str) -> Decision:
        """The same decision in another language of the policy. Raises ValueError for one that it has not."""
        if lang == self.lang:
            return self
        if lang not in LOCALES:
            raise ValueError(f"no texts in `{lang}`")
        return self._again(lang)

    def explain(self, for_: Reader = "staff", lang: str | None = None) -> str:
        """The decision told to one reader. Raises ValueError for a reader or language that is not known."""
        return explain(self.in_language(lang or self.lang), for_)

    def to_dict(self, trace: bool = True) -> dict[str, object]:
        """The decision as JSON-ready data, as `fairservice schema --decision` describes it."""
        return decision_to_dict(self, trace)
