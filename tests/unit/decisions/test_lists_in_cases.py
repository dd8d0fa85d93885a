"""Lists of records in cases and decisions: how they are given, what is wrong with them, and how they are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fairservice import CaseError, Policy, load
from fairservice.cli.facts_given import read_case as read_case_file
from fairservice.decisions.case import read_case

RULES = """facts:
  order.gift: {type: boolean}
  order.lines:
    type: list
    at_most: 3
    of:
      sku: text
      price: {type: money, range: 0 to 100}
      returned: boolean
      marks: {type: choices, values: [dent, stain]}
      sent_on: date
requests:
  ask:
    otherwise: {answer: no, because: {en: Otherwise.}}
rules:
  r:
    request: ask
    when:
      order.lines:
        some: {returned: true, price: more than 20}
        count: at most 2
    answer: yes
    because: {en: Because.}
  s:
    request: ask
    overrides: r
    when: {order.gift: true}
    answer: no
    because: {en: A gift.}
"""


@pytest.fixture
def policy(policy_of: Callable[..., Policy]) -> Policy:
    return policy_of(RULES)


def known(policy: Policy, value: object) -> object:
    return read_case(policy.rulebook, {"order.lines": value})["order.lines"]


def test_a_list_is_mappings_or_json(policy: Policy) -> None:
    """From Python, nested or dotted, with a value or its text; or as one text, as in a cell."""
    expected = (("a1", 2500, True, frozenset({"dent"}), date(2026, 1, 31).toordinal()), (None, None, False, None, None))
    first = {"sku": "a1", "price": Decimal("25.00"), "returned": True, "marks": ["dent"], "sent_on": date(2026, 1, 31)}
    written = {"sku": "a1", "price": "25", "returned": "yes", "marks": "dent", "sent_on": "2026-01-31"}
    assert known(policy, [first, {"returned": False, "price": None}]) == expected
    assert known(policy, ({**written}, {"returned": "no"})) == expected
    assert known(policy, json.dumps([written, {"returned": False}])) == expected
    nested = read_case(policy.rulebook, {"order": {"lines": [first, {"returned": False}]}})
    assert nested == {"order.lines": expected}
    assert known(policy, []) == ()


WRONG: list[tuple[object, str, str]] = [
    (3, "FS601", "is a list of records"),
    (True, "FS601", "is a list of records"),
    ({1, 2}, "FS601", "is a list of records"),
    ([3], "FS601", "`order.lines[1]` is not a record"),
    ([{}, [1]], "FS601", "`order.lines[2]` is not a record"),
    ([{"prise": 3}], "FS600", "did you mean `price`?"),
    ([{3: 3}], "FS600", "has no field `3`"),
    ([{"price": 25.5}], "FS602", "inexact"),
    ([{"price": "25,50"}], "FS601", "`25.50`"),
    ([{"price": 101}], "FS601", "is outside 0.00 to 100.00"),
    ([{"price": {"a": 3}}], "FS601", "this record is not"),
    ([{"marks": ["scratch"]}], "FS601", "the values are"),
    ([{}] * 4, "FS601", "there are 4 records, and at most 3 are allowed"),
    ("hello", "FS601", "is not a list of records"),
    ("[" * 100_000, "FS601", "is not a list of records"),
    ('{"price": 3}', "FS601", "is not a list of records"),
    ('[{"price": 3, "price": 4}]', "FS601", "is not a list of records"),
    ('[{"price": [3]}]', "FS601", "more than one value"),
    ('[{"price": NaN}]', "FS601", "leave the fact out"),
    ("[{}, {}, {}, {}]", "FS601", "raise `at_most`"),
]


@pytest.mark.parametrize(("value", "code", "said"), WRONG, ids=[repr(value)[:40] for value, _, _ in WRONG])
def test_a_bad_list_is_refused_where_it_is_wrong(policy: Policy, value: object, code: str, said: str) -> None:
    """Each kind of slip has one finding with the record and the field in it, and nothing else happens."""
    with pytest.raises(CaseError) as caught:
        known(policy, value)
    (finding,) = caught.value.findings
    assert finding.code == code
    assert said in f"{finding.message} {finding.help}"


def test_each_record_has_its_own_findings_up_to_a_bound(policy: Policy) -> None:
    """All slips are told at once, each with the record that it stands in."""
    with pytest.raises(CaseError) as caught:
        known(policy, [{"price": -1}, {"returned": "maybe", "colour": "red"}])
    assert [each.where for each in caught.value.findings] == [
        "order.lines[1].price",
        "order.lines[2].returned",
        "order.lines[2]",
    ]
    with pytest.raises(CaseError) as caught:
        known(policy, [{f"f{number}": 3 for number in range(200)}])
    assert len(caught.value.findings) == 50


def test_a_field_outside_of_a_record_is_told_as_that(policy: Policy) -> None:
    """`order.lines.price: 3` and `order.lines: {price: 3}` are no facts, and say what a list looks like."""
    cases: list[dict[str, Any]] = [{"order.lines.price": 3}, {"order": {"lines": {"price": 3}}}]
    for case in cases:
        with pytest.raises(CaseError, match="stands outside of one"):
            read_case(policy.rulebook, case)


def test_a_decision_tells_the_records_that_it_was_made_on(policy: Policy) -> None:
    """In JSON a list is a list of mappings of texts, and it fits the schema of decisions."""
    from fairservice.decisions.json_form import DECISION_SCHEMA

    lines = [{"returned": True, "price": 25}, {"returned": False}]
    decision = policy.decide("ask", {"order.lines": lines, "order.gift": False})
    assert decision.answer == "yes"
    told = json.loads(json.dumps(decision.to_dict()))
    assert told["facts"]["order.lines"] == [{"price": "25.00", "returned": "true"}, {"returned": "false"}]
    assert DECISION_SCHEMA["properties"]["facts"]["additionalProperties"]["anyOf"]
    again = policy.decide("ask", {**told["facts"]})
    assert again.fingerprint == decision.fingerprint


def test_an_unknown_list_and_an_unknown_field_are_asked(policy: Policy) -> None:
    """A list that nobody gave is asked as a whole, one with gaps by the fields that a rule reads."""
    (question,) = [each for each in policy.decide("ask", {}).questions if each.fact == "order.lines"]
    assert (question.text, question.kind) == ("Which lines are there?", "a list of records")
    decision = policy.decide("ask", {"order.lines": [{"returned": True}], "order.gift": False})
    assert [each.text for each in decision.questions] == ["What is not yet known of the lines: price?"]
    settled = policy.decide("ask", {"order.lines": [{"price": 3}], "order.gift": False})
    assert settled.settled and settled.answer == "no"


def test_a_decision_with_a_list_is_made_again_from_its_facts(policy: Policy) -> None:
    """Its facts are a case; neither the records nor the list can be changed, and the JSON form is plain."""
    given = [{"sku": "a1", "price": "25.00", "returned": True, "marks": ["stain", "dent"]}, {"price": "1.00"}, {}]
    decision = policy.decide("ask", {"order.lines": given, "order.gift": False}, today=date(2026, 2, 1))
    facts = dict(decision.facts)
    again = policy.decide("ask", facts, today=decision.today, received_on=decision.received_on)
    assert (again.fingerprint, again.facts) == (decision.fingerprint, decision.facts)
    listed = facts["order.lines"]
    assert isinstance(listed, tuple)
    assert listed[0] == {"sku": "a1", "price": "25.00", "returned": "true", "marks": "dent, stain"}
    with pytest.raises(TypeError):
        listed[0]["price"] = "0.00"  # type: ignore[index]
    written = json.loads(json.dumps(decision.to_dict()))["facts"]
    assert written["order.lines"] == [dict(record) for record in listed]
    assert policy.decide("ask", written, today=decision.today).fingerprint == decision.fingerprint


@pytest.mark.parametrize("name", ["airline", "supplier"])
def test_every_shipped_case_is_decided_again_from_its_facts(name: str) -> None:
    """Policies with lists come with cases; each decision on one of them can be repeated."""
    folder = Path(__file__).parents[3] / "rules" / name
    policy = load(folder)
    for file in sorted((folder / "cases").iterdir()):
        case = read_case_file(str(file))
        day = case.today or date(2026, 7, 1)
        assert case.request is not None
        decision = policy.decide(case.request, case.facts, today=day, received_on=case.received_on)
        again = policy.decide(
            case.request, dict(decision.facts), today=decision.today, received_on=decision.received_on
        )
        assert again.fingerprint == decision.fingerprint, file.name


NESTED = """facts:
  crates:
    type: list
    at_most: 2
    of: {sealed: boolean}
  order.lines:
    type: list
    at_most: 3
    of: {sku: text, price: {type: money, range: 0 to 100}, returned: boolean}
definitions:
  order.value: sum(order.lines.price)
requests:
  ask:
    otherwise: {answer: no, because: {en: Otherwise.}}
rules:
  r:
    request: ask
    when:
      if: CONDITION
    answer: yes
    because: {en: Because.}
"""


@pytest.mark.parametrize(
    "condition",
    [
        "some c in crates satisfies (c.sealed and some x in order.lines satisfies x.returned)",
        "some x in order.lines satisfies (some y in order.lines satisfies y.returned)",
        "max(for c in crates return if c.sealed then sum(order.lines.price) else 0, otherwise 0) > 5",
        "some c in crates satisfies (c.sealed and order.value > 5)",
        "max(for c in crates return order.value, otherwise 5) > 5",
    ],
)
def test_a_field_that_is_read_within_another_list_is_asked(policy_of: Callable[..., Policy], condition: str) -> None:
    """Whichever list is gone through within which, also under a name: the one with the gap is asked, no other."""
    policy = policy_of(NESTED.replace("CONDITION", condition))
    case = {"crates": [{"sealed": True}], "order.lines": [{"sku": "a"}]}
    decision = policy.decide("ask", case, today=date(2026, 6, 1))
    assert (decision.status, [each.fact for each in decision.questions]) == ("open", ["order.lines"])
