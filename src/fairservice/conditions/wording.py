"""Writes values as readers of Dutch and English write them: amounts, dates, percentages, words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Choices,
    Quantity,
    Records,
    Text,
    Type,
    Value,
    int_of,
    write_value,
)

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
"""English as Europe writes it: the day before the month."""

NEAR_DAYS = 92
"""So far ahead people plan by the weekday. Of a warranty or a contract that ends later it would be noise."""

_WEEKDAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_YES = {"nl": ("ja", "nee"), "en": ("yes", "no")}
_ARTICLES = {"nl": ("de ", "het ", "een "), "en": ("the ", "a ", "an ")}
_MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": (
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
}


def spoken(
    value: Value,
    type: Type,
    lang: str,
    currency: str,
    label: Callable[[str], str] = str,
    zone: ZoneInfo | None = None,
    today: date | None = None,
) -> str:
    """A value in a sentence: `€ 25,00`, `1 juni 2026`, `10%`; of a list how long it is.

    A moment is told as local to `zone`, else as of UTC; `label` says what people call a choice value. With `today`,
    what is spoken is an appointment: see `spoken_day`.
    """
    match type:
        case Boolean():
            return _YES[lang][0 if value else 1]
        case Quantity():
            return _spoken_quantity(int_of(value), type, lang, currency, zone, today)
        case Choice(values, ordered):
            return label(values[int_of(value)] if ordered else str(value))
        case Choices():
            assert isinstance(value, frozenset)
            return ", ".join(label(each) for each in sorted(value))
        case Text():
            return str(value)
        case Records():
            assert isinstance(value, tuple)
            return str(len(value))


def _spoken_quantity(
    value: int, type: Quantity, lang: str, currency: str, zone: ZoneInfo | None, today: date | None
) -> str:
    match type.kind:
        case "date":
            return spoken_day(date.fromordinal(value), lang, today)
        case "datetime":
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
            local = moment.astimezone(zone or UTC)
            return f"{spoken_day(local.date(), lang)} {local:%H:%M}" + ("" if zone else " UTC")
        case "time":
            return write_value(value, type)
        case "money":
            return _money(value, type.scale, lang, currency)
    number = Decimal(value).scaleb(-type.scale)
    whole = f"{number:f}"
    if "." in whole:
        whole = whole.rstrip("0").rstrip(".")
    if lang == "nl":
        whole = whole.replace(".", ",")
    return whole + ("%" if type.kind == "percent" else "")


def bare(label: str, lang: str) -> str:
    """A label without its article, where the sentence around it has one: `the flights` as in `no flights`."""
    for article in _ARTICLES[lang]:
        if label.casefold().startswith(article):
            return label[len(article) :]
    return label


def spoken_day(day: date, lang: str, today: date | None = None) -> str:
    """A day in a sentence: `1 juni 2026`, `1 June 2026`.

    With `today`, a day that is still ahead and near is spoken as people agree on days: `maandag 6 juli`. Its year
    stands only where it is another one than today's. With the weekday no year is needed to know the day afterwards:
    a date falls on one weekday again after five years or more, and all that is decided says when that was.
    """
    plain = f"{day.day} {_MONTHS[lang][day.month - 1]}"
    if today is None or not 0 <= (day - today).days <= NEAR_DAYS:
        return f"{plain} {day.year}"
    said = f"{_WEEKDAYS[lang][day.weekday()]} {plain}"
    return said if day.year == today.year else f"{said} {day.year}"


def month_name(month: int, lang: str) -> str:
    """`oktober`, `October`."""
    return _MONTHS[lang][month - 1]


def _money(value: int, scale: int, lang: str, currency: str) -> str:
    """Rounded half up as `give` rounds; with the non-breaking space of Dutch, so that no line breaks inside it."""
    form = _money_form(lang, currency, value < 0)
    amount = Decimal(abs(value)).scaleb(-scale).quantize(Decimal(1).scaleb(-form.places), ROUND_HALF_UP)
    return f"{form.before}{f'{amount:,f}'.translate(form.signs)}{form.after}"


class _MoneyForm(NamedTuple):
    """How an amount of money is written: what stands around its figures, and how many decimals it has."""

    before: str
    after: str
    places: int
    signs: dict[int, str]
    """What a language writes for the `,` between thousands and for the `.` of the decimals."""


@lru_cache
def _money_form(lang: str, currency: str, below_zero: bool) -> _MoneyForm:
    """Found out once: to have Babel write each amount takes longer than most decisions."""
    from babel.numbers import format_currency, get_currency_precision, get_decimal_symbol, get_group_symbol

    locale, places = LOCALES[lang], get_currency_precision(currency)
    signs = str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})
    one = Decimal(1).quantize(Decimal(1).scaleb(-places))
    written = format_currency(-one if below_zero else one, currency, locale=locale)
    before, _, after = written.partition(f"{one:f}".translate(signs))
    return _MoneyForm(before, after, places, signs)
