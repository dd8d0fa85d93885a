"""`fairservice dry-run`: one case, answered; everything that can be mistyped, said kindly."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from fairservice.cli.terminal import wide
from fairservice.decisions.json_form import DECISION_SCHEMA

from .conftest import ANOTHER, Type, edit

FACTS = ("--fact", "item.condition=unused", "--fact", "item.price=49.95", "--fact", "bought.day=2026-06-01")
TODAY = ("--today", "2026-06-01")


def test_a_case_on_the_command_line_is_answered(typed: Type, shop: Path) -> None:
    """Facts given one by one lead to a card, the rule behind it, and the word that nothing was recorded."""
    result = typed("dry-run", shop, "return", *FACTS, *TODAY)
    assert result.exit_code == 0
    for part in ("YES", "You get €49.95 back.", "the receipt", "return-in-window", "nothing is recorded", "--why"):
        assert part in result.stdout
    assert not result.stderr


def test_the_language_is_the_one_asked_for(typed: Type, shop: Path) -> None:
    """`--lang` changes the sentences, the frame and the notation of amounts."""
    result = typed("dry-run", shop, "return", *FACTS, *TODAY, "--lang", "nl")
    assert "JA" in result.stdout
    assert "U krijgt € 49,95 terug." in result.stdout.replace("\u00a0", " ")


def test_what_is_unknown_stays_open_and_is_asked(typed: Type, shop: Path) -> None:
    """A fact left out is no answer: exit code 3, a promise to call back, and the question."""
    result = typed("dry-run", shop, "return", *TODAY)
    assert result.exit_code == 3
    assert "STILL OPEN" in result.stdout
    assert "call back" in result.stdout
    assert "Has the item been used?" in result.stdout


def test_json_is_the_published_form(typed: Type, shop: Path) -> None:
    """`--format json` prints the decision and nothing else, as its schema says."""
    result = typed("dry-run", shop, "return", *FACTS, *TODAY, "--format", "json")
    decision = json.loads(result.stdout)
    jsonschema.validate(decision, DECISION_SCHEMA)
    assert decision["answer"] == "yes"


@pytest.mark.parametrize("name", ["case.json", "case.yaml", "-"])
def test_a_case_file_is_json_yaml_or_standard_input(typed: Type, shop: Path, tmp_path: Path, name: str) -> None:
    """Plain facts in any of the forms give the same decision as on the command line."""
    facts = {"item.condition": "unused", "item": {"price": "49.95"}, "bought.day": "2026-06-01"}
    text = "item.condition: unused\nitem.price: 49.95\nbought.day: 2026-06-01\n"
    if name == "case.json":
        text = json.dumps(facts)
    file = tmp_path / name
    if name != "-":
        file.write_text(text, encoding="utf-8")
    result = typed("dry-run", shop, "return", "--case", name if name == "-" else file, *TODAY, input=text)
    assert result.exit_code == 0, result.stderr
    assert "€49.95" in result.stdout


def test_json_on_standard_input_is_seen_to_be_json(typed: Type, shop: Path) -> None:
    """A brace in front is enough."""
    result = typed("dry-run", shop, "return", "--case", "-", *TODAY, input='\n {"item.condition": "used"}')
    assert result.exit_code == 0, result.stderr
    assert "NO, BUT" in result.stdout


def test_a_case_of_the_shipped_form_brings_its_request_and_days(typed: Type, shop: Path, tmp_path: Path) -> None:
    """A file with `facts` needs no request on the command line, and what is typed goes before what it says."""
    file = tmp_path / "case.yaml"
    file.write_text(
        "request: return\ntoday: 2026-06-01\nstory:\n  en: A jumper.\nfacts:\n  item.condition: unused\n"
        "  item.price: 49.95\n  bought.day: 2026-06-01\n",
        encoding="utf-8",
    )
    assert "€49.95" in typed("dry-run", shop, "--case", file).stdout
    assert "€10.00" in typed("dry-run", shop, "--case", file, "--fact", "item.price=10").stdout
    assert "NO, BUT" in typed("dry-run", shop, "--case", file, "--today", "2026-09-02").stdout


def test_a_case_that_comes_with_the_policy_goes_by_its_name(typed: Type, shop: Path) -> None:
    """Files in the policy's folder `cases` need neither path nor ending."""
    (shop / "cases").mkdir()
    (shop / "cases" / "jumper.yaml").write_text("item.condition: used\n", encoding="utf-8")
    assert typed("dry-run", shop, "return", "--case", "jumper").exit_code == 0
    result = typed("dry-run", shop, "return", "--case", "jumpr")
    assert result.exit_code == 2
    assert "did you mean `jumper`?" in result.stderr
    assert typed("dry-run", shop, "return", "--case", "jum").exit_code == 0
    (shop / "cases" / "jumble.yaml").write_text("item.condition: used\n", encoding="utf-8")
    assert typed("dry-run", shop, "return", "--case", "jum").exit_code == 2


