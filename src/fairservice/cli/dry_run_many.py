"""`fairservice dry-run --cases`: every case of a file, decided one by one; whatever is refused is kept and counted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fairservice.cli.cases_given import CaseAt, CasesFile, Refused, moved_down, shown_in
from fairservice.cli.decisions_out import JsonLines, Out, Rejects, Rows
from fairservice.cli.facts_given import empty_case, with_facts
from fairservice.cli.failures import FINE, FOUND, INTERRUPTED, Trouble
from fairservice.cli.files import written_whole
from fairservice.cli.tally import MAX_SHOWN, Tally
from fairservice.errors import Finding
from fairservice.source.located import Entries
from fairservice.span import File

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from fairservice.decisions.decide import Policy
    from fairservice.policy.published.shelf import Window

_PICTURED = 20_000
"""A case of more bytes than these is too long to be shown."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    policy_named: str
    cases: str
    request: str
    today: date | None
    received: date | None
    lang: str
    lang_typed: str | None = None
    facts: tuple[str, ...] = ()
    out: str | None = None
    rejects: str | None = None
    format: Literal["text", "json"] = "text"
    engine: str = "python"
    window: Window | None = None
    """Of a shelf of published policies: the publication that decides, and the days on which it does."""


def run_many(policy: Policy, wanted: Wanted) -> int:
    """Decides all cases and tells what they come to; gives the exit code. Raises Trouble, CaseError or OSError."""
    _places_differ(wanted)
    today = wanted.today or datetime.now(policy.rulebook.zone).date()
    if wanted.facts:  # what is typed wrong is wrong in every case, and is said once
        policy.decide(wanted.request, with_facts(empty_case(), wanted.facts).facts, today=today, lang=wanted.lang)
    with CasesFile(wanted.cases, policy.rulebook, wanted.request) as cases, ExitStack() as files:
        tally = Tally(policy, wanted.request, wanted.lang, today)
        run = _Run(policy, wanted, cases, tally, files)
        try:
            run.decide_all()
        except KeyboardInterrupt:
            tally.stopped = True
        if not tally.cases and not tally.stopped:
            raise Trouble(f"there is no case in `{cases.name}`", "write one case a line, or one a row below the header")
        run.end()
    _tell(tally, wanted)
    return INTERRUPTED if tally.stopped else FOUND if tally.refused else FINE


def _of_another_day(day: date, window: Window) -> Finding:
    from fairservice.policy.published.shelf import NOT_IN_FORCE

    message = f"on {day} publication {window.publication.record.number} is not in force, by which these are decided"
    return NOT_IN_FORCE.at(None, message, "decide cases of other days apart, with `--today` on one of them")


def _places_differ(wanted: Wanted) -> None:
    """Raises Trouble where two files would be one."""
    named = [("--cases", wanted.cases), ("--out", wanted.out), ("--rejects", wanted.rejects)]
    seen: dict[Path, str] = {}
    for option, name in named:
        if name is None or (name == "-" and option == "--cases"):
            continue
        if name == "-":
            raise Trouble(f"`{option}` needs the name of a file", "the summary is on standard output")
        place = Path(name).resolve()
        if place in seen and not (place.exists() and not place.is_file()):
            raise Trouble(f"`{seen[place]}` and `{option}` name the same file", "give each a file of its own")
        seen[place] = option


class _Run:
    """The cases on their way: decided and written, or refused and kept."""

    def __init__(self, policy: Policy, wanted: Wanted, cases: CasesFile, tally: Tally, files: ExitStack) -> None:
        self.policy = policy
        self.wanted = wanted
        self.cases = cases
        self.tally = tally
        self.out: Out | None = None
        if wanted.out:
            suffix = Path(wanted.out).suffix.lower()
            if suffix not in (".jsonl", ".ndjson", ".csv"):
                raise Trouble(f"`--out {wanted.out}` does not tell in which form", "call it .jsonl or .csv")
            stream = files.enter_context(written_whole(Path(wanted.out)))
            request = policy.rulebook.requests[wanted.request]
            self.out = (
                Rows(stream, policy.rulebook, request, cases.delimiter) if suffix == ".csv" else JsonLines(stream)
            )
        self.rejects = None
        if wanted.rejects:
            self.rejects = Rejects(files.enter_context(written_whole(Path(wanted.rejects))), cases)

    def decide_all(self) -> None:
        wanted, tally = self.wanted, self.tally
        found = self.policy.decide_many(
            wanted.request, self._readable(), today=tally.today, received_on=wanted.received, lang=wanted.lang
        )
        with Progress(self.cases) as progress:
            for each in found:
                case = each.case
                assert isinstance(case, CaseAt)
                if each.error is not None:
                    moved = 0 if self.cases.form == "csv" else case.line - 1
                    findings = tuple(moved_down(finding, moved, self.cases.name) for finding in each.error.findings)
                    self._refuse(Refused(case.line, iter([case.text]), findings))
                else:
                    decision = each.result()
                    if self.out is not None:
                        self.out.add(case.line, case.id, decision)
                    tally.add(decision)
                progress.show()

    def _readable(self) -> Iterator[CaseAt]:
        wanted = self.wanted
        for each in self.cases:
            if isinstance(each, Refused):
                self._refuse(each)
                continue
            if wanted.facts:
                assert isinstance(each.facts, Entries)
                each = replace(each, facts=with_facts(empty_case()._replace(facts=each.facts), wanted.facts).facts)
            if wanted.today or wanted.received:  # what is typed goes before what a case says
                each = replace(each, today=wanted.today or each.today, received_on=wanted.received or each.received_on)
            day = each.today or self.tally.today
            if wanted.window is not None and day not in wanted.window:
                self._refuse(Refused(each.line, iter([each.text]), (_of_another_day(day, wanted.window),)))
                continue
            yield each

    def _refuse(self, refused: Refused) -> None:
        pictured: Sequence[Finding] = refused.findings
        if len(self.tally.shown) < MAX_SHOWN:
            first = next(refused.text, b"")
            refused = replace(refused, text=_again(first, refused.text))
            if len(first) <= _PICTURED:
                text = "\n" * (refused.line - 1) + first.decode("utf-8", "replace").rstrip("\r\n")
                pictured = [shown_in(each, File(self.cases.name, text)) for each in refused.findings]
        if self.rejects is not None:
            self.rejects.add(refused)
        else:
            for _ in refused.text:  # what is put by of a long line is let go of
                pass
        self.tally.refuse(refused, pictured)

    def end(self) -> None:
        if self.rejects is not None:
            self.rejects.end()


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


