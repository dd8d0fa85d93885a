"""All that a policy says beside its rules is read out: for the desk, by roles, and of what is looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fairservice.conditions.declarations import Fact, HistoryOf
from fairservice.conditions.vocabulary import BOOLEAN
from fairservice.policy.authority import DUTIES
from fairservice.policy.blocks import Block
from fairservice.policy.describe_desk import counted, desk_as_data, desk_heading, desk_in_words, no_desk
from fairservice.policy.describe_history import (
    histories_in_words,
    history_as_data,
    history_in_words,
    looked_up,
)
from fairservice.policy.describe_roles import role_in_words, roles_as_data, roles_in_words
from fairservice.policy.desk_files import DeskFile
from fairservice.policy.desk_terms import KEPT_KINDS, NOTICE, DeskTerms, Drift, Keep, LawfulBasis, Precedents, Stays
from fairservice.policy.load import load_rulebook
from fairservice.policy.rule import OTHERWISE, Limit
from fairservice.policy.rulebook import Grant, Mandate, Role, Rulebook
from fairservice.span import File, Position, Span

Write = Callable[..., Path]
HERE = Span(File("desk.yaml", "desk:\n"), Position(1, 1), Position(1, 5))
LANGS = ("nl", "en")
OTHER: dict[Any, Any] = {
    "legitimate_interests": "consent",
    "contract": "public_task",
    "legal_claims": "legal_obligation",
}
"""What a word out of a list becomes where it is changed."""
NOT_TOLD = {"span"}
"""Where it stands is told as the place, apart from the words."""


def a_keep(kind: str, basis: LawfulBasis = "legitimate_interests", days: int = 730, stays: Stays | None = None) -> Keep:
    return Keep(kind, {"nl": f"Om {kind}.", "en": f"For {kind}."}, basis, days, stays)


TERMS = DeskTerms(
    "Example, Delft",
    "privacy@example.com",
    HERE,
    NOTICE,
    {kind: a_keep(kind, stays="legal_claims" if kind == "decisions" else None) for kind in KEPT_KINDS},
)


def changed(value: object) -> object:
    """Something else of the same kind; a kind that this does not know fails the test that asks."""
    match value:
        case int():
            return value + 1234
        case str() if value in OTHER:
            return OTHER[value]
        case str():
            return f"{value} otherwise"
        case None:
            return "legal_claims"
        case Mapping() if set(value) == {"nl", "en"}:
            return {lang: f"{text} Otherwise." for lang, text in value.items()}
        case _:
            raise AssertionError(f"nobody says how {value!r} is changed")


def variants(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """For each field within a value, however deep, the value with only that one changed."""
    for field in fields(value):
        inner = getattr(value, field.name)
        where = f"{path}{field.name}"
        if field.name in NOT_TOLD:
            continue
        if is_dataclass(inner):
            for below, other in variants(inner, f"{where}."):
                yield below, replace(value, **{field.name: other})
        elif isinstance(inner, Mapping) and all(isinstance(each, Keep) for each in inner.values()):
            for key, keep in inner.items():
                for below, other in variants(replace(keep), f"{where}.{key}."):
                    if not below.endswith(".kind"):
                        yield below, replace(value, **{field.name: {**inner, key: other}})
        else:
            yield where, replace(value, **{field.name: changed(inner)})


EACH = dict(variants(TERMS))


def in_words(terms: DeskTerms, lang: str) -> str:
    return "\n".join(desk_in_words(terms, lang))


# ---- the section `desk`


@pytest.mark.parametrize("where", list(EACH))
def test_each_field_of_the_section_is_told(where: str) -> None:
    """Whatever a policy says for the desk otherwise is read out otherwise, in both languages and as data.

    A new field that nobody reads out fails here.
    """
    for lang in LANGS:
        assert in_words(EACH[where], lang) != in_words(TERMS, lang)
    assert desk_as_data(EACH[where]) != desk_as_data(TERMS)


def test_the_fields_are_found_at_any_depth() -> None:
    """What the test above goes through: its own fields, those of precedents, and those of each kind that is kept."""
    deep = {"controller", "precedents.favour.emerging", "precedents.recovery_drift.value", "keeps.privacy.stays"}
    assert deep <= set(EACH)
    assert len([each for each in EACH if each.startswith("keeps.")]) == 4 * len(KEPT_KINDS)


def keys_of(model: type[Block]) -> dict[str, Any]:
    """The keys of a section with those below them, as a policy may write them."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        below = [each for each in (field.annotation, *getattr(field.annotation, "__args__", ())) if _is_block(each)]
        found[name] = keys_of(below[0]) if below else None
    return found


def _is_block(each: object) -> bool:
    return isinstance(each, type) and issubclass(each, Block)