@pytest.mark.parametrize("reader", ["--why", "--why=customer", "--why=auditor"])
def test_why_tells_the_reasons(typed: Type, shop: Path, reader: str) -> None:
    """`--why` tells the decision to staff, customer or auditor; to the first it names the rules."""
    result = typed("dry-run", shop, "return", *FACTS, *TODAY, reader)
    assert result.exit_code == 0, result.stderr
    assert "Add --why" not in result.stdout
    assert ("return-in-window (policy): stands" in result.stdout) == (reader != "--why=customer")
    assert all(wide(line) <= 80 for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (("retrun",), ["no request `retrun`", "did you mean `return`?"]),
        (("return", "--fact", "item.conditon=used"), ["no fact `item.conditon`", "did you mean `item.condition`?"]),
        (("return", "--fact", "item.condition=usd"), ["did you mean `used`?", "--fact item.condition=usd", "^^^"]),
        (("return", "--fact", "item.price=49,95"), ["decimals are written with a point: `49.95`"]),
        (("return", "--fact", "item.price"), ["NAME=VALUE"]),
        (("return", "--fact", "a=1", "--fact", "a=2"), ["given twice"]),
        (("return", "--today", "1 June"), ["is not a date", "year-month-day"]),
        (("return", "--today", "2026-02-30"), ["not a day in the calendar"]),
        (("return", "--today", "2001-01-01"), ["decides from 2025-01-01 on"]),
        (("return", "--lang", "de"), ["no texts in `de`", "en, nl"]),
        (("return", "--case", "nowhere.json"), ["no case file `nowhere.json`"]),
        (("--example", "usd"), ["`corner-shop` has no example `usd`", "did you mean `used`?"]),
        (("--example", "used", "--case", "x.json"), ["not from both"]),
        (("return", "--lnag", "nl"), ["--lang"]),
        (("return", "--why=boss"), ["staff", "customer", "auditor"]),
    ],
)
def test_what_is_mistyped_is_said_with_the_fix(
    typed: Type, shop: Path, args: tuple[str, ...], parts: list[str]
) -> None:
    """Exit code 2, nothing on standard output, no traceback, and what was probably meant."""
    result = typed("dry-run", shop, *args)
    assert result.exit_code == 2
    assert not result.stdout
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr, result.stderr


def test_an_example_is_decided_as_the_policy_s_test_would(typed: Type, shop: Path) -> None:
    """`--example` brings its case, days and request; what is typed goes before it."""
    result = typed("dry-run", shop, "--example", "unused-today")
    assert result.exit_code == 0, result.stderr
    assert "€49.95" in result.stdout
    assert "decided as of 2026-06-01" in result.stdout
    assert "€10.00" in typed("dry-run", shop, "--example", "unused-today", "--fact", "item.price=10").stdout
    assert "NO, BUT" in typed("dry-run", shop, "--example", "unused-today", "--today", "2026-09-02").stdout


def test_a_policy_without_examples_has_none_to_decide(typed: Type, shop: Path) -> None:
    """It says where examples go, and suggests nothing."""
    text = (shop / "returns.yaml").read_text(encoding="utf-8")
    (shop / "returns.yaml").write_text(text.partition("\nexamples:")[0], encoding="utf-8")
    result = typed("dry-run", shop, "--example", "used")
    assert result.exit_code == 2
    assert "has no examples yet" in result.stderr


def test_the_only_question_need_not_be_named(typed: Type, shop: Path) -> None:
    """Where a policy answers one request, that is the one; where it answers more, they are told with their words."""
    assert "May this come back?" in typed("dry-run", shop, *FACTS, *TODAY).stdout
    (shop / "advice.yaml").write_text(ANOTHER, encoding="utf-8")
    result = typed("dry-run", shop, *FACTS, *TODAY)
    assert result.exit_code == 2
    assert "which question is it about?" in result.stderr
    assert "    return  May this come back?\n" in result.stderr
    assert "    advice  How long does it last?\n" in result.stderr
    assert "    advice  Hoe lang gaat het mee?\n" in typed("dry-run", shop, *FACTS, "--lang", "nl").stderr


def test_what_was_typed_wrong_is_in_no_file(typed: Type, shop: Path) -> None:
    """The count below the pictures names files only where there are some."""
    assert typed("dry-run", shop, "--fact", "item.condition=usd").stderr.endswith("\n1 error\n")
    assert typed("dry-run", shop, "--case", "-", input="item.condition: usd").stderr.endswith("\n1 error\n")
    (shop / "cases").mkdir()
    (shop / "cases" / "slip.yaml").write_text("item.condition: usd\n", encoding="utf-8")
    assert typed("dry-run", shop, "--case", "slip").stderr.endswith("\n1 error in 1 file\n")


