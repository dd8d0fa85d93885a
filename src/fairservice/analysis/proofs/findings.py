"""What a proof found, as findings with places in the policy, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable

from fairservice.analysis.checks.later_gets_more import LATER_GETS_MORE
from fairservice.analysis.checks.plain.belonging import place_of
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.vocabulary import Choices
from fairservice.decisions.sameness import key_of_offer
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import OTHERWISE, Rule
from fairservice.policy.rulebook import Request, Rulebook
from fairservice.span import Span

CONFLICT = Defect("FS801", "rules-conflict", "warning", "there is a case in which two rules stand and disagree")
GAP = Defect("FS802", "no-rule-for-a-case", "warning", "a request that claims to cover every case leaves some out")
DEAD = Defect("FS803", "dead-rule", "warning", "a rule never stands, in any case")
BEYOND = Defect("FS804", "beyond-any-mandate", "warning", "a concession goes beyond what any role may approve")
COMPLAINT = Defect("FS805", "complaint-is-refused", "warning", "there is a complaint that is answered `no`")
NO_OFFER = Defect("FS806", "refusal-without-offer", "warning", "a `no_but` has nothing to offer in some case")
RUDENESS = Defect("FS807", "rudeness-pays", "warning", "who behaves worse, or threatens, gets more")
SHRINKS = Defect("FS808", "right-shrinks", "warning", "a right depends on conduct, goodwill, complaints or the segment")
COMPLAINING = Defect("FS809", "complaining-costs", "warning", "who complains gets less")
PROTECTED = Defect("FS810", "protected-fact-decides", "warning", "a decision depends on a protected fact")
BACKLOG = Defect("FS811", "backlog-eats-right", "warning", "a right of the law is lost while a message waits for us")
BROKEN = Defect("FS812", "invariant-broken", "warning", "what the owner says must always be so is not")
IDLE = Defect("FS813", "idle-rule", "advice", "a rule changes no decision")
ALIKE = Defect("FS814", "rules-nearly-alike", "advice", "two rules say the same, and differ in one test")
UNSETTLED = Defect("FS815", "claim-not-settled", "warning", "a claim could be neither proved nor refuted")

MOST_TESTS = 4
"""A class of cases that takes more tests than these to tell is left to the story."""

_WHAT = {
    "answer": "a higher answer",
    "options": "an option that gives more or asks less",
    "offers": "an offer more",
    "concessions": "a larger concession",
    "override": "a lower role that may override",
}


def finding_of(rulebook: Rulebook, verdict: Verdict) -> Finding | None:
    """The finding of a verdict; None of what was proved."""
    if verdict.status == "proved" or verdict.more:
        return None
    if verdict.status == "not settled":
        return _unsettled(rulebook, verdict)
    return _Told(rulebook, verdict).finding()


def _unsettled(rulebook: Rulebook, verdict: Verdict) -> Finding:
    request = rulebook.requests[verdict.request]
    named = f"`{verdict.name}`" if verdict.name else f"`{verdict.claim}`"
    of = f" of `{verdict.rules[0]}`" if verdict.rules else ""
    message = f"{named}{of} could not be settled for `{verdict.request}`: {verdict.reason}"
    at = request.position.get(verdict.rules[0]) if verdict.rules else None
    place = request.span if at is None else request.rules[at].span
    return UNSETTLED.at(place, message, "give it more time with `--seconds`, or make the arithmetic simpler")


class _Told:
    """One refuted claim."""

    def __init__(self, rulebook: Rulebook, verdict: Verdict) -> None:
        self.rulebook = rulebook
        self.verdict = verdict
        self.request: Request = rulebook.requests[verdict.request]
        self.rules = [self._rule(name) for name in verdict.rules]
        self.by = [self._rule(name) for name in verdict.by]

    def _rule(self, name: str) -> Rule:
        if name == OTHERWISE and self.request.otherwise is not None:
            return self.request.otherwise
        return self.request.rules[self.request.position[name]]

    def finding(self) -> Finding:
        verdict = self.verdict
        match verdict.claim:
            case "no-conflict":
                return self._conflict()
            case "no-gap":
                message = f"`{verdict.request}` has no rule {self._where()}"
                return GAP.at(self.request.span, message, "add a rule for it, or an `otherwise` for all that is left")
            case "no-dead-rule":
                return self._dead()
            case "within-mandates":
                grant = verdict.aspects[0]
                line = next(each for each in self._concession_lines() if each[0] == grant)
                message = f"`{verdict.rules[0]}` may concede more `{grant}` than any role may approve"
                help = "bound it with `min(…, …)`, or give a role a mandate under `mandates`"
                return BEYOND.at(line[1], message, help)
            case "complaints-heard":
                message = f"{self._first()} refuses a complaint"
                help = "take it with `yes` or `yes_but`; what it leads to is another request"
                return COMPLAINT.at(self._place("answer"), message, help)
            case "refusals-offer":
                message = f"{self._first()} says no, but offers nothing"
                return NO_OFFER.at(self._place("answer"), message, "add an `offer`, or answer `no`")
            case "rudeness-never-pays":
                help = "let no rule give more for what is worse; mark an offer `calming: true` where it has no value"
                message = f"rudeness pays here: {self._differing()} alone brings {self._more()}"
                return RUDENESS.at(self._place(), message, help, self._others())
            case "complaining-never-costs":
                message = f"complaining costs here: who complains less gets {self._more()}"
                help = "let what is complained of add to what is given, and never take away"
                return COMPLAINING.at(self._place(), message, help, self._others())
            case "rights-never-shrink":
                message = f"what `{verdict.rules[0]}` gives as of right depends on {self._differing()}"
                help = "take it out of the rule, and of all that goes before the rule"
                return SHRINKS.at(self._place(), message, help, self._shadows("decides instead"))
            case "protected-facts":
                message = f"a decision depends on `{verdict.aspects[0]}`, which is protected"
                return PROTECTED.at(self._place(), message, "take it out of the conditions and amounts", self._others())
            case "no-backlog":
                message = f"what `{verdict.rules[0]}` gives is lost while the message waits for us"
                help = "count to `received_on`, never to `today`"
                return BACKLOG.at(self._place(), message, help, self._shadows("decides instead"))
            case "owners":
                return self._owners()
            case "later-gets-more":
                message = f"who comes later gets more than who comes earlier (`{verdict.name}`)"
                help = "if you do not mean this, bound the rules so that waiting pays nothing"
                return LATER_GETS_MORE.at(self._place(), message, help, self._others())
            case "no-idle-rule":
                return self._idle()

    # ---- each kind

    def _conflict(self) -> Finding:
        one, other = self.rules
        if one.answer is other.answer:
            message = f"`{one.id}` and `{other.id}` both answer `{_word(one)}`, and differ in {_apart(one, other)}"
        else:
            message = f"`{one.id}` {_SAYS[_word(one)]}, and `{other.id}` {_SAYS[_word(other)]}"
        message += ": there is a case of both"
        return CONFLICT.at(one.span, message, self._overrides(), [(other.span, "disagrees")])

    def _overrides(self) -> str:
        """The line that would settle it: of the one that is meant as an exception, else of either."""
        one, other = (rule.id for rule in self.rules)
        if self.verdict.by:
            narrower = self.verdict.by[0]
            wider = other if narrower == one else one
            return f"`{narrower}` holds only where `{wider}` does: as its exception it needs `overrides: {wider}`"
        return f"say which goes first: `overrides: {other}` under `{one}`, or `overrides: {one}` under `{other}`"

    def _dead(self) -> Finding:
        rule = self.rules[0]
        if self.verdict.kind == "never-fires":
            message = f"`{rule.id}` never holds: no case meets all that it asks, while it is in force"
            return DEAD.at(place_of(rule, "when", "unless"), message, "correct one of its conditions, or end the rule")
        named = _listed(self.verdict.by)
        message = (
            f"`{rule.id}` never stands: wherever it holds, {named} {'goes' if len(self.by) == 1 else 'go'} before it"
        )
        return DEAD.at(rule.span, message, "narrow what goes before it, or end the rule", self._shadows())

    def _owners(self) -> Finding:
        verdict = self.verdict
        invariant = next(each for each in self.rulebook.invariants if each.name == verdict.name)
        what = f": who is changed so loses {self._more()}" if verdict.aspects else ""
        help = "change the rules, or what you claim"
        return BROKEN.at(invariant.span, f"`{verdict.name}` is not so{what}", help, self._others(all=True))

    def _idle(self) -> Finding:
        verdict, rule = self.verdict, self.rules[0]
        named = _listed(verdict.by)
        if verdict.kind == "near-duplicate":
            message = f"`{rule.id}` and `{self.rules[1].id}` say the same, and differ in one test"
            help = "one rule can say both; or one of the figures was forgotten"
            return ALIKE.at(rule.span, message, help, [(self.rules[1].span, "nearly the same")])
        if verdict.kind == "outranked":
            message = f"`{rule.id}` changes no decision: wherever it stands, {named} decides"
        elif verdict.by:
            message = f"`{rule.id}` changes no decision: {named} would say the same"
        else:
            message = f"`{rule.id}` changes no decision: without it all would be the same"
        label = "decides" if verdict.kind == "outranked" else "says the same"
        return IDLE.at(rule.span, message, "end the rule, or give it what sets it apart", self._shadows(label))

    # ---- parts

    def _concession_lines(self) -> list[tuple[str, Span]]:
        concession = self.rules[0].concession
        return [(line.grant, line.span) for line in concession.lines] if concession else []

    def _first(self) -> str:
        return _called(self.rules[0]) if self.rules else f"`{self.request.name}`"

    def _place(self, *keys: str) -> Span:
        """Where the first rule says this, else where it begins."""
        return place_of(self.rules[0], *keys) if self.rules else self.request.span

    def _where(self) -> str:
        """The cases that are like the one told, as an owner writes them."""
        around = self.verdict.around
        if around is None or around.conditions or not 0 < len(around.tests) <= MOST_TESTS:
            return "for some cases"
        return "where " + _listed_plain(
            [
                f"`{test.name}` {'has' if isinstance(test.type, Choices) else 'is'} {test.written}"
                for test in around.tests
            ]
        )

    def _others(self, all: bool = False) -> list[tuple[Span, str]]:
        return [(rule.span, "has a part in it") for rule in (self.rules if all else self.rules[1:])]

    def _differing(self) -> str:
        """The facts in which the two cases differ."""
        one, other = self.verdict.cases
        return _listed(tuple(name for name in one if one[name] != other.get(name)))

    def _shadows(self, label: str = "goes before it") -> list[tuple[Span, str]]:
        return [(rule.span, label) for rule in self.by if rule not in self.rules]

    def _more(self) -> str:
        """In what one is better off; an option comes with a higher answer, and the story shows it."""
        aspects = self.verdict.aspects
        told = [each for each in aspects if each != "options" or "answer" not in aspects]
        return _listed_plain([_WHAT[aspect] for aspect in told])


def _word(rule: Rule) -> str:
    assert rule.answer is not None, "goodwill contradicts nothing"
    return rule.answer.word


def _apart(one: Rule, other: Rule) -> str:
    """In what two rules with the same answer are not the same, as far as it is plain."""
    parts = {
        "what they give": ({(line.grant, line.amount) for line in each.lines} for each in (one, other)),
        "what must be provided": (set(each.provided) for each in (one, other)),
        "what they offer": ({key_of_offer(offer) for offer in each.offers} for each in (one, other)),
        "who may override": (each.may_override for each in (one, other)),
    }
    return _listed_plain([what for what, (mine, theirs) in parts.items() if mine != theirs])


_SAYS = {"yes": "says yes", "yes_but": "says yes, but", "no_but": "says no, but", "no": "says no"}


def _called(rule: Rule) -> str:
    return f"`otherwise` of `{rule.request}`" if rule.id == OTHERWISE else f"`{rule.id}`"


def _listed(names: tuple[str, ...]) -> str:
    return _listed_plain([f"`{name}`" for name in names])


def _listed_plain(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def findings_of(rulebook: Rulebook, verdicts: Iterable[Verdict]) -> list[Finding]:
    """The findings of all that was not proved."""
    return [found for verdict in verdicts if (found := finding_of(rulebook, verdict)) is not None]
