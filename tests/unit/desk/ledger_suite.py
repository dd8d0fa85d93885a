"""What every ledger promises. A module of tests makes a subclass, and a fixture `ledger` that gives an empty one."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairservice.desk.ports import Head, Ledger, Writing
from fairservice.errors import KeyReused, LedgerError, NotOnRecord, Refused
from fairservice.ledger.entry import GENESIS, chained, commitment_to
from fairservice.ledger.item import Query
from fairservice.ledger.records import Record, read_record
from ledger_samples import (
    BUNDLE,
    DAY,
    alarm,
    answer,
    concession,
    decision,
    erased,
    moment,
    notice,
    rectified,
    resolution,
    use,
)
from memory_ledger import meant, rebuilt

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def filled(ledger: Ledger) -> None:
    """1 decision, 2 answer, 3 concession, 4 notice; 5 and 6 decisions on other tickets; 7 alarm."""
    with ledger.writing() as writing:
        written = (
            decision(), answer(1), concession(1), notice(3), decision("T-2", customer="c2", household="h1"),
            decision("T-3", customer=None, answer="yes", rule=None), alarm(),
        )  # fmt: skip
        for number, record in enumerate(written, 1):
            assert writing.append(record, moment(number)).number == number


class LedgerSuite:
    def test_an_empty_ledger_has_nothing(self, ledger: Ledger) -> None:
        """Nothing is found, nothing counts, and the chain is at its beginning."""
        with ledger.reading() as reading:
            assert reading.head() == Head(0, GENESIS)
            assert reading.entry(1) is None and reading.entry(0) is None and reading.entry(-1) is None
            assert reading.entry(10**30) is None
            assert list(reading.entries()) == [] and reading.items(Query()) == []
            assert reading.count(Query()) == 0 == reading.total(Query())
            assert reading.last_day(Query()) is None
            assert reading.item("case/T-1/return") is None
            assert reading.remembered(b"k") is None and reading.bundle(BUNDLE) is None

    def test_what_is_written_is_read_again(self, ledger: Ledger) -> None:
        """Every entry is there, numbered without gaps, chained to the one before, and bound to its payload."""
        filled(ledger)
        with ledger.reading() as reading:
            entries = list(reading.entries())
            assert [each.number for each in entries] == list(range(1, 8))
            before = GENESIS
            for each in entries:
                assert each == reading.entry(each.number)
                assert each.salt is not None and each.payload is not None
                assert each.commitment == commitment_to(each.salt, each.payload)
                assert each.hash == chained(before, each.number, each.kind, each.at, each.commitment, each.public)
                assert each.moment == moment(each.number)
                before = each.hash
            assert reading.head() == Head(7, before)
            assert read_record(entries[2].kind, entries[2].content()) == concession(1)

    def test_entries_are_found_by_whom_they_are_about(self, ledger: Ledger) -> None:
        """By customer, household, ticket and employee, by kind, and from a number on."""
        filled(ledger)
        with ledger.reading() as reading:

            def found(**asked: Any) -> list[int]:
                return [each.number for each in reading.entries(**asked)]

            assert found(customer="c1") == [1, 2, 3, 4]
            assert found(customer="c1", after=2) == [3, 4]
            assert found(household="h1") == [5]
            assert found(ticket="T-3") == [6]
            assert found(staff="tim") == [3]
            assert found(kinds=("decision", "alarm")) == [1, 5, 6, 7]
            assert found(kinds=("decision",), customer="c1") == [1]
            assert found(customer="c1", ticket="T-2") == []
            assert found(after=7) == []

    def test_employees_are_found_wherever_an_entry_names_them(self, ledger: Ledger) -> None:
        """Who asked for a concession is in it as well as who gave it."""
        filled(ledger)
        with ledger.reading() as reading:
            assert [each.number for each in reading.entries(staff="anna")] == [1, 2, 3, 4, 5, 6]

    def test_items_change_with_what_follows(self, ledger: Ledger) -> None:
        """A concession is given, noticed, used up; an alarm is resolved; what is not there is not changed."""
        filled(ledger)
        with ledger.writing() as writing:
            writing.append(use(3, 0), moment(8))
            writing.append(resolution(7, until=None), moment(9))
            writing.append(use(999, 0), moment(10))
            found = writing.item("concession/3")
            assert found is not None
            assert (found.status, found.body["left"], found.body["noticed"]) == ("used", 0, str(DAY))
            assert found.entries == (3, 4, 8)
            resolved = writing.item("alarm/7")
            assert resolved is not None
            assert (resolved.status, resolved.due, resolved.body["resolution"]) == ("accept", None, 9)
            assert resolved.body["figures"] == {"cases": 40, "rate": "0.31"}
            assert writing.item("concession/999") is None

    def test_queries_count_sum_and_list(self, ledger: Ledger) -> None:
        """Figures are those of the items that a query means."""
        filled(ledger)
        day = DAY.toordinal()
        with ledger.reading() as reading:
            assert reading.count(Query(kinds=("case",))) == 3
            assert reading.count(Query(kinds=("case",)), distinct="customer") == 2
            assert reading.count(Query(kinds=("case",)), distinct="status") == 2
            assert reading.count(Query(kinds=("case", "refusal"), statuses=("refused",))) == 2
            assert reading.total(Query(customer="c1")) == 1500
            assert reading.last_day(Query(kinds=("concession",))) == day
            assert [each.id for each in reading.items(Query(due_by=day + 30))] == ["alarm/7"]
            assert [each.number for each in reading.items(Query(), limit=2)] == [1, 2]
            assert reading.items(Query(), limit=0) == []
            with pytest.raises(ValueError, match="no column"):
                reading.count(Query(), distinct="body; DROP TABLE ledger_items")

    def test_text_of_any_kind_is_kept_and_found(self, ledger: Ledger) -> None:
        """Quotes, per cent signs, other scripts and controls are text like any other."""
        for number, ticket in enumerate(("O'Brien", '"; --', "%s %(a)s ? :x", "日本 €", "a\nb\t\\", "é"), 1):
            with ledger.writing() as writing:
                writing.append(decision(ticket, facts={"note": f"\u0000{ticket}"}), moment(number))
            with ledger.reading() as reading:
                (found,) = reading.entries(ticket=ticket)
                assert found.content()["facts"] == {"note": f"\u0000{ticket}"}
                assert reading.count(Query(ticket=ticket)) == 1
                assert reading.item(f"case/{ticket}/return") is not None

    def test_text_that_no_database_keeps_is_refused(self, ledger: Ledger) -> None:
        """A zero character in a name, and half a character anywhere: nothing is written."""
        for broken in (decision("T\0"), decision(customer="\0"), decision(facts={"a": "\ud800"})):
            with pytest.raises(LedgerError), ledger.writing() as writing:
                writing.append(broken, moment(1))
        with ledger.reading() as reading:
            assert reading.head().number == 0

    def test_a_block_that_fails_writes_nothing(self, ledger: Ledger) -> None:
        """Neither entry nor item nor key nor bundle; and the next one writes as if nothing had been."""
        filled(ledger)
        with pytest.raises(ZeroDivisionError), ledger.writing() as writing:
            writing.append(decision("T-9"), moment(8))
            writing.remember(b"k", b"d", 8)
            writing.keep_bundle(BUNDLE, b"content")
            raise ZeroDivisionError
        with ledger.reading() as reading:
            assert reading.head().number == 7
            assert reading.item("case/T-9/return") is None
            assert reading.remembered(b"k") is None and reading.bundle(BUNDLE) is None
        with ledger.writing() as writing:
            assert writing.append(decision("T-9"), moment(8)).number == 8

    def test_a_block_sees_what_it_has_written(self, ledger: Ledger) -> None:
        """Before it ends, and nobody else does."""
        with ledger.writing() as writing:
            writing.append(decision(), moment(1))
            assert writing.head().number == 1 and writing.count(Query()) == 1
            with ledger.reading() as other:
                assert other.head().number == 0
        with ledger.reading() as reading:
            assert reading.head().number == 1

    def test_a_reading_stays_at_its_moment(self, ledger: Ledger) -> None:
        """What is written meanwhile is not seen, by none of its questions."""
        filled(ledger)
        with ledger.reading() as reading:
            assert reading.head().number == 7
            with ledger.writing() as writing:
                writing.append(decision("T-9"), moment(8))
            assert reading.head().number == 7 and reading.entry(8) is None
            assert reading.count(Query(ticket="T-9")) == 0
            assert len(list(reading.entries())) == 7

    def test_one_thread_does_not_wait_for_itself(self, ledger: Ledger) -> None:
        """A block of writing within another one is an error at once, and the outer one goes on."""
        with ledger.writing() as writing:
            writing.append(decision(), moment(1))
            with pytest.raises(LedgerError, match="same thread"), ledger.writing():
                pass
            writing.append(decision("T-2"), moment(2))
        with ledger.reading() as reading:
            assert reading.head().number == 2

    def test_threads_take_turns(self, ledger: Ledger) -> None:
        """Eight threads write through one ledger: all is there, each thread's own in its order."""
        failures: list[BaseException] = []

        def work(name: int) -> None:
            try:
                for each in range(10):
                    with ledger.writing() as writing:
                        writing.append(decision(f"{name}-{each}"), moment(each))
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert failures == []
        with ledger.reading() as reading:
            tickets = [each.content()["ticket"] for each in reading.entries()]
        assert sorted(tickets) == sorted(f"{name}-{each}" for name in range(8) for each in range(10))
        for name in range(8):
            own = [each for each in tickets if each.startswith(f"{name}-")]
            assert own == [f"{name}-{each}" for each in range(10)]

    # ---- keys and bundles

    def test_a_key_stands_for_one_thing(self, ledger: Ledger) -> None:
        """What was written under a key is remembered; the same key for something else is an error."""
        filled(ledger)
        with ledger.writing() as writing:
            writing.remember(b"k\0ey", b"digest", 5)
        with ledger.reading() as reading:
            assert reading.remembered(b"k\0ey") == (b"digest", 5)
        with pytest.raises(KeyReused), ledger.writing() as writing:
            writing.remember(b"k\0ey", b"another", 5)

    def test_a_bundle_is_kept_while_it_is_cited(self, ledger: Ledger) -> None:
        """It goes once nothing that is left cites it."""
        filled(ledger)
        other = "cd" * 32
        with ledger.writing() as writing:
            writing.keep_bundle(BUNDLE, b"\0content")
            writing.keep_bundle(BUNDLE, b"\0content")
            writing.keep_bundle(other, b"never used")
        with pytest.raises(LedgerError), ledger.writing() as writing:
            writing.keep_bundle(BUNDLE, b"other content")
        with pytest.raises(Refused) as refused, ledger.writing() as writing:
            writing.drop_bundle(BUNDLE)
        assert refused.value.code == "cited"
        with ledger.writing() as writing:
            writing.drop_bundle(other)
            writing.erase([1, 5, 6], "prune", erased(3), moment(8))
            writing.drop_bundle(BUNDLE)
        with pytest.raises(NotOnRecord), ledger.writing() as writing:
            writing.drop_bundle(BUNDLE)
        with ledger.reading() as reading:
            assert reading.bundle(BUNDLE) is None and reading.bundle(other) is None

    # ---- erasing and putting right

    def test_what_is_erased_is_gone_and_the_chain_stays(self, ledger: Ledger) -> None:
        """Payload, salt, keys and items of the entry are gone; who is asked about it finds nothing."""
        filled(ledger)
        with ledger.writing() as writing:
            writing.remember(b"k", b"d", 3)
            before = [(each.number, each.hash) for each in writing.entries()]
            entry = writing.erase([3, 1, 2, 3], "forget", erased(3), moment(8))
        assert entry.number == 8 and entry.kind == "erased"
        assert json.loads(entry.public) == {"erased": [[1, 3]], "why": "forget"}
        with ledger.reading() as reading:
            assert [(each.number, each.hash) for each in reading.entries()][:7] == before
            assert [each.number for each in reading.entries() if each.erased] == [1, 2, 3]
            assert [each.number for each in reading.entries(customer="c1")] == [4]
            assert [each.number for each in reading.entries(staff="tim")] == []
            assert reading.item("concession/3") is None and reading.item("case/T-1/return") is None
            assert reading.remembered(b"k") is None
            assert reading.count(Query(customer="c1")) == 0

    def test_an_item_goes_back_to_what_is_left_of_it(self, ledger: Ledger) -> None:
        """A use of a concession is erased: it is as before, and keeps its other entries."""
        filled(ledger)
        with ledger.writing() as writing:
            writing.append(use(3, 0), moment(8))
            writing.erase([8], "forget", erased(1), moment(9))
            found = writing.item("concession/3")
        assert found is not None
        assert (found.status, found.body["left"], found.entries) == ("given", 1, (3, 4))

    def test_erasing_twice_names_it_once(self, ledger: Ledger) -> None:
        """What was empty already is no news; an entry that was never there is an error."""
        filled(ledger)
        with ledger.writing() as writing:
            writing.erase([1, 5], "forget", erased(2), moment(8))
            again = writing.erase([1, 2, 5, 7], "prune", erased(2), moment(9))
            assert json.loads(again.public) == {"erased": [[2, 2], [7, 7]], "why": "prune"}
        for wrong in (0, -1, 10, 10**30):
            with pytest.raises(NotOnRecord), ledger.writing() as writing:
                writing.erase([wrong], "forget", erased(1), moment(10))

    def test_what_is_put_right_says_the_new_thing_only(self, ledger: Ledger) -> None:
        """Payload, finding and items are those of the corrected record; the new commitment is in the chain."""
        filled(ledger)
        with ledger.writing() as writing:
            entry = writing.rectify(5, decision("T-2", customer="c9", answer="yes"), rectified(5), moment(8))
        with ledger.reading() as reading:
            fifth = reading.entry(5)
            assert fifth is not None and fifth.salt is not None and fifth.payload is not None
            said = json.loads(entry.public)
            assert said == {"rectified": 5, "commitment": commitment_to(fifth.salt, fifth.payload).hex()}
            assert fifth.content()["customer"] == "c9"
            assert [each.number for each in reading.entries(customer="c2")] == []
            assert [each.number for each in reading.entries(customer="c9")] == [5]
            item = reading.item("case/T-2/return")
            assert item is not None and (item.status, item.customer) == ("yes", "c9")

    def test_what_cannot_be_put_right_is_refused(self, ledger: Ledger) -> None:
        """What is not there, what is erased, and what would be of another kind."""
        filled(ledger)
        with ledger.writing() as writing:
            writing.erase([1], "forget", erased(1), moment(8))
        with pytest.raises(NotOnRecord), ledger.writing() as writing:
            writing.rectify(99, decision(), rectified(99), moment(9))
        with pytest.raises(NotOnRecord, match="erased"), ledger.writing() as writing:
            writing.rectify(1, decision(), rectified(1), moment(9))
        with pytest.raises(ValueError, match="kind"), ledger.writing() as writing:
            writing.rectify(5, answer(1), rectified(5), moment(9))

    @settings(max_examples=25, suppress_health_check=SLOW)
    @given(data=st.data())
    def test_items_follow_from_the_entries_that_are_left(self, ledger: Ledger, data: st.DataObject) -> None:
        """After any writing, erasing and putting right, items are what the entries come to, and queries mean those."""
        with pytest.raises(Undone), ledger.writing() as writing:
            _grown(writing, data)
            wanted = rebuilt(writing.entries())
            assert {each.id: each for each in writing.items(Query())} == wanted
            for _ in range(8):
                query = data.draw(QUERIES)
                matching = [each for each in wanted.values() if meant(query, each)]
                matching.sort(key=lambda each: (each.number, each.id))
                assert writing.items(query) == matching
                assert writing.count(query) == len(matching)
                assert writing.total(query) == sum(each.amount or 0 for each in matching)
                assert writing.last_day(query) == max((each.day for each in matching), default=None)
                customers = {each.customer for each in matching} - {None}
                assert writing.count(query, distinct="customer") == len(customers)
            raise Undone


