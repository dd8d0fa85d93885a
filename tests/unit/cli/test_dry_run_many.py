"""`fairservice dry-run --cases`: a file of cases, of which nothing is lost: decided, or refused with the reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from fairservice.bootstrap import load
from fairservice.cli import cases_given, dry_run_many
from fairservice.cli.terminal import wide
from fairservice.decisions.json_form import DECISION_SCHEMA

from .conftest import ANOTHER, Type

TODAY = ("--today", "2026-06-01")
GOOD = {"item.condition": "unused", "item.price": "49.95", "bought.day": "2026-06-01"}
LINE = json.dumps(GOOD)
HEADER = "item.condition,item.price,bought.day\n"
ROW = "unused,49.95,2026-06-01\n"

Many = Callable[..., Result]


@pytest.fixture
def many(typed: Type, shop: Path, tmp_path: Path) -> Many:
    """Writes a file of cases and types the command on it."""

    def many(name: str, content: str | bytes, *args: str | Path) -> Result:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return typed("dry-run", shop, "return", "--cases", file, *TODAY, *args)

    return many


def summary(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# ---- what is read


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cases.jsonl", f"{LINE}\n{LINE}\n"),
        ("cases.NDJSON", f"{LINE}\r\n\r\n{LINE}"),
        (
            "cases.jsonl",
            f"\ufeff{LINE}\n" + json.dumps({"item": {"price": "4"}, "bought.day": None}),
        ),
        ("cases.json", f"[{LINE},\n{LINE}]"),
        ("cases.csv", HEADER + ROW * 2),
        ("cases.csv", "\ufeff" + (HEADER + ROW).replace(",", ";").replace("\n", "\r\n") + ' unused;"49.95";'),
    ],
)
def test_each_form_is_read(many: Many, name: str, content: str) -> None:
    """JSON lines, a list and CSV, with either delimiter, either line end and with a byte order mark."""
    result = many(name, content, "--format", "json")
    assert result.exit_code == 0, result.stdout
    assert (summary(result)["cases"], summary(result)["decided"], summary(result)["rejected"]) == (2, 2, 0)


def test_standard_input_is_json_lines(typed: Type, shop: Path) -> None:
    """`-` needs no file."""
    result = typed("dry-run", shop, "return", "--cases", "-", *TODAY, "--format", "json", input=f"{LINE}\n{LINE}\n")
    assert summary(result)["answers"]["yes"] == 2


def test_an_empty_cell_is_a_fact_that_is_not_known(many: Many, tmp_path: Path) -> None:
    """Not false and not zero: the case stays open, and the fact is asked for."""
    out = tmp_path / "out.jsonl"
    result = many("cases.csv", HEADER + "unused,,2026-06-01\nunused, ,\n", "--out", out, "--format", "json")
    assert result.exit_code == 0
    first, second = (each["decision"] for each in lines_of(out))
    assert first["answer"] == "yes" and first["status"] == "open"
    assert [each["fact"] for each in first["questions"]] == ["item.price"]
    assert {each["fact"] for each in second["questions"]} >= {"bought.day"}
    assert {each["fact"]: each["decisions"] for each in summary(result)["unknown"]}["bought.day"] == 1


def test_a_case_may_bring_its_name_and_its_days(many: Many, tmp_path: Path) -> None:
    """Beside the facts under `facts` or `case`, or as columns; what is typed goes before them."""
    own = {"id": 7, "today": "2026-09-02", "received_on": "2026-09-01"}
    lines = "\n".join(json.dumps({**own, key: GOOD}) for key in ("facts", "case")) + f"\n{LINE}\n"
    rows = f"id,today,received_on,{HEADER}7,2026-09-02,2026-09-01,{ROW}" * 1 + f",,,{ROW}"
    out = tmp_path / "out.jsonl"
    for name, content, count in (("cases.jsonl", lines, 2), ("cases.csv", rows, 1)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        result = many(name, content, "--out", out, "--received", "2026-06-01")
        assert result.exit_code == 0, result.stderr
        assert {each["decision"]["received_on"] for each in lines_of(out)} == {"2026-06-01"}
        assert [each["id"] for each in lines_of(out)] == ["7"] * count + [None]


def test_without_a_day_typed_each_case_has_its_own(typed: Type, shop: Path, tmp_path: Path) -> None:
    """The days of a case decide that case alone; a case with its own `today` was received on it."""
    file, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    file.write_text(f"today,received_on,{HEADER}2026-09-02,,{ROW}2026-09-02,2026-06-03,{ROW}", encoding="utf-8")
    result = typed("dry-run", shop, "return", "--cases", file, "--out", out)
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [(row["today"], row["received_on"], row["answer"]) for row in rows] == [
        ("2026-09-02", "2026-09-02", "no_but"),
        ("2026-09-02", "2026-06-03", "yes"),
    ]


def test_a_fact_on_the_command_line_goes_for_every_case(many: Many) -> None:
    """`--fact` goes before what each case says; a wrong one is said once, before anything is decided."""
    both = many("cases.jsonl", f"{LINE}\n{LINE}\n", "--fact", "item.price=10", "--format", "json")
    assert summary(both)["gives"]["refund"] == {"at_least": "20.00", "at_most": "20.00", "decisions": 2}
    wrong = many("cases.jsonl", f"{LINE}\n{LINE}\n", "--fact", "item.condition=usd")
    assert wrong.exit_code == 2
    assert wrong.stderr.count("did you mean `used`?") == 1


def test_a_case_about_something_else_is_refused(many: Many, shop: Path) -> None:
    """A case that names another request is not decided as this one."""
    (shop / "advice.yaml").write_text(ANOTHER, encoding="utf-8")
    lines = [{"request": each, "facts": GOOD} for each in ("return", "advice")]
    result = many("cases.jsonl", "\n".join(map(json.dumps, lines)))
    assert result.exit_code == 1
    assert "this case is about `advice`, and `return` is asked" in result.stderr
    assert "cases.jsonl:2:13" in result.stderr


# ---- what comes of it


def test_the_summary_adds_up(many: Many) -> None:
    """Answers, rules, sums and what is unknown; no line wider than 80 columns, and no colour outside a terminal."""
    rows = "unused,49.95,2026-06-01\n" * 3 + "used,1,2026-06-01\n" * 2 + "unused,,2026-06-01\n" + ",5,2026-06-01\n"
    text = many("cases.csv", HEADER + rows).stdout
    assert "7 cases, decided by corner-shop as of 1 June 2026" in text
    assert "✓ 7 cases = 7 decided + 0 rejected" in text
    figures = [line.split() for line in text.splitlines()]
    assert ["yes", "4", "57.1%"] in [line[:3] for line in figures]
    assert ["no,", "but", "2", "28.6%"] in [line[:4] for line in figures]
    assert ["money", "back", "3", "€149.85"] in figures
    assert "still open what they give: 2." in text
    assert "Has the item been used?" in text and "item.condition" in text
    assert "\x1b" not in text
    assert all(wide(line) <= 80 and line == line.rstrip() for line in text.splitlines())
    dutch = many("cases.csv", HEADER + rows, "--lang", "nl").stdout
    assert "7 gevallen, beslist met corner-shop per 1 juni 2026" in dutch
    assert "€ 149,85" in dutch.replace("\u00a0", " ")
    assert "57,1%" in dutch


def test_what_the_customer_chooses_is_a_range(typed: Type, policy_of: Callable[..., object], tmp_path: Path) -> None:
    """Of several options the least and the most are added up, since nobody knows which will be chosen."""
    result = typed(
        "dry-run",
        "webshop",
        "return",
        "--cases",
        _shipped_returns(tmp_path),
        "--format",
        "json",
        "--today",
        "2026-07-01",
    )
    refund = summary(result)["gives"]["refund"]
    assert float(refund["at_least"]) <= float(refund["at_most"])
    assert refund["decisions"] > 0


def _shipped_returns(folder: Path) -> Path:
    from fairservice.bootstrap import shipped

    cases = [json.loads(each.read_text("utf-8")) for each in (shipped("webshop") / "cases").glob("*.json")]
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in cases if case["request"] == "return"), "utf-8")
    return file


def test_every_decision_is_written_in_the_published_form(many: Many, tmp_path: Path) -> None:
    """`--out` as JSON lines has each decision as its schema says, with the line of its case; as CSV one row each."""
    lines = f'{LINE}\n\n{{"id": "A", "facts": {LINE}}}\n'
    many("cases.jsonl", lines, "--out", tmp_path / "out.jsonl")
    found = lines_of(tmp_path / "out.jsonl")
    assert [(each["line"], each["id"]) for each in found] == [(1, None), (3, "A")]
    for each in found:
        jsonschema.validate(each["decision"], DECISION_SCHEMA)
    many("cases.jsonl", lines, "--out", tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["line"], row["id"], row["rule"]) for row in rows] == [
        ("1", "", "return-in-window"),
        ("3", "A", "return-in-window"),
    ]
    assert rows[0]["options"] == "refund 49.95 for receipt"
    assert (rows[0]["refund_at_least"], rows[0]["refund_at_most"]) == ("49.95", "49.95")
    assert rows[0]["fingerprint"] == found[0]["decision"]["fingerprint"]


# ---- what is refused


BAD_LINES = [
    '{"item.condition": "unusd"}',
    '{"item.conditon": "used"}',
    '{"item.condition": "us',
    "[1, 2]",
    "null",
    "used",
    '{"today": "2026-01-01"}',
    '{"facts": {}, "today": "soon"}',
    '{"facts": {}, "customer": "J. de Wit"}',
    '{"item.price": 1e400}',
    '{"item.price": "a\\u0000b"}',
    '{"item.price": 1, "item.price": 2}',
    "[" * 5000,
    "\udcff\udc80\udc9d",
    "caf\udce9",
    "x" * 2_000_000,
]


def planted(good: str, bad: Sequence[str], total: int) -> tuple[str, list[int]]:
    """Good lines with the bad ones spread among them, and the numbers of the bad ones (from 0)."""
    step = total // len(bad)
    places = {step * index + step // 2: each for index, each in enumerate(bad)}
    return "".join(f"{places.get(number, good)}\n" for number in range(total)), sorted(places)


def test_nothing_is_lost_among_thousands(many: Many, tmp_path: Path) -> None:
    """Decided and rejected add up to all; each bad line is kept byte for byte, below the reason and its number."""
    content, places = planted(LINE, BAD_LINES, 3000)
    out, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.jsonl"
    data = content.encode("utf-8", "surrogateescape")
    result = many("cases.jsonl", data, "--out", out, "--rejects", rejects, "--format", "json")
    assert result.exit_code == 1, result.stderr
    found = summary(result)
    assert (found["cases"], found["decided"], found["rejected"]) == (3000, 3000 - len(BAD_LINES), len(BAD_LINES))
    assert [each["line"] for each in lines_of(out)] == [n + 1 for n in range(3000) if n not in places]
    kept = rejects.read_bytes().split(b"\n")
    assert [line for line in kept if line and not line.startswith(b"# fairservice")] == [
        each.encode("utf-8", "surrogateescape") for each in BAD_LINES
    ]
    notes = [line.decode() for line in kept if line.startswith(b"# fairservice line ")]
    assert list(dict.fromkeys(int(note.split()[3].strip(",:")) for note in notes)) == [n + 1 for n in places]
    assert "did you mean `unused`?" in notes[0]


def test_rejected_rows_are_mended_and_decided(many: Many, tmp_path: Path) -> None:
    """The file of rejects has the header, can be read as it is, and once mended all of it is decided."""
    bad = [
        "unusd,1,2026-06-01",
        "used",
        "used,1,2026-06-01,9",
        '"us"ed,1,',
        'used,"1',
        "u\tsed\x01,1,",
        '"un\nused",2,',
    ]
    content, _ = planted(ROW.strip(), bad, 2100)
    rejects = tmp_path / "rejects.csv"
    first = many("cases.csv", HEADER + content, "--rejects", rejects, "--format", "json")
    assert first.exit_code == 1
    assert (summary(first)["cases"], summary(first)["rejected"]) == (2100, len(bad))
    kept = rejects.read_text(encoding="utf-8")
    assert kept.startswith(HEADER)
    assert all(f"\n{each}\n" in kept for each in bad)
    again = many("again.csv", kept, "--rejects", tmp_path / "still.csv", "--format", "json")
    assert summary(again)["rejected"] == len(bad)
    mended = kept
    for each in bad:
        mended = mended.replace(f"\n{each}\n", f"\n{ROW}")
    last = many("mended.csv", mended, "--format", "json")
    assert last.exit_code == 0, last.stdout
    assert (summary(last)["decided"], summary(last)["rejected"]) == (len(bad), 0)


def test_rejects_of_a_list_are_a_list(many: Many, tmp_path: Path) -> None:
    """With the elements as written; what is nested, or looks like an end within a text, divides nothing."""
    elements = [
        LINE,
        '{"item.condition": "],{"}',
        '{"id": "a", "facts":\n   {"item.condition": "used"}}',
        "505",
        '{"item.price": "\\"["}',
    ]
    rejects = tmp_path / "rejects.json"
    result = many("cases.json", "[\n" + ",\n".join(elements) + "\n]\n", "--rejects", rejects, "--format", "json")
    assert (summary(result)["decided"], summary(result)["rejected"]) == (2, 3)
    kept = rejects.read_text(encoding="utf-8")
    assert [kept.count(each) for each in elements] == [0, 1, 0, 1, 1]
    assert "# fairservice line 3, column 20: " in kept and "# fairservice line 6, column 1: " in kept
    mended = kept.replace(elements[1], LINE).replace("\n505\n", f"\n{LINE}\n").replace(elements[4], LINE)
    assert summary(many("mended.json", mended, "--format", "json"))["decided"] == 3


def test_without_a_file_for_them_the_first_are_shown(many: Many) -> None:
    """Three pictures with the right lines, how many there are, and the option that keeps them all."""
    content, places = planted(LINE, [BAD_LINES[0]] * 5, 50)
    result = many("cases.jsonl", content)
    assert result.exit_code == 1
    assert result.stderr.count("did you mean `unused`?") == 3
    assert f"cases.jsonl:{places[0] + 1}:20" in result.stderr
    assert (
        f"\n {places[0] + 1} | {BAD_LINES[0]}" in result.stderr
        or f"\n{places[0] + 1} | {BAD_LINES[0]}" in result.stderr
    )
    assert "The first 3 of 5 rejected cases are shown above." in result.stdout
    assert "--rejects FILE" in result.stdout
    assert "✗ 50 cases = 45 decided + 5 rejected" in result.stdout


def test_the_way_back_is_told(many: Many, tmp_path: Path) -> None:
    """The command that decides the mended ones, as it must be typed."""
    rejects = tmp_path / "rejects.jsonl"
    text = many("cases.jsonl", f"{LINE}\n5\n", "--rejects", rejects, "--fact", "item.price=4", "--lang", "nl").stdout
    told = text.replace("\n", "")
    assert f"return --cases {rejects} --today 2026-06-01 --fact item.price=4 --lang nl" in told


def test_an_older_file_of_rejects_does_not_stay(many: Many, tmp_path: Path) -> None:
    """A run without rejects leaves a file without cases."""
    rejects = tmp_path / "rejects.csv"
    rejects.write_text("old", encoding="utf-8")
    assert many("cases.csv", HEADER + ROW, "--rejects", rejects).exit_code == 0
    assert rejects.read_text(encoding="utf-8") == HEADER


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cases.jsonl", b"", "there is no case in"),
        ("cases.jsonl", b"\n \n", "there is no case in"),
        ("cases.csv", b"", "there is nothing in this file"),
        ("cases.csv", HEADER.encode(), "there is no case in"),
        ("cases.json", b"", "is not a JSON list"),
        ("cases.json", b"[]", "there is no case in"),
        ("cases.json", b"{}", "is one case, not a list of cases"),
        ("cases.json", b"[{},", "is never closed"),
        ("cases.json", b"[{}] 5", "something follows"),
        ("cases.json", b"[{},,{}]", "nothing stands before this comma"),
        ("cases.csv", b"item.condition,item.condition\nused,used\n", "two columns are named `item.condition`"),
        ("cases.csv", b"item.conditon\nused\n", "did you mean `item.condition`?"),
        ("cases.csv", b"item.condition\titem.price\nused\t4\n", "separated by tabs"),
        ("cases.csv", b"item.condition|item.price\nused|4\n", "separated by `|`"),
        ("cases.csv", b"caf\xe9\nused\n", "perhaps a `\xc3\xa9`"),
        ("cases.csv", LINE.encode("utf-16"), "UTF-16"),
        ("cases.jsonl", LINE.encode("utf-16"), "UTF-16"),
        ("cases.jsonl", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a picture"),
        ("cases.jsonl", b"\x00\x01\x02\xff\n" * 30, "not saved as UTF-8"),
        ("cases.csv", b"PK\x03\x04rest", "a spreadsheet or a zip file"),
        ("cases.jsonl", b"\x1f\x8brest", "unpack it"),
        ("cases.csv", b"a" * 2_000_000, "this line is 1.9 MB long"),
        ("cases.xlsx", b"PK\x03\x04", "does not tell what is in it"),
    ],
)
def test_what_is_no_file_of_cases_is_refused_at_once(
    many: Many, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """One clear error, exit code 2, and no file is begun or replaced."""
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    result = many(name, content, "--out", out)
    assert result.exit_code == 2, result.stdout
    assert said.encode("latin-1", "replace").decode("utf-8") in result.stderr
    assert "Traceback" not in result.stderr
    assert not result.stdout
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted({name, "out.csv", "shop"})


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (("--cases", "nowhere.csv"), ["there is no file `nowhere.csv`"]),
        (("--cases", "."), ["is a folder"]),
        (("--cases", "-", "--case", "x"), ["no one case"]),
        (("--cases", "-", "--why"), ["no one case"]),
        (("--out", "x.csv"), ["are for many cases"]),
        (("--cases", "-", "--out", "x.xlsx"), ["call it .jsonl or .csv"]),
        (("--cases", "-", "--out", "-"), ["needs the name of a file"]),
        (("--cases", "-", "--out", "a.csv", "--rejects", "./a.csv"), ["name the same file"]),
        (("--cases", "-", "--out", "nowhere/x.csv"), ["`nowhere/x.csv`"]),
        (("--cases", "-", "--today", "2300-01-01"), ["the years are"]),
    ],
)
def test_what_is_mistyped_is_said(typed: Type, shop: Path, args: tuple[str, ...], parts: list[str]) -> None:
    """Exit code 2 and the way out."""
    result = typed("dry-run", shop, "return", *args, input=f"{LINE}\n")
    assert result.exit_code == 2
    for part in parts:
        assert part in result.stderr


def test_a_full_disk_is_said_with_the_name(many: Many, tmp_path: Path) -> None:
    """An error halfway names the file that was asked for."""
    full = tmp_path / "full.csv"
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full disk to try it on")
    full.symlink_to("/dev/full")
    result = many("cases.jsonl", f"{LINE}\n" * 200, "--out", full)
    assert result.exit_code == 2
    assert f"`{full}`: no space left" in result.stderr


def test_what_was_done_before_a_stop_is_said(many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with exit code 130, the tally so far, and files that hold exactly that."""
    seen = 0

    def show(progress: dry_run_many.Progress) -> None:
        nonlocal seen
        seen += 1
        if seen == 10:
            raise KeyboardInterrupt

    monkeypatch.setattr(dry_run_many.Progress, "show", show)
    out, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.jsonl"
    result = many("cases.jsonl", f"{LINE}\n5\n" * 50, "--out", out, "--rejects", rejects)
    assert result.exit_code == 130
    assert "✗ 19 cases = 10 decided + 9 rejected" in result.stdout
    assert "Stopped early" in result.stdout
    assert len(lines_of(out)) == 10
    assert rejects.read_text(encoding="utf-8").count("\n5\n") == 9


