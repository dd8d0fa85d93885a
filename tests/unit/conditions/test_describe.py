"""What is asked of lists, read out in Dutch and English, and what keeps it open."""

from __future__ import annotations

import pytest

from conformance import build
from fairservice.conditions.describe import Describer
from fairservice.conditions.open_columns import open_columns
from fairservice.conditions.vocabulary import Records, write_value

FACTS = """
facts:
  limit: {type: integer, range: 0 to 9}
  order.lines:
    type: list
    at_most: 5
    of: {price: {type: money, range: 0 to 100}, sent_back: boolean}
"""
SCOPE = build.scope_of(FACTS)
LABELS = {
    "en": {"order.lines": "order lines", "order.lines.price": "price", "order.lines.sent_back": "sent back"},
    "nl": {"order.lines": "orderregels", "order.lines.price": "prijs", "order.lines.sent_back": "teruggestuurd"},
}

SAID = [
    (
        "some x in order.lines satisfies x.price > 20",
        "for at least one of the order lines: (price is more than €20.00)",
        "voor minstens één van de orderregels geldt: (prijs is meer dan € 20,00)",
    ),
    (
        "every x in order.lines satisfies x.sent_back and x.price > 20",
        "for each of the order lines: (sent back and price is more than €20.00)",
        "voor elk van de orderregels geldt: (teruggestuurd en prijs is meer dan € 20,00)",
    ),
    (
        "not(some x in order.lines satisfies x.sent_back)",
        "for none of the order lines: (sent back)",
        "voor geen van de orderregels geldt: (teruggestuurd)",
    ),
    ("some x in order.lines satisfies true", "there are order lines", "er zijn orderregels"),
    ("not(some x in order.lines satisfies true)", "there are no order lines", "er zijn geen orderregels"),
    (
        "count(order.lines where sent_back) >= 2",
        "the number of order lines (where sent back) is at least 2",
        "het aantal orderregels (waarvoor geldt: teruggestuurd) is minstens 2",
    ),
    (
        "sum(order.lines.price) > 50",
        "the sum of price over the order lines is more than €50.00",
        "de som van prijs over de orderregels is meer dan € 50,00",
    ),
    (
        "max(order.lines.price where sent_back, otherwise 0) > 5",
        "the highest price of the order lines (where sent back), or else €0.00 is more than €5.00",
        "de hoogste prijs van de orderregels (waarvoor geldt: teruggestuurd), of anders € 0,00 is meer dan € 5,00",
    ),
]


def describer(lang: str) -> Describer:
    return Describer(lang, "EUR", lambda name: LABELS[lang].get(name, name))


@pytest.mark.parametrize(("text", "en", "nl"), SAID, ids=[text for text, _, _ in SAID])
def test_lists_are_read_out_in_both_languages(text: str, en: str, nl: str) -> None:
    """A condition on a list is a sentence, with the labels of the list and of its fields."""
    node = build.condition(SCOPE, text)
    assert describer("en").condition(node) == en
    assert describer("nl").condition(node).replace("\u00a0", " ") == nl


def test_what_is_asked_of_a_record_cannot_be_taken_for_the_next_test() -> None:
    """Where one test ends and the next begins is told by parentheses."""
    node = build.condition(SCOPE, "some x in order.lines satisfies x.sent_back and limit > 3")
    apart = build.condition(SCOPE, "(some x in order.lines satisfies x.sent_back) and limit > 3")
    assert (
        describer("en").condition(node) == "for at least one of the order lines: (sent back and limit is more than 3)"
    )
    assert (
        describer("en").condition(apart) == "for at least one of the order lines: (sent back) and limit is more than 3"
    )


def test_a_short_list_is_shown_with_what_is_in_it_and_a_long_one_is_counted() -> None:
    """The values that a test met fit a line, however long the list is."""
    node = build.condition(SCOPE, "some x in order.lines satisfies x.price > 20")
    met = describer("en").met(node, {"order.lines": ((2500, None),)})
    assert met == "order lines: price €25.00"
    assert describer("en").met(node, {"order.lines": ((2500, True),) * 5}) == "order lines: 5"
    assert describer("nl").met(node, {"order.lines": ()}) == "orderregels: geen"
    both = build.condition(SCOPE, "every x in order.lines satisfies x.sent_back or x.price > 20")
    met = describer("en").met(both, {"order.lines": ((2500, None), (100, True))})
    assert met == "order lines: price €25.00, sent back not known / price €1.00, sent back yes"
    assert describer("en").met(build.condition(SCOPE, "count(order.lines) > 1"), {"order.lines": ((1, None),)}) == (
        "order lines: 1"
    )
    assert describer("nl").met(node, {}) == "orderregels: onbekend"


def test_an_article_in_the_label_is_not_said_twice() -> None:
    """The label is said as it is where it stands alone, and without its article where the sentence has one."""
    node = build.condition(SCOPE, "some x in order.lines satisfies x.sent_back")
    count = build.condition(SCOPE, "count(order.lines) > 1")
    none = build.condition(SCOPE, "not(some x in order.lines satisfies true)")
    english = Describer("en", "EUR", {"order.lines": "the flights", "order.lines.sent_back": "late"}.__getitem__)
    dutch = Describer("nl", "EUR", {"order.lines": "De vluchten", "order.lines.sent_back": "te laat"}.__getitem__)
    assert english.condition(node) == "for at least one of the flights: (late)"
    assert dutch.condition(node) == "voor minstens één van de vluchten geldt: (te laat)"
    assert (english.condition(none), dutch.condition(none)) == ("there are no flights", "er zijn geen vluchten")
    assert english.condition(count).startswith("the number of flights is more than 1")
    assert english.met(node, {"order.lines": ((1, True),)}) == "the flights: late yes"


def test_what_keeps_a_list_open_is_the_list_or_what_is_compared_with_it() -> None:
    """An unknown list, a list with an unknown field that is read, and a fact beside it are told as open."""
    node = build.condition(SCOPE, "count(order.lines where price > 20) > limit")
    assert open_columns(node, {}) == ["order.lines", "limit"]
    assert open_columns(node, {"order.lines": ((None, True),), "limit": 0}) == ["order.lines"]
    assert open_columns(node, {"order.lines": ((2500, None),)}) == ["limit"]
    assert open_columns(node, {"order.lines": ((2500, None),), "limit": 0}) == []


def test_a_list_is_written_as_json_and_read_back() -> None:
    """The written form of a list is one text, the same in every language, without what is unknown."""
    type = SCOPE.facts["order.lines"].type
    assert isinstance(type, Records)
    value = ((2500, None), (None, True), (None, None))
    text = write_value(value, type)
    assert text == '[{"price":"25.00"},{"sent_back":"true"},{}]'
    from fairservice.conditions.vocabulary import read_value

    assert read_value(text, type) == value
    assert read_value("[]", type) == ()
    assert read_value('[{"price": 25, "sent_back": true}]', type) == ((2500, True),)