class Undone(Exception):
    """What an example has written is taken back, so that each begins with an empty ledger."""


TICKETS = st.sampled_from(["T-1", "T-2", "T-3"])
CUSTOMERS = st.sampled_from(["c1", "c2", None])
DAYS = st.integers(0, 40).map(lambda each: date.fromordinal(DAY.toordinal() + each))
WORDS = {"requests": ("return", "discount"), "rules": ("return-late", "otherwise")}
QUERIES = st.builds(
    Query,
    kinds=st.sets(st.sampled_from(["case", "refusal", "concession", "recovery", "alarm", "trial"])).map(tuple),
    statuses=st.sets(st.sampled_from(["refused", "given", "used", "open", "accept"]), max_size=2).map(tuple),
    but_statuses=st.sets(st.sampled_from(["refused", "used"])).map(tuple),
    customer=CUSTOMERS,
    household=st.sampled_from([None, None, "h1"]),
    ticket=st.none() | TICKETS,
    requests=st.sets(st.sampled_from(WORDS["requests"])).map(tuple),
    rules=st.sets(st.sampled_from(WORDS["rules"]), max_size=1).map(tuple),
    giver=st.sampled_from([None, None, "tim"]),
    first_day=st.none() | DAYS.map(date.toordinal),
    last_day=st.none() | DAYS.map(date.toordinal),
    due_by=st.none() | DAYS.map(date.toordinal),
)


