"""What the desk may do at the counter, once more: in plain code over the records, of none of the desk's own functions.

The rules of `tests/counter.py` are written down here by hand. Slow and plain on purpose: it judges the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

Said = Mapping[str, Any]
ABOVE = {"lead": "agent", "head": "lead"}
LEADS = ("lead", "head")
REASONS = {"plenty": {"helped_us", "circumstances"}, "just-one": {"helped_us"}, "makes-up": {"costs_made"}}
MOST_TIMES = {"plenty": 9, "just-one": 2, "makes-up": 9}
UP_TO = {
    ("plenty", "credit"): 8000, ("just-one", "credit"): 1500, ("just-one", "discount"): 1500, ("just-one", "swap"): 1,
    ("makes-up", "credit"): 5000,
}  # fmt: skip
MANDATES: dict[tuple[str, str], tuple[int, tuple[int, int] | None]] = {
    ("agent", "credit"): (2000, (3000, 90)), ("agent", "discount"): (1000, None), ("lead", "credit"): (6000, None),
    ("lead", "swap"): (1, None), ("head", "credit"): (20000, None), ("head", "refund"): (10000, None),
}  # fmt: skip
"""Per case, and per customer within so many days."""
ROLES = {
    "anna": ("agent",), "bram": ("agent",), "finn": ("fitter",), "lena": ("lead",), "luuk": ("lead",),
    "hugo": ("head",), "olga": ("owner",),
}  # fmt: skip


def downward(role: str | None) -> list[str]:
    found = []
    while role is not None:
        found.append(role)
        role = ABOVE.get(role)
    return found


def mandate(role: str, grant: str) -> tuple[int, tuple[int, int] | None] | None:
    return next((MANDATES[each, grant] for each in downward(role) if (each, grant) in MANDATES), None)


def yes(facts: Said, name: str) -> bool:
    return str(facts.get(name)).lower() == "true"


def known(facts: Said, *names: str) -> bool:
    return all(facts.get(name) is not None for name in names)


def answer_of(facts: Said) -> tuple[str, str] | None:
    """Answer and rule of `ask`, where every fact that counts is known; None where it is not said here."""
    if not known(facts, "lawful", "banned", "damaged", "promised", "price"):
        return None
    if yes(facts, "lawful"):
        return "yes", "the-right"
    if yes(facts, "banned"):
        return "no", "the-ban"
    if yes(facts, "damaged"):
        return "yes", "damaged-back"
    return ("yes_but", "the-promise") if yes(facts, "promised") else ("no_but", "otherwise")


def given_by_policy(facts: Said, grant: str) -> int:
    """The most of a grant that one option gives."""
    if answer_of(facts) in (None, ("no", "the-ban")):
        return 0
    if grant == "refund" and (yes(facts, "lawful") or yes(facts, "damaged")):
        return int(str(facts["price"]).replace(".", ""))
    return 500 if grant == "credit" and yes(facts, "promised") else 0


@dataclass
class Judge:
    """All that is on record, told entry by entry. `told` raises AssertionError for what may not be there."""

    texts: dict[int, Said] = field(default_factory=dict)
    """What each entry says that is not erased."""
    kinds: dict[int, str] = field(default_factory=dict)
    draft: bool = False
    """Whether a draft is in force."""

    def told(self, number: int, kind: str, said: Said) -> None:
        judge = getattr(self, f"_{kind}", None)
        if judge is not None:
            judge(number, said)
        self.kinds[number], self.texts[number] = kind, said

    def erased(self, number: int) -> None:
        self.texts.pop(number, None)

    # ---- looking back

    def of(self, *kinds: str) -> list[tuple[int, Said]]:
        found = [(number, said) for number, said in self.texts.items() if self.kinds[number] in kinds]
        return [(number, said) for number, said in sorted(found) if not said.get("draft")]

    def about(self, kind: str, name: str, number: int) -> list[Said]:
        """The entries of a kind that are about an entry: which is there still, or they change nothing."""
        return [said for n, said in sorted(self.texts.items()) if self.kinds[n] == kind and said.get(name) == number]

    def taken_back(self, number: int) -> bool:
        if self.kinds[number] == "outside_policy":
            return any(each["how"] == "retract" for each in self.about("repair", "report", number))
        return bool(self.about("withdrawal", "concession", number))

    def gifts(self) -> Iterable[tuple[str, int, Said, str, int, str]]:
        """Kind, number, entry, grant, amount and day of all that was given and not taken back."""
        for number, said in self.of("concession", "outside_policy"):
            if not self.taken_back(number):
                kind = "recovery" if said.get("recovery") else self.kinds[number]
                yield kind, number, said, said["grant"], said["amount"], said.get("happened_on", said["on"])
        for number, said in self.of("override"):
            for grant, amount in self.beyond(said).items():
                yield "override", number, said, grant, amount, said["on"]

    def beyond(self, said: Said) -> dict[str, int]:
        """What an override gives that the policy does not give on the facts as they are."""
        anew = said.get("decided_anew")
        if anew is None:
            return dict(said["give"])
        if anew not in self.texts:  # erased since; by then it was judged
            return dict(said["beyond"])
        facts = self.texts[anew]["facts"]
        return {grant: n for grant, n in said["give"].items() if n > given_by_policy(facts, grant)}

    def covers(self, role: str, said: Said, grant: str, amount: int) -> bool:
        """Whether the mandate of a role reaches, with all that was given before."""
        bounds = mandate(role, grant)
        if bounds is None:
            return False
        per_case, per_customer = bounds
        on_ticket = sum(n for _, _, each, g, n, _ in self.gifts() if g == grant and each["ticket"] == said["ticket"])
        if on_ticket + amount > per_case:
            return False
        if per_customer is None:
            return True
        at_most, days = per_customer
        first = back(said["on"], days)
        mine = [n for _, _, each, g, n, on in self.gifts() if g == grant and each.get("customer") == said["customer"]
                and on >= first]  # fmt: skip
        return sum(mine) + amount <= at_most

    def times(self, customer: str, favour: str, today: str) -> int:
        """How often a customer had a favour within a year."""
        first = back(today, 365)
        return sum(
            each.get("favour") == favour and each.get("customer") == customer and on >= first
            for kind, _, each, _, _, on in self.gifts()
            if kind != "override"
        )

    def score(self, said: Said) -> int:
        """How much of a habit a favour is with a customer, by the definition."""
        today, customer = said["on"], said["customer"]
        first = back(today, 365)
        same = [
            (kind, number, each, on)
            for kind, number, each, grant, _, on in self.gifts()
            if kind != "recovery" and grant == said["grant"] and each["rule"] == said["rule"]
            and each.get("customer") == customer and each["request"] == said["request"]
        ]  # fmt: skip
        contacts = {each["ticket"] for _, _, each, _ in same} | {said["ticket"]}
        latest = {
            each["decision"]: (each["on"], number)
            for number, each in self.of("answer")
            if each["refused"] and each.get("customer") == customer and each.get("rule") == said["rule"]
            and each["request"] == said["request"] and each["ticket"] not in contacts and each["on"] >= first
        }  # fmt: skip
        after = max(latest.values(), default=(first, 0))
        counted = [(kind, number, each, on) for kind, number, each, on in same if (on, number) > after]
        if not counted:
            return 0
        missing = 0
        for kind, number, _, on in counted:
            if kind == "override":
                continue
            if kind == "outside_policy":
                missing += not self.about("repair", "report", number) and today > back(on, -7)
            else:
                noticed = [each["on"] for each in self.about("notice", "concession", number)]
                missing += (noticed[0] if noticed else today) > back(on, -7)
        cited = sum(
            each.get("customer") == customer and each["grant"] == said["grant"] and each["rule"] == said["rule"]
            and each["request"] == said["request"] and each["on"] >= first and (each["on"], number) > after
            for number, each in self.of("favour_cited")
        )  # fmt: skip
        return len(counted) + missing + cited

    def closed(self, said: Said, reason: str | None) -> bool:
        """Whether the owner ended a favour, or let the day pass by which to decide on it."""
        for number, alarm in self.of("alarm"):
            if (alarm["request"], alarm["rule"], alarm["grant"]) != (said["request"], said["rule"], said["grant"]):
                continue
            if alarm["alarm"] == "recovery_drift" or (reason is not None and alarm.get("reason") not in (reason, None)):
                continue
            resolutions = self.about("resolution", "alarm", number)
            if not resolutions and alarm["due"] < said["on"]:
                return True
            later = [n for n, each in self.of("resolution") if self.texts.get(each["alarm"], {}).get("reason")
                     == alarm.get("reason") and self.texts[each["alarm"]]["alarm"] == alarm["alarm"]]  # fmt: skip
            if resolutions and self.texts[max(later)]["how"] == "tighten":
                return True
        return False

    # ---- what may be there

    def decided(self, said: Said) -> Said:
        """The decision that an entry rests on: there, of the same contact, and of the same kind."""
        made = self.texts.get(said["decision"])
        assert made is not None and self.kinds[said["decision"]] == "decision", "rests on no decision"
        for name in ("ticket", "customer", "household"):
            assert made.get(name) == said.get(name), f"is of another {name}"
        assert bool(made.get("draft")) == bool(said.get("draft")) == self.draft, "mixes drafts with what counts"
        return made

    def in_time(self, said: Said) -> Said:
        made = self.decided(said)
        assert made["valid_until"] >= said["on"], "rests on a decision that is too old"
        return made

    def has_role(self, said: Said) -> None:
        assert said["role"] in ROLES[said["by"]], "acts in a role that is not theirs"

    def not_corrected(self, number: int) -> None:
        anew = [each for each in self.about("override", "decision", number) if each.get("decided_anew") is not None]
        assert not anew and not self.texts[number].get("put_right"), "rests on a decision that was put right"

    def _decision(self, number: int, said: Said) -> None:
        self.has_role(said)
        assert bool(said["draft"]) == self.draft, "a draft passes for a policy"
        assert said["received_on"] <= said["on"] and said["valid_until"] == back(said["on"], -30)
        facts = said["facts"]
        if said["request"] == "ask" and (expected := answer_of(facts)):
            assert (said.get("answer"), said.get("rule")) == expected, "decided otherwise than the policy"
        for favour in MOST_TIMES:
            used = facts.get(f"history.{favour.replace('-', '_')}.used")
            if said.get("customer") is None:
                assert used is None, "knows the history of nobody"
            elif used is not None:
                assert int(used) == self.times(said["customer"], favour, said["on"]), "counts otherwise"

    def _answer(self, number: int, said: Said) -> None:
        made = self.in_time(said)
        assert made.get("answer") is not None, "tells an answer that is open"
        assert said["refused"] == (made["answer"] in ("no", "no_but"))

    def _concession(self, number: int, said: Said) -> None:
        self.has_role(said)
        made = self.in_time(said)
        self.not_corrected(said["decision"])
        assert made.get("customer") is not None and (made["answer"], made["rule"]) == ("no_but", "otherwise")
        favour, grant, amount, facts = said["favour"], said["grant"], said["amount"], made["facts"]
        assert yes(facts, "loyal") if favour != "makes-up" else facts["failure"] == "failed", "needs what is not so"
        assert said["recovery"] is (favour == "makes-up") and said["rule"] == "otherwise"
        assert 0 < amount <= UP_TO[favour, grant], "above what the policy allows"
        assert said["reason"] in REASONS[favour], "for another reason"
        assert said["uses"] == 1 and said["expires_on"] == back(said["on"], -30) and said["notice"]
        self._approved(number, said)
        if said["draft"]:
            return
        assert self.times(said["customer"], favour, said["on"]) < MOST_TIMES[favour], "more often than allowed"
        before = sum(n for kind, _, each, g, n, _ in self.gifts() if kind in ("concession", "recovery") and g == grant
                     and each["favour"] == favour and each["ticket"] == said["ticket"])  # fmt: skip
        assert before + amount <= UP_TO[favour, grant], "above what the policy allows, in parts"
        assert said["recovery"] or not self.closed(said, said["reason"]), "of a favour that is closed"
        assert said["recovery"] or not self.incidents(said), "paid for pressure"
        self._in_mandate(said)

    def _in_mandate(self, said: Said) -> None:
        roles = ("agent", "lead", "head", "fitter", "owner")
        reach = [role for role in roles if self.covers(role, said, said["grant"], said["amount"])]
        habit = 0 if said["recovery"] else self.score(said)
        level = "none" if habit < 2 else "emerging" if habit < 3 else "expectation"
        assert said["level"] == level, f"a pattern of {habit} passes for `{said['level']}`"
        if level != "none":
            reach = [role for role in reach if reach[0] in downward(role)[1:]]
        if said.get("renews") is not None:
            earlier = self.texts[said["renews"]]
            reach = [role for role in reach if earlier["role"] in downward(role)[1:]]
            assert (earlier["customer"], earlier["grant"]) == (said["customer"], said["grant"]), "renews another's"
            good = not self.about("use", "concession", said["renews"]) and earlier["expires_on"] >= said["on"]
            assert not good and not self.about("withdrawal", "concession", said["renews"]), "renews what needs none"
            assert not self.about("concession", "renews", said["renews"]), "renews the same twice"
        assert set(downward(said["role"])) & set(reach), "above the mandate"

    def _approved(self, number: int, said: Said) -> None:
        if said.get("approval") is None:
            assert said["asked_by"] == said["by"]
            return
        asked = self.texts[said["approval"]]
        assert asked["by"] == said["asked_by"] != said["by"], "approved by who asked"
        answered = self.texts[number - 1]
        assert self.kinds[number - 1] == "approval" and answered["approved"] and answered["by"] == said["by"]
        for name in ("decision", "favour", "grant", "amount", "reason", "customer", "ticket"):
            assert asked[name] == said[name], f"another {name} than was approved"

    def _approval_asked(self, number: int, said: Said) -> None:
        self.in_time(said)
        self.not_corrected(said["decision"])
        assert said["to_role"] in LEADS and said["to_role"] not in downward(ROLES[said["by"]][0]), "asked of too low"
        assert 0 < said["amount"] <= UP_TO[said["favour"], said["grant"]] and said["reason"] in REASONS[said["favour"]]

    def _approval(self, number: int, said: Said) -> None:
        self.has_role(said)
        asked = self.texts[said["asked"]]
        assert not self.about("approval", "asked", said["asked"]), "answered twice"
        own = asked["by"] == said["by"]
        assert own is said["taken_back"] and not (own and said["approved"]), "approves what they asked themselves"
        assert own or said["role"] in LEADS, "answered by too low a role"

    def _notice(self, number: int, said: Said) -> None:
        self._still_there(said)
        assert not self.about("notice", "concession", said["concession"]), "noticed twice"

    def _use(self, number: int, said: Said) -> None:
        given = self._still_there(said)
        uses = len(self.about("use", "concession", said["concession"])) + 1
        assert uses <= given["uses"] and said["left"] == given["uses"] - uses, "used more often than given"
        assert said["on"] <= given["expires_on"], "used after its day"

    def _withdrawal(self, number: int, said: Said) -> None:
        given = self._still_there(said)
        assert not self.about("use", "concession", said["concession"]), "taken back after it was used"
        assert said["on"] <= given["expires_on"], "taken back after its day"
        own = said["by"] in (given["by"], given["asked_by"])
        assert own or given["role"] in downward(ROLES[said["by"]][0]), "taken back by a lower role"

    def _still_there(self, said: Said) -> Said:
        given = self.texts[said["concession"]]
        assert not self.about("withdrawal", "concession", said["concession"]), "of what was withdrawn"
        return given

    def _override(self, number: int, said: Said) -> None:
        self.has_role(said)
        made = self.in_time(said)
        assert said["role"] in LEADS, "overridden by too low a role"
        assert made.get("answer") is not None, "overrides what is open"
        law = made["facts"]
        assert not yes(law, "banned") or yes(law, "lawful"), "over the law"
        assert said["answer"] == "yes" or not yes(law, "lawful"), "below a right"
        self.not_corrected(said["decision"])
        facts = self.texts[said["decided_anew"]]["facts"] if said.get("decided_anew") is not None else made["facts"]
        grants = said["answer"] in ("yes", "yes_but")
        if made["request"] == "ask":
            assert not (grants and yes(facts, "banned") and not yes(facts, "lawful")), "above a prohibition"
            assert grants or not (yes(facts, "lawful") or yes(facts, "promised")), "below a right"
            new = answer_of(facts) or ("", "")
            assert not grants or said["give"] or new[0].startswith("yes"), "gives without saying what"
        right = grants and said.get("decided_anew") is not None and (yes(facts, "lawful") or yes(facts, "promised"))
        assert said["for_safety"] or right or not self.incidents(said), "paid for pressure"
        assert said["sentence"] and said["answered_by"] == made["by"] and said["reason"]
        if self.incidents(said):
            assert set(said["beyond"]) <= ({"swap"} if said["for_safety"] else set()), "paid for a threat"
        assert self.beyond(said) == said["beyond"], f"more was given beyond the policy than is said: {said} {facts}"
        for grant, amount in said["beyond"].items():
            assert said.get("customer") is not None
            if not said["draft"]:
                assert self.covers(said["role"], said, grant, amount), "above the mandate"
                favour = {**said, "rule": made.get("rule"), "grant": grant}
                assert not self.closed(favour, None), "of a favour that is closed"
                roles = ("agent", "lead", "head", "fitter", "owner")
                reach = [role for role in roles if self.covers(role, said, grant, amount)]
                if self.score(favour) >= 2:
                    reach = [role for role in reach if reach[0] in downward(role)[1:]]
                assert set(downward(said["role"])) & set(reach), "a habit by somebody too low"

    def _outside_policy(self, number: int, said: Said) -> None:
        self.decided(said)
        assert said["happened_on"] <= said["on"] and said["amount"] > 0

    def _repair(self, number: int, said: Said) -> None:
        self.has_role(said)
        told = self.texts[said["report"]]
        assert said["role"] in LEADS and not self.about("repair", "report", said["report"]), (
            "repaired twice, or too low"
        )
        if said["how"] == "retract":
            return
        assert said["by"] not in (told.get("given_by"), told["by"]), "honoured by who gave it, or told of it"
        if told.get("customer") is not None:
            reach = [role for role in ("lead", "head") if self.covers(role, said, told["grant"], 0)] or ["head"]
            assert set(downward(said["role"])) & set(reach), "honoured above the mandate"

    def incidents(self, said: Said) -> list[Said]:
        """Those of the same contact and day, before it: of the ticket, or of the customer on whatever ticket."""
        today = [each for _, each in self.of("incident") if each["on"] == said["on"]]
        who = said.get("customer")
        return [each for each in today if each["ticket"] == said["ticket"] or (who and each.get("customer") == who)]

    def _escalation(self, number: int, said: Said) -> None:
        self.in_time(said)

    def _upheld(self, number: int, said: Said) -> None:
        self.has_role(said)
        made = self.texts[said["decision"]]
        assert said["by"] != made["by"] and said["role"] in LEADS, "upheld by who answered, or too low"
        assert made.get("answer") and not self.about("upheld", "escalation", said["escalation"])

    def _objection_answer(self, number: int, said: Said) -> None:
        assert said["by"] == "olga" and not self.about("objection_answer", "objection", said["objection"])

    def _resolution(self, number: int, said: Said) -> None:
        assert said["by"] == "olga" and not self.draft


def back(day: str, days: int) -> str:
    """The day so many days before; with less than none after."""
    return (date.fromisoformat(day) - timedelta(days)).isoformat()