def keys_in(data: Mapping[str, Any]) -> dict[str, Any]:
    texts = {"nl", "en"}
    return {
        key: keys_in(below) if isinstance(below, Mapping) and set(below) != texts else None
        for key, below in data.items()
    }


def test_data_have_the_keys_of_a_policy() -> None:
    """Whoever knows the section knows the data: the same keys, each of them, also those that were left out."""
    assert keys_in(desk_as_data(TERMS)) == keys_of(DeskFile)


def test_what_is_left_out_is_told_as_usual() -> None:
    """The usual limits stand in the sentences as if they had been written."""
    told = in_words(TERMS, "en")
    assert "given as the answer for 30 days" in told
    assert "can be used once, within 30 days" in told
    assert "At 2 a pattern begins, at 3 the customer counts on it." in told
    assert NOTICE["en"] in told
    assert "met zekerheid in meer dan 20% van de gevallen" in in_words(TERMS, "nl")


def test_what_is_alike_is_told_once() -> None:
    """Kinds kept alike share a line that says how long and on which ground; a second drift that is alike is named."""
    told = in_words(TERMS, "en")
    assert told.count("730 days; ground: legitimate interests") == 2  # one of them stays
    assert told.count("150%") == 1
    own = replace(TERMS, precedents=Precedents(recovery_drift=Drift(value=20000)))
    assert [in_words(own, lang).count("200%") for lang in LANGS] == [1, 1]


def test_why_it_stays_is_told_with_its_article() -> None:
    """For legal claims or because the law says so; of the rest nothing is said to stay."""
    kinds = {"decisions": a_keep("decisions", stays="legal_claims"), "privacy": a_keep("privacy", "legal_obligation")}
    told = in_words(replace(TERMS, keeps=kinds), "en")
    assert told.count("; stays,") == 1
    assert "legal claims may need it (AVG/GDPR art. 17(3)(e))" in told
    kinds["privacy"] = a_keep("privacy", "legal_obligation", stays="legal_obligation")
    assert "de wet verplicht ertoe (AVG/GDPR art. 17(3)(b))" in in_words(replace(TERMS, keeps=kinds), "nl")


def test_one_is_no_plural() -> None:
    """A single day, time or colleague is told as one."""
    assert [counted(1, "days", lang) for lang in LANGS] == ["1 dag", "1 day"]
    often = replace(TERMS, concession_uses=3, approval_days=1)
    assert "can be used 3 times" in in_words(often, "en")
    assert "beantwoord binnen 1 dag." in in_words(often, "nl")


def test_headings_are_told_in_the_language() -> None:
    """The section has its heading, and a policy without it a sentence."""
    assert desk_heading("nl") == "Wat aan de balie geldt"
    assert no_desk("en") == "This policy says nothing for a desk."


# ---- roles


POLICY = """
facts:
  failed: {type: boolean, ask: {en: Did we fail?}}
  kind_before:
    from: ledger
    history:
      sum: concessions
      grant: credit
      rules: making-up-for-nothing
      requests: ask
      reasons: own_costs
      of: household
      within: 1 day
  said_no:
    from: ledger
    history: {days_since: refusals, rules: otherwise, within: 30 days}
  given: {from: ledger, history: {count: recoveries, grant: credit, within: 90 days}}
requests:
  ask:
    otherwise: {answer: no_but, because: {en: No.}, offer: advice}
rules:
  making-up:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {failed: true, given: 0}
    concede: {credit: {up_to: 5.00}}
    reasons: [own_costs]
    recovery: failed
    per_customer: {at_most: 2, within: 90 days}
  making-up-for-nothing:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {failed: false, kind_before: less than 10.00, said_no: more than 7}
    concede: {credit: {up_to: 5.00}}
    reasons: [own_costs]
    per_customer: {at_most: 2, within: 90 days}
"""


@pytest.fixture
def book(write_policy: Write) -> Rulebook:
    return load_rulebook(write_policy(POLICY))[0]


def with_roles(book: Rulebook, *mandates: Mandate) -> Rulebook:
    clerk, head = Role("clerk", None, frozenset(), HERE), Role("head", "clerk", frozenset(DUTIES), HERE)
    grants = {**book.grants, "gift": Grant("gift", BOOLEAN, HERE)}
    return replace(book, roles={"clerk": clerk, "head": head}, mandates=mandates, grants=grants)