def _grown(writing: Writing, data: st.DataObject) -> None:
    """Adds to an empty ledger what comes."""
    said: dict[int, Record] = {}
    next_number = 1

    def one() -> Record:
        about = {"customer": data.draw(CUSTOMERS), "on": str(data.draw(DAYS))}
        about["household"] = data.draw(st.sampled_from([None, "h1"]))
        ticket = data.draw(TICKETS)
        which = data.draw(st.integers(0, 8))
        of = data.draw(st.integers(max(1, next_number - 8), next_number))
        request = data.draw(st.sampled_from(WORDS["requests"]))
        rule = data.draw(st.sampled_from(WORDS["rules"]))
        match which:
            case 0 | 1 | 2:
                answered = data.draw(st.sampled_from(["no", "yes", None]))
                draft = data.draw(st.integers(0, 5)) == 0
                return decision(ticket, request=request, rule=rule, answer=answered, draft=draft, **about)
            case 3:
                return answer(of, ticket, data.draw(st.booleans()), request=request, rule=rule, **about)
            case 4 | 5:
                amount = data.draw(st.integers(1, 9999))
                recovery = data.draw(st.booleans())
                return concession(of, ticket, request=request, rule=rule, amount=amount, recovery=recovery, **about)
            case 6:
                return notice(of, **about)
            case 7:
                return use(of, data.draw(st.integers(0, 1)), **about)
            case _:
                return alarm() if data.draw(st.booleans()) else resolution(of)

    for _ in range(data.draw(st.integers(1, 12))):
        step = data.draw(st.integers(0, 9))
        if step == 8 and said:
            numbers = data.draw(st.sets(st.sampled_from(sorted(said)), min_size=1))
            written: Record = erased(len(numbers))
            writing.erase(numbers, "forget", written, moment(next_number))
            for number in numbers:
                del said[number]
        elif step == 9 and said:
            number = data.draw(st.sampled_from(sorted(said)))
            corrected = one()
            if corrected.kind != said[number].kind:
                continue
            written = rectified(number)
            writing.rectify(number, corrected, written, moment(next_number))
            said[number] = corrected
        else:
            written = one()
            writing.append(written, moment(next_number))
        said[next_number] = written
        next_number += 1
