"""The texts for people that a policy itself wrote, with their places; also where its rules cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairservice.policy.rulebook import Rulebook
from fairservice.source.located import Entries, Items, Located, Text

SPOKEN = ("because", "say", "if_pressed", "holding", "offer")
"""What the customer gets to hear; an offer's own sentence has the role `offer`."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text in its languages. `role` is the key it stands under; `label` for a label, `offer` for an offer's."""

    role: str
    of: str
    key: Text
    texts: tuple[tuple[Text, Text], ...]
    also_say: bool = False
    """Whether a `because` has a `say` beside it, so that it is not itself said."""

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(str(lang) for lang, _ in self.texts)


def texts_of(rulebook: Rulebook) -> Iterator[Written]:
    """Every text that the policy itself wrote, in file order."""
    for _, _, tree in rulebook.packs[-1].files:
        for section, value in tree.pairs():
            if section in ("title", "holding"):
                yield from _text(section, "policy", section, value)
            elif section == "labels":
                for name, text in _pairs(value):
                    yield from _text("label", str(name), name, text)
            elif section == "facts":
                for name, fact in _pairs(value):
                    yield from _keyed(fact, str(name), ("ask",))
            elif section == "requests":
                for name, request in _pairs(value):
                    yield from _keyed(request, str(name), ("question",))
                    otherwise = request.get("otherwise") if isinstance(request, Entries) else None
                    yield from _outcome(otherwise, f"otherwise of {name}")
            elif section == "rules":
                for name, rule in _pairs(value):
                    yield from _outcome(rule, str(name))


def _outcome(tree: Located | None, of: str) -> Iterator[Written]:
    yield from _keyed(tree, of, ("because", "say", "if_pressed"))
    offers = tree.get("offer") if isinstance(tree, Entries) else None
    for offer in offers if isinstance(offers, Items) else [offers]:
        if isinstance(offer, Entries):
            for key, text in offer.pairs():
                if key == "say":
                    yield from _text("offer", str(offer.get("what") or of), key, text)


def _keyed(tree: Located | None, of: str, keys: tuple[str, ...]) -> Iterator[Written]:
    for key, value in _pairs(tree):
        if key in keys:
            yield from _text(str(key), of, key, value, key == "because" and isinstance(tree, Entries) and "say" in tree)


def _text(role: str, of: str, key: Text, value: Located | None, also_say: bool = False) -> Iterator[Written]:
    texts = tuple((lang, text) for lang, text in _pairs(value) if isinstance(text, Text))
    if texts:
        yield Written(role, of, key, texts, also_say)


def _pairs(tree: Located | None) -> Iterator[tuple[Text, Located | None]]:
    return tree.pairs() if isinstance(tree, Entries) else iter(())
