"""Pages of the documentation as blocks: what is between two fences, with the marker comment above it.

What a block is, is told by the word after its fence, and by a comment just above it:

    ```console          lines that begin with `$ ` are typed, what follows is their output; `anna$ ` by that colleague;
                        from `<!-- clock: 2026-03-02T09:00Z -->` above a block on, it is then at the desks of the page
    ```python           is run; the block marked `<!-- output -->` after it is what it printed
    ```yaml, ```json    a file (```csv too), where marked `<!-- file: shop/rules.yaml -->`; lines at the end of one,
                        where marked `<!-- add: … -->`; else an excerpt, which must be readable
    ```diff             marked `<!-- change: shop/rules.yaml -->`: lines of that file taken out and put in
    ```sh               typed once to install; not run, but each line must be one that is known
    ```text             a drawing; not run
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").rglob("*.md") if "checks" not in page.relative_to(ROOT / "docs").parts),
)
"""Every page but those of the checks, which have tests of their own."""

_FENCE = re.compile(r"```([a-z]*)$")
_MARKER = re.compile(r"<!-- (file|add|change|output|clock)(?:: (\S+))? -->$")
_GENERATED = re.compile(r"<!-- generated: (.+?) -->\n(.*?)<!-- end of generated -->", re.DOTALL)


@dataclass
class Block:
    """The lines between two fences; `first` is the index of the first of them in the page."""

    kind: str
    marker: str | None
    target: str | None
    lines: list[str]
    first: int


class Page:
    """A page that can be read block by block, changed, and written back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")

    def write(self) -> None:
        self.path.write_text(self.text, encoding="utf-8", newline="\n")

    def generated(self) -> list[tuple[str, str]]:
        """The generated parts: their name, and what stands there now."""
        return _GENERATED.findall(self.text)

    def regenerate(self, name: str, content: str) -> None:
        whole = f"<!-- generated: {name} -->\n{content}<!-- end of generated -->"
        self.text = _GENERATED.sub(lambda match: whole if match[1] == name else match[0], self.text)

    def blocks(self) -> list[Block]:
        """Every fenced block, in reading order. A fence without an end is an error of the page."""
        found: list[Block] = []
        lines = self.text.split("\n")
        opened: Block | None = None
        for index, line in enumerate(lines):
            fence = _FENCE.match(line)
            if opened is not None:
                if fence and not fence[1]:
                    opened.lines = lines[opened.first : index]
                    found.append(opened)
                    opened = None
            elif fence:
                above = next((each for each in reversed(lines[:index]) if each.strip()), "")
                marker = _MARKER.match(above)
                kind, target = (marker[1], marker[2]) if marker else (None, None)
                opened = Block(fence[1], kind, target, [], index + 1)
        assert opened is None, f"{self.name}:{opened.first if opened else 0}: a fence is not closed"
        return found

    def replace(self, block: Block, new: list[str]) -> None:
        """Puts other lines into a block. Later blocks move; earlier ones do not."""
        lines = self.text.split("\n")
        lines[block.first : block.first + len(block.lines)] = new
        self.text = "\n".join(lines)
