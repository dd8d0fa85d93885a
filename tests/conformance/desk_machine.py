"""Drives a desk with whatever anybody may think of, and judges each step by plain code (`desk_plain.py`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from conformance.desk_plain import ROLES, Judge
from counter import CASE, Counter, counter, reads_well
from fairservice.desk.ports import Ledger
from fairservice.desk.recorded import Recorded
from fairservice.errors import CaseError, FairserviceError
from fairservice.ledger.entry import GENESIS, Entry, chained, commitment_to
from fairservice.ledger.item import Query
from fairservice.ledger.records import Erased
from memory_ledger import MemoryLedger, rebuilt

WHO = st.sampled_from(sorted(ROLES))
LEAD = st.sampled_from(["lena", "luuk", "hugo", "lena", "luuk", "hugo", "anna", "olga"])
AGENT = st.sampled_from(["anna", "bram", "anna", "bram", "lena", "hugo", "finn"])
TICKETS = st.sampled_from(["T1", "T2", "T3", "T4", "T5", "T6"])
CUSTOMERS = st.sampled_from(["c1", "c1", "c2", "c3", None])
HOUSEHOLDS = st.sampled_from([None, None, "h1", "h2"])
MOSTLY_NOT = st.sampled_from([False] * 8 + [True, None])
AMOUNTS = st.sampled_from(
    ["0.00", "0.01", "5.00", "10.00", "15.00", "15.01", "20.00", "25.00", "40.00", "60.00", "80.00"]
)
REASONS = st.sampled_from(["helped_us", "helped_us", "circumstances", "costs_made", "because"])
PICK = st.integers(0, 10**6)
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

    def looks_deep(self) -> bool:
        """Whether to rebuild and search at this step."""
        return True

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
        self.done = 0

    # ---- how a step is taken

    def some(self, letter: str, pick: int) -> str:
        """A name that was given out, mostly a late one; or one that never was."""
        names = self.names.get(letter, [])
        return names[-1 - pick % min(len(names), 8)] if names else f"{letter}-{pick % 9 + 1}"

    def word(self) -> str:
        """A word that nobody else says, to be looked for once it is erased."""
        self.words += 1
        return f"zq{self.words:04}x"

    def take(self, act: Callable[..., Any], key: bool = False) -> None:
        """Does it, or is refused in words that read well; and judges what is on record then."""
        named = {"key": self.word()} if key else {}
        try:
            done = act(**named)
        except CaseError:
            pass
        except FairserviceError as error:
            reads_well(error)
        else:
            self.done += 1
            if isinstance(done, Recorded):
                self.names.setdefault(done.id[0], []).append(done.id)
                if key:
                    self.retries.append((lambda: act(**named), done))
        self.look()

    def look(self) -> None:
        with self.at.desk.looking() as session:
            self.judge.draft = session.in_force.draft
            entries = list(session.reading.entries())
            for before, now in zip(self.seen, entries, strict=False):
                assert (before.number, before.kind, before.at, before.hash) == (now.number, now.kind, now.at, now.hash)
                if now.erased and not before.erased:
                    self.judge.erased(now.number)
                else:
                    assert before.payload == now.payload, "an entry was changed"
            for entry in entries[len(self.seen) :]:
                self.judge.told(entry.number, entry.kind, entry.content())
            assert len(entries) >= len(self.seen), "an entry is gone"
            self.seen = entries
            if self.looks_deep():
                chain_holds(entries)
                items = {each.id: each for each in session.reading.items(Query())}
                assert items == rebuilt(entries), "the items are not what the entries come to"
        if self.gone and self.looks_deep():
            kept = self.bytes_of_all()
            for word in self.gone:
                assert word not in kept, f"{word!r} was erased and is there"

    # ---- what people do

    @rule(who=AGENT, ticket=TICKETS, customer=CUSTOMERS, household=HOUSEHOLDS, pick=PICK,
          damaged=MOSTLY_NOT, lawful=MOSTLY_NOT, banned=MOSTLY_NOT, promised=MOSTLY_NOT, failed=MOSTLY_NOT)  # fmt: skip
    def decide(self, who: str, ticket: str, customer: str | None, household: str | None, pick: int,
               failed: bool | None, **facts: bool | None) -> None:  # fmt: skip
        failure = "failed" if failed else "no_failure"
        said = {**CASE, **facts, "failure": failure, "loyal": pick % 9 != 0, "note": self.word()}
        day = self.at.clock.moment.date() - timedelta(pick % 4)
        request, given = ("plain", {}) if pick % 13 == 0 else ("ask", said)
        desk = self.at.desk.for_login(who)
        self.take(
            lambda **k: desk.decide(ticket, customer, request, given, household=household, received_on=day, **k), True
        )

    @rule(who=AGENT, pick=PICK)
    def answer(self, who: str, pick: int) -> None:
        words = None if pick % 2 else self.word()
        name = self.some("D", pick)
        self.take(lambda **k: self.at.desk.for_login(who).answer(name, words, **k), True)

    @rule(who=AGENT, pick=PICK, amount=AMOUNTS, reason=REASONS, favour=st.sampled_from(["plenty", "plenty", "just-one", "makes-up", None]),
          grant=st.sampled_from(["credit"] * 4 + ["discount", "swap", "refund"]))  # fmt: skip
    def concede(self, who: str, pick: int, amount: str, reason: str, favour: str | None, grant: str) -> None:
        wanted: object = {"discount": "5%", "swap": True}.get(grant, amount)
        renews = self.some("C", pick // 7) if pick % 7 == 0 else None
        reason = "costs_made" if favour == "makes-up" else reason
        name, back = self.some("D", pick), None if pick % 3 else self.word()
        desk = self.at.desk.for_login(who)
        self.take(
            lambda **k: desk.concede(name, grant, wanted, reason, favour=favour, renews=renews, in_return=back, **k),
            True,
        )

    @rule(who=LEAD, pick=PICK)
    def approve(self, who: str, pick: int) -> None:
        name, why = self.some("A", pick), self.word()
        self.take(lambda **k: self.at.desk.for_login(who).approve(name, pick % 4 != 0, why, **k), True)

    @rule(who=AGENT, pick=PICK, what=st.sampled_from(["notice", "notice", "use", "withdraw"]))
    def follow_up(self, who: str, pick: int, what: str) -> None:
        desk, name, why = self.at.desk.for_login(who), self.some("C", pick), self.word()
        acts: dict[str, Callable[..., Any]] = {
            "notice": lambda **k: desk.notice_sent(name, **k),
            "use": lambda **k: desk.use(name, **k),
            "withdraw": lambda **k: desk.withdraw(name, why, **k),
        }
        self.take(acts[what], True)

    @rule(who=AGENT, pick=PICK)
    def cite(self, who: str, pick: int) -> None:
        name = self.some("D", pick)
        self.take(lambda **k: self.at.desk.for_login(who).cite(name, "credit", **k), True)

    @rule(who=LEAD, pick=PICK, amount=AMOUNTS, answer=st.sampled_from(["yes", "yes", "yes_but", "no", "no_but"]),
          fact=st.sampled_from(["held_up", "held_up", "damaged", "lawful", "banned", "promised", "loyal", "price", None]),
          grant=st.sampled_from(["credit", "credit", "refund", None]), safe=st.booleans())  # fmt: skip
    def override(
        self, who: str, pick: int, amount: str, answer: str, fact: str | None, grant: str | None, safe: bool
    ) -> None:
        values: dict[str, object] = {"held_up": self.word(), "price": "25.00"}
        given = {grant: amount} if grant and answer.startswith("yes") else {}
        named = None if fact is None else (fact, values.get(fact, pick % 5 != 0))
        name, why = self.some("D", pick), self.word()
        desk = self.at.desk.for_login(who)
        self.take(lambda **k: desk.override(name, answer, why, give=given, fact=named, for_safety=safe and pick % 3 == 0,
                                            favour="plenty", reason_word="helped_us", **k), True)  # fmt: skip

    @rule(who=AGENT, pick=PICK, amount=AMOUNTS, grant=st.sampled_from(["credit", "refund"]))
    def report(self, who: str, pick: int, amount: str, grant: str) -> None:
        name, why = self.some("D", pick), self.word()
        day = self.at.clock.moment.date() - timedelta(pick % 3)
        by = [None, "anna", "lena", "nobody"][pick % 4]
        desk = self.at.desk.for_login(who)
        self.take(lambda **k: desk.report(name, grant, amount, on=day, reason=why, given_by=by, **k), True)

    @rule(who=LEAD, pick=PICK)
    def repair(self, who: str, pick: int) -> None:
        name = self.some("R", pick)
        self.take(lambda **k: self.at.desk.for_login(who).repair(name, "honour" if pick % 2 else "retract", **k), True)

    @rule(who=WHO, pick=PICK)
    def escalate(self, who: str, pick: int) -> None:
        name = self.some("D", pick)
        self.take(lambda **k: self.at.desk.for_login(who).escalate(name, **k), True)

    @rule(who=LEAD, pick=PICK)
    def uphold(self, who: str, pick: int) -> None:
        name = self.some("U", pick)
        self.take(lambda **k: self.at.desk.for_login(who).uphold(name, **k), True)

    @rule(who=AGENT, ticket=TICKETS, customer=CUSTOMERS)
    def incident(self, who: str, ticket: str, customer: str | None) -> None:
        self.take(lambda **k: self.at.desk.for_login(who).report_incident(ticket, customer, "insult", **k), True)

    @rule(who=WHO, pick=PICK)
    def objection(self, who: str, pick: int) -> None:
        desk, name, note = self.at.desk.for_login(who), self.some("D", pick), self.word()
        self.take(lambda **k: desk.object(name, note, **k), True)
        answered, why = self.some("X", pick // 3), self.word()
        self.take(lambda **k: desk.answer_objection(answered, why, bool(pick % 2), **k), True)

    @rule(pick=PICK, how=st.sampled_from(["tighten", "accept", "sunset"]))
    def decide_on_a_pattern(self, pick: int, how: str) -> None:
        """Alarms are rare with few customers, so one is put there; the owner decides on one, or does not."""
        from fairservice.ledger.records import AlarmRaised

        today = self.at.clock.moment.date()
        if pick % 3 == 0 and not self.judge.draft:
            alarm = AlarmRaised(
                on=today.isoformat(), by="", role="", alarm="cohort", request="ask", rule="otherwise", grant="credit",
                reason="circumstances", figures={}, due=(today + timedelta(20)).isoformat(),
            )  # fmt: skip
            with self.at.desk.doing() as session:
                self.names.setdefault("P", []).append(session.put(alarm).id)
            self.look()
        name, why = self.some("P", pick), self.word()
        until = None if how == "tighten" else today + timedelta(30)
        self.take(lambda **k: self.at.olga.resolve_precedent(name, how, why, until=until, **k), True)

    # ---- what else happens

    @rule(days=st.sampled_from([0, 1, 1, 2, 8, 20, 31, 91, 366]), hours=st.integers(0, 23))
    def time_passes(self, days: int, hours: int) -> None:
        self.at.clock.pass_(days=days, hours=hours)

    @rule(pick=PICK)
    def another_policy(self, pick: int) -> None:
        """The same one, another edition, or a draft that is tried out."""
        policy = counter(NEWER) if pick % 2 else counter()
        self.at.policies.serve(policy, None if pick % 5 == 0 else 1 + pick % 2)

    @rule()
    def a_policy_again(self) -> None:
        self.at.policies.serve(counter(), 1)

    @precondition(lambda self: self.retries)
    @rule(pick=PICK)
    def retry(self, pick: int) -> None:
        """The same again, under the same key: nothing more happens, and the same comes of it."""
        act, before = self.retries[pick % len(self.retries)]
        if self.judge.texts.get(before.number) is None:
            return  # erased, with its key
        head = len(self.seen)
        again = act()
        assert (again.id, again.hash, again.record) == (before.id, before.hash, before.record)
        self.look()
        assert len(self.seen) == head, "a retry wrote something"

    @rule(who=WHO, pick=PICK)
    def backing(self, who: str, pick: int) -> None:
        try:
            self.statements.append(self.at.desk.for_login(who).backing(self.some("D", pick)))
        except FairserviceError as error:
            reads_well(error)
        for each in self.statements[-3:]:
            erased = int(each["decision"][2:]) not in self.judge.texts
            assert self.at.desk.verify_backing(each) == ("holds_but_erased" if erased else "holds")

    @rule(customer=st.sampled_from(["c1", "c2", "c3"]), pick=PICK)
    def erase(self, customer: str, pick: int) -> None:
        """All that is on record of a customer, or some of it; the words in it are gone everywhere."""
        if pick % 3:
            return  # now and then
        pseudonym = self.at.desk.parts.pseudonyms.of_customer(customer)
        numbers = [number for number, said in self.judge.texts.items() if said.get("customer") == pseudonym]
        numbers = numbers if pick % 2 else numbers[: len(numbers) // 2]
        if not numbers:
            return
        said = [json.dumps(dict(self.judge.texts[number])) for number in numbers]
        kept = " ".join(json.dumps(dict(each)) for number, each in self.judge.texts.items() if number not in numbers)
        with self.at.desk.doing() as session:
            record = Erased(on=session.today.isoformat(), by="olga", role="owner", count=len(numbers))
            session.writing.erase(numbers, "forget", record, session.moment)
        found = {
            word for each in said for word in each.replace('"', " ").replace(".", " ").split() if word.startswith("zq")
        }
        self.gone += [word.encode() for word in sorted(found) if word not in kept]
        self.look()
        if pseudonym not in kept:  # right after all of a customer is erased, not even their pseudonym is anywhere
            assert pseudonym.encode() not in self.bytes_of_all(), "the pseudonym is there"

    def teardown(self) -> None:
        if not hasattr(self, "at"):
            return
        for each in self.at.desk.replay():
            assert each.result != "differs", f"{each.id}: {each.why}"
        with self.at.desk.looking() as session:
            entries = list(session.reading.entries())
            chain_holds(entries)
            assert {each.id: each for each in session.reading.items(Query())} == rebuilt(entries)
            for number in range(1, len(entries) + 1):
                entry = session.reading.entry(number)
                assert entry == entries[number - 1]
        kept = self.bytes_of_all()
        assert not [word for word in self.gone if word in kept]


def chain_holds(entries: list[Entry]) -> None:
    """Worked out anew: from each payload its commitment, from all of them the chain."""
    before = GENESIS
    for number, each in enumerate(entries, 1):
        assert each.number == number, "the numbers have a gap"
        if not each.erased:
            assert each.salt is not None and each.payload is not None
            assert commitment_to(each.salt, each.payload) == each.commitment, f"entry {number} was changed"
        assert chained(before, number, each.kind, each.at, each.commitment, each.public) == each.hash, (
            "the chain breaks"
        )
        before = each.hash
