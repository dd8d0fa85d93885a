"""`fairservice ask`: only what still matters is asked, and nobody is sent away for a slip."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from probe import MANIFEST

from .conftest import ANOTHER, Type

TODAY = ("--today", "2026-06-01")


def test_it_stops_as_soon_as_the_answer_stands(typed: Type, shop: Path) -> None:
    """A used item needs no price and no day: one question, then the card."""
    result = typed("ask", shop, "return", *TODAY, input="2\n")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("    > ") == 1
    assert "NO, BUT" in result.stdout


def test_it_asks_all_that_matters_and_ends_with_the_command(typed: Type, shop: Path) -> None:
    """The card comes last, with a `dry-run` command line that gives the same decision."""
    result = typed("ask", shop, "return", *TODAY, "--fact", "item.price=49.95", input="unused\ntoday\n")
    assert result.exit_code == 0, result.output
    assert "€49.95" in result.stdout
    line = result.stdout.rstrip().splitlines()[-1].split()
    assert line[:2] == ["fairservice", "dry-run"]
    again = typed(*line[1:])
    assert again.exit_code == 0
    assert "€49.95" in again.stdout


def test_a_slip_is_explained_and_asked_again(typed: Type, shop: Path) -> None:
    """A wrong choice and a wrong amount are answered with what would be right, and the interview goes on."""
    answers = "maybe\n1\n1st of June\n2026-06-01\nfree\n49,95\n"
    result = typed("ask", shop, "return", *TODAY, input=answers)
    assert result.exit_code == 0, result.output
    assert "one of the numbers 1 to 2" in result.stdout
    assert "year-month-day" in result.stdout
    assert "`free` is not an amount" in result.stdout
    assert "€49.95" in result.stdout


def test_a_question_mark_tells_why_it_is_asked(typed: Type, shop: Path) -> None:
    """The help names the rules that wait for the fact, and how to write it."""
    result = typed("ask", shop, "return", *TODAY, input="?\n2\n")
    assert "return-in-window" in result.stdout
    assert "one of the numbers" in result.stdout
    assert result.exit_code == 0


def test_not_knowing_is_an_answer(typed: Type, shop: Path) -> None:
    """An empty line leaves the fact open; the rest is still asked, and the card is an open one."""
    result = typed("ask", shop, "return", *TODAY, input="\n\n\n")
    assert result.exit_code == 3
    assert "Left open." in result.stdout
    assert "nothing more to ask" in result.stdout
    assert "STILL OPEN" in result.stdout


def test_when_nobody_answers_what_is_known_counts(typed: Type, shop: Path) -> None:
    """At the end of the input the interview ends with what it has."""
    result = typed("ask", shop, "return", *TODAY, input="")
    assert result.exit_code == 3
    assert "STILL OPEN" in result.stdout


def test_in_dutch_everything_is_dutch(typed: Type, shop: Path) -> None:
    """Questions, help and refusals are in the language of the interview."""
    result = typed("ask", shop, "return", *TODAY, "--lang", "nl", input="?\n1\nmorgen\n1-6-2026\ngratis\n49,95\n")
    assert result.exit_code == 0, result.output
    assert "Is het artikel gebruikt?" in result.stdout
    assert "`morgen` kan het antwoord niet zijn." in result.stdout
    assert "`gratis` kan het antwoord niet zijn." in result.stdout
    assert "is not" not in result.stdout
    assert "JA" in result.stdout


def test_without_a_request_it_asks_which(typed: Type, shop: Path) -> None:
    """The questions that the policy answers are listed to choose from; where there is one, that is it."""
    assert "NO, BUT" in typed("ask", shop, *TODAY, input="2\n").stdout
    (shop / "advice.yaml").write_text(ANOTHER, encoding="utf-8")
    result = typed("ask", shop, *TODAY, input="9\n2\n2\n")
    assert result.exit_code == 0, result.output
    assert "How long does it last?" in result.stdout
    assert "NO, BUT" in result.stdout
    assert "which question is it about?" in typed("ask", shop, *TODAY, input="").stderr


def test_json_leaves_standard_output_to_the_decision(typed: Type, shop: Path) -> None:
    """With `--format json` the questions go to standard error."""
    result = typed("ask", shop, "return", *TODAY, "--format", "json", input="2\n")
    assert json.loads(result.stdout)["answer"] == "no_but"
    assert "Has the item been used?" in result.stderr


def test_a_wrong_fact_to_begin_with_ends_it(typed: Type, shop: Path) -> None:
    """What is given as an option is checked like in any case."""
    result = typed("ask", shop, "return", "--fact", "item.price=free", input="1\n")
    assert result.exit_code == 2
    assert "`free` is not an amount" in result.stderr


LISTS = """facts:
  order.lines:
    type: list
    at_most: 2
    of:
      sku: text
      price: {type: money, range: 0 to 100}
      broken: boolean
      kind: {type: choice, values: [cup, plate]}
      sent_on: date
  bags: {type: list, at_most: 3, of: {weight: integer}}
requests:
  ask:
    otherwise: {answer: no, because: {en: No., nl: Nee.}}
  count:
    otherwise: {answer: no, because: {en: No., nl: Nee.}}
rules:
  r:
    request: ask
    answer: yes
    because: {en: Yes., nl: Ja.}
    when: {order.lines: {some: {broken: true, price: more than 20, kind: cup}}}
  two-bags:
    request: count
    answer: yes
    because: {en: Yes., nl: Ja.}
    when: {if: count(bags) >= 2}
