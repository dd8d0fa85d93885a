"""Names of colleagues in what people wrote."""

from __future__ import annotations

import pytest

from fairservice.desk.ports import Person
from fairservice.desk.reports.nameless import Nameless

HIDES = Nameless(
    (Person("jdoe", "Jan de Vries", ("agent",)), Person("b.smit", "Bo", ("agent",)), Person("o(1", "Will", ()))
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("as Jan de Vries said", "as … said"),
        ("Jan's idea, and JDOE's too", "…'s idea, and …'s too"),
        ("Vries heeft de doos", "… heeft de doos"),
        ("ask b.smit or o(1 now", "ask … or … now"),
        ("January, vries and we will", "January, vries and we will"),
        ("Bo knows, Bob does not", "… knows, Bob does not"),
        (None, None),
    ],
)
def test_names_and_logins_are_left_out(text: str | None, told: str | None) -> None:
    """Whole words only: a name within another word stays, and so does a small word that is part of a name."""
    assert HIDES(text) == told


def test_without_staff_nothing_is_hidden() -> None:
    """An empty staff hides nothing."""
    assert Nameless(())("Jan") == "Jan"
