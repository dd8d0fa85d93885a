"""`fairservice ask`: only what still matters is asked, and nobody is sent away for a slip."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

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


def test_a_list_is_asked_with_the_way_to_write_it(typed: Type, write_policy: Callable[..., Path]) -> None:
    """A list takes one line of JSON; a slip is told, and what is still unknown in it is asked by name."""
    policy = write_policy(
        "facts:\n  order.lines: {type: list, at_most: 3, of: {price: money, broken: boolean}}\n"
        "requests:\n  ask:\n    otherwise: {answer: no, because: {en: No.}}\n"
        "rules:\n  r:\n    request: ask\n    answer: yes\n    because: {en: Yes.}\n"
        "    when: {order.lines: {some: {broken: true, price: more than 20}}}\n"
    )
    answers = '2 cups\n[{"broken": true}]\n[{"broken": true, "price": "25.00"}]\n'
    result = typed("ask", str(policy), "ask", *TODAY, input=answers)
    assert result.exit_code == 0, result.output
    assert 'written like [{"price": "…", "broken": "…"}]' in result.stdout
    assert "`2 cups` is not a list of records" in result.stdout
    assert "What is not yet known of the lines: price?" in result.stdout
    assert "YES" in result.stdout