labels:
  order.lines.price: {nl: prijs, en: price}
  order.lines.broken: {nl: kapot, en: broken}
  order.lines.kind: {nl: soort, en: kind}
  cup: {nl: kop, en: cup}
"""


@pytest.fixture
def lists(write_policy: Callable[..., Path]) -> str:
    return str(write_policy(LISTS, manifest=MANIFEST.replace("languages: [en]", "languages: [en, nl]")))


def asked_again(result: object) -> str:
    """The facts of the command that does the same without questions."""
    return str(result.stdout).rpartition("order.lines=")[2].partition(" --today")[0].strip("'")  # type: ignore[attr-defined]


def test_a_list_is_asked_record_by_record(typed: Type, lists: str) -> None:
    """Only the fields that the request reads, each with its own help; as many records as there can be."""
    answers = "perhaps\ny\nfree\n200\n25\nmaybe\ny\n3\n1\nwhat\ny\n10,50\nn\nplate\n"
    result = typed("ask", lists, "ask", *TODAY, input=answers)
    assert result.exit_code == 0, result.output
    out = result.stdout
    for said in (
        "Which lines are there?", "Are there any?", "Number 1", "Price?", "From 0.00 to 100.00.", "Broken?", "Kind?",
        "1 cup   2 plate", "`free` is not an amount", "`200` is outside 0.00 to 100.00", "Please answer `y` or `n`.",
        "one of the numbers 1 to 2", "Another one? y/N", "Number 2", "That is as many as there can be.", "YES",
    ):  # fmt: skip
        assert said in out, said
    assert "Sku" not in out and "Sent on" not in out
    assert out.count("From 0.00 to 100.00.") == 1, "how a field is written is told once"
    assert asked_again(result) == (
        '[{"price":"25.00","broken":"true","kind":"cup"},{"price":"10.50","broken":"false","kind":"plate"}]'
    )


def test_a_list_can_be_empty_left_open_or_pasted(typed: Type, lists: str) -> None:
    """None at all is an answer; an empty line is none; and who has the list pastes it."""
    none = typed("ask", lists, "ask", *TODAY, input="n\n")
    assert none.exit_code == 0 and "There are none." in none.stdout and asked_again(none) == "[]"
    left = typed("ask", lists, "ask", *TODAY, input="?\n\n")
    assert left.exit_code == 3 and "these rules depend on it: r" in left.stdout and "Left open." in left.stdout
    pasted = '[{"broken": true, "price": "25.00", "kind": "cup"}]'
    assert typed("ask", lists, "ask", *TODAY, input=f"[broken\n{pasted}\n").exit_code == 0
    assert typed("ask", lists, "ask", *TODAY, input="y\n25\n").exit_code == 3, "the input ends within a record"


def test_a_field_can_be_left_open_and_is_not_asked_twice(typed: Type, lists: str) -> None:
    """What is skipped in a record stays unknown, and the interview ends."""
    result = typed("ask", lists, "ask", *TODAY, input="y\n25\n\n1\nn\n")
    assert result.exit_code == 3
    assert result.stdout.count("Broken?") == 1
    assert "There is nothing more to ask." in result.stdout
    assert asked_again(result) == '[{"price":"25.00","kind":"cup"}]'


def test_only_the_gaps_of_a_list_are_asked_while_they_matter(typed: Type, lists: str) -> None:
    """Record by record, with what is known of each; no further than to the answer."""
    given = 'order.lines=[{"sku":"a1","broken":true,"kind":"cup"},{"sku":"a2","price":"30.00","kind":"cup"}]'
    result = typed("ask", lists, "ask", *TODAY, "--fact", given, input="5\nx\ny\n")
    assert result.exit_code == 0, result.output
    assert "What is not yet known of the lines: price, broken?" in result.stdout
    assert "Number 1 (sku a1, broken yes, kind cup)" in result.stdout
    assert "Number 2 (sku a2, price €30.00, kind cup)" in result.stdout
    assert result.stdout.count("Price?") == 1 and result.stdout.count("Kind?") == 0
    soon = typed("ask", lists, "ask", *TODAY, "--fact", given, input="25\n")
    assert soon.exit_code == 0 and "Number 2" not in soon.stdout
    none = typed("ask", lists, "ask", *TODAY, "--fact", given, input="\n\n")
    assert none.exit_code == 3 and asked_again(none) == given.partition("=")[2]


def test_of_a_list_that_is_only_counted_the_number_is_asked(typed: Type, lists: str) -> None:
    """Where no field is read, records are not gone through."""
    result = typed("ask", lists, "count", *TODAY, input="many\n4\n2\n")
    assert result.exit_code == 0, result.output
    assert "How many are there? A number from 0 to 3." in result.stdout
    assert "there are 4 records, and at most 3 are allowed" in result.stdout


def test_a_list_is_asked_in_dutch(typed: Type, lists: str) -> None:
    """Headings, hints and refusals too."""
    result = typed("ask", lists, "ask", *TODAY, "--lang", "nl", input="j\ngratis\n25,00\nj\nkop\n\n")
    assert result.exit_code == 0, result.output
    for said in ("Welke lines zijn er?", "Zijn ze er?", "Nummer 1", "Prijs?", "`gratis` kan het antwoord niet zijn.",
                 "Kapot?", "Soort?", "1 kop", "Nog een? j/N", "JA"):  # fmt: skip
        assert said in result.stdout, said