def test_roles_are_called_by_their_label(typed: Type, shop: Path) -> None:
    """On the card, in the reasons and for programs: the words of the policy, in the language of the decision."""
    edit(shop / "returns.yaml", "      answer: no_but\n", "      answer: no_but\n      may_override: team_lead\n")
    args = ("dry-run", shop, "--example", "used", "--lang", "nl")
    told = typed(*args, "--why=auditor").stdout
    assert "alleen door teamleider" in told
    assert "Anders beslissen mag: teamleider." in told
    assert json.loads(typed(*args, "--format", "json").stdout)["labels"] == {"team_lead": "teamleider"}


def test_a_policy_that_is_not_there_is_suggested(typed: Type) -> None:
    """A slip in the name of a shipped policy is recognised; anything else gets the list of what there is."""
    assert "did you mean `webshop`?" in typed("dry-run", "webshpo", "return").stderr
    assert "webshop" in typed("dry-run", "qqqq", "return").stderr


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"item.condition: \xff\xfe", "UTF-8"),
        (b"item.condition: used\nitem.condition: used\n", "item.condition"),
        (b"[1, 2]", "`key: value`"),
        (b"", "nothing in this file"),
        (b"facts:\n  item.condition: used\nrequests: return\n", "did you mean `request`?"),
        (b"facts:\n  item.condition: used\ntoday: soon\n", "is not a date"),
    ],
)
def test_a_bad_case_file_is_shown_at_its_place(
    typed: Type, shop: Path, tmp_path: Path, content: bytes, part: str
) -> None:
    """What is wrong in a file is a picture, never a traceback and never a decision."""
    file = tmp_path / "case.yaml"
    file.write_bytes(content)
    result = typed("dry-run", shop, "return", "--case", file)
    assert result.exit_code == 2
    assert part in result.stderr
    assert not result.stdout


def test_findings_are_json_where_json_was_asked(typed: Type, shop: Path) -> None:
    """A program that asked for JSON gets the findings as JSON too, on standard output, with exit code 2."""
    result = typed("dry-run", shop, "return", "--fact", "item.condition=usd", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["findings"][0]["code"] == "FS601"


def test_a_policy_with_errors_shows_them_all(typed: Type, shop: Path) -> None:
    """Nothing is decided by a policy that has errors; each one is shown."""
    (shop / "more.yaml").write_text("facts:\n  a:\n    type: bolean\n  b:\n    type: mony\n", encoding="utf-8")
    result = typed("dry-run", shop, "return")
    assert result.exit_code == 2
    assert "more.yaml:3" in result.stderr
    assert "more.yaml:5" in result.stderr


def test_what_may_not_be_read_is_said(typed: Type, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that this user may not read ends in a sentence with its name, and exit code 2."""

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    result = typed("dry-run", shop, "return")
    assert result.exit_code == 2
    assert "permission denied" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_case_may_be_the_one_row_of_a_table(typed: Type, shop: Path, tmp_path: Path, mark: str) -> None:
    """A CSV file gives the facts that JSON gives: the same typing, the same decision."""
    names, values = ("item.condition", "item.price", "bought.day"), ("unused", "49.95", "2026-06-01")
    table = tmp_path / "case.csv"
    table.write_text(f"{mark.join(names)}\n{mark.join(values)}\n", encoding="utf-8")
    by_table = typed("dry-run", shop, "return", "--case", table, *TODAY, "--format", "json")
    by_facts = typed("dry-run", shop, "return", *FACTS, *TODAY, "--format", "json")
    assert by_table.exit_code == 0
    assert json.loads(by_table.stdout)["fingerprint"] == json.loads(by_facts.stdout)["fingerprint"]


@pytest.mark.parametrize(
    ("rows", "said", "place"),
    [
        ("", "no case below its header", ""),
        ("unused\nused\n", "this file has 2 cases", "case.csv:3:1"),
        ("unusd\n", "did you mean `unused`?", "case.csv:2:1"),
        ("unused,1\n", "", "case.csv:2"),
    ],
)
def test_a_table_that_is_not_one_case_is_refused(
    typed: Type, shop: Path, tmp_path: Path, rows: str, said: str, place: str
) -> None:
    """No row is picked for the reader; what is wrong in a cell is shown at the cell."""
    table = tmp_path / "case.csv"
    table.write_text("item.condition\n" + rows, encoding="utf-8")
    result = typed("dry-run", shop, "return", "--case", table, *TODAY)
    assert result.exit_code == 2
    assert said in result.stderr
    assert place in result.stderr


def test_a_file_that_cannot_be_written_is_named_as_asked(typed: Type, shop: Path, tmp_path: Path) -> None:
    """Not the name that it would have had on the way."""
    wanted = tmp_path / "nowhere" / "shop.bundle"
    result = typed("bundle", shop, "-o", wanted)
    assert result.exit_code == 2
    assert f"`{wanted}`" in result.stderr.replace("\n", "")
