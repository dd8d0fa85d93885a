"""What is checked of tables: rows that disagree, rows that never decide, and the words of rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.analysis.check import check_policy

HEAD = """facts:
  level: {type: choice, values: [basic, silver, gold]}
  bags: {type: integer, range: 0 to 20}
  new: {type: boolean}
requests:
  ask:
    otherwise: {answer: no, because: {en: Otherwise.}}
rules:
"""
TABLE = """  NAME:
    request: ask
    answer: yes
    because: {en: So.}
    table:
      hit: HIT
      columns: [level, bags, new, COLUMN]
      rows:
"""


def found(
    write_policy: Callable[..., Path], hit: str, rows: list[str], column: str = "give.refund", more: str = ""
) -> list[tuple[str, str]]:
    """Code and message of what is found of a table with these rows."""
    head = TABLE.replace("HIT", hit).replace("COLUMN", column).replace("NAME", "t")
    folder = write_policy(HEAD + head + "".join(f"        - [{row}]\n" for row in rows) + more)
    return [(each.code, each.message) for each in check_policy(folder)]


def codes(found: list[tuple[str, str]], *wanted: str) -> list[str]:
    return [code for code, _ in found if code in wanted]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["gold, -, -, 1", "silver, -, -, 2"], 0),
        (["gold, -, -, 1", "gold, -, -, 2"], 1),
        (["gold, -, -, 1", "gold, -, -, 1"], 0),
        (["gold, at most 3, -, 1", "-, at least 3, -, 2"], 1),
        (["gold, at most 3, -, 1", "-, more than 3, -, 2"], 0),
        (["gold, -, true, 1", "gold, -, false, 2"], 0),
        (["not gold, -, -, 1", "gold, -, -, 2"], 0),
        (["gold, -, -, 1", "-, 1 to 3, -, 2", "-, 3, true, 4"], 2),
    ],
)
def test_rows_without_order_that_disagree_are_shown(
    rows: list[str], expected: int, write_policy: Callable[..., Path]
) -> None:
    """Two rows of a `unique` table that hold at once and say different things; of several, a row is told the first."""
    assert len(codes(found(write_policy, "unique", rows), "FS340", "FS312")) == expected


@pytest.mark.parametrize(
    ("rows", "never"),
    [
        (["gold, -, -, 1", "gold, at most 3, -, 2"], ["`t.2`"]),
        (["gold, at most 3, -, 1", "gold, -, -, 2"], []),
        (["-, at least 0, -, 1", "gold, 3, -, 2"], ["`t.2`"]),
        (["'silver, gold', 2 to 9, -, 1", "silver, 3 to 9, true, 2", "silver, 1 to 9, -, 2"], ["`t.2`"]),
        (["not basic, -, -, 1", "gold, -, -, 2", "basic, -, -, 3"], ["`t.2`"]),
        (["-, -, true, 1", "-, -, -, 2"], []),
        (["gold, 1, -, 1", "'gold, silver', 1, -, 2"], []),
        (["-, -, -, 1", "gold, -, -, 2", "-, 4, true, 3"], ["`t.2`", "`t.3`"]),
    ],
)
def test_a_row_below_one_that_covers_it_is_shown(
    rows: list[str], never: list[str], write_policy: Callable[..., Path]
) -> None:
    """A row of a `first` table that decides nothing is told, and one that decides anything is not."""
    told = [message.partition(" ")[0] for code, message in found(write_policy, "first", rows) if code == "FS341"]
    assert told == never


def test_what_rows_share_is_told_once(write_policy: Callable[..., Path]) -> None:
    """A `no_but` beside the table that offers nothing is one finding, not one a row."""
    head = TABLE.replace("HIT", "first").replace("COLUMN", "id").replace("NAME", "t").replace("yes", "no_but")
    folder = write_policy(HEAD + head + "".join(f"        - [-, {n}, -, row-{n}]\n" for n in range(9)))
    assert [each.code for each in check_policy(folder)].count("FS314") == 1


def test_the_last_row_may_be_for_all_others(write_policy: Callable[..., Path]) -> None:
    """A row that always holds is how a table ends, and no advice is given on it."""
    assert not codes(found(write_policy, "first", ["gold, -, -, 1", "-, -, -, 2"]), "FS311")


def test_the_words_of_a_row_are_read_too(write_policy: Callable[..., Path]) -> None:
    """A vague promise in a cell is one as anywhere; the same words in many rows are told once."""
    rows = [f"gold, {n}, -, We will get back to you as soon as possible." for n in range(4)]
    assert len(codes(found(write_policy, "first", rows, "because.en"), "FS420")) == 1


@pytest.mark.parametrize(("over", "expected"), [("", 1), ("    overrides: t\n", 0), ("    overrides: t.1\n", 1)])
@pytest.mark.parametrize("hit", ["unique", "first"])
def test_overlaps_with_a_table_know_what_overrides_it(
    hit: str, over: str, expected: int, write_policy: Callable[..., Path]
) -> None:
    """A rule that overlaps with rows is told one of them that it does not override, directly or below another row."""
    other = f"  r:\n    request: ask\n{over}    when: {{bags: 7}}\n    answer: no\n    because: {{en: R.}}\n"
    rows = ["gold, -, -, 1", "silver, -, -, 2"]
    if hit == "first" and "t.1" in over:
        expected = 0
    assert len(codes(found(write_policy, hit, rows, more=other), "FS312")) == expected