def test_a_role_is_told_with_its_duties_and_mandates(book: Rulebook) -> None:
    """Each duty and each bound of a mandate; what is yes or no has no amount."""
    limit = Limit(5000, 90)
    found = with_roles(book, Mandate("head", "credit", 2500, limit, HERE), Mandate("head", "gift", 1, None, HERE))
    head = role_in_words(found, found.roles["head"], "en")
    assert (
        "head (above clerk): may concede alone: credit up to €25.00 in a case (€50.00 to a customer in 90 days)" in head
    )
    assert "and gift in a case; lets others concede" in head
    assert role_in_words(found, found.roles["clerk"], "nl") == "clerk: antwoordt volgens het beleid."
    clerk, other = roles_as_data(found)
    assert clerk == {"role": "clerk", "above": None, "may": [], "mandates": {}}
    assert other["may"] == list(DUTIES)
    assert other["mandates"]["credit"] == {"per_case": "25.00", "per_customer": {"at_most": "50.00", "within": 90}}
    assert other["mandates"]["gift"] == {"per_case": "true", "per_customer": None}


MANDATE = Mandate("head", "credit", 2500, Limit(5000, 90), HERE)
MANDATES = {
    "role": replace(MANDATE, role="clerk"),
    "grant": replace(MANDATE, grant="refund"),
    "per_case": replace(MANDATE, per_case=1),
    "per_customer": replace(MANDATE, per_customer=None),
    "at_most": replace(MANDATE, per_customer=Limit(5001, 90)),
    "within_days": replace(MANDATE, per_customer=Limit(5000, 91)),
}


@pytest.mark.parametrize("name", [each.name for each in (*fields(Mandate), *fields(Limit)) if each.name != "span"])
def test_each_field_of_a_mandate_is_told(book: Rulebook, name: str) -> None:
    """In words, in both languages, and as data; a new field that nobody reads out fails here."""
    one, other = with_roles(book, MANDATE), with_roles(book, MANDATES[name])
    assert all(roles_in_words(one, lang) != roles_in_words(other, lang) for lang in LANGS)
    assert roles_as_data(one) != roles_as_data(other)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("duty", DUTIES)
def test_every_duty_has_words(book: Rulebook, duty: Any, lang: str) -> None:
    """A duty that nobody reads out fails here."""
    role = Role("head", None, frozenset({duty}), HERE)
    assert role_in_words(book, role, lang) != role_in_words(book, replace(role, may=frozenset()), lang)


def test_what_holds_of_all_roles_is_told_where_it_matters(book: Rulebook) -> None:
    """That duties go upward, where a role stands above another; that rights take no mandate, where there is one."""
    assert "those above it may too" in roles_in_words(with_roles(book), "en")
    assert "no mandate" not in roles_in_words(with_roles(book), "en")
    assert "no mandate" in roles_in_words(with_roles(book, Mandate("clerk", "credit", 1, None, HERE)), "en")


# ---- what is looked up


def test_what_is_looked_up_is_told(book: Rulebook) -> None:
    """What is counted, of whom, how far back, and which of it only."""
    told = {each.name: history_in_words(book, each, "en") for each in looked_up(book)}
    assert told == {
        "kind_before": "kind before: what the exceptions come to in credit with the household of this customer within "
        "1 day by making-up-for-nothing when asked for ask because of own costs.",
        "said_no": "said no: how many days ago the last of the refusals was (31 if there was none) with this customer "
        "within 30 days by all other cases.",
        "given": "given: how many compensations for our own failures (credit) there were with this customer within 90 "
        "days.",
    }
    assert "Wat de balie opzoekt" in histories_in_words(book, looked_up(book), "nl")


def test_how_often_a_favour_was_given_is_told_by_its_rule(book: Rulebook) -> None:
    """`per_customer` says it already, so it is not told again as something looked up."""
    assert "history.making_up.used" in book.facts
    assert [each.name for each in looked_up(book)] == ["kind_before", "said_no", "given"]


def test_of_a_rule_only_what_it_reads_is_told(book: Rulebook) -> None:
    """In file order; nothing of a rule that looks nothing up."""
    first, second = book.requests["ask"].rules
    assert [each.name for each in looked_up(book, [first])] == ["given"]
    assert [each.name for each in looked_up(book, [second])] == ["kind_before", "said_no"]
    assert looked_up(book, []) == []


HISTORY = HistoryOf("count", "concessions", "credit", ("one",), ("two",), ("three",), "customer", 7)
CHANGED = {
    "measure": "days_since",
    "what": "recoveries",
    "grant": None,
    "rules": (OTHERWISE,),
    "requests": (),
    "reasons": (),
    "of": "household",
    "within_days": 1,
}


@pytest.mark.parametrize("name", [each.name for each in fields(HistoryOf)])
def test_each_field_of_a_history_is_told(book: Rulebook, name: str) -> None:
    """In words, in both languages, and as data; a new field that nobody reads out fails here."""
    fact = Fact("f", BOOLEAN, None, history=HISTORY)
    other = replace(fact, history=replace(HISTORY, **{name: CHANGED[name]}))
    for lang in LANGS:
        assert history_in_words(book, other, lang) != history_in_words(book, fact, lang)
    assert history_as_data(other) != history_as_data(fact)
