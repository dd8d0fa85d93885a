"""Reads the texts of a policy: one per language, with placeholders where values go."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairservice.conditions.declarations import Texts
from fairservice.conditions.scope import UNKNOWN_NAME, Scope
from fairservice.conditions.vocabulary import Records, cut, nearest
from fairservice.errors import Defect, Finding, Rejected
from fairservice.policy.rule import Slot, Template, Words
from fairservice.source.located_yaml import Entries, Text

UNKNOWN_LANGUAGE = Defect(
    "FS400", "unknown-language", "error", "a text is given in a language the policy does not have"
)
PLACEHOLDER = Defect("FS401", "placeholder", "error", "a placeholder in a text cannot be filled in")
NO_BRACES = Defect("FS403", "name-without-braces", "warning", "a name stands in a text as it is, without braces")
NOT_A_TEXT = Defect("FS402", "not-a-text", "error", "a text is expected, and something else is written")

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z", re.ASCII)
_BARE_NAME = re.compile(r"(?<![\w.{])[a-z][a-z0-9]*(?:[_.][a-z0-9]+)+(?![\w}])", re.ASCII)
_SLOT = re.compile(r"\{([^{}]*)\}")


def read_texts(tree: Entries | None, languages: Iterable[str], findings: list[Finding]) -> Texts:
    """Plain texts per language, without placeholders."""
    texts: dict[str, str] = {}
    for key, value in tree.pairs() if tree is not None else ():
        if str(key) not in languages:
            findings.append(_unknown(key, languages))
        elif not isinstance(value, Text):
            findings.append(NOT_A_TEXT.at(key.span, f"`{key}` is not a text", "write one sentence per language"))
        else:
            texts[str(key)] = " ".join(value.split())
    return texts


def read_words(
    tree: Entries | None,
    languages: Iterable[str],
    scope: Scope,
    grants: Iterable[str],
    findings: list[Finding],
) -> Words:
    """Texts with placeholders: names in scope, or the grants of the rule's own lines."""
    words: dict[str, Template] = {}
    own = tuple(grants)
    for key, value in tree.pairs() if tree is not None else ():
        if str(key) not in languages:
            findings.append(_unknown(key, languages))
        elif not isinstance(value, Text):
            findings.append(NOT_A_TEXT.at(key.span, f"`{key}` is not a text", "write one sentence per language"))
        else:
            words[str(key)] = _template(value, scope, own, findings)
    return words


def _unknown(key: Text, languages: Iterable[str]) -> Finding:
    return UNKNOWN_LANGUAGE.at(
        key.span,
        f"the policy has no language `{key}`",
        f"its languages are {', '.join(languages)}; see `languages` in policy.yaml",
    )


def _template(text: Text, scope: Scope, own: tuple[str, ...], findings: list[Finding]) -> Template:
    parts: list[str | Slot] = []
    at = 0
    for match in _BARE_NAME.finditer(text):
        if scope.has(match[0]) and text[match.start() - 1 : match.start()] != "{":
            findings.append(
                NO_BRACES.at(
                    text.part(match.start(), len(match[0])),
                    f"the customer would hear `{match[0]}`",
                    f"in braces its value is filled in: `{{{match[0]}}}`",
                )
            )
    for match in _SLOT.finditer(text):
        parts.append(_flat(text[at : match.start()]))
        at = match.end()
        name = match[1].strip()
        span = text.part(match.start(), len(match[0]))
        if name in own and not scope.has(name):
            parts.append(Slot(name, None, name))
            continue
        try:
            node = scope.node(name, span)
            if isinstance(node.type, Records):
                help = "name a definition that counts its records, or adds up their amounts"
                findings.append(PLACEHOLDER.at(span, f"`{cut(name)}` is a list, which no sentence can say", help))
                continue
            parts.append(Slot(name, node))
        except Rejected as error:
            found = error.finding
            if found.defect is UNKNOWN_NAME and found.span == span and not found.follows:
                near = scope.nearest(name) or nearest(name, own)
                help = (
                    f"did you mean `{near}`?"
                    if near
                    else "name a fact, parameter or definition, or what the rule gives"
                )
                found = PLACEHOLDER.at(span, f"nothing called `{cut(name)}` can be filled in here", help)
            findings.append(found)
    rest = text[at:]
    stray = re.search(r"[{}]", rest)
    if stray:
        findings.append(
            PLACEHOLDER.at(
                text.part(at + stray.start(), 1),
                f"this `{stray[0]}` has no partner",
                "a placeholder has one brace on each side: `{name}`",
            )
        )
    parts.append(_flat(rest))
    return tuple(part for part in parts if part != "")


def _flat(text: str) -> str:
    """Line breaks of the file are not line breaks of the sentence."""
    return re.sub(r"\s+", " ", text) if text.strip() else (" " if text else "")
