"""What the fields of a decision say."""

from __future__ import annotations

from fairservice import Decided, Decision
from fairservice.decisions import content as parts

DECISION_PARTS: dict[str, tuple[type, dict[str, str]]] = {
    "Decided": (
        Decided,
        {
            "position": "of the case among all, from 0",
            "case": "the very object that was given",
            "decision": "the `Decision`; None if there is none. `result()` gives it, or raises the error",
            "error": "the `CaseError` that says why there is no decision; else None",
        },
    ),
    "Decision": (
        Decision,
        {
            "policy": "the name of the policy",
            "request": "the request that was asked",
            "question": "its question, in the asked language",
            "lang": "the language of all words in this decision",
            "status": "`settled`, `open`, `conflict` or `gap`",
            "settled": "whether answer, options and offers all stand, whatever else may still become known",
            "answer": "`no`, `no_but`, `yes_but` or `yes`; None while it is not one of them for certain",
            "at_least": "the lowest answer that is still possible; None in a conflict or gap",
            "at_most": "the highest answer that is still possible; None in a conflict or gap",
            "may_conflict": "whether rules contradict each other, or still may",
            "options": "what the customer can choose from, as `Option`",
            "options_settled": "whether no unknown fact can still change the options",
            "offers": "what can be proposed instead, as `OfferMade`",
            "offers_settled": "whether no unknown fact can still change the offers",
            "may_concede": "what an employee may give beyond the answer, as `MayConcede`",
            "may_concede_settled": "whether no unknown fact can still change that",
            "may_override": "the role that may answer otherwise, or `nobody`; None while that is open",
            "say": "one sentence for the customer; the holding sentence while there is no answer",
            "if_pressed": "what to say to a customer who insists; None if the rule has nothing, or it is open",
            "because": "what the customer may truthfully be told; None while it is open",
            "holding": "the holding sentence, unless the decision is settled",
            "rule": "the rule that lends its words; `otherwise` if no rule of the policy stands; None while open",
            "rules": "every rule that certainly gives this answer",
            "conflict": "the rules that contradict each other",
            "reference": "what the rule rests on, as the policy words it",
            "owner": "who answers for the rule",
            "questions": "the unknown facts that still matter, most useful first, as `Question`",
            "facts": "the known facts that this request reads, as pairs of name and written value, sorted; of a list "
            "its records, each a read-only mapping of field to written value",
            "today": "the day as of which it was decided",
            "received_on": "the day the request came in",
            "in_force_on": "the day whose rules and figures were used; None while it is unknown",
            "law": "the law packs it was made against: pairs of name and first day",
            "labels": "what the roles and reasons in it are called: pairs of name and words, sorted",
            "bundle": "the SHA-256 of the policy's bundle: exactly which rules",
            "fingerprint": "the SHA-256 of the decision without its words: the same in every language",
            "trace": "each rule that was considered, and why it stands, failed, yielded or may still stand",
        },
    ),
    "Option": (
        parts.Option,
        {
            "rule": "the rule it comes from",
            "basis": "`law`, `promise` or `policy`",
            "lines": "what is given, as `GivenLine`",
            "provided": "what the customer must do or show for it",
            "provided_labels": "the same in words",
            "certain": "whether it is there whatever else becomes known",
        },
    ),
    "GivenLine": (
        parts.GivenLine,
        {
            "grant": "what is given",
            "label": "the same in words",
            "amount": "how much, as `Amount`",
            "rule": "the rule that gives this line",
            "provided": "what is needed for this line alone, where another rule added it",
            "certain": "whether the line is there whatever else becomes known",
        },
    ),
    "OfferMade": (
        parts.OfferMade,
        {
            "what": "what can be proposed",
            "label": "the same in words",
            "on": "on which day, as `Amount`; None if the rule names no day",
            "amount": "how much, as `Amount`; None if the rule names no amount",
            "calming": "whether it carries no value: a kind word, a call back",
            "say": "words for this offer",
            "rule": "the rule that proposes it",
            "certain": "whether it is there whatever else becomes known",
        },
    ),
    "MayConcede": (
        parts.MayConcede,
        {
            "rule": "the goodwill rule",
            "exception_to": "the rule, or `otherwise`, that it softens",
            "grant": "what may be given",
            "label": "the same in words",
            "up_to": "the most, as `Amount`",
            "by_role": "per role with a mandate, lowest first, how much it may concede on its own",
            "reasons": "the reasons of which one must be chosen",
            "used": "how often this customer has had it; None while unknown",
            "at_most": "how often a customer may have it",
            "within_days": "in how many days",
            "certain": "whether it may be conceded whatever else becomes known",
        },
    ),
    "Question": (
        parts.Question,
        {
            "fact": "the fact that is unknown",
            "text": "the question to ask for it",
            "type": "its type",
            "kind": "its type in words",
            "values": "the values of a choice",
            "value_labels": "the same in words",
            "from_ledger": "whether to look it up instead of asking the customer",
        },
    ),
    "Amount": (
        parts.Amount,
        {
            "value": "the exact value: cents, hundredths of a percent, day numbers; None while open",
            "type": "its type",
            "text": "as the asked language writes it",
        },
    ),
    "Considered": (
        parts.Considered,
        {
            "rule": "a rule of the request",
            "basis": "`law`, `promise`, `policy` or `goodwill`",
            "standing": "`stands`, `failed`, `yielded` or `may_stand`",
            "yielded_to": "the rule that overrides it",
            "reasons": "each test with the value that it met, as `Reason`",
            "reference": "what the rule rests on",
            "place": "file, line and column",
            "table": "the decision table of which it is a row; None for any other rule",
        },
    ),
    "Reason": (
        parts.Reason,
        {
            "text": "the test in words",
            "holds": "yes, no, or None while it is open",
            "facts": "the facts that it reads",
        },
    ),
}
