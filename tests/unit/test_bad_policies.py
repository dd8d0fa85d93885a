"""Every kind of finding is shown by a folder in `tests/policies/bad/` and explained by a page in `docs/checks/`.

A folder `CODE-name/` is a small policy with one slip in it (or a policy with a `case.json`, `case.yaml` or `case.csv`
that is wrong, a `broken.bundle`, or a desk with its `fairservice.yaml`). With a `publish.json` it is published as that
says, after the policies in its folder `published`. Beside it stand `expected.txt`, the pictures, and `expected.json`,
the findings. What begins with FS8 is proved too. A page has the sections Summary, Avoid, Prefer and Why; its blocks are
run too, as `docs/checks/README.md` says.

    FAIRSERVICE_UPDATE=1 pytest tests/unit/test_bad_policies.py

(without `-n`) writes the expected files and the index of the pages anew; look at the difference before you keep it.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fairservice
from fairservice.analysis.check import check_policy
from fairservice.analysis.examples import run_examples
from fairservice.analysis.proofs.findings import findings_of
from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.analysis.proofs.search import SECONDS
from fairservice.bootstrap import load
from fairservice.cli.facts_given import read_case
from fairservice.decisions.case import read_case as read_facts
from fairservice.desk.place import FILE as DESK
from fairservice.desk.place import find_place
from fairservice.errors import DEFECTS, CaseError, Defect, Finding, FindingsError, PolicyError, SetupError
from fairservice.policy.published.shelf import Shelf
from fairservice.policy.published.signing import new_key, read_public
from fairservice.source.located_csv import read_csv
from fairservice.source.render import render_findings
from fairservice.source.text_file import read_bytes
from shelving import examined, kiosk, put

for module in pkgutil.walk_packages(fairservice.__path__, "fairservice."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "tests" / "policies"
BAD = POLICIES / "bad"
GOOD = POLICIES / "good"
STANDARD = POLICIES / "page"
PAGES = ROOT / "docs" / "checks"
UPDATE = bool(os.environ.get("FAIRSERVICE_UPDATE"))
BUNDLE = "broken.bundle"
PLAN = "publish.json"
CASES = ("case.json", "case.yaml", "case.csv")
EXPECTED = ("expected.txt", "expected.json")

NO_FOLDER = {
    "FS602": "a file holds digits; only a program can pass a binary fraction",
    "FS609": "a file's shape is checked before; only a program can pass something else",
    "FS607": "no file says in which language to answer; the caller does",
    "FS706": "whose key is trusted is not said by a policy",
    "FS707": "a key is no part of a policy",
    "FS709": "it takes two who publish at once",
    "FS810": "a file that lets a protected fact decide is refused before; only a program can prove it",
}
"""Defects that no file can show. Each has a test of its own below."""

NOT_RUN = {
    "FS001": "it would take a page of more than 1 MB",
    "FS002": "a page is UTF-8 itself",
    "FS013": "nobody should have to scroll past forty levels",
    "FS014": "it would take a page of 100,000 values",
    "FS030": "a workbook is no text that people write",
    "FS104": "nobody should have to read ninety times the same name",
    "FS110": "it is about a file that is not there",
    "FS608": "it would take a case of 10,000 facts",
    "FS609": "a page is a case at worst; only a program can pass something else",
    "FS700": "a bundle is no text that people write",
    "FS701": "a publication is no text that people write",
    "FS704": "it is about a day on which nothing was published yet",
    "FS705": "the day is said on the command line",
    "FS706": "it is about keys",
    "FS707": "it is about keys",
    "FS709": "it takes two who publish at once",
    "FS710": "it is about the order in which two policies are published",
    "FS810": "a page that lets a protected fact decide is refused before",
}
"""Pages whose Avoid says in words what a block cannot show."""


def write_many_customers(folder: Path) -> None:
    rows = "".join(f"  customer_{n}: {{nl: Klant nummer {n}}}\n" for n in range(33_000))
    (folder / "klanten.yaml").write_text("labels:\n" + rows)


def write_many_values(folder: Path) -> None:
    rows = "".join(f"   - {1000 + n % 9000}\n" for n in range(100_000))
    (folder / "postcodes.yaml").write_text("facts:\n  customer.postcode:\n   type: choice\n   values:\n" + rows)


WRITTEN: dict[str, Callable[[Path], None]] = {"FS001": write_many_customers, "FS014": write_many_values}
"""Files too large to be kept; the test writes them into a copy of the folder."""


FEW_SECONDS = {"FS815": 0.2}
"""The most time for a question where waiting longer would not settle it either."""


# ---- findings of a folder


def findings_in(folder: Path, code: str = "") -> list[Finding]:
    """What is wrong in the folder, as its owner would meet it: shown paths are relative to it.

    What is there to show a `code` of a proof is proved too; all else is not, since that would take long.
    """
    before = Path.cwd()
    os.chdir(folder)
    try:
        if Path(PLAN).exists():
            return of_publishing(json.loads(Path(PLAN).read_text(encoding="utf-8")))
        if Path(DESK).exists():
            return of_desk()
        if Path(BUNDLE).exists():
            return list(check_policy(Path(BUNDLE)))
        case = next((Path(name) for name in CASES if Path(name).exists()), None)
        return of_policy(code) if case is None else of_case(case)
    finally:
        os.chdir(before)


def of_desk() -> list[Finding]:
    """The findings of a desk's own file, where no variable is set."""
    try:
        return list(find_place(Path(), {}).warnings)
    except SetupError as error:
        return list(error.findings)


