"""The tables of the language reference are complete, and each of their examples gives what they say."""

from __future__ import annotations

import inspect
import re

import pytest
from evaluate import evaluated, node_of, of_row, sample
from generate import NODES
from operator_rows import ROWS, Row

from fairservice.conditions import parse
from fairservice.conditions.nodes import walk
from fairservice.conditions.parse import parse_expression, parse_tests
from fairservice.conditions.syntax import Apply, Syntax
from fairservice.conditions.tokens import COMPARATORS, FUNCTIONS
from fairservice.conditions.vocabulary import write_value
from fairservice.conditions.when import GROUPS
from fairservice.source.located_yaml import Text, read_yaml
from fairservice.span import File

by_example = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.example)


@by_example
def test_an_example_gives_what_the_table_says(row: Row) -> None:
    """Parsed, checked and evaluated, once with its facts known and once without."""
    node = of_row(row)
    assert evaluated(node, row.case) == row.result
    assert evaluated(node, row.open_case) == row.open_result


@by_example
def test_both_notations_are_one_thing(row: Row) -> None:
    """What a table shows side by side becomes the same node."""
    for other in row.same:
        assert node_of(other, row.read) == of_row(row)


def test_every_node_is_in_a_table() -> None:
    """No node can be added to the language without a row that produces it."""
    produced = {type(node) for row in ROWS for node in walk(of_row(row))}
    assert produced == set(NODES)


def test_every_operator_and_function_is_in_a_table() -> None:
    """What the parser can produce stands in some example."""
    wanted = set(FUNCTIONS) | set(COMPARATORS) | {f"test {sign}" for sign in COMPARATORS}
    wanted |= {each for each in re.findall(r'Apply\(\s*"([^"]+)"', inspect.getsource(parse)) if each.strip() == each}
    wanted |= {"and", "or", "+", "-", "*", "/", "of", "tests any", "tests all"}
    wanted |= {f"test {which} of" for which in ("any", "all", "none")}
    wanted |= {f"test {opening} {closing}" for opening in "[(" for closing in "])"}
    assert wanted <= applied(), f"not in any example: {sorted(wanted - applied())}"


def test_every_test_word_and_group_is_in_a_table() -> None:
    """`at most`, `on or before`, … and the words that group conditions."""
    examples = [each for row in ROWS for each in (row.example, *row.same)]
    for words, _ in parse._Parser._WORDS:
        assert any(f": {' '.join(words)} " in each for each in examples), words
    for group in GROUPS:
        assert any(re.match(rf"{group}:", each) for each in examples), group


def test_every_kind_of_fact_is_in_the_sample() -> None:
    """The policy that the examples speak of has a fact of each type."""
    from fairservice.policy.declare import TYPES

    text = "\n".join(file.text for pack in sample().packs for _, file, _ in pack.files)
    assert set(re.findall(r"type: (\w+)", text)) >= set(TYPES)


def test_the_defaults_of_types_are_as_the_page_says() -> None:
    """The ranges in the table of types."""
    from evaluate import PAGE

    from fairservice.conditions.vocabulary import default_quantity

    page = PAGE.read_text(encoding="utf-8")
    for kind, scale in (("integer", 0), ("number", 0), ("money", 0), ("percent", 2)):
        high = write_value(default_quantity(kind, scale).high, default_quantity(kind, scale))  # type: ignore[arg-type]
        spaced = f"{int(high.rstrip('%')):,}".replace(",", " ")
        assert re.search(rf"^\| `{kind}` .*\b0 to {spaced}\b", page, re.MULTILINE), (kind, spaced)


def applied() -> set[str]:
    """Every operator in the syntax of the examples."""
    found: set[str] = set()
    for row in ROWS:
        if row.read != "when":
            for each in (row.example, *row.same):
                found |= operators(parse_expression(text(each)))
            continue
        for each in (row.example, *row.same):
            tree = read_yaml(File("example", each + "\n"), [], lambda path: False)
            value = next(iter(tree.values())) if tree is not None else None
            if isinstance(value, Text):
                read = parse_expression if each.startswith("if:") else parse_tests
                found |= operators(read(value))
    return found


def operators(syntax: Syntax) -> set[str]:
    if not isinstance(syntax, Apply):
        return set()
    return {syntax.operator}.union(*map(operators, syntax.operands))


def text(written: str) -> Text:
    return Text(written, (File("example", written), 1, 1, 1, len(written) + 1))
