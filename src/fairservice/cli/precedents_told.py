"""Patterns of concessions in words, for who decides on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fairservice.cli.program import typed
from fairservice.cli.terminal import WIDEST, bold, dim, hanging, paint, say, width_now, wrap
from fairservice.conditions.vocabulary import write_value
from fairservice.conditions.wording import spoken_day
from fairservice.desk.precedents.codify import TO_WRITE

if TYPE_CHECKING:
    from fairservice.desk.patterns import ComesDue, Pattern, Patterns, Shown
    from fairservice.desk.session import Session
    from fairservice.ledger.records import PrecedentResolved

WHAT = {
    "cohort": "it has spread",
    "single_giver": "one colleague gives it to many",
    "drift": "it is given more and more",
    "recovery_drift": "making good our own failures takes more and more",
}
DECIDED = {"codify": "made policy", "tighten": "stopped", "sunset": "ends with notice", "accept": "accepted"}
COMING = {
    "alarm": "to be decided",
    "approval": "a request for approval, to be answered",
    "concession": "a concession, its last day",
    "recovery": "a recovery, its last day",
    "objection": "an objection of a colleague, to be answered",
    "outside": "given outside of the policy, to be repaired",
    "opposition": "an objection of a customer, to be decided",
}
LANG = "en"


def tell_list(found: Patterns, session: Session) -> None:
    if not found.patterns:
        say(f"{paint('✓', fg='green', bold=True)} No favour has become a pattern.")
    for number, each in enumerate(found.patterns):
        if number:
            say()
        _head(each, session, found.today)
    if found.comes_due:
        say()
        say(bold("Comes due"))
        column = max(len(each.id) for each in found.comes_due) + 4
        for due in found.comes_due:
            _due(due, found.today, column)
    first = next((each for each in found.patterns if each.status == "open"), None)
    if first is not None:
        say()
        say(f"  Next: `{typed('precedents', 'show', first.id)}` shows what it rests on, and what can be decided.")


def tell_one(shown: Shown, session: Session) -> None:
    pattern = shown.pattern
    _head(pattern, session, session.today)
    say()
    for label, text in _figures(pattern, session):
        _row(label, text)
    if shown.why is not None:
        say()
        _row("decided", f"{DECIDED[pattern.status]}: {shown.why}")
        for lang, text in shown.notice.items():
            _row(f"told, {lang}", text)
        if shown.draft is not None:
            _row("the rule", f"`{typed('precedents', 'show', pattern.id, '--draft')}` prints its draft")
        return
    say()
    say("  The owner of the policy decides, with `--why`:")
    for how, text in (
        ("codify", "make it policy: you get a draft of the rule, with these cases as examples"),
        ("tighten", "stop it: from now on it is not given"),
        ("sunset --until DAY", "end it: it is given until that day, and customers are told so"),
        ("accept --until DAY", "leave it until that day, and look at it anew"),
    ):
        for line in hanging(f"    {how}", text, 26, _width()):
            say(line)
    say(f"  Next: `{typed('precedents', 'resolve', pattern.id)} HOW --why …`")


def tell_decided(alarm: str, record: PrecedentResolved) -> None:
    day = "" if record.until is None else f" until {spoken_day(date.fromisoformat(record.until), LANG)}"
    told = {
        "codify": "it becomes policy, by the rule below; nothing changes before that is published",
        "tighten": "it is no longer given, from now on",
        "sunset": f"it is given{day}, and then no longer",
        "accept": f"it is accepted{day}, and then looked at anew",
    }
    say(f"{paint('✓', fg='green', bold=True)} {alarm}: {told[record.how]}.")
    for lang, text in (record.notice or {}).items():
        _row(f"told, {lang}", text)
    if record.words is not None:
        say()
        say(record.words, end=False)
        say()
        where = typed("precedents", "show", alarm, "--draft")
        marked = TO_WRITE[LANG].partition(":")[0]
        say(f"  Next: `{where} > codified.yaml` in the folder of the policy, write what is marked")
        say(f"        {marked}, and then `{typed('test', 'POLICY')}`, `{typed('publish', 'POLICY')}`.")


# ---- parts


def _head(pattern: Pattern, session: Session, today: date) -> None:
    mark, colour = ("▸", "yellow") if pattern.status == "open" else ("·", "white")
    if pattern.closed:
        mark, colour = "✗", "red"
    say(f"{paint(mark, fg=colour, bold=True)} {bold(pattern.id)}  {_state(pattern, today)}")
    for line in wrap(f"{_favour(pattern, session)}: {WHAT[pattern.alarm]}", _width() - 2):
        say(f"  {line}")
    for line in wrap(_short(pattern.alarm, pattern.figures), _width() - 2):
        say(dim(f"  {line}"))


def _state(pattern: Pattern, today: date) -> str:
    if pattern.due is None:
        return DECIDED[pattern.status]
    day = spoken_day(pattern.due, LANG)
    ahead = (pattern.due - today).days
    if pattern.status == "open":
        if ahead < 0:
            return paint(f"closed: it was to be decided by {day}", fg="red", bold=True)
        return f"to decide by {day} ({_ahead(ahead)})"
    if pattern.status == "sunset":
        return f"given until {day}, customers are told" if ahead >= 0 else f"ended on {day}"
    return f"accepted until {day}" if ahead >= 0 else f"was accepted until {day}"


def _ahead(days: int) -> str:
    return "today" if days == 0 else "1 day left" if days == 1 else f"{days} days left"


def _favour(pattern: Pattern, session: Session) -> str:
    rulebook = session.rulebook
    lang = LANG if LANG in rulebook.languages else rulebook.languages[0]
    reason = "" if pattern.reason is None else f", for “{rulebook.label(pattern.reason, lang)}”"
    return f"{rulebook.label(pattern.grant, lang)}{reason}, beyond `{pattern.rule}` of `{pattern.request}`"


def _short(alarm: str, figures: Mapping[str, Any]) -> str:
    if alarm == "cohort":
        return (
            f"given in {figures['granted']} of {figures['cases']} cases, to {figures['customers']} customers, "
            f"by {figures['givers']} colleagues"
        )
    if alarm == "single_giver":
        return f"given {figures['granted']} times, to {figures['customers']} customers, always by the same person"
    return (
        f"given in {figures['recent_granted']} of {figures['recent_cases']} cases in {figures['days']} days, "
        f"and in {figures['earlier_granted']} of {figures['earlier_cases']} in as many before"
    )


def _figures(pattern: Pattern, session: Session) -> Iterator[tuple[str, str]]:
    figures = pattern.figures
    yield "raised", spoken_day(pattern.raised_on, LANG)
    if pattern.alarm in ("cohort", "single_giver"):
        first, last = (date.fromisoformat(figures[each]) for each in ("first_day", "last_day"))
        yield "given", f"from {spoken_day(first, LANG)} to {spoken_day(last, LANG)}"
    if pattern.alarm == "cohort":
        likely = f"{_percent(figures['low'])} to {_percent(figures['high'])} of such cases"
        yield "rate", f"{likely} (95 % sure); the limit is {_percent(figures['limit'])}"
    if pattern.alarm == "single_giver":
        yield "who", "is not told here: it is about the rule, not about a colleague"
    if "recent_low" in figures:
        for name, label in (("recent", "lately"), ("earlier", "before")):
            rate = f"{_percent(figures[f'{name}_low'])} to {_percent(figures[f'{name}_high'])} of such cases"
            mean = figures[f"{name}_mean"]
            type = session.rulebook.grants[pattern.grant].type if pattern.grant in session.rulebook.grants else None
            each = "" if mean is None or type is None else f", {write_value(mean, type)} each time"
            yield label, rate + each


def _percent(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + " %"


def _due(due: ComesDue, today: date, column: int) -> None:
    ahead = (due.due - today).days
    when = paint(f"overdue since {spoken_day(due.due, LANG)}", fg="red") if due.overdue else _ahead(ahead)
    what = COMING[due.kind] if due.status in ("open", "given", "to_repair") else f"{DECIDED[due.status]}, its last day"
    say(f"  {due.id:<{column - 2}}{what}: {when}")


def _row(label: str, text: str) -> None:
    for line in hanging(f"  {label}", text, 12, _width()):
        say(line)


def _width() -> int:
    return min(width_now(), WIDEST)
