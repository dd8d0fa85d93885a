"""The ledger that tests stand on is right itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairservice.desk.ports import Ledger
from fairservice.errors import NotOnRecord, Refused
from fairservice.ledger import records as r
from fairservice.ledger.item import Query
from memory_ledger import MemoryLedger, rebuilt
from unit.desk.ledger_suite import LedgerSuite


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


class TestMemoryLedger(LedgerSuite):
    """What every ledger promises."""


AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def decision(ticket: str = "T1", customer: str = "c1", **other: object) -> r.DecisionMade:
    said: dict[str, object] = {
        "on": "2026-03-01", "by": "anna", "role": "agent", "ticket": ticket, "customer": customer, "household": None,
        "request": "return", "lang": "nl", "bundle": "sha256:1", "publication": 1, "draft": False,
        "received_on": "2026-03-01", "valid_until": "2026-03-31", "facts": {}, "fingerprint": "f",
        "status": "settled", "answer": "no", "rule": "otherwise", "decision": {},
    }  # fmt: skip
    return r.DecisionMade(**{**said, **other})  # type: ignore[arg-type]


def gone() -> r.Erased:
    return r.Erased(on="2026-03-02", by="anna", role="agent", count=1)


def test_a_block_that_fails_leaves_nothing() -> None:
    """All of what is written in a block is there at its end, or nothing."""
    ledger: Ledger = MemoryLedger()
    with pytest.raises(ZeroDivisionError), ledger.writing() as writing:
        writing.append(decision(), AT)
        writing.remember(b"k", b"d", 1)
        writing.keep_bundle("sha256:1", b"{}")
        raise ZeroDivisionError
    with ledger.reading() as reading:
        assert reading.head().number == 0 and not reading.items(Query())
        assert reading.remembered(b"k") is None and reading.bundle("sha256:1") is None


def test_a_reader_keeps_what_it_saw() -> None:
    """Nothing that is written meanwhile is seen."""
    ledger = MemoryLedger()
    with ledger.reading() as reading:
        with ledger.writing() as writing:
            writing.append(decision(), AT)
        assert reading.head().number == 0
    with ledger.reading() as reading:
        assert reading.head().number == 1


def test_what_is_erased_takes_its_items_and_keys_with_it() -> None:
    """An item whose entries are erased is worked out from those that remain; a key of an erased entry is gone."""
    ledger = MemoryLedger()
    with ledger.writing() as writing:
        writing.append(decision(), AT)
        writing.append(decision(answer="yes", corrects=1), AT)
        writing.remember(b"k", b"d", 1)
        assert writing.item("case/T1/return").entries == (1, 2)  # type: ignore[union-attr]
        told = writing.erase([1], "forget", gone(), AT)
    assert told.public == '{"erased":[[1,1]],"why":"forget"}'
    with ledger.reading() as reading:
        item = reading.item("case/T1/return")
        assert item is not None and item.entries == (2,) and item.status == "yes"
        assert reading.remembered(b"k") is None
        assert [each.number for each in reading.entries(customer="c1")] == [2]
        assert {item.id: item} == rebuilt(reading.entries())
    with ledger.writing() as writing:
        writing.erase([2], "prune", gone(), AT)
        assert writing.items(Query()) == [] and writing.head().number == 4


def test_a_change_of_what_is_gone_changes_nothing() -> None:
    """An answer to an erased decision makes no case."""
    ledger = MemoryLedger()
    with ledger.writing() as writing:
        writing.append(decision(), AT)
        writing.erase([1], "forget", gone(), AT)
        writing.append(
            r.AnswerGiven(
                on="2026-03-02", by="anna", role="agent", ticket="T1", decision=1, request="return", rule="otherwise",
                refused=False, said="…", lang="nl",
            ),
            AT,
        )  # fmt: skip
        assert writing.items(Query()) == []


def test_what_is_rectified_moves_its_item() -> None:
    """A case that was noted under a wrong ticket stands under the right one, and no longer under the wrong one."""
    ledger = MemoryLedger()
    with ledger.writing() as writing:
        writing.append(decision(), AT)
        record = r.Rectified(on="2026-03-02", by="anna", role="agent", entry=1, facts=("ticket",), why="…")
        told = writing.rectify(1, decision(ticket="T2"), record, AT)
        assert writing.item("case/T1/return") is None and writing.item("case/T2/return") is not None
        assert '"rectified":1' in told.public


def test_a_bundle_that_is_cited_stays() -> None:
    """Dropping a bundle is refused while a decision that is not erased cites it."""
    ledger = MemoryLedger()
    with ledger.writing() as writing:
        writing.keep_bundle("sha256:1", b"{}")
        writing.append(decision(), AT)
        with pytest.raises(Refused, match="D-1"):
            writing.drop_bundle("sha256:1")
        writing.erase([1], "prune", gone(), AT)
        writing.drop_bundle("sha256:1")
        with pytest.raises(NotOnRecord):
            writing.drop_bundle("sha256:1")


def test_queries_mean_what_they_say() -> None:
    """All that is said must be so, of a tuple one of them; what is left out says nothing."""
    ledger = MemoryLedger()
    with ledger.writing() as writing:
        writing.append(decision("T1", "c1"), AT)
        writing.append(decision("T2", "c1", on="2026-03-05", answer="yes"), AT)
        writing.append(decision("T3", "c2", on="2026-03-09", draft=True), AT)
        assert [each.ticket for each in writing.items(Query(kinds=("case",)))] == ["T1", "T2"]
        assert writing.count(Query(), distinct="customer") == 2
        assert writing.count(Query(but_statuses=("yes",))) == 2
        assert writing.last_day(Query(customer="c1")) == datetime(2026, 3, 5).toordinal()
        assert writing.last_day(Query(customer="c9")) is None and writing.total(Query()) == 0
        assert writing.count(Query(first_day=datetime(2026, 3, 5).toordinal())) == 2
        assert writing.count(Query(due_by=10**6)) == 0
        assert len(writing.items(Query(), limit=2)) == 2
