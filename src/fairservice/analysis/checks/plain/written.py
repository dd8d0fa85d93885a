"""The texts for people that a policy itself wrote, with their places; also where its rules cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairservice.policy.rulebook import Rulebook
from fairservice.source.located import Entries, Items, Located, Text

SPOKEN = ("because", "say", "if_pressed", "holding", "offer", "no_precedent")
"""What the customer gets to hear; an offer's own sentence has the role `offer`."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text in its languages. `role` is the key it stands under; `label` for a label, `offer` for an offer's, `why`
    for the `because` of an invariant or a minimum, which no customer hears."""

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
            elif section in ("invariants", "minimums"):
                for name, invariant in _pairs(value):
                    for key, text in _pairs(invariant):
                        yield from _text("why", str(name), key, text if key == "because" else None)
            elif section == "desk":
                yield from _desk(value)
            elif section == "rules":
                for name, rule in _pairs(value):
                    yield from _outcome(rule, str(name))
                    if isinstance(rule, Entries) and isinstance(rule.get("table"), Entries):
                        yield from _rows(rule, str(name))


def _desk(tree: Located | None) -> Iterator[Written]:
    """What the customer is told with a concession, and why each kind of entry is kept."""
    yield from _keyed(tree, "desk", ("no_precedent",))
    keeps = tree.get("keeps") if isinstance(tree, Entries) else None
    for name, keep in _pairs(keeps):
        yield from _keyed(keep, str(name), ("purpose",))


def _outcome(tree: Located | None, of: str) -> Iterator[Written]:
    yield from _keyed(tree, of, ("because", "say", "if_pressed"))
    offers = tree.get("offer") if isinstance(tree, Entries) else None
    for offer in offers if isinstance(offers, Items) else [offers]:
        if isinstance(offer, Entries):
            for key, text in offer.pairs():
                if key == "say":
                    yield from _text("offer", str(offer.get("what") or of), key, text)


def _rows(rule: Entries, of: str) -> Iterator[Written]:
    """The texts that rows of a table have of their own, each once; in other languages what all rows share."""
    table = rule.get("table")
    columns, rows = (table.get("columns"), table.get("rows")) if isinstance(table, Entries) else (None, None)
    if not isinstance(columns, Items) or not isinstance(rows, Items):
        return
    spoken: dict[str, list[tuple[Text, int]]] = {}
    for position, name in enumerate(columns):
        role, _, lang = str(name).partition(".")
        if isinstance(name, Text) and role in ("because", "say", "if_pressed") and lang:
            spoken.setdefault(role, []).append((Text(lang, name.span), position))
    told: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 1) if spoken else ():
        cells = [(str(each) if isinstance(each, Text) else "-") for each in row] if isinstance(row, Items) else []
        for role, places in spoken.items():
            own = [(lang, at) for lang, at in places if at < len(cells) and cells[at] not in ("", "-")]
            texts = [(lang, text) for lang, at in own if isinstance(row, Items) and isinstance(text := row[at], Text)]
            key = (role, *(f"{lang}:{text}" for lang, text in texts))
            if not texts or key in told:
                continue
            told.add(key)
            said = {str(lang) for lang, _ in texts}
            shared = [(lang, text) for lang, text in _pairs(rule.get(role)) if isinstance(text, Text)]
            texts += [(lang, text) for lang, text in shared if str(lang) not in said]
            also_say = role == "because" and ("say" in rule or "say" in spoken)
            yield Written(role, f"{of}.{number}", texts[0][1], tuple(texts), also_say)


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
