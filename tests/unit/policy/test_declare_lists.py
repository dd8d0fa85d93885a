"""How a list of records is declared, and which declarations are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.conditions.vocabulary import BOOLEAN, TEXT, Choice, Records, default_quantity
from fairservice.errors import Finding, PolicyError
from fairservice.policy.load import load_rulebook

REST = """
requests:
  ask:
    otherwise: {answer: no, because: {en: No.}}
"""


def type_of(write_policy: Callable[..., Path], declared: str, more: str = "") -> object:
    folder = write_policy(f"facts:\n  l: {declared}\n{more}{REST}")
    return load_rulebook(folder)[0].facts["l"].type


def test_a_field_is_a_type_or_all_that_a_fact_says_of_its_value(write_policy: Callable[..., Path]) -> None:
    """A word will do; a mapping gives a range, values or an order."""
    of = "{a: text, b: {type: money, range: 0 to 9}, c: {type: choice, ordered: [x, y]}, d: boolean}"
    declared = f"{{type: list, at_most: 5, of: {of}}}"
    money = default_quantity("money", 2).bounded(0, 900)
    fields = (("a", TEXT), ("b", money), ("c", Choice(("x", "y"), True)), ("d", BOOLEAN))
    assert type_of(write_policy, declared) == Records(fields, 5)


WRONG = [
    ("{type: list, of: {a: text}}", "", "FS119", "add `at_most: 50`"),
    ("{type: list, at_most: 5}", "", "FS119", "add `of: {sku: text"),
    ("{type: list, at_most: 0, of: {a: text}}", "", "FS119", "write 1 to 200"),
    ("{type: list, at_most: 201, of: {a: text}}", "", "FS119", "write 1 to 200"),
    ("{type: list, at_most: many, of: {a: text}}", "", "FS119", "not a whole number"),
    ("{type: list, at_most: 5, of: {a: texts}}", "", "FS119", "did you mean `text`?"),
    ("{type: list, at_most: 5, of: {a: list}}", "", "FS119", "make two lists of it"),
    ("{type: list, at_most: 5, of: {a: datetime}}", "", "FS119", "make it a `date`"),
    ("{type: list, at_most: 5, of: {a: {type: choice}}}", "", "FS119", "add `values:"),
    ("{type: list, at_most: 5, of: {a: [text]}}", "", "FS119", "write `a: money`"),
    ("{type: list, at_most: 5, of: {a.b: text}}", "", "FS115", "one word: `b`"),
    ("{type: list, at_most: 5, of: {where: text}}", "", "FS115", "word of the language"),
    ("{type: list, at_most: 5, of: {Price: text}}", "", "FS115", "`price`"),
    ("{type: list, at_most: 5, of: {a: {type: text, rang: 3}}}", "", "FS111", "`rang`"),
    ("{type: list, at_most: 5, of: text}", "", "FS113", "of a list"),
    ("{type: list, at_most: 5, unit: days, of: {a: text}}", "", "FS119", "give it to the field"),
    ("{type: money, at_most: 5}", "", "FS119", "`at_most` belongs to a list"),
    ("{type: text, of: {a: text}}", "", "FS119", "`of` belongs to a list"),
    ("{type: list, at_most: 5, of: {today: date}}", "", "FS231", "hide"),
    ("{type: list, at_most: 5, of: {b: date}}", "  b: {type: boolean}\n", "FS231", "hide"),
    ("{type: list, at_most: 5, of: {p: date}}", "parameters:\n  p: {values: {2020-01-01: 3}}\n", "FS231", "hide"),
    ("{type: list, at_most: 5, of: {d: date}}", "definitions:\n  d: 1 > 0\n", "FS231", "hide"),
    ("{type: list, at_most: 5, of: {a: text}}", "  l.a: {type: boolean}\n", "FS116", "beginning of"),
    ("{type: text}", "parameters:\n  p: {type: list, values: {2020-01-01: 3}}\n", "FS119", "not a type"),
]


@pytest.mark.parametrize(("declared", "more", "code", "said"), WRONG, ids=[f"{a} {b}" for a, b, _, _ in WRONG])
def test_a_list_that_cannot_be_is_refused(
    write_policy: Callable[..., Path], declared: str, more: str, code: str, said: str
) -> None:
    """Each slip in a declaration has a code and says what to write."""
    with pytest.raises(PolicyError) as caught:
        type_of(write_policy, declared, more)
    found: list[Finding] = [each for each in caught.value.findings if each.code == code]
    assert found, [str(each) for each in caught.value.findings]
    assert any(said in f"{each.message} {each.help}" for each in found), [str(each) for each in found]


def test_nothing_of_a_protected_list_can_be_asked(write_policy: Callable[..., Path]) -> None:
    """What no decision may depend on, no decision can count either."""
    more = "definitions:\n  x: count(l where a) > 1\n"
    with pytest.raises(PolicyError, match="no decision may depend on `l`"):
        type_of(write_policy, "{type: list, at_most: 5, protected: true, of: {a: boolean}}", more)


def test_a_list_cannot_be_said_in_a_sentence(write_policy: Callable[..., Path]) -> None:
    """A placeholder is a value, and a list has many."""
    rest = REST.replace("en: No.", 'en: "You have {l}."')
    folder = write_policy("facts:\n  l: {type: list, at_most: 5, of: {a: boolean}}\n" + rest)
    with pytest.raises(PolicyError, match="is a list, which no sentence can say"):
        load_rulebook(folder)


def test_of_a_list_that_is_wrong_nothing_more_is_said(write_policy: Callable[..., Path]) -> None:
    """One mistake in a declaration is one finding, however often the list and its fields are used."""
    more = "definitions:\n  x: count(l where a) > 1\n  y: sum(l.a) > 1\n  z: some it in l satisfies it.a\n"
    with pytest.raises(PolicyError) as caught:
        type_of(write_policy, "{type: list, at_most: 500, of: {a: boolean}}", more)
    assert [each.code for each in caught.value.findings] == ["FS119"]
