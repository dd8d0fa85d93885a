"""Goes through the tokens of a condition: what comes next, what is taken, and how long or deep it may be."""

from __future__ import annotations

from fairservice.conditions.slips import leftover
from fairservice.conditions.syntax import Apply, Syntax
from fairservice.conditions.tokens import (
    MAX_CHAIN,
    MAX_DEEP,
    MAX_LENGTH,
    MAX_NESTING,
    SYNTAX,
    Token,
    not_understood,
    place,
    read_tokens,
)
from fairservice.errors import Rejected
from fairservice.source.located_yaml import Text
from fairservice.span import Span


class TokenReader:
    """Reads one text token by token; every error points at the token where it stands."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        if len(text) > MAX_LENGTH:
            raise Rejected(
                SYNTAX.at(
                    text.span,
                    f"this condition has {len(text)} characters, more than {MAX_LENGTH}",
                    "name parts of it under `definitions` and use the names",
                )
            )
        self.tokens = read_tokens(text)

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.here
        if token.kind != "end":
            self.at += 1
        return token

    def ahead(self, *words: str, skip: int = 0) -> bool:
        """Whether the next tokens are exactly these words or signs."""
        at = self.at + skip
        if at >= len(self.tokens) or self.tokens[at].text != words[0]:
            return False  # nearly always: asked for each word of the language at each place
        nearby = self.tokens[at : at + len(words)]
        return len(nearby) == len(words) and all(
            token.kind in ("name", "op") and token.text == word for token, word in zip(nearby, words, strict=True)
        )

    def accept(self, *words: str) -> bool:
        if not self.ahead(*words):
            return False
        self.at += len(words)
        return True

    def expect(self, sign: str, why: str) -> None:
        if not self.accept(sign):
            raise self.error(self.here, f"here `{sign}` is missing", why)

    def error(self, token: Token, message: str, help: str | None) -> Rejected:
        return not_understood(self.text, token, message, help)

    def span_from(self, start: int) -> Span:
        end = self.tokens[self.at - 1].end if self.at else start
        return place(self.text, start, end)

    def finish(self, tests: bool = False) -> None:
        if self.here.kind != "end":
            raise self.error(*leftover(self.tokens, self.at, tests))

    def shallow(self, result: Syntax) -> Syntax:
        """The result, unless long sums within one another make it deeper than anything that reads it can go."""
        pending = [(result, 1)]
        while pending:
            current, depth = pending.pop()
            if depth > MAX_DEEP:
                message = f"this joins more than {MAX_CHAIN} amounts, sums within sums counted together"
                raise Rejected(SYNTAX.at(self.text.span, message, "give its parts names"))
            if isinstance(current, Apply):
                pending += [(each, depth + 1) for each in current.operands]
        return result

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(token, f"this is nested more than {MAX_NESTING} deep", "use names for its parts")