class Progress:
    """How far it is, on the standard error and only in a terminal; nothing at all elsewhere.

    A bar where the size of the file is known, else how many cases have come so far.
    """

    def __init__(self, cases: CasesFile) -> None:
        self.cases = cases
        self.read = 0
        self.counted = 0
        self.bar: ProgressBar[int] | None = None
        self.looked_at = sys.stderr.isatty()
        if self.looked_at and cases.size:
            import click

            from fairservice.cli.terminal import unicode_on

            fill, empty = "█░" if unicode_on(sys.stderr) else "#-"
            steps = max(cases.size // 200, 1)
            self.bar = click.progressbar(
                length=cases.size, file=sys.stderr, fill_char=fill, empty_char=empty, update_min_steps=steps
            )

    def __enter__(self) -> Progress:
        if self.bar is not None:
            self.bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.update(self.cases.read - self.read)
            self.bar.__exit__(None, None, None)
        elif self.looked_at:
            print("\r", " " * 20, end="\r", file=sys.stderr, flush=True)

    def show(self) -> None:
        """One more case is done."""
        if self.bar is not None:
            self.bar.update(self.cases.read - self.read)
            self.read = self.cases.read
        elif self.looked_at:
            self.counted += 1
            if self.counted % 500 == 0:
                print(f"\r  {self.counted} …", end="", file=sys.stderr, flush=True)


def _tell(tally: Tally, wanted: Wanted) -> None:
    if wanted.format == "json":
        from fairservice.cli.terminal import say_json

        say_json({**tally.to_dict(), "out": wanted.out, "rejects": wanted.rejects if tally.refused else None})
        return
    from fairservice.cli.phrases import phrases_in
    from fairservice.cli.program import typed
    from fairservice.cli.tally_phrases import tally_phrases
    from fairservice.cli.tally_table import draw_tally
    from fairservice.cli.terminal import WIDEST, dim, hanging, paint, say, width_now

    width = min(width_now(), WIDEST)
    words = tally_phrases(wanted.lang)
    if tally.refused and not wanted.rejects:
        _picture(finding for _, findings in tally.shown for finding in findings[:2])
    say(draw_tally(tally, width))

    def add(text: str) -> None:
        for line in hanging("", text, 2, width):
            say(line)

    if tally.refused and wanted.rejects:
        add(words.rejected_in.format(file=wanted.rejects))
        if not tally.stopped:
            add(words.mend)
            say(f"    {paint(typed(*_again_typed(wanted)), fg='cyan')}")
    elif tally.refused:
        shown, rejected = len(tally.shown), tally.refused
        add((words.rejected_some if shown < rejected else words.rejected_all).format(shown=shown, rejected=rejected))
        add(words.again)
    if wanted.out:
        add(words.written.format(file=wanted.out))
    say(f"  {dim(phrases_in(wanted.lang).not_recorded)}")


def _again_typed(wanted: Wanted) -> list[str]:
    """The command that decides the rejected cases in the same way."""
    words = ["dry-run", wanted.policy_named, wanted.request, "--cases", wanted.rejects or ""]
    for option, value in (("--today", wanted.today), ("--received", wanted.received)):
        words += [option, value.isoformat()] if value else []
    words += [part for each in wanted.facts for part in ("--fact", each)]
    words += ["--engine", wanted.engine] if wanted.engine != "python" else []
    return words if wanted.lang_typed is None else [*words, "--lang", wanted.lang_typed]


def _picture(findings: Iterable[Finding]) -> None:
    from fairservice.cli.terminal import colour_on, say, width_now
    from fairservice.source.render import render_findings

    for each in findings:
        drawn = render_findings([each], min(width_now(), 100), colour_on(sys.stderr))
        say(drawn.rpartition("\n\n")[0] + "\n", err=True)  # without the count, which the tally has
