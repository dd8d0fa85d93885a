"""Each check finds the policy planted for it, and what its page prefers cures that policy of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fairservice.analysis import checks
from fairservice.analysis.check import check_policy
from fairservice.errors import DEFECTS, Defect

ROOT = Path(__file__).parents[3]
BAD = ROOT / "tests" / "policies" / "bad"
PAGES = ROOT / "docs" / "checks"

OURS = sorted(
    {
        value.code
        for module in vars(checks).values()
        if getattr(module, "__name__", "").startswith("fairservice.analysis.checks.")
        for value in vars(module).values()
        if isinstance(value, Defect)
    }
)


def page_of(code: str) -> tuple[Path, str, str]:
    """The planted policy of a defect, and what its page says to avoid and to prefer."""
    name = f"{code}-{DEFECTS[code].name}"
    blocks = re.findall(r"```yaml\n(.*?)```", (PAGES / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    return BAD / name, blocks[0], blocks[1]


def test_there_is_a_page_for_every_check() -> None:
    """The list of defects is really gathered, so that no check goes untested."""
    assert len(OURS) == 36


@pytest.mark.parametrize("code", OURS)
def test_finds_what_was_planted(code: str) -> None:
    """The planted policy has this defect, and no other error or warning."""
    folder, _, _ = page_of(code)
    found = check_policy(folder)
    assert [finding.code for finding in found if finding.severity != "advice" or finding.code == code] == [code]


@pytest.mark.parametrize("code", OURS)
def test_the_repaired_twin_is_not_accused(code: str, tmp_path: Path) -> None:
    """Doing what the page prefers instead of what it says to avoid leaves no finding at all but advice."""
    folder, avoid, prefer = page_of(code)
    shutil.copytree(folder, tmp_path / "twin", ignore=shutil.ignore_patterns("expected*"))
    files = [file for file in (tmp_path / "twin").iterdir() if avoid in file.read_text(encoding="utf-8")]
    assert len(files) == 1, "the page shows what stands in the planted policy"
    files[0].write_text(files[0].read_text(encoding="utf-8").replace(avoid, prefer), encoding="utf-8")
    found = check_policy(tmp_path / "twin")
    assert [str(finding) for finding in found if finding.severity != "advice" or finding.code == code] == []


@pytest.mark.parametrize("policy", ["webshop", "supplier", "airline", "law/nl-consumer", "starter"])
def test_shipped_policies_are_in_order(policy: str) -> None:
    """Nothing but advice is said of what ships."""
    found = check_policy(ROOT / "rules" / policy)
    assert [str(finding) for finding in found if finding.severity != "advice"] == []