def of_policy(code: str) -> list[Finding]:
    """The findings of `check`, of `test` where there is a policy to test, and of `prove` where it is asked for."""
    found = list(check_policy(Path()))
    if not any(each.severity == "error" for each in found):
        policy = load(".")
        found += [each for each in run_examples(policy.rulebook, policy.decide).findings if each not in found]
        if code.startswith("FS8"):
            found += findings_of(policy.rulebook, prove_rulebook(policy.rulebook, FEW_SECONDS.get(code, SECONDS)))
    return found


def of_publishing(plan: dict[str, Any]) -> list[Finding]:
    """The findings of publishing the policy on the first day `effective`, or of loading what is in force on `load`.

    Before that each folder in `published` was, from its day on; of the publication `cut` the half is lost since.
    """
    shelf = Path("shelf")
    try:
        for number, first in enumerate(plan["published"], 1):
            put(Path("published", str(number)), shelf, first, "2026-01-01")
        if "cut" in plan:
            path = shelf / "kiosk" / f"{plan['cut']:04}.publication"
            path.chmod(0o644)
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 8])
        if "load" in plan:
            load(shelf / "kiosk", on=date.fromisoformat(plan["load"]))
            return []
        result = examined(Path(), shelf, plan["effective"], "2026-06-01")
    except FindingsError as error:
        return list(error.findings)
    return list(dict.fromkeys(each for _, stage in result.stages for each in stage.findings))


def of_case(path: Path) -> list[Finding]:
    policy = load(".")
    try:
        if path.suffix == ".csv":
            found: list[Finding] = []
            file = read_bytes(str(path), path.read_bytes(), found)
            for row in read_csv(file, found) if file is not None else ():
                read_facts(policy.rulebook, row)
            return found
        case = read_case(str(path))
        assert case.request is not None, "a case of a bad policy says which request it is about"
        policy.decide(case.request, case.facts, today=case.today, received_on=case.received_on)
    except CaseError as error:
        return list(error.findings)
    return []


