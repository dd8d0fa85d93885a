"""What the desk does for the people on its record: each a thin operation, as all of the desk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from fairservice.desk.named_view import Look, Viewed, look, looks_at
from fairservice.desk.ports import Ledger
from fairservice.desk.privacy.exporting import Export, export, export_employee
from fairservice.desk.privacy.forgetting import ErasedAgain, Forgotten, erase_again, forget, refuse_employee
from fairservice.desk.privacy.opposing import decide_opposition, oppose
from fairservice.desk.privacy.phrases import words
from fairservice.desk.privacy.pruning import Pruned, prune
from fairservice.desk.privacy.rectifying import PutRight, rectify
from fairservice.desk.privacy.whose import whose
from fairservice.desk.recorded import Recorded
from fairservice.desk.session import Parts, Session
from fairservice.desk.wording import named
from fairservice.ledger.records import Opposed, OppositionDecided

T = TypeVar("T", bound=Recorded[Any])


class AboutPeople(ABC):
    """The operations of a desk on what it keeps of people."""

    parts: Parts
    login: str

    @abstractmethod
    def looking(self) -> AbstractContextManager[Session]: ...

    @abstractmethod
    def doing(self) -> AbstractContextManager[Session]: ...

    @abstractmethod
    def _do(self, operation: str, key: str | None, given: Mapping[str, Any], work: Callable[[Session], T]) -> T: ...

    def export(
        self,
        customer: str | None = None,
        *,
        household: str | None = None,
        ticket: str | None = None,
        lang: str | None = None,
    ) -> Export:
        """Everything that is kept about a customer or household, or on a ticket without a name. Recorded."""
        who = whose(self.parts.pseudonyms, customer, household, ticket)
        with self.doing() as session:
            return export(session, who, words(lang or session.rulebook.languages[0]))

    def export_employee(self, login: str | None = None, *, lang: str | None = None) -> Export:
        """Everything that is kept about an employee: oneself, or by the duty to protect data somebody else."""
        with self.doing() as session:
            whom = self.login if login is None else named(login, "an employee")
            return export_employee(session, whom, words(lang or session.rulebook.languages[0]))

    def forget(
        self,
        customer: str | None = None,
        *,
        household: str | None = None,
        ticket: str | None = None,
        rehearse: bool = False,
    ) -> Forgotten:
        """Erases what is kept about somebody, but for what must stay; `said` tells them which, why and how long.

        With `rehearse` it only tells.
        """
        who = whose(self.parts.pseudonyms, customer, household, ticket)
        with self.looking() if rehearse else self.doing() as session:
            return forget(session, who, rehearse)

    def forget_employee(self, login: str) -> None:
        """Raises `Refused` always: says until when what names an employee stays, and why."""
        with self.looking() as session:
            refuse_employee(session, named(login, "an employee"))

    def prune(self, *, dry_run: bool = False) -> Pruned:
        """Erases what is past its time. What is open stays until it is closed, however old."""
        return prune(self.looking, self.doing, dry_run)

    @property
    def still_in_files(self) -> bool:
        """Whether bytes of what was erased still stand in the ledger's files, since somebody read them meanwhile.

        They go when the next one writes or opens it. Nobody finds them at the desk.
        """
        return self.parts.ledger.unwashed

    def erase_again(self, newer: Ledger) -> ErasedAgain:
        """Erases anew what had been erased, in a ledger that was restored from an older copy, before it is worked on.

        Only what `newer` tells, the ledger that came after the copy: its chain goes on from where this one ends. Raises
        `LedgerError` for any other. What must stay by the policy in force stays.
        """
        with newer.reading() as reading, self.doing() as session:
            return erase_again(session, reading)

    def rectify(self, decision: str, facts: Mapping[str, Any], why: str) -> PutRight:
        """Puts facts of a decision right; None for one that is not known. `said` tells the customer."""
        with self.doing() as session:
            return rectify(session, decision, facts, why)

    def oppose(
        self, customer: str, grounds: str, *, household: str | None = None, key: str | None = None
    ) -> Recorded[Opposed]:
        """A customer objects to what is held against them: it does not count until a human has decided."""
        who = whose(self.parts.pseudonyms, customer, household, None)
        given = {"customer": who.customer, "household": who.household, "grounds": grounds}
        return self._do("oppose", key, given, lambda s: oppose(s, who, grounds))

    def decide_opposition(
        self, opposition: str, upheld: bool, why: str, *, key: str | None = None
    ) -> Recorded[OppositionDecided]:
        """Decides on the objection of a customer, by the duty to protect data; never on what one reported oneself."""
        given = {"opposition": opposition, "upheld": upheld, "why": why}
        return self._do("decide_opposition", key, given, lambda s: decide_opposition(s, opposition, upheld, why))

    def view(self, view: str, employee: str, why: str) -> Viewed:
        """Figures of one employee, as the works council agreed. The look is recorded, and shown to them."""
        with self.doing() as session:
            return look(session, named(view, "a view"), named(employee, "an employee"), why)

    def my_views(self) -> tuple[Look, ...]:
        """Every look at figures of oneself."""
        with self.looking() as session:
            return looks_at(session)
