"""What keeps a condition open is named, also where it is a field of a list within a list."""

from __future__ import annotations

import pytest

from conformance import build
from conformance.test_corpus import Line, lines, node_of
from fairservice.conditions.open_columns import OpenColumns, ReadColumns, open_columns
from fairservice.conditions.reference import value_of

FACTS = """\
facts:
  n: {type: integer}
  lines: {type: list, at_most: 3, of: {sum: integer, late: boolean}}
  parcels: {type: list, at_most: 3, of: {heavy: boolean}}
definitions:
  heavy_ones: {parcels: {count: at least 1, where: {heavy: true}}}
"""


@pytest.mark.parametrize(
    ("text", "case", "expected"),
    [
        ("some a in parcels satisfies every b in parcels satisfies b.heavy", {"parcels": ((None,),)}, ["parcels"]),
        ("count(lines where late and heavy_ones) > 0", {"lines": ((1, True),), "parcels": ((None,),)}, ["parcels"]),
        ("count(lines where late and heavy_ones) > 0", {"lines": ((1, None),), "parcels": ((True,),)}, ["lines"]),
        ("count(lines where late and heavy_ones) > 0", {"lines": ((1, True),)}, ["parcels"]),
        ("count(lines where sum > n) > 0", {"lines": ((1, None),)}, ["n"]),
        ("sum(lines.sum) > 3", {}, ["lines"]),
    ],
)
def test_the_open_columns_of_lists_are_named(text: str, case: dict[str, object], expected: list[str]) -> None:
    """An unknown list, and a list with an open field that is read; no list that is known in all that is read."""
    assert open_columns(build.condition(build.scope_of(FACTS), text), case) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line['file']}: {line['claim']}")
def test_columns_are_open_exactly_where_the_value_is(line: Line) -> None:
    """A node names unknown columns where it is unknown, none where it is known; and the same when it is not judged."""
    scope, node = node_of(line)
    read = ReadColumns()
    for given in line["given"]:
        case = build.columns(
            scope,
            node,
            {"today": "2026-01-01", "received_on": "2026-01-01", **{k: v for k, v in given.items() if k != "is"}},
        )
        found = OpenColumns(read, case).of(node)
        if value_of(node, case) is None:
            assert found, given
            assert OpenColumns(read, case).of(node, surely_open=True) == found
        else:
            assert found == (), given
