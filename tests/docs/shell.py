"""Does what a page says, in a folder of its own: writes its files, types its commands, runs its Python."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from unittest import mock

from pages import Block, Page

import fairservice
from fairservice.bootstrap import shipped_rules
from fairservice.desk.clock import SystemClock
from fairservice.source.located_yaml import read_yaml
from fairservice.span import File

INSTALLS = frozenset(
    [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/fairservice demo",
        "python3 tests/run.py",
        "python tests/benchmarks/cold_start.py",
        'pip install -e ".[bench]"',
        "python tests/benchmarks/deciding.py",
        "python tests/benchmarks/loading.py",
        'pip install -e ".[prove]"',
        "python tests/benchmarks/proving.py          # --all adds 10,000 rules, which takes minutes",
        "python tests/benchmarks/desk.py             # deciding at a desk: examples of the web shop",
        "python tests/benchmarks/ledger.py --million # the ledger alone, and history",
        "python tests/benchmarks/differing.py",
        "source .venv/bin/activate",
        "FAIRSERVICE_UPDATE=1 pytest tests/docs",
        "pip install 'fairservice[xlsx]'",
        "pip install 'fairservice[prove]'",
        "pip install 'fairservice[sign]'",
        "chgrp -R desk my-desk && chmod 2770 my-desk && chmod 660 my-desk/desk.db && chmod 640 my-desk/desk.key",
    ]
)
"""What `sh` blocks may say: lines that set something up, and that other tests or people run."""

_TYPED = "    >"
_PROMPT = re.compile(r"([a-z]+)?\$ ")
_AT_DESKS = """\
import os
from datetime import datetime

import fairservice.desk.clock
import fairservice.desk.login

if login := os.environ.get("PAGE_LOGIN"):
    fairservice.desk.login.own_login = lambda: login
if clock := os.environ.get("PAGE_CLOCK"):
    fairservice.desk.clock.SystemClock.now = lambda self: datetime.fromisoformat(clock)

from fairservice.cli.main import main

