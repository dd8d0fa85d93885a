"""The shape of policy files: which keys stand where. Types, names and conditions are read later, from the text.

Scalars stay the located texts of the reader; pydantic says which keys are unknown or missing, and is the
source of the JSON Schema that editors complete and check with (`fairservice schema`).
"""

from __future__ import annotations

from pydantic import ConfigDict, Field, JsonValue

from fairservice.policy.blocks import Answers, Block, Mapping, Scalar, Scalars, Tree
from fairservice.policy.desk_files import DeskFile


class Manifest(Block):
    """`policy.yaml`: who owns the policy, and what it may give through whom."""

    language: Scalar = Field(description="the version of the policy language; 1")
    policy: Scalar | None = Field(None, description="the name of the policy")
    pack: Scalar | None = Field(None, description="instead of `policy`: the name of a pack that policies can use")
    title: Mapping = Field(description="one title per language")
    owner: Scalar = Field(description="who answers for the policy: an e-mail address or a function")
    uses: Scalars | None = Field(None, description="packs that apply too, like `law/nl-consumer`")
    languages: Scalars = Field(description="the languages of all texts, the first one is the default: nl, en")
    currency: Scalar | None = Field(None, description="the ISO 4217 code of all amounts, like EUR")
    timezone: Scalar | None = Field(None, description="the IANA time zone of all days, like Europe/Amsterdam")
    since: Scalar = Field(description="the first day on which the policy decides")
    roles: dict[Scalar, RoleFile] | None = Field(None, description="who works with the policy, per name")
    grants: Mapping | None = Field(
        None, description="what can be given, and as what: money, percent, yes_or_no, date, quantity"
    )
    together: Scalars | None = Field(None, description="grants that add to any option")
    mandates: Mapping | None = Field(None, description="per role and grant: per_case, per_customer")
    holding: Mapping | None = Field(None, description="what to say while something is open, per language")
    labels: Mapping | None = Field(None, description="what people call things, per name and language")


class RoleFile(Block):
    above: Scalar | None = Field(None, description="the role directly below this one")
    may: Scalars | None = Field(
        None, description="approve, override, decide_measure, hear_appeal, publish, protect_data"
    )


_FIELD_TYPES: list[JsonValue] = [
    "boolean",
    "integer",
    "number",
    "money",
    "percent",
    "choice",
    "choices",
    "text",
    "date",
]


class FieldFile(Block):
    """A field of the records of a list, where it is more than a type: what a fact says of its own value."""

    type: Scalar = Field(
        description="boolean, integer, number, money, percent, choice, choices, text or date",
        json_schema_extra={"enum": _FIELD_TYPES},
    )
    unit: Scalar | None = Field(None, description="what is counted: days, km")
    range: Scalar | None = Field(None, description="the least and most, like `0 to 3650`")
    decimals: Scalar | None = Field(None, description="of a number; 2 where nothing is said")
    values: Scalars | None = Field(None, description="of a choice or choices")
    ordered: Scalars | None = Field(None, description="the values of a choice, from least to most")


_RECORDED: list[JsonValue] = [
    "concessions",
    "recoveries",
    "refusals",
    "overrides",
    "promises",
    "complaints",
    "incidents",
]


class HistoryFile(Block):
    """What the desk looks up on its ledger for a fact: one of `count`, `sum` and `days_since`, of one kind of thing."""

    count: Scalar | None = Field(
        None,
        description="how many: concessions, recoveries, refusals, overrides, promises, complaints or incidents",
        json_schema_extra={"enum": _RECORDED},
    )
    sum: Scalar | None = Field(
        None,
        description="how much together of one `grant`: concessions or recoveries",
        json_schema_extra={"enum": ["concessions", "recoveries"]},
    )
    days_since: Scalar | None = Field(
        None,
        description="how many days ago the last one was, of the same kinds as `count`; one day more than `within` "
        "where there was none",
        json_schema_extra={"enum": _RECORDED},
    )
    grant: Scalar | None = Field(None, description="of concessions and recoveries: only those of this grant")
    rules: Scalars | None = Field(None, description="only of these rules")
    requests: Scalars | None = Field(None, description="only of these requests")
    reasons: Scalars | None = Field(None, description="of concessions and recoveries: only for these reasons")
    of: Scalar | None = Field(
        None,
        description="customer (where not said), or household: all customers in it",
        json_schema_extra={"enum": ["customer", "household"]},
    )
    within: Scalar = Field(description="how far it looks back, like `365 days`")


