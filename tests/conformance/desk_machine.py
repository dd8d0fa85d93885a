"""Drives a desk with whatever anybody may think of, and judges each step by plain code (`desk_plain.py`)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from conformance.desk_plain import Judge
from counter import CASE, Counter, counter, reads_well
from fairservice.desk.desk import Desk
from fairservice.desk.ports import Ledger
from fairservice.desk.recorded import Recorded
from fairservice.errors import CaseError, FairserviceError
from fairservice.ledger.entry import GENESIS, Entry, chained, commitment_to
from fairservice.ledger.item import Query
from fairservice.ledger.records import AlarmRaised, Erased
from memory_ledger import MemoryLedger, rebuilt

AGENTS = ("anna", "bram", "anna", "bram", "lena", "hugo", "finn")
LEADS = ("lena", "luuk", "hugo", "lena", "luuk", "hugo", "anna", "olga")
TICKETS = ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8")
CUSTOMERS = ("c1", "c1", "c1", "c2", "c2", "c3", None)
AMOUNTS = (
    "0.00",
    "0.01",
    "5.00",
    "5.00",
    "10.00",
    "10.00",
    "15.00",
    "15.01",
    "20.00",
    "25.00",
    "40.00",
    "60.00",
    "80.00",
)
AT_ONCE = 8
"""So many things are done in one step: hypothesis makes few steps, and a story needs many."""
NEWER = ("That was too long ago.", "It is too late.")


class DeskMachine(RuleBasedStateMachine):
    """A desk in memory. Others say where else its ledger is, and how to look through all of it."""

    def ledger(self) -> Ledger:
        return MemoryLedger()

    def bytes_of_all(self) -> bytes:
        """Every byte that is kept, wherever."""
        ledger = self.at.desk.parts.ledger
        assert isinstance(ledger, MemoryLedger)
        state = ledger._state
        return b"".join(each.payload or b"" for each in state.entries) + repr(state.items).encode()

    @initialize()
    def begin(self) -> None:
        self.at = Counter(ledger=self.ledger())
        self.judge = Judge()
        self.seen: list[Entry] = []
        self.names: dict[str, list[str]] = {}
        self.retries: list[tuple[Callable[[], Recorded[Any]], Recorded[Any]]] = []
        self.statements: list[dict[str, Any]] = []
        self.words = 0
        self.gone: list[bytes] = []
        self.random = Random(0)
        self.last = ""

    # ---- how a step is taken

    def some(self, letter: str) -> str:
        """A name that was given out, mostly a late one; or one that never was."""
        names = self.names.get(letter, [])
        if not names or self.one_in(40):
            return f"{letter}-{self.random.randrange(1, 20)}"
        if letter == "D" and self.one_in(3) and self.last in names:
            return self.last  # people go on about the same case
        if letter == "D" and not self.one_in(4):
            names = [each for each in names if self.is_plain(int(each[2:]))] or names
        found = self.random.choice(names[-6:] if not self.one_in(10) else names)
        self.last = found if letter == "D" else self.last
        return found

    def some_of_customer(self, decision: str) -> str:
        """A concession, mostly one of the same customer."""
        customer = self.judge.texts.get(int(decision[2:]), {}).get("customer")
        names = [
            each
            for each in self.names.get("C", [])
            if self.judge.texts.get(int(each[2:]), {}).get("customer") == customer
        ]
        return self.random.choice(names) if names else self.some("C")

    def is_plain(self, number: int) -> bool:
        """Whether a decision is one on which a favour may be given."""
        said = self.judge.texts.get(number, {})
        there = said.get("rule") == "otherwise" and said.get("customer") is not None
        return there and said["facts"].get("loyal") == "true" and said["valid_until"] >= self.today().isoformat()

    def word(self) -> str:
        """A word that nobody else says, to be looked for once it is erased."""
        self.words += 1
        return f"zq{self.words:04}x"

    def take(self, act: Callable[..., Any]) -> None:
        """Does it, or is refused in words that read well; and judges what is on record then."""
        named = {"key": self.word()} if self.one_in(3) else {}
        try:
            done = act(**named)
        except CaseError:
            pass
        except FairserviceError as error:
            reads_well(error)
        else:
            if isinstance(done, Recorded):
                self.names.setdefault(done.id[0], []).append(done.id)
                if named:
                    self.retries.append((lambda: act(**named), done))
        self.look()

    def look(self) -> None:
        with self.at.desk.looking() as session:
            self.judge.draft = session.in_force.draft
            lost: list[Entry] = []
            entries = list(session.reading.entries())
            for before, now in zip(self.seen, entries, strict=False):
                assert (before.number, before.kind, before.at, before.hash) == (now.number, now.kind, now.at, now.hash)
                if now.erased and not before.erased:
                    self.judge.erased(now.number)
                    lost.append(before)
                elif before.payload != now.payload:
                    assert now.number in put_right(entries[len(self.seen) :]), "an entry was changed"
                    self.judge.texts[now.number] = now.content()
                    lost.append(before)
            for entry in entries[len(self.seen) :]:
                self.judge.told(entry.number, entry.kind, entry.content())
            assert len(entries) >= len(self.seen), "an entry is gone"
            self.seen = entries
        if lost:
            kept = " ".join(json.dumps(dict(each)) for each in self.judge.texts.values())
            said = {word.encode() for each in lost for word in words_in(each) if word not in kept}
            self.gone += sorted(said)
            self.look_deep()

    def look_deep(self) -> None:
        """The chain holds, items are what the entries come to, and no word that was erased is anywhere."""
        with self.at.desk.looking() as session:
            chain_holds(self.seen)
            items = {each.id: each for each in session.reading.items(Query())}
            assert items == rebuilt(self.seen), "the items are not what the entries come to"
        if self.gone:
            kept = self.bytes_of_all()
            for word in self.gone:
                assert word not in kept, f"{word!r} was erased and is there"

    # ---- what people do

    @rule(random=st.randoms(use_true_random=True))
    def something(self, random: Random) -> None:
        """A few of them all, the usual ones more often."""
        self.random = random
        for act in random.choices([act for act, _ in self.acts()], [weight for _, weight in self.acts()], k=AT_ONCE):
            act()
        self.look_deep()

    def acts(self) -> list[tuple[Callable[[], None], int]]:
        return [
            (self.decide, 14), (self.answer, 8), (self.concede, 22), (self.approve, 8), (self.follow_up, 14),
            (self.cite, 3), (self.override, 14), (self.report, 4), (self.repair, 3), (self.escalate, 3),
            (self.uphold, 2), (self.incident, 2), (self.objection, 2), (self.decide_on_a_pattern, 2),
            (self.time_passes, 5), (self.another_policy, 3), (self.retry, 4), (self.backing, 3), (self.erase, 2),
            (self.privacy, 6),
        ]  # fmt: skip

    def by(self, people: tuple[str, ...]) -> Desk:
        return self.at.desk.for_login(self.random.choice(people))

    def one_in(self, times: int) -> bool:
        return self.random.randrange(times) == 0

    def maybe(self, word: str | None, times: int) -> str | None:
        return word if self.one_in(times) else None

    def decide(self) -> None:
        """Mostly the plain case, now and then with a fact that is other, or not known."""
        said = {**CASE, "note": self.word()}
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2))):
            fact = self.random.choice(("damaged", "lawful", "banned", "promised", "failure", "loyal"))
            said[fact] = "failed" if fact == "failure" else self.random.choice((True, True, True, False, None))
        request, given = ("plain", {}) if self.one_in(20) else ("ask", said)
        desk, ticket, customer = self.by(AGENTS), self.random.choice(TICKETS), self.random.choice(CUSTOMERS)
        household = self.random.choice((None, None, "h1", "h2"))
        day = self.today() - timedelta(self.random.randrange(4))
        self.take(lambda **k: desk.decide(ticket, customer, request, given, household=household, received_on=day, **k))

    def today(self) -> date:
        return self.at.clock.moment.date()

    def answer(self) -> None:
        desk, name, words = self.by(AGENTS), self.some("D"), self.maybe(self.word(), 2)
        self.take(lambda **k: desk.answer(name, words, **k))

    def concede(self) -> None:
        favour = self.random.choice(("plenty", "plenty", "plenty", "just-one", "makes-up", None))
        grant = self.random.choice(("credit",) * 6 + ("discount", "swap", "refund"))
        amount: object = {"discount": "5%", "swap": True}.get(grant, self.random.choice(AMOUNTS))
        reason = self.random.choice(("helped_us", "helped_us", "helped_us", "circumstances", "because"))
        reason = "costs_made" if favour == "makes-up" else reason
        desk, name = self.by(AGENTS), self.some("D")
        renews = self.maybe(self.some_of_customer(name), 4)
        back = self.maybe(self.word(), 3)
        self.take(
            lambda **k: desk.concede(name, grant, amount, reason, favour=favour, renews=renews, in_return=back, **k)
        )

    def approve(self) -> None:
        desk, name, why, approved = self.by(LEADS), self.some("A"), self.word(), not self.one_in(5)
        asked = self.judge.texts.get(int(name[2:]), {}) if name in self.names.get("A", []) else {}
        if asked and self.one_in(3):
            desk = self.at.desk.for_login(asked["by"])  # who asked tries it too
        self.take(lambda **k: desk.approve(name, approved, why, **k))

    def follow_up(self) -> None:
        desk, name, why = self.by(AGENTS), self.some("C"), self.word()
        acts: tuple[Callable[..., Any], ...] = (
            lambda **k: desk.notice_sent(name, **k),
            lambda **k: desk.use(name, **k),
            lambda **k: desk.withdraw(name, why, **k),
        )
        self.take(self.random.choices(acts, (4, 3, 1))[0])

    def cite(self) -> None:
        desk, name = self.by(AGENTS), self.some("D")
        self.take(lambda **k: desk.cite(name, "credit", **k))

    def override(self) -> None:
        answer = self.random.choice(("yes", "yes", "yes", "yes_but", "no", "no_but"))
        amount = self.random.choice(AMOUNTS)
        give = {self.random.choice(("credit", "credit", "refund")): amount} if answer.startswith("yes") else {}
        fact = self.random.choice(
            ("held_up", "held_up", "held_up", "damaged", "lawful", "banned", "promised", "loyal", "price", None)
        )
        values: dict[str, object] = {"held_up": self.word(), "price": "25.00"}
        value = values.get(fact or "", not self.one_in(4))
        named, safe = None if fact is None else (fact, value), self.one_in(6)
        give = {} if self.one_in(8) else give
        desk, name, why = self.by(LEADS), self.some("D"), self.word()
        self.take(
            lambda **k: desk.override(
                name, answer, why, give=give, fact=named, for_safety=safe, favour="plenty", reason_word="helped_us", **k
            )
        )

    def report(self) -> None:
        desk, name, why = self.by(AGENTS), self.some("D"), self.word()
        day, by = (
            self.today() - timedelta(self.random.randrange(3)),
            self.random.choice((None, "anna", "lena", "nobody")),
        )
        grant, amount = self.random.choice(("credit", "refund")), self.random.choice(AMOUNTS)
        self.take(lambda **k: desk.report(name, grant, amount, on=day, reason=why, given_by=by, **k))

    def repair(self) -> None:
        desk, name, how = self.by(LEADS), self.some("R"), self.random.choice(("honour", "retract"))
        self.take(lambda **k: desk.repair(name, how, **k))

    def escalate(self) -> None:
        desk, name = self.by(AGENTS), self.some("D")
        self.take(lambda **k: desk.escalate(name, **k))

    def uphold(self) -> None:
        desk, name = self.by(LEADS), self.some("U")
        self.take(lambda **k: desk.uphold(name, **k))

    def incident(self) -> None:
        if not self.one_in(4):  # or nearly nothing is given in a story
            return
        desk, ticket, customer = self.by(AGENTS), self.random.choice(TICKETS), self.random.choice(CUSTOMERS)
        self.take(lambda **k: desk.report_incident(ticket, customer, "insult", **k))

    def objection(self) -> None:
        desk, name, note = self.by(AGENTS), self.some("D"), self.word()
        self.take(lambda **k: desk.object(name, note, **k))
        owner, answered, why = self.by(("olga", "olga", "hugo")), self.some("X"), self.word()
        self.take(lambda **k: owner.answer_objection(answered, why, True, **k))

    def decide_on_a_pattern(self) -> None:
        """Alarms are rare with few customers, so one is put there; the owner decides on one, or does not."""
        today = self.today()
        if self.one_in(2) and not self.judge.draft:
            alarm = AlarmRaised(
                on=today.isoformat(), by="", role="", alarm="cohort", request="ask", rule="otherwise", grant="credit",
                reason="circumstances", figures={}, due=(today + timedelta(20)).isoformat(),
            )  # fmt: skip
            with self.at.desk.doing() as session:
                self.names.setdefault("P", []).append(session.put(alarm).id)
            self.look()
        name, why, how = self.some("P"), self.word(), self.random.choice(("tighten", "accept", "sunset"))
        until = None if how == "tighten" else today + timedelta(30)
        owner = self.by(("olga", "olga", "hugo"))
        self.take(lambda **k: owner.resolve_precedent(name, how, why, until=until, **k))

    def privacy(self) -> None:
        """What people ask about their data; mostly by who has the duty."""
        desk, why = self.by(("olga", "olga", "olga", "hugo", "anna")), self.word()
        customer, upheld = self.random.choice(("c1", "c2", "c3")), self.one_in(2)
        name, opposed = self.some("D"), self.some("Z")
        fact = self.random.choice(("note", "damaged", "loyal", "price", "banned"))
        values: dict[str, object] = {"note": self.word(), "price": "30.00"}
        value = values.get(fact, self.random.choice((True, False, None)))
        acts: tuple[Callable[..., Any], ...] = (
            lambda **k: desk.rectify(name, {fact: value}, why),
            lambda **k: desk.oppose(customer, why, **k),
            lambda **k: desk.decide_opposition(opposed, upheld, why, **k),
            lambda **k: desk.export(customer),
            lambda **k: desk.forget(customer),
            lambda **k: desk.prune(),
        )
        self.take(self.random.choices(acts, (6, 2, 2, 1, 1, 2))[0])

    # ---- what else happens

    def time_passes(self) -> None:
        days = self.random.choice((0, 0, 0, 1, 1, 1, 2, 8, 8, 20, 31, 91) + ((366, 800) if self.one_in(4) else ()))
        self.at.clock.pass_(days=days, hours=self.random.randrange(24))

    def another_policy(self) -> None:
        """The same one, another edition, or a draft that is tried out, for a short while."""
        if self.judge.draft or not self.one_in(3):
            newer = self.one_in(2)
            self.at.policies.serve(counter(NEWER) if newer else counter(), 2 if newer else 1)
        else:
            names = {letter: list(each) for letter, each in self.names.items()}
            self.at.policies.serve(counter(), None)
            self.look()
            for act in (self.decide, self.concede, self.concede, self.override, self.answer, self.follow_up, self.cite):
                act()
            self.at.policies.serve(counter(), 1)
            self.names = self.names if self.one_in(4) else names
        self.look()

    def retry(self) -> None:
        """The same again, under the same key: nothing more happens, and the same comes of it."""
        if not self.retries:
            return
        act, before = self.random.choice(self.retries)
        if before.number not in self.judge.texts or before.number in put_right(self.seen):
            return  # erased, with its key; or no longer what was said then
        head = len(self.seen)
        again = act()
        assert (again.id, again.hash, again.record) == (before.id, before.hash, before.record), (again, before)
        self.look()
        assert len(self.seen) == head, "a retry wrote something"

    def backing(self) -> None:
        try:
            self.statements.append(self.by(AGENTS).backing(self.some("D")))
        except FairserviceError as error:
            reads_well(error)
        for each in self.statements[-3:]:
            said = self.judge.texts.get(int(each["decision"][2:]))
            erased = said is None or bool(said.get("put_right"))
            assert self.at.desk.verify_backing(each) == ("holds_but_erased" if erased else "holds")

    def erase(self) -> None:
        """All that is on record of a customer, or some of it; the words in it are gone everywhere."""
        customer, whole = self.random.choice(("c1", "c2", "c3")), self.one_in(2)
        pseudonym = self.at.desk.parts.pseudonyms.of_customer(customer)
        numbers = [number for number, said in self.judge.texts.items() if said.get("customer") == pseudonym]
        numbers = numbers if whole else numbers[: len(numbers) // 2]
        if not numbers:
            return
        kept = " ".join(json.dumps(dict(each)) for number, each in self.judge.texts.items() if number not in numbers)
        before = self.bytes_of_all()
        with self.at.desk.doing() as session:
            record = Erased(on=session.today.isoformat(), by="olga", role="owner", count=len(numbers))
            session.writing.erase(numbers, "forget", record, session.moment)
        known = len(self.gone)
        self.look()
        assert all(word in before for word in self.gone[known:]), "the search does not see what is there"
        if pseudonym not in kept:  # right after all of a customer is erased, not even their pseudonym is anywhere
            assert pseudonym.encode() not in self.bytes_of_all(), "the pseudonym is there"

    def teardown(self) -> None:
        if sys.exception() is not None or not hasattr(self, "at"):
            return
        for each in self.at.desk.replay():
            assert each.result != "differs", f"{each.id}: {each.why}"
        with self.at.desk.looking() as session:
            entries = list(session.reading.entries())
            for number in range(1, len(entries) + 1):
                entry = session.reading.entry(number)
                assert entry == entries[number - 1]
        self.look_deep()


def words_in(entry: Entry) -> set[str]:
    """The words that nobody else says."""
    return {word.decode() for word in re.findall(rb"zq[0-9]+x", entry.payload or b"")}


def put_right(entries: list[Entry]) -> dict[int, bytes]:
    """What was rectified, as the chain says: the number of an entry, and the commitment to what it says now."""
    said = [json.loads(each.public) for each in entries if each.kind == "rectified"]
    return {each["rectified"]: bytes.fromhex(each["commitment"]) for each in said}


def chain_holds(entries: list[Entry]) -> None:
    """Worked out anew: from each payload its commitment, from all of them the chain."""
    before, rectified = GENESIS, put_right(entries)
    for number, each in enumerate(entries, 1):
        assert each.number == number, "the numbers have a gap"
        if not each.erased:
            assert each.salt is not None and each.payload is not None
            committed = rectified.get(number, each.commitment)
            assert commitment_to(each.salt, each.payload) == committed, f"entry {number} was changed"
        assert chained(before, number, each.kind, each.at, each.commitment, each.public) == each.hash, (
            "the chain breaks"
        )
        before = each.hash
