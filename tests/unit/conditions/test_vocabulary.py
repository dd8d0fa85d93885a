"""Values as they are written: read exactly, written back as they were, refused with a way out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairservice.conditions.vocabulary import (
    BOOLEAN,
    DATE,
    DATETIME,
    TEXT,
    Choice,
    Choices,
    Quantity,
    Text,
    Type,
    Unreadable,
    default_quantity,
    part_of,
    read_value,
    write_value,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONEY = default_quantity("money", 2)
PERCENT = default_quantity("percent")
WHOLE = default_quantity("integer")
NUMBER = default_quantity("number", 3)
LEVEL = Choice(("calm", "warned", "barred"), ordered=True)
KIND = Choice(("book", "shoe"))
FLAWS = Choices(("dent", "scratch", "stain"))

QUANTITIES = (MONEY, PERCENT, WHOLE, NUMBER, DATE, DATETIME)
typed_values = st.one_of(
    *(
        st.tuples(st.just(type), st.integers(type.low, type.high))
        for type in (MONEY, PERCENT, WHOLE, NUMBER, DATE, DATETIME)
    ),
    st.tuples(st.just(BOOLEAN), st.booleans()),
    st.tuples(st.just(LEVEL), st.integers(0, 2)),
    st.tuples(st.just(KIND), st.sampled_from(KIND.values)),
    st.tuples(st.just(FLAWS), st.frozensets(st.sampled_from(FLAWS.values))),
)


@given(typed_values)
def test_what_is_written_reads_back(pair: tuple[Type, Any]) -> None:
    """Every value of every type reads back from its written form as itself."""
    type, value = pair
    assert read_value(write_value(value, type), type, AMSTERDAM) == value


@given(st.text(max_size=40))
def test_texts_are_trimmed_and_composed(text: str) -> None:
    """Reading a text twice changes nothing more: it is NFC and trimmed the first time."""
    once = read_value(text, TEXT)
    assert read_value(str(once), TEXT) == once


@given(st.text(max_size=30), st.sampled_from([*QUANTITIES, BOOLEAN, LEVEL, KIND, FLAWS]))
def test_any_text_is_read_or_refused(text: str, type: Type) -> None:
    """Whatever is written, it is a value within the bounds of its type or a refusal that says what to write."""
    try:
        value = read_value(text, type, AMSTERDAM)
    except Unreadable as error:
        assert error.message
        assert error.help
        return
    if isinstance(type, Quantity):
        assert isinstance(value, int)
        assert type.low <= value <= type.high


REFUSED = [
    (MONEY, "25,00", "`25.00`"), (MONEY, "1.000,50", "`1000.50`"), (MONEY, "1,000.50", "`1000.50`"),
    (MONEY, "€ 5", "leave the currency out"), (MONEY, "25.001", "more than 2 decimals"),
    (MONEY, "-5", "signs are not written"),
    (MONEY, "1e3", "without `e`"), (MONEY, "NaN", "leave the fact out"), (MONEY, "10000000.01", "outside"),
    (WHOLE, "014", "`14`"), (WHOLE, "1_000", "thousands mark"), (WHOLE, "2.5", "not a whole number"),
    (WHOLE, "٣", "digits"),
    (WHOLE, "1000001", "outside 0 to 1000000"), (WHOLE, "", "not a whole number"), (WHOLE, " 3", "not a whole number"),
    (PERCENT, "100.01", "outside"), (DATE, "2026-02-30", "calendar"), (DATE, "30-01-2026", "year-month-day"),
    (DATE, "1899-12-31", "1900"), (BOOLEAN, "True", "`true` or `false`"), (KIND, "bok", "did you mean `book`?"),
    (FLAWS, "dent, dnt", "did you mean `dent`?"), (TEXT, "x" * 1001, "1001 characters"),
    (DATETIME, "2026-01-01", "date with a time"), (DATETIME, "2026-01-01T25:00", "calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("type", "text", "said"), REFUSED)
def test_what_could_be_misread_is_refused_with_the_right_form(type: Type, text: str, said: str) -> None:
    """Commas, signs, marks, zeros in front, exponents, other digits and values out of range are refused."""
    with pytest.raises(Unreadable) as caught:
        read_value(text, type, AMSTERDAM)
    assert said in f"{caught.value.message} {caught.value.help}"


@pytest.mark.parametrize(
    ("text", "why"), [("2026-10-25T02:30", "happens twice"), ("2026-03-29T02:30", "does not exist")]
)
def test_local_times_that_the_clock_change_spoils_are_refused(text: str, why: str) -> None:
    """An hour that happens twice or not at all is refused, and accepted with its offset."""
    with pytest.raises(Unreadable) as caught:
        read_value(text, DATETIME, AMSTERDAM)
    assert why in caught.value.message
    assert isinstance(read_value(text + "+01:00", DATETIME, AMSTERDAM), int)


def test_a_local_time_is_local_to_the_policy() -> None:
    """A datetime without offset is read in the zone of the policy; one with an offset means the same anywhere."""
    utc = read_value("2026-07-01T12:00Z", DATETIME, AMSTERDAM)
    assert read_value("2026-07-01T14:00", DATETIME, AMSTERDAM) == utc
    assert read_value("2026-07-01T07:00-05:00", DATETIME, AMSTERDAM) == utc
    assert utc == int(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp())


@given(st.integers(DATETIME.low, DATETIME.high))
def test_parts_of_a_moment_are_those_of_its_local_day(second: int) -> None:
    """Day, weekday, month and year of a moment are those of the wall calendar in the policy's zone."""
    local = datetime.fromtimestamp(second, AMSTERDAM)
    found = [part_of(second, DATETIME, part, AMSTERDAM) for part in ("day", "weekday", "month", "year")]
    assert found == [local.date().toordinal(), local.isoweekday(), local.month, local.year]


@given(st.integers(DATETIME.low, DATETIME.high))
def test_the_day_of_a_moment_is_a_day_that_a_date_can_be(second: int) -> None:
    """The local day of any moment lies within the bounds of dates, which the proofs of sizes rely on."""
    assert DATE.low <= part_of(second, DATETIME, "day", AMSTERDAM) <= DATE.high


def test_texts_compare_after_normalising() -> None:
    """Composed and decomposed letters are one text; capitals are not."""
    assert read_value("cafe\u0301 ", Text()) == read_value("caf\u00e9", Text())
    assert read_value("Blue", Text()) != read_value("blue", Text())
