"""What a policy owner types: init, check, test, explain, fmt, schema, bundle, demo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

from fairservice.bootstrap import load
from fairservice.cli.main import COMMANDS, cli

from .conftest import Type, edit

ROOT = Path(__file__).parents[3]


def whole_names() -> Iterator[str]:
    """Every command that does something, those within a group by both words."""
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            yield from (f"{name} {each}" for each in command.list_commands(click.Context(command)))
        else:
            yield name


@pytest.mark.parametrize("name", list(whole_names()))
def test_every_command_explains_itself(typed: Type, name: str) -> None:
    """`--help` of each command has a first sentence, an example with its own name, and what its exit codes mean."""
    result = typed(*name.split(), "--help")
    assert result.exit_code == 0
    assert f"fairservice {name}" in result.stdout.split("Example:")[1]
    assert "Exit codes:\n    0  " in result.stdout
    assert "--format" in result.stdout


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in list(whole_names())])
def test_every_group_says_where_to_begin(typed: Type, name: str) -> None:
    """`--help` of a group has its first sentence, its commands, and one to begin with."""
    result = typed(name, "--help")
    assert result.exit_code == 0 and "Commands:" in result.stdout
    assert f"fairservice {name} " in result.stdout.split("Begin with:")[1]


def test_the_commands_are_listed_and_a_slip_is_recognised(typed: Type) -> None:
    """Without a command there is help; a mistyped one gets the one that was meant."""
    result = typed()
    assert result.exit_code == 0
    assert all(name in result.stdout for name in COMMANDS)
    result = typed("chekc")
    assert result.exit_code == 2
    assert "did you mean `check`?" in result.stderr
    assert typed("--version").exit_code == 0


# ---- init


def test_init_gives_a_policy_that_passes(typed: Type, tmp_path: Path) -> None:
    """The starter is in order, its examples hold, and editors find their schema where its files point."""
    folder = tmp_path / "my policy"
    result = typed("init", folder)
    assert result.exit_code == 0, result.stderr
    assert f"fairservice check '{folder}'" in result.stdout
    assert typed("check", folder).exit_code == 0
    assert typed("test", folder).exit_code == 0
    for file in folder.rglob("*.yaml"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), file
        assert (file.parent / first.partition("=")[2]).is_file(), file


def test_init_from_another_pack_brings_what_it_uses(typed: Type, tmp_path: Path) -> None:
    """The law pack lies beside the policy, so that it changes only when its owner changes it."""
    result = typed("init", tmp_path / "new", "--from", "webshop", "--format", "json")
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    assert (Path(made["policy"]) / "policy.yaml").is_file()
    assert (tmp_path / "new" / "law" / "nl-consumer" / "policy.yaml").is_file()
    # The copy is the one that is read: an error in it is found.
    (tmp_path / "new" / "law" / "nl-consumer" / "policy.yaml").write_text("language: 1\n", encoding="utf-8")
    assert typed("explain", made["policy"]).exit_code == 2


@pytest.mark.parametrize(("args", "first"), [((), "en"), (("--lang", "nl"), "nl"), (("--lang", "en"), "en")])
@pytest.mark.parametrize("pack", ["starter", "webshop", "supplier"])
def test_init_puts_a_language_first(typed: Type, tmp_path: Path, pack: str, args: tuple[str, ...], first: str) -> None:
    """Answers come in the language that was asked for, English where none was; all texts stay."""
    result = typed("init", tmp_path / "new", "--from", pack, *args, "--format", "json")
    made = Path(json.loads(result.stdout)["policy"])
    languages = load(made).rulebook.languages
    assert (languages[0], set(languages)) == (first, {"nl", "en"})
    assert typed("fmt", "--check", made / "policy.yaml").exit_code == 0


def test_init_in_a_language_that_is_not_there_makes_nothing(typed: Type, tmp_path: Path) -> None:
    """It says which languages there are."""
    result = typed("init", tmp_path / "new", "--lang", "fy")
    assert result.exit_code == 2
    assert "nl, en" in result.stderr
    assert not (tmp_path / "new").exists()


def test_init_never_touches_what_is_there(typed: Type, shop: Path, tmp_path: Path) -> None:
    """A folder in use is refused and left as it was; so is a pack that does not exist."""
    before = sorted(shop.iterdir())
    result = typed("init", shop)
    assert result.exit_code == 2
    assert "already in use" in result.stderr
    assert sorted(shop.iterdir()) == before
    result = typed("init", tmp_path / "new", "--from", "websop")
    assert result.exit_code == 2
    assert "did you mean `webshop`?" in result.stderr
    assert not (tmp_path / "new").exists()


# ---- check


def test_a_clean_policy_is_told_what_to_do_next(typed: Type, shop: Path) -> None:
    """No findings: a friendly line with the next command, and exit code 0."""
    result = typed("check", shop)
    assert result.exit_code == 0, result.stdout
    assert f"fairservice test {shop}" in result.stdout


def test_check_shows_everything_at_once(typed: Type, shop: Path) -> None:
    """Two slips in two files are both shown, each with its place; exit code 1."""
    edit(shop / "policy.yaml", "currency: EUR", "curency: EUR")
    edit(shop / "returns.yaml", "item.condition: unused\n      bought", "item.conditon: unused\n      bought")
    result = typed("check", shop)
    assert result.exit_code == 1
    assert "did you mean `currency`?" in result.stdout
    assert "did you mean `item.condition`?" in result.stdout
    assert "policy.yaml:8:1" in result.stdout


def test_check_speaks_json_and_annotations(typed: Type, shop: Path) -> None:
    """The same findings for programs, and for the lines of a pull request."""
    edit(shop / "policy.yaml", "currency: EUR", "curency: EUR")
    found = json.loads(typed("check", shop, "--format", "json").stdout)
    assert found["ok"] is False
    assert found["findings"][0]["place"]["line"] == 8
    result = typed("check", shop, "--format", "annotations")
    assert result.exit_code == 1
    assert result.stdout.startswith("::error file=")


def test_check_of_nothing_is_a_wrong_command(typed: Type, tmp_path: Path) -> None:
    """A path without a policy is exit code 2, so that CI tells a slip in the path from a bad policy."""
    assert typed("check", tmp_path / "nowhere").exit_code == 2
    assert typed("check").exit_code == 2


# ---- test


def test_examples_that_hold_pass(typed: Type, shop: Path, tmp_path: Path) -> None:
    """All is well: exit code 0, and a JUnit file without failures."""
    junit = tmp_path / "junit.xml"
    result = typed("test", shop, "--junit", junit)
    assert result.exit_code == 0, result.stdout
    assert "2 of 2 examples" in result.stdout
    assert "2 of 2 rules" in result.stdout
    suite = ElementTree.parse(junit).getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "0", "0")


def test_an_example_that_fails_shows_both_sides(typed: Type, shop: Path, tmp_path: Path) -> None:
    """Expected and got stand side by side under a picture of the place; the rule it no longer exercises is named."""
    edit(shop / "returns.yaml", "- refund: 49.95", "- refund: 40.00")
    junit = tmp_path / "junit.xml"
    result = typed("test", shop, "--junit", junit)
    assert result.exit_code == 1
    for part in (
        "FS720",
        "refund 40.00",
        "refund 49.95",
        "^^^",
        "1 of 2 examples",
        "Never exercised:",
        "return-in-window",
    ):
        assert part in result.stdout, result.stdout
    case = ElementTree.parse(junit).getroot()[0][0]
    failure = case.find("failure")
    assert failure is not None
    assert "refund: 40.00" in (failure.text or "")
    found = json.loads(typed("test", shop, "--format", "json").stdout)
    assert [each["result"] for each in found["examples"]] == ["failed", "passed"]
    assert found["rules"]["never_exercised"] == ["return-in-window"]
    last = result.stdout.splitlines()[-1]
    assert last.split() == ["fairservice", "dry-run", str(shop), "--example", "unused-today", "--why"]
    assert "€49.95" in typed(*last.split()[1:]).stdout


def test_a_policy_without_examples_is_invited_to_have_some(typed: Type, shop: Path) -> None:
    """No examples is no failure, and says where they go."""
    text = (shop / "returns.yaml").read_text(encoding="utf-8")
    (shop / "returns.yaml").write_text(text.partition("\nexamples:")[0], encoding="utf-8")
    result = typed("test", shop)
    assert result.exit_code == 0
    assert "`examples:`" in result.stdout


# ---- explain


def test_a_policy_is_read_out(typed: Type, shop: Path) -> None:
    """Every rule is told with its place, in the language asked for; one rule can be asked by name."""
    result = typed("explain", shop, "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "Corner shop policy" in result.stdout
    assert "return-in-window" in result.stdout
    one = typed("explain", shop, "return-in-window", "--lang", "nl")
    assert "de bon" in one.stdout
    assert "ruilen" not in one.stdout
    told = json.loads(typed("explain", shop, "return", "--format", "json").stdout)
    assert [each["rule"] for each in told["rules"]] == [None, "return-in-window", "otherwise"]


def test_what_must_always_be_so_is_read_out_too(typed: Type, shop: Path) -> None:
    """After the rules, or of one request, or by its own name; a mistyped one gets the one that was meant."""
    text = "minimums:\n  fair-return:\n    request: return\n    answer: no_but\n"
    (shop / "always.yaml").write_text(text, encoding="utf-8")
    whole = typed("explain", shop, "--lang", "en").stdout
    assert whole.index("return-in-window") < whole.index("What must always be so") < whole.index("Minimum fair-return")
    alone = typed("explain", shop, "fair-return", "--lang", "nl").stdout
    assert "minstens NEE, MAAR" in alone
    assert "return-in-window" not in alone
    told = json.loads(typed("explain", shop, "return", "--format", "json").stdout)
    assert [each["invariant"] for each in told["invariants"]] == ["fair-return"]
    missed = typed("explain", shop, "fair-returns")
    assert (missed.exit_code, "`fair-return`" in missed.stderr) == (2, True)


def test_what_holds_at_the_desk_is_read_out(typed: Type) -> None:
    """After the rules, or alone by `desk`; of one rule only what is looked up for it. The keys are always the same."""
    laundry = ROOT / "tests" / "policies" / "good" / "laundry"
    whole = typed("explain", laundry).stdout
    parts = ("late-through-us", "Who may do what", "What the desk looks up", "What holds at the desk")
    assert sorted(parts, key=whole.index) == list(parts)
    alone = typed("explain", laundry, "desk").stdout
    assert whole.endswith(alone)
    assert "late-through-us" not in alone
    one = typed("explain", laundry, "small-kindness").stdout
    assert "kindnesses this year: how many exceptions" in one
    assert "Who may do what" not in one and "What holds at the desk" not in one
    told = [
        json.loads(typed("explain", laundry, *of, "--format", "json").stdout) for of in ((), ("desk",), ("otherwise",))
    ]
    assert [list(each) for each in told] == [["policy", "lang", "rules", "invariants", "roles", "history", "desk"]] * 3
    assert told[0]["desk"] == told[1]["desk"] and told[1]["rules"] == []
    assert told[0]["desk"]["precedents"]["cohort"]["rate"] == "20%"
    assert told[0]["desk"]["place"].endswith("desk.yaml:1")
    assert (told[2]["roles"], told[2]["history"], told[2]["desk"]) == ([], [], None)


def test_a_policy_without_a_desk_says_so_when_asked(typed: Type, shop: Path) -> None:
    """Read out whole nothing is said of it; a request that is called `desk` goes first."""
    assert "says nothing for a desk" not in typed("explain", shop, "--lang", "en").stdout
    asked = typed("explain", shop, "desk", "--lang", "en")
    assert (asked.exit_code, asked.stderr) == (0, "")
    assert "team lead (above agent)" in asked.stdout
    assert "This policy says nothing for a desk." in asked.stdout
    text = (shop / "returns.yaml").read_text(encoding="utf-8")
    renamed = text.replace("  return:\n", "  desk:\n").replace("request: return\n", "request: desk\n")
    (shop / "returns.yaml").write_text(renamed, encoding="utf-8")
    assert "return-in-window" in typed("explain", shop, "desk").stdout
    assert "above" not in typed("explain", shop, "desk", "--lang", "en").stdout


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("pack", ["starter", "webshop", "supplier", "airline"])
def test_the_desks_that_come_along_are_read_out(typed: Type, pack: str, lang: str) -> None:
    """Each shipped policy tells its desk in each of its languages, and nothing that only a program knows."""
    told = typed("explain", ROOT / "rules" / pack, "desk", "--lang", lang)
    assert (told.exit_code, told.stderr) == (0, "")
    assert "privacy@example.com" in told.stdout
    assert not [word for word in ("{", "}", "None", "_") if word in told.stdout]


def test_units_are_read_out_in_the_language(typed: Type, shop: Path) -> None:
    """Common ones by themselves, one apart from more; any other by the label that the policy gives it."""
    (shop / "labels.yaml").write_text("labels:\n  crates:\n    nl: kratten\n    en: crates\n", encoding="utf-8")
    for unit, figure, nl, en in (("pieces", 3, "3 stuks", "3 pieces"), ("days", 1, "1 dag)", "1 day)"),
                                 ("crates", 2, "2 kratten", "2 crates")):  # fmt: skip
        before = (shop / "returns.yaml").read_text(encoding="utf-8")
        edit(shop / "returns.yaml", "facts:\n", f"facts:\n  order.size:\n    type: integer\n    unit: {unit}\n")
        edit(shop / "returns.yaml", "parameters:\n", f"parameters:\n  size_limit:\n    unit: {unit}\n    values:\n"
             f"      2025-01-01: {figure}\n")  # fmt: skip
        edit(shop / "returns.yaml", "      item.condition: unused\n", "      order.size: at most size_limit\n")
        assert nl in typed("explain", shop, "return-in-window", "--lang", "nl").stdout
        assert en in typed("explain", shop, "return-in-window", "--lang", "en").stdout
        (shop / "returns.yaml").write_text(before, encoding="utf-8")


def test_a_rule_that_is_not_there_is_suggested(typed: Type, shop: Path) -> None:
    """The nearest rule or request is named."""
    result = typed("explain", shop, "return-in-windw")
    assert result.exit_code == 2
    assert "did you mean `return-in-window`?" in result.stderr


# ---- fmt


def test_fmt_changes_layout_once(typed: Type, shop: Path) -> None:
    """`--check` and `--diff` change nothing; without them the layout is put right, and then stays so."""
    file = shop / "extra.yaml"
    messy = "facts:\n    item.colour:   {type: text}   # as on the label\n"
    file.write_text(messy, encoding="utf-8")
    result = typed("fmt", "--check", file)
    assert result.exit_code == 1
    assert "would change" in result.stdout
    diff = typed("fmt", "--diff", file)
    assert "-    item.colour:" in diff.stdout
    assert file.read_text(encoding="utf-8") == messy
    assert typed("fmt", file).exit_code == 0
    laid_out = file.read_text(encoding="utf-8")
    assert laid_out != messy
    assert "# as on the label" in laid_out
    assert typed("fmt", "--check", file).exit_code == 0
    assert typed("fmt", "-", input=messy).stdout == laid_out


def test_fmt_leaves_a_file_with_errors_alone(typed: Type, tmp_path: Path) -> None:
    """What cannot be read is shown and not written; a path that is not there is said."""
    file = tmp_path / "bad.yaml"
    file.write_text("a: [1, 2\n", encoding="utf-8")
    result = typed("fmt", tmp_path)
    assert result.exit_code == 2
    assert "bad.yaml:1" in result.stderr
    assert file.read_text(encoding="utf-8") == "a: [1, 2\n"
    assert typed("fmt", tmp_path / "nowhere").exit_code == 2


# ---- schema, bundle, demo


def test_schemas_are_printed_or_written(typed: Type, tmp_path: Path) -> None:
    """Each schema is valid JSON Schema; `-o` writes all of them for an editor."""
    import jsonschema

    for which in ("--policy", "--rules", "--decision"):
        result = typed("schema", which)
        jsonschema.Draft202012Validator.check_schema(json.loads(result.stdout))
    assert typed("schema", "-o", tmp_path / "s").exit_code == 0
    assert sorted(each.name for each in (tmp_path / "s").iterdir()) == [
        "decision.schema.json",
        "policy.schema.json",
        "rules.schema.json",
    ]
    assert typed("schema").exit_code == 2


def test_a_bundle_decides_as_its_folder_does(typed: Type, shop: Path, tmp_path: Path) -> None:
    """The digest depends on content only, is printed, and the bundle can be used wherever the folder can."""
    first, second = tmp_path / "a.bundle", tmp_path / "b.bundle"
    digest = json.loads(typed("bundle", shop, "-o", first, "--format", "json").stdout)["digest"]
    edit(shop / "returns.yaml", "facts:\n", "# a remark\nfacts:\n")
    assert digest in typed("bundle", shop, "-o", second).stdout
    assert first.read_bytes() == second.read_bytes()
    args = ("return", "--fact", "item.condition=used", "--today", "2026-06-01", "--format", "json")
    assert json.loads(typed("dry-run", first, *args).stdout)["bundle"] == digest
    assert typed("bundle", shop, "-o", "-").stdout.encode() == first.read_bytes()


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("policy", [(), ("supplier",)])
def test_the_demo_ends_with_what_to_try_and_all_of_it_works(typed: Type, policy: tuple[str, ...], lang: str) -> None:
    """Every case has its story and its card, and each command that is suggested can be typed as it stands."""
    result = typed("demo", *policy, "--lang", lang)
    assert result.exit_code == 0, result.stderr
    cases = json.loads(typed("demo", *policy, "--lang", lang, "--format", "json").stdout)
    assert all(case["story"] for case in cases)
    assert result.stdout.count("╭") == len(cases)
    tries = [line.split() for line in result.stdout.splitlines() if line.startswith("      fairservice ")]
    assert len(tries) == 5
    for command in tries:
        assert "--lang" in command
        if command[1] != "init":
            assert typed(*command[1:]).exit_code in (0, 3), command


def test_a_demo_that_is_not_there_says_which_are(typed: Type) -> None:
    """A slip gets the one that was meant; a policy without cases gets those that have some."""
    assert "did you mean `supplier`?" in typed("demo", "suplier").stderr
    result = typed("demo", "starter")
    assert result.exit_code == 2
    assert "supplier, webshop" in result.stderr