@pytest.mark.parametrize("size", [True, False])
def test_progress_is_shown_in_a_terminal_alone(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: bool
) -> None:
    """A bar where the size is known, else a count; and not a character where nobody looks."""
    file = tmp_path / "cases.jsonl"
    file.write_text(f"{LINE}\n" * 1200, encoding="utf-8")
    rulebook = load(shop).rulebook
    for looked_at in (True, False):
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda looked_at=looked_at: looked_at)
        monkeypatch.setattr("sys.stderr", stream)
        with cases_given.CasesFile(str(file), rulebook, "return") as cases:
            cases.size = cases.size if size else None
            with dry_run_many.Progress(cases) as progress:
                for _ in cases:
                    progress.show()
        shown = stream.getvalue()
        assert bool(shown) == looked_at
        if looked_at:
            assert ("100%" if size else "1000 …") in shown


def test_a_line_without_end_is_not_held(many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a line that is too long no more than the longest line is in memory, and all of it is kept."""
    monkeypatch.setattr(cases_given, "MAX_LINE", 1000)
    monkeypatch.setattr(cases_given, "_CHUNK", 100)
    rejects = tmp_path / "rejects.csv"
    long = '"' + "x" * 12_345 + '",1,2'
    rows = [ROW, f"{long}\n", '"open\n', f"{long}\n", ROW]
    result = many("cases.csv", HEADER + "".join(rows), "--rejects", rejects, "--format", "json")
    assert (summary(result)["decided"], summary(result)["rejected"]) == (2, 3)
    kept = rejects.read_text(encoding="utf-8")
    assert kept.count(f"\n{long}\n") == 2


def test_decisions_are_separated_as_the_cases_are(many: Many, tmp_path: Path) -> None:
    """A spreadsheet that writes semicolons reads them too."""
    out = tmp_path / "out.csv"
    many("cases.csv", (HEADER + ROW).replace(",", ";"), "--out", out)
    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines(), delimiter=";")
    assert row["options"] == "refund 49.95 for receipt"


def test_a_fact_called_id_is_a_fact(typed: Type, shop: Path, tmp_path: Path) -> None:
    """What the policy declares goes before what may stand beside the facts."""
    (shop / "more.yaml").write_text("facts:\n  id:\n    type: integer\n", encoding="utf-8")
    file = tmp_path / "cases.csv"
    file.write_text("id,item.condition\nA-1,used\n", encoding="utf-8")
    result = typed("dry-run", shop, "return", "--cases", file)
    assert result.exit_code == 1
    assert "`A-1` is not a whole number" in result.stderr


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_rules_that_disagree_are_counted(typed: Type, shop: Path, tmp_path: Path, lang: str) -> None:
    """A conflict is no answer and no rejection; the rules that disagree are named."""
    rules = (shop / "returns.yaml").read_text(encoding="utf-8")
    other = rules.partition("rules:\n")[2].partition("\nexamples:")[0]
    other = other.replace("return-in-window", "return-half").replace("item.price\n", "50% of item.price\n")
    (shop / "more.yaml").write_text("rules:\n" + other, encoding="utf-8")
    file = tmp_path / "cases.jsonl"
    file.write_text(f"{LINE}\n" * 4, encoding="utf-8")
    result = typed("dry-run", shop, "return", "--cases", file, *TODAY, "--lang", lang)
    assert result.exit_code == 0, result.stderr
    assert "return-half × return-in-window" in result.stdout
    assert {"en": "rules disagree", "nl": "regels oneens"}[lang] in result.stdout