def folders() -> list[Path]:
    return sorted(each for each in BAD.iterdir() if each.is_dir())


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_bad_policy_has_the_expected_pictures(folder: Path, tmp_path: Path) -> None:
    """A slip is found with its own code, and message, place and help are what the expected files show."""
    copy = tmp_path / "policy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(*EXPECTED))
    code = folder.name.partition("-")[0]
    WRITTEN.get(code, lambda _: None)(copy)
    findings = findings_in(copy, code)
    text = render_findings(findings, width=100, colour=False)
    data = json.dumps([each.to_dict() for each in findings], indent=2, ensure_ascii=False) + "\n"
    if UPDATE:
        (folder / "expected.txt").write_text(text, encoding="utf-8")
        (folder / "expected.json").write_text(data, encoding="utf-8")
    assert code in [each.code for each in findings], text
    assert text == (folder / "expected.txt").read_text(encoding="utf-8")
    assert data == (folder / "expected.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_message_speaks_to_someone_who_does_not_program(folder: Path) -> None:
    """Messages are one lower-case line with a place, and no word of Python gets into them."""
    for each in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
        for text in filter(None, (each["message"], each["help"], *(also["label"] for also in each["also"]))):
            assert "\n" not in text
            assert not re.match(r"[A-Z](?![A-Z])", text), text
            assert not text.endswith("."), text
            words = set(re.sub(r"`[^`]*`", "", text).split())
            assert not words & {"str", "int", "dict", "float", "bool", "None", "NoneType", "Decimal"}, text


@pytest.mark.parametrize("folder", sorted(GOOD.iterdir()), ids=lambda folder: folder.name)
def test_a_good_policy_has_no_findings(folder: Path) -> None:
    """The policies that the bad ones are made from are in order: nothing to correct, nothing to advise."""
    findings = findings_in(folder)
    assert not findings, render_findings(findings)


# ---- nothing is left out


@pytest.mark.parametrize("defect", sorted(DEFECTS.values(), key=lambda each: each.code), ids=lambda d: d.code)
def test_every_defect_has_a_folder_and_a_page(defect: Defect) -> None:
    """Whatever fairservice can object to is shown once and explained once."""
    named = f"{defect.code}-{defect.name}"
    assert (PAGES / f"{named}.md").is_file(), f"docs/checks/{named}.md is missing"
    if defect.code not in NO_FOLDER:
        assert (BAD / named).is_dir(), f"tests/policies/bad/{named}/ is missing"


def test_every_folder_and_page_has_a_defect() -> None:
    """Nothing is shown or explained that fairservice does not object to (any more)."""
    known = {f"{each.code}-{each.name}" for each in DEFECTS.values()}
    shown = {each.name for each in folders()} | {each.stem for each in pages()}
    assert not shown - known
    assert not {each.name for each in folders()} & {f"{code}-{DEFECTS[code].name}" for code in NO_FOLDER}
    assert NO_FOLDER.keys() | NOT_RUN.keys() | WRITTEN.keys() <= DEFECTS.keys()


def test_a_binary_fraction_is_refused() -> None:
    """FS602: an amount that Python holds as a float never decides."""
    with pytest.raises(CaseError) as caught:
        load(STANDARD).decide("return", {"item.price": 25.10})
    assert [each.code for each in caught.value.findings] == ["FS602"]


def test_a_language_without_texts_is_refused() -> None:
    """FS607: a decision is told in a language of the policy or not at all."""
    with pytest.raises(CaseError) as caught:
        load(STANDARD).decide("return", {}, lang="fr")
    assert [each.code for each in caught.value.findings] == ["FS607"]


def test_what_is_no_mapping_is_refused() -> None:
    """FS609: a list among many cases is no case, and does not stop the others."""
    first, second = load(STANDARD).decide_many("return", [["item.price", "25.10"], {"item.price": "25.10"}])  # type: ignore[list-item]
    assert first.error is not None and [each.code for each in first.error.findings] == ["FS609"]
    assert second.decision is not None


def test_a_policy_that_nobody_trusted_signed_is_refused(tmp_path: Path) -> None:
    """FS706: where keys are trusted, an unsigned policy does not decide."""
    new_key(tmp_path / "key", None)
    shelf = put(kiosk(tmp_path / "policy"), tmp_path, "2026-01-01").path.parent
    with pytest.raises(PolicyError) as caught:
        load(shelf, on=date(2026, 6, 1), trust=[tmp_path / "key.pub"])
    assert [each.code for each in caught.value.findings] == ["FS706"]


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    """FS707: the private half is nothing to trust."""
    new_key(tmp_path / "key", None)
    with pytest.raises(PolicyError) as caught:
        read_public(tmp_path / "key")
    assert [each.code for each in caught.value.findings] == ["FS707"]


def test_who_publishes_second_is_refused(tmp_path: Path) -> None:
    """FS709: what was examined before something else was published has not been compared with it."""
    first = put(kiosk(tmp_path / "policy"), tmp_path, "2026-01-01")
    with pytest.raises(PolicyError) as caught:
        Shelf(first.path.parent, ()).add(first.record, None, first.bundle())
    assert [each.code for each in caught.value.findings] == ["FS709"]


def test_what_is_declared_protected_afterwards_is_found_by_proving() -> None:
    """FS810: the proof does not rely on what the reader refuses, and names the fact and both customers' rules."""
    rulebook = load(BAD / "FS801-rules-conflict").rulebook
    used = replace(rulebook.facts["item.is_used"], protected=True)
    changed = replace(rulebook, facts={**rulebook.facts, "item.is_used": used})
    verdicts = [each for each in prove_rulebook(changed) if each.claim == "protected-facts"]
    (finding,) = findings_of(changed, iter(verdicts))
    assert finding.code == "FS810"
    assert "`item.is_used`" in finding.message
    assert verdicts[0].aspects == ("item.is_used",)
    assert set(verdicts[0].rules) == {"return-unused", "otherwise"}


# ---- the pages


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and the language it says it is in."""

    language: str
    text: str


@dataclass(frozen=True)
class Page:
    code: str
    name: str
    sections: dict[str, str]

    def blocks(self, section: str) -> list[Block]:
        found = re.findall(r"^```(\w*)\n(.*?)^```$", self.sections[section], re.MULTILINE | re.DOTALL)
        return [Block(language, text) for language, text in found]


def pages() -> list[Path]:
    return sorted(each for each in PAGES.glob("*.md") if each.name != "README.md")


def page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    title = re.match(r"# (FS[0-9]{3}) ([a-z0-9-]+)\n", text)
    assert title is not None, f"{path.name} begins with `# FS000 name`"
    parts = re.split(r"^## (.+)\n", text[title.end() :], flags=re.MULTILINE)
    assert not parts[0].strip()
    return Page(title[1], title[2], dict(zip(parts[1::2], parts[2::2], strict=True)))


def write_block(block: Block, folder: Path) -> None:
    """The standard policy with the block in it; what the block declares takes the place of what is there."""
    shutil.copytree(STANDARD, folder)
    if block.language in ("json", "csv"):
        (folder / f"case.{block.language}").write_text(block.text, encoding="utf-8")
    elif block.text.startswith("# policy.yaml\n"):
        manifest = folder / "policy.yaml"
        own = set(re.findall(r"^([a-z]+):", block.text, re.MULTILINE))
        kept = re.split(r"^(?=[a-z]+:)", manifest.read_text(encoding="utf-8"), flags=re.MULTILINE)
        text = "".join(part for part in kept if part.partition(":")[0] not in own)
        manifest.write_text(text + block.text, encoding="utf-8")
    else:
        shop = folder / "shop.yaml"
        shop.write_text(without(shop.read_text(encoding="utf-8"), declared(block.text)), encoding="utf-8")
        (folder / "block.yaml").write_text(block.text, encoding="utf-8")


def declared(text: str) -> set[tuple[str, str]]:
    """The names that a file declares, each with its section, as far as its indentation shows."""
    found, section = set(), ""
    for line in text.splitlines():
        if match := re.match(r"([a-z]+):", line):
            section = match[1]
        elif match := re.match(r"  ([\w.-]+):", line):
            found.add((section, match[1]))
    return found


def without(text: str, names: set[tuple[str, str]]) -> str:
    """The file without these names. A section of which nothing is left goes too."""
    out: list[str] = []
    for part in re.split(r"^(?=[a-z]+:)", text, flags=re.MULTILINE):
        section = part.partition(":")[0]
        entries = re.split(r"^(?=  [\w.-]+:)", part, flags=re.MULTILINE)
        kept = [each for each in entries[1:] if (section, each.partition(":")[0].strip()) not in names]
        out += [entries[0], *kept] if kept or len(entries) == 1 else []
    return "".join(out)


def planted(found: Page, avoid: Block) -> Path | None:
    """The file of the page's own bad policy in which the block stands word for word."""
    folder = BAD / f"{found.code}-{found.name}"
    files = [each for each in folder.glob("*.yaml") if avoid.text in each.read_text(encoding="utf-8")]
    return files[0] if avoid.language == "yaml" and files else None


def of_block(found: Page, block: Block, avoid: Block, folder: Path) -> list[Finding]:
    """The findings of a block. `avoid` is the one it stands beside: where that is planted, it takes its place."""
    if block.language == "python":
        try:
            exec(block.text, {"policy": load(STANDARD)})
        except FindingsError as error:
            return list(error.findings)
        return []
    file = planted(found, avoid)
    if file is None:
        write_block(block, folder)
    else:
        shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns(*EXPECTED))
        text = file.read_text(encoding="utf-8").replace(avoid.text, block.text)
        (folder / file.name).write_text(text, encoding="utf-8")
    return findings_in(folder, found.code)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_a_page_has_its_sections(path: Path) -> None:
    """Each page says what it is about, shows how not to and how to, and tells why, in that order."""
    found = page(path)
    assert path.stem == f"{found.code}-{found.name}"
    assert list(found.sections) == ["Summary", "Avoid", "Prefer", "Why"]
    assert all(text.strip() for text in found.sections.values())
    (avoid,), (_,) = found.blocks("Avoid"), found.blocks("Prefer")
    assert (found.code in NOT_RUN) == (avoid.language == "text")


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_what_a_page_says_to_avoid_is_found(path: Path, tmp_path: Path) -> None:
    """The block under Avoid has the finding that the page is about."""
    found = page(path)
    (avoid,) = found.blocks("Avoid")
    if avoid.language != "text":
        findings = of_block(found, avoid, avoid, tmp_path / "policy")
        assert found.code in [each.code for each in findings], render_findings(findings)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_what_a_page_prefers_is_in_order(path: Path, tmp_path: Path) -> None:
    """The block under Prefer is without the finding that the page is about, and without any error."""
    found = page(path)
    (avoid,), (prefer,) = found.blocks("Avoid"), found.blocks("Prefer")
    if prefer.language != "text":
        findings = of_block(found, prefer, avoid, tmp_path / "policy")
        wrong = [each for each in findings if each.code == found.code or each.severity == "error"]
        assert not wrong, render_findings(wrong)


