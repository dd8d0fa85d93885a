"""FEEL as others wrote it down: what is accepted of it comes to the same, and the rest is refused with a reason.

The cases come from the compatibility kit of the DMN standard and are not part of the project; where their folder is
absent, these tests are skipped. `docs/feel.md` tells owners what stays out and why, with the counts found here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.feel import expressions, page, real_tables, tables
from conformance.feel.cases import ABSENT, FOLDER
from conformance.feel.reasons import WHY

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)

DEVIATIONS = {
    "0032-conditionals#003/simpleIf": "`if` with an unknown condition is what both branches agree on, not the `else`",
    **dict.fromkeys(
        (
            "0100-arithmetic#multiply_lhs_number_by_rhs_ymDuration_010/multiply_lhs_number_by_rhs_ymDuration_010",
            "0100-arithmetic#multiply_lhs_ymDuration_by_rhs_number_010/multiply_lhs_ymDuration_by_rhs_number_010",
            "0100-arithmetic#divide_lhs_ymDuration_by_rhs_number_003/divide_lhs_ymDuration_by_rhs_number_003",
        ),
        "a part of a month is kept, not cut off: 2.5 times 23 months is 57.5 months",
    ),
}
"""Every case that is accepted and comes to something else than FEEL says, with the reason; `docs/feel.md` has them."""

AGREED = 509
"""At least so many expressions come to what the kit expects: a change that loses one is noticed."""
TABLES_AGREED = 78
"""The same for decisions by tables."""
REAL_TABLES = 45
"""The same for decisions by tables that stand in a policy."""


def test_what_is_accepted_means_what_feel_means(record_property: Callable[[str, object], None]) -> None:
    """Every accepted expression comes to the expected value in all interpreters, but for the listed deviations."""
    found = expressions.outcomes()
    deviating = {each.name: each for each in found if each.kind == "deviation"}
    assert deviating.keys() == DEVIATIONS.keys(), deviating
    kinds, reasons = expressions.counted(found)
    record_property("figures", _lines("FEEL expressions", kinds, reasons))
    assert kinds["agreed"] >= AGREED


def test_every_refusal_has_a_reason() -> None:
    """Nothing is refused without one of the reasons that the page names."""
    found = (*expressions.outcomes(), *tables.outcomes())
    assert [each for each in found if each.kind == "refused" and each.said in (None, "None")] == []


def test_tables_decide_as_the_kit_decides(record_property: Callable[[str, object], None]) -> None:
    """Every decision by a table whose cells are accepted comes to the expected outputs, by its hit policy."""
    found = tables.outcomes()
    assert [each for each in found if each.kind == "deviation"] == []
    kinds, reasons = expressions.counted(found)
    record_property("figures", _lines("decisions by FEEL tables", kinds, reasons))
    assert kinds["agreed"] >= TABLES_AGREED


def test_a_table_of_a_policy_decides_as_the_kit_decides(tmp_path: Path) -> None:
    """The tables whose hit policy a `table:` has are written as one, loaded, and decide each case as expected."""
    found = {case.name: real_tables.decided(case, tmp_path / str(at)) for at, case in enumerate(real_tables.fitting())}
    assert found == {case.name: case.expected for case in real_tables.fitting()}
    assert len(found) >= REAL_TABLES


def test_the_page_tells_what_happens() -> None:
    """`docs/feel.md` has the counts, the reasons and the deviations; FAIRSERVICE_UPDATE=1 writes them anew."""
    parts = page.counted(DEVIATIONS)
    if os.environ.get("FAIRSERVICE_UPDATE"):
        page.update(parts)
    assert page.shown() == parts


def test_no_reason_is_left_over() -> None:
    """Each reason that the page can give is that of some case."""
    found = (*expressions.outcomes(), *tables.outcomes())
    assert set(WHY) == {each.said for each in found if each.kind == "refused"}


def _lines(what: str, kinds: Counter[str], reasons: Counter[str]) -> list[str]:
    accepted = kinds["agreed"] + kinds["deviation"]
    return [
        f"conformance: of {sum(kinds.values())} {what} {accepted} are accepted, {kinds['agreed']} agree,"
        f" {kinds['deviation']} deviate as documented, {kinds['refused']} are refused",
        *(f"  refused, {reason}: {count}" for reason, count in reasons.most_common()),
    ]