class FactFile(FieldFile):
    """A fact: what a case can say."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["type"]}, {"required": ["history"]}]})

    # `history` says it too, so that it may be left out beside that one
    type: Scalar | None = Field(  # type: ignore[assignment]
        None,
        description="boolean, integer, number, money, percent, choice, choices, text, date, datetime, time or list",
        json_schema_extra={"enum": [*_FIELD_TYPES, "datetime", "time", "list"]},
    )
    of: Mapping | None = Field(None, description="of a list: per field of its records a type, or `{type: …, …}`")
    at_most: Scalar | None = Field(None, description="of a list: the most records that it can have, 1 to 200")
    ask: Mapping | None = Field(None, description="the question to ask for it, per language")
    about: Scalar | None = Field(None, description="conduct, segment, goodwill, complaint or influence")
    worse: Scalar | None = Field(None, description="which way is worse conduct: higher, lower, true or false")
    protected: Scalar | None = Field(None, description="true: no decision may depend on it")
    from_: Scalar | None = Field(None, alias="from", description="ledger: the desk knows it")
    history: HistoryFile | None = Field(None, description="of a fact from the ledger: what the desk looks up for it")


class ParameterFile(Block):
    type: Scalar | None = Field(None, description="as of a fact; read from the figure where it is not said")
    unit: Scalar | None = Field(None, description="what is counted: days, km")
    values_of: Scalars | None = Field(None, description="the values of a parameter that is a choice")
    by: Scalars | None = Field(None, description="one or two choices that key a table")
    values: Mapping = Field(
        description="per first day: the figure, `{value, reference}`, a table, or `{table, reference}`"
    )


class RequestFile(Block):
    question: Mapping | None = Field(None, description="the question that is answered, per language")
    in_force_on: Scalar | None = Field(None, description="a date fact: rules and parameters as of that day")
    complete: Scalar | None = Field(None, description="true: the rules cover every case, there is no `otherwise`")
    combine: Scalar | None = Field(None, description="highest: where several rules stand, the highest answer")
    otherwise: OutcomeFile | None = Field(None, description="the answer where no rule of the policy stands")


class OutcomeFile(Block):
    answer: Scalar | None = Field(
        None,
        description="no, no_but, yes_but or yes",
        json_schema_extra={"enum": ["no", "no_but", "yes_but", "yes", False, True]},
    )
    give: Mapping | None = Field(None, description="per grant an amount")
    provided: Scalars | None = Field(None, description="what the customer must do or show for it")
    offer: Tree | None = Field(None, description="what can be proposed instead")
    may_override: Scalar | None = Field(None, description="the role that may answer otherwise; nobody where not said")
    because: Mapping | None = Field(None, description="what the customer may truthfully be told")
    say: Mapping | None = Field(None, description="the sentence to say, where it is another one than `because`")
    if_pressed: Mapping | None = Field(None, description="what to say when the customer insists")
    reference: Scalar | None = Field(None, description="the article, decision or document it rests on")


class EffectiveFile(Block):
    from_: Scalar | None = Field(None, alias="from", description="the first day")
    until: Scalar | None = Field(None, description="the last day")


class LimitFile(Block):
    at_most: Scalar = Field(description="how often, or how much")
    within: Scalar = Field(description="a number of days, like `365 days`")


class RuleFile(OutcomeFile):
    request: Scalar = Field(description="the request that the rule speaks to")
    basis: Scalar | None = Field(
        None,
        description="law, promise, policy (where not said) or goodwill",
        json_schema_extra={"enum": ["law", "promise", "policy", "goodwill"]},
    )
    when: Tree | None = Field(None, description="conditions that must all hold")
    unless: Tree | None = Field(None, description="conditions that must not all hold")
    overrides: Scalars | None = Field(None, description="the rules that yield to this one")
    effective: EffectiveFile | None = Field(None, description="the days on which the rule is in force")
    exception_to: Scalar | None = Field(None, description="goodwill: the rule, or `otherwise`, that it softens")
    concede: Mapping | None = Field(None, description="goodwill: per grant `{up_to: amount}`")
    reasons: Scalars | None = Field(None, description="goodwill: neutral words, one must be chosen")
    per_customer: LimitFile | None = Field(None, description="goodwill: how often one customer may have it")
    recovery: Scalar | None = Field(None, description="goodwill: the fact that shows our own failure")
    owner: Scalar | None = Field(None, description="who answers for this rule; the policy's owner where not said")
    table: TableFile | None = Field(None, description="a decision table: one rule per row")


class TableFile(Block):
    """Rules as rows: inputs and outcomes per column."""

    hit: Scalar | None = Field(
        None,
        description="unique (where not said): one row holds; first: the first row that holds; "
        "collect: the rows that hold add up",
        json_schema_extra={"enum": ["unique", "first", "collect"]},
    )
    columns: Tree | None = Field(
        None,
        description="what each column is: a fact to test, or `id`, `answer`, `give.refund`, `because.en`; "
        "of a sheet: per heading its name",
    )
    rows: Tree = Field(description="one list a row, `-` for any; or a sheet: `bags.csv`, `bags.xlsx#Sheet1`")
    up_to: Mapping | None = Field(None, description="collect: per grant the most that the rows come to together")


class OfferFile(Block):
    what: Scalar = Field(description="what is proposed, as a name that has a label")
    on: Scalar | None = Field(None, description="the day on which it can be had")
    amount: Scalar | None = Field(None, description="how much, as money")
    calming: Scalar | None = Field(None, description="true: it carries no value")
    say: Mapping | None = Field(None, description="the words for this offer, per language")


class ExampleFile(Block):
    request: Scalar = Field(description="the request that is asked")
    case: Mapping = Field(description="the facts that are known")
    today: Scalar | None = Field(None, description="the day as of which it is decided")
    received_on: Scalar | None = Field(None, description="the day the request came in; `today` where not said")
    expect: Mapping = Field(
        description="what the decision must be, like `answer`, `rule`, `options`; all of it must be so"
    )


class NeverFile(Block):
    """What no decision may be: all that is written here, together."""

    request: Scalar = Field(description="the request that is asked")
    answer: Answers | None = Field(None, description="one answer, or several of which it may be none")
    give: Mapping | None = Field(None, description="per grant a test of what one option gives, like `more than 100.00`")
    concede: Mapping | None = Field(None, description="per grant a test of what may be conceded at most")
    offer: Scalars | None = Field(None, description="one offer, or several of which it may be none")


class InvariantFile(Block):
    """What is so of every decision: `never`, or `never_worse` with `when_only`."""

    never: NeverFile | None = Field(None, description="what no decision may be")
    never_worse: Scalar | None = Field(None, description="a request, whose decision gets no worse by a change")
    when_only: Mapping | None = Field(
        None,
        description="for `never_worse`: per fact or definition how it changes: `{from: …, to: …}`, `higher` or `lower`",
    )
    when: Tree | None = Field(None, description="conditions that must all hold; of two cases in both")
    unless: Tree | None = Field(None, description="conditions that must not all hold")
    because: Mapping | None = Field(None, description="why the owner wants it so, per language")


class MinimumFile(Block):
    """The least that a decision must be."""

    request: Scalar = Field(description="the request that is asked")
    when: Tree | None = Field(None, description="conditions that must all hold")
    unless: Tree | None = Field(None, description="conditions that must not all hold")
    answer: Scalar | None = Field(
        None,
        description="the lowest answer: no_but, yes_but or yes",
        json_schema_extra={"enum": ["no_but", "yes_but", "yes", True]},
    )
    give: Mapping | None = Field(None, description="per grant the least that one option gives")
    provided: Scalars | None = Field(None, description="all that may be asked for it; anything where not said")
    because: Mapping | None = Field(None, description="why the owner wants it so, per language")


class RulesFile(Block):
    """Every other file of a policy: what cases say, figures, rules, what must be so, examples, the desk, and words."""

    facts: dict[Scalar, FactFile] | None = Field(None, description="what a case can say, per name")
    parameters: dict[Scalar, ParameterFile] | None = Field(None, description="figures with dates, per name")
    definitions: Mapping | None = Field(None, description="named expressions and conditions")
    requests: dict[Scalar, RequestFile] | None = Field(None, description="the questions that are answered, per name")
    rules: dict[Scalar, RuleFile] | None = Field(
        None, description="when these conditions hold, this answer, because …; per name"
    )
    invariants: dict[Scalar, InvariantFile] | None = Field(
        None, description="what must be so of all decisions, per name; `fairservice prove` proves it"
    )
    minimums: dict[Scalar, MinimumFile] | None = Field(
        None, description="the least that decisions must be, per name; `fairservice prove` proves it"
    )
    examples: dict[Scalar, ExampleFile] | None = Field(
        None, description="cases with the decision that you expect, per name"
    )
    desk: DeskFile | None = Field(None, description="what holds for the desk; once, and not in a pack")
    labels: Mapping | None = Field(None, description="what people call things, per name and language")


for _model in (Manifest, RequestFile, RuleFile, RulesFile):
    _model.model_rebuild()