def test_no_two_pages_say_the_same() -> None:
    """A reason is the reason of one check: no sentence is copied from page to page."""
    seen: dict[str, str] = {}
    for path in pages():
        sections = page(path).sections
        for sentence in re.split(r"(?<=[.!?])\s+", sections["Summary"] + " " + sections["Why"]):
            if len(sentence.split()) > 4:
                assert seen.setdefault(sentence.strip(), path.stem) == path.stem, sentence


def index() -> Iterator[str]:
    yield "| code | name | severity | what is wrong |"
    yield "| --- | --- | --- | --- |"
    for code, defect in sorted(DEFECTS.items()):
        summary = defect.summary.replace("|", "\\|")
        yield f"| [{code}]({code}-{defect.name}.md) | {defect.name} | {defect.severity} | {summary} |"


def test_the_index_of_the_pages_is_up_to_date() -> None:
    """`docs/checks/README.md` lists every check with its severity, as the code has it."""
    readme = PAGES / "README.md"
    text = readme.read_text(encoding="utf-8")
    head, begin, rest = text.partition("<!-- index: written by the tests -->\n")
    _, end, tail = rest.partition("<!-- end of index -->")
    assert begin and end
    fresh = head + begin + "\n" + "\n".join(index()) + "\n\n" + end + tail
    if UPDATE:
        readme.write_text(fresh, encoding="utf-8")
    assert readme.read_text(encoding="utf-8") == fresh
