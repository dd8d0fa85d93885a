"""Decides: one case of one request, at one moment, by one policy. Pure, so that it can be replayed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import NoReturn

from fairservice.conditions.program import Program
from fairservice.conditions.vocabulary import cut, nearest
from fairservice.decisions.answering import Answering
from fairservice.decisions.case import day_of
from fairservice.decisions.decision import Decision
from fairservice.decisions.many import Case, Decided, decide_each
from fairservice.errors import CaseError, Defect, Finding
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.bundle import bundle_bytes, digest_of
from fairservice.policy.rulebook import Rulebook
from fairservice.policy.uncollected import uncollected

UNKNOWN_REQUEST = Defect("FS605", "request-not-there", "error", "something is asked that the policy does not answer")
NO_LANGUAGE = Defect(
    "FS607", "language-not-there", "error", "a decision is asked in a language the policy does not have"
)


class Policy:
    """A policy that answers. Immutable and safe to share between threads.

    `interpreter` makes the engine that judges a request's conditions, once per request, at first use.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        warnings: tuple[Finding, ...],
        interpreter: Callable[[Program], Interpreter],
    ) -> None:
        self.rulebook = rulebook
        self.warnings = warnings
        self._interpreter = interpreter
        self._answering: dict[str, Answering] = {}
        self._day: tuple[float, float, date] = (0.0, 0.0, date.min)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a policy is not pickled; load it in each process, from the same bundle")

    @property
    def name(self) -> str:
        return self.rulebook.name

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the policy's bundle, in hexadecimal."""
        return digest_of(bundle_bytes(self.rulebook))

    @property
    def requests(self) -> tuple[str, ...]:
        """The kinds of question that the policy answers."""
        return tuple(self.rulebook.requests)

    def decide(
        self,
        request: str,
        case: Mapping[str, object],
        *,
        today: date | None = None,
        received_on: date | None = None,
        lang: str | None = None,
    ) -> Decision:
        """The decision on a case; nothing is recorded.

        `case` maps fact names (dotted, or nested mappings) to values; see `decisions.case.read_case`. `today` is
        the policy's own day where it is not given, `received_on` is `today`, `lang` the policy's first language.
        Raises `CaseError` with every finding.
        """
        answering = self._answering.get(request) or self._answer(request)
        lang = self.rulebook.languages[0] if lang is None else self._language(lang)
        if today is None:
            today = self.today()
        elif type(today) is not date or not 1900 <= today.year <= 2200:
            today = day_of("today", today)
        received_on = today if received_on is None else day_of("received_on", received_on)
        row, outcome = answering.resolved(case, today, received_on)
        return Decision(answering, row, outcome, today, received_on, lang)

    def decide_many(
        self,
        request: str,
        cases: Iterable[Mapping[str, object] | Case],
        *,
        today: date | None = None,
        received_on: date | None = None,
        lang: str | None = None,
    ) -> Iterator[Decided]:
        """The decisions on any number of cases, in their order, each made when it is asked for.

        A case is a mapping as for `decide`, or a `Case` with days of its own, which go before those given here. The
        clock is read once, now. A case that is wrong is yielded with its error. Raises `CaseError` at once where the
        request, language or a day is wrong, and TypeError where `cases` are not cases.
        """
        if request not in self._answering:
            self._answer(request)
        lang = self.rulebook.languages[0] if lang is None else self._language(lang)
        now = self.today() if today is None else day_of("today", today)
        received_on = None if received_on is None else day_of("received_on", received_on)
        return decide_each(partial(self.decide, request, lang=lang), cases, now, received_on)

    def today(self) -> date:
        """What day it is in the policy's time zone. The day is worked out once, and again after it ended."""
        now = time.time()
        begins, ends, day = self._day
        if not begins <= now < ends:
            zone = self.rulebook.zone
            day = datetime.fromtimestamp(now, zone).date()
            midnights = [datetime(each.year, each.month, each.day, tzinfo=zone) for each in (day, day + timedelta(1))]
            begins, ends = (midnight.timestamp() for midnight in midnights)
            self._day = (begins, ends, day)
        return day

    def _language(self, lang: str) -> str:
        languages = self.rulebook.languages
        if lang not in languages:
            known = ", ".join(languages)
            raise CaseError([NO_LANGUAGE.at(None, f"the policy has no texts in `{cut(lang)}`", f"it has {known}")])
        return lang

    def _answer(self, name: str) -> Answering:
        found = self.rulebook.requests.get(name)
        if found is None:
            near = nearest(name, list(self.requests))
            known = ", ".join(f"`{each}`" for each in self.requests)
            help = f"did you mean `{near}`?" if near else f"it answers {known}"
            raise CaseError([UNKNOWN_REQUEST.at(None, f"the policy has no request `{cut(name)}`", help)])
        with uncollected():
            answering = Answering(self.rulebook, found, self._interpreter(found.program), lambda: self.digest)
        return self._answering.setdefault(name, answering)