main()
"""
"""The program with another account and time than this machine has: on a page several people work, on several days."""
_REST_LEFT_OUT = "…"


class Mismatch(AssertionError):
    """A page shows something else than what happens."""


class Shell:
    """One reader of one page, with a folder to work in."""

    def __init__(self, page: Page, folder: Path, update: bool) -> None:
        self.page = page
        self.folder = folder
        self.update = update
        self.code = 0
        self.names: dict[str, object] = {}
        self.printed: str | None = None
        (folder / ".bin").mkdir()
        self.program = folder / ".bin" / "fairservice"
        self.program.write_text(f"#!{sys.executable}\nfrom fairservice.cli.main import main\n\nmain()\n", "utf-8")
        self.at_desks = folder / ".bin" / "at-desks"
        self.at_desks.write_text(_AT_DESKS, "utf-8")
        self.clock: str | None = None
        self.program.chmod(0o755)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "LINES")},
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(Path(fairservice.__file__).resolve().parents[1]),
            "HOME": str(folder),
            "PATH": os.pathsep.join([str(self.program.parent), os.environ.get("PATH", "")]),
        }

    def follow(self) -> None:
        """The whole page, block by block. Raises Mismatch with the place in the page."""
        for index in range(len(self.page.blocks())):
            block = self.page.blocks()[index]  # earlier ones may have moved it
            try:
                self._do(block)
            except Mismatch as error:
                raise Mismatch(f"{self.page.name}:{block.first}: {error}") from None

    def _do(self, block: Block) -> None:
        if block.marker == "clock":
            self.clock = str(block.target)
        if block.marker == "output":
            self._expect(block, block.lines, self.printed or "")
            return
        match block.kind:
            case "console":
                self._console(block)
            case "python":
                self._python(block)
            case "yaml" | "json" | "csv":
                self._file(block)
            case "diff":
                self._change(block)
            case "sh":
                for line in block.lines:
                    if line not in INSTALLS:
                        raise Mismatch(f"`{line}` is not one of the known set-up lines")
            case "text":
                pass
            case other:
                raise Mismatch(f"nobody knows what to do with a block of `{other}`")

    # ---- commands

    def _console(self, block: Block) -> None:
        new: list[str] = []
        for who, typed, expected in _commands(block.lines):
            output = self._run(typed, expected, who)
            new += [f"{who}$ {typed}", *self._checked(typed, expected, output)]
        if self.update:
            self.page.replace(block, new)

    def _checked(self, typed: str, expected: list[str], output: str) -> list[str]:
        got = _trimmed(output.split("\n"))
        gap = [""] if expected and not expected[-1].strip() else []
        wanted = _trimmed(expected)
        cut = bool(wanted) and wanted[-1] == _REST_LEFT_OUT
        if cut:
            kept = len(_trimmed(wanted[:-1]))
            got, wanted = got[:kept], _trimmed(wanted[:-1])
        if not self.update and got != wanted:
            raise Mismatch(
                f"`{typed}` prints something else\n--- in the page\n{_shown(wanted)}\n--- now\n{_shown(got)}"
            )
        return [*got, *([_REST_LEFT_OUT] if cut else []), *gap]

    def _run(self, typed: str, expected: list[str], who: str) -> str:
        words = shlex.split(typed)
        if typed == "echo $?":
            return str(self.code)
        if words[0] == "cat":
            return (self.folder / words[1]).read_text(encoding="utf-8")
        if words[0] != "fairservice":
            raise Mismatch(f"`{words[0]}` is not a command that pages may show")
        answers = "".join(line[len(_TYPED) :].strip() + "\n" for line in expected if line.startswith(_TYPED))
        done = subprocess.run(
            [sys.executable, str(self.at_desks if who or self.clock else self.program), *words[1:]],
            cwd=self.folder,
            env={**self.environment, "PAGE_LOGIN": who, "PAGE_CLOCK": self.clock or ""},
            input=answers,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        self.code = done.returncode
        if "Traceback (most recent call last)" in done.stdout:
            raise Mismatch(f"`{typed}` ends in a traceback:\n{done.stdout}")
        return done.stdout.replace(f"{self.folder}/", "").replace(str(shipped_rules()), "…/rules")

    # ---- Python

    def _python(self, block: Block) -> None:
        printed, before = io.StringIO(), Path.cwd()
        code = compile("\n" * block.first + "\n".join(block.lines), self.page.name, "exec")
        os.chdir(self.folder)
        try:
            with contextlib.redirect_stdout(printed), self._clock():
                exec(code, self.names)
        except Exception as error:
            raise Mismatch(f"the code fails: {type(error).__name__}: {error}") from error
        finally:
            os.chdir(before)
        self.printed = printed.getvalue()

    def _clock(self) -> contextlib.AbstractContextManager[object]:
        if self.clock is None:
            return contextlib.nullcontext()
        moment = datetime.fromisoformat(self.clock)
        return mock.patch.object(SystemClock, "now", lambda clock: moment)

    def _expect(self, block: Block, expected: list[str], output: str) -> None:
        new = self._checked("this code", expected, output)
        if self.update:
            self.page.replace(block, new)

    # ---- files

    def _file(self, block: Block) -> None:
        content = "\n".join(block.lines) + "\n"
        if block.marker is None:
            _readable(block.kind, content)
            return
        path = self.folder / str(block.target)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") + "\n" if block.marker == "add" else ""
        path.write_text(before + content, encoding="utf-8", newline="\n")

    def _change(self, block: Block) -> None:
        """Puts the `+` lines for the `-` lines; a comment behind a line of the file is nobody's business."""
        path = self.folder / str(block.target)
        lines = path.read_text(encoding="utf-8").split("\n")
        old = [line[1:] for line in block.lines if line[:1] != "+"]
        found = [at for at in range(len(lines)) if [*map(_bare, lines[at : at + len(old)])] == [*map(_bare, old)]]
        if len(found) != 1:
            raise Mismatch(f"these lines stand {len(found)} times in {block.target}, not once:\n{_shown(old)}")
        at = found[0]
        new: list[str] = []
        for line in block.lines:
            if line[:1] == "+":
                new.append(line[1:])
                continue
            if line[:1] != "-":
                new.append(lines[at])
            at += 1
        lines[found[0] : at] = new
        path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _bare(line: str) -> str:
    return re.sub(r"\s+# .*$", "", line).rstrip()


def _readable(kind: str, content: str) -> None:
    """An excerpt: good JSON, or good YAML as fairservice reads it."""
    if kind == "json":
        json.loads(content)
        return
    findings: list[object] = []
    read_yaml(File("excerpt", content), findings, lambda path: True)  # type: ignore[arg-type]
    if findings:
        raise Mismatch(f"this excerpt cannot be read: {findings[0]}")


def _commands(lines: list[str]) -> list[tuple[str, str, list[str]]]:
    """Who types what, with the lines below it; nobody in particular where no name stands before the `$`."""
    found: list[tuple[str, str, list[str]]] = []
    for line in lines:
        if prompt := _PROMPT.match(line):
            found.append((prompt[1] or "", line[prompt.end() :], []))
        elif found:
            found[-1][2].append(line)
        elif line.strip():
            raise Mismatch("a console block begins with `$ `")
    return found


def _trimmed(lines: list[str]) -> list[str]:
    """Without blanks at line ends, and without empty lines around."""
    bare = [line.rstrip() for line in lines]
    while bare and not bare[0]:
        bare.pop(0)
    while bare and not bare[-1]:
        bare.pop()
    return bare


def _shown(lines: list[str]) -> str:
    return "\n".join(lines)
