"""Days as people say them: with the weekday where they are agreed on, in full where they are evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_currency, get_currency_precision

from fairservice import Policy
from fairservice.conditions.vocabulary import Quantity
from fairservice.conditions.wording import LOCALES, NEAR_DAYS, spoken, spoken_day

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "en", "nl"),
    [
        (date(2026, 11, 20), "Friday 20 November", "vrijdag 20 november"),
        (date(2026, 11, 23), "Monday 23 November", "maandag 23 november"),
        (date(2026, 12, 31), "Thursday 31 December", "donderdag 31 december"),
        (date(2027, 1, 1), "Friday 1 January 2027", "vrijdag 1 januari 2027"),
        (date(2026, 11, 19), "19 November 2026", "19 november 2026"),
        (date(2027, 2, 20), "Saturday 20 February 2027", "zaterdag 20 februari 2027"),
        (date(2027, 2, 21), "21 February 2027", "21 februari 2027"),
    ],
)
def test_a_day_ahead_has_its_weekday(day: date, en: str, nl: str) -> None:
    """From today to three months ahead; its year only if it is another one. Any other day is said in full."""
    assert (spoken_day(day, "en", TODAY), spoken_day(day, "nl", TODAY)) == (en, nl)
    assert "day" not in spoken_day(day, "en") and str(day.year) in spoken_day(day, "nl")
    assert (date(2027, 2, 20) - TODAY).days == NEAR_DAYS


RULES = """facts:
  wanted: {type: date}
  bought: {type: date}
parameters:
  fair: {type: date, values: {2025-01-01: 2026-07-06}}
requests:
  ask:
    otherwise: {answer: no, because: {en: No.}}
rules:
  r:
    request: ask
    when: {wanted: on or after 2026-07-01}
    answer: yes
    give: {ready_on: wanted}
    because: {en: "Bought on {bought}, here on {wanted}."}
  fair-day:
    request: ask
    basis: promise
    when: {bought: before 2026-06-01}
    answer: yes
    give: {ready_on: fair}
    because: {en: "On {fair}."}
"""


def test_sentences_and_amounts_have_the_weekday_and_evidence_has_the_date(policy_of: Callable[..., Policy]) -> None:
    """The trace, the reasons and JSON values are in full; nothing spoken is kept from one day to the next."""
    policy = policy_of(RULES)
    case = {"wanted": "2026-07-06", "bought": "2026-05-04"}
    near = policy.decide("ask", case, today=date(2026, 7, 1))
    assert {line.amount.text for option in near.options for line in option.lines} == {"Monday 6 July"}
    assert near.because in ("Bought on 4 May 2026, here on Monday 6 July.", "On Monday 6 July.")
    assert near.options[0].lines[0].amount.to_json() == "2026-07-06"
    assert "wanted is 6 July 2026" in near.explain("auditor")
    later = policy.decide("ask", case, today=date(2026, 7, 7))
    assert {line.amount.text for option in later.options for line in option.lines} == {"6 July 2026"}


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("currency", ["EUR", "GBP", "USD", "CHF", "JPY", "KWD", "PLN"])
def test_amounts_of_money_are_written_as_babel_writes_them(lang: str, currency: str) -> None:
    """Babel is asked once what an amount looks like; every other amount looks as if it had been asked of it too."""
    places = get_currency_precision(currency)
    for scale in (0, places, 4):
        for value in (0, 1, 49, 50, 99, 995, 1000, 99_999, 100_000, 123_456_789, 999_999_999_999, 2**53 - 1):
            for signed in (value, -value):
                amount = Decimal(signed).scaleb(-scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
                expected = format_currency(amount, currency, locale=LOCALES[lang])
                assert spoken(signed, Quantity("money", 0, 2**53, scale), lang, currency) == expected
